import { ApiError } from '../errors';

export function prefixListNotFound(): ApiError {
  return new ApiError(404, 'InvalidPrefixListId.NotFound', 'The specified prefix list was not found.');
}

export function portRangeListNotFound(): ApiError {
  return new ApiError(400, 'InvalidPortRangeListId.NotFound', 'The specified port range list was not found.');
}
