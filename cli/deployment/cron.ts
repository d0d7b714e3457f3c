interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** Characters with a meaning, apart from digits and names. */
  readonly special: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const SECOND: Field = { name: 'second', min: 0, max: 59, special: [] };
const MINUTE: Field = { name: 'minute', min: 0, max: 59, special: [',', '-', '*', '/'] };
const HOUR: Field = { name: 'hour', min: 0, max: 23, special: [',', '-', '*', '/'] };
const DAY_OF_MONTH: Field = { name: 'day of month', min: 1, max: 31, special: [',', '-', '*', '?', '/'] };
const MONTH: Field = { name: 'month', min: 1, max: 12, names: MONTHS, special: [',', '-', '*', '/'] };
const DAY_OF_WEEK: Field = {
  name: 'day of week',
  min: 0,
  max: 6,
  names: DAYS,
  special: [',', '-', '*', '?'],
};
const FIELDS = [SECOND, MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK];

const FORM =
  "'CRON_TZ=<zone> <second> <minute> <hour> <day of month> <month> <day of week>' or '@every <minutes>m'";

export interface CronProblem {
  readonly what: string;
  readonly expected: string;
}

/**
 * What is wrong with the `cronExpression` of a timer trigger; undefined when nothing is.
 *
 * The syntax is FC's own: six fields, no special characters for seconds, no `L`, `W` or `#`, or `@every` with a Go
 * duration of a minute or more. Stricter than FC in one point: a cron expression needs `CRON_TZ`, because FC reads
 * one without it in UTC, which is rarely meant.
 * See https://www.alibabacloud.com/help/en/functioncompute/fc/time-triggers.
 */
export function checkTimerExpression(expression: string): CronProblem | undefined {
  if (expression.startsWith('@')) return checkInterval(expression);
  const zoned = /^CRON_TZ=(\S*)\s+(.*)$/.exec(expression);
  if (zoned === null) {
    return {
      what: `\`${expression}\` names no time zone`,
      expected: `${FORM}, with CRON_TZ=UTC where UTC is meant`,
    };
  }
  const [, zone = '', rest = ''] = zoned;
  return checkZone(zone) ?? checkFields(rest.trim());
}

function checkInterval(expression: string): CronProblem | undefined {
  const duration = /^@every ((?:\d+(?:\.\d+)?(?:h|m|s))+)$/.exec(expression)?.[1];
  if (duration === undefined) return { what: `\`${expression}\` is not an interval`, expected: FORM };
  const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, amount, unit = ''] of duration.matchAll(/([\d.]+)([hms])/g)) {
    seconds += Number(amount) * (unitSeconds[unit] ?? 0);
  }
  return seconds >= 60
    ? undefined
    : { what: `\`${expression}\` is too short`, expected: 'an interval of at least 1m' };
}

function checkZone(zone: string): CronProblem | undefined {
  // FC looks zones up by file name, so that case matters there although it does not to Intl.
  const spelling = Intl.supportedValuesOf('timeZone').find(
    (name) => name.toLowerCase() === zone.toLowerCase(),
  );
  if (spelling !== undefined && spelling !== zone) {
    return { what: `\`${zone}\` is not how the time zone is written`, expected: spelling };
  }
  return spelling === zone || isZone(zone)
    ? undefined
    : { what: `there is no time zone \`${zone}\``, expected: 'an IANA name such as Asia/Shanghai or UTC' };
}

/** Also accepts names that only link to another zone, such as Asia/Kolkata or UTC. */
function isZone(zone: string): boolean {
  if (!/^[A-Z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function checkFields(text: string): CronProblem | undefined {
  const parts = text.split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return {
      what: `\`${text}\` has ${parts.length} fields`,
      expected: `six fields: ${FIELDS.map(({ name }) => name).join(', ')}`,
    };
  }
  for (const [index, field] of FIELDS.entries()) {
    const problem = checkField(parts[index] ?? '', field);
    if (problem !== undefined) return problem;
  }
  return checkDayExists(parts[3] ?? '', parts[4] ?? '');
}

function checkField(text: string, field: Field): CronProblem | undefined {
  const values = `${field.min}-${field.max}${field.names === undefined ? '' : ` or ${field.names[0] ?? ''}-${field.names.at(-1) ?? ''}`}`;
  const special =
    field.special.length === 0
      ? 'no special characters'
      : `the special characters ${field.special.join(' ')}`;
  return text.split(',').every((item) => valuesOf(item, field) !== undefined) &&
    (field.special.includes(',') || !text.includes(','))
    ? undefined
    : { what: `the ${field.name} \`${text}\` is not valid`, expected: `${values} with ${special}` };
}

/** The values an item of a field stands for; undefined when it is malformed. */
function valuesOf(item: string, field: Field): number[] | undefined {
  const match = /^(?:(?<any>\*|\?(?!\/))|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d+))?$/.exec(
    item,
  )?.groups;
  if (match === undefined) return undefined;
  const { any, to, step } = match;
  const used = [any, to === undefined ? undefined : '-', step === undefined ? undefined : '/'];
  if (used.some((character) => character !== undefined && !field.special.includes(character)))
    return undefined;
  const first = any === undefined ? valueOf(match['from'] ?? '', field) : field.min;
  // `5/10` runs from 5 to the end of the range.
  const open = any !== undefined || (to === undefined && step !== undefined);
  const last = open ? field.max : to === undefined ? first : valueOf(to, field);
  const by = Number(step ?? 1);
  if (first === undefined || last === undefined || first > last || by < 1 || by > field.max) return undefined;
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function valueOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? field.min + named : /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= field.min && value <= field.max ? value : undefined;
}

/** An expression such as 30 February is well formed and never fires. */
function checkDayExists(dayOfMonth: string, month: string): CronProblem | undefined {
  const days = dayOfMonth.split(',').flatMap((item) => valuesOf(item, DAY_OF_MONTH) ?? []);
  const months = month.split(',').flatMap((item) => valuesOf(item, MONTH) ?? []);
  const longest = Math.max(...months.map((number) => LONGEST_MONTH[number - 1] ?? 0));
  return Math.min(...days) <= longest
    ? undefined
    : { what: `day ${dayOfMonth} of month ${month} does not exist`, expected: 'a day that the month has' };
}
