import type { Refusal } from '../api/parameters';
import { ApiError } from '../errors';

/** Codes that operations of several families answer with. */

export { incorrectInstanceStatus, instanceLockedForSecurity, noStock } from '../world/refusals';

/** @param status 403, where the table of an operation has no other */
export function chargeTypeViolation(status = 403): ApiError {
  return new ApiError(
    status,
    'ChargeTypeViolation',
    'The operation is not permitted due to charge type of the instance.',
  );
}

export function unknownInstanceType(): ApiError {
  return new ApiError(
    400,
    'InvalidInstanceType.ValueNotSupported',
    'The specified InstanceType does not exist or beyond the permitted range.',
  );
}

/** The refusal of a name, a description, a password ... that does not follow the rules for it. */
export function malformed(parameter: string): Refusal {
  return () =>
    new ApiError(
      400,
      `Invalid${parameter}.Malformed`,
      `The specified parameter "${parameter}" is not valid.`,
    );
}
