import { invalidParameter, missingParameter } from '../errors';
import type { ApiError } from '../errors';

/** The parameters of one request; it remembers what was read, so that what nobody reads can be refused. */
export class ParameterBag {
  private readonly values: ReadonlyMap<string, string>;
  private readonly read = new Set<string>();
  /** The error for a missing parameter; some operations document their own. */
  readonly missing: (name: string) => ApiError;

  constructor(values: ReadonlyMap<string, string>, missing: (name: string) => ApiError = missingParameter) {
    this.values = values;
    this.missing = missing;
  }

  take(name: string): string | undefined {
    this.read.add(name);
    return this.values.get(name);
  }

  /** The numbers N, ascending, for which `name.N` or `name.N.<field>` was sent. */
  indices(name: string): readonly number[] {
    const found = new Set<number>();
    for (const key of this.values.keys()) {
      const index = key.startsWith(`${name}.`)
        ? /^([1-9]\d{0,5})(?:\.|$)/.exec(key.slice(name.length + 1))
        : null;
      if (index !== null) found.add(Number(index[1]));
    }
    return [...found].sort((left, right) => left - right);
  }

  /** Names that were sent and that no declaration asked for. */
  unread(): readonly string[] {
    return [...this.values.keys()].filter((name) => !this.read.has(name));
  }
}

/** A declared parameter: how it is read, checked and described. */
export interface Parameter<T> {
  /** Type as the public documentation calls it, for the coverage table. */
  readonly type: string;
  readonly required: boolean;
  /** @throws ApiError */
  read(bag: ParameterBag, name: string): T;
}

export type ParameterMap = Readonly<Record<string, Parameter<unknown>>>;

/** What the handler of an operation with these parameters is given. */
export type Values<P extends ParameterMap> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Replaces the general `InvalidParameter` where an operation documents a code of its own. */
export type Refusal = () => ApiError;

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
  return scalar(
    'String',
    (value) => options.find((option) => option === value),
    `one of ${options.join(', ')}`,
    refusal,
  );
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

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** `yyyy-MM-ddTHH:mmZ` in UTC, read as epoch milliseconds. */
export function minute(): Parameter<number | undefined> {
  return scalar(
    'String (UTC minute)',
    (value) => {
      const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(value) ? Date.parse(value) : NaN;
      return Number.isNaN(instant) ? undefined : instant;
    },
    'a time in the format yyyy-MM-ddTHH:mmZ',
  );
}

/** `Name.N`, or `Name.N.Field` when the element has fields; an absent list is empty. */
function repeated<T>(
  type: string,
  most: number,
  readElement: (bag: ParameterBag, name: string) => T,
  tooMany?: Refusal,
): Parameter<readonly T[]> {
  return {
    type,
    required: false,
    read(bag, name) {
      const indices = bag.indices(name);
      // N counts from 1, so that the highest one says as much as the number of elements.
      if ((indices.at(-1) ?? 0) > most) {
        throw tooMany === undefined ? invalidParameter(`${name}.N`, `at most ${most} elements`) : tooMany();
      }
      return indices.map((index) => readElement(bag, `${name}.${index}`));
    },
  };
}

export function list(most: number, tooMany?: Refusal): Parameter<readonly string[]> {
  return repeated('RepeatList', most, (bag, name) => bag.take(name) ?? '', tooMany);
}

export function records<P extends ParameterMap>(
  fields: P,
  most: number,
  tooMany?: Refusal,
): Parameter<readonly Values<P>[]> {
  const names = Object.keys(fields);
  return repeated(
    `RepeatList {${names.join(', ')}}`,
    most,
    (bag, name) => readAll(fields, bag, `${name}.`),
    tooMany,
  );
}

export function readAll<P extends ParameterMap>(fields: P, bag: ParameterBag, prefix = ''): Values<P> {
  const values = Object.entries(fields).map(
    ([name, field]) => [name, field.read(bag, prefix + name)] as const,
  );
  return Object.fromEntries(values) as Values<P>;
}

/** @param reportAs the name in the error, where an operation documents another one */
export function required<T>(parameter: Parameter<T>, reportAs?: string): Parameter<Exclude<T, undefined>> {
  return {
    ...parameter,
    required: true,
    read(bag, name) {
      const value = parameter.read(bag, name);
      if (value === undefined || (Array.isArray(value) && value.length === 0)) {
        throw bag.missing(reportAs ?? name);
      }
      return value as Exclude<T, undefined>;
    },
  };
}

export function withDefault<T>(
  parameter: Parameter<T | undefined>,
  fallback: T,
): Parameter<Exclude<T, undefined>> {
  return {
    ...parameter,
    read: (bag, name) => (parameter.read(bag, name) ?? fallback) as Exclude<T, undefined>,
  };
}
