/** A schedule expression that cannot be read: what is wrong and what was expected, for people. */
export class ExpressionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExpressionError';
  }
}

/** Something countable that expressions name, such as weekdays or months. */
export interface Field {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  /** Names of the values from `first` on, lower case; without names values are written as numbers. */
  readonly names?: readonly string[];
  /** Completes "expected ...". */
  readonly expected: string;
}

function valueOf(field: Field, text: string): number {
  const byName = field.names?.indexOf(text) ?? -1;
  const value = byName >= 0 ? byName + field.first : /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  const hasNumbers = field.names === undefined || byName >= 0 || field.first === 1;
  if (hasNumbers && value >= field.first && value <= field.last) return value;
  throw new ExpressionError(`${JSON.stringify(text)} is no ${field.what}; expected ${field.expected}`);
}

function stepOf(field: Field, text: string): number {
  const step = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  if (step >= 1 && step <= field.last) return step;
  throw new ExpressionError(
    `${JSON.stringify(text)} is no step; expected a whole number from 1 to ${field.last}`,
  );
}

/**
 * The values of one expression: `a`, `a-b` (wraps past the last one), `*`, each with an optional step `/n`; a single
 * value with a step goes on to the last one.
 *
 * @throws ExpressionError
 */
export function valuesOf(field: Field, expression: string): number[] {
  const [range = '', step, ...rest] = expression.split('/');
  if (rest.length > 0) {
    throw new ExpressionError(
      `${JSON.stringify(expression)} has more than one step; expected ${field.expected}`,
    );
  }
  const by = step === undefined ? 1 : stepOf(field, step);
  const [from, to] = boundsOf(field, range, step !== undefined);
  const size = field.last - field.first + 1;
  const length = ((to - from + size) % size) + 1;
  return Array.from({ length: Math.ceil(length / by) }, (_, index) => {
    const offset = (from - field.first + index * by) % size;
    return field.first + offset;
  });
}

function boundsOf(field: Field, range: string, hasStep: boolean): readonly [number, number] {
  if (range === '*') return [field.first, field.last];
  const [from = '', to, ...rest] = range.split('-');
  if (rest.length > 0) {
    throw new ExpressionError(`${JSON.stringify(range)} is no range; expected ${field.expected}`);
  }
  const first = valueOf(field, from);
  if (to === undefined) return [first, hasStep ? field.last : first];
  return [first, valueOf(field, to)];
}

/** The parts of a comma list, trimmed and in lower case. */
export function partsOf(texts: string | readonly string[]): string[] {
  const list = typeof texts === 'string' ? [texts] : texts;
  return list.flatMap((text) => text.split(',')).map((part) => part.trim().toLowerCase());
}
