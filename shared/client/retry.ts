import type { ErrorClass } from '../core/errors';
import type { AttemptFailure } from './errors';

/** Longest pause before a retry. */
const CAP_MS = 20_000;
const BASE_MS = 100;
const THROTTLED_BASE_MS = 500;

/**
 * Pause before a retry with full jitter: `random * min(20 s, base * 2^retry)`, base 100 ms, 500 ms when throttled.
 *
 * @param retry 0 for the first one
 * @param random in [0, 1)
 */
export function backoffMs(errorClass: ErrorClass, retry: number, random: number): number {
  const base = errorClass === 'throttled' ? THROTTLED_BASE_MS : BASE_MS;
  return random * Math.min(CAP_MS, base * 2 ** retry);
}

/**
 * Tokens for retries that all calls of a client share, so that a region that is down does not multiply the load on it.
 * A retry takes its cost, a success gives it back, a success at the first attempt gives 1.
 */
export class RetryBudget {
  #tokens: number;

  constructor(private readonly capacity = 500) {
    this.#tokens = capacity;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** False when the retry cannot be afforded; nothing is taken then. */
  take(cost: number): boolean {
    if (cost > this.#tokens) return false;
    this.#tokens -= cost;
    return true;
  }

  giveBack(cost: number): void {
    this.#tokens = Math.min(this.capacity, this.#tokens + cost);
  }
}

/** Cost of the retry of a failure: a call that timed out has held resources on both sides. */
export function retryCost(failure: AttemptFailure): number {
  return failure.code === 'ReadTimeout' || failure.code === 'ConnectTimeout' ? 10 : 5;
}

/** What the caller and the operation say about doing it twice. */
export interface Repeatability {
  /** Repeating cannot do harm, even when the first attempt was carried out. */
  readonly repeatable: boolean;
  readonly retryConflict: boolean;
}

/**
 * Conflicts with a request that is still being worked on, which pass within seconds
 * (https://help.aliyun.com/zh/ecs/developer-reference/how-to-ensure-idempotence).
 */
const PASSING_CONFLICTS: ReadonlySet<string> = new Set([
  'OperationConflict',
  'Operation.Conflict',
  'IdempotentProcessing',
  'LastTokenProcessing',
  'LastRequestProcessing',
]);

/** Whether a failed attempt may be followed by another one. */
export function mayRetry(failure: AttemptFailure, { repeatable, retryConflict }: Repeatability): boolean {
  if (failure.mayHaveHappened && !repeatable) return false;
  if (failure.errorClass === 'conflict') return retryConflict || PASSING_CONFLICTS.has(failure.code);
  return failure.errorClass === 'throttled' || failure.errorClass === 'transient';
}

const READ = /^(Describe|List|Get|Query)/;

/** Whether an operation leaves the cloud as it is; AssumeRole hands out a token and changes nothing. */
export function isRead(operation: string): boolean {
  return READ.test(operation) || operation === 'AssumeRole';
}

/**
 * Operations whose repetition ends in the same state and has no second effect, by their documentation: setting tags
 * that are set, authorizing a rule that exists and revoking one that does not succeed as no-ops, and deleting a
 * snapshot that is gone succeeds or is not found (https://help.aliyun.com/zh/ecs/developer-reference/).
 */
const NATURALLY_IDEMPOTENT: ReadonlySet<string> = new Set([
  'TagResources',
  'UntagResources',
  'AuthorizeSecurityGroup',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroup',
  'RevokeSecurityGroupEgress',
  'DeleteSnapshot',
  'ModifySnapshotAttribute',
]);

/**
 * Starting what runs and stopping what is stopped is refused, for each instance on its own with `SuccessFirst`. With
 * `AllTogether` the repetition would be refused as a whole and hide that the first one worked.
 */
const IDEMPOTENT_BY_INSTANCE: ReadonlySet<string> = new Set(['StartInstances', 'StopInstances']);

/** Whether an operation with these parameters can be repeated although its answer was lost. */
export function isRepeatable(operation: string, params: object): boolean {
  const fields = params as { readonly ClientToken?: unknown; readonly BatchOptimization?: unknown };
  if (isRead(operation) || NATURALLY_IDEMPOTENT.has(operation)) return true;
  if (typeof fields.ClientToken === 'string' && fields.ClientToken !== '') return true;
  return IDEMPOTENT_BY_INSTANCE.has(operation) && fields.BatchOptimization === 'SuccessFirst';
}
