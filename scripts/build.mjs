// Builds dist/: one bundle and one compiled configuration for each function, and the command line tool.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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

/** Builds unless everything in dist/ is newer than every source. */
export async function buildIfStale() {
  if (!existsSync(stamp) || newest(sources.map((source) => join(root, source))) > statSync(stamp).mtimeMs) {
    await build();
  }
}

export async function build() {
  const esbuild = await import('esbuild');
  rmSync(dist, { recursive: true, force: true });
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
  for (const name of functions) compileConfig(name);
  writeFileSync(stamp, '');
}

/** The sections of autopilot.yaml that a function needs, as JSON beside its bundle. A wrong file ends the build. */
function compileConfig(name) {
  const compiler = createRequire(import.meta.url)(join(dist, 'cli/compile-config.js'));
  try {
    writeFileSync(
      join(dist, name, 'autopilot.json'),
      compiler.compileConfig(join(root, 'autopilot.yaml'), name),
    );
  } catch (error) {
    console.error(error.message);
    process.exit(2);
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
  const { metafile } = await esbuild.build({ ...options, metafile: true, logLevel: 'warning' });
  mkdirSync(join(dist, 'meta'), { recursive: true });
  writeFileSync(join(dist, 'meta', `${name}.json`), JSON.stringify(metafile));
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
  await build();
  for (const name of functionNames()) {
    const size = readFileSync(join(dist, name, 'index.js')).length;
    console.log(`dist/${name}/index.js  ${Math.round(size / 1024)} KB`);
  }
  console.log('dist/cli/autopilot.js');
}
