import type { Engine } from '../engine';
import { ApiError, unsupportedParameter } from '../errors';
import type { Fault } from '../faults';
import { decide } from '../ram/principal';
import type { Principal } from '../ram/principal';
import { NonceMemory, authenticate, expiredToken } from '../wire/authenticate';
import { CONTENT_TYPES, render } from '../wire/render';
import type { Body } from '../wire/render';
import { readRpcRequest } from '../wire/rpc-request';
import { answer } from '../wire/surface';
import type { HttpReply, HttpRequest, Surface } from '../wire/surface';
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

function denial({ product }: Operation, action: string, principal: Principal, explicit: boolean): ApiError {
  return new ApiError(403, product.denial.code, product.denial.message, {
    AuthAction: action,
    AuthPrincipalDisplayName: principal.displayName,
    AuthPrincipalOwnerId: principal.accountId,
    AuthPrincipalType: principal.type === 'role' ? 'AssumedRoleUser' : 'SubUser',
    NoPermissionType: explicit ? 'ExplicitDeny' : 'ImplicitDeny',
    PolicyType: 'AccountLevelIdentityBasedPolicy',
  });
}

/** The RPC API of all emulated products, on one address. */
export class Gateway implements Surface {
  readonly maxBodyBytes = 1024 * 1024;
  private readonly engine: Engine;
  private readonly registry: Registry;
  private readonly nonces = new NonceMemory();

  constructor(engine: Engine, registry: Registry) {
    this.engine = engine;
    this.registry = registry;
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
    const fault = this.engine.faults.strike(operation.name, request.parameters.get('RegionId'));
    if (fault !== undefined) progress.fault = fault;
    throwFault(fault);
    if (fault?.effect === 'reset' || fault?.effect === 'htmlError') return {};

    const { world, options } = this.engine;
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
    if (!this.isAllowed(operation, call, principal, progress)) return call.whenDenied?.() ?? {};
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
    principal: Principal,
    progress: Progress,
  ): boolean {
    if (call.authorization === undefined) return true;
    const { action, resources } = call.authorization;
    const decisions = resources.map((resource) => decide(principal, action, resource));
    const decision = decisions.find((each) => each !== 'allow') ?? 'allow';
    progress.ram = { action, decision, resources };
    if (decision === 'allow') return true;
    if (call.whenDenied !== undefined && !call.dryRun) return false;
    throw denial(operation, action, principal, decision === 'explicitDeny');
  }

  private reply(progress: Progress, outcome: Outcome): HttpReply {
    const { fault, format, requestId } = progress;
    const delayMs = this.engine.options.latencyMs + (fault?.delayMs ?? 0);
    switch (fault?.effect) {
      case 'reset':
        this.record(progress, 0, '');
        return { kind: 'disconnect', delayMs };
      case 'lostResponse':
        this.record(progress, 0, outcome.code);
        return { kind: 'disconnect', delayMs };
      case 'htmlError':
        this.record(progress, 502, '');
        return answer(502, 'text/html', '<html><body><h1>502 Bad Gateway</h1></body></html>', { delayMs });
      default:
        this.record(progress, outcome.status, outcome.code);
        return answer(outcome.status, CONTENT_TYPES[format], render(outcome.body, outcome.root, format), {
          delayMs,
          truncated: fault?.effect === 'truncate',
          headers: { 'x-acs-request-id': requestId },
        });
    }
  }

  private record(progress: Progress, status: number, code: string): void {
    const { world, options, journal } = this.engine;
    journal.record(journalEntryOf(progress, { status, code }, world.clock.now(), options.wall()));
  }
}
