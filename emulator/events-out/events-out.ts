import { EmulatorInputError } from '../errors';
import type { Announcement } from '../world/announcements';
import type { World } from '../world/world';
import { resourcesOf } from './actiontrail';
import type { RecordedCall } from './actiontrail';
import { Channel } from './channel';
import type { ChannelPorts } from './channel';
import { eventId } from './event-id';
import { isAssumed, parseSubscription, readerOf, retryOf } from './subscriptions';
import type { Reader, Shape, SubscriptionOptions } from './subscriptions';
import { attemptOf, describeTarget } from './target';
import type { InvokeLater } from './target';

/** A subscription in force. */
export interface Subscription {
  readonly name: string;
  readonly shape: Shape;
  /** A URL, `function <name>` or `callback`. */
  readonly target: string;
  /** How this shape is put together is assumed: no delivered event of it is public. */
  readonly assumed: boolean;
  /** Ends it; nothing is delivered any more, repetitions included. */
  cancel(): void;
}

interface Subscriber {
  readonly subscription: Subscription;
  readonly options: SubscriptionOptions;
  readonly reader: Reader;
  readonly channel: Channel;
}

/** The subscribers of the emulated cloud and what is delivered to them. They outlive a reset. */
export class EventsOut {
  private readonly subscribers = new Map<string, Subscriber>();
  private created = 0;

  constructor(
    private readonly ports: ChannelPorts,
    private readonly invokeLater: InvokeLater,
  ) {}

  /** Listens to a world that has just begun. */
  attach({ announcements }: World): void {
    announcements.listen((announcement) => {
      this.publish(announcement);
    });
  }

  /** @throws EmulatorInputError */
  subscribe(input: unknown): Subscription {
    const options = parseSubscription(input);
    this.created += 1;
    const name = options.name ?? `subscription-${this.created}`;
    if (this.subscribers.has(name)) {
      throw new EmulatorInputError([
        `subscription.name: there is a subscription "${name}" already, expected another name`,
      ]);
    }
    const attempt = attemptOf(options, this.invokeLater);
    const channel = new Channel(
      { subscriber: name, attempt, faults: options.faults, retry: retryOf(options) },
      this.ports,
    );
    const subscription: Subscription = {
      name,
      shape: options.shape,
      target: describeTarget(options),
      assumed: isAssumed(options.shape),
      cancel: () => {
        channel.close();
        this.subscribers.delete(name);
      },
    };
    this.subscribers.set(name, { subscription, options, reader: readerOf(options), channel });
    return subscription;
  }

  subscriptions(): Subscription[] {
    return [...this.subscribers.values()].map(({ subscription }) => subscription);
  }

  /** Ends one subscription, or all of them. */
  cancel(name?: string): void {
    const ended = this.subscriptions().filter((each) => name === undefined || each.name === name);
    if (name !== undefined && ended.length === 0) {
      throw new EmulatorInputError([`name: there is no subscription "${name}"`]);
    }
    for (const subscription of ended) subscription.cancel();
  }

  /** Tells of a call. ActionTrail publishes write calls of somebody known, refused ones included. */
  publishCall(call: RecordedCall): void {
    if (this.subscribers.size === 0 || call.access !== 'write' || call.account === undefined) return;
    const id = eventId(this.ports.random);
    for (const { reader, channel } of [...this.subscribers.values()]) {
      const event = reader.call(id, call);
      if (event !== undefined) {
        const [resource = ''] = resourcesOf(call);
        channel.send({ id, name: call.operation ?? '', resource, event, form: false });
      }
    }
  }

  private publish(announcement: Announcement): void {
    if (this.subscribers.size === 0) return;
    const id = eventId(this.ports.random);
    for (const { reader, channel, options } of [...this.subscribers.values()]) {
      const event = reader.announcement({ id, announcement });
      if (event !== undefined) {
        channel.send({
          id,
          name: announcement.name,
          resource: announcement.resource.id,
          event,
          form: options.shape === 'cloudmonitor-2-form',
        });
      }
    }
  }
}
