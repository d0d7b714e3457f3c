import { checkTimerExpression } from '../../../cli/deployment/cron';

/** Expressions of https://www.alibabacloud.com/help/en/functioncompute/fc/time-triggers, with a time zone. */
const GOOD = [
  'CRON_TZ=Asia/Shanghai 0 0 12 * * *',
  'CRON_TZ=Asia/Shanghai 0 30 12 ? * MON-FRI',
  'CRON_TZ=UTC 0 0/5 4-6 ? * MON-FRI',
  'CRON_TZ=Europe/Berlin 0 0 4 ? JAN,FEB,MAR,APR *',
  'CRON_TZ=Asia/Kolkata 0 */15 8-18/2 1,15,31 1-12 0-6',
  'CRON_TZ=America/Port-au-Prince 59 59 23 29 FEB ?',
  'CRON_TZ=Etc/GMT+8  0 0  8 * * SUN',
  '@every 4m',
  '@every 1h30m',
  '@every 90s',
];

const BAD: [expression: string, says: RegExp][] = [
  ['0 0 12 * * *', /names no time zone/],
  ['TZ=UTC 0 0 12 * * *', /names no time zone/],
  ['CRON_TZ=Asia/Hangzhou 0 0 12 * * *', /no time zone `Asia\/Hangzhou`/],
  ['CRON_TZ=asia/shanghai 0 0 12 * * *', /Asia\/Shanghai/],
  ['CRON_TZ= 0 0 12 * * *', /no time zone/],
  ['CRON_TZ=UTC 0 12 * * *', /has 5 fields/],
  ['CRON_TZ=UTC 0 0 0 12 * * *', /has 7 fields/],
  ['CRON_TZ=UTC * 0 12 * * *', /second `\*` is not valid.*no special/],
  ['CRON_TZ=UTC 0,30 0 12 * * *', /the second .* is not valid/],
  ['CRON_TZ=UTC 60 0 12 * * *', /the second .* is not valid.*0-59/],
  ['CRON_TZ=UTC 0 60 12 * * *', /the minute .* is not valid/],
  ['CRON_TZ=UTC 0 ? 12 * * *', /the minute .* is not valid/],
  ['CRON_TZ=UTC 0 0 24 * * *', /the hour .* is not valid.*0-23/],
  ['CRON_TZ=UTC 0 0 8-6 * * *', /the hour .* is not valid/],
  ['CRON_TZ=UTC 0 0 8- * * *', /the hour .* is not valid/],
  ['CRON_TZ=UTC 0 */0 8 * * *', /the minute .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 0 * *', /the day of month .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 L * *', /the day of month .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 ?/2 * *', /the day of month .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 * 13 *', /the month .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 * JANUARY *', /the month .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 * jan *', /the month .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 ? * 7', /the day of week .* is not valid.*0-6 or SUN-SAT/],
  ['CRON_TZ=UTC 0 0 8 ? * MON/2', /the day of week .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 ? * MON#1', /the day of week .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 ? * FRI-MON', /the day of week .* is not valid/],
  ['CRON_TZ=UTC 0 0 8 30 FEB ?', /does not exist/],
  ['CRON_TZ=UTC 0 0 8 31 4,6 ?', /does not exist/],
  ['CRON_TZ=UTC 0 1,,2 8 * * ?', /the minute .* is not valid/],
  ['@every 5', /not an interval/],
  ['@every m', /not an interval/],
  ['@every 59s', /at least 1m/],
  ['@every 0h', /at least 1m/],
  ['@daily', /not an interval/],
  ['CRON_TZ=UTC @every 5m', /has 2 fields/],
  ['', /names no time zone/],
];

test.each(GOOD)('%s is accepted', (expression) => {
  expect(checkTimerExpression(expression)).toBeUndefined();
});

test.each(BAD)('%j is refused', (expression, says) => {
  const problem = checkTimerExpression(expression);
  expect(`${problem?.what ?? ''}; expected ${problem?.expected ?? ''}`).toMatch(says);
});
