import { integer, required, second, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import { malformed } from './errors';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** https://help.aliyun.com/document_detail/25612.html */
const MOST_POINTS = 400;
const KEPT_MS = 30 * DAY_MS;
const PERIODS = [60, 600, 3600];

function unsupportedPeriod(): ApiError {
  return new ApiError(
    400,
    'InvalidPeriod.ValueNotSupported',
    'The specified parameter "Period" is not valid.',
  );
}

const anyPeriod = integer(60, 3600, unsupportedPeriod);

/** What is asked of a series of measurements. */
export const SERIES = {
  StartTime: required(second(malformed('StartTime'))),
  EndTime: required(second(malformed('EndTime'))),
  /** Seconds. */
  Period: withDefault(
    {
      ...anyPeriod,
      read: (bag, name) => {
        const period = anyPeriod.read(bag, name);
        if (period !== undefined && !PERIODS.includes(period)) throw unsupportedPeriod();
        return period;
      },
    },
    60,
  ),
} as const;

export interface Series {
  /** Epoch milliseconds; seconds count as the next full minute. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Period: number;
}

function refusal(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

function nextMinute(instant: number): number {
  return Math.ceil(instant / MINUTE_MS) * MINUTE_MS;
}

/**
 * The instants of a series, from its start to its end, up to now.
 *
 * @throws ApiError InvalidParameter.EndTime, InvalidStartTime.TooEarly, InvalidParameter.TooManyDataQueried
 */
export function instantsOf({ StartTime, EndTime, Period }: Series, now: number): readonly number[] {
  const start = nextMinute(StartTime);
  const end = nextMinute(EndTime);
  const step = Period * 1000;
  if (end < start) {
    throw refusal('InvalidParameter.EndTime', 'The specified parameter EndTime is earlier than StartTime.');
  }
  if (start < now - KEPT_MS) {
    throw refusal('InvalidStartTime.TooEarly', 'The specified parameter "StartTime" is too early.');
  }
  if ((end - start) / step > MOST_POINTS) {
    throw refusal('InvalidParameter.TooManyDataQueried', 'Too many data queried.');
  }
  const count = Math.floor((Math.min(end, now) - start) / step) + 1;
  return Array.from(
    { length: Math.min(Math.max(count, 0), MOST_POINTS) },
    (_, index) => start + index * step,
  );
}
