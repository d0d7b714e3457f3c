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
  /** Left out because the budget of extra calls was used up; they may be perfectly good. */
  readonly undecided: readonly T[];
}

/**
 * Carries out a batch call that fails as a whole when one item is bad, and halves it until the bad ones stand
 * alone. `worthIsolating` says whether an error can be one item's fault; otherwise it is everybody's.
 * `extraCalls` bounds the cost when many are bad.
 */
export async function isolate<T, R>(
  items: readonly T[],
  call: (items: readonly T[]) => Promise<readonly (readonly [T, R])[]>,
  worthIsolating: (error: unknown) => boolean,
  extraCalls = 32,
): Promise<Isolated<T, R>> {
  const done: (readonly [T, R])[] = [];
  const failed: (readonly [T, unknown])[] = [];
  const undecided: T[] = [];
  const queue: (readonly T[])[] = [items];
  let budget = extraCalls;
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    if (part !== items && budget-- <= 0) {
      undecided.push(...part);
      continue;
    }
    try {
      done.push(...(await call(part)));
    } catch (error) {
      if (part.length === 1 || !worthIsolating(error))
        failed.push(...part.map((item) => [item, error] as const));
      else queue.push(...chunk(part, Math.ceil(part.length / 2)));
    }
  }
  return { done, failed, undecided };
}

/** Runs `work` over all items, at most `width` at a time; one rejection does not stop the others. */
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
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
}
