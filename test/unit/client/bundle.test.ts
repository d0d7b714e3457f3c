import { join } from 'node:path';
import { Script } from 'node:vm';
import { type Metafile, build } from 'esbuild';
import type * as client from '../../../shared/client';

const CLIENT = join(__dirname, '../../../shared/client/index.ts');

/** The client alone, with everything that it imports; functions leave more out (scripts/build.mjs). */
async function bundle(): Promise<{ readonly code: string; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [CLIENT],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    mainFields: ['main'],
    metafile: true,
    write: false,
  });
  return { code: outputFiles[0]?.text ?? '', metafile };
}

let bundled: Awaited<ReturnType<typeof bundle>>;

beforeAll(async () => {
  bundled = await bundle();
});

test('neither the SDK nor the runtime of the newer SDK generation is in the bundle', () => {
  const inputs = Object.keys(bundled.metafile.inputs);
  expect(inputs.some((input) => input.includes('@alicloud/openapi-client/'))).toBe(true);
  for (const heavy of ['@alicloud/ecs20140526/', '@alicloud/openapi-core/', '@darabonba/typescript/']) {
    expect(inputs.filter((input) => input.includes(heavy))).toEqual([]);
  }
});

test('there is one copy of tea-util', () => {
  const copies = Object.keys(bundled.metafile.inputs).filter((input) =>
    input.endsWith('@alicloud/tea-util/dist/client.js'),
  );
  expect(copies).toHaveLength(1);
});

test('the bundle stays below 300 kB', () => {
  expect(bundled.code.length).toBeLessThan(300_000);
});

test('what the bundle exports can be constructed', () => {
  const module = { exports: {} as typeof client };
  const wrapped = `(function (module, exports, require) {${bundled.code}\n})`;
  const load = new Script(wrapped).runInThisContext() as (...scope: readonly unknown[]) => void;
  load(module, module.exports, require);
  const { createEcsClient, fixedCredentials } = module.exports;
  const credentials = fixedCredentials({ accessKeyId: 'example-key-id', accessKeySecret: 'example-secret' });
  expect(createEcsClient({ credentials, region: 'cn-hangzhou' }).metrics()).toEqual({
    operations: {},
    writes: [],
  });
});
