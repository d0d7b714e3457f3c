import { LegalHoliday } from 'tyme4ts';
import { chinaCalendar } from '../../../cli/calendars/china';
import { calendarOf } from '../../../shared/model/calendar';
import { civilOf, dateText, dayOf, isWeekend } from '../../../shared/model/civil';

const data = chinaCalendar();
const calendar = calendarOf('china', { ...data, withoutData: 'closed' });
const { first, last } = data.years;

/** Whether people work on a day by the other data set, which lists days off and make-up workdays too. */
function isWorkdayElsewhere(day: number): boolean {
  const civil = civilOf(day);
  const listed = LegalHoliday.fromYmd(civil.year, civil.month, civil.dayOfMonth);
  return listed === null ? !isWeekend(civil) : listed.isWork();
}

/**
 * Days on which the data sets differ, with what the notices of the State Council say. All are past, and none is in
 * what is deployed.
 */
const DIFFERENCES: Readonly<Record<string, string>> = {
  '2005-12-31': 'worked by the notice for 2006, which counts it among the days of that year; missing here',
  '2013-04-07': 'worked by the notice for 2013 (Tomb-sweeping Day); missing in the other data set',
  '2013-10-12': 'worked by the notice for 2013 (National Day); missing in the other data set',
};

describe('the Chinese calendar', () => {
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);

  test('covers 2004 to the year of the newest notice, without a gap', () => {
    expect([first, last]).toEqual([2004, 2026]);
    for (const year of years) {
      expect(calendar.covers(year)).toBe(true);
      expect(
        Object.keys(data.holidays).filter((date) => date.startsWith(String(year))).length,
      ).toBeGreaterThan(9);
    }
    expect(calendar.covers(last + 1)).toBe(false);
  });

  test.each(years)('%i day by day against an independent data set', (year) => {
    const days = Array.from(
      { length: dayOf(`${year + 1}-01-01`) - dayOf(`${year}-01-01`) },
      (_, index) => dayOf(`${year}-01-01`) + index,
    );
    const differing = days.filter((day) => calendar.isWorkday(civilOf(day)) !== isWorkdayElsewhere(day));
    const expected = Object.keys(DIFFERENCES).filter((date) => date.startsWith(String(year)));
    expect(differing.map(dateText)).toEqual(expected);
  });

  test('the days of the notice for 2026, https://www.gov.cn/zhengce/content/202511/content_7047090.htm', () => {
    const of2026 = (dates: Readonly<Record<string, string>>): string[] =>
      Object.keys(dates).filter((date) => date.startsWith('2026'));
    expect(of2026(data.workdays)).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
    expect(of2026(data.holidays)).toHaveLength(33);
    expect(calendar.noteOn(civilOf(dayOf('2026-10-01')))).toBe('National Day 国庆节');
    expect(calendar.noteOn(civilOf(dayOf('2026-10-10')))).toBe('make-up workday for National Day 国庆节');
  });
});
