import type { Activity } from '../activity';
import type { Random } from '../world/random';
import type { World } from '../world/world';
import type { Deliveries, Delivery } from './deliveries';
import { DeliveryFaults } from './delivery-faults';
import type { DeliveryFault } from './delivery-faults';
import { retryDelay } from './retry';
import type { Retry } from './retry';
import type { Attempt, Message } from './target';

/** What every channel works with. */
export interface ChannelPorts {
  /** The world as it is now: another one after a reset. */
  readonly world: () => World;
  readonly deliveries: () => Deliveries;
  readonly activity: Activity;
  readonly random: Random;
}

export interface ChannelOptions {
  /** Name of the subscription or timer. */
  readonly subscriber: string;
  readonly attempt: Attempt;
  readonly faults: readonly DeliveryFault[];
  readonly retry: Retry;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The way to one subscriber: at least once, with repetitions after failures, and with what goes wrong on the way.
 * Repetitions and delays are in virtual time and end with the world that they began in.
 */
export class Channel {
  private readonly faults: DeliveryFaults;
  private held: (() => void)[] = [];
  private closed = false;

  constructor(
    private readonly options: ChannelOptions,
    private readonly ports: ChannelPorts,
  ) {
    this.faults = new DeliveryFaults(options.faults);
  }

  send(message: Message): void {
    const fault = this.faults.strike(message.name);
    switch (fault?.effect) {
      case undefined:
        this.deliver(message);
        return;
      case 'lose':
        this.record(message, { attempt: 0, outcome: 'lost', fault: fault.effect });
        return;
      case 'duplicate':
        this.deliver(message);
        for (let copy = 1; copy <= fault.copies; copy += 1) {
          this.later((fault.afterMs ?? 0) * copy, () => {
            this.deliver(message, fault);
          });
        }
        return;
      case 'delay':
        this.record(message, { attempt: 0, outcome: 'held', fault: fault.effect });
        this.later(fault.delayMs, () => {
          this.deliver(message, fault);
        });
        return;
      case 'reorder':
        this.hold(message, fault);
    }
  }

  /** Nothing is delivered any more, what is under way included. */
  close(): void {
    this.closed = true;
  }

  /** Runs at once without a delay, so that a copy follows its original immediately. */
  private later(delayMs: number, run: () => void): void {
    const world = this.ports.world();
    const unlessOver = (): void => {
      if (!this.closed && this.ports.world() === world) run();
    };
    if (delayMs === 0) unlessOver();
    else world.clock.after(delayMs, unlessOver);
  }

  private hold(message: Message, fault: DeliveryFault & { readonly effect: 'reorder' }): void {
    this.record(message, { attempt: 0, outcome: 'held', fault: fault.effect });
    const release = (): void => {
      if (!this.held.includes(release)) return;
      this.held = this.held.filter((each) => each !== release);
      this.attempt(message, 1, fault);
    };
    this.held.push(release);
    this.later(fault.withinMs, release);
  }

  private deliver(message: Message, fault?: DeliveryFault): void {
    this.attempt(message, 1, fault);
    for (const release of [...this.held]) release();
  }

  private attempt(message: Message, attempt: number, fault: DeliveryFault | undefined): void {
    const struck = fault === undefined ? {} : { fault: fault.effect };
    const succeed = (): void => {
      this.record(message, { attempt, outcome: 'delivered', ...struck });
    };
    const fail = (error: unknown): void => {
      const delayMs = retryDelay(this.options.retry, attempt, this.ports.random);
      const outcome = delayMs === undefined ? 'discarded' : 'failed';
      this.record(message, { attempt, outcome, ...struck, error: textOf(error) });
      if (delayMs === undefined) return;
      this.later(delayMs, () => {
        this.attempt(message, attempt + 1, fault);
      });
    };
    try {
      const result = this.options.attempt(message, attempt);
      if (result instanceof Promise) this.ports.activity.track(this.inSameWorld(result, succeed, fail));
      else succeed();
    } catch (error) {
      fail(error);
    }
  }

  private async inSameWorld(
    work: Promise<unknown>,
    succeed: () => void,
    fail: (error: unknown) => void,
  ): Promise<void> {
    const world = this.ports.world();
    const isOver = (): boolean => this.closed || this.ports.world() !== world;
    try {
      await work;
      if (!isOver()) succeed();
    } catch (error) {
      if (!isOver()) fail(error);
    }
  }

  private record(
    { id, name, resource, event }: Message,
    rest: Pick<Delivery, 'attempt' | 'outcome'> & Partial<Pick<Delivery, 'fault' | 'error'>>,
  ): void {
    const at = this.ports.world().clock.now();
    const { subscriber } = this.options;
    this.ports.deliveries().record({ at, subscriber, name, eventId: id, resource, event, ...rest });
  }
}
