import type { Clock } from '../core/clock';

/** Calls a second and operation that this project allows itself: the quota is shared with the console and other tools. */
const DEFAULT_CALLS_PER_SECOND = 10;

/** Calls a second below which throttling does not bring the rate. */
const LOWEST_RATE = 0.5;
/** Share of the ceiling that a success adds to a reduced rate. */
const RECOVERY_SHARE = 0.02;
const PAUSE_MS = 1_000;

/**
 * Adaptive rate limit of one operation in one region: a bucket that holds one second's worth of calls, a rate that is
 * halved when the service throttles and grows back by steps, first come first served.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #ceiling: number;
  #rate: number;
  /** When the bucket would be full again, in epoch milliseconds. */
  #fullAt = 0;
  #pausedUntil = 0;
  #throttles = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: { readonly clock: Clock; readonly callsPerSecond?: number }) {
    this.#clock = options.clock;
    this.#ceiling = options.callsPerSecond ?? DEFAULT_CALLS_PER_SECOND;
    this.#rate = this.#ceiling;
  }

  /** Calls a second now. */
  get rate(): number {
    return this.#rate;
  }

  get throttles(): number {
    return this.#throttles;
  }

  /**
   * Waits for the caller's turn.
   *
   * @returns false, without waiting any longer, when the turn cannot come before the deadline
   * @throws the signal's reason when it is aborted before
   */
  async acquire(
    options: { readonly deadline?: number; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<boolean> {
    const { deadline = Infinity, signal } = options;
    signal?.throwIfAborted();
    if (this.#now() + this.#waitMs(this.#waiting) > deadline) return false;
    this.#waiting += 1;
    const turn = this.#queue.then(() => this.#take(deadline, signal));
    this.#queue = turn.catch(() => undefined);
    return signal === undefined ? turn : orAbort(turn, signal);
  }

  /** The service has throttled: half the rate, and nothing for a second. Calls that were sent together count once. */
  throttled(): void {
    this.#throttles += 1;
    const now = this.#now();
    if (now < this.#pausedUntil) return;
    this.#rate = Math.max(Math.min(LOWEST_RATE, this.#ceiling), this.#rate / 2);
    this.#pausedUntil = now + PAUSE_MS;
  }

  succeeded(): void {
    this.#rate = Math.min(this.#ceiling, this.#rate + this.#ceiling * RECOVERY_SHARE);
  }

  async #take(deadline: number, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      signal?.throwIfAborted();
      for (let wait = this.#waitMs(0); wait > 0; wait = this.#waitMs(0)) {
        if (this.#now() + wait > deadline) return false;
        await this.#clock.sleep(wait, signal);
      }
      this.#fullAt = Math.max(this.#fullAt, this.#now()) + 1000 / this.#rate;
      return true;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** With `ahead` calls to go first. */
  #waitMs(ahead: number): number {
    const interval = 1000 / this.#rate;
    const capacityMs = Math.max(interval, 1000);
    const next = this.#fullAt - capacityMs + interval + ahead * interval;
    return Math.max(0, Math.ceil(Math.max(next, this.#pausedUntil) - this.#now()));
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** The turn, or the signal's reason at once: whoever gives up does not wait for those before him. */
function orAbort<T>(turn: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(reasonOf(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    turn.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(`aborted: ${String(reason)}`);
}
