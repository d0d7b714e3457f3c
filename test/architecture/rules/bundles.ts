import type { Metafile } from 'esbuild';
import { isBuiltin } from 'node:module';

/** Folders of which nothing is ever deployed. */
const NEVER_DEPLOYED = ['emulator', 'cli', 'bench', 'test', 'scripts'];

/** Packages that are heavy to load, of another generation of the SDK, or for the command line only. */
const NEVER_BUNDLED = new Set([
  '@alicloud/credentials',
  '@alicloud/ecs20140526',
  '@alicloud/fc2',
  '@alicloud/openapi-core',
  '@alicloud/tea-xml',
  '@darabonba/typescript',
  'chinese-days',
  'cli-table3',
  'commander',
  'ical.js',
  'yaml',
  'zod',
]);

/** Two copies mean that one of them brought the runtime of the other SDK generation with it. */
const ONE_COPY = '@alicloud/tea-util';

/** Every 100 KB are about 6 ms of a cold start. */
const LARGEST_BUNDLE_BYTES = 400 * 1024;

/** What is wrong with the bundle of a function, from the import graph that esbuild wrote. */
export function bundleViolations({ inputs, outputs }: Metafile): string[] {
  const paths = Object.keys(inputs);
  const code = Object.entries(outputs).filter(([path]) => path.endsWith('.js'));
  return [
    ...paths
      .filter((path) => NEVER_DEPLOYED.includes(path.split('/')[0] ?? ''))
      .map((path) => `${path} is in the bundle`),
    ...unique(paths.map(packageIn))
      .filter((name) => NEVER_BUNDLED.has(name))
      .map((name) => `package ${name} is in the bundle`),
    ...copiesViolation(paths),
    ...code
      .filter(([, { bytes }]) => bytes > LARGEST_BUNDLE_BYTES)
      .map(([path, { bytes }]) => `${path} has ${bytes} bytes, expected at most ${LARGEST_BUNDLE_BYTES}`),
    ...code.flatMap(([path, { imports }]) =>
      imports
        .filter((one) => one.external === true && !isBuiltin(one.path))
        .map((one) => `${path} needs ${one.path}, which is not deployed`),
    ),
  ];
}

function copiesViolation(paths: readonly string[]): string[] {
  const copies = unique(paths.filter((path) => packageIn(path) === ONE_COPY).map(packageFolder));
  return copies.length === 1
    ? []
    : [`${copies.length} copies of ${ONE_COPY}: ${copies.join(', ') || 'none'}, expected one`];
}

const IN_PACKAGE = /^(?<folder>(?:.*\/)?node_modules\/(?<name>@[^/]+\/[^/]+|[^/]+))\//;

/** Name of the package that a file of the graph belongs to; empty for a file of the project. */
function packageIn(path: string): string {
  return IN_PACKAGE.exec(path)?.groups?.['name'] ?? '';
}

function packageFolder(path: string): string {
  return IN_PACKAGE.exec(path)?.groups?.['folder'] ?? '';
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
