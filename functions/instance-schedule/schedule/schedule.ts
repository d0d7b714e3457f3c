import { MIDNIGHT, parseTime, parseWeekdays } from './expressions';
import type { Zone } from './zone';
import { zoneNamed } from './zone';

/** A window in which instances run: it opens on its weekdays and belongs to the day it opens. */
export interface Window {
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Minutes after midnight, inclusive. */
  readonly start: number;
  /** Minutes after midnight of the opening day, exclusive; beyond 1440 when the window ends on a later day. */
  readonly stop: number;
}

export interface Schedule {
  readonly name: string;
  readonly zone: Zone;
  readonly windows: readonly Window[];
}

/** A schedule as it is written in the configuration. */
export interface ScheduleText {
  readonly timezone: string;
  readonly windows: readonly {
    readonly days: string | readonly string[];
    readonly start: string;
    readonly stop: string;
  }[];
}

/**
 * Compiles a schedule. A stop that is not after its start is on the next day.
 *
 * @throws RangeError for a text that the configuration check would have refused
 */
export function compileSchedule(name: string, text: ScheduleText): Schedule {
  return { name, zone: zoneNamed(text.timezone), windows: text.windows.map(compileWindow) };
}

function compileWindow(text: ScheduleText['windows'][number]): Window {
  const days = (typeof text.days === 'string' ? [text.days] : text.days).flatMap((expression) =>
    known(parseWeekdays(expression), expression),
  );
  const start = known(parseTime(text.start), text.start);
  const stop = known(parseTime(text.stop), text.stop);
  return { weekdays: new Set(days), start, stop: stop > start ? stop : stop + MIDNIGHT };
}

function known<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new RangeError(`not a schedule expression: ${JSON.stringify(text)}`);
  return value;
}
