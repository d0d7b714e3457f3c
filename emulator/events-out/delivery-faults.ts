import { z } from 'zod';
import { hasOneRule, ONE_RULE, turnFields, Turns } from '../turns';

const virtualMs = z.int().min(1).max(31_536_000_000);

const event = {
  /** Only events whose name begins so. */
  name: z.string().min(1).optional(),
  ...turnFields,
};

/**
 * What goes wrong on the way to a subscriber. Delivery is at least once and in no promised order, so all of it happens
 * in the cloud too.
 */
export const deliveryFaultSchema = z
  .discriminatedUnion('effect', [
    z.strictObject({ ...event, effect: z.literal('lose') }),
    z.strictObject({
      ...event,
      effect: z.literal('duplicate'),
      /** How often it comes again, each time `afterMs` virtual milliseconds later. */
      copies: z.int().min(1).max(100).default(1),
      afterMs: virtualMs.optional(),
    }),
    z.strictObject({ ...event, effect: z.literal('delay'), delayMs: virtualMs }),
    z.strictObject({
      ...event,
      /** Held back until the next event has gone ahead, at the longest for `withinMs` virtual milliseconds. */
      effect: z.literal('reorder'),
      withinMs: virtualMs.default(60_000),
    }),
  ])
  .refine(hasOneRule, { message: ONE_RULE });

/** A delivery fault as it is given. */
export type DeliveryFaultInput = z.input<typeof deliveryFaultSchema>;

export type DeliveryFault = z.output<typeof deliveryFaultSchema>;

/** The delivery faults of one subscriber. */
export class DeliveryFaults {
  private readonly armed: readonly { readonly fault: DeliveryFault; readonly turns: Turns }[];

  constructor(faults: readonly DeliveryFault[]) {
    this.armed = faults.map((fault) => ({ fault, turns: new Turns(fault) }));
  }

  /** The fault that strikes an event: the first one whose turn it is. Every matching fault counts it. */
  strike(name: string): DeliveryFault | undefined {
    if (this.armed.length === 0) return undefined;
    const due = this.armed
      .filter(({ fault }) => fault.name === undefined || name.startsWith(fault.name))
      .filter(({ turns }) => turns.isTurn());
    const first = due[0];
    if (first !== undefined) first.turns.struck += 1;
    return first?.fault;
  }
}
