import { chinaCalendar } from '../../../cli/calendars/china';
import type { Config } from '../../../functions/instance-schedule/config';
import { configSchema } from '../../../functions/instance-schedule/config';
import { missingYears, missingYearText } from '../../../functions/instance-schedule/coverage';
import { checkCalendars, examineSchedules } from '../../../functions/instance-schedule/examination';
import type { CalendarData } from '../../../shared/model/calendar';

const JUNE = new Date('2026-06-01T00:00:00Z');

const CALENDARS: Readonly<Record<string, CalendarData>> = {
  china: { ...chinaCalendar(), withoutData: 'weekdays' },
  company: { holidays: { '2026-12-24': 'closed' }, workdays: {}, withoutData: 'weekdays' },
};

const day = { days: 'mon-fri', start: '09:00', stop: '19:00' };

function configOf(schedules: Readonly<Record<string, object>>, more: object = {}): Config {
  const zoned = Object.entries(schedules).map(
    ([name, own]) => [name, { timezone: 'Asia/Shanghai', ...own }] as const,
  );
  return configSchema.parse({ schedules: Object.fromEntries(zoned), ...more });
}

function remarksOn(schedule: object, now = JUNE): string[] {
  return examineSchedules(configOf({ it: schedule }), CALENDARS, now).map(
    ({ severity, path, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

describe('a calendar that there is not', () => {
  test('is an error where it is named', () => {
    const config = configOf({ it: { calendar: 'chine', windows: [{ ...day, days: 'workdays' }] } });
    expect(checkCalendars(config, CALENDARS)).toEqual([
      {
        path: ['schedules', 'it', 'calendar'],
        message: '"chine" is no calendar; expected one of calendars: china, company',
        severity: 'error',
      },
    ]);
  });

  test('is an error among the defaults of schedules in tags', () => {
    const config = configOf({}, { inline: { calendar: 'chine' } });
    expect(checkCalendars(config, {})).toMatchObject([
      { path: ['inline', 'calendar'], message: expect.stringContaining('none is configured') as string },
    ]);
  });

  test('says nothing of those that there are', () => {
    const config = configOf({ it: { calendar: 'china', windows: [{ ...day, days: 'workdays' }] } });
    expect(checkCalendars(config, CALENDARS)).toEqual([]);
  });
});

describe('what nobody means', () => {
  test.each<[string, object, RegExp[]]>([
    ['a good schedule', { windows: [day] }, []],
    ['one that follows a calendar', { calendar: 'china', windows: [{ ...day, days: 'workdays' }] }, []],
    [
      'a window that never opens',
      { windows: [day, { ...day, days: 'mon#5', months: 'feb', monthDays: '1-7' }] },
      [/^error schedules\.it: the window .* opens on no day of 2026 to 2053$/],
    ],
    [
      'always on',
      { windows: [{ start: '00:00', stop: '24:00' }] },
      [/^warning schedules\.it: it is always on/],
    ],
    [
      'a start and a stop at once',
      { windows: [{ start: '09:00' }, { stop: '09:00' }] },
      [/^error schedules\.it: the windows .* say the opposite at the same instant/],
    ],
    [
      'a start against the end of another window',
      { windows: [day, { days: 'fri', start: '19:00' }] },
      [/^error schedules\.it: the windows "mon-fri 09:00-19:00" and "fri 19:00-" say the opposite .* Fri /],
    ],
    [
      'windows that start and stop at different times',
      { windows: [{ start: '09:00' }, { stop: '19:00' }] },
      [],
    ],
    ['starts only', { windows: [{ start: '09:00' }] }, [/^warning schedules\.it: it only ever starts/]],
    ['stops only', { windows: [{ stop: '19:00' }] }, []],
    [
      'stops only, again and again',
      { enforce: true, windows: [{ stop: '19:00' }] },
      [/^warning schedules\.it\.enforce: .*only stops and enforce/],
    ],
    [
      'a calendar to no effect',
      { calendar: 'china', windows: [day] },
      [/^warning schedules\.it\.calendar: the calendar makes no difference; expected days such as workdays/],
    ],
  ])('%s', (_, schedule, expected) => {
    const remarks = remarksOn(schedule);
    expect(remarks).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(remarks[index]).toMatch(pattern);
  });

  test('holidays are looked for in years that have data, when the present one has none', () => {
    const schedule = { calendar: 'china', windows: [{ ...day, days: 'holidays' }] };
    expect(remarksOn(schedule, new Date('2027-03-01T00:00:00Z'))).toEqual([
      expect.stringMatching(/^warning schedules\.it\.calendar: Calendar china has no data for 2027/),
    ]);
  });
});

describe('years without data', () => {
  const office = { calendar: 'china', windows: [{ ...day, days: 'workdays' }] };
  const years = (schedules: Readonly<Record<string, object>>, now: string): (string | number)[] =>
    missingYears(configOf(schedules), CALENDARS, new Date(now)).flatMap(({ year, schedules: by }) => [
      year,
      by.join(),
    ]);

  test.each([
    ['long before', '2026-11-15T00:00:00Z', []],
    ['45 days before the year, on the wall clock of the schedule', '2026-11-16T16:00:00Z', [2027, 'office']],
    ['the day before that', '2026-11-16T15:59:00Z', []],
    ['in the year', '2027-05-01T00:00:00Z', [2027, 'office']],
    [
      'in the year, with a window that may still be open',
      '2027-12-31T00:00:00Z',
      [2027, 'office', 2028, 'office'],
    ],
  ])('%s', (_, now, expected) => {
    expect(years({ office }, now)).toEqual(expected);
  });

  test.each<[string, object, boolean]>([
    ['workdays', { windows: [{ ...day, days: 'workdays' }] }, true],
    ['skipped holidays', { skipHolidays: true, windows: [day] }, true],
    ['nearest workdays', { windows: [{ monthDays: '15W', start: '09:00', stop: '19:00' }] }, true],
    ['weekdays', { windows: [day] }, false],
  ])('matter to %s: %p', (_, schedule, matters) => {
    const found = years({ it: { calendar: 'china', ...schedule } }, '2026-12-31T00:00:00Z');
    expect(found).toEqual(matters ? [2027, 'it'] : []);
  });

  test('matter to schedules in tags', () => {
    const config = (enabled: boolean): Config => configOf({}, { inline: { enabled, calendar: 'china' } });
    const now = new Date('2026-12-31T00:00:00Z');
    expect(missingYears(config(true), CALENDARS, now)).toMatchObject([{ year: 2027, schedules: ['inline'] }]);
    expect(missingYears(config(false), CALENDARS, now)).toEqual([]);
  });

  test('do not matter to calendars that are known for all years', () => {
    expect(years({ it: { ...office, calendar: 'company' } }, '2099-12-31T00:00:00Z')).toEqual([]);
  });

  test('are told once for all schedules, with how they are read and what to do', () => {
    const config = configOf({ office, shop: office });
    const [missing, ...more] = missingYears(config, CALENDARS, new Date('2026-12-31T00:00:00Z'));
    expect(more).toEqual([]);
    expect(missing === undefined ? '' : missingYearText(missing)).toMatch(
      /^Calendar china has no data for 2027, needed now or within 45 days by office, shop; until it has, Monday to Friday are workdays in that year \(withoutData: weekdays\)\. .*completeUntil: 2027\.$/,
    );
  });
});
