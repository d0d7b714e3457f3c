import { InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';

/**
 * An instant as typed by a person, in ISO 8601 with a zone, normalised to UTC.
 *
 * @throws InvalidArgumentError for anything else: a time without a zone would mean different instants on different machines
 */
export function instantOption(text: string): string {
  const parsed = DateTime.fromISO(text, { setZone: true });
  if (!parsed.isValid || !/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) {
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} is not an instant; expected ISO 8601 with a zone, such as 2026-11-23T20:00:00+08:00`,
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
