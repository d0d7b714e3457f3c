import type { Engine } from '../engine';
import { ApiError, unsupportedParameter } from '../errors';
import type { Fault } from '../faults';
import { NonceMemory, authenticate, expiredToken } from '../wire/authenticate';
import { CONTENT_TYPES, render } from '../wire/render';
import type { Body } from '../wire/render';
import { readRpcRequest } from '../wire/rpc-request';
import type { HttpReply, HttpRequest, Surface } from '../wire/surface';
import { authorize, denial } from './authorize';
import type { AuthorizationRequest } from './authorize';
import { callRegion } from './call-region';
import { deliver, preempts } from './deliver';
import type { Operation, PreparedCall } from './operation';
import { outcomeOf } from './outcome';
import type { Outcome } from './outcome';
import { begin, journalEntryOf } from './progress';
import type { Progress } from './progress';
import type { Registry } from './registry';

/** The errors that some faults stand in for the call with, before anything is carried out. */
function throwFault(fault: Fault | undefined): void {
  switch (fault?.effect) {
    case 'throttle':
      throw new ApiError(
        fault.status ?? 400,
        fault.code ?? 'Throttling',
        'Request was denied due to request throttling.',
      );
    case 'serverError':
      throw new ApiError(
        500,
        'InternalError',
        'The request processing has failed due to some unknown error, exception or failure.',
      );
    case 'serviceUnavailable':
      throw new ApiError(
        503,
        'ServiceUnavailable',
        'The request has failed due to a temporary failure of the server.',
      );
    case 'expiredToken':
      throw expiredToken();
    default:
  }
}

/** The RPC API of all emulated products, on one address. */
export class Gateway implements Surface {
  readonly maxBodyBytes = 1024 * 1024;
  private readonly engine: Engine;
  private readonly registry: Registry;
  private readonly nonces: NonceMemory;

  constructor(engine: Engine, registry: Registry) {
    this.engine = engine;
    this.registry = registry;
    this.nonces = new NonceMemory(engine.options.wall);
  }

  accepts(): boolean {
    return true;
  }

  handle(http: HttpRequest): HttpReply {
    this.engine.world.clock.settle();
    const progress = begin(http);
    return this.reply(
      progress,
      outcomeOf(progress, () => this.carryOut(http, progress)),
    );
  }

  handleOversized(http: HttpRequest): HttpReply {
    const progress = begin(http);
    const outcome = outcomeOf(progress, () => {
      const message = `The request body is over ${this.maxBodyBytes} bytes.`;
      throw new ApiError(413, 'RequestEntityTooLarge', message);
    });
    return this.reply(progress, outcome);
  }

  private carryOut(http: HttpRequest, progress: Progress): Body {
    const request = readRpcRequest(http);
    progress.request = request;
    progress.format = request.format;
    const operation = this.registry.find(request.action, request.version);
    progress.operation = operation;
    const { world, options, faults } = this.engine;
    const region = callRegion(operation, request, world);
    if (region !== undefined) progress.region = region;
    const fault = faults.strike(operation.name, region);
    if (fault !== undefined) progress.fault = fault;
    throwFault(fault);
    if (preempts(fault)) return {};

    const principal = authenticate(request.claims, {
      keys: world.accessKeys,
      nonces: this.nonces,
      wallNow: options.wall() + (fault?.skewMs ?? 0),
      virtualNow: world.clock.now(),
    });
    progress.principal = principal;
    const account = this.engine.account(principal.accountId);
    const call = operation.prepare({ world, account, principal }, request.parameters);
    this.refuseUnread(operation, call, progress);
    if (call.authorization !== undefined) {
      const { parameters } = request;
      const asked = { principal, account, parameters, now: world.clock.now(), ...call.authorization };
      if (!this.isAllowed(operation, call, asked, progress)) return call.whenDenied?.() ?? {};
    }
    return call.handle();
  }

  private refuseUnread(operation: Operation, call: PreparedCall, progress: Progress): void {
    const first = call.unread[0];
    if (first === undefined) return;
    if (!this.engine.options.lenient) throw unsupportedParameter(first, operation.name);
    progress.ignored = call.unread;
  }

  /** False when the cloud hides the denial behind an empty answer. */
  private isAllowed(
    operation: Operation,
    call: PreparedCall,
    asked: AuthorizationRequest,
    progress: Progress,
  ): boolean {
    const { ram, verdict } = authorize(asked);
    progress.ram = ram;
    if (ram.decision === 'allow') return true;
    if (call.whenDenied !== undefined && !call.dryRun) return false;
    throw denial(operation.product, asked, verdict);
  }

  private reply(progress: Progress, { status, code, body, root }: Outcome): HttpReply {
    const { fault, format, requestId } = progress;
    const { world, options, journal } = this.engine;
    const intended = {
      status,
      code,
      contentType: CONTENT_TYPES[format],
      body: render(body, root, format),
      headers: { 'x-acs-request-id': requestId },
    };
    const { reply, ...noted } = deliver(intended, fault, options.latencyMs);
    journal.record(journalEntryOf(progress, noted, world.clock.now(), options.wall()), body);
    return reply;
  }
}
