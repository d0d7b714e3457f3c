import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES } from '../../emulator/operations';

/** Cases are grouped into few suites, because every suite loads every client anew. */
const SUITES = readdirSync(__dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(__dirname, file), 'utf8'));

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const ECS_FAMILIES = Object.entries(FAMILIES)
  .filter(([, operations]) => operations.every(({ product }) => product.name === 'Ecs'))
  .map(([family]) => family);

test.each(ECS_FAMILIES)('the family %s has contract cases', (family) => {
  const file = join(__dirname, 'cases', `${kebab(family)}.ts`);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(`FAMILIES.${family}`);
});

test.each(readdirSync(join(__dirname, 'cases')))('the cases of %s are run', (file) => {
  const line = `import './cases/${file.replace(/\.ts$/, '')}';`;
  expect(SUITES.filter((suite) => suite.includes(line))).toHaveLength(1);
});
