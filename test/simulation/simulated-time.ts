import { automation } from '../../functions/instance-schedule';
import { schemas } from '../../functions/instance-schedule/config';
import type { Emulator } from '../../emulator';
import { startEmulator } from '../../emulator';
import { Random } from '../../emulator/world/random';
import type { EcsClient } from '../../shared/client';
import { createEcsClient, fixedCredentials } from '../../shared/client';
import { readSettings } from '../../shared/runtime/config';
import { execute } from '../../shared/runtime/execute';
import { crashingProxy } from '../support/crashing-proxy';
import { clockThatAdvances } from '../support/rehearsal';
import { Invariants } from './invariants';
import { CALENDARS, CONFIG, FOLLOWING, PROTECTED, UNTOUCHABLE } from './schedules';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TICK = 15 * MINUTE;

/** So long after a transition or a manual change most ticks are run; in quiet times only a few are. */
const EVENTFUL = 2 * HOUR;

/** How likely things are, at a tick. */
const ODDS = {
  quietTick: 0.04,
  outage: 0.003,
  faults: 0.15,
  crash: 0.06,
  intervention: 0.06,
};

const LONGEST_OUTAGE_TICKS = 60;

/** A run makes about so many calls. */
const CALLS_OF_A_RUN = 14;

export interface SimulationOptions {
  /** ISO 8601 */
  readonly from: string;
  readonly days: number;
  readonly seed: number;
  /** Share of the ticks that are missed although something may be due, 0 to 1. */
  readonly missed: number;
}

/** What happened in a simulation. */
export interface Simulated {
  readonly runs: number;
  readonly missed: number;
  /** Calls that a fault struck. */
  readonly faults: number;
  readonly crashes: number;
  readonly interventions: number;
  readonly starts: number;
  readonly stops: number;
  /** What must never happen and did, with its time. */
  readonly violations: readonly string[];
}

/**
 * Days of instance-schedule against the emulator: ticks that are missed, throttling, lost answers, crashes at any
 * call, and people who start, stop and hold instances. Everything is chosen by the seed.
 */
export async function simulate({ from, days, seed, missed }: SimulationOptions): Promise<Simulated> {
  const emulator = await startEmulator({
    fleet: { instances: [...FOLLOWING, PROTECTED, ...UNTOUCHABLE] },
    now: from,
    frozen: true,
    seed,
    journalCapacity: 500,
  });
  try {
    return await new Simulation(emulator, Date.parse(from), days, missed, new Random(seed)).run();
  } finally {
    await emulator.close();
  }
}

class Simulation {
  private readonly invariants: Invariants;
  private readonly settings = readSettings(CONFIG, schemas, CALENDARS);
  private readonly clock;
  private readonly operator: EcsClient;
  private readonly counts = { runs: 0, missed: 0, faults: 0, crashes: 0, interventions: 0 };
  private eventfulUntil = 0;

  constructor(
    private readonly emulator: Emulator,
    private readonly from: number,
    private readonly days: number,
    private readonly missed: number,
    private readonly random: Random,
  ) {
    this.invariants = new Invariants(emulator, from, days);
    this.clock = clockThatAdvances(emulator);
    this.operator = createEcsClient({
      credentials: fixedCredentials(emulator),
      region: 'cn-hangzhou',
      env: { ECS_ENDPOINT: emulator.endpoint },
      clock: this.clock,
    });
  }

  async run(): Promise<Simulated> {
    let outageUntil = 0;
    for (let now = this.from; now < this.from + this.days * DAY; now += TICK) {
      if (this.happens(ODDS.outage)) outageUntil = now + this.upTo(LONGEST_OUTAGE_TICKS) * TICK;
      const isEventful = now < this.eventfulUntil || this.invariants.isAnythingDue(now, EVENTFUL);
      if (now < outageUntil || this.happens(isEventful ? this.missed : 1 - ODDS.quietTick)) {
        this.counts.missed += 1;
      } else {
        await this.tick(now);
      }
      if (isEventful && this.happens(ODDS.intervention)) await this.intervene(now + 5 * MINUTE);
    }
    const { starts, stops, violations } = this.invariants;
    return { ...this.counts, starts, stops, violations };
  }

