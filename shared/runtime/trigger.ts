import { optional, boolean, array, iso, object, strictObject, string } from 'zod';
import type { infer as Infer } from 'zod';
import { EventError, messageOf } from '../core/errors';
import { regionId } from './config';
import { problemsOf } from './problems';

/** What an event may ask of a run. It can only make the run drier or narrower. */
const requestSchema = strictObject({
  dryRun: optional(boolean()),
  regions: optional(array(regionId).nonempty()),
  /** Decide for another instant: a rehearsal. */
  now: optional(iso.datetime({ offset: true })),
});

export type RunRequest = Infer<typeof requestSchema>;

/** A delivered event, read: where it came from and what it asks for. */
export interface Trigger {
  /** For people: `timer every-5-minutes`, `direct invocation`. */
  readonly name: string;
  readonly request: RunRequest;
}

/** https://www.alibabacloud.com/help/en/functioncompute/fc/formats-of-event-for-different-triggers */
const timerSchema = object({ triggerTime: string(), triggerName: string(), payload: optional(string()) });

const EXPECTED =
  'a timer event {"triggerTime", "triggerName", "payload"} or a direct invocation {"dryRun", "regions", "now"}';

/**
 * Reads an event as Function Compute delivers it: bytes of JSON.
 *
 * @throws EventError that names the trigger and what was wrong with its event
 */
export function readTrigger(event: Buffer | string): Trigger {
  const text = event.toString();
  if (text.trim() === '') {
    throw new EventError({
      code: 'event_empty',
      where: 'event',
      what: 'the event is empty',
      expected: EXPECTED,
    });
  }
  const value = parseJson(text, 'event', EXPECTED);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EventError({
      code: 'event_shape',
      where: 'event',
      what: `the event is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}`,
      expected: EXPECTED,
    });
  }
  const isTimer = 'triggerTime' in value || 'triggerName' in value;
  return isTimer
    ? readTimer(value)
    : { name: 'direct invocation', request: readRequest(value, 'direct invocation') };
}

function readTimer(value: object): Trigger {
  const timer = timerSchema.safeParse(value);
  if (!timer.success)
    throw new EventError(problemsOf(timer.error, 'event_shape', (path) => `timer event, ${path}`));
  const name = `timer ${timer.data.triggerName}`;
  const payload = timer.data.payload ?? '';
  const where = `payload of ${name}`;
  const request =
    payload.trim() === ''
      ? {}
      : parseJson(payload, where, 'nothing, or {"dryRun", "regions", "now"} as JSON');
  return { name, request: readRequest(request, where) };
}

function readRequest(value: unknown, where: string): RunRequest {
  const request = requestSchema.safeParse(value);
  if (request.success) return request.data;
  throw new EventError(problemsOf(request.error, 'event_shape', (path) => `${where}, ${path}`));
}

function parseJson(text: string, where: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EventError(
      // The message quotes the event, line breaks included.
      { code: 'event_not_json', where, what: `not JSON: ${messageOf(error).replace(/\s+/g, ' ')}`, expected },
      { cause: error },
    );
  }
}
