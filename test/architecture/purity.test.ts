import { impurities } from './rules/purity';
import { functionFolders } from './rules/repository';
import { readTree } from './source-tree';

const project = readTree('shared', 'functions');

test.each(functionFolders(project))('the plan of %s is a pure function', (name) => {
  expect(impurities(project, `functions/${name}/plan.ts`)).toEqual([]);
});

test.each([
  [`import { readFileSync } from 'node:fs';`, 'imports node:fs'],
  [`import { randomUUID } from 'node:crypto';`, 'imports node:crypto'],
  [`import OpenApi from '@alicloud/openapi-client';`, 'imports @alicloud/openapi-client'],
  [`export const a = process.env['A'];`, 'uses process'],
  [`export const a = { process };`, 'uses process'],
  [`export const a = globalThis.process;`, 'uses globalThis'],
  [`export const a = performance.now();`, 'uses performance'],
  [`export const a = crypto.randomUUID();`, 'uses crypto'],
  [`setTimeout(() => 1, 0);`, 'uses setTimeout'],
  [`export const a = Date.now();`, 'Date.now reads the clock'],
  [`export const clock = { now: Date.now };`, 'Date.now reads the clock'],
  [`export const a = new Date();`, 'new Date() reads the clock'],
  [`export const a = new Date;`, 'new Date() reads the clock'],
  [`export const a = Date();`, 'Date() reads the clock'],
  [`import { DateTime } from 'luxon'; export const a = DateTime.utc();`, 'DateTime.utc() reads the clock'],
  [`import { DateTime } from 'luxon'; export const a = DateTime.now();`, 'DateTime.now reads the clock'],
  [`export const a = Math.random();`, 'Math.random is left to chance'],
  [`export const a = () => import('./b');`, 'loads a module while it runs'],
])('a plan must not have: %s', (text, what) => {
  const tree = new Map([
    ['plan.ts', text],
    ['b.ts', ''],
  ]);
  expect(impurities(tree, 'plan.ts')).toEqual([`plan.ts:1 ${what}`]);
});

test('what a plan loads must be pure as well', () => {
  const tree = new Map([
    ['plan.ts', `import './a';`],
    ['a.ts', `export { b } from './b';`],
    ['b.ts', `\nexport const b = Math.random();`],
  ]);
  expect(impurities(tree, 'plan.ts')).toEqual(['plan.ts -> a.ts -> b.ts:2 Math.random is left to chance']);
});

test.each([
  `export const a = new Date(0);`,
  `export const a = (process: { env: string }): string => ''; export interface A { fetch: Date }`,
  `import { DateTime } from 'luxon'; export const a = DateTime.utc(2026);`,
  `import { z } from 'zod'; import type { Clock } from './b';`,
  `import { type Clock } from './b'; export const a: Clock = { performance: 1 };`,
])('a plan may have: %s', (text) => {
  const tree = new Map([
    ['plan.ts', text],
    ['b.ts', `export type Clock = { performance: number }; Date.now();`],
  ]);
  expect(impurities(tree, 'plan.ts')).toEqual([]);
});

test('hashing belongs to the request token', () => {
  const tree = new Map([
    ['functions/a/plan.ts', `import '../../shared/core/token';`],
    ['shared/core/token.ts', `import { createHash } from 'node:crypto';`],
  ]);
  expect(impurities(tree, 'functions/a/plan.ts')).toEqual([]);
});
