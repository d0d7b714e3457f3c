import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as models from '@alicloud/ecs20140526';
import { OWNER_PARAMETERS } from '../../../emulator/api/operation';
import { coveragePage } from '../../../emulator/api/coverage';
import { OPERATIONS } from '../../../emulator/operations';

const PAGE = join(__dirname, '../../../emulator/COVERAGE.md');

/** UPDATE_COVERAGE=1 writes the page instead of comparing it. */
test('COVERAGE.md is current', () => {
  const page = coveragePage(OPERATIONS);
  if (process.env['UPDATE_COVERAGE'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

const ECS_OPERATIONS = OPERATIONS.filter(({ product }) => product.name === 'Ecs');

describe.each(ECS_OPERATIONS)('$name', ({ name, parameters, refused, regional }) => {
  const requests = models as unknown as Record<string, { names(): Record<string, string> } | undefined>;
  const known = Object.values(requests[`${name}Request`]?.names() ?? {});
  const declared = [...Object.keys(parameters), ...refused];

  test('the SDK knows it', () => {
    expect(known.length).toBeGreaterThan(0);
  });

  test('every parameter of the SDK is implemented or refused', () => {
    expect(known.filter((parameter) => !declared.includes(parameter))).toEqual([]);
  });

  test('every parameter is one of the SDK, once', () => {
    const ofItsOwn: readonly string[] = regional ? [] : ['RegionId'];
    const allowed = [...known, ...OWNER_PARAMETERS, ...ofItsOwn];
    expect(declared.filter((parameter) => !allowed.includes(parameter))).toEqual([]);
    expect(new Set(declared).size).toBe(declared.length);
  });
});

test('a name is declared once for a version', () => {
  const names = OPERATIONS.map(({ product, name }) => `${product.version} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});
