// Files that only the benchmarks need, written to output/bench/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { forFunctions } from '../scripts/build.mjs';
import { root } from '../scripts/setup.mjs';

const folder = join(root, 'output/bench');

/** Bundles TypeScript the way functions are bundled, as if the source stood in the root. Returns the path. */
export function bundleModule(name, source, options = {}) {
  const outfile = join(folder, `${name}.js`);
  buildSync({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    ...forFunctions,
    absWorkingDir: root,
    logLevel: 'warning',
    ...options,
  });
  return outfile;
}

/** Writes a file as it is, a value as JSON. Returns the path. */
export function writeFile(file, content) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, file);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Kilobytes on disk, and compressed as in the zip that is uploaded. */
export function sizesOf(path) {
  const code = readFileSync(path);
  return { kb: code.length / 1024, gzipKb: gzipSync(code, { level: 9 }).length / 1024 };
}
