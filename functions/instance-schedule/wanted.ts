import type { Instance } from '../../shared/model/instance';
import type { Wishes } from './instance-tags';
import type { Memory } from './memory';
import { isOurs } from './memory';
import type { Rule } from './rules';
import type { WantedState } from './schedule/timeline';
import { localText } from './schedule/describe';

/** What is wanted of one instance now, its schedule and its own tags taken together. */
export interface Goal {
  readonly state: WantedState;
  /** The instant that brought it; what the memory is about. */
  readonly transition: Date;
  readonly reason: string;
  /** Wanted of this instance in particular, so that its own state and history do not matter. */
  readonly forced: boolean;
}

/**
 * What is wanted of an instance: what its own tags force, else that it ends a run that has lasted long enough, else
 * what its schedule says. The end of a hold or of a force is a transition of its own, back to the schedule.
 *
 * @returns undefined when nothing is wanted: it follows no schedule and may still run
 */
export function goalOf(
  instance: Instance,
  wishes: Wishes,
  rule: Rule,
  memory: Memory | undefined,
  now: Date,
): Goal | undefined {
  const { force } = wishes;
  if (force !== undefined && (force.until === undefined || force.until > now.getTime())) {
    const until = force.until === undefined ? '' : ` until ${localText(rule.zone, force.until)}`;
    return {
      state: force.state,
      transition: rule.goal?.transition ?? rule.midnight,
      reason: `its own tag forces it ${force.state}${until}`,
      forced: true,
    };
  }
  const scheduled = afterOverride(rule.goal, wishes, now);
  return endOfRun(instance, wishes, scheduled, rule, memory, now) ?? scheduled;
}

function afterOverride(goal: Goal | undefined, wishes: Wishes, now: Date): Goal | undefined {
  if (goal === undefined) return undefined;
  const ends = [wishes.holdUntil, wishes.force?.until].filter(
    (end) => end !== undefined && end <= now.getTime(),
  );
  const latest = Math.max(goal.transition.getTime(), ...(ends as number[]));
  return latest === goal.transition.getTime() ? goal : { ...goal, transition: new Date(latest) };
}

/** The end of a run that has lasted as long as it may; an instance that was stopped so stays stopped until its schedule goes on. */
function endOfRun(
  instance: Instance,
  { stopAfter }: Wishes,
  scheduled: Goal | undefined,
  rule: Rule,
  memory: Memory | undefined,
  now: Date,
): Goal | undefined {
  if (stopAfter === undefined) return undefined;
  const since = scheduled?.transition.getTime() ?? -Infinity;
  const ended = (at: number): Goal => ({
    state: 'stopped',
    transition: new Date(at),
    reason: `its own tag lets it run for ${durationText(stopAfter)} only, until ${localText(rule.zone, at)}`,
    forced: true,
  });
  if (instance.status === 'Stopped') {
    const wasEnded = memory?.state === 'stopped' && isOurs(memory) && memory.transition.getTime() > since;
    return wasEnded ? ended(memory.transition.getTime()) : undefined;
  }
  if (instance.startedAt === undefined) return undefined;
  const startedAt = instance.startedAt.getTime();
  // A schedule that goes on to want it running lets it run as long once more.
  const end = (scheduled?.state === 'running' ? Math.max(startedAt, since) : startedAt) + stopAfter;
  return end <= now.getTime() ? ended(end) : undefined;
}

function durationText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
    .filter((part) => part !== '')
    .join(' ');
}
