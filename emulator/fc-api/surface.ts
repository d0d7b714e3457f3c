import { accessDeniedDetail, authorize } from '../api/authorize';
import { deliver, preempts } from '../api/deliver';
import type { Intended } from '../api/deliver';
import type { Engine } from '../engine';
import { ApiError, defectText } from '../errors';
import type { Fault } from '../faults';
import type { Invocation } from '../fc';
import type { JournalEntry, RamDecision } from '../journal';
import type { Principal } from '../ram/principal';
import { authenticate, NonceMemory } from '../wire/authenticate';
import type { HttpReply, HttpRequest, RequestHead, Surface } from '../wire/surface';
import type { AsyncTarget } from './async-invocations';
import { accessDenied, entityTooLarge, errorOfFault, translated } from './errors';
import { GENERATION_2, GENERATION_3, readInvokeRequest } from './request';
import type { InvokeRequest } from './request';

/** https://help.aliyun.com/zh/functioncompute/fc/product-overview/limits-of-usage */
const LARGEST_SYNC_BYTES = 32 * 1024 * 1024;
const LARGEST_ASYNC_BYTES = 128 * 1024;
/** Of the log that an answer carries. */
const LOG_TAIL_BYTES = 4 * 1024;

/** What is known of a request so far; the answer and the journal are made of it however far it came. */
interface Progress {
  readonly requestId: string;
  request?: InvokeRequest;
  principal?: Principal;
  target?: AsyncTarget;
  fault?: Fault;
  ram?: RamDecision;
}

function headersOf(
  { errorType, durationMs, memoryUsedMb, logs }: Invocation,
  wantsLog: boolean,
): Record<string, string> {
  return {
    'x-fc-invocation-duration': String(Math.ceil(durationMs)),
    'x-fc-max-memory-usage': String(memoryUsedMb),
    ...(errorType !== undefined && { 'x-fc-error-type': errorType }),
    ...(wantsLog && {
      'x-fc-log-result': Buffer.from(logs).subarray(-LOG_TAIL_BYTES).toString('base64'),
    }),
  };
}

/** InvokeFunction of Function Compute, generations 3 and 2. */
export class FunctionComputeSurface implements Surface {
  readonly maxBodyBytes = LARGEST_SYNC_BYTES;
  private readonly nonces: NonceMemory;

  constructor(private readonly engine: Engine) {
    this.nonces = new NonceMemory(engine.options.wall);
  }

  accepts({ path }: RequestHead): boolean {
    return path.startsWith(GENERATION_3) || path.startsWith(GENERATION_2);
  }

  async handle(http: HttpRequest): Promise<HttpReply> {
    this.engine.world.clock.settle();
    const progress = this.begin();
    try {
      return this.reply(progress, await this.carryOut(http, progress));
    } catch (error) {
      return this.reply(progress, failureOf(http, progress, error));
    }
  }

  handleOversized(http: HttpRequest): HttpReply {
    const progress = this.begin();
    return this.reply(progress, failureOf(http, progress, entityTooLarge(LARGEST_SYNC_BYTES)));
  }

  private begin(): Progress {
    return { requestId: this.engine.functions.newRequestId() };
  }

  private reply(progress: Progress, outcome: Intended): HttpReply {
    const headers = { ...outcome.headers, 'x-fc-request-id': progress.requestId };
    const { reply, ...noted } = deliver(
      { ...outcome, headers },
      progress.fault,
      this.engine.options.latencyMs,
    );
    this.engine.journal.record({ ...this.entryOf(progress), ...noted });
    return reply;
  }

