import type { Civil } from './civil';
import { dayOf, isWeekend } from './civil';

/** Which days people work: Monday to Friday, but for what the calendar lists. Dates are `yyyy-MM-dd`. */
export interface CalendarData {
  /** Days off, with what they are called. */
  readonly holidays: Readonly<Record<string, string>>;
  /** Days that are worked although they are Saturdays, Sundays or holidays, with the reason. */
  readonly workdays: Readonly<Record<string, string>>;
  /** Years that the data is known for; without it, all. */
  readonly years?: { readonly first: number; readonly last: number };
  /** How a year without data is read: as Monday to Friday, or as one in which nobody works. */
  readonly withoutData: 'weekdays' | 'closed';
}

/** A calendar that can be asked; days are counted from 1970-01-01. */
export interface Calendar {
  readonly name: string;
  isWorkday(civil: Civil): boolean;
  /** Whether it is a day off by the calendar; an ordinary weekend is none. */
  isHoliday(civil: Civil): boolean;
  /** What the calendar calls the day, if it says anything about it. */
  noteOn(civil: Civil): string | undefined;
  /** Whether there is data for the year. */
  covers(year: number): boolean;
}

/** Monday to Friday, without holidays: what counts where no calendar is named. */
export const WEEKDAYS: Calendar = {
  name: 'weekdays',
  isWorkday: (civil) => !isWeekend(civil),
  isHoliday: () => false,
  noteOn: () => undefined,
  covers: () => true,
};

/** Makes a calendar of its data. */
export function calendarOf(name: string, data: CalendarData): Calendar {
  const holidays = byDay(data.holidays);
  const workdays = byDay(data.workdays);
  const covers = (year: number): boolean =>
    data.years === undefined || (year >= data.years.first && year <= data.years.last);
  const isKnown = ({ day, year }: Civil): boolean =>
    covers(year) || holidays.has(day) || workdays.has(day) || data.withoutData === 'weekdays';
  const isHoliday = (civil: Civil): boolean =>
    !workdays.has(civil.day) && (holidays.has(civil.day) || !isKnown(civil));
  return {
    name,
    covers,
    isHoliday,
    isWorkday: (civil) => workdays.has(civil.day) || (!isWeekend(civil) && !isHoliday(civil)),
    noteOn: ({ day }) => workdays.get(day) ?? holidays.get(day),
  };
}

/** Lists of dates that were read already: many schedules share a calendar. */
const read = new WeakMap<Readonly<Record<string, string>>, ReadonlyMap<number, string>>();

function byDay(dates: Readonly<Record<string, string>>): ReadonlyMap<number, string> {
  const known = read.get(dates);
  if (known !== undefined) return known;
  const days = new Map(Object.entries(dates).map(([date, note]) => [dayOf(date), note]));
  read.set(dates, days);
  return days;
}
