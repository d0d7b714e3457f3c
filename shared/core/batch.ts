/** Consecutive pieces of at most `size` items. */
export function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** Items by key, in order of first appearance. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export interface Isolated<T, R> {
  readonly done: readonly (readonly [T, R])[];
  readonly failed: readonly (readonly [T, unknown])[];
  /** Left out because `mayContinue` said no; they may be perfectly good. */
  readonly undecided: readonly T[];
}

/**
 * Carries out a batch call that fails as a whole when one item is bad, and halves it until the bad ones stand alone:
 * every good item gets its call, in at most twice as many calls as there are items.
 *
 * @param worthIsolating whether an error can be one item's fault, given whether any call has succeeded yet; otherwise
 *   it is everybody's
 * @param mayContinue asked before each further call, such as whether there is time left
 */
export async function isolate<T, R>(
  items: readonly T[],
  call: (items: readonly T[]) => Promise<readonly (readonly [T, R])[]>,
  worthIsolating: (error: unknown, succeeded: boolean) => boolean,
  mayContinue: () => boolean = () => true,
): Promise<Isolated<T, R>> {
  const done: (readonly [T, R])[] = [];
  const failed: (readonly [T, unknown])[] = [];
  const undecided: T[] = [];
  const parts: (readonly T[])[] = [items];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part !== items && !mayContinue()) {
      undecided.push(...part);
      continue;
    }
    try {
      done.push(...(await call(part)));
    } catch (error) {
      if (part.length === 1 || !worthIsolating(error, done.length > 0))
        failed.push(...part.map((item) => [item, error] as const));
      else parts.push(...chunk(part, Math.ceil(part.length / 2)).reverse());
    }
  }
  return { done, failed, undecided };
}

/** Runs `work` over all items, at most `width` at a time. A rejection does not stop the others; the first is thrown at the end. */
export async function forEachParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const errors: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
