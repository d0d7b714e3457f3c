// Builds dist/: one bundle and one compiled configuration for each function, and the command line tool.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, setup } from './setup.mjs';

const dist = join(root, 'dist');

/** What a bundle leaves out so that a function starts fast. */
export const forFunctions = {
  alias: {
    '@alicloud/credentials': './shared/client/substitutes/credentials.ts',
    '@alicloud/tea-xml': './shared/client/substitutes/tea-xml.ts',
  },
  minify: true,
  legalComments: 'none',
};

const stamp = join(dist, '.built');
const sources = ['cli', 'emulator', 'functions', 'shared', 'scripts', 'autopilot.yaml', 'package-lock.json'];

/**
 * Builds unless everything in dist/ is newer than every source. A configuration that is wrong does not keep the command
 * line from working with another one: it is said, and a function without its compiled configuration refuses to run.
 */
export async function buildIfStale() {
  if (!existsSync(stamp) || newest(sources.map((source) => join(root, source))) > statSync(stamp).mtimeMs) {
    for (const problem of await build()) console.error(problem);
  }
}

/** Builds everything; returns what is wrong with the configuration. Files are replaced one by one, each as a whole. */
export async function build() {
  const esbuild = await import('esbuild');
  const startedAt = new Date();
  const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', absWorkingDir: root };
  const functions = functionNames();
  await Promise.all([
    ...functions.map((name) => bundleFunction(esbuild, common, name)),
    bundle(esbuild, 'cli', {
      ...common,
      entryPoints: {
        autopilot: 'cli/autopilot.ts',
        'compile-config': 'cli/compile-config.ts',
        'fc-bootstrap': 'emulator/fc/bootstrap.ts',
      },
      outdir: join(dist, 'cli'),
      sourcemap: 'linked',
    }),
  ]);
  const problems = new Set(functions.flatMap(compileConfig));
  if (problems.size > 0) return [...problems];
  replaceFile(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
  return [];
}

/** The sections of autopilot.yaml that a function needs, as JSON beside its bundle; returns what is wrong with it. */
function compileConfig(name) {
  const compiled = join(dist, name, 'autopilot.json');
  const compiler = join(dist, 'cli/compile-config.js');
  const require = createRequire(import.meta.url);
  delete require.cache[compiler];
  try {
    replaceFile(compiled, require(compiler).compileConfig(join(root, 'autopilot.yaml'), name));
    return [];
  } catch (error) {
    rmSync(compiled, { force: true });
    return [error.message];
  }
}

/** Every folder in functions/ with an index.ts is a deployable function. */
export function functionNames() {
  return readdirSync(join(root, 'functions')).filter((name) =>
    existsSync(join(root, 'functions', name, 'index.ts')),
  );
}

function bundleFunction(esbuild, common, name) {
  return bundle(esbuild, name, {
    ...common,
    entryPoints: { index: `functions/${name}/index.ts` },
    outdir: join(dist, name),
    ...forFunctions,
  });
}

/** The metafile is the import graph that the architecture tests read. */
async function bundle(esbuild, name, options) {
  const result = await esbuild.build({ ...options, write: false, metafile: true, logLevel: 'warning' });
  for (const { path, contents } of result.outputFiles) replaceFile(path, contents);
  replaceFile(join(dist, 'meta', `${name}.json`), JSON.stringify(result.metafile));
}

/** Another build, or a program that is starting, sees the old file or the new one. */
function replaceFile(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

function newest(paths) {
  const times = paths.map((path) => {
    const stat = statSync(path);
    const inside = stat.isDirectory() ? readdirSync(path).map((entry) => join(path, entry)) : [];
    return Math.max(stat.mtimeMs, newest(inside));
  });
  return Math.max(0, ...times);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setup();
  const problems = await build();
  for (const problem of problems) console.error(problem);
  for (const name of functionNames()) {
    const size = readFileSync(join(dist, name, 'index.js')).length;
    console.log(`dist/${name}/index.js  ${Math.round(size / 1024)} KB`);
  }
  console.log('dist/cli/autopilot.js');
  process.exitCode = problems.length > 0 ? 2 : 0;
}
