import { CronExpressionParser } from 'cron-parser';
import { IANAZone } from 'luxon';
import { EmulatorInputError } from '../errors';

/** When a timer fires. */
export interface TimerSchedule {
  /** The first instant after `after`, both in epoch milliseconds. */
  next(after: number): number;
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };

const SHORTEST_INTERVAL_MS = 60_000;

/** What a field may have: numbers of a range, names for some of them, and a few special characters. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
  /** Of `, - * ? /`. */
  readonly specials: string;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { name: 'second', from: 0, to: 59, specials: '' },
  { name: 'minute', from: 0, to: 59, specials: ',-*/' },
  { name: 'hour', from: 0, to: 23, specials: ',-*/' },
  { name: 'day of month', from: 1, to: 31, specials: ',-*?/' },
  { name: 'month', from: 1, to: 12, names: MONTHS, specials: ',-*/' },
  { name: 'day of week', from: 0, to: 6, names: DAYS, specials: ',-*?' },
];

function wrong(expression: string, reason: string): EmulatorInputError {
  return new EmulatorInputError([
    `cron: "${expression}" ${reason}, expected such as "0 0/15 * * * *", ` +
      '"CRON_TZ=Asia/Shanghai 0 30 8 ? * MON-FRI" or "@every 15m"',
  ]);
}

/** `1h30m` in milliseconds. */
function intervalOf(expression: string, duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([hms])/g)];
  const interval = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
  if (parts.map(([text]) => text).join('') !== duration || interval < SHORTEST_INTERVAL_MS) {
    throw wrong(expression, 'is no interval of at least a minute');
  }
  return interval;
}

/** The number that a value of a field stands for; undefined when it is none of the field's. */
function numberOf(value: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.indexOf(value.toUpperCase());
  if (named >= 0) return named + from;
  const number = /^\d{1,2}$/.test(value) ? Number(value) : NaN;
  return number >= from && number <= to ? number : undefined;
}

/** One of the parts between commas: a value, a range or all of them, and every how many. */
function isPart(part: string, field: Field): boolean {
  const [, all, first, last, step] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  const isStepFine = step === undefined || Number(step) > 0;
  if (all !== undefined) return isStepFine;
  const start = numberOf(first ?? '', field);
  const end = last === undefined ? start : numberOf(last, field);
  return isStepFine && start !== undefined && end !== undefined && start <= end;
}

function isField(text: string, field: Field): boolean {
  const specials = text.match(/\W/g) ?? [];
  if (specials.some((character) => !field.specials.includes(character))) return false;
  return text === '?' || text.split(',').every((part) => isPart(part, field));
}

/** A parser of Cron reads more than Function Compute documents: `L`, `W`, `#`, `H`, a 7 for Sunday. */
function checkFields(expression: string, cron: string): void {
  const fields = cron.split(/ +/);
  if (fields.length !== FIELDS.length) throw wrong(expression, `has ${fields.length} fields instead of six`);
  for (const [index, field] of FIELDS.entries()) {
    const text = fields[index] ?? '';
    if (!isField(text, field)) throw wrong(expression, `has "${text}" as its ${field.name}`);
  }
}

function cronSchedule(expression: string, cron: string, zone: string): TimerSchedule {
  if (!IANAZone.isValidZone(zone)) throw wrong(expression, `names the unknown time zone "${zone}"`);
  checkFields(expression, cron);
  const next = (after: number): number =>
    CronExpressionParser.parse(cron, { currentDate: new Date(after), tz: zone })
      .next()
      .getTime();
  try {
    next(0);
  } catch (error) {
    throw wrong(expression, `cannot be read (${String(error)})`);
  }
  return { next };
}

/**
 * Reads the expression of a timer trigger: six fields from second to day of week, in UTC or the zone of `CRON_TZ=`, or
 * an interval `@every 15m` that counts from the creation of the timer.
 * https://www.alibabacloud.com/help/en/functioncompute/fc/time-triggers
 *
 * @param created epoch milliseconds
 * @throws EmulatorInputError
 */
export function parseTimerSchedule(expression: string, created: number): TimerSchedule {
  const every = /^@every +(.*)$/.exec(expression);
  if (every !== null) {
    const interval = intervalOf(expression, every[1] ?? '');
    return { next: (after) => created + (Math.floor((after - created) / interval) + 1) * interval };
  }
  const zoned = /^CRON_TZ=(\S+) +(.*)$/.exec(expression);
  return cronSchedule(expression, zoned?.[2] ?? expression, zoned?.[1] ?? 'UTC');
}
