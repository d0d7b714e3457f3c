import { EmulatorInputError } from '../errors';

/** Virtual time does not go beyond it, so that every instant a little later still has a year of four digits. */
const LATEST = Date.UTC(9999, 0, 1);

/** A hundred years: the longest way that a clock is moved at once, and the longest span that is taken for one. */
export const LONGEST_SPAN_MS = 36_525 * 24 * 3_600_000;

const BEFORE_LATEST = `before ${new Date(LATEST).toISOString()}`;

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
 * The time of the emulated world. What fell due is carried out, in order of due time and at its own due time, when
 * somebody next looks (`settle`) or moves the clock; for a clock that runs, a `Waker` looks when there is something.
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
  private alarms: Alarm[] = [];
  /** How many of the alarms were called off. */
  private calledOff = 0;
  private alarmsSet = 0;
  private whenRearranged: () => void = () => undefined;

  /** @throws EmulatorInputError for a start that is no time or too late */
  constructor(options: ClockOptions) {
    if (!(options.start < LATEST)) throw new EmulatorInputError([`now: expected a time ${BEFORE_LATEST}`]);
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
    const elapsed = Math.floor((this.wall() - this.anchorWall) * this.rate);
    return Math.min(this.anchorVirtual + elapsed, LATEST);
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
    if (this.alarms[0] === alarm && this.ringingAt === undefined) this.whenRearranged();
    return () => {
      if (alarm.ring === undefined) return;
      alarm.ring = undefined;
      this.calledOff += 1;
      if (this.calledOff > this.alarms.length / 2) this.prune();
    };
  }

  /** Carries out everything that is due by now; from within an alarm, by the alarm's own time. */
  settle(): void {
    const limit = this.now();
    const outer = this.ringingAt;
    if (outer === undefined && (this.alarms[0]?.dueAt ?? Infinity) > limit) return;
    for (let next = this.alarms[0]; next !== undefined && next.dueAt <= limit; next = this.alarms[0]) {
      this.removeFirst();
      const { ring } = next;
      next.ring = undefined;
      this.ringingAt = Math.max(next.dueAt, this.rungAt);
      this.rungAt = this.ringingAt;
      try {
        ring?.();
      } finally {
        this.ringingAt = outer;
      }
    }
    if (outer === undefined) this.whenRearranged();
  }

  /** @param listener is told when the wait for the next alarm may have become another one */
  onRearranged(listener: () => void): void {
    this.whenRearranged = listener;
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
    if (this.ringingAt !== undefined) {
      throw new EmulatorInputError([
        'now: the virtual clock is being moved, and what falls due on the way cannot move it itself',
      ]);
    }
    this.checkMove('now', instant);
    this.reach(instant);
  }

  /**
   * Whether the clock can be moved to an instant in epoch milliseconds.
   *
   * @param where what gave the instant, for errors
   * @throws EmulatorInputError
   */
  checkMove(where: string, instant: number): void {
    const now = this.now();
    const shows = `${where}: the virtual clock shows ${new Date(now).toISOString()}`;
    if (Number.isNaN(instant) || instant < now) {
      throw new EmulatorInputError([
        `${shows} and only moves forward; use reset to start again at an earlier time`,
      ]);
    }
    if (instant - now > LONGEST_SPAN_MS || instant >= LATEST) {
      throw new EmulatorInputError([
        `${shows} and moves at most 100 years at once, to a time ${BEFORE_LATEST}`,
      ]);
    }
  }

  /** The same, but an instant that has passed already is none to move to: a clock that runs may be ahead. */
  reach(instant: number): void {
    if (instant > this.now()) {
      this.anchorVirtual = instant;
      this.anchorWall = this.wall();
      this.whenRearranged();
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

  /** Forgets what was called off; sorted alarms are a heap. */
  private prune(): void {
    this.alarms = this.alarms
      .filter(({ ring }) => ring !== undefined)
      .sort((left, right) => left.dueAt - right.dueAt || left.order - right.order);
    this.calledOff = 0;
  }

  private removeFirst(): void {
    if (this.alarms[0]?.ring === undefined) this.calledOff -= 1;
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
