import type { Clock } from './clock';

/** When a run has to stop beginning new work, so that it can still report before the platform kills it. */
export interface Deadline {
  /** Milliseconds left, never negative; `Infinity` without a limit. */
  remaining(): number;
  readonly passed: boolean;
}

/** Begins no work after `at - marginMs`. Without `at` there is no limit. */
export function deadlineAt(clock: Clock, at?: Date, marginMs = 0): Deadline {
  const remaining = (): number =>
    at === undefined ? Infinity : Math.max(0, at.getTime() - marginMs - clock.now().getTime());
  return {
    remaining,
    get passed() {
      return remaining() === 0;
    },
  };
}
