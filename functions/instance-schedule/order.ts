import { groupBy } from '../../shared/core/batch';
import type { Action, Plan, Resource, Skip } from '../../shared/core/plan';
import { resourceKey } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import type { WantedState } from './schedule/timeline';

/** An instance that has its place among those of its schedule. */
export interface Ordered {
  readonly target: Resource;
  readonly rule: string;
  readonly order: number;
  readonly status: Instance['status'];
}

/** What changes the state of instances in turn: starts from the lowest order up, stops from the highest down. */
const TURNS = [
  { code: 'start', state: 'running', arrived: 'Running', direction: 1 },
  { code: 'stop', state: 'stopped', arrived: 'Stopped', direction: -1 },
] as const;

type Turn = (typeof TURNS)[number];

/**
 * Holds back starts and stops whose turn has not come: an instance before them, in the same account, region and
 * schedule, has not arrived and is not set on its way by this plan, whatever keeps it. A database is not stopped under
 * an application that goes on, and an application not started without its database.
 *
 * @param ordered all instances that have an order and have not been opted out, whatever is decided about them
 */
export function inTurn(plan: Plan, ordered: readonly Ordered[]): Plan {
  if (ordered.length === 0) return plan;
  const queues = groupBy(ordered, ({ target: { account = '', region }, rule }) =>
    [account, region, rule].join('\n'),
  );
  const postponed = new Map<Action, Skip>();
  for (const turn of TURNS) {
    const moves = movesOf(plan, turn);
    if (moves.size === 0) continue;
    for (const queue of queues.values()) {
      for (const [action, skip] of postponedIn(queue, moves, turn)) postponed.set(action, skip);
    }
  }
  if (postponed.size === 0) return plan;
  return {
    actions: plan.actions.filter((action) => !postponed.has(action)),
    skips: [...plan.skips, ...postponed.values()],
  };
}

/** What is set on its way, by resource key. */
function movesOf({ actions }: Plan, { code }: Turn): ReadonlyMap<string, Action> {
  return new Map(
    actions
      .filter((action) => action.order !== undefined && action.code === code)
      .map((action) => [resourceKey(action.target), action]),
  );
}

function postponedIn(
  queue: readonly Ordered[],
  moves: ReadonlyMap<string, Action>,
  { state, arrived, direction }: Turn,
): [Action, Skip][] {
  let awaited: Ordered | undefined;
  for (const one of queue) {
    const isAhead = awaited === undefined || (one.order - awaited.order) * direction < 0;
    if (isAhead && one.status !== arrived && !moves.has(resourceKey(one.target))) awaited = one;
  }
  if (awaited === undefined) return [];
  const { target, order } = awaited;
  return queue.flatMap((one): [Action, Skip][] => {
    const action = moves.get(resourceKey(one.target));
    const comesAfter = (one.order - order) * direction > 0;
    return action === undefined || !comesAfter ? [] : [[action, postponement(action, target.id, state)]];
  });
}

function postponement({ target, rule, reason, observed }: Action, awaited: string, state: WantedState): Skip {
  return {
    target,
    rule,
    code: 'waits_for_order',
    reason: `${reason}; it comes after ${awaited}, which is not ${state} yet`,
    observed,
    severity: 'info',
  };
}
