import { array, boolean, enum as oneOf, int, number, record, strictObject, string, union } from 'zod';
import type { infer as Infer, RefinementCtx } from 'zod';
import type { ConfigSchemas } from '../../shared/runtime/config';
import { allowSchema } from '../../shared/runtime/config';
import { checkCalendars, examineSchedules } from './examination';
import type { InlineDefaults } from './schedule/inline';
import { compileSchedule, ScheduleError } from './schedule/schedule';
import type { ScheduleText } from './schedule/schedule';

const texts = union([string(), array(string()).nonempty()]);

const window = strictObject({
  days: texts
    .optional()
    .describe(
      'days on which the window opens: mon, mon-fri (ranges wrap), mon-sun/2, mon#2, friL, daily, workdays, restdays, holidays; unset: all',
    ),
  monthDays: texts
    .optional()
    .describe(
      'days of the month: 1, 1-15, */5, L (last), 15W (nearest workday), LW (last workday); unset: all',
    ),
  months: texts.optional().describe('jan, 1-3, nov-feb (wraps), */3; unset: all'),
  start: string().optional().describe('"HH:MM" on the wall clock; unset: the window only stops'),
  stop: string()
    .optional()
    .describe('"HH:MM"; at or before the start it is on the next day; unset: the window only starts'),
  stopDay: string().optional().describe('weekday of the stop, for windows that last longer than a day'),
  timezone: string().optional().describe('IANA time zone of this window; unset: that of the schedule'),
});

/** What is done to the instances of a schedule, whenever it is. */
const behaviour = {
  stoppedMode: oneOf(['StopCharging', 'KeepCharging'])
    .default('StopCharging')
    .describe('StopCharging stops paying for vCPU and memory where the instance is eligible'),
  publicIpMayChange: boolean()
    .default(false)
    .describe('allow StopCharging although it can change the public IP address of the instance'),
  enforce: boolean().default(false).describe('undo manual changes at every run instead of respecting them'),
  retainRunning: boolean()
    .default(false)
    .describe('what was running before a window opened is not stopped when it ends'),
  retainStopped: boolean()
    .default(false)
    .describe('what somebody stopped inside a window stays stopped until somebody starts it'),
  atFirstSight: oneOf(['record', 'act'])
    .default('record')
    .describe('record: an instance seen for the first time is left alone until the next transition'),
  forceAfterMinutes: int()
    .min(5)
    .max(1440)
    .optional()
    .describe('switch off what is still stopping after so many minutes; unset: never'),
  fallbackTypes: array(
    string().regex(/^ecs\.[a-z0-9-]+\.[a-z0-9]+$/, 'expected an instance type such as ecs.g7.large'),
  )
    .nonempty()
    .optional()
    .describe('types to start as when the own type is sold out, in this order; they may cost more'),
  leadMinutes: int()
    .min(0)
    .max(240)
    .default(0)
    .describe('minutes that instances are started before a window opens'),
};

const calendarKeys = {
  calendar: string().optional().describe('name of one of the calendars at the top level'),
  skipHolidays: boolean()
    .default(false)
    .describe('holidays of the calendar keep windows from starting anything, never from stopping'),
};

const schedule = strictObject({
  description: string().optional(),
  timezone: string().describe('IANA time zone of all times of this schedule, such as Asia/Shanghai'),
  ...calendarKeys,
  windows: array(window).nonempty().describe('instances run inside any of these and are stopped outside'),
  ...behaviour,
})
  .superRefine(checkTimes)
  .superRefine(checkBehaviour);

/** Whether the calendar that is named exists is checked with the whole configuration. */
function checkTimes(value: ScheduleText, context: RefinementCtx): void {
  const anyCalendar = { holidays: {}, workdays: {}, withoutData: 'weekdays' } as const;
  try {
    compileSchedule('', value, value.calendar === undefined ? {} : { [value.calendar]: anyCalendar });
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    for (const { path, message } of error.problems)
      context.addIssue({ code: 'custom', path: [...path], message });
  }
}

interface Respect {
  readonly enforce: boolean;
  readonly retainRunning: boolean;
  readonly retainStopped: boolean;
}

function checkBehaviour({ enforce, retainRunning, retainStopped }: Respect, context: RefinementCtx): void {
  if (!enforce || !(retainRunning || retainStopped)) return;
  context.addIssue({
    code: 'custom',
    path: ['enforce'],
    message: 'enforce undoes what retainRunning and retainStopped keep; expected one or the other',
  });
}

const inline = strictObject({
  enabled: boolean().default(true).describe('false: a tag can only name a schedule'),
  timezone: string().optional().describe('IANA time zone of schedules in tags that name none'),
  ...calendarKeys,
  ...behaviour,
})
  .superRefine(checkInline)
  .superRefine(checkBehaviour);

/** The rest of a schedule in a tag is checked when the tag is read: here, what all of them take from the configuration. */
function checkInline(value: InlineDefaults, context: RefinementCtx): void {
  const { timezone = 'UTC', calendar, skipHolidays } = value;
  checkTimes({ timezone, calendar, skipHolidays, windows: [] }, context);
}

const savings = strictObject({
  currency: string()
    .regex(/^[A-Z]{3}$/, 'expected a currency such as CNY')
    .default('CNY'),
  pricePerHour: record(string(), number().min(0))
    .default({})
    .describe('price of an hour by instance type; it counts more than what the API says'),
  askForPrices: boolean().default(false).describe('ask DescribePrice for types without a price here'),
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
  inline: inline.prefault({}).describe('schedules that are written in the tag itself'),
  savings: savings.prefault({}).describe('how hours that were not run are counted in money'),
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
/** What is done to instances, the part that schedules by name and in tags have in common. */
export type Behaviour = Pick<ScheduleConfig, keyof typeof behaviour>;

export const schemas: ConfigSchemas<Config, LimitsConfig> = {
  name: 'instance-schedule',
  configSchema,
  limitsSchema,
  check: checkCalendars,
  examine: examineSchedules,
};
