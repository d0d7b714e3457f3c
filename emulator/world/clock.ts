import { EmulatorInputError } from '../errors';

export interface ClockOptions {
  /** Virtual time at the start, in epoch milliseconds. */
  readonly start: number;
  /** A frozen clock moves only by `advance` and `moveTo`. */
  readonly frozen: boolean;
  /** Virtual seconds per real second of a clock that is not frozen. */
  readonly rate: number;
  /** The machine's clock, in epoch milliseconds. */
  readonly wall: () => number;
}

interface Alarm {
  readonly dueAt: number;
  readonly order: number;
  /** Undefined once it was called off. */
  ring: (() => void) | undefined;
}

function isBefore(left: Alarm, right: Alarm): boolean {
  return left.dueAt === right.dueAt ? left.order < right.order : left.dueAt < right.dueAt;
}

/**
 * The time of the emulated world. Nothing runs in the background: what fell due is carried out, in order of due
 * time and at its own due time, when somebody next looks (`settle`) or moves the clock.
 */
export class VirtualClock {
  readonly frozen: boolean;
  readonly rate: number;
  private readonly wall: () => number;
  private anchorVirtual: number;
  private anchorWall: number;
  /** Set while an alarm rings: the world then sees the alarm's own due time. */
  private ringingAt: number | undefined;
  /** Virtual time of the last alarm; an alarm set for the past does not turn the time back. */
  private rungAt: number;
  /** Binary heap, earliest first. */
  private readonly alarms: Alarm[] = [];
  private alarmsSet = 0;

  constructor(options: ClockOptions) {
    this.frozen = options.frozen;
    this.rate = options.rate;
    this.wall = options.wall;
    this.anchorVirtual = options.start;
    this.rungAt = options.start;
    this.anchorWall = options.wall();
  }

  /** Virtual time in epoch milliseconds. */
  now(): number {
    if (this.ringingAt !== undefined) return this.ringingAt;
    if (this.frozen) return this.anchorVirtual;
    return this.anchorVirtual + Math.floor((this.wall() - this.anchorWall) * this.rate);
  }

  get pendingAlarms(): number {
    return this.alarms.length;
  }

  /** When the next alarm is due, in epoch milliseconds; undefined when none is set. */
  get nextDueAt(): number | undefined {
    let next = this.alarms[0];
    while (next !== undefined && next.ring === undefined) {
      this.removeFirst();
      next = this.alarms[0];
    }
    return next?.dueAt;
  }

  /**
   * Has `ring` called once the clock has passed `delayMs` virtual milliseconds from now.
   *
   * @returns calls it off
   */
  after(delayMs: number, ring: () => void): () => void {
    return this.at(this.now() + delayMs, ring);
  }

  /** The same at an instant in epoch milliseconds; one in the past rings at the next `settle`. */
  at(instant: number, ring: () => void): () => void {
    const alarm: Alarm = { dueAt: instant, order: this.alarmsSet, ring };
    this.alarms.push(alarm);
    this.alarmsSet += 1;
    this.siftUp(this.alarms.length - 1);
    return () => {
      alarm.ring = undefined;
    };
  }

  /** Carries out everything that is due by now; from within an alarm, by the alarm's own time. */
  settle(): void {
    const limit = this.now();
    const outer = this.ringingAt;
    for (let next = this.alarms[0]; next !== undefined && next.dueAt <= limit; next = this.alarms[0]) {
      this.removeFirst();
      this.ringingAt = Math.max(next.dueAt, this.rungAt);
      this.rungAt = this.ringingAt;
      try {
        next.ring?.();
      } finally {
        this.ringingAt = outer;
      }
    }
  }

  /** Moves the clock forward by virtual milliseconds. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new EmulatorInputError([
        `advanceMs: ${milliseconds} given, expected a number of milliseconds from 0`,
      ]);
    }
    this.moveTo(this.now() + milliseconds);
  }

  /** Moves the clock forward to an instant in epoch milliseconds. */
  moveTo(instant: number): void {
    const now = this.now();
    if (this.ringingAt !== undefined) {
      throw new EmulatorInputError([
        'now: the virtual clock is being moved, and what falls due on the way cannot move it itself',
      ]);
    }
    if (!Number.isFinite(instant) || instant < now) {
      throw new EmulatorInputError([
        `now: the virtual clock shows ${new Date(now).toISOString()} and only moves forward; ` +
          'use reset to start again at an earlier time',
      ]);
    }
    this.reach(instant);
  }

  /** The same, but an instant that has passed already is none to move to: a clock that runs may be ahead. */
  reach(instant: number): void {
    if (instant > this.now()) {
      this.anchorVirtual = instant;
      this.anchorWall = this.wall();
    }
    this.settle();
  }

  private siftUp(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  private removeFirst(): void {
    const last = this.alarms.pop();
    if (last === undefined || this.alarms.length === 0) return;
    this.alarms[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const leftAlarm = this.alarms[left];
      if (leftAlarm === undefined) return;
      const rightAlarm = this.alarms[left + 1];
      const child = rightAlarm !== undefined && isBefore(rightAlarm, leftAlarm) ? left + 1 : left;
      if (!this.swapIfBefore(child, index)) return;
      index = child;
    }
  }

  private swapIfBefore(index: number, parent: number): boolean {
    const lower = this.alarms[index];
    const upper = this.alarms[parent];
    if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false;
    this.alarms[index] = upper;
    this.alarms[parent] = lower;
    return true;
  }
}
