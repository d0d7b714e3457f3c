import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from '../../shared/core/errors';
import { ConfigError } from '../../shared/core/errors';
import type { CalendarData } from '../../shared/model/calendar';
import { dateText } from '../../shared/model/civil';
import type { CalendarSpec, CalendarSpecs } from '../../shared/runtime/calendars';
import { daysOfDates } from '../../shared/runtime/calendars';
import { unreadableText } from '../files';
import { chinaCalendar } from './china';
import type { FileDays } from './icalendar';
import { daysOfFile } from './icalendar';
import { CalendarFileError } from './jcal';

/** Years beyond the present one to which events of files that never end are followed. */
const YEARS_AHEAD = 5;

/** The first year of calendars whose end is known and whose beginning is not said. */
const FIRST_YEAR = 1970;

/** What calendars are read for. */
export interface CalendarContext {
  /** Folder that paths of files are relative to. */
  readonly folder: string;
  /** The present year. */
  readonly year: number;
  /** Where the value at a path below `calendars` is, for people. */
  readonly place: (path: readonly PropertyKey[]) => string;
}

const NOTHING: CalendarData = { holidays: {}, workdays: {}, withoutData: 'weekdays' };

/**
 * Reads calendars as they are written into their days: built-in data, what they extend, files, and the dates they
 * list, of which the later ones count more.
 *
 * @param specs checked by `calendarsSchema`
 * @throws ConfigError with every file that cannot be used
 */
export function resolveCalendars(
  specs: CalendarSpecs,
  context: CalendarContext,
): Record<string, CalendarData> {
  const problems: Problem[] = [];
  const known = new Map<string, CalendarData>();
  const calendarNamed = (name: string): CalendarData => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const spec = specs[name] ?? {};
    const calendar = calendarFrom(
      spec,
      baseOf(spec, calendarNamed),
      filesOf(name, spec, context, problems),
      context,
    );
    known.set(name, calendar);
    return calendar;
  };
  const calendars = Object.fromEntries(Object.keys(specs).map((name) => [name, calendarNamed(name)]));
  if (problems.length > 0) throw new ConfigError(problems);
  return calendars;
}

/** Calendars without what lies before a year, where they know: what a function that looks ahead has to carry. */
export function withoutYearsBefore(
  first: number,
  calendars: Readonly<Record<string, CalendarData>>,
): Record<string, CalendarData> {
  const since = (days: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(days).filter(([date]) => date >= String(first)));
  const trimmed = (calendar: CalendarData): CalendarData => {
    const { years, holidays, workdays } = calendar;
    if (years === undefined) return calendar;
    return {
      ...calendar,
      holidays: since(holidays),
      workdays: since(workdays),
      years: { first: Math.max(first, years.first), last: years.last },
    };
  };
  return Object.fromEntries(Object.entries(calendars).map(([name, calendar]) => [name, trimmed(calendar)]));
}

function baseOf(spec: CalendarSpec, calendarNamed: (name: string) => CalendarData): CalendarData {
  if (spec.builtin === 'china') return { ...NOTHING, ...chinaCalendar() };
  return spec.extends === undefined ? NOTHING : calendarNamed(spec.extends);
}

function calendarFrom(
  spec: CalendarSpec,
  base: CalendarData,
  files: readonly FileDays[],
  { year }: CalendarContext,
): CalendarData {
  const layers = [
    ...files,
    { holidays: dated(spec.holidays, 'day off'), workdays: dated(spec.workdays, 'workday') },
  ];
  const merged = layers.reduce<Pick<CalendarData, 'holidays' | 'workdays'>>(
    ({ holidays, workdays }, layer) => ({
      holidays: { ...without(holidays, layer.workdays), ...layer.holidays },
      workdays: { ...without(workdays, layer.holidays), ...layer.workdays },
    }),
    base,
  );
  const followedTo = files.some(({ isEndless }) => isEndless) ? year + YEARS_AHEAD : undefined;
  const last = spec.completeUntil ?? base.years?.last ?? followedTo;
  return {
    holidays: merged.holidays,
    workdays: merged.workdays,
    ...(last === undefined ? {} : { years: { first: base.years?.first ?? FIRST_YEAR, last } }),
    withoutData: spec.withoutData ?? base.withoutData,
  };
}

function without(
  days: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(days).filter(([date]) => !Object.hasOwn(others, date)));
}

function dated(texts: readonly string[] | undefined, note: string): Record<string, string> {
  const days = texts?.flatMap((text) => daysOfDates(text) ?? []) ?? [];
  return Object.fromEntries(days.map((day) => [dateText(day), note]));
}

/** The files of a calendar that can be read; what is wrong with the others is added to the problems. */
function filesOf(
  name: string,
  { files = [], workdayWord }: CalendarSpec,
  { folder, year, place }: CalendarContext,
  problems: Problem[],
): FileDays[] {
  return files.flatMap((file, index) => {
    try {
      return [daysOfFile(readFileSync(resolve(folder, file), 'utf8'), workdayWord, year + YEARS_AHEAD)];
    } catch (error) {
      const isContent = error instanceof CalendarFileError;
      problems.push({
        code: isContent ? 'calendar_invalid' : 'calendar_unreadable',
        where: place([name, 'files', index]),
        what: `${file}: ${isContent ? error.message : unreadableText(error)}`,
        expected: 'an iCalendar file (.ics) beside the configuration',
      });
      return [];
    }
  });
}
