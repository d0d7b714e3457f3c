import type { Civil } from '../../shared/model/civil';
import { civilOf, dayOf } from '../../shared/model/civil';
import { CalendarFileError } from './jcal';

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof FREQUENCIES)[number];

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Years after its first day in which a rule with an end is looked for; rules of days that never come have none. */
const LONGEST_YEARS = 100;

interface NthWeekday {
  readonly weekday: number;
  /** From the end where it is negative; 0 means each. */
  readonly nth: number;
}

/** The rule of a recurring event as far as days are concerned, RFC 5545 section 3.3.10. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | undefined;
  /** The last day on which the event may begin. */
  readonly until: number | undefined;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly weekdays: readonly NthWeekday[];
  readonly positions: readonly number[];
  readonly weekStart: number;
}

type Parts = Readonly<Record<string, unknown>>;

const KNOWN_PARTS = new Set([
  ...['freq', 'interval', 'count', 'until', 'wkst'],
  ...['bymonth', 'bymonthday', 'byday', 'bysetpos'],
]);

/**
 * Reads the rule of an event.
 *
 * @param untilDay the last day that an UNTIL allows
 * @throws CalendarFileError for a rule that says more than days, or what is no rule
 */
export function readRule(value: unknown, untilDay: (until: string) => number): RecurrenceRule {
  const parts = (value ?? {}) as Parts;
  const unknown = Object.keys(parts).find((part) => !KNOWN_PARTS.has(part));
  if (unknown !== undefined) {
    throw new CalendarFileError(`RRULE has ${unknown.toUpperCase()}, which is not understood`);
  }
  const frequency = FREQUENCIES.find((one) => one === parts['freq']);
  if (frequency === undefined) {
    throw new CalendarFileError(
      `RRULE repeats ${String(parts['freq'])}; expected ${FREQUENCIES.join(', ')}, once a day at most`,
    );
  }
  const { until } = parts;
  return {
    frequency,
    interval: numbersOf(parts['interval'])[0] ?? 1,
    count: numbersOf(parts['count'])[0],
    until: typeof until === 'string' ? untilDay(until) : undefined,
    months: numbersOf(parts['bymonth']),
    monthDays: numbersOf(parts['bymonthday']),
    weekdays: listOf(parts['byday']).map((text) => nthWeekdayOf(String(text), frequency)),
    positions: numbersOf(parts['bysetpos']),
    // ical.js counts weekdays from 1, and Monday is the default.
    weekStart: (numbersOf(parts['wkst'])[0] ?? 2) - 1,
  };
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function numbersOf(value: unknown): number[] {
  return listOf(value).map(Number);
}

function nthWeekdayOf(text: string, frequency: Frequency): NthWeekday {
  const [, nth = '', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(name);
  const mayHaveNth = frequency === 'MONTHLY' || frequency === 'YEARLY';
  if (weekday >= 0 && (nth === '' || mayHaveNth)) return { weekday, nth: Number(nth) };
  throw new CalendarFileError(`RRULE has BYDAY ${text}, which is no weekday of a rule that is ${frequency}`);
}

/** Whether a rule goes on for ever. */
export function isEndless({ count, until }: RecurrenceRule): boolean {
  return count === undefined && until === undefined;
}

/**
 * The days on which a recurring event begins, in order. Each day of each period is asked once, so that no rule can
 * keep it busy.
 *
 * @param start days since 1970-01-01, as all days here
 * @param horizon the last day of a rule without an end
 */
export function daysOfRule(rule: RecurrenceRule, start: number, horizon: number): number[] {
  const last = Math.min(
    isEndless(rule) ? horizon : dayOf(`${civilOf(start).year + LONGEST_YEARS}-12-31`),
    rule.until ?? Infinity,
  );
  const first = civilOf(start);
  const days: number[] = [];
  for (let index = 0; ; index += rule.interval) {
    const [from, to] = period(rule, first, index);
    if (from > last) return days;
    const inPeriod = daysFrom(from, to).filter((day) => matches(rule, civilOf(day), first));
    for (const day of atPositions(inPeriod, rule.positions)) {
      if (day < start) continue;
      if (day > last || days.length === rule.count) return days;
      days.push(day);
    }
  }
}

function daysFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** First and last day of the period that is so many after that of the first event. */
function period(
  { frequency, weekStart }: RecurrenceRule,
  first: Civil,
  index: number,
): readonly [number, number] {
  switch (frequency) {
    case 'DAILY':
      return [first.day + index, first.day + index];
    case 'WEEKLY': {
      const from = first.day - ((first.weekday - weekStart + 7) % 7) + 7 * index;
      return [from, from + 6];
    }
    case 'MONTHLY':
      return [
        firstOfMonth(first.year, first.month + index),
        firstOfMonth(first.year, first.month + index + 1) - 1,
      ];
    case 'YEARLY':
      return [firstOfMonth(first.year + index, 1), firstOfMonth(first.year + index + 1, 1) - 1];
  }
}

/** Months beyond 12 are those of the years that follow. */
function firstOfMonth(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / 86_400_000;
}

function matches(rule: RecurrenceRule, civil: Civil, first: Civil): boolean {
  const { frequency, months, monthDays, weekdays } = rule;
  if (months.length > 0 && !months.includes(civil.month)) return false;
  if (monthDays.length > 0 && !monthDays.some((nth) => isNth(civil.dayOfMonth, civil.daysInMonth, nth))) {
    return false;
  }
  if (weekdays.length > 0) return weekdays.some((one) => isNthWeekday(rule, civil, one));
  if (frequency === 'DAILY' || monthDays.length > 0) return true;
  if (frequency === 'WEEKLY') return civil.weekday === first.weekday;
  const inMonth = frequency === 'MONTHLY' || months.length > 0 || civil.month === first.month;
  return inMonth && civil.dayOfMonth === first.dayOfMonth;
}

function isNth(place: number, of: number, nth: number): boolean {
  return place === (nth < 0 ? of + nth + 1 : nth);
}

function isNthWeekday(
  { frequency, months }: RecurrenceRule,
  civil: Civil,
  { weekday, nth }: NthWeekday,
): boolean {
  if (civil.weekday !== weekday) return false;
  if (nth === 0) return true;
  const isOfYear = frequency === 'YEARLY' && months.length === 0;
  const place = isOfYear ? civil.day - firstOfMonth(civil.year, 1) + 1 : civil.dayOfMonth;
  const days = isOfYear ? firstOfMonth(civil.year + 1, 1) - firstOfMonth(civil.year, 1) : civil.daysInMonth;
  return nth > 0 ? Math.ceil(place / 7) === nth : Math.ceil((days - place + 1) / 7) === -nth;
}

function atPositions(days: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return days;
  return days.filter((_, index) => positions.some((nth) => isNth(index + 1, days.length, nth)));
}
