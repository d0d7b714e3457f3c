// The command line tool, built first if a source is newer.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root, setup } from './setup.mjs';

setup();
await buildIfStale();
const child = spawn(process.execPath, [join(root, 'dist/cli/autopilot.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
