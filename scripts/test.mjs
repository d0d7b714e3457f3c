// Everything that must hold, in one run: format, lint, types, then all tests. Arguments go to jest, alone.
import { buildIfStale } from './build.mjs';
import { runNode, setup } from './setup.mjs';

setup();
const chosen = process.argv.slice(2);
await buildIfStale();
if (chosen.length === 0) {
  runNode(['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']);
  runNode(['node_modules/typescript/bin/tsc', '--project', '.']);
  runNode(['node_modules/eslint/bin/eslint.js', '.']);
}
runNode(['node_modules/jest/bin/jest.js', ...chosen]);
