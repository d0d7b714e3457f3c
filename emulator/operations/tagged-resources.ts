import type { RegionalCall } from '../api/operation';
import { ApiError, unsupportedValue } from '../errors';
import type { Inventory } from '../world/inventory';
import type { Region } from '../world/region';
import { TAGGABLE } from '../world/taggable';
import type { Tagged } from '../world/taggable';
import { resourceArns } from './resources';

/** Types that the cloud can tag and the emulator does not have. */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  ...['volume', 'ddh', 'ddhcluster', 'reservedinstance', 'elasticityassurance', 'capacityreservation'],
  ...['activation', 'managedinstance'],
]);

/**
 * The resources of one type, whatever the case of the word.
 *
 * @throws ApiError InvalidResourceType.NotFound
 */
export function inventoryOf(region: Region, type: string, operation: string): Inventory<Tagged> {
  const find = TAGGABLE.get(type.toLowerCase());
  if (find !== undefined) return find(region);
  if (OTHER_TYPES.has(type.toLowerCase())) throw unsupportedValue('ResourceType', type, operation);
  throw new ApiError(
    404,
    'InvalidResourceType.NotFound',
    'The ResourceType provided does not exist in our records.',
  );
}

/** ARNs of resources of one type; without ids, of all of them. */
export function taggedArns(
  { account, region }: RegionalCall,
  type: string,
  ids: readonly string[],
): string[] {
  return resourceArns(account, region.id, type.toLowerCase(), ids);
}
