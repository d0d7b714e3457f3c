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

/** Something about a schedule that its author did not mean. */
export interface Remark {
  readonly code: 'never_opens' | 'never_runs' | 'always_on' | 'contradictory' | 'no_calendar_data';
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
  const from = firstDayOf(firstYear);
  const to = firstDayOf(firstYear + LEAP_CYCLE_YEARS);
  const idle = schedule.windows.filter((window) => !opensBetween(window, from, to));
  const remarks = idle.map(({ label }): Remark => ({
    code: 'never_opens',
    severity: 'error',
    message: `the window ${JSON.stringify(label)} opens on no day of ${firstYear} to ${firstYear + LEAP_CYCLE_YEARS - 1}`,
  }));
  if (idle.length > 0) return remarks;
  return [...stateRemarks(schedule, firstYear), ...contradictions(schedule, firstYear)];
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

function yearsOf(schedule: Schedule, firstYear: number, count: number): Edge[] {
  const from = instantOf(schedule.zone, firstDayOf(firstYear), 0);
  const to = instantOf(schedule.zone, firstDayOf(firstYear + count), 0);
  return edgesBetween(schedule, from, to);
}

/** A start and a stop at one instant: only the start would count, which nobody can mean. */
function contradictions(schedule: Schedule, firstYear: number): Remark[] {
  for (const window of schedule.windows.filter(isOneSided)) {
    const own = new Map(
      yearsOf({ ...schedule, windows: [window] }, firstYear, LEAP_CYCLE_YEARS).map((edge) => [edge.at, edge]),
    );
    const others = { ...schedule, windows: schedule.windows.filter((other) => other !== window) };
    const clash = yearsOf(others, firstYear, LEAP_CYCLE_YEARS).find(
      ({ at, to }) => (own.get(at)?.to ?? to) !== to,
    );
    if (clash === undefined) continue;
    const when = localText(schedule.zone, clash.at);
    return [
      {
        code: 'contradictory',
        severity: 'error',
        message: `the windows ${JSON.stringify(window.label)} and ${JSON.stringify(clash.window.label)} say the opposite at the same instant, for example ${when}`,
      },
    ];
  }
  return [];
}

function isOneSided(window: Window): boolean {
  return window.start === undefined || window.stopOn(civilOf(0)) === undefined;
}
