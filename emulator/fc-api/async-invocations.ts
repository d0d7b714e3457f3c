import type { Activity } from '../activity';
import { ApiError } from '../errors';
import type { FcErrorType, Invocation } from '../fc';
import type { World } from '../world/world';
import type { FunctionOptions } from './function-input';

/** An asynchronous invocation. https://www.alibabacloud.com/help/en/functioncompute/fc/error-handling-1-2 */
export interface AsyncInvocation {
  readonly requestId: string;
  /** ARN of the function. */
  readonly function: string;
  /** Virtual time, ISO 8601. */
  readonly enqueuedAt: string;
  readonly event: string;
  status: 'Running' | 'Retrying' | 'Succeeded' | 'Failed' | 'Expired';
  /** How often the function has run. */
  attempts: number;
  /** How often it could not run because its concurrency was used up. */
  throttled: number;
  /** Of the last run. */
  errorType: FcErrorType | undefined;
  /** What the last run answered. */
  payload: string | undefined;
  /** What was sent to a destination. */
  destination: { readonly arn: string; readonly event: Readonly<Record<string, unknown>> } | undefined;
}

/** Of a function that failed. That there are three retries is documented, their interval is not: it is assumed. */
const FUNCTION_ERROR_RETRY_MS = 60_000;
/** Of a function whose concurrency was used up: doubled each time, for up to five hours. */
const FIRST_THROTTLING_RETRY_MS = 500;
const LONGEST_THROTTLING_MS = 5 * 3_600_000;

export interface AsyncPorts {
  readonly world: () => World;
  readonly activity: Activity;
  /** Sends the result to a destination. */
  readonly notify: (arn: string, event: Buffer) => void;
}

/** What is invoked. */
export interface AsyncTarget {
  readonly arn: string;
  readonly options: FunctionOptions;
  invoke(event: Buffer, requestId: string): Promise<Invocation>;
}

/** Invocations that are remembered. */
const REMEMBERED = 10_000;

/** Runs asynchronous invocations with their retries, in virtual time, and tells destinations of the result. */
export class AsyncInvocations {
  private invocations: AsyncInvocation[] = [];

  constructor(private readonly ports: AsyncPorts) {}

  /** Oldest first. */
  list(): readonly AsyncInvocation[] {
    return this.invocations.slice(-REMEMBERED);
  }

  clear(): void {
    this.invocations = [];
  }

  start(target: AsyncTarget, event: Buffer, requestId: string): void {
    const invocation: AsyncInvocation = {
      requestId,
      function: target.arn,
      enqueuedAt: new Date(this.ports.world().clock.now()).toISOString(),
      event: event.toString(),
      status: 'Running',
      attempts: 0,
      throttled: 0,
      errorType: undefined,
      payload: undefined,
      destination: undefined,
    };
    this.invocations.push(invocation);
    if (this.invocations.length > 2 * REMEMBERED) this.invocations.splice(0, REMEMBERED);
    this.attempt(target, event, invocation);
  }

  private attempt(target: AsyncTarget, event: Buffer, invocation: AsyncInvocation): void {
    const world = this.ports.world();
    invocation.status = 'Running';
    const run = async (): Promise<void> => {
      const after = await this.run(target, event, invocation);
      if (this.ports.world() !== world) return;
      const { maxAsyncEventAgeInSeconds } = target.options.asyncInvoke;
      const expiresAt = Date.parse(invocation.enqueuedAt) + maxAsyncEventAgeInSeconds * 1000;
      if (after === undefined) {
        this.finish(target, invocation);
      } else if (world.clock.now() + after > expiresAt) {
        invocation.status = 'Expired';
        this.finish(target, invocation);
      } else {
        invocation.status = 'Retrying';
        world.clock.after(after, () => {
          this.attempt(target, event, invocation);
        });
      }
    };
    this.ports.activity.track(run());
  }

  /** Runs it once. Returns the virtual milliseconds until it has to be tried again, undefined when it is over. */
  private async run(
    target: AsyncTarget,
    event: Buffer,
    invocation: AsyncInvocation,
  ): Promise<number | undefined> {
    try {
      const { errorType, payload } = await target.invoke(event, invocation.requestId);
      invocation.attempts += 1;
      invocation.errorType = errorType;
      invocation.payload = payload.toString();
      invocation.status = errorType === undefined ? 'Succeeded' : 'Failed';
      const mayRetry = invocation.attempts <= target.options.asyncInvoke.maxAsyncRetryAttempts;
      return errorType !== undefined && mayRetry ? FUNCTION_ERROR_RETRY_MS : undefined;
    } catch (error) {
      invocation.status = 'Failed';
      if (error instanceof ApiError && error.status === 429) return throttlingDelay(invocation);
      // Errors of the platform are not retried.
      invocation.payload = String(error);
      return undefined;
    }
  }

  private finish({ arn, options }: AsyncTarget, invocation: AsyncInvocation): void {
    const { onSuccess, onFailure } = options.asyncInvoke;
    const destination = invocation.status === 'Succeeded' ? onSuccess : onFailure;
    if (destination === undefined) return;
    const event = this.resultEvent(arn, invocation);
    invocation.destination = { arn: destination, event };
    this.ports.notify(destination, Buffer.from(JSON.stringify(event)));
  }

  /** https://www.alibabacloud.com/help/en/fc/result-callback */
  private resultEvent(arn: string, invocation: AsyncInvocation): Record<string, unknown> {
    const { requestId, attempts, errorType, event, payload = '', status } = invocation;
    const condition = status === 'Succeeded' ? '' : (errorType ?? status);
    return {
      timestamp: new Date(this.ports.world().clock.now()).toISOString(),
      requestContext: { requestId, functionArn: arn, condition, approximateInvokeCount: attempts },
      requestPayload: event,
      responseContext: { statusCode: 200, functionError: errorType ?? '' },
      responsePayload: payload,
    };
  }
}

function throttlingDelay(invocation: AsyncInvocation): number | undefined {
  const delay = FIRST_THROTTLING_RETRY_MS * 2 ** invocation.throttled;
  invocation.throttled += 1;
  // The delays so far add up to one delay less the first one.
  return delay - FIRST_THROTTLING_RETRY_MS + delay <= LONGEST_THROTTLING_MS ? delay : undefined;
}
