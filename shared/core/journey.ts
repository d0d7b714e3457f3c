import { chunk, groupBy, isolate } from './batch';
import type { Clock } from './clock';
import type { Deadline } from './deadline';
import type { Driver, Effects, Performed, Task, Verified } from './effects';
import type { ErrorClass, Failure } from './errors';
import { DeadlineError, failureOf, messageOf } from './errors';
import type { Action, Scalar, State, Step } from './plan';
import { resourceKey } from './plan';
import type { Outcome, Result } from './report';

/** Error classes that can be one resource's fault, so that the rest of a batch deserves a call of its own. */
const ONE_ITEMS_FAULT: readonly ErrorClass[] = ['invalid', 'not_found', 'conflict', 'no_stock', 'forbidden'];

const NO_RESULT: Failure = {
  errorClass: 'unknown',
  code: 'no_result',
  message: 'nothing was said about this resource',
};

/**
 * Whether a refused call is worth taking apart. One resource may be forbidden by its tags, but a missing permission
 * refuses everything: without a single success, a batch is given up once its first resource has been tried alone.
 */
function worthIsolating(size: number): (error: unknown, succeeded: boolean) => boolean {
  let refusals = 0;
  return (error, succeeded) => {
    const { errorClass } = failureOf(error);
    if (errorClass === 'forbidden') refusals += 1;
    const isHopeless = errorClass === 'forbidden' && !succeeded && refusals > Math.ceil(Math.log2(size)) + 1;
    return ONE_ITEMS_FAULT.includes(errorClass) && !isHopeless;
  };
}

/** A look that is younger than this serves the next step of the same expectation as well. */
const FRESH_MS = 5_000;

/** A look at a resource, for one expectation. */
interface Look {
  readonly expect: State;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A wave of actions on its way through their steps. */
export class Journey {
  private readonly alive: Set<Action>;
  private readonly requestIds = new Map<Action, string[]>();
  private readonly reached = new Map<Action, State>();
  private readonly warnings = new Map<Action, string[]>();
  private readonly looks = new Map<Action, Look>();
  /** Codes of what failed. */
  private readonly failures = new Map<Action, string>();

  constructor(
    wave: readonly Action[],
    private readonly effects: Effects,
    private readonly deadline: Deadline,
    private readonly clock: Clock,
    private readonly outcomes: Map<Action, Outcome>,
  ) {
    this.alive = new Set(wave);
  }

  async run(): Promise<void> {
    const length = Math.max(...[...this.alive].map((action) => action.steps.length));
    for (let index = 0; index < length && this.alive.size > 0; index += 1) {
      try {
        await this.takeStep(index);
      } catch (error) {
        for (const action of [...this.alive]) this.failWith(action, action.steps[index], error);
      }
    }
    for (const action of [...this.alive]) this.succeed(action);
    await this.noteFailures();
  }

  /** Leaves a note of each failure where the action says so; that this fails too is no more than a warning. */
  private async noteFailures(): Promise<void> {
    const tasks = [...this.failures].flatMap(([action, code]): Task[] =>
      action.onFailure === undefined ? [] : [{ action, step: withCode(action.onFailure, code) }],
    );
    const calls = groupBy(
      tasks,
      (task) => `${task.step.kind} ${this.effects.drivers[task.step.kind]?.callKey(task) ?? ''}`,
    );
    for (const sameCall of calls.values()) {
      const driver = this.effects.drivers[sameCall[0]?.step.kind ?? ''];
      for (const batch of chunk(sameCall, driver?.batchSize ?? 1)) {
        if (this.deadline.passed) return;
        await driver?.perform(batch).catch((error: unknown) => {
          for (const { action } of batch) this.addToReason(action, `not noted on it: ${messageOf(error)}`);
        });
      }
    }
  }

  private addToReason(action: Action, text: string): void {
    const outcome = this.outcomes.get(action);
    if (outcome !== undefined)
      this.outcomes.set(action, { ...outcome, reason: `${outcome.reason}; ${text}` });
  }

