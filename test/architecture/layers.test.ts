import { importCycles, layerViolations } from './rules/layers';
import { readTree } from './source-tree';

const project = readTree();

test('every import goes down the layers', () => {
  const known = [
    'shared/core/plan.ts',
    'functions/instance-schedule/plan.ts',
    'emulator/index.ts',
    'cli/main.ts',
  ];
  expect([...project.keys()]).toEqual(expect.arrayContaining(known));
  expect(layerViolations(project)).toEqual([]);
});

test('no files need each other when they are loaded', () => {
  expect(importCycles(project)).toEqual([]);
});

/** What the files of a violation import; none of them has anything in it. */
const TARGETS = [
  'shared/core/plan.ts',
  'shared/model/tags.ts',
  'shared/client/index.ts',
  'shared/store/index.ts',
  'shared/runtime/handler.ts',
  'functions/a/index.ts',
  'functions/b/plan.ts',
  'emulator/index.ts',
  'cli/main.ts',
  'test/helper.ts',
];

function withFile(path: string, text: string): ReadonlyMap<string, string> {
  return new Map([...TARGETS.map((target) => [target, ''] as const), [path, text]]);
}

const HANDLER = `import '../../shared/runtime/handler';`;

test.each([
  ['shared/core/a.ts', `import { tagNames } from '../model/tags';`, 'imports shared/model/tags.ts'],
  ['shared/core/a.ts', `import type { T } from '../model/tags';`, 'imports types of shared/model/tags.ts'],
  [
    'shared/core/a.ts',
    `let a: import('../model/tags').T | undefined;`,
    'imports types of shared/model/tags.ts',
  ],
  ['shared/core/a.ts', `export * from '../client';`, 'imports shared/client/index.ts'],
  ['shared/core/a.ts', `import { readFile } from 'node:fs/promises';`, 'imports node:fs/promises'],
  ['shared/core/a.ts', `import { readFile } from 'fs';`, 'imports node:fs'],
  ['shared/core/a.ts', `import { DateTime } from 'luxon';`, 'imports luxon'],
  ['shared/core/a.ts', `const a = require('zod/v4');`, 'imports zod'],
  ['shared/model/a.ts', `import '../client';`, 'imports shared/client/index.ts'],
  ['shared/model/a.ts', `import { join } from 'node:path';`, 'imports node:path'],
  ['shared/client/a.ts', `import '../store';`, 'imports shared/store/index.ts'],
  ['shared/report/a.ts', `import '../runtime/handler';`, 'imports shared/runtime/handler.ts'],
  [
    'shared/runtime/a.ts',
    `import type { C } from '../../functions/a';`,
    'imports types of functions/a/index.ts',
  ],
  ['functions/a/a.ts', `import { plan } from '../b/plan';`, 'imports functions/b/plan.ts'],
  ['functions/a/a.ts', `import '../../emulator';`, 'imports emulator/index.ts'],
  ['functions/a/a.ts', `await import('../../cli/main');`, 'imports cli/main.ts'],
  ['functions/a/a.ts', `import Ecs from '@alicloud/ecs20140526';`, 'imports @alicloud/ecs20140526'],
  [
    'functions/a/a.ts',
    `import type E from '@alicloud/ecs20140526/dist/client';`,
    'imports types of @alicloud/ecs20140526',
  ],
  ['emulator/a.ts', `import { chunk } from '../shared/core/plan';`, 'imports shared/core/plan.ts'],
  ['emulator/a.ts', `import type { A } from '../functions/a';`, 'imports types of functions/a/index.ts'],
  ['cli/a.ts', `import '../test/helper';`, 'imports test/helper.ts'],
  [
    'cli/a.ts',
    `import Credential from '@alicloud/credentials/dist/src/config';`,
    'imports @alicloud/credentials',
  ],
])('the layers forbid %s: %s', (path, text, violation) => {
  expect(layerViolations(withFile(path, text))).toEqual([`${path}:1 ${violation}`]);
});

test('a folder that has no place among the layers is a violation', () => {
  expect(layerViolations(new Map([['shared/helpers/a.ts', '']]))).toEqual([
    'shared/helpers/a.ts belongs to no layer',
  ]);
});

test.each([
  ['shared/core/a.ts', `import { createHash } from 'node:crypto'; import './plan';`],
  ['shared/model/a.ts', `import { distance } from 'fastest-levenshtein'; import '../core/plan';`],
  ['shared/client/a.ts', `import { Config } from '@alicloud/openapi-client'; import 'node:os';`],
  ['functions/a/a.ts', `${HANDLER} import './index'; import '../../shared/client';`],
  ['cli/a.ts', `import '../functions/b/plan'; import '../emulator'; import FC from '@alicloud/fc2';`],
])('the layers allow %s: %s', (path, text) => {
  expect(layerViolations(withFile(path, text))).toEqual([]);
});

test('a loop of imports is a violation, one through types is not', () => {
  const loop = new Map([
    ['a.ts', `import './b';`],
    ['b.ts', `import { c } from './c';`],
    ['c.ts', `export * from './a'; import type { B } from './b'; import { type B as C } from './b';`],
  ]);
  expect(importCycles(loop)).toEqual(['a.ts -> b.ts -> c.ts -> a.ts']);
});

test('an import that leads nowhere is an error', () => {
  const tree = new Map([['shared/core/a.ts', `import './gone';`]]);
  expect(() => layerViolations(tree)).toThrow(
    'shared/core/a.ts imports ./gone, which is no file of the tree',
  );
});
