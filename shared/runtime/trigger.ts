import type { Problem } from '../core/errors';
import { EventError, messageOf } from '../core/errors';
import { EXPECTED_REGION, REGION_ID } from '../model/region';
import { unknownKey } from './problems';

/** What an event may ask of a run. It can only make the run drier or narrower. */
export interface RunRequest {
  readonly dryRun?: boolean;
  readonly regions?: readonly string[];
  /** Decide for another instant, ISO 8601 with a zone: a rehearsal. */
  readonly now?: string;
}

/** A delivered event, read: where it came from and what it asks for. */
export interface Trigger {
  /** For people: `timer every-5-minutes`, `direct invocation`. */
  readonly name: string;
  readonly request: RunRequest;
}

const EXPECTED =
  'a timer event {"triggerTime", "triggerName", "payload"} or a direct invocation {"dryRun", "regions", "now"}';

/**
 * Reads an event as Function Compute delivers it: bytes of JSON. By hand, because a schema library would be a third
 * of a function's cold start.
 * https://www.alibabacloud.com/help/en/functioncompute/fc/formats-of-event-for-different-triggers
 *
 * @throws EventError that names the trigger and everything that was wrong with its event
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
  if (!isObject(value)) {
    throw new EventError({
      code: 'event_shape',
      where: 'event',
      what: `the event is ${kindOf(value)}`,
      expected: EXPECTED,
    });
  }
  if ('triggerTime' in value || 'triggerName' in value) return readTimer(value);
  return { name: 'direct invocation', request: readRequest(value, 'direct invocation') };
}

function readTimer(timer: Record<string, unknown>): Trigger {
  const { triggerName, payload = '' } = timer;
  const problems = Object.entries({ triggerTime: timer['triggerTime'], triggerName, payload }).flatMap(
    ([field, value]) =>
      typeof value === 'string' ? [] : [shapeProblem(`timer event, ${field}`, value, 'a text')],
  );
  if (typeof triggerName !== 'string' || typeof payload !== 'string' || problems.length > 0) {
    throw new EventError(problems);
  }
  const name = `timer ${triggerName.replace(/\s+/g, ' ')}`;
  if (payload.trim() === '') return { name, request: {} };
  const where = `payload of ${name}`;
  return {
    name,
    request: readRequest(
      parseJson(payload, where, 'nothing, or {"dryRun", "regions", "now"} as JSON'),
      where,
    ),
  };
}

/** What a field of a request has to be. */
interface Rule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

const RULES: Readonly<Record<string, Rule>> = {
  dryRun: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  regions: {
    expected: `a list of at least one region; each ${EXPECTED_REGION}`,
    holds: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((one) => typeof one === 'string' && REGION_ID.test(one)),
  },
  now: {
    expected: 'an instant in ISO 8601 with a zone, such as 2026-11-23T20:00:00+08:00',
    holds: isInstant,
  },
};

const INSTANT = /^((?:19|20)\d{2})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `Date` reads February 30 as a day in March. */
function isInstant(value: unknown): boolean {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null;
  if (match === null) return false;
  const [text, year, month, day] = match;
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= daysInMonth && !Number.isNaN(Date.parse(text));
}

function readRequest(value: unknown, where: string): RunRequest {
  if (!isObject(value)) throw new EventError(shapeProblem(where, value, EXPECTED));
  const problems = Object.keys(value).flatMap((field): Problem[] => {
    const rule = Object.hasOwn(RULES, field) ? RULES[field] : undefined;
    if (rule === undefined) return [unknownKey(`${where}, ${field}`, field, Object.keys(RULES))];
    return rule.holds(value[field]) ? [] : [shapeProblem(`${where}, ${field}`, value[field], rule.expected)];
  });
  if (problems.length > 0) throw new EventError(problems);
  return value;
}

function shapeProblem(where: string, value: unknown, expected: string): Problem {
  const what = value === undefined ? 'it is missing' : `the value is ${kindOf(value)}`;
  return { code: 'event_shape', where, what, expected };
}

function kindOf(value: unknown): string {
  const text = JSON.stringify(value);
  const isShort = text.length <= 60;
  if (Array.isArray(value)) return isShort ? `the list ${text}` : 'a list';
  return isShort && !isObject(value) ? text : `a ${typeof value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
