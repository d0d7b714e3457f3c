import type { Calendar, CalendarData } from '../../../shared/model/calendar';
import { calendarOf, WEEKDAYS } from '../../../shared/model/calendar';
import type { Civil } from '../../../shared/model/civil';
import type { DayKind } from './expressions';
import {
  areImpossible,
  MIDNIGHT,
  needsCalendar,
  parseDays,
  parseMonthDays,
  parseMonths,
  timeOf,
  weekdayNamed,
} from './expressions';
import { ExpressionError } from './fields';
import type { Zone } from './zone';
import { isZone, zoneNamed } from './zone';

/** A window as it is written: when it opens on which days, and what happens at its edges. */
export interface WindowText {
  readonly days?: string | readonly string[] | undefined;
  readonly monthDays?: string | readonly string[] | undefined;
  readonly months?: string | readonly string[] | undefined;
  /** Without it the window only stops. */
  readonly start?: string | undefined;
  /** Without it the window only starts. */
  readonly stop?: string | undefined;
  /** Weekday of the stop; without it the stop is within a day of the start. */
  readonly stopDay?: string | undefined;
  readonly timezone?: string | undefined;
}

/** A schedule as it is written in the configuration, as far as time is concerned. */
export interface ScheduleText {
  readonly timezone: string;
  readonly calendar?: string | undefined;
  /** Where the calendar is configured, for errors; in the schedule itself unless it is written in a tag. */
  readonly calendarKey?: string | undefined;
  /** Windows do not start anything on the holidays of the calendar. */
  readonly skipHolidays?: boolean | undefined;
  /** Minutes that instances are started before a window opens. */
  readonly leadMinutes?: number | undefined;
  readonly windows: readonly WindowText[];
}

/** A window of time that opens on its days and belongs to the day it opens on. */
export interface Window {
  /** As it was written, for people: `mon-fri 09:00-19:00`. */
  readonly label: string;
  readonly zone: Zone;
  kindOf(civil: Civil): DayKind;
  /** Minutes after midnight of the opening day; undefined where it only stops. */
  readonly start: number | undefined;
  /** Minutes that instances are started before that. */
  readonly leadMinutes: number;
  /** Minutes after midnight of the opening day, beyond 1440 on a later day; undefined where it only starts. */
  stopOn(civil: Civil): number | undefined;
}

export interface Schedule {
  readonly name: string;
  readonly zone: Zone;
  readonly calendar: Calendar;
  readonly windows: readonly Window[];
}

/** A mistake in a schedule: where in it, and what. */
export interface ScheduleProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Everything that is wrong with a schedule. */
export class ScheduleError extends Error {
  readonly problems: readonly ScheduleProblem[];

  constructor(name: string, problems: readonly ScheduleProblem[]) {
    super(`schedule ${name}: ${problems.map(({ message }) => message).join('; ')}`);
    this.name = 'ScheduleError';
    this.problems = problems;
  }
}

/** Reads parts of a schedule one by one, so that one mistake does not hide the others. */
class Reader {
  readonly problems: ScheduleProblem[] = [];

  read<T>(path: readonly (string | number)[], parse: () => T, fallback: T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.problems.push({ path, message: error.message });
      return fallback;
    }
  }

  refuse(path: readonly (string | number)[], message: string): void {
    this.problems.push({ path, message });
  }
}

function zoneAt(reader: Reader, path: readonly (string | number)[], name: string): Zone {
  if (!isZone(name)) {
    reader.refuse(
      path,
      `${JSON.stringify(name)} is no IANA time zone; expected a name such as Asia/Shanghai`,
    );
    return zoneNamed('UTC');
  }
  return zoneNamed(name);
}

/**
 * Compiles a schedule. A stop that is not after its start is on the next day.
 *
 * @param calendars of the configuration, by name
 * @throws ScheduleError with everything that is wrong
 */
export function compileSchedule(
  name: string,
  text: ScheduleText,
  calendars: Readonly<Record<string, CalendarData>> = {},
): Schedule {
  const reader = new Reader();
  const zone = zoneAt(reader, ['timezone'], text.timezone);
  const calendar = calendarNamed(reader, text.calendar, calendars);
  if (text.skipHolidays === true && text.calendar === undefined) {
    reader.refuse(['skipHolidays'], 'holidays are those of a calendar; expected the key calendar beside it');
  }
  const context = { reader, zone, calendar, text };
  const windows = text.windows.map((window, index) => compileWindow(context, window, ['windows', index]));
  if (reader.problems.length > 0) throw new ScheduleError(name, reader.problems);
  return { name, zone, calendar, windows };
}

function calendarNamed(
  reader: Reader,
  name: string | undefined,
  calendars: Readonly<Record<string, CalendarData>>,
): Calendar {
  if (name === undefined) return WEEKDAYS;
  const data = Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  if (data !== undefined) return calendarOf(name, data);
  const known = Object.keys(calendars).join(', ') || 'none is configured';
  reader.refuse(['calendar'], `${JSON.stringify(name)} is no calendar; expected one of calendars: ${known}`);
  return WEEKDAYS;
}

