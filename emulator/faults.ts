import { z } from 'zod';
import { EmulatorInputError } from './errors';
import { describeIssues } from './input';
import { OPERATIONS } from './operations';
import { OSS_OPERATIONS } from './oss/request';
import { hasOneRule, ONE_RULE, turnFields, Turns } from './turns';

/** Operations that are no declarations. */
const OTHER_OPERATIONS = [...OSS_OPERATIONS, 'InvokeFunction'];

const OTHERS = OTHER_OPERATIONS.join(', ');

const OPERATION_NAMES: ReadonlySet<string> = new Set([
  ...OPERATIONS.map(({ name }) => name),
  ...OTHER_OPERATIONS,
]);

const EFFECTS = [
  'throttle',
  'serverError',
  'serviceUnavailable',
  'reset',
  'slow',
  'lostResponse',
  'expiredToken',
  'htmlError',
  'truncate',
  'skewClock',
] as const;

const faultSchema = z
  .strictObject({
    /** Only calls of this operation. */
    operation: z
      .string()
      .refine((name) => OPERATION_NAMES.has(name), {
        error: ({ input }) =>
          `there is no operation "${String(input)}", expected one of those of GET coverage, ${OTHERS}`,
      })
      .optional(),
    /** Only calls with this RegionId or, where they have none, on a resource of this region. */
    region: z.string().min(1).optional(),
    ...turnFields,
    effect: z.enum(EFFECTS),
    /** `slow`: real milliseconds of delay. */
    delayMs: z.int().min(1).max(600_000).optional(),
    /** `skewClock`: milliseconds that the server's clock is ahead of the machine's. */
    skewMs: z.int().optional(),
    /** `throttle`: some APIs answer 403 or 429. */
    status: z.union([z.literal(400), z.literal(403), z.literal(429), z.literal(503)]).optional(),
    /** `throttle`: `Throttling` (default), `Throttling.User` or `Throttling.Api`. */
    code: z.enum(['Throttling', 'Throttling.User', 'Throttling.Api']).optional(),
  })
  .refine(hasOneRule, { message: ONE_RULE })
  .refine((fault) => (fault.effect === 'slow') === (fault.delayMs !== undefined), {
    message: 'expected delayMs with the effect slow and only with it',
    path: ['delayMs'],
  })
  .refine((fault) => (fault.effect === 'skewClock') === (fault.skewMs !== undefined), {
    message: 'expected skewMs with the effect skewClock and only with it',
    path: ['skewMs'],
  })
  .refine((fault) => fault.effect === 'throttle' || (fault.status ?? fault.code) === undefined, {
    message: 'expected status and code only with the effect throttle',
  });

/** A fault as it is given. */
export type FaultInput = z.input<typeof faultSchema>;

export type Fault = z.output<typeof faultSchema>;

interface ArmedFault {
  readonly fault: Fault;
  readonly turns: Turns;
}

/** A fault with how often it matched a call and how often it struck. */
export interface FaultState {
  readonly fault: Fault;
  readonly matched: number;
  readonly struck: number;
}

/** @throws EmulatorInputError */
function arm(inputs: readonly unknown[]): ArmedFault[] {
  const parsed = z.array(faultSchema).safeParse(inputs);
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'faults'));
  return parsed.data.map((fault) => ({ fault, turns: new Turns(fault) }));
}

/** The faults in force. */
export class Faults {
  private armed: ArmedFault[] = [];

  /** @throws EmulatorInputError */
  add(inputs: readonly unknown[]): void {
    this.armed = [...this.armed, ...arm(inputs)];
  }

  /**
   * Replaces the faults in force.
   *
   * @throws EmulatorInputError, and then nothing has changed
   */
  set(inputs: readonly unknown[]): void {
    this.armed = arm(inputs);
  }

  clear(): void {
    this.armed = [];
  }

  state(): FaultState[] {
    return this.armed.map(({ fault, turns: { matched, struck } }) => ({ fault, matched, struck }));
  }

  /** The fault that strikes this call: the first one whose turn it is. Every matching fault counts the call. */
  strike(operation: string, region: string | undefined): Fault | undefined {
    const due = this.armed
      .filter(({ fault }) => fault.operation === undefined || fault.operation === operation)
      .filter(({ fault }) => fault.region === undefined || fault.region === region)
      .filter(({ turns }) => turns.isTurn());
    const first = due[0];
    if (first === undefined) return undefined;
    first.turns.struck += 1;
    return first.fault;
  }
}
