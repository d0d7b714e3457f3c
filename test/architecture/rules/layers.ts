import type { Import, SourceTree } from '../source-tree';
import { importsOf } from '../source-tree';

const BUILTINS = 'modules of Node';
const PACKAGES = 'packages';

/** What each layer may import, beside itself. Importing a type counts: it is knowledge of the other layer too. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'shared/core': ['node:crypto'],
  'shared/model': ['shared/core', PACKAGES],
  'shared/client': ['shared/core', 'shared/model', PACKAGES, BUILTINS],
  'shared/notify': ['shared/core', 'shared/model', PACKAGES, BUILTINS],
  'shared/store': ['shared/core', 'shared/model', PACKAGES, BUILTINS],
  'shared/report': ['shared/core', 'shared/model', PACKAGES, BUILTINS],
  'shared/runtime': [
    'shared/core',
    'shared/model',
    'shared/client',
    'shared/notify',
    'shared/store',
    'shared/report',
    PACKAGES,
    BUILTINS,
  ],
  'functions/*': [
    'shared/core',
    'shared/model',
    'shared/client',
    'shared/report',
    'shared/runtime',
    PACKAGES,
    BUILTINS,
  ],
  emulator: [PACKAGES, BUILTINS],
  cli: [
    'shared/core',
    'shared/model',
    'shared/client',
    'shared/notify',
    'shared/store',
    'shared/report',
    'shared/runtime',
    'functions/*',
    'emulator',
    'package.json',
    PACKAGES,
    BUILTINS,
  ],
};

/** The command line alone drives functions that live in FC 2.0 services. */
const SDK_OF_CLI = '@alicloud/fc2';

/** Everything else may import what it likes, and is imported by none of these. */
const LAYERED_FOLDERS = ['shared', 'functions', 'emulator', 'cli'];

/** Imports that go against the layers, one line for each. */
export function layerViolations(tree: SourceTree): string[] {
  const sources = [...tree.keys()].filter(
    (path) => path.endsWith('.ts') && LAYERED_FOLDERS.some((folder) => path.startsWith(`${folder}/`)),
  );
  return sources.flatMap((path) => {
    const layer = layerOf(path);
    const allowed = LAYERS[generic(layer)];
    if (allowed === undefined) return [`${path} belongs to no layer`];
    const imports = importsOf(tree, path);
    return [
      ...imports.filter((one) => !allowed.some((what) => covers(what, one)) && layerOf(one.to) !== layer),
      ...imports.filter(({ to }) => to.startsWith('@alicloud/') && !mayUseSdk(layer, to)),
    ].map(describe);
  });
}

function layerOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'shared' || first === 'functions' ? `${first}/${second}` : first;
}

function generic(layer: string): string {
  return layer.startsWith('functions/') ? 'functions/*' : layer;
}

function covers(allowed: string, { kind, to }: Import): boolean {
  if (allowed === BUILTINS) return kind === 'builtin';
  if (allowed === PACKAGES) return kind === 'package';
  return allowed === to || allowed === generic(layerOf(to));
}

function mayUseSdk(layer: string, to: string): boolean {
  return layer === 'shared/client' || (layer === 'cli' && to === SDK_OF_CLI);
}

function describe({ from, line, to, typeOnly }: Import): string {
  return `${from}:${line} imports ${typeOnly ? 'types of ' : ''}${to}`;
}

/** Loops of files that need each other when they are loaded: which one runs first is then an accident. */
export function importCycles(tree: SourceTree): string[] {
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, chain: readonly string[]): void => {
    if (chain.includes(path)) cycles.push([...chain.slice(chain.indexOf(path)), path].join(' -> '));
    if (chain.includes(path) || finished.has(path)) return;
    const next = importsOf(tree, path).filter(({ kind, typeOnly }) => kind === 'file' && !typeOnly);
    for (const { to } of next) visit(to, [...chain, path]);
    finished.add(path);
  };
  for (const path of tree.keys()) if (path.endsWith('.ts')) visit(path, []);
  return cycles;
}
