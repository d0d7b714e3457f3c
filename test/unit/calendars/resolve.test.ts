import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveCalendars, withoutYearsBefore } from '../../../cli/calendars/resolve';
import { ConfigError } from '../../../shared/core/errors';
import type { CalendarData } from '../../../shared/model/calendar';
import { calendarOf } from '../../../shared/model/calendar';
import { civilOf, dayOf } from '../../../shared/model/civil';
import { calendarsSchema } from '../../../shared/runtime/calendars';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'autopilot-calendars-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function resolve(written: object): Record<string, CalendarData> {
  return resolveCalendars(calendarsSchema.parse(written), {
    folder,
    year: 2026,
    place: (path) => `autopilot.yaml: ${path.join('.')}`,
  });
}

function isWorkday(data: CalendarData | undefined, date: string): boolean {
  if (data === undefined) throw new Error('there is no such calendar');
  return calendarOf('it', data).isWorkday(civilOf(dayOf(date)));
}

function icsFile(name: string, lines: readonly string[]): string {
  const event = ['BEGIN:VEVENT', 'UID:1@test', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'];
  writeFileSync(
    join(folder, name),
    ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...event, 'END:VCALENDAR', ''].join('\r\n'),
  );
  return name;
}

describe('calendars', () => {
  test('dates and ranges, both ends included', () => {
    const { office } = resolve({
      office: { holidays: ['2026-12-24..2026-12-26', '2027-01-01'], workdays: ['2026-12-19'] },
    });
    expect(Object.keys(office?.holidays ?? {})).toEqual([
      '2026-12-24',
      '2026-12-25',
      '2026-12-26',
      '2027-01-01',
    ]);
    expect(isWorkday(office, '2026-12-19')).toBe(true);
    expect(isWorkday(office, '2026-12-24')).toBe(false);
    expect(isWorkday(office, '2026-12-28')).toBe(true);
    expect(office?.years).toBeUndefined();
  });

  test('one that extends another adds to it, and has the last word', () => {
    const calendars = resolve({
      team: { extends: 'company', workdays: ['2026-10-07'] },
      company: { extends: 'china', holidays: ['2026-10-08', '2026-10-10'] },
      china: { builtin: 'china', withoutData: 'closed' },
    });
    const days = ['2026-10-07', '2026-10-08', '2026-10-10'];
    const workdaysOf = (name: string): boolean[] => days.map((date) => isWorkday(calendars[name], date));
    expect(workdaysOf('china')).toEqual([false, true, true]);
    expect(workdaysOf('company')).toEqual([false, false, false]);
    expect(workdaysOf('team')).toEqual([true, false, false]);
    expect(calendars['team']).toMatchObject({ withoutData: 'closed', years: { first: 2004, last: 2026 } });
  });

  test('a year without data is read as declared, and can be completed by hand', () => {
    const { weekdays, closed, completed } = resolve({
      weekdays: { builtin: 'china' },
      closed: { builtin: 'china', withoutData: 'closed' },
      completed: { builtin: 'china', completeUntil: 2027, holidays: ['2027-01-01'] },
    });
    expect(isWorkday(weekdays, '2027-01-04')).toBe(true);
    expect(isWorkday(closed, '2027-01-04')).toBe(false);
    expect(isWorkday(completed, '2027-01-01')).toBe(false);
    expect(completed?.years).toEqual({ first: 2004, last: 2027 });
  });

  test('files, relative to the configuration; lists count more than they', () => {
    const file = icsFile('company.ics', [
      'DTSTART;VALUE=DATE:20261224',
      'DTEND;VALUE=DATE:20261226',
      'SUMMARY:Closed',
    ]);
    const { office } = resolve({ office: { files: [file], workdays: ['2026-12-25'] } });
    expect(office?.holidays).toEqual({ '2026-12-24': 'Closed' });
    expect(isWorkday(office, '2026-12-25')).toBe(true);
    expect(office?.years).toBeUndefined();
  });

  test('a file without an end is known for five years to come', () => {
    const file = icsFile('yearly.ics', [
      'DTSTART;VALUE=DATE:20201225',
      'RRULE:FREQ=YEARLY',
      'SUMMARY:Christmas',
    ]);
    const { office } = resolve({ office: { files: [file] } });
    expect(Object.keys(office?.holidays ?? {}).at(-1)).toBe('2031-12-25');
    expect(office?.years).toEqual({ first: 1970, last: 2031 });
  });

  test('what lies before a year is left out where the years are known', () => {
    const { china, office } = withoutYearsBefore(
      2025,
      resolve({ china: { builtin: 'china' }, office: { holidays: ['2020-01-01'] } }),
    );
    expect(china?.years).toEqual({ first: 2025, last: 2026 });
    expect(Object.keys(china?.holidays ?? {})[0]).toBe('2025-01-01');
    expect(JSON.stringify(china).length).toBeLessThan(6_000);
    expect(Object.keys(office?.holidays ?? {})).toEqual(['2020-01-01']);
  });
});

describe('what cannot be used', () => {
  test('every file is told, with its place and what is wrong', () => {
    writeFileSync(join(folder, 'text.ics'), 'holidays\n');
    const written = { office: { files: ['missing.ics', 'text.ics', '.'] } };
    const error = captured(() => resolve(written));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toMatchObject([
      {
        code: 'calendar_unreadable',
        where: 'autopilot.yaml: office.files.0',
        what: 'missing.ics: there is no such file',
      },
      { code: 'calendar_invalid', what: expect.stringMatching(/^text\.ics: it is no iCalendar/) as string },
      { code: 'calendar_unreadable', what: '.: it is a directory' },
    ]);
  });

  test.each<[string, object, RegExp]>([
    ['no day', { a: { holidays: ['2026-02-30'] } }, /expected a date such as/],
    ['a range backwards', { a: { holidays: ['2026-02-03..2026-02-01'] } }, /expected a date such as/],
    ['a range of years', { a: { holidays: ['2026-01-01..2028-01-01'] } }, /range of at most a year/],
    [
      'a day that is both',
      { a: { holidays: ['2026-02-01..2026-02-05'], workdays: ['2026-02-03'] } },
      /2026-02-03 is among/,
    ],
    [
      'an unknown base',
      { a: { extends: 'chine' }, china: {} },
      /"chine" is no calendar \(did you mean china\?\)/,
    ],
    ['itself', { a: { extends: 'a' } }, /"a" extends itself/],
    ['a circle', { a: { extends: 'b' }, b: { extends: 'c' }, c: { extends: 'b' } }, /"b" extends itself/],
    ['two bases', { a: {}, b: { builtin: 'china', extends: 'a' } }, /builtin or extends, not both/],
    ['a name of an object', { a: { extends: 'toString' } }, /"toString" is no calendar/],
  ])('%s', (_, written, message) => {
    const result = calendarsSchema.safeParse(written);
    expect(result.error?.issues.map((issue) => issue.message).join('\n')).toMatch(message);
  });
});

function captured(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
