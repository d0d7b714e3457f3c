import type { Problem } from './errors';
import type { Mode } from './mode';
import type { Resource, Severity, State } from './plan';

/**
 * How one (resource, rule) ended:
 *
 * - `done`: changed, and the state reached was seen
 * - `unverified`: the call was accepted, but the state was not seen in time; the next run looks again
 * - `planned`: would be done by a real run
 * - `skipped`: decided to leave alone
 * - `refused`: the guard did not let it through
 * - `stale`: the resource had changed between planning and acting, and was left alone
 * - `deferred`: no time left, or too many calls; the next run takes it up
 * - `failed`: tried, and did not succeed
 */
export type Result =
  'done' | 'unverified' | 'planned' | 'skipped' | 'refused' | 'stale' | 'deferred' | 'failed';

export const RESULTS: readonly Result[] = [
  'done',
  'unverified',
  'planned',
  'deferred',
  'stale',
  'refused',
  'failed',
  'skipped',
];

export interface Outcome {
  readonly target: Resource;
  readonly rule: string;
  readonly result: Result;
  readonly severity: Severity;
  readonly code: string;
  readonly reason: string;
  /** Kinds of the steps, in order; absent for what was never an action. */
  readonly action?: readonly string[] | undefined;
  /** What was seen when the decision was made. */
  readonly observed?: State | undefined;
  /** What was seen after acting. */
  readonly reached?: State | undefined;
  /** Of the calls that changed or tried to change the resource. */
  readonly requestIds?: readonly string[] | undefined;
}

/** A part of the cloud that was read, or could not be. */
export interface ScopeReading {
  readonly region: string;
  readonly account?: string | undefined;
  readonly resources: number;
  readonly problem?: Problem | undefined;
  /** Set when an empty answer cannot be told from a missing permission, or more may exist. */
  readonly unknown?: string | undefined;
}

/** A column of a table. */
export interface Column {
  /** Key of its cells. */
  readonly name: string;
  /** What people read above it, with the unit. */
  readonly title: string;
  /** Digits after the point of its numbers; 0 by default. */
  readonly digits?: number;
}

/** Figures beside the outcomes, such as what a function saves. Absent cells are empty. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, string | number | undefined>>[];
  /** The column whose numbers are drawn as bars where that is possible; the first column names each bar. */
  readonly chart?: string | undefined;
  /** How the figures are meant, and what they lack. */
  readonly notes: readonly string[];
}

export interface Report {
  readonly function: string;
  readonly runId: string;
  /** How the run came about: `timer nightly`, `command line` ... */
  readonly trigger: string;
  /** The instant decisions were made for, ISO 8601 in UTC. */
  readonly now: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly mode: Mode;
  readonly scopes: readonly ScopeReading[];
  /** Said once for the whole run: where regions came from, what configuration lacks. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  readonly outcomes: readonly Outcome[];
  readonly counts: Readonly<Record<Result, number>>;
  /** `complete`: all that was to be done is; `partial`: something is not, or not yet; `failed`: nothing is. */
  readonly verdict: 'complete' | 'partial' | 'failed';
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/** How many outcomes there are of each result. */
export function countResults(outcomes: readonly Outcome[]): Record<Result, number> {
  const counts = Object.fromEntries(RESULTS.map((result) => [result, 0])) as Record<Result, number>;
  for (const outcome of outcomes) counts[outcome.result] += 1;
  return counts;
}

/** Whether a scope showed nothing that can be relied on; one odd item among many does not make it so. */
export function isBlind({ problem, unknown, resources }: ScopeReading): boolean {
  return problem !== undefined || (unknown !== undefined && resources === 0);
}

/**
 * Whether a run failed as a whole: nothing could be read, or something failed and nothing at all was done or is under
 * way. Anything better is at most `partial`, so that one bad item never makes the platform repeat a whole run.
 */
export function verdictOf(scopes: readonly ScopeReading[], outcomes: readonly Outcome[]): Report['verdict'] {
  const has = (...results: Result[]): boolean => outcomes.some(({ result }) => results.includes(result));
  if (scopes.length > 0 && scopes.every(isBlind)) return 'failed';
  if (has('failed') && !has('done', 'unverified', 'deferred')) return 'failed';
  const inDoubt = scopes.some(({ problem, unknown }) => problem !== undefined || unknown !== undefined);
  return inDoubt || has('failed', 'unverified', 'deferred') ? 'partial' : 'complete';
}
