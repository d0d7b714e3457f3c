import ts from 'typescript';
import type { Import, SourceTree } from '../source-tree';
import { descendants, importsOf, lineOf, parse } from '../source-tree';

/** Packages that compute and do nothing else; of luxon's clock see `readsLuxonClock`. */
const PURE_PACKAGES = new Set(['fastest-levenshtein', 'luxon', 'yaml', 'zod']);

/** Hashes: the same bytes give the same digest. */
const HASHING = { file: 'shared/core/token.ts', module: 'node:crypto' };

/** Globals through which a result comes to depend on more than the arguments, or reaches the outside. */
const IMPURE_GLOBALS = new Set([
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

const IMPURE_CALLS: Readonly<Record<string, string>> = {
  'Date.now': 'reads the clock',
  'DateTime.now': 'reads the clock',
  'Math.random': 'is left to chance',
};

/**
 * What keeps a file, and everything that is loaded with it, from being a pure function of its arguments: I/O, the
 * clock, chance and the environment. One line for each, with the way from the file to it.
 */
export function impurities(tree: SourceTree, entry: string): string[] {
  const seen = new Set<string>();
  const visit = (path: string, chain: readonly string[]): string[] => {
    if (seen.has(path)) return [];
    seen.add(path);
    const here = [...chain, path];
    const imports = importsOf(tree, path).filter(({ typeOnly }) => !typeOnly);
    const inside = imports.filter(({ kind }) => kind === 'file');
    const outside = imports.filter((one) => one.kind !== 'file' && !isPureModule(one));
    return [
      ...outside.map(({ line, to }) => `${here.join(' -> ')}:${line} imports ${to}`),
      ...impureExpressions(parse(tree, path)).map((what) => `${here.join(' -> ')}:${what}`),
      ...inside.flatMap(({ to }) => visit(to, here)),
    ];
  };
  return visit(entry, []);
}

function isPureModule({ from, to }: Import): boolean {
  return PURE_PACKAGES.has(to) || (from === HASHING.file && to === HASHING.module);
}

function impureExpressions(file: ts.SourceFile): string[] {
  return descendants(file).flatMap((node) => {
    const what = impurityOf(node);
    return what === undefined ? [] : [`${lineOf(node)} ${what}`];
  });
}

function impurityOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && IMPURE_GLOBALS.has(node.text) && isFree(node)) return `uses ${node.text}`;
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && isWithoutArguments(node)) {
    return 'new Date() reads the clock';
  }
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText();
    const reason = IMPURE_CALLS[name];
    return reason === undefined ? undefined : `${name} ${reason}`;
  }
  if (!ts.isCallExpression(node)) return undefined;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'loads a module while it runs';
  const callee = node.expression.getText();
  return callee === 'Date' || readsLuxonClock(callee, node) ? `${callee}() reads the clock` : undefined;
}

/** A use of the variable, not a property, parameter or type that happens to have the name. */
function isFree(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const isName = 'name' in parent && parent.name === identifier;
  return !isName && !ts.isTypeNode(parent) && !ts.isQualifiedName(parent);
}

function isWithoutArguments(node: ts.NewExpression | ts.CallExpression): boolean {
  return (node.arguments?.length ?? 0) === 0;
}

function readsLuxonClock(callee: string, node: ts.CallExpression): boolean {
  return (callee === 'DateTime.local' || callee === 'DateTime.utc') && isWithoutArguments(node);
}
