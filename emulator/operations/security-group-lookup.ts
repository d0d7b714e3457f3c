import type { Call, RegionalCall } from '../api/operation';
import { ApiError } from '../errors';
import type { SecurityGroup } from '../world/security-group';
import { resourceArns } from './resources';

export function securityGroupNotFound(): ApiError {
  return new ApiError(
    404,
    'InvalidSecurityGroupId.NotFound',
    'The specified SecurityGroupId does not exist.',
  );
}

/** Of a security group, or an interface, that a cloud service looks after. */
export function managedByCloudProduct(subject: string): ApiError {
  return new ApiError(
    403,
    'InvalidOperation.ResourceManagedByCloudProduct',
    `The ${subject} is managed by a cloud product and cannot be changed by its user.`,
  );
}

/** @throws ApiError InvalidSecurityGroupId.NotFound */
export function securityGroupOf({ region }: RegionalCall, id: string): SecurityGroup {
  const group = region.securityGroups.get(id);
  if (group === undefined) throw securityGroupNotFound();
  return group;
}

/** @throws ApiError InvalidSecurityGroupId.NotFound, InvalidOperation.ResourceManagedByCloudProduct */
export function ownSecurityGroupOf(call: RegionalCall, id: string): SecurityGroup {
  const group = securityGroupOf(call, id);
  if (group.serviceManaged) throw managedByCloudProduct('security group');
  return group;
}

export function securityGroupArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'securitygroup', ids);
}

/** The same region of every account: groups of other accounts may be referred to. */
export function sameRegionOfAll({ world }: Call, regionId: string) {
  return [...world.accounts.values()].flatMap(({ regions }) => regions.get(regionId) ?? []);
}