interface Context {
  readonly reader: Reader;
  readonly zone: Zone;
  readonly calendar: Calendar;
  readonly text: ScheduleText;
}

function compileWindow(context: Context, window: WindowText, path: readonly (string | number)[]): Window {
  const { reader } = context;
  const at = (key: string): (string | number)[] => [...path, key];
  const start = window.start === undefined ? undefined : reader.read(at('start'), () => startOf(window), 0);
  const stop =
    window.stop === undefined ? undefined : reader.read(at('stop'), () => timeOf(window.stop ?? ''), 0);
  if (start === undefined && stop === undefined) reader.refuse(path, 'a window has a start, a stop, or both');
  checkLength(reader, window, path);
  const stopDay =
    window.stopDay === undefined
      ? undefined
      : reader.read(at('stopDay'), () => weekdayNamed(window.stopDay ?? ''), 0);
  if (stopDay !== undefined && (start === undefined || stop === undefined)) {
    reader.refuse(at('stopDay'), 'stopDay is for windows with a start and a stop');
  }
  return {
    label: labelOf(window),
    zone: window.timezone === undefined ? context.zone : zoneAt(reader, at('timezone'), window.timezone),
    kindOf: kindRuleOf(context, window, path),
    start,
    leadMinutes: context.text.leadMinutes ?? 0,
    stopOn: stopRule(start, stop, stopDay),
  };
}

function startOf({ start = '' }: WindowText): number {
  const minutes = timeOf(start);
  if (minutes < MIDNIGHT) return minutes;
  throw new ExpressionError('"24:00" ends a day; expected a start from "00:00" to "23:59"');
}

function checkLength(
  reader: Reader,
  { start, stop, stopDay }: WindowText,
  path: readonly (string | number)[],
): void {
  if (start === undefined || start !== stop || stopDay !== undefined) return;
  reader.refuse(
    [...path, 'stop'],
    'the window has no length; expected a stop other than the start ("00:00" to "24:00" is a whole day)',
  );
}

function stopRule(
  start: number | undefined,
  stop: number | undefined,
  stopDay: number | undefined,
): (civil: Civil) => number | undefined {
  if (stop === undefined) return () => undefined;
  if (start === undefined) return () => stop;
  const soonest = stop > start ? stop : stop + MIDNIGHT;
  if (stopDay === undefined) return () => soonest;
  return ({ weekday }) => {
    const days = (stopDay - weekday + 7) % 7;
    return days === 0 && stop <= start ? stop + 7 * MIDNIGHT : stop + days * MIDNIGHT;
  };
}

const EVERY_MONTH: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

/** Fields are ANDed: a day opens the window if every field that is given says so. */
function kindRuleOf(
  { reader, calendar, text }: Context,
  { days, monthDays, months }: WindowText,
  path: readonly (string | number)[],
): (civil: Civil) => DayKind {
  if (days !== undefined && needsCalendar(days) && text.calendar === undefined) {
    reader.refuse(
      [...path, 'days'],
      `workdays, restdays and holidays are those of a calendar; expected the key ${text.calendarKey ?? 'calendar in the schedule'}`,
    );
  }
  const dayRule =
    days === undefined
      ? () => 'open' as const
      : reader.read(
          [...path, 'days'],
          () => parseDays(days),
          () => 'open' as const,
        );
  const inMonths =
    months === undefined
      ? EVERY_MONTH
      : reader.read([...path, 'months'], () => parseMonths(months), EVERY_MONTH);
  const onMonthDay =
    monthDays === undefined
      ? () => true
      : reader.read(
          [...path, 'monthDays'],
          () => possibleMonthDays(monthDays, inMonths),
          () => true,
        );
  return (civil) => {
    if (!inMonths.has(civil.month) || !onMonthDay(civil, calendar)) return 'closed';
    const kind = dayRule(civil, calendar);
    return kind === 'open' && text.skipHolidays === true && calendar.isHoliday(civil) ? 'held' : kind;
  };
}

function possibleMonthDays(
  monthDays: string | readonly string[],
  months: ReadonlySet<number>,
): ReturnType<typeof parseMonthDays> {
  const test = parseMonthDays(monthDays);
  if (areImpossible(monthDays, months)) {
    throw new ExpressionError(
      `no month of the window has the day ${String(monthDays)}; expected days that exist in one of its months`,
    );
  }
  return test;
}

function listText(texts: string | readonly string[] | undefined): string {
  return texts === undefined ? '' : typeof texts === 'string' ? texts : texts.join(',');
}

/** The window in the words of an inline schedule. */
function labelOf(window: WindowText): string {
  const days = [window.days, window.monthDays, window.months].map(listText).filter((text) => text !== '');
  const stop = [window.stopDay, window.stop].filter((text) => text !== undefined).join(' ');
  const zone = window.timezone === undefined ? [] : [window.timezone];
  return [...days, `${window.start ?? ''}-${stop}`, ...zone].join(' ');
}
