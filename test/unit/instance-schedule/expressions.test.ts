import { calendarOf, WEEKDAYS } from '../../../shared/model/calendar';
import { civilOf, dateText, dayOf } from '../../../shared/model/civil';
import { parseInline } from '../../../functions/instance-schedule/schedule/inline';
import type { ScheduleText, WindowText } from '../../../functions/instance-schedule/schedule/schedule';
import { compileSchedule, ScheduleError } from '../../../functions/instance-schedule/schedule/schedule';

/** A fictional calendar: a holiday in the week, and a Saturday that is worked for it. */
const WORKS = {
  holidays: { '2026-11-04': 'Founders Day', '2026-11-05': 'Founders Day' },
  workdays: { '2026-11-07': 'Founders Day' },
  withoutData: 'weekdays',
} as const;

const window = { start: '09:00', stop: '19:00' };

/** The days of a month on which a window opens, as numbers; held days with a minus. */
function days(month: string, given: WindowText, schedule: Partial<ScheduleText> = {}): number[] {
  const compiled = compileSchedule(
    'test',
    { timezone: 'Asia/Shanghai', windows: [{ ...window, ...given }], ...schedule },
    { works: WORKS },
  );
  const first = dayOf(`${month}-01`);
  return Array.from({ length: civilOf(first).daysInMonth }, (_, index) => {
    const kind = compiled.windows[0]?.kindOf(civilOf(first + index));
    return kind === 'open' ? index + 1 : kind === 'held' ? -(index + 1) : 0;
  }).filter((day) => day !== 0);
}

const CALENDAR = { calendar: 'works' };

describe('days', () => {
  // November 2026 begins on a Sunday.
  test.each<[WindowText, number[]]>([
    [{ days: 'mon' }, [2, 9, 16, 23, 30]],
    [{ days: 'MON' }, [2, 9, 16, 23, 30]],
    [{ days: 'sat-mon' }, [1, 2, 7, 8, 9, 14, 15, 16, 21, 22, 23, 28, 29, 30]],
    [{ days: ['mon', 'wed'] }, [2, 4, 9, 11, 16, 18, 23, 25, 30]],
    [{ days: 'mon,wed' }, [2, 4, 9, 11, 16, 18, 23, 25, 30]],
    [{ days: 'mon-fri/2' }, [2, 4, 6, 9, 11, 13, 16, 18, 20, 23, 25, 27, 30]],
    [{ days: 'sun/3' }, [1, 4, 7, 8, 11, 14, 15, 18, 21, 22, 25, 28, 29]],
    [{ days: 'mon#2' }, [9]],
    [{ days: 'sun#5' }, [29]],
    [{ days: 'friL' }, [27]],
    [{ days: 'fril, mon#1' }, [2, 27]],
    [{ monthDays: '1-3' }, [1, 2, 3]],
    [{ monthDays: '29-2' }, [1, 2, 29, 30]],
    [{ monthDays: '5/14' }, [5, 19]],
    [{ monthDays: '*/10' }, [1, 11, 21]],
    [{ monthDays: 'L' }, [30]],
    [{ monthDays: '15W' }, [16]],
    [{ monthDays: '14W' }, [13]],
    [{ monthDays: '1W' }, [2]],
    [{ monthDays: 'LW' }, [30]],
    [{ monthDays: '31' }, []],
    [{ months: 'nov', monthDays: '3' }, [3]],
    [{ months: 'dec-jan', monthDays: '3' }, []],
    [{ months: 'oct-dec/2' }, []],
    [{ months: '*/2', monthDays: '7' }, [7]],
    [{ days: 'mon', monthDays: '1-9' }, [2, 9]],
  ])('%j', (given, expected) => {
    expect(days('2026-11', given)).toEqual(expected);
  });

  test.each<[WindowText, Partial<ScheduleText>, number[]]>([
    [{ days: 'workdays' }, CALENDAR, [2, 3, -4, -5, 6, 7, 9, 10]],
    [{ days: 'restdays' }, CALENDAR, [1, 4, 5, 8]],
    [{ days: 'holidays' }, CALENDAR, [4, 5]],
    [{ days: 'mon-fri' }, { ...CALENDAR, skipHolidays: true }, [2, 3, -4, -5, 6, 9, 10]],
    [{ days: 'mon-fri' }, CALENDAR, [2, 3, 4, 5, 6, 9, 10]],
    [{ days: 'daily' }, { ...CALENDAR, skipHolidays: true }, [1, 2, 3, -4, -5, 6, 7, 8, 9, 10]],
    [{ monthDays: '4W' }, CALENDAR, [3]],
  ])('%j with a calendar and %j', (given, schedule, expected) => {
    expect(days('2026-11', given, schedule).filter((day) => Math.abs(day) <= 10)).toEqual(expected);
  });

  test('leap days', () => {
    expect(days('2028-02', { monthDays: 'L' })).toEqual([29]);
    expect(days('2027-02', { monthDays: 'L' })).toEqual([28]);
    expect(days('2028-02', { monthDays: '29' })).toEqual([29]);
  });
});

