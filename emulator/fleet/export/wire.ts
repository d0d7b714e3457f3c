import { isIPv4 } from 'node:net';

/** A saved answer, or a part of one. */
export type Wire = Readonly<Record<string, unknown>>;

export function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function child(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isWire(at) ? at[key] : undefined), value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Saved answers are often published with masked addresses, which are no addresses. */
export function address(value: unknown): string | undefined {
  return typeof value === 'string' && isIPv4(value) ? value : undefined;
}

/** Instance times have no seconds; the schema wants them. */
export function time(value: unknown): string | undefined {
  const text = nonEmpty(value);
  return text === undefined ? undefined : text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)Z$/, '$1:00Z');
}

export function tagsOf(wire: Wire): Record<string, string> {
  const pairs = list(child(wire, 'Tags', 'Tag')).flatMap((tag): [string, string][] => {
    const key = nonEmpty(child(tag, 'TagKey'));
    const value = child(tag, 'TagValue');
    return key === undefined ? [] : [[key, typeof value === 'string' ? value : '']];
  });
  return Object.fromEntries(pairs);
}

/** What a saved resource says and not what it leaves open; it is checked with the rest of the fleet. */
export function said<T>(settings: Partial<Record<keyof T, unknown>>): T {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  ) as T;
}
