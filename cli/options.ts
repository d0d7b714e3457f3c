import { InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';

/** Instants outside are typing errors, and would be centuries of transitions. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;

/**
 * An instant as typed by a person, in ISO 8601 with a zone, normalised to UTC.
 *
 * @throws InvalidArgumentError for anything else, and for years that nobody means: a time without a zone would mean different instants on different machines
 */
export function instantOption(text: string): string {
  const parsed = DateTime.fromISO(text, { setZone: true });
  const zoned = /T.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(text);
  if (!parsed.isValid || !zoned || parsed.year < FIRST_YEAR || parsed.year > LAST_YEAR) {
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} is not an instant; expected ISO 8601 with a zone, from ${FIRST_YEAR} to ${LAST_YEAR}, such as 2026-11-23T20:00:00+08:00`,
    );
  }
  return parsed.toUTC().toISO();
}

/** @throws InvalidArgumentError unless the text is a whole number in the range */
export function integerOption(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`expected a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  };
}

/** @throws InvalidArgumentError unless the text is a number in the range */
export function numberOption(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= minimum && value <= maximum)) {
      throw new InvalidArgumentError(`expected a number from ${minimum} to ${maximum}`);
    }
    return value;
  };
}
