import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, resolve } from 'node:path';
import ts from 'typescript';

export const PROJECT_ROOT = resolve(__dirname, '../..');

/** Text of files by path from the root of the project, with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>;

/** One import, re-export, `require`, `import()` or `import('...')` type. */
export interface Import {
  readonly from: string;
  readonly line: number;
  readonly kind: 'file' | 'builtin' | 'package';
  /** Path of a file of the tree, `node:<module>`, or the name of a package. */
  readonly to: string;
  /** Erased when the file is compiled: nothing of it is in a bundle. */
  readonly typeOnly: boolean;
}

/** Folders whose content is made or fetched. */
const NOT_SOURCES = new Set(['.git', 'coverage', 'dist', 'node_modules', 'output']);

/** Every file that somebody wrote, or those under some folders. */
export function readTree(...folders: readonly string[]): SourceTree {
  const paths = (folders.length === 0 ? [''] : folders).flatMap((folder) => pathsUnder(folder));
  return new Map(paths.map((path) => [path, readFileSync(join(PROJECT_ROOT, path), 'utf8')]));
}

function pathsUnder(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : pathsUnder(path);
    return entry.isFile() ? [path] : [];
  });
}

const parsed = new WeakMap<SourceTree, Map<string, ts.SourceFile>>();

/** The syntax tree of a file, with parents. */
export function parse(tree: SourceTree, path: string): ts.SourceFile {
  const files = parsed.get(tree) ?? new Map<string, ts.SourceFile>();
  parsed.set(tree, files);
  const file =
    files.get(path) ?? ts.createSourceFile(path, tree.get(path) ?? '', ts.ScriptTarget.ES2022, true);
  files.set(path, file);
  return file;
}

export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

export function descendants(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child, ...descendants(child)));
  return children;
}

/** @throws Error for a relative import that leads to no file of the tree */
export function importsOf(tree: SourceTree, path: string): Import[] {
  return descendants(parse(tree, path)).flatMap((node) => {
    const found = specifierOf(node);
    if (found === undefined) return [];
    const { specifier, typeOnly } = found;
    return [{ from: path, line: lineOf(node), ...targetOf(tree, path, specifier), typeOnly }];
  });
}

interface Specifier {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function specifierOf(node: ts.Node): Specifier | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const named = clause?.namedBindings;
    const onlyTypes =
      clause?.name === undefined && named !== undefined && ts.isNamedImports(named) && allTypes(named);
    return textOf(node.moduleSpecifier, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || onlyTypes);
  }
  if (ts.isExportDeclaration(node)) {
    const named = node.exportClause;
    const onlyTypes = named !== undefined && ts.isNamedExports(named) && allTypes(named);
    return textOf(node.moduleSpecifier, node.isTypeOnly || onlyTypes);
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return textOf(node.moduleReference.expression, node.isTypeOnly);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return textOf(node.argument.literal, true);
  }
  return ts.isCallExpression(node) && isLoading(node.expression)
    ? textOf(node.arguments[0], false)
    : undefined;
}

function allTypes({ elements }: ts.NamedImports | ts.NamedExports): boolean {
  return elements.length > 0 && elements.every((element) => element.isTypeOnly);
}

function isLoading(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

function textOf(node: ts.Node | undefined, typeOnly: boolean): Specifier | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : undefined;
}

function targetOf(tree: SourceTree, from: string, specifier: string): Pick<Import, 'kind' | 'to'> {
  if (isBuiltin(specifier)) return { kind: 'builtin', to: `node:${specifier.replace(/^node:/, '')}` };
  if (!specifier.startsWith('.')) return { kind: 'package', to: packageOf(specifier) };
  const path = posix.join(posix.dirname(from), specifier);
  const file = [path, `${path}.ts`, `${path}/index.ts`].find((candidate) => tree.has(candidate));
  if (file === undefined) throw new Error(`${from} imports ${specifier}, which is no file of the tree`);
  return { kind: 'file', to: file };
}

/** `@scope/name` or `name` of a module specifier that may go on with a path. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
