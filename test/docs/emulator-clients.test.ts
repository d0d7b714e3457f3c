import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import * as library from '../../emulator';
import { startEmulator } from '../../emulator';
import type { Emulator } from '../../emulator';

const PAGE = readFileSync(join(__dirname, '../../emulator/README.md'), 'utf8');

function hasTool(tool: string): boolean {
  return spawnSync(tool, ['version']).error === undefined;
}

const missing = ['curl', 'openssl'].filter((tool) => !hasTool(tool));
const testWithTools = missing.length === 0 ? test : test.skip;

testWithTools(
  `the request of the emulator's page with curl is answered (needs ${missing.join(', ') || 'nothing more'})`,
  async () => {
    const [, script] = /<!-- curl -->\s+```sh\n([^`]+)```/.exec(PAGE) ?? [];
    if (script === undefined) throw new Error('emulator/README.md has no example with curl');
    const emulator = await startEmulator({ fleet: { instances: [{ id: 'i-web', name: 'web' }] } });
    try {
      const { stdout } = await promisify(execFile)('sh', ['-euc', script], {
        env: {
          PATH: process.env['PATH'],
          ENDPOINT: emulator.endpoint,
          ACCESS_KEY_ID: emulator.accessKeyId,
          ACCESS_KEY_SECRET: emulator.accessKeySecret,
        },
      });
      expect(JSON.parse(stdout)).toMatchObject({
        TotalCount: 1,
        Instances: { Instance: [{ InstanceId: 'i-web' }] },
      });
    } finally {
      await emulator.close();
    }
  },
);

/** The first TypeScript of a section of the page. */
function exampleOf(heading: string): string {
  const [, section = ''] = PAGE.split(`${heading}\n`);
  const [, source] = /```ts\n([^`]+)```/.exec(section) ?? [];
  if (source === undefined) throw new Error(`emulator/README.md has no TypeScript under "${heading}"`);
  return source;
}

/** Runs an example as a module of its own, in which the names of `given` are known. */
async function run(source: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const names = Object.keys(given);
  const body = `(async (require, exports, ${names.join(', ')}) => {${outputText}\n})`;
  const example = runInThisContext(body) as (...values: unknown[]) => Promise<void>;
  const load = (name: string): unknown => (name === '../emulator' ? library : jest.requireActual(name));
  await example(load, {}, ...Object.values(given));
}

test.each<[string, (emulator: Emulator) => Record<string, unknown>, string, string]>([
  ['### With the TypeScript SDK', (emulator) => ({ emulator }), 'DescribeInstances', 'ACS3-HMAC-SHA256'],
  [
    '### With pop-core',
    ({ endpoint, accessKeyId, accessKeySecret }) => ({ endpoint, accessKeyId, accessKeySecret }),
    'StopInstance',
    'HMAC-SHA1',
  ],
])('the example under "%s" is answered', async (heading, given, operation, protocol) => {
  const emulator = await startEmulator({ fleet: { instances: [{ id: 'i-web', name: 'web' }] } });
  try {
    await run(exampleOf(heading), given(emulator));
    expect(emulator.journal()).toEqual([expect.objectContaining({ operation, protocol, code: 'OK' })]);
  } finally {
    await emulator.close();
  }
});

test('the example of a test runs', async () => {
  await expect(run(exampleOf('From a test:'), {})).resolves.toBeUndefined();
});
