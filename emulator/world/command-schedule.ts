import { CronExpressionParser } from 'cron-parser';
import { DateTime, IANAZone } from 'luxon';

/** When a command of Cloud Assistant runs by itself. Instants are epoch milliseconds. */
export interface Schedule {
  /** The first run after an instant; undefined when there is none any more. */
  next(after: number): number | undefined;
  /** Whether it needs an agent that knows more than cron expressions without year and time zone. */
  readonly isRecentFeature: boolean;
}

const SECOND_MS = 1000;
const SECONDS_OF_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const SHORTEST_RATE_S = 60;
const LONGEST_RATE_S = 7 * 86_400;
const SHORTEST_CRON_INTERVAL_S = 10;
const LAST_YEAR = 2099;

/** Runs that are looked at to see how close together a cron expression has them. */
const INTERVALS_CHECKED = 10;

/** The system time zone of public images, which a cron expression without one means. */
const SYSTEM_ZONE = 'Asia/Shanghai';

/** A full name, `UTC`, or `GMT+8:00`; undefined when it is none of these. */
function zoneOf(text: string): string | undefined {
  const offset = /^GMT([+-](?:\d|1\d):[0-5]\d)$/.exec(text)?.[1];
  if (offset !== undefined) return `UTC${offset}`;
  return text === 'UTC' || (text.includes('/') && IANAZone.isValidZone(text)) ? text : undefined;
}

function rate(text: string, createdAt: number, timeoutSeconds: number): Schedule | undefined {
  const [, amount, unit = ''] = /^rate\((\d{1,6})([smhd])\)$/.exec(text) ?? [];
  const seconds = Number(amount) * (SECONDS_OF_UNIT[unit] ?? NaN);
  if (!(seconds >= SHORTEST_RATE_S && seconds <= LONGEST_RATE_S && seconds > timeoutSeconds))
    return undefined;
  const every = seconds * SECOND_MS;
  return {
    isRecentFeature: true,
    next: (after) => createdAt + (Math.floor((after - createdAt) / every) + 1) * every,
  };
}

function once(text: string, createdAt: number): Schedule | undefined {
  const [, wallClock = '', zoneText = 'UTC'] =
    /^at\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: (\S+))?\)$/.exec(text) ?? [];
  const zone = zoneOf(zoneText);
  if (zone === undefined) return undefined;
  const instant = DateTime.fromFormat(wallClock, 'yyyy-MM-dd HH:mm:ss', { zone }).toMillis();
  if (!(instant > createdAt)) return undefined;
  return { isRecentFeature: true, next: (after) => (instant > after ? instant : undefined) };
}

/** One item of the field of years: `2026`, `2026-2028`, `2026/2`, `*`. */
function yearTest(item: string): ((year: number) => boolean) | undefined {
  const match = /^(?:\*|(\d{4})(?:-(\d{4}))?)(?:\/(\d{1,2}))?$/.exec(item);
  if (match === null) return undefined;
  const [, first, last, step] = match;
  const low = Number(first ?? 0);
  const isOpen = first === undefined || step !== undefined;
  const high = Number(last ?? (isOpen ? LAST_YEAR : first));
  const by = Number(step ?? 1);
  return by === 0 ? undefined : (year) => year >= low && year <= high && (year - low) % by === 0;
}

function yearsOf(field: string): ((year: number) => boolean) | undefined {
  const tests = field.split(',').map(yearTest);
  if (!tests.every((test) => test !== undefined)) return undefined;
  return (year) => year <= LAST_YEAR && tests.some((test) => test(year));
}

