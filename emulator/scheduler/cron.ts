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

/** The characters that each field may have. */
const FIELDS = [
  ['second', /^\d{1,2}$/],
  ['minute', /^[\d,\-*/]+$/],
  ['hour', /^[\d,\-*/]+$/],
  ['day of month', /^[\d,\-*?/]+$/],
  ['month', /^[\dA-Z,\-*/]+$/i],
  ['day of week', /^[\dA-Z,\-*?]+$/i],
] as const;

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

function checkFields(expression: string, cron: string): void {
  const fields = cron.split(/ +/);
  if (fields.length !== FIELDS.length) throw wrong(expression, `has ${fields.length} fields instead of six`);
  for (const [index, [name, allowed]] of FIELDS.entries()) {
    const field = fields[index] ?? '';
    if (!allowed.test(field)) throw wrong(expression, `has "${field}" as its ${name}`);
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
