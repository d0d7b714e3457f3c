import type { Civil } from '../../../shared/model/civil';
import { civilOf } from '../../../shared/model/civil';
import type { Schedule, Window } from './schedule';
import { DAY, instantOf, localDay, MINUTE } from './zone';

export type WantedState = 'running' | 'stopped';

/** An instant at which a schedule says what it wants, whether or not it wanted the same before. */
export interface Edge {
  readonly at: number;
  readonly to: WantedState;
  /** The window that it comes from. */
  readonly window: Window;
  /** A holiday kept the window from opening; only its stop is left. */
  readonly held: boolean;
}

/** What a schedule wants at an instant. */
export interface Wanted {
  readonly state: WantedState;
  /** The edge that led to this state; absent when there was none within `FURTHEST_DAYS`. */
  readonly since?: Edge | undefined;
  /** The next edge; absent when there is none within `FURTHEST_DAYS`. */
  readonly until?: Edge | undefined;
}

/** The days around an instant that are searched for edges, one after the other until there are some. */
const HORIZONS = [9, 45, 400, 8 * 366 + 1];

/** Windows reach at most a week beyond the day they open on, and a lead into the day before it. */
const LONGEST_WINDOW_DAYS = 9;

interface Interval {
  readonly start: number;
  readonly stop: number;
  readonly opens: Window;
  readonly closes: Window;
}

/** Everything that the windows say about a range of time, before it is put in order. */
interface Sayings {
  readonly intervals: readonly Interval[];
  readonly edges: readonly Edge[];
}

/**
 * What a schedule wants at an instant: what its latest edge said. Windows that touch or overlap are one, so nothing
 * stops between them; an edge of a one-sided window holds against every other window; at the same instant a start
 * counts more than a stop.
 *
 * @param at epoch milliseconds
 */
export function wantedAt(schedule: Schedule, at: number): Wanted {
  let since: Edge | undefined;
  let until: Edge | undefined;
  for (const days of HORIZONS) {
    const edges = edgesBetween(schedule, at - days * DAY, at + days * DAY);
    const next = edges.findIndex((edge) => edge.at > at);
    since ??= next < 0 ? edges.at(-1) : edges[next - 1];
    until ??= next < 0 ? undefined : edges[next];
    if (since !== undefined && until !== undefined) break;
  }
  const state = since?.to ?? (isAlwaysOn(schedule, at) ? 'running' : 'stopped');
  return { state, since, until };
}

/** Whether windows without any edge in years leave an instant inside or outside. */
function isAlwaysOn(schedule: Schedule, at: number): boolean {
  return sayingsBetween(schedule, at - DAY, at + DAY).intervals.some(
    ({ start, stop }) => start <= at && at < stop,
  );
}

/** All edges with `from` < instant <= `to`, in order, one for each instant. Epoch milliseconds. */
export function edgesBetween(schedule: Schedule, from: number, to: number): Edge[] {
  const { intervals, edges } = sayingsBetween(schedule, from, to);
  const all = [...edges.filter((edge) => !edge.held || !isInside(intervals, edge.at)), ...edgesOf(intervals)]
    .filter(({ at }) => at > from && at <= to)
    .sort(compareEdges);
  return all.filter(({ at }, index) => all[index + 1]?.at !== at);
}

/** The edges that follow an instant in epoch milliseconds, up to so many; fewer when there are none for years. */
export function edgesAfter(schedule: Schedule, from: number, count: number): Edge[] {
  let edges: Edge[] = [];
  for (const days of HORIZONS) {
    edges = edgesBetween(schedule, from, from + days * DAY);
    if (edges.length >= count) break;
  }
  return edges.slice(0, count);
}

/** A start that does not take place because of a holiday. */
export type HeldStart = Pick<Edge, 'at' | 'window'>;

