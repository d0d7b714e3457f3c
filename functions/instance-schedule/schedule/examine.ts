import { WEEKDAYS } from '../../../shared/model/calendar';
import { civilOf } from '../../../shared/model/civil';
import { localText } from './describe';
import type { Schedule, Window } from './schedule';
import type { Edge } from './timeline';
import { edgesAfter, edgesBetween, wantedAt } from './timeline';
import { instantOf } from './zone';

/** After so many years weekdays, leap days and dates fall together again. */
const LEAP_CYCLE_YEARS = 28;

/** Days from 1 January of one year to that of another. */
function firstDayOf(year: number): number {
  return Date.UTC(year, 0, 1) / 86_400_000;
}

/** Years back from the present one in which the last data of a calendar is looked for. */
const YEARS_BACK = 28;

/** The present year, or the last one before it that the calendar knows: without data there would be no holidays to see. */
export function firstYearFor({ calendar }: Schedule, now: Date): number {
  const year = now.getUTCFullYear();
  for (let back = 0; back <= YEARS_BACK; back += 1) if (calendar.covers(year - back)) return year - back;
  return year;
}

/** Something about a schedule that its author did not mean. */
export interface Remark {
  readonly code:
    'never_opens' | 'never_runs' | 'always_on' | 'only_starts' | 'contradictory' | 'no_calendar_data';
  readonly message: string;
  /** Whether the schedule can still be used. */
  readonly severity: 'error' | 'warning';
}

/**
 * Looks at a schedule over a leap cycle for what nobody means: windows that never open, a state that never changes,
 * a start and a stop at the same instant.
 *
 * @param firstYear of the years looked at
 */
export function examine(schedule: Schedule, firstYear: number): Remark[] {
  const idle = idleWindows(schedule, firstYear, LEAP_CYCLE_YEARS);
  if (idle.length > 0) return idle;
  return [
    ...stateRemarks(schedule, firstYear),
    ...startsOnly(schedule),
    ...contradictions(schedule, firstYear),
  ];
}

/** The windows that open on no day of so many years. */
export function idleWindows({ windows }: Schedule, firstYear: number, years: number): Remark[] {
  const [from, to] = [firstDayOf(firstYear), firstDayOf(firstYear + years)];
  return windows
    .filter((window) => !opensBetween(window, from, to))
    .map(({ label }) => ({
      code: 'never_opens',
      severity: 'error',
      message: `the window ${JSON.stringify(label)} opens on no day of ${firstYear} to ${firstYear + years - 1}`,
    }));
}

function opensBetween(window: Window, from: number, to: number): boolean {
  for (let day = from; day < to; day += 1) {
    if (window.kindOf(civilOf(day)) === 'open') return true;
  }
  return false;
}

function stateRemarks(schedule: Schedule, firstYear: number): Remark[] {
  // Most schedules say something within days; only the others are followed over all the years.
  const begin = instantOf(schedule.zone, firstDayOf(firstYear), 0);
  if (edgesAfter(schedule, begin, 1).length > 0) return [];
  if (yearsOf(schedule, firstYear, LEAP_CYCLE_YEARS).length > 0) return [];
  const middle = instantOf(schedule.zone, firstDayOf(firstYear + 1), 0);
  const isOn = wantedAt(schedule, middle).state === 'running';
  return [
    isOn
      ? {
          code: 'always_on',
          severity: 'warning',
          message: 'it is always on and never stops anything',
        }
      : { code: 'never_runs', severity: 'error', message: 'it never starts or stops anything' },
  ];
}

/** Stops alone are of use to people who start by hand; starts alone only ever cost. */
function startsOnly({ windows }: Schedule): Remark[] {
  if (windows.some((window) => window.stopOn(civilOf(0)) !== undefined)) return [];
  return [
    {
      code: 'only_starts',
      severity: 'warning',
      message:
        'it only ever starts instances; expected a window with a stop, unless something else stops them',
    },
  ];
}

function yearsOf(schedule: Schedule, firstYear: number, count: number): Edge[] {
  const from = instantOf(schedule.zone, firstDayOf(firstYear), 0);
  const to = instantOf(schedule.zone, firstDayOf(firstYear + count), 0);
  return edgesBetween(schedule, from, to);
}

/** A start and a stop at one instant: only the start would count, which nobody can mean. */
function contradictions(schedule: Schedule, firstYear: number): Remark[] {
  const oneSided = schedule.windows.filter(isOneSided);
  if (oneSided.length === 0) return [];
  const others = schedule.windows.filter((window) => !isOneSided(window));
  const groups = [others, ...oneSided.map((window) => [window])];
  for (const year of distinctYears(schedule, firstYear)) {
    const said = new Map<number, Edge>();
    for (const edge of groups.flatMap((windows) => yearsOf({ ...schedule, windows }, year, 1))) {
      const before = said.get(edge.at);
      if (before !== undefined && before.to !== edge.to) return [contradiction(schedule, before, edge)];
      said.set(edge.at, edge);
    }
  }
  return [];
}

/** Of the years of a leap cycle those that no earlier one is like: in its days, and in what the calendar knows of it. */
function distinctYears({ calendar }: Schedule, firstYear: number): number[] {
  const known = new Set<string>();
  return Array.from({ length: LEAP_CYCLE_YEARS }, (_, index) => firstYear + index).filter((year) => {
    const [first, end] = [firstDayOf(year), firstDayOf(year + 1)];
    const kind = `${civilOf(first).weekday} ${end - first}`;
    const isNew = !known.has(kind) || (calendar !== WEEKDAYS && calendar.covers(year));
    known.add(kind);
    return isNew;
  });
}

function contradiction({ zone }: Schedule, one: Edge, other: Edge): Remark {
  const labels = `${JSON.stringify(one.window.label)} and ${JSON.stringify(other.window.label)}`;
  return {
    code: 'contradictory',
    severity: 'error',
    message: `the windows ${labels} say the opposite at the same instant, for example ${localText(zone, other.at)}`,
  };
}

function isOneSided(window: Window): boolean {
  return window.start === undefined || window.stopOn(civilOf(0)) === undefined;
}
