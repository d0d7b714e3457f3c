import { randomUUID } from 'node:crypto';
import type { Fault } from '../faults';
import type { JournalEntry, RamDecision } from '../journal';
import type { Principal } from '../ram/principal';
import type { Body, Format } from '../wire/render';
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
  /** What the call is about, as far as it is known. */
  region?: string;
  principal?: Principal;
  fault?: Fault;
  ram?: RamDecision;
  ignored: readonly string[];
}

export function begin(http: HttpRequest): Progress {
  return { requestId: randomUUID().toUpperCase(), format: fallbackFormat(http), ignored: [] };
}

const MASK = '***';

const SECRET_NAMES = /passw(?:or)?d|pwd|secret|credential|(?:private|api)-?key|security-?token|^signature$/i;

/** Scripts, in which people write passwords. */
const SCRIPT_NAMES = /^(?:.+\.)?(?:userdata|commandcontent)$/i;

/** The values for a command's parameters, by their names in a JSON object. */
const COMMAND_PARAMETERS = /^parameters$/i;

/** The names stay, so that the journal says what was sent. */
function maskedObject(json: string): string {
  try {
    const names = Object.keys(JSON.parse(json) as object);
    return JSON.stringify(Object.fromEntries(names.map((name) => [name, MASK])));
  } catch {
    return MASK;
  }
}

function withoutSecret(name: string, value: string): string {
  if (COMMAND_PARAMETERS.test(name)) return maskedObject(value);
  return SECRET_NAMES.test(name) || SCRIPT_NAMES.test(name) ? MASK : value;
}

/** Parameters as the journal may keep them. */
export function withoutSecrets(parameters: Iterable<readonly [string, string]>): Record<string, string> {
  return Object.fromEntries([...parameters].map(([name, value]) => [name, withoutSecret(name, value)]));
}

/** An answer as others may see it: what is secret in it is masked, however deep it is. */
export function bodyWithoutSecrets(body: Body): Body {
  return JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    typeof value === 'string' ? withoutSecret(name, value) : value,
  ) as Body;
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
  const region = progress.region ?? (request && regionIdOf(operation, request.parameters));
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
