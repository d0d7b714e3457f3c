import type { z } from 'zod';
import type { Problem } from '../../shared/core/errors';
import { nearestName } from '../../shared/model/nearest-name';
import { looksSecret } from './secrets';
import { formatPosition, lookup, positionOf } from './tree';
import type { MapTree, Tree } from './tree';
import { keysInError } from './values';

type Issue = z.core.$ZodIssue;

/** What a schema found, as problems with the position of the value, or of the place where it is missing. */
export function problemsOfIssues(issues: readonly Issue[], tree: MapTree): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, issue.path, tree));
}

function problemsOfIssue(issue: Issue, path: readonly PropertyKey[], tree: MapTree): Problem[] {
  const node = lookup(tree, path);
  // What it stands for is not known, and that it is not is a problem of its own already.
  if (node?.kind === 'scalar' && node.unresolved === true) return [];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(tree, path, key, issue.message));
  }
  if (issue.code === 'invalid_key') {
    return [unknownKey(tree, path.slice(0, -1), String(path.at(-1)), issue.issues[0]?.message ?? '')];
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((inner) =>
      inner.some((each) => each.path.length > 0 || each.code === 'unrecognized_keys'),
    );
    if (branch !== undefined) {
      return branch.flatMap((each) => problemsOfIssue(each, [...path, ...each.path], tree));
    }
  }
  const where = formatPosition(positionOf(tree, path));
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) {
    return [
      { code: 'missing_key', what: `\`${pathText(path)}\` is missing`, where, expected: issue.message },
    ];
  }
  const said: unknown = issue.code === 'custom' ? issue.params?.['what'] : undefined;
  const what =
    typeof said === 'string' ? `\`${pathText(path)}\`: ${said}` : `\`${pathText(path)}\` is ${shown(node)}`;
  const used = node.usedAt === undefined ? '' : ` (used at ${formatPosition(node.usedAt)})`;
  return [{ code: 'invalid_value', what: `${what}${used}`, where, expected: issue.message }];
}

function unknownKey(tree: MapTree, path: readonly PropertyKey[], key: string, expected: string): Problem {
  const parent = lookup(tree, path);
  const at = parent?.kind === 'map' ? parent.entries.get(key)?.keyAt : undefined;
  const nearest = nearestName(key, keysInError(expected));
  return {
    code: 'unknown_key',
    what: `unknown key \`${pathText([...path, key])}\``,
    where: formatPosition(at ?? positionOf(tree, path)),
    expected,
    ...(nearest !== undefined && { next: `Did you mean \`${nearest}\`?` }),
  };
}

/** `props.triggers[0].triggerName` */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`,
    '',
  );
}

/** A value for a message, unless it may be secret or is too long to read. */
function shown(node: Tree): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  const text = JSON.stringify(node.value);
  if (looksSecret(text)) return 'a value that looks secret';
  return text.length > 80 ? `text of ${text.length} characters` : text;
}
