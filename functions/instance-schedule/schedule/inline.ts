import { ExpressionError } from './fields';
import type { ScheduleText, WindowText } from './schedule';

/** What an inline schedule takes from the configuration when it does not say it itself. */
export interface InlineDefaults {
  readonly timezone?: string | undefined;
  readonly calendar?: string | undefined;
  readonly skipHolidays?: boolean | undefined;
  readonly leadMinutes?: number | undefined;
}

type Fields = { -readonly [K in keyof WindowText]: WindowText[K] };

const TIME = /^\d{2}:\d{2}$/;
const MONTHS = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:$|[-,/])/;
const MONTH_DAYS = /^(?:\d|\*|l(?:w)?(?:$|,))/;

const ZONE = /^[a-z_]+\/[a-z]/i;
/** `CST`, which is Beijing and Chicago, `GMT+8`; not days in capitals. */
const ABBREVIATED_ZONE =
  /^(?!MON|TUE|WED|THU|FRI|SAT|SUN|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|DAILY)[A-Z]{3,5}(?:[+-]\d+)?$/;

/** Whether the value of a schedule tag is a schedule itself and not the name of one; names have no colon. */
export function isInline(value: string): boolean {
  return value.includes(':');
}

/**
 * Reads a schedule that is written in a tag: windows separated by `;`, each of days, days of the month, months and
 * times in any order, and a time zone after the last one or after each: `mon-fri 09:00-19:00; sat 10:00-14:00
 * Asia/Shanghai`. `09:00-` only starts, `-19:00` only stops, `fri 20:00-mon 06:00` ends on a later day.
 *
 * @throws ExpressionError
 */
export function parseInline(value: string, defaults: InlineDefaults): ScheduleText {
  const parts = value.split(';').map((part) => part.trim());
  const windows = parts.filter((part) => part !== '').map(windowOf);
  const zones = windows.map(({ timezone }) => timezone);
  const timezone = zones.at(-1) ?? defaults.timezone;
  if (timezone === undefined) {
    throw new ExpressionError(
      'it names no time zone; expected one at its end, such as Asia/Shanghai, or inline.timezone in the configuration',
    );
  }
  return {
    calendar: defaults.calendar,
    calendarKey: 'inline.calendar in the configuration',
    skipHolidays: defaults.calendar === undefined ? undefined : defaults.skipHolidays,
    leadMinutes: defaults.leadMinutes,
    timezone,
    windows,
  };
}

function windowOf(text: string): WindowText {
  const fields: Fields = {};
  for (const token of tokensOf(text)) {
    const [key, value] = fieldOf(token, text);
    if (key !== 'times') {
      set(fields, key, value, text);
      continue;
    }
    const [start = '', stop = ''] = value.split('-');
    if (start !== '') set(fields, 'start', start, text);
    const [stopTime = '', stopDay] = stop.split(/\s+/).reverse();
    if (stopTime !== '') set(fields, 'stop', stopTime, text);
    if (stopDay !== undefined) set(fields, 'stopDay', stopDay, text);
  }
  return fields;
}

/** The words of a window; a range of times is one, and so is one that ends on a later day, `20:00-mon 06:00`. */
function tokensOf(text: string): string[] {
  const joined = text
    .replace(/(\d{2}:\d{2})\s*-\s*(?=\d{2}:\d{2}|[a-z]{3}\s+\d{2}:\d{2})/gi, '$1-')
    .replace(/,\s+/g, ',');
  return joined.match(/\d{2}:\d{2}-[a-z]{3}\s+\d{2}:\d{2}|\S+/gi) ?? [];
}

function set(fields: Fields, key: keyof Fields, value: string, text: string): void {
  if (fields[key] !== undefined) {
    throw new ExpressionError(
      `${JSON.stringify(text)} has more than one ${key}; expected windows separated by ";"`,
    );
  }
  fields[key] = value;
}

type Key = 'times' | 'days' | 'monthDays' | 'months' | 'timezone';

function fieldOf(token: string, text: string): readonly [Key, string] {
  const lower = token.toLowerCase();
  if (token.includes(':')) return ['times', timesOf(lower, text)];
  if (ZONE.test(token)) return ['timezone', token];
  if (lower === 'utc') return ['timezone', 'UTC'];
  if (ABBREVIATED_ZONE.test(token)) {
    throw new ExpressionError(
      `${JSON.stringify(token)} is no IANA time zone; expected a name such as Asia/Shanghai, or UTC`,
    );
  }
  if (MONTHS.test(lower)) return ['months', lower];
  if (MONTH_DAYS.test(lower)) return ['monthDays', lower];
  return ['days', lower];
}

function timesOf(token: string, text: string): string {
  const [start = '', stop = '', ...rest] = token.split('-');
  const stopTime = stop.split(/\s+/).at(-1) ?? '';
  const isRange = rest.length === 0 && token.includes('-');
  const isWellFormed = [start, stopTime].every((time) => time === '' || TIME.test(time));
  if (isRange && isWellFormed && start + stopTime !== '') return token;
  throw new ExpressionError(
    `${JSON.stringify(token)} in ${JSON.stringify(text)} is no range of times; expected 09:00-19:00, 09:00- or -19:00`,
  );
}
