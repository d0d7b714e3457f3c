import type { Calendar } from '../../../shared/model/calendar';
import type { Civil } from '../../../shared/model/civil';
import { civilOf, isWeekend } from '../../../shared/model/civil';
import type { Field } from './fields';
import { ExpressionError, partsOf, valuesOf } from './fields';

/** Minutes in a day; `24:00` as the end of a window. */
export const MIDNIGHT = 24 * 60;

/** Whether a window opens on a day: `held` where a holiday keeps it from starting anything, but not from stopping. */
export type DayKind = 'open' | 'held' | 'closed';

export type DayRule = (civil: Civil, calendar: Calendar) => DayKind;

const WEEKDAY: Field = {
  what: 'weekday',
  first: 0,
  last: 6,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
  expected: 'mon, mon-fri, mon#2 (second of the month), fril (last), daily, workdays, restdays or holidays',
};

const MONTH: Field = {
  what: 'month',
  first: 1,
  last: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  expected: 'jan, 1, jan-mar, nov-feb (wraps) or */3',
};

const MONTH_DAY: Field = {
  what: 'day of the month',
  first: 1,
  last: 31,
  expected: '1 to 31, 1-15, */5, L (last), 15W (nearest workday) or LW (last workday)',
};

/** Every month has a day up to this one. */
const ALWAYS_THERE = 28;

/**
 * Minutes after midnight of `HH:MM`, 00:00 to 24:00.
 *
 * @throws ExpressionError
 */
export function timeOf(text: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  const total = hours * 60 + minutes;
  if (match !== null && minutes < 60 && total <= MIDNIGHT) return total;
  throw new ExpressionError(
    `${JSON.stringify(text)} is no time of day; expected "00:00" to "24:00", in quotes`,
  );
}

/**
 * The weekday, 0 is Sunday, of `mon`.
 *
 * @throws ExpressionError
 */
export function weekdayNamed(text: string): number {
  const index = WEEKDAY.names?.indexOf(text.toLowerCase()) ?? -1;
  if (index >= 0) return index;
  throw new ExpressionError(
    `${JSON.stringify(text)} is no weekday; expected sun, mon, tue, wed, thu, fri or sat`,
  );
}

function open(test: (civil: Civil, calendar: Calendar) => boolean): DayRule {
  return (civil, calendar) => (test(civil, calendar) ? 'open' : 'closed');
}

const NAMED_DAYS: ReadonlyMap<string, DayRule> = new Map<string, DayRule>([
  ['daily', () => 'open'],
  [
    'workdays',
    (civil, calendar) => {
      if (calendar.isWorkday(civil)) return 'open';
      return isWeekend(civil) ? 'closed' : 'held';
    },
  ],
  ['restdays', open((civil, calendar) => !calendar.isWorkday(civil))],
  ['holidays', open((civil, calendar) => calendar.isHoliday(civil))],
]);

function dayRuleOf(part: string): DayRule {
  const named = NAMED_DAYS.get(part);
  if (named !== undefined) return named;
  const nth = /^([a-z]{3})#([1-9]\d*)$/.exec(part);
  if (nth !== null) return nthWeekday(part, nth[1] ?? '', Number(nth[2]));
  const last = /^([a-z]{3})l$/.exec(part);
  if (last !== null && WEEKDAY.names?.includes(last[1] ?? '') === true) {
    const weekday = weekdayNamed(last[1] ?? '');
    return open((civil) => civil.weekday === weekday && civil.dayOfMonth > civil.daysInMonth - 7);
  }
  const weekdays = new Set(valuesOf(WEEKDAY, part));
  return open(({ weekday }) => weekdays.has(weekday));
}

function nthWeekday(part: string, name: string, n: number): DayRule {
  const weekday = weekdayNamed(name);
  if (n > 5)
    throw new ExpressionError(`${JSON.stringify(part)}: no month has ${n} of a weekday; expected #1 to #5`);
  return open((civil) => civil.weekday === weekday && Math.ceil(civil.dayOfMonth / 7) === n);
}

