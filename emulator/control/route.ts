import { z } from 'zod';
import type { Engine } from '../engine';
import { EmulatorInputError } from '../errors';
import { describeIssues } from '../input';

export interface ControlRequest {
  readonly query: URLSearchParams;
  /** Parsed JSON body; an empty object when there is none. */
  readonly body: unknown;
}

/** One control: what it answers is sent as JSON. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly name: string;
  readonly summary: string;
  run(engine: Engine, request: ControlRequest): unknown;
}

/** @throws EmulatorInputError */
export function parse<T>(schema: z.ZodType<T>, input: unknown, where: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new EmulatorInputError(describeIssues(parsed.error, where));
}

/** An ISO 8601 time as epoch milliseconds. */
export const instant = z.iso
  .datetime({ offset: true, message: 'expected an ISO 8601 time' })
  .transform((text) => Date.parse(text));

/** Only what comes after a number of a list. */
export const since = z.coerce.number().int().min(0).optional();

export function clockOf({ world, options }: Engine): unknown {
  return { now: new Date(world.clock.now()).toISOString(), frozen: options.frozen, rate: options.rate };
}
