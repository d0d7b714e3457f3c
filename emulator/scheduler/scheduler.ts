import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import { Channel } from '../events-out/channel';
import type { ChannelPorts } from '../events-out/channel';
import { deliveryFaultSchema } from '../events-out/delivery-faults';
import { eventId } from '../events-out/event-id';
import { attemptOf, describeTarget, namesOneTarget, ONE_TARGET, targetFields } from '../events-out/target';
import type { InvokeLater } from '../events-out/target';
import { describeIssues } from '../input';
import { secondOf } from '../world/times';
import { parseTimerSchedule } from './cron';
import type { TimerSchedule } from './cron';

/** Bytes of an asynchronous invocation, which a timer's is. */
const LARGEST_PAYLOAD = 128 * 1024;

const timerSchema = z
  .strictObject({
    name: z.string().min(1).max(128),
    cron: z.string().min(1),
    /** Handed over as it is; JSON in it has to be parsed by the function. */
    payload: z.string().max(LARGEST_PAYLOAD).default(''),
    faults: z.array(deliveryFaultSchema).default([]),
    ...targetFields,
  })
  .refine(namesOneTarget, { message: ONE_TARGET });

/** A timer as it is given. */
export type TimerInput = z.input<typeof timerSchema>;

/** A timer in force. */
export interface Timer {
  readonly name: string;
  readonly cron: string;
  /** A URL, `function <name>` or `callback`. */
  readonly target: string;
  /** Virtual time, ISO 8601. */
  readonly nextAt: string;
  cancel(): void;
}

interface ArmedTimer {
  readonly options: z.output<typeof timerSchema>;
  readonly channel: Channel;
  schedule: TimerSchedule;
  /** Epoch milliseconds. */
  nextAt: number;
  callOff: () => void;
}

/**
 * Fires timers as the timer triggers of Function Compute do, by the virtual clock. They outlive a reset.
 * https://www.alibabacloud.com/help/en/functioncompute/fc/time-triggers
 */
export class Scheduler {
  private readonly timers = new Map<string, ArmedTimer>();

  constructor(
    private readonly ports: ChannelPorts,
    private readonly invokeLater: InvokeLater,
  ) {}

  /** Sets every timer in a world that has just begun. */
  attach(): void {
    for (const timer of this.timers.values()) {
      timer.callOff();
      timer.schedule = parseTimerSchedule(timer.options.cron, this.now());
      this.arm(timer);
    }
  }

  /** @throws EmulatorInputError */
  add(input: unknown): Timer {
    const parsed = timerSchema.safeParse(input);
    if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'timer'));
    const options = parsed.data;
    if (this.timers.has(options.name)) {
      throw new EmulatorInputError([
        `timer.name: there is a timer "${options.name}" already, expected another name`,
      ]);
    }
    const attempt = attemptOf(options, this.invokeLater);
    const timer: ArmedTimer = {
      options,
      channel: new Channel(
        { subscriber: options.name, attempt, faults: options.faults, retry: 'backoff' },
        this.ports,
      ),
      schedule: parseTimerSchedule(options.cron, this.now()),
      nextAt: 0,
      callOff: () => undefined,
    };
    this.timers.set(options.name, timer);
    this.arm(timer);
    return this.view(timer);
  }

  list(): Timer[] {
    return [...this.timers.values()].map((timer) => this.view(timer));
  }

  /** Ends one timer, or all of them. */
  cancel(name?: string): void {
    if (name !== undefined && !this.timers.has(name)) {
      throw new EmulatorInputError([`name: there is no timer "${name}"`]);
    }
    for (const timer of [...this.timers.values()]) {
      if (name === undefined || timer.options.name === name) this.end(timer);
    }
  }

  private now(): number {
    return this.ports.world().clock.now();
  }

  private view(timer: ArmedTimer): Timer {
    const { options } = timer;
    return {
      name: options.name,
      cron: options.cron,
      target: describeTarget(options),
      get nextAt() {
        return new Date(timer.nextAt).toISOString();
      },
      cancel: () => {
        this.end(timer);
      },
    };
  }

  private end(timer: ArmedTimer): void {
    timer.callOff();
    timer.channel.close();
    this.timers.delete(timer.options.name);
  }

  private arm(timer: ArmedTimer): void {
    const due = timer.schedule.next(this.now());
    timer.nextAt = due;
    timer.callOff = this.ports.world().clock.at(due, () => {
      this.arm(timer);
      this.fire(timer, due);
    });
  }

  private fire({ options, channel }: ArmedTimer, due: number): void {
    channel.send({
      id: eventId(this.ports.random),
      name: options.name,
      resource: '',
      event: { triggerTime: secondOf(due), triggerName: options.name, payload: options.payload },
      form: false,
    });
  }
}