const NUMBERS = /^[\d*,\-/]+$/;
const MONTHS = /^(?:[\d*,\-/]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)+$/;
const WEEKDAYS = /^(?:[\d*,\-/?L#]|MON|TUE|WED|THU|FRI|SAT|SUN)+$/;
const FIELDS = [NUMBERS, NUMBERS, NUMBERS, /^[\d*,\-/?L]+$/, MONTHS, WEEKDAYS] as const;

/**
 * The first six fields: numbers have at most one leading zero, the week goes from 1 (Monday) to 7 (Sunday), and only
 * one of the two fields of days says something.
 */
function isCron(fields: readonly string[]): boolean {
  const isWellFormed = FIELDS.every((pattern, index) => pattern.test(fields[index] ?? ''));
  const hasZeroWeekday = /(?<!\d)0(?!\d)/.test(fields[5] ?? '');
  const hasFreeDay = [fields[3], fields[5]].some((field) => field === '*' || field === '?');
  return isWellFormed && hasFreeDay && !hasZeroWeekday && !fields.some((field) => /(?<!\d)00\d/.test(field));
}

function nextOf(expression: string, zone: string, after: number): number | undefined {
  try {
    const options = { currentDate: new Date(after), tz: zone };
    return CronExpressionParser.parse(expression, options).next().toDate().getTime();
  } catch {
    return undefined;
  }
}

/** The first time after an instant that is in one of the years. */
function nextInYears(
  expression: string,
  zone: string,
  isYear: (year: number) => boolean,
  after: number,
): number | undefined {
  for (let from = after; ;) {
    const found = nextOf(expression, zone, from);
    if (found === undefined) return undefined;
    let { year } = DateTime.fromMillis(found, { zone });
    if (isYear(year)) return found;
    while (year <= LAST_YEAR && !isYear(year)) year += 1;
    if (year > LAST_YEAR) return undefined;
    from = DateTime.fromObject({ year }, { zone }).toMillis() - 1;
  }
}

function runsTooOften({ next }: Pick<Schedule, 'next'>, first: number, shortestMs: number): boolean {
  let previous = first;
  for (let checked = 0; checked < INTERVALS_CHECKED; checked += 1) {
    const following = next(previous);
    if (following === undefined) return false;
    if (following - previous < shortestMs) return true;
    previous = following;
  }
  return false;
}

function cron(text: string, createdAt: number, timeoutSeconds: number): Schedule | undefined {
  const tokens = text.trim().split(/\s+/);
  const fields = tokens.slice(0, 6);
  const hasYear = /^[\d*]/.test(tokens[6] ?? '');
  const isYear = yearsOf(hasYear ? (tokens[6] ?? '') : '*');
  const zoneText = tokens.slice(hasYear ? 7 : 6).join(' ');
  const zone = zoneText === '' ? SYSTEM_ZONE : zoneOf(zoneText);
  if (!isCron(fields) || zone === undefined || isYear === undefined) return undefined;
  // `L` alone is the last day of the week.
  const expression = fields.map((field, index) => (index === 5 && field === 'L' ? '7' : field)).join(' ');
  const schedule: Schedule = {
    isRecentFeature: tokens.length > 6,
    next: (after) => nextInYears(expression, zone, isYear, after),
  };
  const first = schedule.next(createdAt);
  const shortestMs = Math.max(SHORTEST_CRON_INTERVAL_S, timeoutSeconds) * SECOND_MS;
  return first === undefined || runsTooOften(schedule, first, shortestMs) ? undefined : schedule;
}

/**
 * Reads `rate(5m)`, `at(2026-06-06 13:15:30 Asia/Shanghai)`, or a cron expression of six fields, from the seconds to
 * the day of the week, with an optional year and time zone behind them. The `W` of the day of the month is not known.
 * https://help.aliyun.com/document_detail/64769.html
 *
 * @param createdAt what a rate counts from, in epoch milliseconds
 * @param timeoutSeconds of the command; the runs must be further apart
 * @returns undefined when the text is no schedule, or one that never runs or runs too often
 */
export function parseSchedule(text: string, createdAt: number, timeoutSeconds: number): Schedule | undefined {
  if (text.startsWith('rate(')) return rate(text, createdAt, timeoutSeconds);
  if (text.startsWith('at(')) return once(text, createdAt);
  return cron(text, createdAt, timeoutSeconds);
}
