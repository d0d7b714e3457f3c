import { timingSafeEqual } from 'node:crypto';
import { ApiError, missingParameter } from '../errors';
import type { AccessKey, AccessKeys } from '../ram/access-keys';
import type { Principal } from '../ram/principal';
import type { Claims } from './rpc-request';

/** A request may be this much older or younger than the server's clock. */
export const TIMESTAMP_TOLERANCE_MS = 15 * 60_000;

/** Nonces of the last half an hour, by the clock of the machine. */
export class NonceMemory {
  private readonly forgetAt = new Map<string, number>();

  /** @param wall the machine's clock, epoch milliseconds: a skewed one would keep nonces for as long as it is ahead */
  constructor(private readonly wall: () => number) {}

  /** False when the nonce was used before. */
  use(nonce: string): boolean {
    const now = this.wall();
    this.prune(now);
    if (this.forgetAt.has(nonce)) return false;
    this.forgetAt.set(nonce, now + 2 * TIMESTAMP_TOLERANCE_MS);
    return true;
  }

  private prune(now: number): void {
    for (const [nonce, instant] of this.forgetAt) {
      if (instant > now) return;
      this.forgetAt.delete(nonce);
    }
  }
}

export interface Verifier {
  readonly keys: AccessKeys;
  readonly nonces: NonceMemory;
  /** Epoch milliseconds that timestamps are judged by. */
  readonly wallNow: number;
  /** Epoch milliseconds that the expiry of tokens is judged by. */
  readonly virtualNow: number;
}

function checkTimestamp(timestamp: string, now: number): void {
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(instant)) {
    throw new ApiError(
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted: expected yyyy-MM-ddTHH:mm:ssZ.',
    );
  }
  if (Math.abs(now - instant) > TIMESTAMP_TOLERANCE_MS) {
    throw new ApiError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

export function expiredToken(): ApiError {
  return new ApiError(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
}

function checkToken(key: AccessKey, token: string | undefined, virtualNow: number): void {
  if (key.session === undefined) {
    if (token === undefined || token === '') return;
    throw new ApiError(
      400,
      'InvalidSecurityToken.MismatchWithAccessKey',
      'Specified SecurityToken mismatch with the AccessKey.',
    );
  }
  if (token === undefined || token === '') {
    throw new ApiError(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
  }
  if (token !== key.session.securityToken) {
    throw new ApiError(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.');
  }
  if (virtualNow >= key.session.expiresAt) throw expiredToken();
}

/** Compares signatures in a time that does not depend on where they differ. */
export function isEqual(left: string, right: string): boolean {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

/**
 * Who sent the request.
 *
 * @throws ApiError with the codes of the common error table, https://error-center.alibabacloud.com/status/product/Public
 */
export function authenticate(claims: Claims, verifier: Verifier): Principal {
  const { accessKeyId, signature, nonce, timestamp } = claims;
  if (accessKeyId === undefined || accessKeyId === '') throw missingParameter('AccessKeyId');
  if (signature === undefined || signature === '') throw missingParameter('Signature');
  if (timestamp === undefined || timestamp === '') throw missingParameter('Timestamp');
  if (nonce === undefined || nonce === '') throw missingParameter('SignatureNonce');
  const key = verifier.keys.find(accessKeyId);
  if (key === undefined) {
    throw new ApiError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  }
  if (key.inactive === true) {
    throw new ApiError(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
  }
  checkTimestamp(timestamp, verifier.wallNow);
  const expected = claims.expected(key.accessKeySecret);
  if (!isEqual(expected.signature, signature)) {
    throw new ApiError(400, 'SignatureDoesNotMatch', expected.mismatch);
  }
  checkToken(key, claims.securityToken, verifier.virtualNow);
  if (!verifier.nonces.use(`${accessKeyId} ${nonce}`)) {
    throw new ApiError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  }
  return key.principal;
}
