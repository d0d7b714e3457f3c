import type { ZodError } from 'zod';
import type { Problem } from '../core/errors';
import { nearestName } from '../model/nearest-name';

type Issue = ZodError['issues'][number];

/** A path as people write it: `schedules.office-hours.windows[0].start`; `(top level)` for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? '(top level)' : text;
}

/** Where a problem is, for those who can point at it in a file. */
export interface PathProblem extends Problem {
  readonly path: readonly PropertyKey[];
}

/** A validation error as problems, one for each thing that is wrong. */
export function problemsOf(
  error: ZodError,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[] = () => [],
): PathProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, knownKeys));
}

function problemsOfIssue(
  issue: Issue,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
): PathProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { ...unknownKey(pathText(path), key, knownKeys(issue.path)), path };
    });
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => problemsOfIssue({ ...inner, path: issue.path }, knownKeys));
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((issues) =>
      issues.some((inner) => inner.path.length > 0 || inner.code === 'custom'),
    );
    if (branch !== undefined) {
      return branch.flatMap((inner) =>
        problemsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }, knownKeys),
      );
    }
  }
  const { what, expected } = wording(issue);
  const where = pathText(issue.path);
  return [
    {
      code: 'config_invalid',
      where,
      what,
      ...(expected === undefined ? {} : { expected }),
      path: issue.path,
    },
  ];
}

/** A key that nobody knows, with the nearest one that somebody does. */
export function unknownKey(where: string, key: string, known: readonly string[]): Problem {
  const nearest = nearestName(key, known);
  return {
    code: 'unknown_key',
    where,
    what: `unknown key ${JSON.stringify(key)}`,
    ...(known.length === 0 ? {} : { expected: `one of ${known.join(', ')}` }),
    ...(nearest === undefined ? {} : { next: `Did you mean ${nearest}?` }),
  };
}

/** Splits a message of the form `..., expected X` or `Invalid input: expected X, received Y`. */
function wording(issue: Issue): Pick<Problem, 'what' | 'expected'> {
  if (issue.code === 'invalid_type') {
    const missing = issue.input === undefined && /received undefined/.test(issue.message);
    const received = /received (.+)$/.exec(issue.message)?.[1] ?? 'something else';
    return {
      what: missing ? 'it is missing' : `the value is ${article(received)}`,
      expected: article(issue.expected),
    };
  }
  if (issue.code === 'too_small' && issue.inclusive === true) {
    return { what: 'the value is too small', expected: `at least ${amount(issue.minimum, issue.origin)}` };
  }
  if (issue.code === 'too_big' && issue.inclusive === true) {
    return { what: 'the value is too big', expected: `at most ${amount(issue.maximum, issue.origin)}` };
  }
  if (issue.code === 'invalid_value') {
    return { what: 'the value is not one of those known', expected: issue.values.map(String).join(' or ') };
  }
  return wordingOf(issue.message);
}

/** The parts of a message of the form `..., expected X`. */
export function wordingOf(message: string): Pick<Problem, 'what' | 'expected'> {
  const split = /^(?:(.+); )?expected (.+)$/.exec(message);
  if (split?.[2] === undefined) return { what: message };
  return { what: split[1] ?? 'the value is not understood', expected: split[2] };
}

const UNITS: Readonly<Record<string, string>> = { array: ' in the list', string: ' characters' };

function amount(limit: number | bigint, origin: string): string {
  return `${String(limit)}${UNITS[origin] ?? ''}`;
}

function article(noun: string): string {
  if (noun === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
