import type { Problem } from './errors';

/** What a run hands to the invocation that continues it when its time is up. */
export interface Continuation {
  /** The same over all hops. */
  readonly runId: string;
  /** How far the work has come, in the words of the function that does it. */
  readonly cursor: string;
  /** 1 for the first continuation. */
  readonly hop: number;
}

/** A run that is not done after so many continuations will not be done by another one. */
export const MOST_HOPS = 20;

export type NextHop =
  | { readonly kind: 'done' }
  | { readonly kind: 'continue'; readonly continuation: Continuation }
  | { readonly kind: 'stop'; readonly problem: Problem };

/**
 * Whether a run that stopped at a cursor is to be continued by another invocation. A chain of invocations ends by
 * itself: after `MOST_HOPS`, and at the first hop that got no further.
 *
 * @param current what this invocation continued; absent for the first one
 * @param cursor where the work stopped; absent when it is done
 */
export function nextHop(
  runId: string,
  current: Continuation | undefined,
  cursor: string | undefined,
): NextHop {
  if (cursor === undefined) return { kind: 'done' };
  const hop = (current?.hop ?? 0) + 1;
  const where = `run ${runId}, hop ${hop - 1}`;
  if (current?.cursor === cursor) {
    const what = `the invocation made no progress; it began and ended at ${JSON.stringify(cursor)}`;
    return {
      kind: 'stop',
      problem: { code: 'no_progress', where, what, next: 'Raise the timeout of the function' },
    };
  }
  if (hop > MOST_HOPS) {
    const what = `the run is not done after ${MOST_HOPS} continuations`;
    return {
      kind: 'stop',
      problem: { code: 'too_many_hops', where, what, next: 'Raise the timeout, or work in fewer regions' },
    };
  }
  return { kind: 'continue', continuation: { runId, cursor, hop } };
}