/** Whether days of the month are moved to workdays, which depend on a calendar where there is one. */
export function needsWorkdays(monthDays: string | readonly string[]): boolean {
  return partsOf(monthDays).some((part) => part.endsWith('w'));
}

/** Whether the meaning of the days depends on a calendar. */
export function needsCalendar(days: string | readonly string[]): boolean {
  return partsOf(days).some((part) => ['workdays', 'restdays', 'holidays'].includes(part));
}

/**
 * The rule of the field `days`: any of its parts.
 *
 * @throws ExpressionError
 */
export function parseDays(texts: string | readonly string[]): DayRule {
  const rules = partsOf(texts).map(dayRuleOf);
  return (civil, calendar) => {
    let kind: DayKind = 'closed';
    for (const rule of rules) {
      const each = rule(civil, calendar);
      if (each === 'open') return 'open';
      if (each === 'held') kind = 'held';
    }
    return kind;
  };
}

type DayTest = (civil: Civil, calendar: Calendar) => boolean;

/** The workday of the month that is nearest to a day of it; of two equally near ones the earlier. */
function nearestWorkday(civil: Civil, dayOfMonth: number, calendar: Calendar): number | undefined {
  const first = civil.day - civil.dayOfMonth + 1;
  for (let distance = 0; distance < civil.daysInMonth; distance += 1) {
    for (const candidate of [dayOfMonth - distance, dayOfMonth + distance]) {
      const isInMonth = candidate >= 1 && candidate <= civil.daysInMonth;
      if (isInMonth && calendar.isWorkday(civilOf(first + candidate - 1))) return candidate;
    }
  }
  return undefined;
}

function monthDayTestOf(part: string): DayTest {
  if (part === 'l') return (civil) => civil.dayOfMonth === civil.daysInMonth;
  if (part === 'lw') {
    return (civil, calendar) => civil.dayOfMonth === nearestWorkday(civil, civil.daysInMonth, calendar);
  }
  const nearest = /^(\d{1,2})w$/.exec(part);
  if (nearest !== null) {
    const day = Number(nearest[1]);
    if (day < 1 || day > ALWAYS_THERE) {
      throw new ExpressionError(
        `${JSON.stringify(part.toUpperCase())}: not every month has a day ${day}; expected 1W to 28W, or LW for the last workday`,
      );
    }
    return (civil, calendar) => civil.dayOfMonth === nearestWorkday(civil, day, calendar);
  }
  const days = new Set(valuesOf(MONTH_DAY, part));
  return ({ dayOfMonth }) => days.has(dayOfMonth);
}

/**
 * The test of the field `monthDays`: any of its parts.
 *
 * @throws ExpressionError
 */
export function parseMonthDays(texts: string | readonly string[]): DayTest {
  const tests = partsOf(texts).map(monthDayTestOf);
  return (civil, calendar) => tests.some((test) => test(civil, calendar));
}

/**
 * The months, 1 to 12, of the field `months`.
 *
 * @throws ExpressionError
 */
export function parseMonths(texts: string | readonly string[]): ReadonlySet<number> {
  return new Set(partsOf(texts).flatMap((part) => valuesOf(MONTH, part)));
}

/** Largest day number that occurs in a month, in the longest year. */
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether plain day numbers can never occur in the months, such as 30-31 in feb. */
export function areImpossible(monthDays: string | readonly string[], months: ReadonlySet<number>): boolean {
  const parts = partsOf(monthDays);
  if (parts.some((part) => /[lw]/.test(part))) return false;
  const longest = Math.max(...[...months].map((month) => LONGEST_MONTHS[month - 1] ?? 0));
  return parts.flatMap((part) => valuesOf(MONTH_DAY, part)).every((day) => day > longest);
}
