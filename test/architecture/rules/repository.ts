import { posix } from 'node:path';
import ts from 'typescript';
import { isMap, parseDocument } from 'yaml';
import type { SourceTree } from '../source-tree';
import { descendants, lineOf, parse } from '../source-tree';

const CODE = /\.(?:ts|mjs|cjs|js)$/;
const LONGEST_FILE = 400;

const FUNCTION_FILE = /^functions\/(?<name>[^/]+)\//;

/** Every folder in functions/. */
export function functionFolders(tree: SourceTree): string[] {
  const names = [...tree.keys()].map((path) => FUNCTION_FILE.exec(path)?.groups?.['name'] ?? '');
  return [...new Set(names)].filter((name) => name !== '');
}

/** Golden payloads of a function's triggers. */
export function eventFiles(tree: SourceTree, name: string): string[] {
  return [...tree.keys()].filter(
    (path) => path.startsWith(`functions/${name}/events/`) && path.endsWith('.json'),
  );
}

/** All functions have the same shape. */
export function shapeViolations(tree: SourceTree): string[] {
  return functionFolders(tree).flatMap((name) => [
    ...['index.ts', 'plan.ts', 'config.ts', 'README.md']
      .map((file) => `functions/${name}/${file}`)
      .filter((path) => !tree.has(path))
      .map((path) => `${path} is missing`),
    ...(eventFiles(tree, name).length > 0 ? [] : [`functions/${name}/events/ has no payload`]),
  ]);
}

/** Functions without a resource in s.yaml, and resources without a function. */
export function deploymentViolations(tree: SourceTree): string[] {
  const resources: unknown = parseDocument(tree.get('s.yaml') ?? '').get('resources');
  const deployed = isMap(resources) ? resources.items.map(({ key }) => String(key)) : [];
  const written = functionFolders(tree);
  return [
    ...deployed.filter((name) => !written.includes(name)).map((name) => `s.yaml: ${name} has no folder`),
    ...written.filter((name) => !deployed.includes(name)).map((name) => `s.yaml: ${name} is not deployed`),
  ];
}

const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** Versions of package.json that leave a choice to the day of the installation. */
export function versionViolations(manifest: Readonly<Record<string, unknown>>): string[] {
  return ['dependencies', 'devDependencies', 'overrides'].flatMap((section) =>
    Object.entries((manifest[section] ?? {}) as Record<string, string>)
      .filter(([, version]) => !EXACT_VERSION.test(version))
      .map(([name, version]) => `${section}: ${name} is ${version}, expected one version`),
  );
}

/** Packages that the lockfile ties to a registry host, which other machines may not reach. */
export function lockfileViolations(lockfile: { readonly packages: object }): string[] {
  return Object.entries(lockfile.packages)
    .filter(([, entry]) => 'resolved' in (entry as object))
    .map(([path]) => `${path} is resolved to an address`);
}

/** Files of code that are too long to be about one subject; tests list cases and may be longer. */
export function lengthViolations(tree: SourceTree): string[] {
  return [...tree]
    .filter(([path]) => CODE.test(path) && !path.startsWith('test/'))
    .map(([path, text]) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LONGEST_FILE)
    .map(({ path, lines }) => `${path} has ${lines} lines, expected at most ${LONGEST_FILE}`);
}

const FOLDER_OF_ONE_MACHINE = /(?<![\w.:/-])\/(?:home|root|work|Users)\/[\w.-]+/g;
const SHARED_ABOVE = /(?:\.\.\/)+shared\//g;

/** Paths that exist on one machine only: of somebody's home, or outside of the project. */
export function pathViolations(tree: SourceTree): string[] {
  return [...tree].flatMap(([path, text]) => {
    const above = (text.match(SHARED_ABOVE) ?? []).filter((mention) =>
      posix.join(posix.dirname(path), mention).startsWith('..'),
    );
    return [...above, ...(text.match(FOLDER_OF_ONE_MACHINE) ?? [])].map(
      (mention) => `${path} mentions ${mention}`,
    );
  });
}

const TEST_BLOCKS = new Set(['describe', 'it', 'test']);
const LEFT_OUT = new Set(['only', 'skip', 'todo']);
const LEFT_OUT_SHORT = new Set(['fdescribe', 'fit', 'xdescribe', 'xit', 'xtest']);

/** Tests that are left out, or leave the others out; what a machine lacks may decide that between two branches. */
export function focusViolations(tree: SourceTree): string[] {
  return [...tree.keys()]
    .filter((path) => path.endsWith('.test.ts'))
    .flatMap((path) =>
      descendants(parse(tree, path))
        .filter(isLeftOut)
        .map((node) => `${path}:${lineOf(node)} ${node.getText()}`),
    );
}

function isLeftOut(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return LEFT_OUT_SHORT.has(node.text);
  if (!ts.isPropertyAccessExpression(node) || !LEFT_OUT.has(node.name.text)) return false;
  if (node.name.text === 'skip' && ts.isConditionalExpression(node.parent)) return false;
  const [block = ''] = node.expression.getText().split('.');
  return TEST_BLOCKS.has(block);
}
