import { EmulatorInputError } from '../errors';

type Matcher = (value: unknown) => boolean;

type Scalar = string | number | boolean | null;

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: string, expected: string): EmulatorInputError {
  return new EmulatorInputError([`${path}: expected ${expected}`]);
}

/** A list matches when one of its elements does. */
function anyOf(matches: Matcher): Matcher {
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}

type TextTest = (value: string, wanted: string) => boolean;

const TEXT_OPERATORS: Readonly<Record<string, TextTest>> = {
  prefix: (value, wanted) => value.startsWith(wanted),
  suffix: (value, wanted) => value.endsWith(wanted),
  contains: (value, wanted) => value.includes(wanted),
};

function textMatcher(test: TextTest, wanted: unknown, path: string): Matcher {
  if (typeof wanted !== 'string') throw wrong(path, 'a text');
  return anyOf((value) => typeof value === 'string' && test(value, wanted));
}

function anythingBut(excluded: unknown, path: string): Matcher {
  if (isObject(excluded)) {
    const prefix = textMatcher((value, wanted) => value.startsWith(wanted), excluded['prefix'], path);
    return (value) => value !== undefined && !prefix(value);
  }
  const list: readonly unknown[] = Array.isArray(excluded) ? excluded : [excluded];
  if (list.length === 0 || !list.every(isScalar)) throw wrong(path, 'a value, a list of values or a prefix');
  return (value) => value !== undefined && !anyOf((each) => list.some((one) => one === each))(value);
}

function operatorMatcher(condition: Readonly<Record<string, unknown>>, path: string): Matcher {
  const [entry, ...more] = Object.entries(condition);
  if (entry === undefined || more.length > 0) throw wrong(path, 'one operator');
  const [operator, operand] = entry;
  const at = `${path}.${operator}`;
  const test = TEXT_OPERATORS[operator];
  if (test !== undefined) return textMatcher(test, operand, at);
  if (operator === 'anything-but') return anythingBut(operand, at);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw wrong(at, 'true or false');
    return (value) => (value !== undefined) === operand;
  }
  const known = [...Object.keys(TEXT_OPERATORS), 'anything-but', 'exists'].join(', ');
  throw wrong(path, `one of the operators ${known}; the emulator does not implement "${operator}"`);
}

function conditionMatcher(condition: unknown, path: string): Matcher {
  if (isScalar(condition)) return anyOf((value) => value === condition);
  if (isObject(condition)) return operatorMatcher(condition, path);
  throw wrong(path, 'a value or an operator');
}

function fieldMatcher(pattern: unknown, path: string): Matcher {
  if (isObject(pattern)) return structureMatcher(pattern, path);
  if (!Array.isArray(pattern) || pattern.length === 0) {
    throw wrong(path, 'a list of values and operators, or a structure of such lists');
  }
  const alternatives = pattern.map((condition, index) => conditionMatcher(condition, `${path}[${index}]`));
  return (value) => alternatives.some((matches) => matches(value));
}

function structureMatcher(pattern: Readonly<Record<string, unknown>>, path: string): Matcher {
  const fields = Object.entries(pattern).map(
    ([name, field]) => [name, fieldMatcher(field, `${path}.${name}`)] as const,
  );
  return (value) => fields.every(([name, matches]) => matches(isObject(value) ? value[name] : undefined));
}

/**
 * Reads an event pattern: fields are ANDed, the alternatives of a field ORed; exact values, `prefix`, `suffix`,
 * `contains`, `anything-but` and `exists`.
 * https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-patterns
 *
 * @throws EmulatorInputError which names what is not one, or is not implemented
 */
export function parsePattern(pattern: unknown, path = 'pattern'): Matcher {
  if (!isObject(pattern)) throw wrong(path, 'an object');
  return structureMatcher(pattern, path);
}
