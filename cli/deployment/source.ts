import { readFileSync } from 'node:fs';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, YAMLMap } from 'yaml';
import type { Problem } from '../../shared/core/errors';
import { messageOf } from '../../shared/core/errors';
import { formatPosition } from './tree';
import type { Entry, MapTree, Position, Tree } from './tree';

export interface Source {
  readonly file: string;
  readonly text: string;
  /** The file's top-level map; absent when the file cannot be read as one. */
  readonly tree?: MapTree;
  readonly problems: readonly Problem[];
}

/**
 * Reads a YAML file into a tree with positions. Never throws: an unreadable file, a syntax error and a duplicate
 * key are problems of the result.
 */
export function readSource(file: string): Source {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const problem: Problem = {
      code: 'file_unreadable',
      what: `the file cannot be read (${messageOf(error)})`,
      where: file,
      next: 'Name an existing file, or run the command in the directory that holds s.yaml.',
    };
    return { file, text: '', problems: [problem] };
  }
  return parseSource(file, text);
}

function parseSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reader = new TreeReader(document, (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  });
  const syntax = [...document.errors, ...document.warnings].map((error): Problem => ({
    code: error.code === 'DUPLICATE_KEY' ? 'duplicate_key' : 'yaml_syntax',
    what: error.message,
    where: formatPosition(reader.position(error.pos[0])),
    expected: error.code === 'DUPLICATE_KEY' ? 'every key of a map once' : 'well-formed YAML',
  }));
  const tree = document.contents === null ? undefined : reader.read(document.contents);
  if (tree?.kind === 'map') return { file, text, tree, problems: [...syntax, ...reader.problems] };
  const notMap: Problem = {
    code: 'invalid_value',
    what: 'the file is not a map',
    where: `${file}:1:1`,
    expected: 'the keys edition, name and resources',
  };
  return { file, text, problems: syntax.length > 0 ? syntax : [notMap] };
}

class TreeReader {
  readonly problems: Problem[] = [];
  /** Nodes being read now: an alias to one of them would never end. */
  private readonly open = new Set<Node>();

  constructor(
    private readonly document: Document,
    readonly position: (offset: number) => Position,
  ) {}

  read(node: Node | null, fallback?: Position): Tree {
    const start = node?.range?.[0];
    const at = start === undefined ? (fallback ?? this.position(0)) : this.position(start);
    if (isAlias(node)) return this.readAlias(node.resolve(this.document), at);
    if (node === null) return { kind: 'scalar', at, value: null };
    this.open.add(node);
    const tree = this.readValue(node, at);
    this.open.delete(node);
    return tree;
  }

  private readAlias(target: Node | undefined, at: Position): Tree {
    if (target !== undefined && !this.open.has(target)) return this.read(target);
    this.problems.push({
      code: 'yaml_syntax',
      what: 'an alias points at nothing or at itself',
      where: formatPosition(at),
      expected: 'the name of an anchor written before it',
    });
    return { kind: 'scalar', at, value: null, unresolved: true };
  }

  private readValue(node: Node, at: Position): Tree {
    if (isMap(node)) return this.readMap(node, at);
    if (isSeq(node)) {
      return { kind: 'list', at, items: node.items.map((item) => this.read(item as Node | null, at)) };
    }
    const value = isScalar(node) ? node.value : null;
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', at, value: isPlain ? value : null };
  }

  private readMap(node: YAMLMap, at: Position): MapTree {
    const entries = new Map<string, Entry>();
    const inherited = new Map<string, Entry>();
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      const keyAt = this.read(key, at).at;
      const value = this.read(pair.value as Node | null, keyAt);
      const name = isScalar(key) ? String(key.value) : '';
      if (name === '<<') inherit(value, inherited);
      else entries.set(name, { keyAt, value });
    }
    return { kind: 'map', at, entries: new Map([...inherited, ...entries]) };
  }
}

/** Adds the entries of a merge key's map or maps; of several maps the first one wins. */
function inherit(value: Tree, inherited: Map<string, Entry>): void {
  if (value.kind === 'list') for (const item of [...value.items].reverse()) inherit(item, inherited);
  if (value.kind === 'map') for (const [name, entry] of value.entries) inherited.set(name, entry);
}
