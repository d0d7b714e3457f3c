import { type Clock, systemClock } from '../core/clock';
import { DeadlineError } from '../core/errors';
import type { CredentialsProvider } from './held-credentials';
import { type Endpoint, type Network, type Product, resolveEndpoint } from './endpoints';
import { DRY_RUN_PASSED } from './error-codes';
import { type AttemptFailure, CloudError } from './errors';
import { type CallRecord, type ClientMetrics, MetricsRecorder } from './metrics';
import { RateLimiter } from './rate-limit';
import { RetryBudget, backoffMs, isRead, isRepeatable, mayRetry, retryCost } from './retry';
import { type Body, type SendResult, send } from './transport';
import { textOf } from './values';

export interface ClientOptions {
  readonly credentials: CredentialsProvider;
  /** Region of calls that name none. */
  readonly region: string;
  /** Default `public`. */
  readonly network?: Network;
  /** ECS endpoints by region that are known better than by rule, such as `RegionEndpoint` of DescribeRegions. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Where `ECS_ENDPOINT` is read from, default the process environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds, default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds from connection to the end of the answer, default 10,000. */
  readonly readTimeoutMs?: number;
  /** Attempts at a call including the first; default 5, and 12 while it is throttled. */
  readonly attempts?: number;
  /** Ceiling for one operation in one region, default 10. */
  readonly callsPerSecond?: number;
  /** No attempt and no pause is begun that could not end before; default none. */
  readonly deadline?: Date;
  readonly clock?: Clock;
  /** In [0, 1), default `Math.random`. */
  readonly random?: () => number;
  /** Called after each attempt. */
  readonly onCall?: (record: CallRecord) => void;
}

export interface CallOptions {
  readonly region?: string;
  /** Sooner than that of the client. */
  readonly deadline?: Date;
  readonly signal?: AbortSignal;
  /** The caller knows that repeating cannot do harm, although the operation changes something. */
  readonly idempotent?: boolean;
  /** Also retry while the resource is busy. */
  readonly retryConflict?: boolean;
}

/** One call of an RPC style product. */
export interface ApiCall {
  readonly product: Product;
  readonly operation: string;
  /** Wire names. `ClientToken` stays the same over all attempts; nonce and date are fresh for each. */
  readonly params: object;
}

/** Calls any RPC style product, with rate limit, retries and deadline. */
export interface ApiClient {
  readonly region: string;
  readonly clock: Clock;
  /**
   * @returns the body of the answer
   * @throws CloudError when the call failed for good
   * @throws DeadlineError when there was no time to make it
   * @throws ConfigError when the region or the endpoint is wrong or there are no credentials; nothing was sent
   */
  callApi(call: ApiCall, options?: CallOptions): Promise<Body>;
  metrics(): ClientMetrics;
}

/** An attempt is not begun with less time than this: it would most likely end without an answer. */
const SHORTEST_ATTEMPT_MS = 250;

/**
 * Quotas are counted by the minute (https://help.aliyun.com/document_detail/437902.html): with growing pauses so many
 * attempts reach over a minute.
 */
const THROTTLED_ATTEMPTS = 12;

/** A client of any RPC style product. One per invocation: credentials, budget and counters belong to it. */
export function createApiClient(options: ClientOptions): ApiClient {
  return new Caller(options);
}

interface Target {
  readonly call: ApiCall;
  readonly region: string;
  readonly endpoint: Endpoint;
  readonly limiter: RateLimiter;
  readonly write: boolean;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

class Caller implements ApiClient {
  readonly region: string;
  readonly clock: Clock;
  readonly #options: ClientOptions;
  readonly #attempts: number;
  readonly #throttledAttempts: number;
  readonly #connectTimeoutMs: number;
  readonly #readTimeoutMs: number;
  readonly #random: () => number;
  readonly #limiters = new Map<string, RateLimiter>();
  readonly #budget = new RetryBudget();
  readonly #metrics = new MetricsRecorder();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.region = options.region;
    this.clock = options.clock ?? systemClock;
    this.#attempts = options.attempts ?? 5;
    this.#throttledAttempts = options.attempts ?? THROTTLED_ATTEMPTS;
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
    this.#readTimeoutMs = options.readTimeoutMs ?? 10_000;
    this.#random = options.random ?? Math.random;
  }

