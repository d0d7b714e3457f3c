import type { Schedule } from './schedule';
import type { Wanted } from './timeline';
import { localClock } from './zone';

const WEEKDAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** An instant on the schedule's own wall clock, for people: `Fri 2026-11-20 19:00`. */
export function localText(schedule: Schedule, at: Date): string {
  const local = localClock(schedule.zone, at.getTime());
  return `${WEEKDAY_NAMES[local.getUTCDay()] ?? ''} ${local.toISOString().slice(0, 16).replace('T', ' ')}`;
}

/** Why a schedule wants what it wants, in one sentence. */
export function describeWanted(schedule: Schedule, wanted: Wanted): string {
  const place = wanted.state === 'running' ? 'inside a window' : 'outside its windows';
  const since = wanted.since === undefined ? '' : ` since ${localText(schedule, wanted.since)}`;
  const next = wanted.state === 'running' ? 'stop' : 'start';
  const until = wanted.until === undefined ? '' : `, next ${next} ${localText(schedule, wanted.until)}`;
  return `${schedule.name} is ${place}${since}${until} (${schedule.zone.name})`;
}