describe('mistakes', () => {
  const problemsOf = (given: WindowText, schedule: Partial<ScheduleText> = {}): string[] => {
    try {
      days('2026-11', given, schedule);
      return [];
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      return error.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
    }
  };

  test.each<[WindowText, RegExp]>([
    [{ monthDays: '31W' }, /windows\.0\.monthDays: "31W": not every month has a day 31.*LW/],
    [{ monthDays: '30W' }, /not every month/],
    [{ monthDays: '0W' }, /not every month|1W/],
    [{ monthDays: '1/0' }, /"0" is no step/],
    [{ monthDays: '1/2/3' }, /more than one step/],
    [{ monthDays: '30-31', months: 'feb' }, /no month of the window has the day 30-31/],
    [{ monthDays: '31', months: 'apr,jun' }, /no month/],
    [{ monthDays: '32' }, /no day of the month/],
    [{ monthDays: '1-2-3' }, /no range/],
    [{ days: 'mon#6' }, /no month has 6/],
    [{ days: 'monday' }, /no weekday/],
    [{ days: '1' }, /no weekday/],
    [{ days: 'holiday' }, /no weekday.*holidays/],
    [{ days: '' }, /no weekday/],
    [{ days: 'workdays' }, /expected the key calendar/],
    [{ months: 'januar' }, /no month/],
    [{ months: '13' }, /no month/],
    [{ start: '25:00' }, /windows\.0\.start: "25:00" is no time of day/],
    [{ start: '9:00' }, /no time of day/],
    [{ start: '|9:00' }, /no time of day/],
    [{ start: '10:00\n' }, /no time of day/],
    [{ start: '24:00' }, /23:59/],
    [{ stop: '24:01' }, /no time of day/],
    [{ stop: '09:00' }, /windows\.0\.stop: the window has no length/],
    [{ start: undefined, stop: undefined }, /a start, a stop, or both/],
    [{ start: undefined, stopDay: 'mon' }, /stopDay is for windows/],
    [{ stopDay: 'moonday' }, /no weekday/],
    [{ timezone: 'Asia/Shanghia' }, /windows\.0\.timezone: .*no IANA time zone/],
  ])('%j', (given, says) => {
    expect(problemsOf(given).join('\n')).toMatch(says);
  });

  test('an unknown calendar, and holidays of none', () => {
    expect(problemsOf({}, { calendar: 'moon' })).toEqual([
      'calendar: "moon" is no calendar; expected one of calendars: works',
    ]);
    expect(problemsOf({}, { skipHolidays: true }).join()).toMatch(/expected the key calendar/);
  });

  test('everything that is wrong is said at once', () => {
    expect(problemsOf({ days: 'xyz', monthDays: '99', months: '0', start: 'x', stop: 'y' })).toHaveLength(5);
  });
});

