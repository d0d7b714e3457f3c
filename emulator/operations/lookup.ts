import type { Call } from '../api/operation';
import { ApiError } from '../errors';
import type { Instance } from '../world/instance';
import type { Inventory, Resource } from '../world/inventory';
import type { Region } from '../world/region';

/** A resource with the region it is in. */
export interface Located<T> {
  readonly region: Region;
  readonly resource: T;
}

/**
 * Finds a resource in the region that the request names, else in all regions of the account: an endpoint of the
 * cloud is regional and the emulator's is not.
 */
export function locate<T extends Resource>(
  { account, region }: Call,
  id: string,
  inventoryOf: (region: Region) => Inventory<T>,
): Located<T> | undefined {
  for (const candidate of region === undefined ? account.regions.values() : [region]) {
    const resource = inventoryOf(candidate).get(id);
    if (resource !== undefined) return { region: candidate, resource };
  }
  return undefined;
}

export function instanceNotFound(): ApiError {
  return new ApiError(404, 'InvalidInstanceId.NotFound', 'The specified InstanceId does not exist.');
}

/** @throws ApiError InvalidInstanceId.NotFound */
export function locateInstance(call: Call, id: string): Located<Instance> {
  const located = locate(call, id, ({ instances }) => instances);
  if (located === undefined) throw instanceNotFound();
  return located;
}

/** The ARN of one resource, in whatever region it is. */
export function arnOf<T extends Resource>(
  call: Call,
  type: string,
  id: string,
  inventoryOf: (region: Region) => Inventory<T>,
): string {
  const region = locate(call, id, inventoryOf)?.region.id ?? call.region?.id ?? '*';
  return `acs:ecs:${region}:${call.account.id}:${type}/${id}`;
}
