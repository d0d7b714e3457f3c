/** Where something is written: 1-based line and column of a file. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Located {
  readonly at: Position;
  /** Where a variable brought the value in, when it is written somewhere else. */
  readonly usedAt?: Position;
}

export interface ScalarTree extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Holds a variable that could not be resolved: the value is unknown. */
  readonly unresolved?: boolean;
}

export interface ListTree extends Located {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

export interface Entry {
  readonly keyAt: Position;
  readonly value: Tree;
}

export interface MapTree extends Located {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A YAML value that remembers, at every node, where it is written. */
export type Tree = ScalarTree | ListTree | MapTree;

/** `file:line:column` */
export function formatPosition(position: Position): string {
  return `${position.file}:${position.line}:${position.column}`;
}

export function emptyMap(at: Position): MapTree {
  return { kind: 'map', at, entries: new Map() };
}

/** The value below `path`, or undefined when any step of it is missing. */
export function lookup(tree: Tree | undefined, path: readonly PropertyKey[]): Tree | undefined {
  let current = tree;
  for (const step of path) {
    if (current?.kind === 'map') current = current.entries.get(String(step))?.value;
    else if (current?.kind === 'list' && typeof step === 'number') current = current.items[step];
    else return undefined;
  }
  return current;
}

export function lookupMap(tree: Tree | undefined, path: readonly PropertyKey[]): MapTree | undefined {
  const found = lookup(tree, path);
  return found?.kind === 'map' ? found : undefined;
}

/** The text below `path`; undefined when it is missing, not a string or not resolved. */
export function lookupText(tree: Tree | undefined, path: readonly PropertyKey[]): string | undefined {
  const found = lookup(tree, path);
  return found?.kind === 'scalar' && found.unresolved !== true && typeof found.value === 'string'
    ? found.value
    : undefined;
}

export function lookupNumber(tree: Tree | undefined, path: readonly PropertyKey[]): number | undefined {
  const found = lookup(tree, path);
  return found?.kind === 'scalar' && typeof found.value === 'number' ? found.value : undefined;
}

/** Position of the deepest part of `path` that exists: of its key in a map, else of the value itself. */
export function positionOf(tree: Tree, path: readonly PropertyKey[]): Position {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = lookup(tree, path.slice(0, length - 1));
    const step = path[length - 1];
    if (parent?.kind === 'map') {
      const entry = parent.entries.get(String(step));
      if (entry !== undefined) return length === path.length ? entry.value.at : entry.keyAt;
    } else if (parent?.kind === 'list' && typeof step === 'number') {
      const item = parent.items[step];
      if (item !== undefined) return item.at;
    }
  }
  return tree.at;
}

/**
 * `over` laid over `base` the way Serverless Devs does it: maps are merged key by key, everything else,
 * lists included, is replaced.
 */
export function mergeTrees(base: MapTree, over: MapTree): MapTree {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key)?.value;
    const value =
      below?.kind === 'map' && entry.value.kind === 'map' ? mergeTrees(below, entry.value) : entry.value;
    entries.set(key, { keyAt: entry.keyAt, value });
  }
  return { ...over, entries };
}

/** The plain value; keys without a value (null) are left out, as Serverless Devs leaves them out. */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(toPlain);
    case 'map':
      return Object.fromEntries(
        [...tree.entries]
          .map(([key, entry]) => [key, toPlain(entry.value)] as const)
          .filter(([, value]) => value !== null),
      );
  }
}

/** Every scalar below a tree, with the key or the index it stands under. */
export function* scalarsOf(tree: Tree, key = ''): Generator<{ key: string; scalar: ScalarTree }> {
  switch (tree.kind) {
    case 'scalar':
      yield { key, scalar: tree };
      break;
    case 'list':
      for (const item of tree.items) yield* scalarsOf(item, key);
      break;
    case 'map':
      for (const [name, entry] of tree.entries) yield* scalarsOf(entry.value, name);
      break;
  }
}
