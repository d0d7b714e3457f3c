import { createHash, createHmac, randomUUID } from 'node:crypto';
import { ApiError } from '../errors';
import { FormSyntaxError } from '../wire/encoding';
import { acs3Claims, queryOf } from '../wire/rpc-request';
import type { Claims, Protocol } from '../wire/rpc-request';
import type { HttpRequest } from '../wire/surface';
import { accessDenied, invalidArgument, pathNotSupported, qualifierNotFound } from './errors';

/** An InvokeFunction request of either generation; nothing of its sender has been checked. */
export interface InvokeRequest {
  readonly protocol: Protocol;
  /** Undefined in generation 3, which has no services. */
  readonly service: string | undefined;
  readonly functionName: string;
  readonly isAsync: boolean;
  readonly wantsLog: boolean;
  /** The account that a request of generation 2 names. */
  readonly accountId: string | undefined;
  readonly claims: Claims;
}

export const GENERATION_3 = '/2023-03-30/';
export const GENERATION_2 = '/2016-08-15/';

const PATHS = [
  /^\/2023-03-30\/functions\/(?<functionName>[^/]+)\/invocations$/,
  /^\/2016-08-15\/services\/(?<service>[^/]+)\/functions\/(?<functionName>[^/]+)\/invocations$/,
];

/** Headers that change nothing here. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'x-fc-account-id',
  'x-fc-date',
  'x-fc-security-token',
  'x-fc-trace-id',
]);

const READ: ReadonlySet<string> = new Set(['x-fc-invocation-type', 'x-fc-log-type']);

function choice({ headers }: HttpRequest, name: string, fallback: string, other: string): boolean {
  const value = headers.get(name) ?? fallback;
  if (value !== fallback && value !== other) {
    throw invalidArgument(`${name} is '${value}', expected '${fallback}' or '${other}'`);
  }
  return value === other;
}

/** A header that asks for something that is not there fails and names itself. */
function refuseUnknownHeaders({ headers }: HttpRequest): void {
  for (const name of headers.keys()) {
    if (name.startsWith('x-fc-') && !WITHOUT_EFFECT.has(name) && !READ.has(name)) {
      throw invalidArgument(`the header ${name} is not implemented by the emulator`);
    }
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidArgument(`'${part}' is not percent-encoded correctly`);
  }
}

function queryParameters(request: HttpRequest): ReadonlyMap<string, string> {
  try {
    return queryOf(request);
  } catch (error) {
    throw error instanceof FormSyntaxError ? invalidArgument(error.message) : error;
  }
}

function requireLatest(qualifier: string | undefined, owner: string): void {
  if (qualifier !== undefined && qualifier !== '' && qualifier !== 'LATEST') {
    throw qualifierNotFound(qualifier, owner);
  }
}

/** `EEE, d MMM yyyy HH:mm:ss GMT` as the form that the common check of timestamps reads. */
function isoOf(date: string): string {
  const instant = Date.parse(date);
  return Number.isNaN(instant) ? date : `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** What generation 2 signs. https://www.alibabacloud.com/help/en/functioncompute/signature-authentication */
function stringToSign({ method, path, headers }: HttpRequest): string {
  const signed = [...headers]
    .filter(([name]) => name.startsWith('x-fc-'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    method,
    headers.get('content-md5') ?? '',
    headers.get('content-type') ?? '',
    headers.get('date') ?? '',
    `${signed.map(([name, value]) => `${name}:${value}\n`).join('')}${decoded(path)}`,
  ].join('\n');
}

/** The digest of generation 2 is the Base64 of the hexadecimal MD5 text. */
function checkDigest({ headers, body }: HttpRequest): void {
  const digest = headers.get('content-md5');
  const expected = Buffer.from(createHash('md5').update(body).digest('hex')).toString('base64');
  if (digest !== undefined && digest !== expected) {
    throw invalidArgument('the header content-md5 is not the digest of the body');
  }
}

function fcClaims(request: HttpRequest): Claims {
  const { headers } = request;
  const authorization = headers.get('authorization');
  if (authorization === undefined) throw accessDenied('the Authorization header is missing');
  const [, accessKeyId, signature] = /^FC ([^:]+):(.+)$/.exec(authorization) ?? [];
  if (accessKeyId === undefined) {
    throw new ApiError(403, 'SignatureDoesNotMatch', 'the Authorization header is malformed');
  }
  checkDigest(request);
  const date = headers.get('date');
  return {
    accessKeyId,
    signature,
    securityToken: headers.get('x-fc-security-token'),
    // Requests of generation 2 carry none.
    nonce: randomUUID(),
    timestamp: date === undefined ? undefined : isoOf(date),
    expected: (accessKeySecret) => ({
      signature: createHmac('sha256', accessKeySecret).update(stringToSign(request)).digest('base64'),
      mismatch: 'the signature does not match',
    }),
  };
}

/**
 * Reads a request of InvokeFunction: generation 3 with ACS3-HMAC-SHA256 over the path, generation 2 as
 * `@alicloud/fc2` sends it.
 *
 * @throws ApiError
 */
export function readInvokeRequest(request: HttpRequest): InvokeRequest {
  const groups = PATHS.map((path) => path.exec(request.path)?.groups).find((found) => found !== undefined);
  if (groups === undefined || request.method !== 'POST') throw pathNotSupported(request.method, request.path);
  refuseUnknownHeaders(request);
  const functionName = decoded(groups['functionName'] ?? '');
  const common = {
    functionName,
    isAsync: choice(request, 'x-fc-invocation-type', 'Sync', 'Async'),
    wantsLog: choice(request, 'x-fc-log-type', 'None', 'Tail'),
    accountId: request.headers.get('x-fc-account-id'),
  };
  const qualified = groups['service'];
  if (qualified === undefined) {
    const query = queryParameters(request);
    requireLatest(query.get('qualifier'), `function '${functionName}'`);
    const claims = acs3Claims(request, query);
    return { ...common, protocol: 'ACS3-HMAC-SHA256', service: undefined, claims };
  }
  const [service = '', ...qualifier] = decoded(qualified).split('.');
  requireLatest(qualifier.join('.'), `service '${service}'`);
  return { ...common, protocol: 'FC-HMAC-SHA256', service, claims: fcClaims(request) };
}
