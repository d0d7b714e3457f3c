import { groupBy } from '../core/batch';
import { describeProblem } from '../core/errors';
import type { Outcome, Report, Result, ScopeReading } from '../core/report';

/** Results by name for people. */
export const RESULT_WORDS: Readonly<Record<Result, string>> = {
  done: 'done',
  unverified: 'accepted, not yet seen',
  planned: 'would be done',
  deferred: 'deferred to the next run',
  stale: 'changed meanwhile, left alone',
  refused: 'refused by a limit or a guard',
  failed: 'failed',
  skipped: 'left alone',
};

export interface SkipGroup {
  readonly code: string;
  readonly outcomes: readonly Outcome[];
}

/** A report in the order in which a person reads it. */
export interface Summary {
  /** `3 done, 1 failed, 76 left alone`. */
  readonly headline: string;
  /** Everything that was an action, whatever became of it. */
  readonly actions: readonly Outcome[];
  /** What was left alone, by code, most frequent first. */
  readonly skips: readonly SkipGroup[];
  /** What a person should look at: errors first, then warnings about what is not among the actions. */
  readonly attention: readonly Outcome[];
}

export function summarise(report: Report): Summary {
  const actions = report.outcomes.filter((outcome) => outcome.action !== undefined);
  const skipped = report.outcomes.filter((outcome) => outcome.action === undefined);
  const skips = [...groupBy(skipped, (outcome) => outcome.code)]
    .map(([code, outcomes]) => ({ code, outcomes }))
    .sort((a, b) => b.outcomes.length - a.outcomes.length);
  const attention = [
    ...report.outcomes.filter((outcome) => outcome.severity === 'error'),
    ...skipped.filter((outcome) => outcome.severity === 'warning'),
  ];
  return { headline: headlineOf(report), actions, skips, attention };
}

function headlineOf(report: Report): string {
  const parts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([result, count]) => `${count} ${RESULT_WORDS[result as Result]}`);
  if (parts.length > 0) return parts.join(', ');
  if (report.scopes.some((scope) => scopeRemark(scope) !== '')) {
    const unread = report.scopes.every((scope) => scope.problem !== undefined);
    return unread ? 'nothing could be read' : 'not everything could be seen';
  }
  return 'no resource is selected';
}

/** `dry run` or `real run`, with what kept it dry. */
export function modeText(report: Report): string {
  return report.mode.real ? 'real run' : `dry run: ${report.mode.because.join('; ')}`;
}

/** Outcomes that say the same of several resources, in groups: told once, with the resources below. */
export function alike(outcomes: readonly Outcome[]): (readonly [Outcome, ...Outcome[]])[] {
  const groups = groupBy(outcomes, ({ result, action, rule, code, reason }) =>
    JSON.stringify([result, action, rule, code, reason]),
  );
  return [...groups.values()].map((group) => group as [Outcome, ...Outcome[]]);
}

/** Where a resource is: `cn-hangzhou`, or `account cn-hangzhou`. */
export function scopeText(of: { readonly account?: string | undefined; readonly region: string }): string {
  return of.account === undefined ? of.region : `${of.account} ${of.region}`;
}

/** What a person has to know of a scope beside how much was read; empty when all is well. */
export function scopeRemark({ problem, unknown }: ScopeReading): string {
  if (problem !== undefined) return `NOT READ: ${describeProblem(problem)}`;
  return unknown === undefined ? '' : `UNKNOWN: ${unknown}`;
}

/** `i-... (name)`. */
export function targetText(outcome: Outcome): string {
  const { id, name } = outcome.target;
  return name === undefined || name === '' ? id : `${id} (${name})`;
}

/** The step that people know an action by. */
export function actionText(outcome: Outcome): string {
  return (
    (outcome.action ?? []).filter((kind) => kind !== 'remember').join(', ') ||
    (outcome.action ?? []).join(', ')
  );
}
