import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES } from '../../emulator/operations';

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const ECS_FAMILIES = Object.entries(FAMILIES)
  .filter(([, operations]) => operations.every(({ product }) => product.name === 'Ecs'))
  .map(([family]) => family);

test.each(ECS_FAMILIES)('the family %s has a contract test of its name', (family) => {
  const file = join(__dirname, `${kebab(family)}.test.ts`);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(`FAMILIES.${family}`);
});
