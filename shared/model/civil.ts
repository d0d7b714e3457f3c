const DAY_MS = 86_400_000;

/** A day of the calendar on the wall, in whatever time zone it is looked at. */
export interface Civil {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly dayOfMonth: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly daysInMonth: number;
}

/** Days that were asked for lately: schedules of a fleet ask for the same few thousand over and over. */
const known = new Map<number, Civil>();
const MOST_KNOWN = 20_000;

/** What the calendar says of a day, given in days since 1970-01-01. */
export function civilOf(day: number): Civil {
  const found = known.get(day);
  if (found !== undefined) return found;
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const civil: Civil = {
    day,
    year,
    month: month + 1,
    dayOfMonth: date.getUTCDate(),
    weekday: date.getUTCDay(),
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(day, civil);
  return civil;
}

/** Days since 1970-01-01 of a date `yyyy-MM-dd`; NaN where there is no such day. */
export function dayOf(date: string): number {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  return Number.isNaN(day) || dateText(day) !== date ? NaN : day;
}

/** `yyyy-MM-dd` of a day since 1970-01-01. */
export function dateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function isWeekend({ weekday }: Civil): boolean {
  return weekday === 0 || weekday === 6;
}