  private async tick(now: number): Promise<void> {
    this.moveTo(now);
    const before = new Map(
      this.invariants.followed.map(({ id }) => [id, this.emulator.instance(id)?.status ?? '']),
    );
    const seq = this.emulator.journal().at(-1)?.seq ?? 0;
    if (this.happens(ODDS.faults)) this.setFaults();
    const crashed = this.happens(ODDS.crash)
      ? await this.runCutOff(now)
      : await this.runOn(this.emulator.endpoint, now);
    const struck = this.emulator.faults().reduce((sum, fault) => sum + fault.struck, 0);
    this.emulator.setFaults([]);
    this.counts.runs += 1;
    this.counts.faults += struck;
    const calls = this.emulator.journal({ since: seq });
    this.invariants.check({ now, clean: struck === 0 && !crashed, before, calls });
  }

  private setFaults(): void {
    const seed = this.upTo(1_000_000);
    this.emulator.setFaults([
      { effect: 'throttle', rate: 0.2, seed },
      { effect: 'lostResponse', rate: 0.1, seed: seed + 1 },
      { effect: 'serverError', rate: 0.05, seed: seed + 2 },
    ]);
  }

  /** @returns whether it crashed */
  private async runOn(endpoint: string, now: number): Promise<boolean> {
    await execute(automation, this.settings, {
      trigger: { name: 'simulation', request: { now: new Date(now).toISOString() } },
      env: { ECS_ENDPOINT: endpoint },
      credentials: fixedCredentials(this.emulator),
      homeRegion: 'cn-hangzhou',
      clock: this.clock,
      endsAt: new Date(this.clock.now().getTime() + 5 * MINUTE),
    });
    return false;
  }

  private async runCutOff(now: number): Promise<boolean> {
    const call = this.upTo(CALLS_OF_A_RUN);
    const proxy = await crashingProxy(this.emulator.endpoint, call, this.happens(0.5) ? 'before' : 'after');
    try {
      await this.runOn(proxy.endpoint, now);
      const isCutOff = proxy.requests() >= call;
      if (isCutOff) this.counts.crashes += 1;
      return isCutOff;
    } finally {
      await proxy.close();
    }
  }

  /** Somebody starts, stops or holds an instance. */
  private async intervene(at: number): Promise<void> {
    this.moveTo(at);
    const { followed } = this.invariants;
    const each = followed[this.upTo(followed.length) - 1];
    const status = each === undefined ? undefined : this.emulator.instance(each.id)?.status;
    if (each === undefined) return;
    if (this.happens(0.25)) {
      if (each.isHeld(at)) return;
      const until = at - (at % MINUTE) + this.upTo(40) * HOUR;
      const Value = `${new Date(until).toISOString().slice(0, 16)}Z`;
      await this.operator.call('TagResources', {
        RegionId: 'cn-hangzhou',
        ResourceType: 'instance',
        ResourceId: [each.id],
        Tag: [{ Key: 'autopilot:hold-until', Value }],
      });
      this.invariants.held(each, until);
    } else if (status === 'Running') {
      await this.operator.call('StopInstance', { InstanceId: each.id });
      this.invariants.changedByHand(each, at, 'stopped');
    } else if (status === 'Stopped') {
      await this.operator.call('StartInstance', { InstanceId: each.id });
      this.invariants.changedByHand(each, at, 'running');
    }
    this.counts.interventions += 1;
    this.eventfulUntil = at + EVENTFUL;
  }

  private moveTo(instant: number): void {
    if (instant > this.emulator.now().getTime()) this.emulator.moveTo(new Date(instant));
  }

  private happens(probability: number): boolean {
    return this.random.next() < probability;
  }

  /** 1 to `most`. */
  private upTo(most: number): number {
    return 1 + Math.floor(this.random.next() * most);
  }
}
