import type { Deadline } from './deadline';
import type { Failure } from './errors';
import type { Action, Resource, State, Step } from './plan';

/** One step of one action, on its way to a driver. */
export interface Task {
  readonly action: Action;
  readonly step: Step;
}

export type Performed =
  | { readonly accepted: true; readonly requestId?: string | undefined }
  | { readonly accepted: false; readonly failure: Failure };

/** What was seen after a call was accepted. */
export interface Verified {
  readonly reached: boolean;
  /** Missing when the resource was not seen at all. */
  readonly state?: State | undefined;
  /** Something a person should know although the state is reached. */
  readonly warning?: string | undefined;
}

/** Carries out the steps of one kind. */
export interface Driver {
  /** The most resources one call takes. */
  readonly batchSize: number;
  /** Tasks with the same key can go into the same call (same region, same parameters). */
  callKey(task: Task): string;
  /**
   * One call. A result for every task, or a thrown error for all of them; a thrown error with `ambiguous`
   * means that the call may have been carried out.
   */
  perform(tasks: readonly Task[]): Promise<readonly (readonly [Task, Performed])[]>;
  /** Looks until every state is reached or the time is up. Absent: acceptance is the effect. */
  verify?(tasks: readonly Task[], deadline: Deadline): Promise<ReadonlyMap<Task, Verified>>;
}

/** The hands of a function: how it looks again, and how it acts. */
export interface Effects {
  /** Fresh state by `resourceKey`; what is missing from the answer was not seen. */
  reread(targets: readonly Resource[]): Promise<ReadonlyMap<string, State>>;
  readonly drivers: Readonly<Record<string, Driver>>;
}
