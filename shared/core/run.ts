import { apply } from './apply';
import { plannedOutcome } from './journey';
import type { Clock } from './clock';
import type { Deadline } from './deadline';
import type { Effects } from './effects';
import type { GuardSettings } from './guard';
import { guard } from './guard';
import type { Mode } from './mode';
import type { Plan, Skip } from './plan';
import type { Outcome, Report, ScopeReading, Table } from './report';
import { countResults, verdictOf } from './report';

/** What a run is about to decide and do, made by a function from what it observed. */
export interface Prepared {
  readonly scopes: readonly ScopeReading[];
  readonly plan: Plan;
  readonly guard: GuardSettings;
  readonly effects: Effects;
  readonly notes?: readonly string[];
  readonly tables?: readonly Table[];
}

export interface RunContext {
  readonly function: string;
  readonly runId: string;
  readonly trigger: string;
  readonly mode: Mode;
  /** The instant to decide for; the present one unless this is a rehearsal. */
  readonly now: Date;
  /** The real time, for when the run began and ended. */
  readonly clock: Clock;
  readonly deadline: Deadline;
  /** Counters for the report, read when the run is over. */
  readonly metrics?: () => Readonly<Record<string, number>>;
}

/**
 * Observe, plan, guard, apply, report: the one path every function takes. A dry run is the same path without
 * the last step but one.
 *
 * @param prepare observes and plans for the given instant; what it throws ends the run, what it could not read
 *   belongs into its scopes
 */
export async function run(context: RunContext, prepare: (now: Date) => Promise<Prepared>): Promise<Report> {
  const startedAt = context.clock.now();
  const prepared = await prepare(context.now);
  const { admitted, refused } = guard(prepared.plan, prepared.guard);
  const acted = context.mode.real
    ? await apply(admitted, prepared.effects, context.deadline, context.clock)
    : admitted.map(plannedOutcome);
  const outcomes = [...acted, ...refused, ...prepared.plan.skips.map(skippedOutcome)];
  return {
    function: context.function,
    runId: context.runId,
    trigger: context.trigger,
    now: context.now.toISOString(),
    startedAt: startedAt.toISOString(),
    finishedAt: context.clock.now().toISOString(),
    mode: context.mode,
    scopes: prepared.scopes,
    notes: prepared.notes ?? [],
    tables: prepared.tables ?? [],
    outcomes,
    counts: countResults(outcomes),
    verdict: verdictOf(prepared.scopes, outcomes),
    metrics: context.metrics?.(),
  };
}

function skippedOutcome(skip: Skip): Outcome {
  const { target, rule, code, reason, severity, observed } = skip;
  return { target, rule, result: 'skipped', severity, code, reason, observed };
}
