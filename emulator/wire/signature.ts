import { createHash, createHmac } from 'node:crypto';
import { percentEncode } from './encoding';

type Pairs = Iterable<readonly [string, string]>;

function byName(left: readonly [string, string], right: readonly [string, string]): number {
  if (left[0] === right[0]) return 0;
  return left[0] < right[0] ? -1 : 1;
}

/** `key=value&...`, percent-encoded and sorted by key. */
export function canonicalQuery(parameters: Pairs): string {
  return [...parameters]
    .sort(byName)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

/**
 * What RPC signature version 1.0 signs: the method and every parameter but `Signature`.
 * https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
 */
export function rpcStringToSign(method: string, parameters: Pairs): string {
  const signed = [...parameters].filter(([name]) => name !== 'Signature');
  return `${method}&${percentEncode('/')}&${percentEncode(canonicalQuery(signed))}`;
}

/** Base64 of HMAC-SHA1; the key is the secret followed by `&`. */
export function rpcSignature(accessKeySecret: string, stringToSign: string): string {
  return createHmac('sha1', `${accessKeySecret}&`).update(stringToSign).digest('base64');
}

export interface Acs3Request {
  readonly method: string;
  readonly path: string;
  readonly query: Pairs;
  /** Every header that is signed, lower-case name. */
  readonly signedHeaders: Pairs;
  readonly body: Uint8Array | string;
}

/**
 * Canonical request of ACS3-HMAC-SHA256.
 * https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
 */
export function acs3CanonicalRequest(request: Acs3Request): string {
  const headers = [...request.signedHeaders].sort(byName);
  return [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers.map(([name, value]) => `${name}:${value.trim()}\n`).join(''),
    headers.map(([name]) => name).join(';'),
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
}

export function acs3StringToSign(canonicalRequest: string): string {
  return `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonicalRequest).digest('hex')}`;
}

/** Hex of HMAC-SHA256; the key is the bare secret. */
export function acs3Signature(accessKeySecret: string, stringToSign: string): string {
  return createHmac('sha256', accessKeySecret).update(stringToSign).digest('hex');
}
