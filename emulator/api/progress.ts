import { randomUUID } from 'node:crypto';
import type { Fault } from '../faults';
import type { JournalEntry, RamDecision } from '../journal';
import type { Principal } from '../ram/principal';
import type { Format } from '../wire/render';
import { fallbackFormat } from '../wire/rpc-request';
import type { RpcRequest } from '../wire/rpc-request';
import type { HttpRequest } from '../wire/surface';
import { regionIdOf } from './operation';
import type { Operation } from './operation';

/** What is known of a call so far; the answer and the journal are made of it however far it came. */
export interface Progress {
  readonly requestId: string;
  format: Format;
  request?: RpcRequest;
  operation?: Operation;
  principal?: Principal;
  fault?: Fault;
  ram?: RamDecision;
  ignored: readonly string[];
}

export function begin(http: HttpRequest): Progress {
  return { requestId: randomUUID().toUpperCase(), format: fallbackFormat(http), ignored: [] };
}

const SECRET_NAMES = /password|secret|security-?token|^signature$/i;

/** Parameters as the journal may keep them. */
export function withoutSecrets(parameters: Iterable<readonly [string, string]>): Record<string, string> {
  return Object.fromEntries(
    [...parameters].map(([name, value]) => [name, SECRET_NAMES.test(name) ? '***' : value]),
  );
}

/**
 * The journal's line on a call.
 *
 * @param virtualNow epoch milliseconds
 * @param wallNow epoch milliseconds
 */
export function journalEntryOf(
  progress: Progress,
  sent: { readonly status: number; readonly code: string },
  virtualNow: number,
  wallNow: number,
): Omit<JournalEntry, 'seq'> {
  const { request, operation, principal, fault, ram } = progress;
  const region = request && regionIdOf(operation, request.parameters);
  const action = operation?.name ?? request?.action;
  return {
    at: new Date(virtualNow).toISOString(),
    wall: new Date(wallNow).toISOString(),
    requestId: progress.requestId,
    ...(request && { protocol: request.protocol }),
    ...(operation && {
      product: operation.product.name,
      version: operation.product.version,
      access: operation.access,
    }),
    ...(action !== undefined && { operation: action }),
    ...(region !== undefined && { region }),
    ...(principal && { account: principal.accountId, principal: principal.arn }),
    params: withoutSecrets(request?.parameters ?? []),
    ...sent,
    ...(fault && { fault: fault.effect }),
    ignoredParams: progress.ignored,
    ...(ram && { ram }),
  };
}
