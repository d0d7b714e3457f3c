import { civilOf } from '../../../shared/model/civil';
import type { Schedule } from './schedule';
import type { Edge, Wanted } from './timeline';
import type { Zone } from './zone';
import { localClock, localDay } from './zone';

const WEEKDAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** An instant on a wall clock, for people: `Fri 2026-11-20 19:00`. */
export function localText(zone: Zone, at: number): string {
  const local = localClock(zone, at);
  return `${WEEKDAY_NAMES[local.getUTCDay()] ?? ''} ${local.toISOString().slice(0, 16).replace('T', ' ')}`;
}

/** What the calendar calls the day of an edge, if it says anything about it. */
export function calendarNote(
  schedule: Schedule,
  { at, window }: Pick<Edge, 'at' | 'window'>,
): string | undefined {
  return schedule.calendar.noteOn(civilOf(localDay(window.zone, at)));
}

/** The calendar's note on an edge as the end of a line; empty when there is none. */
export function bracketed(schedule: Schedule, edge: Pick<Edge, 'at' | 'window'>): string {
  const note = calendarNote(schedule, edge);
  return note === undefined ? '' : ` [${schedule.calendar.name}: ${note}]`;
}

/** An edge in words: `Fri 2026-11-20 09:00 (mon-fri 09:00-19:00)`. */
export function describeEdge(schedule: Schedule, edge: Edge): string {
  const held = edge.held ? ', held back from starting by a holiday' : '';
  return `${localText(schedule.zone, edge.at)} (${edge.window.label}${held})${bracketed(schedule, edge)}`;
}

/** Why a schedule wants what it wants, in one sentence. */
export function describeWanted(schedule: Schedule, { state, since, until }: Wanted): string {
  const now =
    since === undefined
      ? `${schedule.name} wants it ${state} at all times`
      : `${schedule.name} wants it ${state} since ${describeEdge(schedule, since)}`;
  const verb = until?.to === 'running' ? 'start' : 'stop';
  const next = until === undefined ? '' : `, next ${verb} ${localText(schedule.zone, until.at)}`;
  return `${now}${next}, ${schedule.zone.name}`;
}
