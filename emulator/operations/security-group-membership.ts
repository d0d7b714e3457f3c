import { ApiError } from '../errors';
import type { Region } from '../world/region';
import { capacityOf, membersOf } from '../world/security-group';
import { ruleWeightOf } from '../world/security-group-weight';
import { managedByCloudProduct, securityGroupNotFound } from './security-group-lookup';

/** An instance or an interface that is to be in certain groups. */
export interface Member {
  readonly vpcId: string;
  /** The groups it is in now; none of a new one. */
  readonly securityGroupIds: readonly string[];
  /** How many private addresses it brings. */
  readonly addresses: number;
}

/** What instances and interfaces are refused with. */
export interface MembershipRefusals {
  otherVpc(): ApiError;
  tooManyGroups(most: number): ApiError;
  groupIsFull(): ApiError;
}

/** https://help.aliyun.com/document_detail/25508.html */
export const INSTANCE_MEMBERSHIP: MembershipRefusals = {
  otherVpc: () =>
    new ApiError(
      400,
      'InvalidInstanceId.Mismatch',
      'Specified instance and security group are not in the same VPC.',
    ),
  tooManyGroups: () =>
    new ApiError(
      403,
      'InstanceSecurityGroupLimitExceeded',
      'Exceeding the allowed amount of security groups that an instance can be in.',
    ),
  groupIsFull: () =>
    new ApiError(
      403,
      'SecurityGroupInstanceLimitExceeded',
      'The maximum number of instances in a security group is exceeded.',
    ),
};

/**
 * Whether a member may be in these groups and no others: they exist, in its VPC, are of one type, not too many, have
 * room, and have not too many rules together. https://help.aliyun.com/document_detail/25412.html
 */
export function checkMembership(
  region: Region,
  member: Member,
  ids: readonly string[],
  refusals: MembershipRefusals,
): void {
  const { quotas } = region.account;
  const groups = [...new Set(ids)].map((id) => {
    const group = region.securityGroups.get(id);
    if (group === undefined) throw securityGroupNotFound();
    return group;
  });
  if (groups.some(({ vpcId }) => vpcId !== member.vpcId)) throw refusals.otherVpc();
  if (new Set(groups.map(({ type }) => type)).size > 1) {
    throw new ApiError(
      400,
      'InvalidParameter.Conflict',
      'Basic security groups and advanced security groups cannot be used together.',
    );
  }
  const left = member.securityGroupIds.filter((id) => !ids.includes(id));
  const joined = groups.filter(({ id }) => !member.securityGroupIds.includes(id));
  const isManaged = (id: string): boolean => region.securityGroups.get(id)?.serviceManaged === true;
  if (left.some(isManaged) || joined.some(({ serviceManaged }) => serviceManaged)) {
    throw managedByCloudProduct('security group');
  }
  const most = quotas.securityGroupsPerNetworkInterface;
  if (groups.length > most) throw refusals.tooManyGroups(most);
  const isFull = joined.some((group) => {
    const added = group.type === 'enterprise' || group.vpcId === '' ? 1 : member.addresses;
    return membersOf(region, group) + added > capacityOf(group);
  });
  if (isFull) throw refusals.groupIsFull();
  if (ruleWeightOf(region)(groups.map(({ id }) => id)) > quotas.rulesPerNetworkInterface) {
    throw new ApiError(
      403,
      'AclLimitExceed',
      `The security groups have more than ${quotas.rulesPerNetworkInterface} rules together.`,
    );
  }
}
