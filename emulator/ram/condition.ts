import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { wildcard } from '../wildcard';
import { isConditionKey } from './condition-keys';

/** What a request says about a condition key; nothing when the request does not have the key. */
export type Facts = (key: string) => readonly string[];

interface Kind {
  /** Completes "expected ...". */
  readonly expected: string;
  isValid(wanted: string): boolean;
}

interface Operator {
  readonly kind: Kind;
  /** Holds when no wanted value matches. */
  readonly negated: boolean;
  matches(actual: string, wanted: string): boolean;
}

const TEXT: Kind = { expected: 'a text', isValid: () => true };
const NUMBER: Kind = { expected: 'a number', isValid: (wanted) => isNumber(wanted) };
const DATE: Kind = {
  expected: 'an ISO 8601 time such as 2026-03-02T08:00:00+08:00',
  isValid: (wanted) => /^\d{4}-\d\d-\d\d(?:T.*)?$/.test(wanted) && !Number.isNaN(Date.parse(wanted)),
};
const BOOLEAN: Kind = { expected: 'true or false', isValid: (wanted) => /^(?:true|false)$/i.test(wanted) };
const ADDRESS: Kind = { expected: 'an IP address or a CIDR block', isValid: isAddressRange };

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function isAddressRange(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const longest = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (rest.length > 0 || longest < 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest);
}

function isWithin(address: string, range: string): boolean {
  const [network = '', length] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  block.addSubnet(network, length === undefined ? (family === 'ipv6' ? 128 : 32) : Number(length), family);
  return isIP(address) !== 0 && block.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

type Matches = Operator['matches'];

/** An operator and its opposite. */
function pair(name: string, opposite: string, kind: Kind, matches: Matches): [string, Operator][] {
  return [
    [name, { kind, negated: false, matches }],
    [opposite, { kind, negated: true, matches }],
  ];
}

function ordered(prefix: string, kind: Kind, read: (text: string) => number): [string, Operator][] {
  const operator = (holds: (actual: number, wanted: number) => boolean): Operator => ({
    kind,
    negated: false,
    matches: (actual, wanted) => holds(read(actual), read(wanted)),
  });
  return [
    ...pair(`${prefix}Equals`, `${prefix}NotEquals`, kind, (actual, wanted) => read(actual) === read(wanted)),
    [`${prefix}LessThan`, operator((actual, wanted) => actual < wanted)],
    [`${prefix}LessThanEquals`, operator((actual, wanted) => actual <= wanted)],
    [`${prefix}GreaterThan`, operator((actual, wanted) => actual > wanted)],
    [`${prefix}GreaterThanEquals`, operator((actual, wanted) => actual >= wanted)],
  ];
}

function lower(matches: Matches): Matches {
  return (actual, wanted) => matches(actual.toLowerCase(), wanted.toLowerCase());
}

const isEqual: Matches = (actual, wanted) => actual === wanted;

/** https://www.alibabacloud.com/help/en/ram/conditional-operator */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...pair('StringEquals', 'StringNotEquals', TEXT, isEqual),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', TEXT, lower(isEqual)),
  ...pair('StringLike', 'StringNotLike', TEXT, (actual, wanted) =>
    wildcard(wanted, { single: true }).test(actual),
  ),
  ...ordered('Numeric', NUMBER, Number),
  ...ordered('Date', DATE, Date.parse),
  ['Bool', { kind: BOOLEAN, negated: false, matches: lower(isEqual) }],
  ...pair('IpAddress', 'NotIpAddress', ADDRESS, isWithin),
]);

const value = z.union([z.string(), z.boolean(), z.number()]).transform(String);

const oneOrMoreValues = z.union([
  value.transform((single): readonly string[] => [single]),
  z.array(value).min(1),
]);

/** Values by key by operator. Operators and keys that the emulator does not evaluate are refused. */
export const conditionSchema = z
  .record(z.string(), z.record(z.string(), oneOrMoreValues))
  .superRefine((condition, context) => {
    for (const [name, keys] of Object.entries(condition)) {
      const operator = OPERATORS.get(name);
      if (operator === undefined) {
        const known = [...OPERATORS.keys()].join(', ');
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `unknown operator, expected one of ${known}`,
        });
        continue;
      }
      for (const [key, wanted] of Object.entries(keys)) {
        const problem = problemOf(operator, key, wanted);
        if (problem !== undefined) {
          context.addIssue({ code: 'custom', path: [name, key], message: problem });
        }
      }
    }
  });

export type Condition = z.output<typeof conditionSchema>;

function problemOf({ kind }: Operator, key: string, wanted: readonly string[]): string | undefined {
  if (!isConditionKey(key)) return 'a condition key that the emulator does not evaluate';
  const wrong = wanted.find((each) => !kind.isValid(each));
  return wrong === undefined ? undefined : `"${wrong}" is not valid, expected ${kind.expected}`;
}

/**
 * Whether a request fulfils a condition: every operator and every key of it, each by one of its values. A key that the
 * request does not have fulfils the negated operators only; RAM knows neither `IfExists` nor `Null`.
 */
export function isFulfilled(condition: Condition, facts: Facts): boolean {
  return Object.entries(condition).every(([name, keys]) => {
    const operator = OPERATORS.get(name);
    if (operator === undefined) return false;
    return Object.entries(keys).every(([key, wanted]) => {
      const actual = facts(key);
      const matches = wanted.some((each) => actual.some((found) => operator.matches(found, each)));
      return matches !== operator.negated;
    });
  });
}
