const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Minutes in a day; `24:00` as the end of a window. */
export const MIDNIGHT = 24 * 60;

/** Minutes after midnight of `HH:MM`, 00:00 to 24:00; `undefined` when it is not such a time. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= MIDNIGHT ? total : undefined;
}

/**
 * Weekdays (0 is Sunday) of `mon`, `mon-fri`, `fri-mon` (ranges wrap) or `daily`; `undefined` when it is not
 * such an expression.
 */
export function parseWeekdays(text: string): readonly number[] | undefined {
  const lower = text.toLowerCase();
  if (lower === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  const [first, last, ...rest] = lower
    .split('-')
    .map((name) => WEEKDAYS.findIndex((weekday) => weekday === name));
  if (first === undefined || first < 0 || rest.length > 0) return undefined;
  if (last === undefined) return [first];
  if (last < 0) return undefined;
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => (first + step) % 7);
}
