import { Ring } from '../ring';
import type { DeliveryFault } from './delivery-faults';

/** One attempt to hand an event to a subscriber, or what a fault did with it. */
export interface Delivery {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Virtual time, ISO 8601. */
  readonly at: string;
  /** Name of the subscription or timer. */
  readonly subscriber: string;
  readonly name: string;
  readonly eventId: string;
  readonly resource: string;
  /** From 1; 0 when a fault took the event away. */
  readonly attempt: number;
  /** `failed` is followed by another attempt, `discarded` is the end of it. */
  readonly outcome: 'delivered' | 'failed' | 'discarded' | 'lost' | 'held';
  /** Of the fault that struck the event. */
  readonly fault?: DeliveryFault['effect'];
  readonly error?: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface DeliveryFilter {
  readonly subscriber?: string;
  /** Only entries with a greater `seq`. */
  readonly since?: number;
}

/** Deliveries that are remembered. */
const REMEMBERED = 10_000;

/** A delivery with its time in epoch milliseconds, as it is kept. */
export type DeliveryRecord = Omit<Delivery, 'seq' | 'at'> & { readonly at: number };

/** The last deliveries, oldest first. */
export class Deliveries {
  private readonly attempts = new Ring<DeliveryRecord>(REMEMBERED);

  get dropped(): number {
    return this.attempts.dropped;
  }

  record(delivery: DeliveryRecord): void {
    this.attempts.record(delivery);
  }

  entries({ subscriber, since }: DeliveryFilter = {}): Delivery[] {
    return this.attempts
      .entries()
      .filter(
        (entry) =>
          (subscriber === undefined || entry.subscriber === subscriber) &&
          (since === undefined || entry.seq > since),
      )
      .map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() }));
  }
}