/** The starts with `from` < instant <= `to` that holidays hold back, in order. Epoch milliseconds. */
export function heldStartsBetween(schedule: Schedule, from: number, to: number): HeldStart[] {
  return openingsBetween(schedule, from, to)
    .flatMap(({ window, civil, held }): HeldStart[] =>
      held && window.start !== undefined ? [{ at: beginOf(window, civil, window.start), window }] : [],
    )
    .filter(({ at }) => at > from && at <= to)
    .sort((left, right) => left.at - right.at);
}

/** An edge with whether the schedule wanted something else before it. */
export interface Transition extends Edge {
  readonly changes: boolean;
}

/** The edges with `from` < instant <= `to`, and which of them change what is wanted. Epoch milliseconds. */
export function transitionsBetween(schedule: Schedule, from: number, to: number): Transition[] {
  let { state } = wantedAt(schedule, from);
  return edgesBetween(schedule, from, to).map((edge) => {
    const changes = edge.to !== state;
    state = edge.to;
    return { ...edge, changes };
  });
}

function edgesOf(intervals: readonly Interval[]): Edge[] {
  return intervals.flatMap(({ start, stop, opens, closes }): Edge[] => [
    { at: start, to: 'running', window: opens, held: false },
    { at: stop, to: 'stopped', window: closes, held: false },
  ]);
}

/** In order of time; at the same instant the start is the last word. */
function compareEdges(left: Edge, right: Edge): number {
  return left.at - right.at || Number(left.to === 'running') - Number(right.to === 'running');
}

function isInside(intervals: readonly Interval[], at: number): boolean {
  return intervals.some(({ start, stop }) => start < at && at < stop);
}

function sayingsBetween(schedule: Schedule, from: number, to: number): Sayings {
  const intervals: Interval[] = [];
  const edges: Edge[] = [];
  for (const { window, civil, held } of openingsBetween(schedule, from, to)) {
    say(window, civil, held, intervals, edges);
  }
  return { intervals: merge(intervals), edges };
}

/** A window on one of its days. */
interface Opening {
  readonly window: Window;
  readonly civil: Civil;
  /** A holiday keeps it from starting anything. */
  readonly held: boolean;
}

/** All that may have to say something in a range of time. */
function openingsBetween(schedule: Schedule, from: number, to: number): Opening[] {
  const openings: Opening[] = [];
  for (const window of schedule.windows) {
    const firstDay = localDay(window.zone, from) - LONGEST_WINDOW_DAYS;
    const lastDay = localDay(window.zone, to) + 2;
    for (let day = firstDay; day <= lastDay; day += 1) {
      const civil = civilOf(day);
      const kind = window.kindOf(civil);
      if (kind !== 'closed') openings.push({ window, civil, held: kind === 'held' });
    }
  }
  return openings;
}

/** Adds what a window says about one of its days. */
function say(window: Window, civil: Civil, held: boolean, intervals: Interval[], edges: Edge[]): void {
  const { start } = window;
  const stopMinutes = window.stopOn(civil);
  const stop = stopMinutes === undefined ? undefined : instantOf(window.zone, civil.day, stopMinutes);
  if (held || start === undefined) {
    if (stop !== undefined) edges.push({ at: stop, to: 'stopped', window, held });
    return;
  }
  const begin = beginOf(window, civil, start);
  if (stop === undefined) edges.push({ at: begin, to: 'running', window, held });
  else if (stop > begin) intervals.push({ start: begin, stop, opens: window, closes: window });
}

/** When a window begins on one of its days: so long before its start as it takes, whatever clocks do meanwhile. */
function beginOf({ zone, leadMinutes }: Window, { day }: Civil, start: number): number {
  return instantOf(zone, day, start) - leadMinutes * MINUTE;
}

function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const interval of intervals.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || interval.start > last.stop) {
      merged.push(interval);
    } else if (interval.stop > last.stop) {
      merged[merged.length - 1] = { ...last, stop: interval.stop, closes: interval.closes };
    }
  }
  return merged;
}
