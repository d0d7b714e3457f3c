import { DateTime } from 'luxon';
import type { Schedule } from './schedule';
import type { Wanted } from './timeline';

/** An instant on the schedule's own wall clock, for people: `Fri 2026-11-20 19:00`. */
export function localText(schedule: Schedule, at: Date): string {
  return DateTime.fromJSDate(at, { zone: schedule.zone.name })
    .setLocale('en')
    .toFormat('ccc yyyy-MM-dd HH:mm');
}

/** Why a schedule wants what it wants, in one sentence. */
export function describeWanted(schedule: Schedule, wanted: Wanted): string {
  const place = wanted.state === 'running' ? 'inside a window' : 'outside its windows';
  const since = wanted.since === undefined ? '' : ` since ${localText(schedule, wanted.since)}`;
  const next = wanted.state === 'running' ? 'stop' : 'start';
  const until = wanted.until === undefined ? '' : `, next ${next} ${localText(schedule, wanted.until)}`;
  return `${schedule.name} is ${place}${since}${until} (${schedule.zone.name})`;
}
