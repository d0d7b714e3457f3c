import { daysOfFile } from '../../../cli/calendars/icalendar';

const LAST_YEAR = 2030;

function file(events: readonly (readonly string[])[], head: readonly string[] = []): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//holidays//EN',
    ...head,
    ...events.flatMap((lines, index) => [
      'BEGIN:VEVENT',
      ...(lines.some((line) => line.startsWith('UID')) ? [] : [`UID:${index}@test`]),
      'DTSTAMP:20260101T000000Z',
      ...lines,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

function holidays(...events: string[][]): string[] {
  return Object.keys(daysOfFile(file(events), undefined, LAST_YEAR).holidays);
}

describe('days of events', () => {
  test.each<[string, string[], string[]]>([
    ['a whole day', ['DTSTART;VALUE=DATE:20261225'], ['2026-12-25']],
    [
      'several days, of which the end is not one',
      ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'],
      ['2026-12-24', '2026-12-25', '2026-12-26'],
    ],
    [
      'an end on the same day, which some programs write',
      ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261225'],
      ['2026-12-25'],
    ],
    ['a duration', ['DTSTART;VALUE=DATE:20261230', 'DURATION:P2D'], ['2026-12-30', '2026-12-31']],
    ['a duration in weeks', ['DTSTART;VALUE=DATE:20260701', 'DURATION:P1W'], week('2026-07-', 1)],
    [
      'times count for their day on the wall clock, wherever that is',
      ['DTSTART;TZID=Asia/Shanghai:20261001T233000', 'DTEND;TZID=Asia/Shanghai:20261001T235900'],
      ['2026-10-01'],
    ],
    [
      'times over midnight touch two days',
      ['DTSTART:20261001T200000', 'DTEND:20261002T020000'],
      ['2026-10-01', '2026-10-02'],
    ],
    [
      'an end at midnight is of the day before',
      ['DTSTART:20261001T080000', 'DTEND:20261002T000000'],
      ['2026-10-01'],
    ],
    ['a time without an end', ['DTSTART:20261001T080000'], ['2026-10-01']],
    ['a duration in hours', ['DTSTART:20261001T200000', 'DURATION:PT6H30M'], ['2026-10-01', '2026-10-02']],
    [
      'a rule with exceptions',
      ['DTSTART;VALUE=DATE:20261001', 'RRULE:FREQ=YEARLY;COUNT=4', 'EXDATE;VALUE=DATE:20271001,20281001'],
      ['2026-10-01', '2029-10-01'],
    ],
    [
      'a rule with an end, over several days',
      ['DTSTART;VALUE=DATE:20261231', 'DURATION:P2D', 'RRULE:FREQ=YEARLY;UNTIL=20271231'],
      ['2026-12-31', '2027-01-01', '2027-12-31', '2028-01-01'],
    ],
    [
      'a rule that ends before the time of its last day',
      ['DTSTART:20261001T090000', 'RRULE:FREQ=DAILY;UNTIL=20261003T080000'],
      ['2026-10-01', '2026-10-02'],
    ],
    [
      'a rule that ends at an instant, on the wall clock of its zone',
      ['DTSTART;TZID=Asia/Shanghai:20261001T090000', 'RRULE:FREQ=DAILY;UNTIL=20261002T160000Z'],
      ['2026-10-01', '2026-10-02'],
    ],
    [
      'a rule of whole days that ends at an instant, as some programs write it',
      ['DTSTART;VALUE=DATE:20261001', 'RRULE:FREQ=DAILY;UNTIL=20261002T000000Z'],
      ['2026-10-01', '2026-10-02'],
    ],
    [
      'further days, beside the first',
      ['DTSTART;VALUE=DATE:20261001', 'RDATE;VALUE=DATE:20261005,20261007'],
      ['2026-10-01', '2026-10-05', '2026-10-07'],
    ],
    ['a cancelled event', ['DTSTART;VALUE=DATE:20261001', 'STATUS:CANCELLED'], []],
  ])('%s', (_, event, expected) => {
    expect(holidays(event)).toEqual(expected);
  });

  test('a repetition that was moved, and one that was cancelled', () => {
    const series = ['UID:series', 'DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=WEEKLY;COUNT=3'];
    const moved = ['UID:series', 'RECURRENCE-ID;VALUE=DATE:20260112', 'DTSTART;VALUE=DATE:20260114'];
    const gone = [
      'UID:series',
      'RECURRENCE-ID;VALUE=DATE:20260119',
      'DTSTART;VALUE=DATE:20260119',
      'STATUS:CANCELLED',
    ];
    expect(holidays(series, moved, gone)).toEqual(['2026-01-05', '2026-01-14']);
  });

  test('an event without an end is followed to the last year, and that is said', () => {
    const text = file([['DTSTART;VALUE=DATE:20281001', 'RRULE:FREQ=YEARLY']]);
    const { holidays: days, isEndless } = daysOfFile(text, undefined, LAST_YEAR);
    expect(Object.keys(days)).toEqual(['2028-10-01', '2029-10-01', '2030-10-01']);
    expect(isEndless).toBe(true);
  });

  test('a time in UTC is on the day of the zone of the file', () => {
    const event = ['DTSTART:20260930T163000Z', 'DTEND:20260930T170000Z'];
    const { holidays: days } = daysOfFile(
      file([event], ['X-WR-TIMEZONE:Asia/Shanghai']),
      undefined,
      LAST_YEAR,
    );
    expect(Object.keys(days)).toEqual(['2026-10-01']);
  });

  test('titles, with characters that are escaped; the first of two counts', () => {
    const first = ['DTSTART;VALUE=DATE:20261225', 'SUMMARY:Noël\\, jour férié'];
    const { holidays: days } = daysOfFile(
      file([first, ['DTSTART;VALUE=DATE:20261225', 'SUMMARY:other']]),
      undefined,
      LAST_YEAR,
    );
    expect(days).toEqual({ '2026-12-25': 'Noël, jour férié' });
  });
});

function week(month: string, first: number): string[] {
  return Array.from({ length: 7 }, (_, index) => `${month}${String(first + index).padStart(2, '0')}`);
}

describe('make-up workdays', () => {
  const off = ['DTSTART;VALUE=DATE:20261001', 'SUMMARY:国庆节(休)'];
  const worked = ['DTSTART;VALUE=DATE:20261010', 'SUMMARY:国庆节(班)'];

  test('are told by a word in their title', () => {
    expect(daysOfFile(file([off, worked]), '班', LAST_YEAR)).toMatchObject({
      holidays: { '2026-10-01': '国庆节(休)' },
      workdays: { '2026-10-10': '国庆节(班)' },
    });
  });

  test('are told by the marks of the calendars of Apple, in which other events are no days off', () => {
    const text = file([
      [...off, 'X-APPLE-SPECIAL-DAY:WORK-HOLIDAY'],
      [...worked, 'X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY'],
      ['DTSTART;VALUE=DATE:20260303', 'SUMMARY:元宵节'],
    ]);
    const { holidays: days, workdays } = daysOfFile(text, undefined, LAST_YEAR);
    expect(Object.keys(days)).toEqual(['2026-10-01']);
    expect(Object.keys(workdays)).toEqual(['2026-10-10']);
  });
});

describe('files that cannot be used', () => {
  test.each<[string, string, RegExp]>([
    ['text', 'holidays\n', /it is no iCalendar: /],
    ['nothing', '', /no calendar in it; expected BEGIN:VCALENDAR/],
    ['a part of a file', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', /it is no iCalendar: .*did not end/],
    ['no beginning', file([['SUMMARY:x']]), /event "x": it has no DTSTART/],
    ['no day', file([['DTSTART;VALUE=DATE:20260230', 'SUMMARY:x']]), /event "x": "2026-02-30" is no date/],
    ['no time', file([['DTSTART:20260201T250000']]), /event "0@test": "2026-02-01T25:00:00" is no date/],
    ['not a date', file([['DTSTART:tomorrow']]), /event "0@test": .* is no date/],
    [
      'an end before the beginning',
      file([['DTSTART;VALUE=DATE:20260203', 'DTEND;VALUE=DATE:20260201']]),
      /it ends before it begins/,
    ],
    [
      'years on end',
      file([['DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20290101']]),
      /it lasts 1096 days; expected at most 366/,
    ],
    ['UTC without a zone', file([['DTSTART:20260930T163000Z']]), /a time in UTC.*X-WR-TIMEZONE/],
    ['hours', file([['DTSTART:20260930T163000', 'RRULE:FREQ=HOURLY']]), /RRULE repeats HOURLY/],
    ['no rule', file([['DTSTART:20260930T163000', 'RRULE:FREQ=SOMETIMES']]), /no iCalendar: invalid freq/],
    [
      'a rule of a day that never comes',
      file([['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']]),
      /its RRULE comes to no day/,
    ],
    [
      'every day for ever',
      file([['DTSTART;VALUE=DATE:19500101', 'RRULE:FREQ=DAILY']]),
      /it lists more than 20000 days/,
    ],
    [
      'a change of all that follow',
      file([
        ['UID:a', 'DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=WEEKLY;COUNT=9'],
        ['UID:a', 'RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260108', 'DTSTART;VALUE=DATE:20260109'],
      ]),
      /replaced with all that follow it/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => daysOfFile(text, undefined, LAST_YEAR)).toThrow(message);
  });
});
