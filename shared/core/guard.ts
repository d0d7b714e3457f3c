import type { Action, Plan, Resource, Risk } from './plan';
import { RISKS, riskOf } from './plan';
import type { Outcome } from './report';

/** A share never cuts a run below this many actions. */
export const SHARE_FLOOR = 10;

/**
 * How much may change within a rolling hour. It is counted against what the cloud shows, not per invocation,
 * so that a hundred invocations are not a hundred budgets.
 */
export interface Limit {
  /** Path of the setting in the configuration, named when the limit cuts something. */
  readonly setting: string;
  /** Least risk that counts. */
  readonly from: Risk;
  /** The budget an action draws on, such as its account and region; `undefined`: not this limit's business. */
  readonly scopeOf: (action: Action) => string | undefined;
  /** At most this many. */
  readonly count?: number;
  /** At most this share (0 to 1) of `base`, but never less than `SHARE_FLOOR`. */
  readonly share?: number;
  /** What the share is taken of. */
  readonly base?: (scope: string) => number;
  /** What the cloud shows as changed already within the hour, transitions in progress included. */
  readonly used: (scope: string) => number;
}

export interface TagMatch {
  readonly key: string;
  /** Absent: any value. */
  readonly value?: string;
}

export interface GuardSettings {
  /** Risks that configuration allows; `irreversible` only ever by its own switch. */
  readonly allowed: Readonly<Record<Risk, boolean>>;
  /** Nothing disruptive or worse is done to a resource with one of these tags. */
  readonly protectedBy: readonly TagMatch[];
  /** Nothing at all is done to a resource with one of these tags, whatever was planned. */
  readonly optOutBy: readonly TagMatch[];
  readonly limits: readonly Limit[];
}

export interface Guarded {
  readonly admitted: readonly Action[];
  readonly refused: readonly Outcome[];
}

/** Lets through what may be done and turns the rest into visible refusals. Pure. */
export function guard(plan: Plan, settings: GuardSettings): Guarded {
  const admitted: Action[] = [];
  const refused: Outcome[] = [];
  const spent = new Map<string, number>();
  const stuck = new Map<string, Action>();
  for (const action of plan.actions) {
    const objection =
      objectionTo(action, settings) ?? outOfTurn(action, stuck) ?? overLimit(action, settings.limits, spent);
    if (objection === undefined) {
      admitted.push(action);
      for (const budget of budgetsOf(action, settings.limits))
        spent.set(budget.key, (spent.get(budget.key) ?? 0) + 1);
    } else {
      refused.push(refusal(action, objection));
      const queue = queueOf(action);
      if (queue !== undefined && !stuck.has(queue)) stuck.set(queue, action);
    }
  }
  return { admitted, refused };
}

/** Where an action stands in turn with others. */
function queueOf({ target, order }: Action): string | undefined {
  return order === undefined ? undefined : JSON.stringify([target.account ?? '', target.region, order.group]);
}

/** An action that comes after one that is refused is refused too: actions in turn are planned in their order. */
function outOfTurn(action: Action, stuck: ReadonlyMap<string, Action>): Objection | undefined {
  const awaited = stuck.get(queueOf(action) ?? '');
  if (awaited === undefined || (awaited.order?.rank ?? 0) >= (action.order?.rank ?? 0)) return undefined;
  return { code: 'waits_for_order', reason: `it comes after ${awaited.target.id}, which is left as it is` };
}

interface Objection {
  readonly code: string;
  readonly reason: string;
}

function objectionTo(action: Action, settings: GuardSettings): Objection | undefined {
  const optOut = settings.optOutBy.find((tag) => carries(action.target, tag));
  if (optOut !== undefined) return { code: 'opted_out', reason: `tag ${optOut.key} opts the resource out` };
  const risk = riskOf(action);
  if (!settings.allowed[risk]) {
    return { code: 'risk_not_allowed', reason: `${risk} actions are not allowed by the configuration` };
  }
  const protection = settings.protectedBy.find((tag) => carries(action.target, tag));
  if (protection !== undefined && atLeast(risk, 'disruptive')) {
    return { code: 'protected', reason: `tag ${protection.key} protects the resource from ${risk} actions` };
  }
  return undefined;
}

function carries(target: Resource, tag: TagMatch): boolean {
  const value = target.tags?.[tag.key];
  return value !== undefined && (tag.value === undefined || tag.value === value);
}

function atLeast(risk: Risk, least: Risk): boolean {
  return RISKS.indexOf(risk) >= RISKS.indexOf(least);
}

interface Budget {
  readonly key: string;
  readonly scope: string;
  readonly limit: Limit;
}

function budgetsOf(action: Action, limits: readonly Limit[]): Budget[] {
  return limits.flatMap((limit, index) => {
    const scope = atLeast(riskOf(action), limit.from) ? limit.scopeOf(action) : undefined;
    return scope === undefined ? [] : [{ key: `${index} ${scope}`, scope, limit }];
  });
}

function overLimit(
  action: Action,
  limits: readonly Limit[],
  spent: ReadonlyMap<string, number>,
): Objection | undefined {
  for (const { key, scope, limit } of budgetsOf(action, limits)) {
    const ceiling = ceilingOf(limit, scope);
    const used = limit.used(scope);
    if (used + (spent.get(key) ?? 0) >= ceiling) {
      const already = used > 0 ? `, ${used} of them already used within the hour` : '';
      return {
        code: 'limit_reached',
        reason: `the limit of ${ceiling} in ${scope} is reached${already}; the setting is ${limit.setting}`,
      };
    }
  }
  return undefined;
}

/** The most that a limit lets change in one scope within an hour. */
export function ceilingOf(limit: Limit, scope: string): number {
  const byShare =
    limit.share === undefined
      ? Infinity
      : Math.max(SHARE_FLOOR, Math.floor(limit.share * (limit.base?.(scope) ?? 0) + 1e-9));
  return Math.min(limit.count ?? Infinity, byShare);
}

function refusal(action: Action, objection: Objection): Outcome {
  const { target, rule, observed } = action;
  return {
    target,
    rule,
    result: 'refused',
    severity: 'warning',
    code: objection.code,
    reason: `${action.reason}; not done: ${objection.reason}`,
    action: action.steps.map((step) => step.kind),
    observed,
  };
}
