// The demonstration: everything against the emulator on this machine, no account, nothing to set up.
import { buildIfStale } from './build.mjs';
import { runNode, setup } from './setup.mjs';

setup();
await buildIfStale();
runNode(['dist/cli/autopilot.js', 'demo', ...process.argv.slice(2)]);
