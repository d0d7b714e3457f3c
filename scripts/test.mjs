// Everything that must hold, in one run: format, lint, types, then all tests. Arguments go to jest, alone.
import { buildIfStale } from './build.mjs';
import { runNode, runNodeSideBySide, setup } from './setup.mjs';

setup();
const chosen = process.argv.slice(2);
await buildIfStale();
if (chosen.length === 0) {
  const cache = 'node_modules/.cache/prettier';
  await runNodeSideBySide([
    ['node_modules/eslint/bin/eslint.js', '.'],
    ['node_modules/typescript/bin/tsc', '--project', '.'],
    [
      'node_modules/prettier/bin/prettier.cjs',
      ...['--check', '--log-level', 'warn', '--cache', '--cache-location', cache, '.'],
    ],
  ]);
}
runNode(['node_modules/jest/bin/jest.js', ...chosen]);
