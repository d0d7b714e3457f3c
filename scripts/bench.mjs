// The benchmarks, each with its baseline measured in the same run. Names of benchmarks as arguments choose some.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root, runNode, setup } from './setup.mjs';

setup();
await buildIfStale();
const chosen = process.argv.slice(2);
const all = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.mjs') && !file.startsWith('_'));
for (const file of all.filter((one) => chosen.length === 0 || chosen.some((name) => one.startsWith(name)))) {
  runNode([join('bench', file)]);
}
