import type { Body } from '../wire/render';

/** An error as OSS answers it. https://www.alibabacloud.com/help/en/oss/support/http-status-code-1 */
export class OssError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further elements of the answer. */
    readonly details: Body = {},
  ) {
    super(message);
    this.name = 'OssError';
  }
}

export function accessDenied(message: string, details: Body = {}): OssError {
  return new OssError(403, 'AccessDenied', message, details);
}

export function invalidArgument(message: string, name: string, value: string): OssError {
  return new OssError(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });
}

/** What OSS has and the emulator does not. */
export function notImplemented(what: string): OssError {
  return new OssError(
    501,
    'NotImplemented',
    `A header or a parameter you provided implies functionality that is not implemented: the emulator has no ${what}.`,
  );
}

export function expiredToken(): OssError {
  return new OssError(403, 'SecurityTokenExpired', 'The security token you provided has expired.');
}
