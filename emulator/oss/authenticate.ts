import type { AccessKey, AccessKeys } from '../ram/access-keys';
import type { Principal } from '../ram/principal';
import { TIMESTAMP_TOLERANCE_MS, isEqual } from '../wire/authenticate';
import type { Body } from '../wire/render';
import { redacted } from '../wire/rpc-request';
import { OssError, accessDenied, expiredToken, invalidArgument } from './errors';
import type { OssProtocol } from './request';
import { canonicalRequestV4, signatureV1, signatureV4, stringToSignV1, stringToSignV4 } from './signature';
import type { Scope, SignedRequest } from './signature';

export interface OssVerifier {
  readonly keys: AccessKeys;
  /** Epoch milliseconds that timestamps are judged by. */
  readonly wallNow: number;
  /** Epoch milliseconds that the expiry of tokens is judged by. */
  readonly virtualNow: number;
}

/** What the Authorization header claims; nothing of it has been checked. */
interface Claims {
  readonly protocol: OssProtocol;
  readonly accessKeyId: string;
  readonly signature: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Region of the scope of version 4. */
  readonly regionId?: string;
  /** The right signature, and what a wrong one is told. */
  expected(accessKeySecret: string): {
    readonly signature: string;
    readonly mismatch: Readonly<Record<string, string>>;
  };
}

/** A verified sender, with how the request was signed. */
export interface OssIdentity {
  readonly principal: Principal;
  readonly protocol: OssProtocol;
  readonly regionId: string | undefined;
}

function invalidAuthorization(value: string): OssError {
  return invalidArgument(
    'The authorization header is not valid.',
    'Authorization',
    value.split(/[ :]/)[0] ?? '',
  );
}

function invalidDate(): OssError {
  return accessDenied('OSS authentication requires a valid Date.');
}

function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text) ? Date.parse(text) : NaN;
}

function basicDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return NaN;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function claimsV1(request: SignedRequest, authorization: string): Claims {
  const [, accessKeyId, signature] = /^OSS +([^:\s]+):(\S+)$/.exec(authorization) ?? [];
  if (accessKeyId === undefined || signature === undefined) throw invalidAuthorization(authorization);
  return {
    protocol: 'OSS',
    accessKeyId,
    signature,
    timestamp: httpDate(request.headers.get('x-oss-date') ?? request.headers.get('date') ?? ''),
    expected(accessKeySecret) {
      const stringToSign = stringToSignV1(request);
      return {
        signature: signatureV1(accessKeySecret, stringToSign),
        mismatch: { StringToSign: stringToSign },
      };
    },
  };
}

const AUTHORIZATION_V4 = /^OSS4-HMAC-SHA256 +(.+)$/;
const CREDENTIAL = /^([^/\s]+)\/(\d{8})\/([a-z0-9-]+)\/oss\/aliyun_v4_request$/;

function claimsV4(request: SignedRequest, authorization: string): Claims {
  const { headers } = request;
  const fields = new Map(
    (AUTHORIZATION_V4.exec(authorization)?.[1] ?? '').split(/, */).map((field): [string, string] => {
      const separator = field.indexOf('=');
      return [field.slice(0, separator), field.slice(separator + 1)];
    }),
  );
  const [, accessKeyId, date = '', regionId = ''] = CREDENTIAL.exec(fields.get('Credential') ?? '') ?? [];
  const signature = fields.get('Signature');
  const additional = fields.get('AdditionalHeaders')?.split(';') ?? [];
  if (accessKeyId === undefined || signature === undefined || additional.includes('')) {
    throw invalidAuthorization(authorization);
  }
  const missing = additional.find((name) => !headers.has(name));
  if (missing !== undefined) {
    throw invalidArgument('An additional header was not sent.', 'AdditionalHeaders', missing);
  }
  const hash = headers.get('x-oss-content-sha256');
  if (hash !== 'UNSIGNED-PAYLOAD') {
    throw invalidArgument('expected UNSIGNED-PAYLOAD', 'x-oss-content-sha256', hash ?? '');
  }
  const timestamp = headers.get('x-oss-date') ?? '';
  if (!timestamp.startsWith(date)) {
    throw invalidArgument('Invalid signing date in Authorization header.', 'Authorization', date);
  }
  const scope: Scope = { date, regionId };
  return {
    protocol: 'OSS4-HMAC-SHA256',
    accessKeyId,
    signature,
    timestamp: basicDate(timestamp),
    regionId,
    expected(accessKeySecret) {
      const canonicalRequest = canonicalRequestV4(request, additional);
      const stringToSign = stringToSignV4(canonicalRequest, timestamp, scope);
      return {
        signature: signatureV4(accessKeySecret, scope, stringToSign),
        mismatch: { StringToSign: stringToSign, CanonicalRequest: canonicalRequest },
      };
    },
  };
}

function checkTimestamp(timestamp: number, now: number): void {
  if (Number.isNaN(timestamp)) throw invalidDate();
  if (Math.abs(now - timestamp) <= TIMESTAMP_TOLERANCE_MS) return;
  throw new OssError(
    403,
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    {
      MaxAllowedSkewMilliseconds: TIMESTAMP_TOLERANCE_MS,
      RequestTime: new Date(timestamp).toISOString(),
      ServerTime: new Date(now).toISOString(),
    },
  );
}

function checkToken(key: AccessKey, token: string | undefined, virtualNow: number): void {
  if (key.session?.securityToken !== token) {
    throw new OssError(403, 'InvalidSecurityToken', 'The security token you provided is invalid.');
  }
  if (key.session !== undefined && virtualNow >= key.session.expiresAt) throw expiredToken();
}

function shown(texts: Readonly<Record<string, string>>, token: string | undefined): Body {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, redacted(text, token)]));
}

/**
 * Who sent the request, by a signature of version 1 or 4 in its Authorization header.
 *
 * @throws OssError
 */
export function authenticateOss(request: SignedRequest, verifier: OssVerifier): OssIdentity {
  const authorization = request.headers.get('authorization');
  if (authorization === undefined) {
    throw accessDenied('You have no right to access this object because of bucket acl.');
  }
  const claims = authorization.startsWith('OSS4-')
    ? claimsV4(request, authorization)
    : claimsV1(request, authorization);
  const key = verifier.keys.find(claims.accessKeyId);
  if (key === undefined || key.inactive === true) {
    const reason = key === undefined ? 'does not exist in our records' : 'is disabled';
    throw new OssError(403, 'InvalidAccessKeyId', `The OSS Access Key Id you provided ${reason}.`, {
      OSSAccessKeyId: claims.accessKeyId,
    });
  }
  checkTimestamp(claims.timestamp, verifier.wallNow);
  const token = request.headers.get('x-oss-security-token');
  const expected = claims.expected(key.accessKeySecret);
  if (!isEqual(expected.signature, claims.signature)) {
    throw new OssError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { OSSAccessKeyId: claims.accessKeyId, ...shown(expected.mismatch, token) },
    );
  }
  checkToken(key, token, verifier.virtualNow);
  return { principal: key.principal, protocol: claims.protocol, regionId: claims.regionId };
}