describe('schedules in tags', () => {
  const DEFAULTS = { timezone: 'Asia/Shanghai' };

  test.each<[string, ScheduleText['windows'], string]>([
    ['mon-fri 09:00-19:00', [{ days: 'mon-fri', start: '09:00', stop: '19:00' }], 'Asia/Shanghai'],
    ['09:00-19:00', [{ start: '09:00', stop: '19:00' }], 'Asia/Shanghai'],
    ['09:00 - 19:00 daily', [{ days: 'daily', start: '09:00', stop: '19:00' }], 'Asia/Shanghai'],
    [
      'mon-fri 09:00-19:00; sat 10:00-14:00 Europe/Berlin',
      [
        { days: 'mon-fri', start: '09:00', stop: '19:00' },
        { days: 'sat', start: '10:00', stop: '14:00', timezone: 'Europe/Berlin' },
      ],
      'Europe/Berlin',
    ],
    ['-20:00', [{ stop: '20:00' }], 'Asia/Shanghai'],
    ['MON-FRI 07:00-', [{ days: 'mon-fri', start: '07:00' }], 'Asia/Shanghai'],
    ['FRIL 07:00-', [{ days: 'fril', start: '07:00' }], 'Asia/Shanghai'],
    ['mon 07:00- asia/shanghai', [{ days: 'mon', timezone: 'asia/shanghai' }], 'asia/shanghai'],
    ['mon,wed 07:00- UTC', [{ days: 'mon,wed', start: '07:00', timezone: 'UTC' }], 'UTC'],
    [
      'fri 20:00-mon 06:00',
      [{ days: 'fri', start: '20:00', stopDay: 'mon', stop: '06:00' }],
      'Asia/Shanghai',
    ],
    [
      '1-15,L jan-mar 08:00-10:00',
      [{ monthDays: '1-15,l', months: 'jan-mar', start: '08:00', stop: '10:00' }],
      'Asia/Shanghai',
    ],
    ['mar mon 08:00-10:00', [{ months: 'mar', days: 'mon', start: '08:00', stop: '10:00' }], 'Asia/Shanghai'],
    ['LW 08:00-10:00', [{ monthDays: 'lw', start: '08:00', stop: '10:00' }], 'Asia/Shanghai'],
    ['*/2 08:00-10:00', [{ monthDays: '*/2', start: '08:00', stop: '10:00' }], 'Asia/Shanghai'],
  ])('%s', (value, windows, timezone) => {
    const text = parseInline(value, DEFAULTS);
    expect(text).toMatchObject({ timezone, windows });
    expect(() => compileSchedule('inline', text)).not.toThrow();
  });

  test.each<[string, RegExp]>([
    ['mon 09:00', /no range of times/],
    ['mon 9:00-10:00', /no range of times/],
    ['mon 09:00-10:00-11:00', /no range of times/],
    ['mon tue 09:00-10:00', /more than one days/],
    ['09:00-10:00 11:00-12:00', /more than one start/],
    ['mon :-:', /no range of times/],
    ['mon 09:00-10:00 CST', /"CST" is no IANA time zone; expected a name such as Asia\/Shanghai/],
    ['mon 09:00-10:00 GMT+8', /"GMT\+8" is no IANA time zone/],
  ])('%s is refused', (value, says) => {
    expect(() => parseInline(value, DEFAULTS)).toThrow(says);
  });

  test('days of a calendar say where that of tags is configured', () => {
    const text = parseInline('workdays 09:00-10:00', DEFAULTS);
    expect(() => compileSchedule('inline', text)).toThrow(
      /expected the key inline\.calendar in the configuration/,
    );
  });

  test('a zone has to be said somewhere', () => {
    expect(() => parseInline('mon 09:00-10:00', {})).toThrow(/names no time zone/);
  });
});

describe('calendars', () => {
  const civil = (date: string) => civilOf(dayOf(date));

  test('a year without data is read as declared', () => {
    const data = { holidays: {}, workdays: {}, years: { first: 2025, last: 2026 } };
    const weekdays = calendarOf('a', { ...data, withoutData: 'weekdays' });
    const closed = calendarOf('b', { ...data, withoutData: 'closed' });
    expect([weekdays, closed].map((each) => each.covers(2027))).toEqual([false, false]);
    expect([weekdays, closed].map((each) => each.isWorkday(civil('2027-01-04')))).toEqual([true, false]);
    expect([weekdays, closed].map((each) => each.isHoliday(civil('2027-01-04')))).toEqual([false, true]);
    expect([weekdays, closed].map((each) => each.isWorkday(civil('2026-12-31')))).toEqual([true, true]);
  });

  test('dates and days are two ways to say the same', () => {
    expect(dateText(dayOf('2026-11-20'))).toBe('2026-11-20');
    expect(civil('2028-02-29')).toMatchObject({
      year: 2028,
      month: 2,
      dayOfMonth: 29,
      weekday: 2,
      daysInMonth: 29,
    });
    expect(WEEKDAYS.isWorkday(civil('2026-11-21'))).toBe(false);
  });
});
