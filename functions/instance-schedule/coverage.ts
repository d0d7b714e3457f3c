import type { CalendarData } from '../../shared/model/calendar';
import { calendarOf } from '../../shared/model/calendar';
import { civilOf } from '../../shared/model/civil';
import type { Config } from './config';
import { needsCalendar, needsWorkdays } from './schedule/expressions';
import type { ScheduleText } from './schedule/schedule';
import { localDay, zoneNamed } from './schedule/zone';

/** Days ahead for which calendars have to have data: notices come late, and people need time to install them. */
const DAYS_AHEAD = 45;

/** Windows that have not ended yet opened at most so many days ago. */
const DAYS_BACK = 9;

/** A year that a calendar has no data for, although schedules need it now or soon. */
export interface MissingYear {
  readonly calendar: string;
  readonly year: number;
  /** What needs it: names of schedules; `inline` for those in tags. */
  readonly schedules: readonly string[];
  readonly withoutData: CalendarData['withoutData'];
}

/** Whether the calendar that a schedule names makes a difference to it. */
export function dependsOnCalendar({ skipHolidays, windows }: ScheduleText): boolean {
  return (
    skipHolidays === true ||
    windows.some(
      ({ days, monthDays }) =>
        (days !== undefined && needsCalendar(days)) || (monthDays !== undefined && needsWorkdays(monthDays)),
    )
  );
}

/**
 * The years without data that the schedules of a configuration need now or within 45 days. Such days count as the
 * calendar declares (`withoutData`), which nobody must find out by surprise.
 */
export function missingYears(
  { schedules, inline }: Config,
  calendars: Readonly<Record<string, CalendarData>>,
  now: Date,
): MissingYear[] {
  const users = [
    ...Object.entries(schedules).filter(([, schedule]) => dependsOnCalendar(schedule)),
    ...(inline.enabled ? [['inline', { timezone: 'UTC', ...inline }] as const] : []),
  ];
  const missing = new Map<string, MissingYear>();
  for (const [name, { calendar, timezone }] of users) {
    const data = calendar === undefined ? undefined : calendars[calendar];
    if (calendar === undefined || data === undefined) continue;
    for (const year of yearsAround(timezone ?? 'UTC', now)) {
      if (calendarOf(calendar, data).covers(year)) continue;
      const key = `${calendar} ${year}`;
      const needed = missing.get(key)?.schedules ?? [];
      const { withoutData } = data;
      missing.set(key, { calendar, year, schedules: [...needed, name], withoutData });
    }
  }
  return [...missing.values()];
}

function yearsAround(timezone: string, now: Date): ReadonlySet<number> {
  const today = localDay(zoneNamed(timezone), now.getTime());
  return new Set([today - DAYS_BACK, today, today + DAYS_AHEAD].map((day) => civilOf(day).year));
}

const READ_AS = { weekdays: 'Monday to Friday are workdays', closed: 'nobody works' } as const;

/** A missing year in words, and what to do about it. */
export function missingYearText({ calendar, year, schedules, withoutData }: MissingYear): string {
  const who = `needed now or within ${DAYS_AHEAD} days by ${schedules.join(', ')}`;
  const until = `until it has, ${READ_AS[withoutData]} in that year (withoutData: ${withoutData})`;
  return `Calendar ${calendar} has no data for ${year}, ${who}; ${until}. A newer release may bring it, or list its days under calendars with completeUntil: ${year}.`;
}
