import type { CalendarData } from '../../shared/model/calendar';
import type { ConfigRemark } from '../../shared/runtime/config';
import type { Config, ScheduleConfig } from './config';
import { dependsOnCalendar, missingYears, missingYearText } from './coverage';
import type { Remark } from './schedule/examine';
import { examine, firstYearFor } from './schedule/examine';
import type { Schedule, ScheduleText } from './schedule/schedule';
import { compileSchedule, ScheduleError } from './schedule/schedule';

type Calendars = Readonly<Record<string, CalendarData>>;

/** Schedules, and the defaults of those in tags, that name a calendar that there is not. */
export function checkCalendars({ schedules, inline }: Config, calendars: Calendars): ConfigRemark[] {
  return [
    ...Object.entries(schedules).flatMap(
      ([name, text]) => compiled(name, text, calendars, ['schedules', name]).remarks,
    ),
    ...compiled('inline', { ...inline, timezone: inline.timezone ?? 'UTC', windows: [] }, calendars, [
      'inline',
    ]).remarks,
  ];
}

/**
 * Looks at every schedule over the years for what nobody means: it never opens, never changes anything, contradicts
 * itself, names a calendar to no effect, or needs a year that its calendar has no data for.
 */
export function examineSchedules(config: Config, calendars: Calendars, now: Date): ConfigRemark[] {
  const examined = Object.entries(config.schedules).flatMap(([name, text]) => {
    const path = ['schedules', name];
    const { schedule, remarks } = compiled(name, text, calendars, path);
    if (schedule === undefined) return remarks;
    return [
      ...examine(schedule, firstYearFor(schedule, now)).map((remark) => at(path, remark)),
      ...uselessCalendar(text, path),
      ...stopsAgainAndAgain(text, path),
    ];
  });
  return [
    ...examined,
    ...missingYears(config, calendars, now).map((missing): ConfigRemark => {
      const [first = ''] = missing.schedules;
      const path = first === 'inline' ? ['inline', 'calendar'] : ['schedules', first, 'calendar'];
      return { path, message: missingYearText(missing), severity: 'warning' };
    }),
  ];
}

interface Compiled {
  readonly schedule?: Schedule;
  readonly remarks: ConfigRemark[];
}

function compiled(name: string, text: ScheduleText, calendars: Calendars, path: readonly string[]): Compiled {
  try {
    return { schedule: compileSchedule(name, text, calendars), remarks: [] };
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return {
      remarks: error.problems.map((problem) => ({
        path: [...path, ...problem.path],
        message: problem.message,
        severity: 'error',
      })),
    };
  }
}

function at(path: readonly string[], { message, severity }: Remark): ConfigRemark {
  return { path, message, severity };
}

function uselessCalendar(text: ScheduleText, path: readonly string[]): ConfigRemark[] {
  if (text.calendar === undefined || dependsOnCalendar(text)) return [];
  const message =
    'the calendar makes no difference; expected days such as workdays, restdays or holidays, or skipHolidays: true';
  return [{ path: [...path, 'calendar'], message, severity: 'warning' }];
}

/** Windows that only stop leave the start to people, which enforce does not let them do. */
function stopsAgainAndAgain({ windows, enforce }: ScheduleConfig, path: readonly string[]): ConfigRemark[] {
  if (!enforce || windows.some(({ start }) => start !== undefined)) return [];
  const message =
    'nothing of it can ever be used, as it only stops and enforce stops again what people start; expected enforce: false, or a window with a start';
  return [{ path: [...path, 'enforce'], message, severity: 'warning' }];
}
