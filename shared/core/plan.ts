import { messageOf } from './errors';

/**
 * What carrying out a step can do to a resource:
 *
 * - `safe`: nothing is interrupted or lost (a tag, a snapshot, a start)
 * - `disruptive`: a service is interrupted but nothing is lost (a stop, a reboot)
 * - `destructive`: something is gone that can be made again (a security group rule, a copy)
 * - `irreversible`: something is gone for good (a snapshot deleted, a lock set)
 */
export type Risk = 'safe' | 'disruptive' | 'destructive' | 'irreversible';

export const RISKS: readonly Risk[] = ['safe', 'disruptive', 'destructive', 'irreversible'];

export type Scalar = string | number | boolean;

/** What a function sees of a resource, as far as its decisions depend on it. */
export type State = Readonly<Record<string, Scalar | undefined>>;

/** A thing in the cloud that is decided about. */
export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly region: string;
  /** Account id or configured account name; absent for the caller's own account. */
  readonly account?: string | undefined;
  readonly name?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

/** One API call's worth of change to one resource. */
export interface Step {
  /** Names the driver that carries it out. */
  readonly kind: string;
  readonly risk: Risk;
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** Present state that the step needs; read again just before acting. Absent: nothing to re-check. */
  readonly expect?: State;
  /** Bookkeeping after the effect: its failure is a warning on an action that is done. */
  readonly closing?: boolean;
}

export type Severity = 'info' | 'warning' | 'error';

interface Decided {
  readonly target: Resource;
  /** The schedule, policy or check that the decision comes from. */
  readonly rule: string;
  /** Closed vocabulary of the function, `snake_case`. */
  readonly code: string;
  /** One sentence for people. */
  readonly reason: string;
  readonly observed?: State | undefined;
}

/** A decision to change something: ordered steps, each carried out only if the one before it succeeded. */
export interface Action extends Decided {
  readonly steps: readonly [Step, ...Step[]];
  /** Where the action stands among others of its group in the same account and region. */
  readonly order?: Order | undefined;
  /** Bookkeeping for when the action has failed; `{code}` in a text stands for the beginning of the code of the failure. */
  readonly onFailure?: Step | undefined;
  /** Something a person should know although the action is done. */
  readonly warning?: string | undefined;
}

/** Lower ranks are carried out first; the next rank waits until every action of the ranks before it is done. */
export interface Order {
  readonly group: string;
  readonly rank: number;
}

/** A decision not to change anything. */
export interface Skip extends Decided {
  readonly severity: Severity;
}

/** Actions are in order of preference: what a limit cuts is cut from the end. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly skips: readonly Skip[];
}

export type Verdict =
  { readonly act: Omit<Action, 'target' | 'rule'> } | { readonly skip: Omit<Skip, 'target' | 'rule'> };

/** A pair that applies and therefore must have exactly one outcome. */
export interface Subject<T> {
  readonly target: Resource;
  readonly rule: string;
  readonly value: T;
}

/** Identity of a resource over accounts, regions and types. */
export function resourceKey(resource: Resource): string {
  return [resource.account ?? '', resource.region, resource.type, resource.id].join('/');
}

function pairKey(subject: { readonly target: Resource; readonly rule: string }): string {
  return `${resourceKey(subject.target)}#${subject.rule}`;
}

/** The most dangerous risk among an action's steps. */
export function riskOf(action: Action): Risk {
  return action.steps.reduce<Risk>(
    (worst, step) => (RISKS.indexOf(step.risk) > RISKS.indexOf(worst) ? step.risk : worst),
    'safe',
  );
}

/**
 * Makes a plan by deciding about each subject on its own, so that every (resource, rule) has exactly one
 * outcome by construction. A decision that throws becomes an error on that resource; a pair that is listed
 * twice with different decisions is left alone, because one of them must be wrong.
 */
export function decideEach<T>(
  subjects: Iterable<Subject<T>>,
  decide: (subject: Subject<T>) => Verdict,
): Plan {
  const decisions = Array.from(subjects, (subject) => decideOne(subject, decide));
  const actions: Action[] = [];
  const skips: Skip[] = [];
  for (const decision of haveDistinctIds(decisions) ? decisions : oneForEachPair(decisions)) {
    if (isAction(decision)) actions.push(decision);
    else skips.push(decision);
  }
  return { actions, skips };
}

/** Most plans decide about each resource once, which is found out for much less than whether pairs are distinct. */
function haveDistinctIds(decisions: readonly (Action | Skip)[]): boolean {
  return new Set(decisions.map(({ target }) => target.id)).size === decisions.length;
}

function oneForEachPair(decisions: readonly (Action | Skip)[]): Iterable<Action | Skip> {
  const byPair = new Map<string, Action | Skip>();
  for (const decision of decisions) {
    const key = pairKey(decision);
    const earlier = byPair.get(key);
    if (earlier === undefined) byPair.set(key, decision);
    else if (!sameDecision(earlier, decision)) byPair.set(key, contradiction(earlier, decision));
  }
  return byPair.values();
}

function decideOne<T>(subject: Subject<T>, decide: (subject: Subject<T>) => Verdict): Action | Skip {
  const { target, rule } = subject;
  try {
    const verdict = decide(subject);
    if ('act' in verdict) {
      const { code, reason, observed, steps, order, onFailure, warning } = verdict.act;
      return { target, rule, code, reason, observed, steps, order, onFailure, warning };
    }
    const { code, reason, observed, severity } = verdict.skip;
    return { target, rule, code, reason, observed, severity };
  } catch (error) {
    const reason = `deciding failed: ${messageOf(error)}`;
    return { target, rule, code: 'decision_failed', reason, severity: 'error' };
  }
}

function isAction(decision: Action | Skip): decision is Action {
  return 'steps' in decision;
}

function sameDecision(one: Action | Skip, other: Action | Skip): boolean {
  return one.code === other.code && JSON.stringify(one) === JSON.stringify(other);
}

function contradiction(one: Action | Skip, other: Action | Skip): Skip {
  return {
    target: one.target,
    rule: one.rule,
    code: 'contradictory_decisions',
    reason: `decided twice, as ${one.code} and as ${other.code}; nothing is done`,
    severity: 'error',
  };
}
