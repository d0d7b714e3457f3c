import type { Emulator } from '../../emulator';
import type { PowerState, Transition } from './schedules';
import { FOLLOWING, PROTECTED, SCHEDULES, STOPS_AN_HOUR, transitionsOf, UNTOUCHABLE } from './schedules';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After so many runs without any fault everything is as it should be, unless the limit puts that off for so long. */
const CLEAN_RUNS = 3;
const PUT_OFF = 4 * HOUR;

/** What the simulation knows of an instance that follows a schedule. */
class Followed {
  readonly enforced: boolean;
  readonly isProtected: boolean;
  private readonly transitions: readonly Transition[];
  private next = 0;
  /** End of its hold, epoch milliseconds. */
  holdUntil = -Infinity;
  firstSeen = Infinity;
  /** Runs without any fault that had the chance to carry out the latest transition, and when they began. */
  cleanRuns = 0;
  cleanSince = Infinity;
  private latest = -Infinity;
  /** The transition whose completion is on record, which gives later manual changes their right. */
  settledFor = -Infinity;
  /** A transition that was begun, without its end on record, when somebody changed the instance: both may be right. */
  eitherWayFor = -Infinity;
  /** A manual change that has to last until the next transition. */
  manual: PowerState | undefined;

  constructor(
    readonly id: string,
    schedule: string,
    from: number,
    days: number,
  ) {
    const meaning = SCHEDULES[schedule];
    if (meaning === undefined) throw new Error(`no schedule ${schedule}`);
    this.transitions = transitionsOf(meaning, from, days);
    this.enforced = schedule === 'strict';
    this.isProtected = id === PROTECTED.id;
  }

  /** Moves on to an instant; returns what is wanted then, and since when. */
  wantedAt(now: number): Transition {
    while ((this.transitions[this.next + 1]?.at ?? Infinity) <= now) this.next += 1;
    const transition = this.transitions[this.next];
    if (transition === undefined || transition.at > now)
      throw new Error('no transition before the first tick');
    const at = this.holdUntil <= now ? Math.max(transition.at, this.holdUntil) : transition.at;
    if (at !== this.latest) {
      this.latest = at;
      this.manual = undefined;
      this.startAnew();
    }
    return { at, to: transition.to };
  }

  /** Something has to be carried out, or was changed by somebody. */
  startAnew(): void {
    this.cleanRuns = 0;
    this.cleanSince = Infinity;
  }

  /** A run without any fault. */
  ranClean(now: number): void {
    this.firstSeen = Math.min(this.firstSeen, now);
    if (this.isHeld(now)) return;
    this.cleanRuns += 1;
    this.cleanSince = Math.min(this.cleanSince, now);
  }

  /** Whether what is wanted must have been carried out by now. */
  isDue(now: number): boolean {
    const hadItsTime = this.cleanRuns > CLEAN_RUNS && now - this.cleanSince >= PUT_OFF;
    return hadItsTime && this.firstSeen < this.latest && !this.isHeld(now);
  }

  isHeld(now: number): boolean {
    return this.holdUntil > now;
  }
}

/** What one run did, from the emulator's journal. */
export interface Deeds {
  readonly now: number;
  /** Neither a fault nor a crash got in its way. */
  readonly clean: boolean;
  /** Power states before it, by instance. */
  readonly before: ReadonlyMap<string, string>;
  readonly calls: readonly { readonly operation?: string; readonly code: string; readonly params: object }[];
}

/** Holds every run of a simulation against what must never happen, and what must have happened by now. */
export class Invariants {
  readonly followed: readonly Followed[];
  readonly violations: string[] = [];
  starts = 0;
  stops = 0;
  private readonly stopTimes: number[] = [];
  private readonly manualStarts: number[] = [];
  /** Tags of what is not to be touched. */
  private readonly tagsBefore: ReadonlyMap<string, string>;

  constructor(
    private readonly emulator: Emulator,
    from: number,
    days: number,
  ) {
    this.followed = [...FOLLOWING, PROTECTED].map(
      ({ id = '', tags }) => new Followed(id, tags?.['autopilot:schedule'] ?? '', from, days),
    );
    this.tagsBefore = new Map(UNTOUCHABLE.map(({ id = '' }) => [id, this.tagsOf(id)]));
  }

  /** Instants at which any of the schedules says something. */
  isAnythingDue(now: number, within: number): boolean {
    return this.followed.some((each) => now - each.wantedAt(now).at < within);
  }

  changedByHand(each: Followed, now: number, to: PowerState): void {
    const { at } = each.wantedAt(now);
    if (to === 'running') this.manualStarts.push(now);
    each.startAnew();
    if (each.settledFor === at && !each.enforced) each.manual = to;
    if (this.isBegun(each.id, at)) each.eitherWayFor = at;
  }

