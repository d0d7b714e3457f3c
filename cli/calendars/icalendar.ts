import { dateText, dayOf } from '../../shared/model/civil';
import { Event } from './event';
import type { Component } from './jcal';
import { calendarsIn, CalendarFileError, propertyOf, textOf } from './jcal';

/** Days that one file may list. */
const MOST_DAYS = 20_000;

/** What the calendars of Apple and their imitations say of an event; without it an event there is no day off. */
const SPECIAL_DAY = 'x-apple-special-day';

/** What a calendar file says: titles of events by the dates `yyyy-MM-dd` on which they are. */
export interface FileDays {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
  /** Some event goes on for ever and was followed to the last year only. */
  readonly isEndless: boolean;
}

type Kind = 'holidays' | 'workdays' | 'neither';

/**
 * The days of the events of an iCalendar file. An event is a day off, but for make-up workdays: those that the file
 * marks so, or whose title has the word for them. Of two events of a kind on one date the first gives the title.
 *
 * @param workdayWord part of the title of events that are worked on
 * @param lastYear to which events without an end are followed
 * @throws CalendarFileError
 */
export function daysOfFile(text: string, workdayWord: string | undefined, lastYear: number): FileDays {
  const titles = { holidays: new Map<number, string>(), workdays: new Map<number, string>() };
  const horizon = dayOf(`${lastYear}-12-31`);
  let endless = false;
  for (const calendar of calendarsIn(text)) {
    const components = calendar.components.filter(({ name }) => name === 'vevent');
    const zone = textOf(calendar, 'x-wr-timezone');
    const isMarked = components.some((component) => propertyOf(component, SPECIAL_DAY) !== undefined);
    for (const component of components) {
      const event = named(component, () => new Event(component, zone, components));
      const kind = kindOf(component, isMarked, workdayWord);
      if (kind === 'neither') continue;
      endless ||= event.isEndless;
      const days = named(component, () => event.days(horizon));
      for (const day of days) titles[kind].set(day, titles[kind].get(day) ?? event.title);
      if (titles[kind].size > MOST_DAYS) {
        throw new CalendarFileError(`it lists more than ${MOST_DAYS} days; expected a calendar of holidays`);
      }
    }
  }
  return { holidays: byDate(titles.holidays), workdays: byDate(titles.workdays), isEndless: endless };
}

function kindOf(event: Component, isMarked: boolean, workdayWord: string | undefined): Kind {
  if (isMarked) {
    const marks: Readonly<Record<string, Kind>> = {
      'WORK-HOLIDAY': 'holidays',
      'ALTERNATE-WORKDAY': 'workdays',
    };
    return marks[textOf(event, SPECIAL_DAY)] ?? 'neither';
  }
  const isWorked = workdayWord !== undefined && textOf(event, 'summary').includes(workdayWord);
  return isWorked ? 'workdays' : 'holidays';
}

function byDate(titles: ReadonlyMap<number, string>): Record<string, string> {
  const inOrder = [...titles].sort(([left], [right]) => left - right);
  return Object.fromEntries(inOrder.map(([day, title]) => [dateText(day), title]));
}

/** Names the event in what is wrong with it. */
function named<T>(event: Component, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CalendarFileError)) throw error;
    const name = textOf(event, 'summary') || textOf(event, 'uid');
    throw new CalendarFileError(`event ${JSON.stringify(name)}: ${error.message}`);
  }
}
