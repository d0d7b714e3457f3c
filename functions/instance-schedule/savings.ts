import type { Instance, ObservedInstance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import { obstacleToEconomicalStop } from './change';
import { SCALING_GROUP_TAG } from './state';
import { decodeMemory } from './memory';
import type { Prices } from './prices';
import type { Rule, Rules } from './rules';
import type { Schedule } from './schedule/schedule';
import { edgesBetween, wantedAt } from './schedule/timeline';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

/** The coming weeks that plans are counted over, calendars included. */
export const WEEKS = 4;

/** A twelfth of the 8,760 hours of a year. */
export const HOURS_PER_MONTH = 730;

const HOURS_PER_WEEK = 168;

/** What one instance does not run and does not cost. */
export interface Saving {
  readonly instance: Instance;
  /** The schedule it follows. */
  readonly rule: string;
  /** Hours of a week that its schedule keeps it off, on average over the coming weeks. */
  readonly offPerWeek: number;
  /** The same of a month. */
  readonly offPerMonth: number;
  /** Money that a month of it is; undefined without a price. */
  readonly moneyPerMonth: number | undefined;
  /** Hours since this function stopped it; undefined when it did not. */
  readonly stoppedFor: number | undefined;
  /** Money that this is; undefined when it did not stop it, or without a price. */
  readonly moneySinceStop: number | undefined;
  /** Why being off saves no money, or why that is not known. */
  readonly remark: string | undefined;
}

/**
 * Hours within a range of time that a schedule keeps instances off.
 *
 * @param from epoch milliseconds
 * @param to epoch milliseconds
 */
export function hoursOff(schedule: Schedule, from: number, to: number): number {
  let { state } = wantedAt(schedule, from);
  let since = from;
  let off = 0;
  for (const edge of edgesBetween(schedule, from, to)) {
    if (state === 'stopped') off += edge.at - since;
    ({ to: state, at: since } = edge);
  }
  if (state === 'stopped') off += to - since;
  return off / HOUR;
}

/** Whether a schedule does anything to an instance; one that is never stopped saves nothing. */
function isLookedAfter({ tags: own }: Instance, tags: TagNames): boolean {
  return [tags.ignore, tags.protected, SCALING_GROUP_TAG].every((tag) => own[tag] === undefined);
}

/**
 * What each instance that is looked after saves: planned by its schedule, and since this function stopped it. What
 * people do by hand or by tags of single instances in the coming weeks is not in the plan.
 */
export function savingsOf(
  observed: readonly ObservedInstance[],
  rules: Rules,
  prices: Prices,
  tags: TagNames,
  now: Date,
): Saving[] {
  const offPerWeek = new Map<Rule, number>();
  return observed.flatMap(({ instance }): Saving[] => {
    const rule = rules.of(instance);
    if (!('behaviour' in rule) || !isLookedAfter(instance, tags)) return [];
    const stoppedFor = hoursSinceOurStop(instance, tags, now);
    if (rule.schedule === undefined && stoppedFor === undefined) return [];
    const off = offPerWeek.get(rule) ?? weeklyHoursOff(rule, now);
    offPerWeek.set(rule, off);
    const offPerMonth = (off / HOURS_PER_WEEK) * HOURS_PER_MONTH;
    const price = prices.perHour(instance.type, instance.region);
    const charged = whyPlannedIsCharged(instance, rule);
    const stillCharged = whyStillCharged(instance, stoppedFor);
    return [
      {
        instance,
        rule: rule.name,
        offPerWeek: off,
        offPerMonth,
        moneyPerMonth: moneyFor(offPerMonth, price, charged),
        stoppedFor,
        moneySinceStop:
          stoppedFor === undefined ? undefined : moneyFor(stoppedFor, price, charged ?? stillCharged),
        remark: charged ?? stillCharged ?? (price === undefined ? `no price of ${instance.type}` : undefined),
      },
    ];
  });
}

function weeklyHoursOff({ schedule }: Rule, now: Date): number {
  const from = now.getTime();
  return schedule === undefined ? 0 : hoursOff(schedule, from, from + WEEKS * WEEK) / WEEKS;
}

function hoursSinceOurStop(instance: Instance, tags: TagNames, now: Date): number | undefined {
  const memory = decodeMemory(instance.tags[tags.last]);
  const isOurStop = memory?.phase === 'done' && memory.state === 'stopped' && instance.status === 'Stopped';
  return isOurStop ? Math.max(0, now.getTime() - memory.at.getTime()) / HOUR : undefined;
}

function whyPlannedIsCharged(instance: Instance, { behaviour }: Rule): string | undefined {
  if (behaviour.stoppedMode === 'KeepCharging')
    return 'still charged: its schedule stops it with KeepCharging';
  const obstacle = obstacleToEconomicalStop(instance, behaviour);
  return obstacle === undefined ? undefined : `still charged: ${obstacle}`;
}

/** The platform has the last word: economical mode falls back to KeepCharging without an error. */
function whyStillCharged({ stoppedMode }: Instance, stoppedFor: number | undefined): string | undefined {
  const isCharged = stoppedFor !== undefined && stoppedMode !== 'StopCharging';
  return isCharged ? `still charged: the platform reports StoppedMode ${stoppedMode}` : undefined;
}

function moneyFor(hours: number, price: number | undefined, charged: string | undefined): number | undefined {
  if (charged !== undefined) return 0;
  return price === undefined ? undefined : hours * price;
}
