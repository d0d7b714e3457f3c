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
const stop = (signal) => child.kill(signal);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(signal));

// npm ends its shell on SIGTERM, but the shell does not pass the signal on: without this a stopped
// `npm run autopilot -- emulator` would leave the emulator behind.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && stop('SIGTERM'), 250).unref();

child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
