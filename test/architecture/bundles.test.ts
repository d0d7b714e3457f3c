import type { Metafile } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleViolations } from './rules/bundles';
import { functionFolders } from './rules/repository';
import { PROJECT_ROOT, readTree } from './source-tree';

const DIST = join(PROJECT_ROOT, 'dist');

function metafileOf(name: string): Metafile {
  return JSON.parse(readFileSync(join(DIST, 'meta', `${name}.json`), 'utf8')) as Metafile;
}

describe.each(functionFolders(readTree('functions')))('%s', (name) => {
  test('what is in its bundle may be deployed', () => {
    expect(bundleViolations(metafileOf(name))).toEqual([]);
  });

  test('its folder holds the bundle and the configuration', () => {
    expect(readdirSync(join(DIST, name)).sort()).toEqual(['autopilot.json', 'index.js']);
  });

  test('its bundle exports the handler, with nothing else installed', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'deployed-'));
    try {
      cpSync(join(DIST, name), elsewhere, { recursive: true });
      const kind = execFileSync(process.execPath, ['-p', 'typeof require("./index.js").handler'], {
        cwd: elsewhere,
        encoding: 'utf8',
      });
      expect(kind).toBe('function\n');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});

const TEA_UTIL = 'node_modules/@alicloud/tea-util/dist/client.js';

function metafile(inputs: readonly string[], output: object = {}): Metafile {
  return {
    inputs: Object.fromEntries(inputs.map((path) => [path, { bytes: 1, imports: [] }])),
    outputs: { 'dist/a/index.js': { bytes: 1, inputs: {}, imports: [], exports: [], ...output } },
  };
}

test.each([
  [metafile([TEA_UTIL, 'emulator/errors.ts']), 'emulator/errors.ts is in the bundle'],
  [metafile([TEA_UTIL, 'cli/project.ts']), 'cli/project.ts is in the bundle'],
  [metafile([TEA_UTIL, 'node_modules/yaml/dist/index.js']), 'package yaml is in the bundle'],
  [
    metafile([TEA_UTIL, 'node_modules/a/node_modules/@alicloud/openapi-core/dist/client.js']),
    'package @alicloud/openapi-core is in the bundle',
  ],
  [
    metafile([TEA_UTIL, `node_modules/@alicloud/openapi-util/${TEA_UTIL}`]),
    '2 copies of @alicloud/tea-util: node_modules/@alicloud/tea-util, ' +
      'node_modules/@alicloud/openapi-util/node_modules/@alicloud/tea-util, expected one',
  ],
  [metafile([]), '0 copies of @alicloud/tea-util: none, expected one'],
  [metafile([TEA_UTIL], { bytes: 409_601 }), 'dist/a/index.js has 409601 bytes, expected at most 409600'],
  [
    metafile([TEA_UTIL], { imports: [{ path: 'ws', kind: 'require-call', external: true }] }),
    'dist/a/index.js needs ws, which is not deployed',
  ],
])('must not be deployed, %#: %j', (graph, violation) => {
  expect(bundleViolations(graph)).toEqual([violation]);
});

test('a bundle of the project, the client and modules of Node may be deployed', () => {
  const imports = [{ path: 'https', kind: 'require-call', external: true }];
  expect(bundleViolations(metafile([TEA_UTIL, 'shared/core/plan.ts'], { imports }))).toEqual([]);
});
