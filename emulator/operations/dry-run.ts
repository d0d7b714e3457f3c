import { ApiError } from '../errors';

/** Ends a checked request that was only to be checked. */
export function stopIfDryRun(dryRun: boolean | undefined): void {
  if (dryRun === true) {
    throw new ApiError(400, 'DryRunOperation', 'Request validation has been passed with DryRun flag set.');
  }
}
