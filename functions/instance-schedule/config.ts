import { array, boolean, enum as oneOf, int, record, strictObject, string, union } from 'zod';
import type { infer as Infer } from 'zod';
import type { ConfigSchemas } from '../../shared/runtime/config';
import { allowSchema } from '../../shared/runtime/config';
import { parseTime, parseWeekdays, MIDNIGHT } from './schedule/expressions';
import { isZone } from './schedule/zone';

const days = string()
  .refine(
    (text) => parseWeekdays(text) !== undefined,
    'expected a weekday (mon), a range (mon-fri, sat-sun) or daily',
  )
  .describe('weekday (mon), range (mon-fri; ranges may wrap) or daily');

const startTime = string()
  .refine(
    (text) => (parseTime(text) ?? MIDNIGHT) < MIDNIGHT,
    'expected a time of day from "00:00" to "23:59", in quotes',
  )
  .describe('"HH:MM" on the wall clock of the time zone');

const stopTime = string()
  .refine(
    (text) => parseTime(text) !== undefined,
    'expected a time of day from "00:00" to "24:00", in quotes',
  )
  .describe('"HH:MM"; at or before the start it is on the next day');

const window = strictObject({
  days: union([days, array(days).nonempty()]).describe('the days on which the window opens'),
  start: startTime,
  stop: stopTime,
}).refine((it) => it.start !== it.stop, {
  error: 'the window has no length; expected a stop other than the start ("00:00" to "24:00" is a whole day)',
  path: ['stop'],
});

const schedule = strictObject({
  description: string().optional(),
  timezone: string()
    .refine(isZone, 'expected an IANA time zone such as Asia/Shanghai or Europe/Berlin')
    .describe('IANA time zone of all times of this schedule'),
  windows: array(window).nonempty().describe('instances run inside any of these and are stopped outside'),
  stoppedMode: oneOf(['StopCharging', 'KeepCharging'])
    .default('StopCharging')
    .describe('StopCharging stops paying for vCPU and memory where the instance is eligible'),
  publicIpMayChange: boolean()
    .default(false)
    .describe('allow StopCharging although it can change the public IP address of the instance'),
});

/** The value of a tag: blanks around it would never match, and parentheses are for what names no schedule. */
const scheduleName = string().regex(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
  'expected a name of 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or a digit',
);

/** `instance-schedule:` in autopilot.yaml. */
export const configSchema = strictObject({
  dryRun: boolean().default(true).describe('false lets the function change instances'),
  schedules: record(scheduleName, schedule)
    .default({})
    .describe('schedules by name; an instance follows the one that its tag autopilot:schedule names'),
  verifySeconds: int()
    .min(0)
    .max(600)
    .default(120)
    .describe(
      'how long a run waits to see instances reach their new state before leaving that to the next run',
    ),
});

/** `limits.instance-schedule:` in autopilot.yaml. */
export const limitsSchema = strictObject({
  allow: allowSchema,
  share: int()
    .min(1)
    .max(100)
    .default(50)
    .describe(
      'per cent of the running instances in an account and region that may be stopped within an hour',
    ),
  count: int()
    .min(0)
    .optional()
    .describe('instances that may be stopped within an hour in an account and region'),
});

export type Config = Infer<typeof configSchema>;
export type LimitsConfig = Infer<typeof limitsSchema>;
export type ScheduleConfig = Config['schedules'][string];

export const schemas: ConfigSchemas<Config, LimitsConfig> = {
  name: 'instance-schedule',
  configSchema,
  limitsSchema,
};
