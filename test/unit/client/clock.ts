import type { Clock } from '../../../shared/core/clock';

/** A clock that stands still until somebody sleeps, and then jumps. */
export class FakeClock implements Clock {
  /** Every sleep asked for, in milliseconds. */
  readonly sleeps: number[] = [];
  #time: number;

  constructor(start = '2026-05-04T08:00:00Z') {
    this.#time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#time);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(milliseconds);
    this.#time += milliseconds;
    await Promise.resolve();
  }

  /** Lets time pass without anybody sleeping. */
  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** The instant `milliseconds` from now. */
  in(milliseconds: number): Date {
    return new Date(this.#time + milliseconds);
  }
}
