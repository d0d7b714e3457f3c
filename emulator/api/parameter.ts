import { missingParameter } from '../errors';
import type { ApiError } from '../errors';

/**
 * The name under which a parameter was sent. A few are documented with a small first letter, and many clients send
 * every name with a capital one; the cloud takes both.
 */
export function spellingOf(name: string, sent: ReadonlyMap<string, string>): string {
  return sent.has(name) ? name : name.charAt(0).toUpperCase() + name.slice(1);
}

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
    const spelling = spellingOf(name, this.values);
    this.read.add(spelling);
    return this.values.get(spelling);
  }

  /** Makes a parameter that was taken one that nobody has read. */
  leave(name: string): void {
    this.read.delete(spellingOf(name, this.values));
  }

  /**
   * The numbers N, ascending, for which `name.N` was sent or, for structures, one of the fields `name.N.<field>`;
   * unknown fields alone make no element.
   */
  indices(name: string, fields?: ParameterMap): readonly number[] {
    const found = new Set<number>();
    for (const key of this.values.keys()) {
      if (!key.startsWith(`${name}.`)) continue;
      const [, index, field] = /^([1-9]\d{0,5})(?:\.([^.]*).*)?$/s.exec(key.slice(name.length + 1)) ?? [];
      const isKnown = field === undefined ? fields === undefined : Object.hasOwn(fields ?? {}, field);
      if (index !== undefined && isKnown) found.add(Number(index));
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
  /** The words that are taken, where they are a fixed set. */
  readonly options?: readonly string[];
  /** The fields of a structure, or of each element of a list of structures. */
  readonly fields?: ParameterMap;
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