  private async takeStep(index: number): Promise<void> {
    const tasks = [...this.alive].flatMap((action): Task[] => {
      const step = action.steps[index];
      return step === undefined ? [] : [{ action, step }];
    });
    const fresh = await this.recheck(tasks);
    const calls = groupBy(
      fresh,
      (task) => `${task.step.kind} ${this.effects.drivers[task.step.kind]?.callKey(task) ?? ''}`,
    );
    for (const sameCall of calls.values()) {
      const kind = sameCall[0]?.step.kind ?? '';
      const driver = this.effects.drivers[kind];
      if (driver === undefined) throw new Error(`no driver for steps of kind ${kind}`);
      for (const batch of chunk(sameCall, driver.batchSize)) await this.perform(driver, batch);
    }
  }

  /** Drops what is no longer as the plan saw it. */
  private async recheck(tasks: readonly Task[]): Promise<Task[]> {
    const conditional = tasks.filter((task) => task.step.expect !== undefined && !this.isFresh(task));
    if (conditional.length > 0 && !this.deferIfLate(tasks)) await this.lookAgain(conditional);
    return tasks.filter((task) => this.alive.has(task.action));
  }

  private isFresh({ action, step }: Task): boolean {
    const look = this.looks.get(action);
    return (
      look !== undefined && look.expect === step.expect && this.clock.now().getTime() - look.at < FRESH_MS
    );
  }

  private async lookAgain(tasks: readonly Task[]): Promise<void> {
    const states = await this.effects.reread(tasks.map((task) => task.action.target));
    const at = this.clock.now().getTime();
    for (const { action, step } of tasks) {
      const expect = step.expect ?? {};
      const state = states.get(resourceKey(action.target));
      const difference = differenceFrom(expect, state);
      this.looks.set(action, { expect, at });
      if (difference !== undefined) this.end(action, 'stale', 'changed_since_planned', difference, state);
    }
  }

  private async perform(driver: Driver, batch: readonly Task[]): Promise<void> {
    if (this.deferIfLate(batch)) return;
    const { done, failed, undecided } = await isolate(
      batch,
      (part) => driver.perform(part),
      worthIsolating(batch.length),
      () => !this.deadline.passed,
    );
    const accepted: Task[] = [];
    for (const [task, result] of done) {
      this.noteRequest(task.action, result);
      if (result.accepted) accepted.push(task);
      else this.fail(task.action, task.step, result.failure);
    }
    for (const [task, error] of failed) {
      // A lost answer is not a refusal: what really happened is looked up.
      if (failureOf(error).ambiguous === true && driver.verify !== undefined) accepted.push(task);
      else this.failWith(task.action, task.step, error);
    }
    for (const { action, step } of undecided) this.defer(action, step);
    const answered = new Set([...done, ...failed].map(([task]) => task).concat(undecided));
    for (const { action, step } of batch.filter((task) => !answered.has(task)))
      this.fail(action, step, NO_RESULT);
    await this.verify(driver, accepted);
  }

  private async verify(driver: Driver, accepted: readonly Task[]): Promise<void> {
    if (driver.verify === undefined || accepted.length === 0) return;
    const seen = await driver
      .verify(accepted, this.deadline)
      .catch((error: unknown) => new Map<Task, Verified>(accepted.map((task) => [task, unseen(error)])));
    for (const task of accepted) {
      const { reached, state, warning } = seen.get(task) ?? { reached: false };
      if (state !== undefined) this.reached.set(task.action, state);
      if (!reached) this.leaveUnverified(task, state, warning);
      else if (warning !== undefined) this.warn(task.action, warning);
    }
  }

  private leaveUnverified(
    { action, step }: Task,
    state: State | undefined,
    warning: string | undefined,
  ): void {
    const seen = warning ?? (state === undefined ? 'the resource was not seen' : `seen: ${text(state)}`);
    const reason = `${step.kind} was accepted, but its effect was not seen in time (${seen}); the next run looks again`;
    this.end(action, 'unverified', 'not_verified', reason, state);
  }

  private deferIfLate(tasks: readonly Task[]): boolean {
    if (!this.deadline.passed) return false;
    for (const { action, step } of tasks) this.defer(action, step);
    return true;
  }

  private defer(action: Action, step: Step | undefined, throttled?: string): void {
    const because = throttled ?? 'the run had no time left';
    if (step?.closing === true) this.warn(action, `${step.kind} was left out: ${because}`);
    else
      this.end(
        action,
        'deferred',
        throttled === undefined ? 'no_time_left' : 'throttled',
        `${because}; the next run takes it up`,
      );
  }

