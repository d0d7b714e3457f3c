import type { Schedule } from './schedule';
import { DAY, instantOf, localDay, weekdayOf } from './zone';

export type WantedState = 'running' | 'stopped';

/** What a schedule wants at an instant. */
export interface Wanted {
  readonly state: WantedState;
  /** The transition that led to this state; absent when there was none within `HORIZON_DAYS`. */
  readonly since?: Date | undefined;
  /** The transition that ends it; absent when there is none within `HORIZON_DAYS`. */
  readonly until?: Date | undefined;
}

export interface Transition {
  readonly at: Date;
  readonly to: WantedState;
}

/** Weekly windows repeat within a week; the rest is for windows that reach over its ends. */
const HORIZON_DAYS = 9;

interface Interval {
  readonly start: number;
  readonly stop: number;
}

/** The state a schedule wants at an instant: running inside a window (start inclusive, stop exclusive). */
export function wantedAt(schedule: Schedule, at: Date): Wanted {
  const now = at.getTime();
  const horizon = HORIZON_DAYS * DAY;
  const intervals = runningBetween(schedule, now - horizon, now + horizon);
  const within = intervals.find((interval) => interval.start <= now && now < interval.stop);
  const state = within === undefined ? 'stopped' : 'running';
  const since = within === undefined ? intervals.findLast((one) => one.stop <= now)?.stop : within.start;
  const until = within === undefined ? intervals.find((one) => one.start > now)?.start : within.stop;
  return {
    state,
    ...(since === undefined || since <= now - horizon ? {} : { since: new Date(since) }),
    ...(until === undefined || until >= now + horizon ? {} : { until: new Date(until) }),
  };
}

/** All changes of the wanted state with `from` < instant <= `to`. */
export function transitionsBetween(schedule: Schedule, from: Date, to: Date): Transition[] {
  const inside = (instant: number): boolean => instant > from.getTime() && instant <= to.getTime();
  return runningBetween(schedule, from.getTime(), to.getTime() + DAY).flatMap(({ start, stop }) => [
    ...(inside(start) ? [{ at: new Date(start), to: 'running' as const }] : []),
    ...(inside(stop) ? [{ at: new Date(stop), to: 'stopped' as const }] : []),
  ]);
}

/** Stretches of wanted running that touch the range, merged so that adjoining windows never blip. */
function runningBetween(schedule: Schedule, from: number, to: number): Interval[] {
  const firstDay = localDay(schedule.zone, from) - 2;
  const lastDay = localDay(schedule.zone, to) + 1;
  const intervals: Interval[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    for (const window of schedule.windows) {
      if (!window.weekdays.has(weekdayOf(day))) continue;
      const start = instantOf(schedule.zone, day, window.start);
      const stop = instantOf(schedule.zone, day, window.stop);
      if (stop > start && stop > from && start <= to) intervals.push({ start, stop });
    }
  }
  return merge(intervals);
}

function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const interval of intervals.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && interval.start <= last.stop) {
      merged[merged.length - 1] = { start: last.start, stop: Math.max(last.stop, interval.stop) };
    } else {
      merged.push(interval);
    }
  }
  return merged;
}