  async callApi(call: ApiCall, options: CallOptions = {}): Promise<Body> {
    const target = this.#target(call, options);
    const repeat = {
      repeatable: options.idempotent === true || isRepeatable(call.operation, call.params),
      retryConflict: options.retryConflict === true,
    };
    this.#metrics.count(call.operation, 'calls');
    let failure: AttemptFailure | undefined;
    let paid = 0;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(target, attempt);
      if (result === undefined) throw this.#outOfTime(target, failure, attempt - 1);
      if (result.ok) {
        this.#budget.giveBack(paid === 0 ? 1 : paid);
        return result.body;
      }
      failure = result.failure;
      const cost = retryCost(failure);
      const pause = backoffMs(failure.errorClass, attempt - 1, this.#random());
      const again =
        attempt < (failure.errorClass === 'throttled' ? this.#throttledAttempts : this.#attempts) &&
        mayRetry(failure, repeat) &&
        target.signal?.aborted !== true &&
        this.#timeLeft(target) >= pause + SHORTEST_ATTEMPT_MS &&
        this.#budget.take(cost);
      if (!again) throw this.#failed(target, failure, attempt);
      paid += cost;
      this.#metrics.count(call.operation, 'retries');
      await this.clock.sleep(pause, target.signal);
    }
  }

  metrics(): ClientMetrics {
    return this.#metrics.snapshot();
  }

  /** Undefined when there is no time for it: nothing was sent then. */
  async #attempt(target: Target, attempt: number): Promise<SendResult | undefined> {
    const { call, region, endpoint, limiter, signal, deadline } = target;
    if (!(await limiter.acquire({ deadline: deadline - SHORTEST_ATTEMPT_MS, signal }))) return undefined;
    const credentials = await this.#options.credentials.getCredentials();
    signal?.throwIfAborted();
    if (this.#timeLeft(target) < SHORTEST_ATTEMPT_MS) return undefined;
    this.#metrics.count(call.operation, 'attempts');
    const started = this.clock.now().getTime();
    const result = await send(
      { action: call.operation, version: call.product.version, region, params: call.params },
      {
        endpoint,
        credentials,
        connectTimeoutMs: this.#connectTimeoutMs,
        readTimeoutMs: this.#readTimeoutMs,
        totalMs: Math.min(this.#connectTimeoutMs + this.#readTimeoutMs, this.#timeLeft(target)),
        signal,
      },
    );
    this.#record(target, attempt, result, this.clock.now().getTime() - started);
    return result;
  }

  #record(target: Target, attempt: number, result: SendResult, ms: number): void {
    const { call, region, limiter } = target;
    const { operation } = call;
    const outcome = result.ok ? readSuccess(result.body, result.status) : result.failure;
    if (result.ok) limiter.succeeded();
    else if (result.failure.errorClass === 'throttled') {
      limiter.throttled();
      this.#metrics.count(operation, 'throttles');
    }
    const { status, requestId } = outcome;
    if (target.write && requestId !== undefined) this.#metrics.recordWrite({ operation, region, requestId });
    const code = result.ok ? undefined : result.failure.code;
    this.#options.onCall?.({ operation, region, attempt, ok: result.ok, status, code, requestId, ms });
  }

  #outOfTime(
    target: Target,
    failure: AttemptFailure | undefined,
    attempts: number,
  ): CloudError | DeadlineError {
    if (failure !== undefined) return this.#failed(target, failure, attempts);
    this.#metrics.count(target.call.operation, 'failures');
    return new DeadlineError({
      code: 'deadline',
      where: `${target.call.operation} in ${target.region}`,
      what: `no time left for the call before ${new Date(target.deadline).toISOString()}`,
      next: 'Nothing was sent: leave it to the next run, or raise the timeout',
    });
  }

  #failed(target: Target, failure: AttemptFailure, attempts: number): CloudError {
    const { call, region, write } = target;
    if (!DRY_RUN_PASSED.has(failure.code)) this.#metrics.count(call.operation, 'failures');
    return new CloudError(failure, { operation: call.operation, region, attempts, write });
  }

  #target(call: ApiCall, options: CallOptions): Target {
    const region = options.region ?? this.region;
    const endpoint = resolveEndpoint({
      product: call.product,
      region,
      network: this.#options.network ?? 'public',
      override: (this.#options.env ?? process.env)['ECS_ENDPOINT'],
      ...this.#knownEndpoint(call.product, region),
    });
    const deadlines = [this.#options.deadline, options.deadline].map((date) => date?.getTime() ?? Infinity);
    return {
      call,
      region,
      endpoint,
      limiter: this.#limiter(`${call.product.name} ${call.operation} ${region}`),
      write: !isRead(call.operation),
      deadline: Math.min(...deadlines),
      signal: options.signal,
    };
  }

  #knownEndpoint(product: Product, region: string): { endpoint?: string } {
    const endpoint = product.name === 'Ecs' ? this.#options.endpoints?.[region] : undefined;
    return endpoint === undefined ? {} : { endpoint };
  }

  #limiter(key: string): RateLimiter {
    let limiter = this.#limiters.get(key);
    if (limiter === undefined) {
      const { callsPerSecond } = this.#options;
      limiter = new RateLimiter({
        clock: this.clock,
        ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
      });
      this.#limiters.set(key, limiter);
    }
    return limiter;
  }

  #timeLeft(target: Target): number {
    return target.deadline - this.clock.now().getTime();
  }
}

function readSuccess(
  body: Body,
  status: number | undefined,
): { readonly status: number | undefined; readonly requestId: string | undefined } {
  return { status, requestId: textOf(body['RequestId']) };
}
