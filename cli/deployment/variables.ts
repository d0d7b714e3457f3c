import { existsSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import type { Problem } from '../../shared/core/errors';
import { formatPosition, lookup, lookupMap } from './tree';
import type { Entry, MapTree, ScalarTree, Tree } from './tree';

/** What variables are resolved against. */
export interface VariableScope {
  /** The whole file, with what it extends. */
  readonly root: MapTree;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directory of the s.yaml, for `path()`. */
  readonly directory: string;
  /** Properties of a resource with its template, before variables are resolved. */
  propsOf(resource: string): MapTree | undefined;
}

const VARIABLE = /\$\{([\s\S]*?)\}/g;
const ENVIRONMENT =
  /^env\((?<quote>['"])(?<name>.*?)\k<quote>(?:,\s*(?<quote2>['"])(?<fallback>.*?)\k<quote2>)?\)$/;
const FILE_PATH = /^path\((?<quote>['"])(?<path>.*?)\k<quote>\)$/;
const REFERENCE = /^(?<source>vars|this|resources)(?<path>(?:\.[A-Za-z_$][\w$]*)+)$/;

/**
 * Resolves the variables of Serverless Devs that need neither an account nor a deployed function:
 * `${env('NAME', 'default')}`, `${vars.a.b}`, `${this.name}`, `${this.props.x}`, `${resources.name.props.x}` and
 * `${path('./x')}`.
 * A variable that is a whole value keeps the type of what it refers to; inside text it becomes text.
 *
 * The tool's own resolver is not used here: it stops at the first unresolved variable of a file and knows no positions.
 * See https://docs.serverless-devs.com/user-guide/spec/ for the syntax.
 */
export class VariableResolver {
  readonly problems: Problem[] = [];
  private readonly open = new Set<ScalarTree>();

  constructor(private readonly scope: VariableScope) {}

  /** The tree with its variables replaced. `resource` is the key of the resource that `this` means. */
  resolve(tree: Tree, resource?: string): Tree {
    switch (tree.kind) {
      case 'scalar':
        return this.resolveScalar(tree, resource);
      case 'list':
        return { ...tree, items: tree.items.map((item) => this.resolve(item, resource)) };
      case 'map':
        return this.resolveMap(tree, resource);
    }
  }

  resolveMap(tree: MapTree, resource?: string): MapTree {
    const entries = new Map<string, Entry>();
    for (const [key, entry] of tree.entries) {
      entries.set(key, { keyAt: entry.keyAt, value: this.resolve(entry.value, resource) });
    }
    return { ...tree, entries };
  }

  private resolveScalar(scalar: ScalarTree, resource: string | undefined): Tree {
    const text = scalar.value;
    if (typeof text !== 'string' || !text.includes('${')) return scalar;
    if (this.open.has(scalar))
      return this.fail(scalar, text, 'refers to itself', 'a variable that ends in a value');
    this.open.add(scalar);
    const resolved = this.replace(scalar, text, resource);
    this.open.delete(scalar);
    return resolved;
  }

  private replace(scalar: ScalarTree, text: string, resource: string | undefined): Tree {
    const variables = [...text.matchAll(VARIABLE)];
    const first = variables[0];
    if (first === undefined) return this.fail(scalar, text, 'is not closed', '`${...}`');
    if (variables.length === 1 && first[0] === text) {
      const value = this.evaluate(scalar, first[1] ?? '', resource);
      return value.at === scalar.at ? value : { ...value, usedAt: scalar.at };
    }
    let result = text;
    let unresolved = false;
    for (const [whole, expression = ''] of variables) {
      const value = this.evaluate(scalar, expression, resource);
      if (value.kind === 'scalar' && value.unresolved !== true) {
        result = result.replace(whole, () => String(value.value));
      } else {
        unresolved = true;
        if (value.kind !== 'scalar')
          this.fail(scalar, whole, 'is a map or a list inside text', 'a single value');
      }
    }
    return { ...scalar, value: result, ...(unresolved && { unresolved }) };
  }

  private evaluate(scalar: ScalarTree, expression: string, resource: string | undefined): Tree {
    const environment = ENVIRONMENT.exec(expression)?.groups;
    if (environment !== undefined) return this.environmentValue(scalar, expression, environment);
    const file = FILE_PATH.exec(expression)?.groups?.['path'];
    if (file !== undefined) return this.filePath(scalar, expression, file);
    const reference = REFERENCE.exec(expression)?.groups;
    if (reference === undefined) {
      return this.fail(
        scalar,
        `\${${expression}}`,
        'cannot be resolved without an account or a deployed function',
        "${env('NAME', 'default')}, ${vars.name}, ${this.props.name}, ${resources.name.props.name} or ${path('./file')}",
      );
    }
    const steps = (reference['path'] ?? '').slice(1).split('.');
    const found = this.referenced(reference['source'] ?? '', steps, scalar, resource);
    if (found === undefined)
      return this.fail(
        scalar,
        `\${${expression}}`,
        'is not defined',
        'the name of something the file defines',
      );
    return this.resolve(found, resource);
  }

  private environmentValue(
    scalar: ScalarTree,
    expression: string,
    groups: Record<string, string | undefined>,
  ): Tree {
    const fromEnvironment = this.scope.environment[groups['name'] ?? ''];
    // The tool takes an empty variable for an unset one.
    const value =
      fromEnvironment !== undefined && fromEnvironment !== '' ? fromEnvironment : groups['fallback'];
    if (value !== undefined) return { ...scalar, value };
    const name = groups['name'] ?? '';
    return this.fail(
      scalar,
      `\${${expression}}`,
      `needs the environment variable ${name}, which is not set`,
      `\${env('${name}', 'default')}`,
    );
  }

  private filePath(scalar: ScalarTree, expression: string, path: string): Tree {
    const absolute = resolvePath(this.scope.directory, path);
    if (existsSync(absolute)) return { ...scalar, value: absolute };
    return this.fail(
      scalar,
      `\${${expression}}`,
      'names a file that does not exist',
      `a path below ${this.scope.directory}`,
    );
  }

  private referenced(
    source: string,
    steps: readonly string[],
    scalar: ScalarTree,
    resource: string | undefined,
  ): Tree | undefined {
    if (source === 'vars') return lookup(lookupMap(this.scope.root, ['vars']), steps);
    const name = source === 'this' ? resource : steps[0];
    const [field, ...path] = source === 'this' ? steps : steps.slice(1);
    if (name === undefined) return undefined;
    if (field === 'props') return lookup(this.scope.propsOf(name), path);
    if (source === 'this' && field === 'name') return { ...scalar, value: name };
    return undefined;
  }

  private fail(scalar: ScalarTree, variable: string, reason: string, expected: string): ScalarTree {
    this.problems.push({
      code: 'unresolved_variable',
      what: `${variable} ${reason}`,
      where: formatPosition(scalar.at),
      expected,
    });
    return { ...scalar, unresolved: true };
  }
}
