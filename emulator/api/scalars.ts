import { invalidParameter } from '../errors';
import type { Parameter, Refusal } from './parameter';

function scalar<T>(
  type: string,
  parse: (text: string) => T | undefined,
  expected: string,
  refusal?: Refusal,
): Parameter<T | undefined> {
  return {
    type,
    required: false,
    read(bag, name) {
      const text = bag.take(name);
      if (text === undefined || text === '') return undefined;
      const value = parse(text);
      if (value === undefined) throw refusal === undefined ? invalidParameter(name, expected) : refusal();
      return value;
    },
  };
}

export interface TextRules {
  readonly pattern?: RegExp;
  /** Completes "expected ...". */
  readonly expected?: string;
  readonly refusal?: Refusal;
}

export function text(rules: TextRules = {}): Parameter<string | undefined> {
  return scalar(
    'String',
    (value) => (rules.pattern?.test(value) === false ? undefined : value),
    rules.expected ?? 'a valid text',
    rules.refusal,
  );
}

/** One of a fixed set of words. */
export function choice<const T extends string>(
  options: readonly T[],
  refusal?: Refusal,
): Parameter<T | undefined> {
  return {
    ...scalar(
      'String',
      (value) => options.find((option) => option === value),
      `one of ${options.join(', ')}`,
      refusal,
    ),
    options,
  };
}

export function integer(low: number, high: number, refusal?: Refusal): Parameter<number | undefined> {
  return scalar(
    'Integer',
    (value) => {
      const number = /^-?\d{1,15}$/.test(value) ? Number(value) : NaN;
      return number >= low && number <= high ? number : undefined;
    },
    `a whole number from ${low} to ${high}`,
    refusal,
  );
}

/** A decimal number. */
export function decimal(low: number, high: number, refusal?: Refusal): Parameter<number | undefined> {
  return scalar(
    'Float',
    (value) => {
      const number = /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : NaN;
      return number >= low && number <= high ? number : undefined;
    },
    `a number from ${low} to ${high}`,
    refusal,
  );
}

/** A number that is pulled into its range instead of being refused. */
export function clampedInteger(low: number, high: number): Parameter<number | undefined> {
  const any = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return {
    ...any,
    read(bag, name) {
      const value = any.read(bag, name);
      return value === undefined ? undefined : Math.min(Math.max(value, low), high);
    },
  };
}

export function flag(): Parameter<boolean | undefined> {
  return scalar('Boolean', (value) => ({ true: true, false: false })[value.toLowerCase()], 'true or false');
}

/** A JSON array of strings as text: `["i-1","i-2"]`. */
export function jsonList(most: number, refusal?: Refusal): Parameter<readonly string[] | undefined> {
  return scalar(
    'String (JSON array)',
    (value) => {
      const list = parseJson(value);
      const valid =
        Array.isArray(list) && list.length <= most && list.every((item) => typeof item === 'string');
      return valid ? list : undefined;
    },
    `a JSON array of at most ${most} strings`,
    refusal,
  );
}

/** A JSON object as text, such as `{"name":"value"}`. */
export function jsonObject(refusal?: Refusal): Parameter<Readonly<Record<string, unknown>> | undefined> {
  return scalar(
    'String (JSON object)',
    (value) => {
      const object = parseJson(value);
      const isObject = typeof object === 'object' && object !== null && !Array.isArray(object);
      return isObject ? (object as Record<string, unknown>) : undefined;
    },
    'a JSON object',
    refusal,
  );
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** `yyyy-MM-ddTHH:mmZ` in UTC, read as epoch milliseconds. */
export function minute(refusal?: Refusal): Parameter<number | undefined> {
  return scalar(
    'String (UTC minute)',
    (value) => instantOf(value, /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
    'a time in the format yyyy-MM-ddTHH:mmZ',
    refusal,
  );
}

/** `yyyy-MM-ddTHH:mm:ssZ` or `yyyy-MM-ddTHH:mmZ` in UTC, read as epoch milliseconds. */
export function second(refusal?: Refusal): Parameter<number | undefined> {
  return scalar(
    'String (UTC time)',
    (value) => instantOf(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/),
    'a time in the format yyyy-MM-ddTHH:mm:ssZ',
    refusal,
  );
}

function instantOf(value: string, format: RegExp): number | undefined {
  const instant = format.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