  held(each: Followed, until: number): void {
    each.holdUntil = until;
  }

  check(deeds: Deeds): void {
    const touched = this.touchedBy(deeds);
    this.checkUntouchable(deeds.now, touched.all);
    this.checkTags(deeds);
    this.checkLimit(deeds.now, touched.stopped);
    for (const each of this.followed) this.checkFollowed(each, deeds, touched);
  }

  private touchedBy({ calls, before }: Deeds): { all: Set<string>; power: Set<string>; stopped: string[] } {
    const all = new Set<string>();
    const power = new Set<string>();
    const stopped: string[] = [];
    for (const { operation = '', params, code } of calls) {
      if (!/^(Start|Stop|Tag|Untag|Modify)/.test(operation)) continue;
      for (const [key, id] of Object.entries(params)) {
        if (!/^(InstanceId|ResourceId)\.\d+$/.test(key) || typeof id !== 'string') continue;
        all.add(id);
        if (operation.startsWith('St')) power.add(id);
        if (code !== 'OK') continue;
        if (operation === 'StopInstances' && before.get(id) === 'Running') stopped.push(id);
        if (operation === 'StartInstances' && before.get(id) === 'Stopped') this.starts += 1;
      }
    }
    return { all, power, stopped: [...new Set(stopped)] };
  }

  private checkUntouchable(now: number, touched: ReadonlySet<string>): void {
    for (const [id, tags] of this.tagsBefore) {
      if (touched.has(id) || this.tagsOf(id) !== tags) this.violated(now, id, 'was touched without consent');
    }
  }

  private checkTags({ now, calls }: Deeds): void {
    for (const { operation, params } of calls) {
      if (operation !== 'TagResources') continue;
      for (const [key, value] of Object.entries(params) as [string, string][]) {
        const isForeign = /^Tag\.\d+\.Key$/.test(key) && value !== 'autopilot:last';
        const isLong = /^Tag\.\d+\.Value$/.test(key) && value.length > 128;
        if (isForeign || isLong) this.violated(now, key, `was written as ${value}`);
      }
    }
  }

  private checkLimit(now: number, stopped: readonly string[]): void {
    this.stops += stopped.length;
    this.stopTimes.push(...stopped.map(() => now));
    const withinTheHour = (times: readonly number[]): number =>
      times.filter((at) => at > now - HOUR && at <= now).length;
    // What somebody starts again no longer looks stopped, so that the cloud does not show it as used.
    const most = STOPS_AN_HOUR + withinTheHour(this.manualStarts);
    if (withinTheHour(this.stopTimes) > most)
      this.violated(now, 'limit', `${most} stops an hour were exceeded`);
  }

  private checkFollowed(
    each: Followed,
    { now, clean }: Deeds,
    { power, stopped }: { readonly power: ReadonlySet<string>; readonly stopped: readonly string[] },
  ): void {
    const { id } = each;
    const { at, to } = each.wantedAt(now);
    if (each.isHeld(now) && power.has(id)) this.violated(now, id, 'was started or stopped while it was held');
    if (each.isProtected && stopped.includes(id))
      this.violated(now, id, 'was stopped although it is protected');
    if (each.manual !== undefined && power.has(id)) this.violated(now, id, 'a manual change was undone');
    const isAsWanted = this.emulator.instance(id)?.status === (to === 'running' ? 'Running' : 'Stopped');
    if (isAsWanted && this.remembers(id, to, at)) each.settledFor = at;
    if (!clean) return;
    each.ranClean(now);
    const isLeft =
      each.manual !== undefined || each.eitherWayFor === at || (each.isProtected && to === 'stopped');
    if (each.isDue(now) && !isLeft && !isAsWanted) {
      this.violated(now, id, `is not ${to} although it was to be so since ${new Date(at).toISOString()}`);
    }
  }

  /** Whether the tag says that this transition is complete. */
  private remembers(id: string, to: PowerState, at: number): boolean {
    const minute = new Date(at).toISOString().slice(0, 16);
    const last = this.emulator.instance(id)?.tags.get('autopilot:last') ?? '';
    return last.startsWith(`done:${to}@${minute}Z`) || last.startsWith(`seen:${to}@${minute}Z`);
  }

  /** Whether the tag says that this transition was begun. */
  private isBegun(id: string, at: number): boolean {
    const minute = new Date(at).toISOString().slice(0, 16);
    const last = this.emulator.instance(id)?.tags.get('autopilot:last') ?? '';
    return last.startsWith('intent:') && last.includes(`@${minute}Z`);
  }

  private tagsOf(id: string): string {
    return JSON.stringify([...(this.emulator.instance(id)?.tags ?? [])]);
  }

  private violated(now: number, what: string, how: string): void {
    this.violations.push(`${new Date(now).toISOString()} ${what} ${how}`);
  }
}
