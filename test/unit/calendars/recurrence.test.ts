import { daysOfRule, readRule } from '../../../cli/calendars/recurrence';
import { dateText, dayOf } from '../../../shared/model/civil';

function datesOf(rule: object, start: string, horizon = '2099-12-31'): string[] {
  return daysOfRule(readRule(rule, dayOf), dayOf(start), dayOf(horizon)).map(dateText);
}

/** Examples of RFC 5545, section 3.8.5.3 (https://www.rfc-editor.org/rfc/rfc5545#section-3.8.5.3), days only. */
describe('the examples of the standard', () => {
  test.each<[string, object, string, string[]]>([
    [
      'every other week on Tuesday and Thursday, for 8 occurrences',
      { freq: 'WEEKLY', interval: 2, count: 8, wkst: 1, byday: ['TU', 'TH'] },
      '1997-09-02',
      [
        ...['1997-09-02', '1997-09-04', '1997-09-16', '1997-09-18'],
        ...['1997-09-30', '1997-10-02', '1997-10-14', '1997-10-16'],
      ],
    ],
    [
      'the first Friday of the month for 3 of the 10 occurrences',
      { freq: 'MONTHLY', count: 3, byday: '1FR' },
      '1997-09-05',
      ['1997-09-05', '1997-10-03', '1997-11-07'],
    ],
    [
      'every other month on the first and last Sunday',
      { freq: 'MONTHLY', interval: 2, count: 6, byday: ['1SU', '-1SU'] },
      '1997-09-07',
      ['1997-09-07', '1997-09-28', '1997-11-02', '1997-11-30', '1998-01-04', '1998-01-25'],
    ],
    [
      'the third to the last day of the month',
      { freq: 'MONTHLY', count: 4, bymonthday: -3 },
      '1997-09-28',
      ['1997-09-28', '1997-10-29', '1997-11-28', '1997-12-29'],
    ],
    [
      'every Friday the 13th',
      { freq: 'MONTHLY', byday: 'FR', bymonthday: 13, count: 3 },
      '1997-09-02',
      ['1998-02-13', '1998-03-13', '1998-11-13'],
    ],
    [
      'every 20th Monday of the year',
      { freq: 'YEARLY', byday: '20MO', count: 3 },
      '1997-05-19',
      ['1997-05-19', '1998-05-18', '1999-05-17'],
    ],
    [
      'every Thursday in March',
      { freq: 'YEARLY', bymonth: 3, byday: 'TH', count: 4 },
      '1997-03-13',
      ['1997-03-13', '1997-03-20', '1997-03-27', '1998-03-05'],
    ],
    [
      'the day of the elections in the United States',
      { freq: 'YEARLY', interval: 4, bymonth: 11, byday: 'TU', bymonthday: [2, 3, 4, 5, 6, 7, 8], count: 3 },
      '1996-11-05',
      ['1996-11-05', '2000-11-07', '2004-11-02'],
    ],
    [
      'the second to the last weekday of the month',
      { freq: 'MONTHLY', byday: ['MO', 'TU', 'WE', 'TH', 'FR'], bysetpos: -2, count: 3 },
      '1997-09-29',
      ['1997-09-29', '1997-10-30', '1997-11-27'],
    ],
    [
      'the week begins on Monday',
      { freq: 'WEEKLY', interval: 2, count: 4, byday: ['TU', 'SU'], wkst: 2 },
      '1997-08-05',
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'the week begins on Sunday, which changes the result',
      { freq: 'WEEKLY', interval: 2, count: 4, byday: ['TU', 'SU'], wkst: 1 },
      '1997-08-05',
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    [
      'days that a month does not have are left out',
      { freq: 'MONTHLY', bymonthday: [15, 30], count: 5 },
      '2007-01-15',
      ['2007-01-15', '2007-01-30', '2007-02-15', '2007-03-15', '2007-03-30'],
    ],
    [
      'daily in January',
      { freq: 'DAILY', until: '1998-01-03', bymonth: 1 },
      '1998-01-01',
      ['1998-01-01', '1998-01-02', '1998-01-03'],
    ],
  ])('%s', (_, rule, start, expected) => {
    expect(datesOf(rule, start)).toEqual(expected);
  });
});

describe('rules that other readers get wrong', () => {
  test('a birthday on 29 February comes in leap years only', () => {
    expect(datesOf({ freq: 'YEARLY', count: 2 }, '2024-02-29')).toEqual(['2024-02-29', '2028-02-29']);
  });

  test('a day that never comes ends all the same', () => {
    expect(datesOf({ freq: 'DAILY', bymonth: 2, bymonthday: 30 }, '2026-01-01', '2031-12-31')).toEqual([]);
    expect(datesOf({ freq: 'YEARLY', count: 3, bymonth: 2, bymonthday: 30 }, '2026-01-01')).toEqual([]);
  });

  test('without an end it is followed to the horizon', () => {
    expect(datesOf({ freq: 'YEARLY' }, '2026-10-01', '2028-12-31')).toEqual([
      '2026-10-01',
      '2027-10-01',
      '2028-10-01',
    ]);
  });
});

describe('rules that are not about days', () => {
  test.each([
    ['hours', { freq: 'HOURLY' }, /repeats HOURLY; expected DAILY, WEEKLY/],
    ['nothing', {}, /repeats undefined/],
    ['weeks of the year', { freq: 'YEARLY', byweekno: 20 }, /BYWEEKNO, which is not understood/],
    ['nth weekdays of a week', { freq: 'WEEKLY', byday: '2MO' }, /BYDAY 2MO/],
  ])('%s', (_, rule, message) => {
    expect(() => readRule(rule, dayOf)).toThrow(message);
  });
});
