import { ApiError } from '../errors';
import type { AccessDeniedDetail } from '../errors';
import type { Fault } from '../faults';

/**
 * Errors of Function Compute, https://www.alibabacloud.com/help/en/functioncompute/error-codes.
 */
export function invalidArgument(message: string): ApiError {
  return new ApiError(400, 'InvalidArgument', message);
}

export function missingHeader(name: string): ApiError {
  return new ApiError(400, 'MissingRequiredHeader', `required HTTP header ${name} was not specified`);
}

export function pathNotSupported(method: string, path: string): ApiError {
  return new ApiError(400, 'PathNotSupported', `'${method}' against '${path}' is not supported`);
}

/** @param limit bytes */
export function entityTooLarge(limit: number): ApiError {
  return new ApiError(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${limit} bytes)`);
}

export function accessDenied(message: string, detail?: AccessDeniedDetail): ApiError {
  return new ApiError(403, 'AccessDenied', message, detail);
}

export function serviceNotFound(service: string): ApiError {
  return new ApiError(404, 'ServiceNotFound', `service '${service}' does not exist`);
}

export function functionNotFound(name: string, service: string | undefined): ApiError {
  const where = service === undefined ? '' : ` in service '${service}'`;
  return new ApiError(404, 'FunctionNotFound', `function '${name}' does not exist${where}`);
}

/** Only the latest version is emulated, so that every other qualifier names nothing. */
export function qualifierNotFound(qualifier: string, owner: string): ApiError {
  return /^\d+$/.test(qualifier)
    ? new ApiError(404, 'VersionNotFound', `version '${qualifier}' of ${owner} does not exist`)
    : new ApiError(404, 'AliasNotFound', `alias '${qualifier}' of ${owner} does not exist`);
}

export function resourceExhausted(name: string, reservedConcurrency: number): ApiError {
  return new ApiError(
    429,
    'ResourceExhausted',
    `the reserved concurrency ${reservedConcurrency} of function '${name}' is used up`,
  );
}

/** Codes that checks shared with the RPC products have, with what Function Compute says instead. */
const TRANSLATIONS: ReadonlyMap<string, (message: string) => ApiError> = new Map([
  ['InvalidAccessKeyId.NotFound', () => new ApiError(403, 'InvalidAccessKeyID', 'invalid access key ID')],
  ['InvalidAccessKeyId.Inactive', () => new ApiError(403, 'InvalidAccessKeyID', 'invalid access key ID')],
  ['SignatureDoesNotMatch', signatureNotMatch],
  ['IncompleteSignature', signatureNotMatch],
  ['MissingParameter.AccessKeyId', () => missingHeader('Authorization')],
  ['MissingParameter.Signature', () => missingHeader('Authorization')],
  ['MissingParameter.SignatureNonce', () => missingHeader('x-acs-signature-nonce')],
  ['MissingParameter.Timestamp', () => missingHeader('date')],
  ['InvalidTimeStamp.Format', accessDenied],
  ['InvalidTimeStamp.Expired', accessDenied],
  ['SignatureNonceUsed', accessDenied],
  ['MissingSecurityToken', accessDenied],
  ['InvalidSecurityToken.Malformed', accessDenied],
  ['InvalidSecurityToken.MismatchWithAccessKey', accessDenied],
  ['InvalidSecurityToken.Expired', accessDenied],
]);

function signatureNotMatch(): ApiError {
  return new ApiError(
    403,
    'SignatureNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your access key and signing method',
  );
}

/** The error that a fault stands in for the call with, if it does. */
export function errorOfFault(fault: Fault | undefined): ApiError | undefined {
  switch (fault?.effect) {
    case 'throttle':
      return new ApiError(429, 'ResourceExhausted', 'the request was throttled');
    case 'serverError':
      return new ApiError(500, 'InternalServerError', 'an internal error has occurred, please retry');
    case 'serviceUnavailable':
      return new ApiError(503, 'ResourceThrottled', 'the resources of the function are insufficient');
    case 'expiredToken':
      return accessDenied('the security token is expired');
    default:
      return undefined;
  }
}

/** The error as Function Compute gives it. */
export function translated(error: ApiError): ApiError {
  return TRANSLATIONS.get(error.code)?.(error.message) ?? error;
}
