/** Structured reason that a 403 answer carries beside its message. */
export interface AccessDeniedDetail {
  readonly AuthAction: string;
  readonly AuthPrincipalDisplayName: string;
  readonly AuthPrincipalOwnerId: string;
  readonly AuthPrincipalType: string;
  readonly NoPermissionType: 'ImplicitDeny' | 'ExplicitDeny';
  readonly PolicyType: string;
}

/** An answer that the cloud gives as an error: HTTP status, code and message of the public error tables. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly accessDeniedDetail: AccessDeniedDetail | undefined;

  constructor(status: number, code: string, message: string, accessDeniedDetail?: AccessDeniedDetail) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.accessDeniedDetail = accessDeniedDetail;
  }
}

/** The emulator was given something it cannot work with: an option, a fleet, a fault, a control request. */
export class EmulatorInputError extends Error {
  /** One line per mistake: path, what was wrong, what was expected. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'EmulatorInputError';
    this.problems = problems;
  }
}

export function missingParameter(name: string): ApiError {
  return new ApiError(
    400,
    `MissingParameter.${name}`,
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

/** @param expected completes the sentence "expected ..." */
export function invalidParameter(name: string, expected: string): ApiError {
  return new ApiError(
    400,
    'InvalidParameter',
    `The specified parameter "${name}" is not valid: expected ${expected}.`,
  );
}

export function unsupportedParameter(name: string, operation: string): ApiError {
  return new ApiError(
    400,
    'UnsupportedParameter',
    `The parameter "${name}" is not supported: the emulator does not implement it for ${operation}. ` +
      'Start the emulator with the option lenient to have it ignored and recorded in the journal.',
  );
}

/** A value that the cloud takes and that cannot be ignored either, because nothing sensible is left without it. */
export function unsupportedValue(name: string, value: string, operation: string): ApiError {
  return new ApiError(
    400,
    'UnsupportedParameter',
    `The value "${value}" of the parameter "${name}" is not supported: the emulator does not implement it for ` +
      `${operation}, and the option lenient does not change that. Use another value.`,
  );
}

/** What an unexpected error is answered with: one of the emulator, not of its caller. */
export function defectText(error: unknown): string {
  return `The emulator itself failed: ${String(error)}. This is a defect of it.`;
}
