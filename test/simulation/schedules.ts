import { Temporal } from '@js-temporal/polyfill';
import { chinaCalendar } from '../../cli/calendars/china';
import type { FleetInput } from '../../emulator';
import type { CalendarData } from '../../shared/model/calendar';

export type PowerState = 'running' | 'stopped';

/** An instant, epoch milliseconds, at which a schedule says what it wants. */
export interface Transition {
  readonly at: number;
  readonly to: PowerState;
}

const CHINA: CalendarData = { ...chinaCalendar(), withoutData: 'weekdays' };
export const CALENDARS = { china: CHINA };

const REGION = 'cn-hangzhou';
const DAILY = [1, 2, 3, 4, 5, 6, 7];
const WEEKDAYS = [1, 2, 3, 4, 5];

function isWorkdayInChina(date: Temporal.PlainDate): boolean {
  const text = date.toString();
  if (text in CHINA.workdays) return true;
  return WEEKDAYS.includes(date.dayOfWeek) && !(text in CHINA.holidays);
}

/** A schedule as the configuration has it, beside what it means: said a second time, with another library. */
interface Simulated {
  readonly config: object;
  readonly timezone: string;
  readonly start: string;
  readonly stop: string;
  readonly startsOn: (date: Temporal.PlainDate) => boolean;
  /** Days of a window whose stop counts, also where a holiday held its start back. */
  readonly stopsOn: (date: Temporal.PlainDate) => boolean;
  /** The stop is on the day after. */
  readonly overnight?: boolean;
}

function weekly(timezone: string, days: readonly number[], start: string, stop: string): Simulated {
  const isDay = ({ dayOfWeek }: Temporal.PlainDate): boolean => days.includes(dayOfWeek);
  const words = days.length === 7 ? 'daily' : 'mon-fri';
  return {
    config: { timezone, windows: [{ days: words, start, stop }] },
    ...{ timezone, start, stop },
    startsOn: isDay,
    stopsOn: isDay,
    overnight: stop < start,
  };
}

export const SCHEDULES: Readonly<Record<string, Simulated>> = {
  office: weekly('Europe/Berlin', WEEKDAYS, '08:00', '18:00'),
  night: weekly('Europe/Berlin', DAILY, '22:00', '05:00'),
  strict: {
    ...weekly('America/New_York', WEEKDAYS, '09:00', '17:00'),
    config: {
      timezone: 'America/New_York',
      enforce: true,
      windows: [{ days: 'mon-fri', start: '09:00', stop: '17:00' }],
    },
  },
  china: {
    config: {
      timezone: 'Asia/Shanghai',
      calendar: 'china',
      windows: [{ days: 'workdays', start: '09:30', stop: '19:30' }],
    },
    ...{ timezone: 'Asia/Shanghai', start: '09:30', stop: '19:30' },
    startsOn: isWorkdayInChina,
    stopsOn: (date) => isWorkdayInChina(date) || WEEKDAYS.includes(date.dayOfWeek),
  },
  'month-end': {
    config: {
      timezone: 'Asia/Shanghai',
      windows: [{ monthDays: 'L', start: '06:00', stop: '20:45' }],
    },
    ...{ timezone: 'Asia/Shanghai', start: '06:00', stop: '20:45' },
    startsOn: (date) => date.day === date.daysInMonth,
    stopsOn: (date) => date.day === date.daysInMonth,
  },
};

/** All that a schedule says from a day before `from` on, in order. Epoch milliseconds. */
export function transitionsOf(schedule: Simulated, from: number, days: number): Transition[] {
  const { timezone, start, stop, overnight = false } = schedule;
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone).toPlainDate();
  const instant = (date: Temporal.PlainDate, time: string): number =>
    date.toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  return Array.from({ length: days + 40 }, (_, index) => first.add({ days: index - 35 }))
    .flatMap((date): Transition[] => [
      ...(schedule.startsOn(date) ? [{ at: instant(date, start), to: 'running' } as const] : []),
      ...(schedule.stopsOn(date)
        ? [{ at: instant(overnight ? date.add({ days: 1 }) : date, stop), to: 'stopped' } as const]
        : []),
    ])
    .sort((left, right) => left.at - right.at);
}

/** Instances that may be stopped within an hour; the office alone has more. */
export const STOPS_AN_HOUR = 4;

export const CONFIG = {
  regions: [REGION],
  calendars: { china: { builtin: 'china' } },
  limits: { 'instance-schedule': { count: STOPS_AN_HOUR, share: 100 } },
  'instance-schedule': {
    dryRun: false,
    schedules: Object.fromEntries(Object.entries(SCHEDULES).map(([name, { config }]) => [name, config])),
  },
};

type FleetInstance = NonNullable<FleetInput['instances']>[number];

function following(
  schedule: string,
  number: number,
  over: FleetInstance = { region: REGION },
): FleetInstance {
  return {
    ...over,
    region: REGION,
    id: `i-bp1${schedule.replace('-', '')}${number}`,
    tags: { 'autopilot:schedule': schedule, ...over.tags },
  };
}

/** What nothing may ever be done to. */
export const UNTOUCHABLE: readonly FleetInstance[] = [
  { region: REGION, id: 'i-bp1untagged1' },
  { region: REGION, id: 'i-bp1untagged2', status: 'Stopped', tags: { team: 'data' } },
  following('office', 8, { region: REGION, tags: { 'autopilot:ignore': '' } }),
  following('offise', 9),
];

/** What is started, but never stopped. */
export const PROTECTED = following('office', 7, { region: REGION, tags: { 'autopilot:protected': '' } });

export const FOLLOWING: readonly FleetInstance[] = [
  ...[1, 2, 3, 4, 5].map((number) => following('office', number)),
  following('office', 6, { region: REGION, publicIp: true }),
  ...[1, 2].map((number) => following('night', number)),
  ...[1, 2].map((number) => following('strict', number)),
  ...[1, 2].map((number) => following('china', number)),
  following('month-end', 1, { region: REGION, status: 'Stopped' }),
];
