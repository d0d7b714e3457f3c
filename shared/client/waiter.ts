import type { Clock } from '../core/clock';

/** What one look at a batch of resources showed. */
export interface Observation<State> {
  /** State by resource ID. An ID that is in neither is unknown and stays pending. */
  readonly present: ReadonlyMap<string, State>;
  /** IDs that are proven not to exist any more. */
  readonly gone?: ReadonlySet<string>;
}

export interface WaitRequest<State> {
  readonly ids: readonly string[];
  /** Looks at the resources that are still pending. A look that fails is followed by the next one. */
  readonly observe: (ids: readonly string[]) => Promise<Observation<State>>;
  /** Whether a resource is where it should be. */
  readonly reached: (state: State, id: string) => boolean;
  readonly deadline: Date;
  readonly clock: Clock;
  /** Milliseconds before the second look, default 1,000; each pause is half as long again, up to the longest. */
  readonly firstPauseMs?: number;
  /** Milliseconds, default 15,000. */
  readonly longestPauseMs?: number;
  readonly signal?: AbortSignal;
}

export interface WaitResult<State> {
  /** Resources that got there, with the state that showed it. */
  readonly reached: ReadonlyMap<string, State>;
  /** Resources that did not before the deadline, with their last known state. */
  readonly pending: ReadonlyMap<string, State | undefined>;
  readonly gone: ReadonlySet<string>;
  /** Of the last look that failed. */
  readonly lastError?: unknown;
}

const NOTHING_SEEN = { present: new Map<string, never>() };

const GROWTH = 1.5;

/**
 * Looks at a batch of resources, with growing pauses, until all have got where they should be or are gone, or the
 * deadline comes: a call that was accepted says nothing about the state reached. It looks at least once, and a last
 * time at the deadline.
 */
export async function waitFor<State>(request: WaitRequest<State>): Promise<WaitResult<State>> {
  const { clock, deadline, signal } = request;
  const longest = request.longestPauseMs ?? 15_000;
  const reached = new Map<string, State>();
  const gone = new Set<string>();
  const pending = new Map<string, State | undefined>(request.ids.map((id) => [id, undefined]));
  let lastError: unknown;

  for (
    let pause = request.firstPauseMs ?? 1_000;
    pending.size > 0;
    pause = Math.min(longest, pause * GROWTH)
  ) {
    const seen: Observation<State> = await request.observe([...pending.keys()]).catch((error: unknown) => {
      lastError = error;
      return NOTHING_SEEN;
    });
    for (const id of [...pending.keys()]) {
      const state = seen.present.get(id);
      if (state === undefined) {
        if (seen.gone?.has(id) === true && pending.delete(id)) gone.add(id);
      } else if (request.reached(state, id)) {
        pending.delete(id);
        reached.set(id, state);
      } else {
        pending.set(id, state);
      }
    }
    const left = deadline.getTime() - clock.now().getTime();
    if (pending.size === 0 || left <= 0) break;
    await clock.sleep(Math.min(pause, left), signal);
  }
  return { reached, pending, gone, lastError };
}
