import { ApiError } from '../errors';
import type { MembershipRefusals } from './security-group-membership';

/** Codes of the operations on interfaces, as their pages list them. https://help.aliyun.com/document_detail/58504.html */

export function networkInterfaceNotFound(): ApiError {
  return new ApiError(404, 'InvalidEniId.NotFound', 'The specified NetworkInterfaceId does not exist.');
}

export function invalidEniState(expected: string): ApiError {
  return new ApiError(
    400,
    'InvalidOperation.InvalidEniState',
    `The operation is not allowed in the current status of the network interface: expected ${expected}.`,
  );
}

export function invalidEcsState(expected: string): ApiError {
  return new ApiError(
    400,
    'InvalidOperation.InvalidEcsState',
    `The operation is not allowed in the current status of the instance: expected ${expected}.`,
  );
}

export function invalidEniType(subject: string): ApiError {
  return new ApiError(403, 'InvalidOperation.InvalidEniType', `The operation is not allowed for ${subject}.`);
}

export function eniServiceManaged(): ApiError {
  return new ApiError(
    403,
    'InvalidOperation.EniServiceManaged',
    'The network interface is managed by a cloud product and cannot be changed by its user.',
  );
}

export function vpcMismatch(subject: string): ApiError {
  return new ApiError(403, 'InvalidOperation.VpcMismatch', `The ${subject} are not in the same VPC.`);
}

export function conflictingParameters(left: string, right: string): ApiError {
  return new ApiError(
    400,
    'InvalidParameter.Conflict',
    `The parameters ${left} and ${right} cannot be specified at the same time.`,
  );
}

export function queueNumberExceeded(code: string, most: number): ApiError {
  return new ApiError(
    403,
    `InvalidOperation.${code}`,
    `The number of queues exceeds what the instance type allows: ${most}.`,
  );
}

export const INTERFACE_MEMBERSHIP: MembershipRefusals = {
  otherVpc: () => vpcMismatch('network interface and the security group'),
  tooManyGroups: (most) =>
    new ApiError(
      400,
      'JoinedGroupLimitExceed',
      `A network interface can be in at most ${most} security groups.`,
    ),
  groupIsFull: () =>
    new ApiError(
      403,
      'SecurityGroupInstanceLimitExceed',
      'The security group has reached the limit of its members.',
    ),
};
