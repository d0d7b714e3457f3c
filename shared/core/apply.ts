import { chunk, forEachParallel, groupBy } from './batch';
import type { Clock } from './clock';
import type { Deadline } from './deadline';
import type { Effects } from './effects';
import { failureOf } from './errors';
import { ended, Journey } from './journey';
import type { Action, Step } from './plan';
import { RISKS } from './plan';
import type { Outcome } from './report';

/** Regions are worked on side by side; within a region, waves follow one another. */
const LANES = 8;

/**
 * Carries out admitted actions. Actions whose main step can share a call travel as a wave through their
 * steps: look again, act, verify. Whatever happens, each action ends in exactly one outcome.
 */
export async function apply(
  actions: readonly Action[],
  effects: Effects,
  deadline: Deadline,
  clock: Clock,
): Promise<Outcome[]> {
  const outcomes = new Map<Action, Outcome>();
  const lanes = groupBy(actions, (action) => `${action.target.account ?? ''}/${action.target.region}`);
  await forEachParallel([...lanes.values()], LANES, async (lane) => {
    try {
      for (const rank of ranksOf(lane)) {
        for (const wave of wavesOf(notWaiting(rank, lane, outcomes), effects)) {
          await new Journey(wave, effects, deadline, clock, outcomes).run();
        }
      }
    } catch (error) {
      const { code, message } = failureOf(error);
      for (const action of lane) {
        if (!outcomes.has(action)) outcomes.set(action, ended(action, 'failed', code, message));
      }
    }
  });
  return actions.map(
    (action) => outcomes.get(action) ?? ended(action, 'failed', 'lost', 'no outcome was recorded'),
  );
}

function rankOf({ order }: Action): number {
  return order?.rank ?? 0;
}

/** Actions by rank, lowest first. */
function ranksOf(lane: readonly Action[]): Action[][] {
  const byRank = groupBy(lane, (action) => String(rankOf(action)));
  return [...byRank.entries()]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, rank]) => rank);
}

/** Ends actions that wait for one of an earlier rank which is not done; the others are left to be carried out. */
function notWaiting(
  rank: readonly Action[],
  lane: readonly Action[],
  outcomes: Map<Action, Outcome>,
): Action[] {
  return rank.filter((action) => {
    const { order } = action;
    if (order === undefined) return true;
    const awaited = lane.find(
      (other) =>
        other.order?.group === order.group &&
        other.order.rank < order.rank &&
        !['done', 'stale'].includes(outcomes.get(other)?.result ?? ''),
    );
    if (awaited === undefined) return true;
    const reason = `it comes after ${awaited.target.id}, which is not done; the next run takes it up`;
    outcomes.set(action, ended(action, 'deferred', 'waits_for_order', reason));
    return false;
  });
}

function wavesOf(actions: readonly Action[], effects: Effects): Action[][] {
  const byCall = groupBy(actions, (action) => {
    const task = { action, step: mainStep(action) };
    return `${task.step.kind} ${effects.drivers[task.step.kind]?.callKey(task) ?? ''}`;
  });
  return [...byCall.values()].flatMap((group) => {
    const first = group[0];
    const driver = first === undefined ? undefined : effects.drivers[mainStep(first).kind];
    return chunk(group, driver?.batchSize ?? 1);
  });
}

/** The step that the action is about: the most dangerous one that is not bookkeeping, the last of equals. */
export function mainStep(action: Action): Step {
  const steps = action.steps.filter((step) => step.closing !== true);
  return steps.reduce(
    (main, step) => (RISKS.indexOf(step.risk) >= RISKS.indexOf(main.risk) ? step : main),
    action.steps[0],
  );
}