  private async carryOut(http: HttpRequest, progress: Progress): Promise<Intended> {
    const request = readInvokeRequest(http);
    progress.request = request;
    const fault = this.engine.faults.strike('InvokeFunction', this.regionOf(request));
    if (fault !== undefined) progress.fault = fault;
    const stoodIn = errorOfFault(fault);
    if (stoodIn !== undefined) throw stoodIn;
    const nothing = { contentType: 'application/octet-stream', body: '', headers: {} };
    if (preempts(fault)) return { status: 200, code: 'OK', ...nothing };

    const target = this.authorized(request, progress);
    const limit = request.isAsync ? LARGEST_ASYNC_BYTES : LARGEST_SYNC_BYTES;
    if (http.body.length > limit) throw entityTooLarge(limit);
    if (request.isAsync) {
      this.engine.functions.enqueue(target, http.body, progress.requestId);
      return { status: 202, code: 'OK', ...nothing };
    }
    const invocation = await target.invoke(http.body, progress.requestId);
    return {
      status: 200,
      code: 'OK',
      contentType: 'application/octet-stream',
      body: invocation.payload,
      headers: headersOf(invocation, request.wantsLog),
    };
  }

  /** Region of the function, before anything is verified: faults strike calls that are refused as well. */
  private regionOf({ claims, service, functionName }: InvokeRequest): string | undefined {
    const { world, functions } = this.engine;
    const sender = world.accessKeys.find(claims.accessKeyId ?? '')?.principal;
    return sender && functions.regionOf(sender.accountId, service, functionName);
  }

  /** The function, once it is clear who asks and that they may. */
  private authorized(request: InvokeRequest, progress: Progress): AsyncTarget {
    const { world, options, functions } = this.engine;
    const principal = authenticate(request.claims, {
      keys: world.accessKeys,
      nonces: this.nonces,
      wallNow: options.wall() + (progress.fault?.skewMs ?? 0),
      virtualNow: world.clock.now(),
    });
    progress.principal = principal;
    const { accountId } = principal;
    if (request.accountId !== undefined && request.accountId !== accountId) {
      throw accessDenied("The service or function doesn't belong to you.");
    }
    const target = functions.find(accountId, request.service, request.functionName);
    progress.target = target;
    const asked = {
      principal,
      account: this.engine.account(accountId),
      action: 'fc:InvokeFunction',
      resources: [target.arn],
      parameters: new Map<string, string>(),
      now: world.clock.now(),
    };
    const { ram, verdict } = authorize(asked);
    progress.ram = ram;
    if (verdict.decision === 'allow') return target;
    throw accessDenied(
      'the caller is not authorized to perform fc:InvokeFunction',
      accessDeniedDetail(asked, verdict),
    );
  }

  private entryOf({
    requestId,
    request,
    principal,
    target,
    fault,
    ram,
  }: Progress): Omit<JournalEntry, 'seq' | 'status' | 'code'> {
    const { world, options } = this.engine;
    return {
      at: new Date(world.clock.now()).toISOString(),
      wall: new Date(options.wall()).toISOString(),
      requestId,
      product: 'FC',
      operation: 'InvokeFunction',
      params: request === undefined ? {} : paramsOf(request),
      ignoredParams: [],
      ...(request && { protocol: request.protocol }),
      ...(target && { region: target.options.region }),
      ...(principal && { account: principal.accountId, principal: principal.arn }),
      ...(fault && { fault: fault.effect }),
      ...(ram && { ram }),
    };
  }
}

function paramsOf({ service, functionName, isAsync }: InvokeRequest): Record<string, string> {
  return {
    ...(service !== undefined && { serviceName: service }),
    functionName,
    invocationType: isAsync ? 'Async' : 'Sync',
  };
}

function failureOf(http: HttpRequest, { requestId }: Progress, error: unknown): Intended {
  const {
    status,
    code,
    message,
    accessDeniedDetail: detail,
  } = error instanceof ApiError
    ? translated(error)
    : new ApiError(500, 'InternalServerError', defectText(error));
  const body = http.path.startsWith(GENERATION_3)
    ? { RequestId: requestId, Code: code, Message: message, ...(detail && { AccessDeniedDetail: detail }) }
    : { ErrorCode: code, ErrorMessage: message };
  return { status, code, contentType: 'application/json', body: JSON.stringify(body), headers: {} };
}
