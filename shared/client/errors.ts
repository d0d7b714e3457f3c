import { AutopilotError, type ErrorClass } from '../core/errors';

/** One failed attempt, before it is known whether there will be another. */
export interface AttemptFailure {
  readonly errorClass: ErrorClass;
  /** Code of Alibaba Cloud (`IncorrectInstanceStatus`), of the network (`ECONNRESET`), or one of ours (`ReadTimeout`). */
  readonly code: string;
  /** What happened, redacted. */
  readonly text: string;
  readonly status?: number;
  readonly requestId?: string;
  /** The request may have been carried out although no answer says so. */
  readonly mayHaveHappened: boolean;
}

/** What was called, for the one who reads the error. */
export interface CallSite {
  readonly operation: string;
  readonly region: string;
  readonly attempts: number;
  /** True when the operation changes something. */
  readonly write: boolean;
}

/** A call to the cloud that failed for good: what it means is in `errorClass`, what the service said in `code`. */
export class CloudError extends AutopilotError {
  override readonly name = 'CloudError';
  readonly errorClass: ErrorClass;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly operation: string;
  readonly region: string;
  readonly attempts: number;
  /** The change may have been made: read the state again before anything else is decided. */
  readonly ambiguous: boolean;

  constructor(failure: AttemptFailure, site: CallSite) {
    const ambiguous = site.write && failure.mayHaveHappened;
    super({
      code: failure.code,
      where: `${site.operation} in ${site.region}`,
      what: describeFailure(failure, site.attempts),
      next: ambiguous
        ? 'The change may have been made: read the state again before repeating it'
        : ADVICE[failure.errorClass],
    });
    this.errorClass = failure.errorClass;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.operation = site.operation;
    this.region = site.region;
    this.attempts = site.attempts;
    this.ambiguous = ambiguous;
  }
}

const ADVICE: Record<ErrorClass, string> = {
  throttled: 'The quota of this operation is shared with the console and other tools: try again in a minute',
  transient: 'Try again; if it goes on, check the network and the endpoint',
  conflict: 'Wait until the resource has left its present state, then try again',
  not_found: 'Check the ID and the region; the resource may have been released',
  forbidden: 'Check the identity, its RAM policy and the state of the account',
  invalid: 'Correct the request; repeating it will not help',
  no_stock: 'No capacity or quota now: try later, in another zone, or raise the quota',
  unknown: 'Look the code up at https://api.aliyun.com/troubleshoot',
};

function describeFailure(failure: AttemptFailure, attempts: number): string {
  const status = failure.status === undefined ? '' : ` (HTTP ${failure.status})`;
  const tries = attempts > 1 ? `, after ${attempts} attempts` : '';
  const request = failure.requestId === undefined ? '' : ` [request ID ${failure.requestId}]`;
  const text = failure.text === '' ? '' : `: ${failure.text.replace(/\.$/, '')}`;
  return `${failure.code}${status}${text}${request}${tries}`;
}
