import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator } from '../../emulator';

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
