import { array, enum as oneOf, int, optional, record, strictObject, string } from 'zod';
import type { infer as Infer, RefinementCtx } from 'zod';
import { dateText, dayOf } from '../model/civil';
import { nearestName } from '../model/nearest-name';

/** Days that a range of dates may have. */
const LONGEST_RANGE = 366;

/**
 * The days, since 1970-01-01, of a date or a range of dates, both ends included.
 *
 * @returns undefined for what is neither, or longer than a year
 */
export function daysOfDates(text: string): readonly number[] | undefined {
  const [, first = '', last = first] = /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/.exec(text) ?? [];
  const [from, to] = [dayOf(first), dayOf(last)];
  const isRange = from <= to && to - from < LONGEST_RANGE;
  if (!isRange) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const dates = array(
  string().refine(
    (text) => daysOfDates(text) !== undefined,
    'expected a date such as 2026-12-24, or a range of at most a year such as 2026-12-24..2026-12-31',
  ),
).nonempty();

const calendar = strictObject({
  builtin: optional(oneOf(['china'])).describe(
    'china: public holidays and make-up workdays as the State Council announces them',
  ),
  extends: optional(string()).describe('another calendar that this one adds to'),
  holidays: optional(dates).describe('days off'),
  workdays: optional(dates).describe('days that are worked although they are weekends or holidays'),
  files: optional(array(string().min(1)).nonempty()).describe(
    'iCalendar files; every day of their events is a day off. Paths are relative to the configuration',
  ),
  workdayWord: optional(string().min(1)).describe(
    'part of the title of events in files that are make-up workdays instead of days off',
  ),
  completeUntil: optional(int().min(1970).max(2200)).describe(
    'last year that is known with what is listed here; unset: that of what it is built on',
  ),
  withoutData: optional(oneOf(['weekdays', 'closed'])).describe(
    'how a year without data is read: as Monday to Friday, or as one in which nobody works; unset: as the calendar that is extended says, else weekdays',
  ),
}).superRefine(checkDays);

/** One calendar as it is written. */
export type CalendarSpec = Infer<typeof calendar>;

/** `calendars:` in autopilot.yaml: which days people work. */
export const calendarsSchema = record(
  string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected 1 to 32 lower-case letters, digits and hyphens'),
  calendar,
).superRefine(checkExtends);

/** Calendars as they are written; files and built-in data are read when the configuration is compiled. */
export type CalendarSpecs = Infer<typeof calendarsSchema>;

interface Listed {
  readonly builtin?: unknown;
  readonly extends?: unknown;
  readonly holidays?: readonly string[] | undefined;
  readonly workdays?: readonly string[] | undefined;
}

function checkDays(
  { builtin, extends: base, holidays = [], workdays = [] }: Listed,
  context: RefinementCtx,
): void {
  if (builtin !== undefined && base !== undefined) {
    const message = 'it is built in already; expected builtin or extends, not both';
    context.addIssue({ code: 'custom', path: ['extends'], message });
  }
  const off = new Set(holidays.flatMap((text) => daysOfDates(text) ?? []));
  for (const [index, text] of workdays.entries()) {
    const both = daysOfDates(text)?.find((day) => off.has(day));
    if (both === undefined) continue;
    const message = `${dateText(both)} is among the holidays, too; expected it in one of the two lists`;
    context.addIssue({ code: 'custom', path: ['workdays', index], message });
  }
}

function checkExtends(
  calendars: Readonly<Record<string, { readonly extends?: string | undefined }>>,
  context: RefinementCtx,
): void {
  const names = Object.keys(calendars);
  for (const name of names) {
    const base = calendars[name]?.extends;
    if (base === undefined) continue;
    const nearest = nearestName(base, names);
    const hint = nearest === undefined || nearest === name ? '' : ` (did you mean ${nearest}?)`;
    const message = !Object.hasOwn(calendars, base)
      ? `${JSON.stringify(base)} is no calendar${hint}; expected one of calendars: ${names.join(', ')}`
      : extendsItself(name, calendars)
        ? `${JSON.stringify(name)} extends itself; expected a calendar that is built on nothing at the end`
        : undefined;
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name, 'extends'], message });
  }
}

function extendsItself(
  name: string,
  calendars: Readonly<Record<string, { readonly extends?: string | undefined }>>,
): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at); at = calendars[at]?.extends) {
    seen.add(at);
    if (calendars[at]?.extends === name) return true;
  }
  return false;
}
