import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '../../emulator/api/operation';
import { FAMILIES } from '../../emulator/operations';

/** Cases are grouped into few suites, because every suite loads every client anew. */
const SUITES = readdirSync(__dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(__dirname, file), 'utf8'));

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Families of ECS share suites; another product has one of its own. */
function fileOf(family: string, operations: readonly Operation[]): string {
  const isEcs = operations.every(({ product }) => product.name === 'Ecs');
  return join(__dirname, isEcs ? `cases/${kebab(family)}.ts` : `${kebab(family)}.test.ts`);
}

test.each(Object.entries(FAMILIES))('the family %s has contract cases', (family, operations) => {
  const file = fileOf(family, operations);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(`FAMILIES.${family}`);
});

test.each(readdirSync(join(__dirname, 'cases')))('the cases of %s are run', (file) => {
  const line = `import './cases/${file.replace(/\.ts$/, '')}';`;
  expect(SUITES.filter((suite) => suite.includes(line))).toHaveLength(1);
});