  private failWith(action: Action, step: Step | undefined, error: unknown): void {
    if (error instanceof DeadlineError) this.defer(action, step);
    else this.fail(action, step, failureOf(error));
  }

  private noteRequest(action: Action, result: Performed): void {
    const id = result.accepted ? result.requestId : result.failure.requestId;
    if (id !== undefined) this.requestIds.set(action, [...(this.requestIds.get(action) ?? []), id]);
  }

  private warn(action: Action, warning: string): void {
    this.warnings.set(action, [...(this.warnings.get(action) ?? []), warning]);
  }

  private fail(action: Action, step: Step | undefined, failure: Failure): void {
    const cutShort = failure.errorClass === 'transient' && this.deadline.passed;
    if (cutShort) {
      this.defer(action, step);
      return;
    }
    if (failure.errorClass === 'throttled') {
      this.defer(action, step, `${failure.code}: ${failure.message}`);
      return;
    }
    const said = `${failure.code}: ${failure.message}`;
    if (step?.closing === true) {
      this.warn(action, `${step.kind} failed: ${said}`);
    } else if (failure.errorClass === 'not_found') {
      this.end(action, 'stale', failure.code, `gone before ${step?.kind ?? 'acting'}: ${failure.message}`);
    } else {
      this.failures.set(action, failure.code);
      this.end(
        action,
        'failed',
        failure.code,
        `${step?.kind ?? 'step'} failed (${failure.errorClass}): ${failure.message}`,
      );
    }
  }

  private succeed(action: Action): void {
    const warnings = [action.warning ?? [], this.warnings.get(action) ?? []].flat();
    const reason = [action.reason, ...warnings].join('; ');
    this.record(action, ended(action, 'done', action.code, reason, warnings.length > 0 ? 'warning' : 'info'));
  }

  private end(action: Action, result: Result, code: string, reason: string, state?: State): void {
    if (state !== undefined) this.reached.set(action, state);
    this.record(action, ended(action, result, code, reason));
  }

  private record(action: Action, outcome: Outcome): void {
    const requestIds = this.requestIds.get(action);
    this.outcomes.set(action, { ...outcome, reached: this.reached.get(action), requestIds });
    this.alive.delete(action);
  }
}

export function ended(
  action: Action,
  result: Result,
  code: string,
  reason: string,
  severity: Outcome['severity'] = result === 'failed' ? 'error' : 'warning',
): Outcome {
  return {
    target: action.target,
    rule: action.rule,
    result,
    severity,
    code,
    reason,
    action: action.steps.map((step) => step.kind),
    observed: action.observed,
  };
}

/** Characters of a code that a note has room for: the value of a tag holds 128. */
const LONGEST_CODE = 36;

function withCode(step: Step, code: string): Step {
  const beginning = code.slice(0, LONGEST_CODE);
  const filled = Object.entries(step.parameters).map(
    ([name, value]) =>
      [name, typeof value === 'string' ? value.replace('{code}', beginning) : value] as const,
  );
  return { ...step, parameters: Object.fromEntries(filled) };
}

function unseen(error: unknown): Verified {
  return { reached: false, warning: `looking again failed: ${messageOf(error)}` };
}

function differenceFrom(expected: State, seen: State | undefined): string | undefined {
  if (seen === undefined) return 'it was not seen when looked at again; left alone';
  const changed = Object.entries(expected).filter(([field, value]) => seen[field] !== value);
  if (changed.length === 0) return undefined;
  const parts = changed.map(
    ([field, value]) => `${field} is ${show(seen[field])}, planned for ${show(value)}`,
  );
  return `changed since planned: ${parts.join(', ')}; left alone`;
}

function show(value: Scalar | undefined): string {
  return value === undefined ? 'absent' : String(value);
}

function text(state: State): string {
  return Object.entries(state)
    .map(([field, value]) => `${field} ${show(value)}`)
    .join(', ');
}

/** The outcome of an action that a dry run leaves undone. */
export function plannedOutcome(action: Action): Outcome {
  return ended(action, 'planned', action.code, action.reason, 'info');
}
