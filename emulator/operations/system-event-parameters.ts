import { integer, list, record, second, withDefault } from '../api/parameters';
import type { Parameter, Refusal } from '../api/parameters';
import { ApiError } from '../errors';

const MOST_IDS = 100;
const LARGEST_PAGE_NUMBER = 1_000_000;

/** The operations about system events answer with a status of their own for what is wrong in a request. */
export function missingEventParameter(name: string): ApiError {
  return new ApiError(
    404,
    'MissingParameter',
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

/** @param expected completes "expected ..." */
export function invalidEventParameter(name: string, expected: string): Refusal {
  return () =>
    new ApiError(
      403,
      'InvalidParameter',
      `The specified parameter "${name}" is not valid: expected ${expected}.`,
    );
}

/** `EventId.N` and the like: at most 100. */
export function idList(
  name: 'InstanceId' | 'EventId' | 'DiskId' | 'ResourceId',
  status: 400 | 403 = 403,
): Parameter<readonly string[]> {
  return list(
    MOST_IDS,
    () => new ApiError(status, `${name}LimitExceeded`, `At most ${MOST_IDS} ids can be given.`),
  );
}

/** One of a list of names, where each is answered with the same code when it is none. */
export function nameList(name: string, known: readonly string[], most: number): Parameter<readonly string[]> {
  const refuse = invalidEventParameter(`${name}.N`, `at most ${most} of ${known.join(', ')}`);
  const any = list(most, refuse);
  return {
    ...any,
    read(bag, parameter) {
      const values = any.read(bag, parameter);
      if (values.some((value) => !known.includes(value))) throw refuse();
      return values;
    },
  };
}

export const eventTime = (name: string): Parameter<number | undefined> =>
  second(invalidEventParameter(name, 'a time in UTC in the format yyyy-MM-ddTHH:mm:ssZ'));

/** A span of time, open where it has no bound. Virtual epoch milliseconds. */
export interface TimeSpan {
  readonly Start: number | undefined;
  readonly End: number | undefined;
}

/** `Name.Start` and `Name.End`. */
export function timeSpan(name: string): Parameter<TimeSpan> {
  const fields = record({ Start: eventTime(`${name}.Start`), End: eventTime(`${name}.End`) });
  return {
    ...fields,
    read(bag, parameter) {
      const span = fields.read(bag, parameter);
      if (span.Start !== undefined && span.End !== undefined && span.End < span.Start) {
        throw new ApiError(
          403,
          'InvalidParameter.TimeEndBeforeStart',
          `The specified parameter "${name}" is not valid: the end is before the start.`,
        );
      }
      return span;
    },
  };
}

export function isSpanGiven({ Start, End }: TimeSpan): boolean {
  return Start !== undefined || End !== undefined;
}

/** Whether an instant is in the span; none is only in one without bounds. */
export function isInSpan(instant: number | undefined, span: TimeSpan): boolean {
  if (instant === undefined) return !isSpanGiven(span);
  return instant >= (span.Start ?? -Infinity) && instant <= (span.End ?? Infinity);
}

/** Paging by number, from 1, with pages of at most 100. */
export const EVENT_PAGES = {
  PageNumber: withDefault(
    integer(1, LARGEST_PAGE_NUMBER, invalidEventParameter('PageNumber', 'a positive whole number')),
    1,
  ),
  PageSize: withDefault(
    integer(1, 100, invalidEventParameter('PageSize', 'a whole number from 1 to 100')),
    10,
  ),
} as const;
