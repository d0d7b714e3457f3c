import chineseDays from 'chinese-days/dist/chinese-days.json';
import type { CalendarData } from '../../shared/model/calendar';

/** Text of the data set for a day: English name, Chinese name, days off that the law gives. */
type Listed = Readonly<Record<string, string>>;

/**
 * Public holidays and make-up workdays of mainland China, as the State Council announces them each autumn for the year
 * that follows (https://www.gov.cn/zhengce/content/202511/content_7047090.htm is the notice for 2026). The data set is
 * pinned with its package; only its dates are used, because its functions read dates in the zone of the process.
 */
export function chinaCalendar(): Required<Omit<CalendarData, 'withoutData'>> {
  const holidays = notesOf(chineseDays.holidays, '');
  const workdays = notesOf(chineseDays.workdays, 'make-up workday for ');
  const years = Object.keys(holidays).map((date) => Number(date.slice(0, 4)));
  return { holidays, workdays, years: { first: Math.min(...years), last: Math.max(...years) } };
}

function notesOf(listed: Listed, before: string): Record<string, string> {
  const dates = Object.keys(listed).sort();
  return Object.fromEntries(
    dates.map((date) => {
      const [english = '', chinese = ''] = listed[date]?.split(',') ?? [];
      return [date, `${before}${english} ${chinese}`];
    }),
  );
}
