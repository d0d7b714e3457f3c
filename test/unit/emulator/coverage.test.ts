import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as models from '@alicloud/ecs20140526';
import { OWNER_PARAMETERS } from '../../../emulator/api/operation';
import { coverageOf, coveragePage } from '../../../emulator/api/coverage';
import { OPERATIONS } from '../../../emulator/operations';

const PAGE = join(__dirname, '../../../emulator/COVERAGE.md');

/** UPDATE_COVERAGE=1 writes the page instead of comparing it. */
test('COVERAGE.md is current', () => {
  const page = coveragePage(OPERATIONS);
  if (process.env['UPDATE_COVERAGE'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

const ECS_OPERATIONS = OPERATIONS.filter(({ product }) => product.name === 'Ecs');

interface RequestClass {
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

/** Parameters of a request class, fields of structures with the name of the structure: `DataDisk.Size`. */
function parametersOf(request: RequestClass, prefix = ''): string[] {
  const types = request.types();
  return Object.entries(request.names()).flatMap(([property, wire]) => {
    const type = types[property];
    const element = (type as { readonly itemType?: unknown } | undefined)?.itemType ?? type;
    const nested =
      typeof element === 'function'
        ? parametersOf(element as unknown as RequestClass, `${prefix}${wire}.`)
        : [];
    return [prefix + wire, ...nested];
  });
}

describe.each(coverageOf(ECS_OPERATIONS))('$operation', ({ operation, parameters }) => {
  const requests = models as unknown as Record<string, RequestClass | undefined>;
  const request = requests[`${operation}Request`];
  const known = request === undefined ? [] : parametersOf(request);
  const declared = parameters.map(({ name }) => name);
  const refused = parameters.filter(({ implemented }) => !implemented).map(({ name }) => name);

  test('the SDK knows it', () => {
    expect(known.length).toBeGreaterThan(0);
  });

  test('every parameter of the SDK is implemented or refused', () => {
    const isDeclared = (name: string): boolean =>
      declared.includes(name) || refused.some((each) => name.startsWith(`${each}.`));
    expect(known.filter((name) => !isDeclared(name))).toEqual([]);
  });

  test('every parameter is one of the SDK, once', () => {
    const allowed = [...known, ...OWNER_PARAMETERS, 'RegionId'];
    expect(declared.filter((name) => !allowed.includes(name))).toEqual([]);
    expect(new Set(declared).size).toBe(declared.length);
  });
});

test('a name is declared once for a version', () => {
  const names = OPERATIONS.map(({ product, name }) => `${product.version} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});
