/**
 * What a failed cloud call means for the one who made it, whatever its code.
 *
 * - `throttled`: too many calls; the same call will succeed later
 * - `transient`: the platform or the network failed; the call may or may not have been carried out
 * - `conflict`: the resource is busy or in another state than the call needs
 * - `not_found`: the resource does not exist (any more)
 * - `forbidden`: identity or permission; repeating will not help
 * - `invalid`: the request itself is wrong; repeating will not help
 * - `no_stock`: no capacity or quota for the resource now
 * - `unknown`: a code this project has never seen; never retried
 */
export type ErrorClass =
  'throttled' | 'transient' | 'conflict' | 'not_found' | 'forbidden' | 'invalid' | 'no_stock' | 'unknown';

/** One thing that is wrong, said so that a person can put it right. */
export interface Problem {
  /** Stable identifier, `snake_case`; what alerts and tests match on. */
  readonly code: string;
  /** What was wrong. */
  readonly what: string;
  /** Where: file:line:column, field, resource id, address. */
  readonly where?: string;
  /** What was expected instead. */
  readonly expected?: string;
  /** What to do next. */
  readonly next?: string;
}

/** `where: what (expected ...). next` on one line, the parts that are known. */
export function describeProblem(problem: Problem): string {
  const where = problem.where === undefined ? '' : `${problem.where}: `;
  const expected = problem.expected === undefined ? '' : `; expected ${problem.expected}`;
  const next = problem.next === undefined ? '' : `. ${problem.next}`;
  return `${where}${problem.what}${expected}${next}`;
}

/** Base of every error this project throws on purpose. */
export class AutopilotError extends Error {
  /** Written out in every class: bundles shorten the names of classes, and alarms match on this one. */
  override readonly name: string = 'AutopilotError';
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(describeProblem).join('\n'), options);
    this.problems = list;
  }

  get code(): string {
    return this.problems[0]?.code ?? 'unknown';
  }
}

/** The configuration, the command line or the environment is wrong: nothing was called, exit code 2. */
export class ConfigError extends AutopilotError {
  override readonly name = 'ConfigError';
}

/** There was no time left for a call, so it was not made. */
export class DeadlineError extends AutopilotError {
  override readonly name = 'DeadlineError';
}

/** The trigger delivered an event that the function cannot read. */
export class EventError extends AutopilotError {
  override readonly name = 'EventError';
}

/** Text of anything that was thrown, never empty. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return String(error);
}

/** What went wrong with a call, as far as the kernel has to know. */
export interface Failure {
  readonly errorClass: ErrorClass;
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
  /** The call may have been carried out all the same: the answer was lost. */
  readonly ambiguous?: boolean | undefined;
}

/** Reads a thrown error as a failure; what carries no classification is `unknown`. */
export function failureOf(error: unknown): Failure {
  const known =
    error instanceof Error && 'errorClass' in error ? (error as Error & Partial<Failure>) : undefined;
  return {
    errorClass: known?.errorClass ?? 'unknown',
    code: known?.code ?? 'unexpected_error',
    message: messageOf(error),
    requestId: known?.requestId,
    ambiguous: known?.ambiguous,
  };
}
