import { ApiError } from '../errors';

/** Why the state of the world does not allow what is asked, as several operations put it. */

export function incorrectInstanceStatus(): ApiError {
  return new ApiError(
    403,
    'IncorrectInstanceStatus',
    'The current status of the resource does not support this operation.',
  );
}

export function instanceLockedForSecurity(): ApiError {
  return new ApiError(
    403,
    'InstanceLockedForSecurity',
    'The specified operation is denied as your instance is locked for security reasons.',
  );
}

/** https://help.aliyun.com/document_detail/25500.html */
export function diskError(): ApiError {
  return new ApiError(403, 'DiskError', 'IncorrectDiskStatus.');
}

export function noStock(): ApiError {
  return new ApiError(
    403,
    'OperationDenied.NoStock',
    'The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.',
  );
}
