import type { Resource } from './inventory';
import type { Region } from './region';
import { newSecurityGroupRule } from './security-group-rule';
import type { SecurityGroupRule } from './security-group-rule';
import { defaultVpcId } from './vswitch';
import type { World } from './world';

export const SECURITY_GROUP_TYPES = ['normal', 'enterprise'] as const;

/** A security group. Instants are virtual epoch milliseconds. */
export interface SecurityGroup extends Resource {
  readonly regionId: string;
  name: string;
  description: string;
  /** Empty in the classic network. */
  readonly vpcId: string;
  readonly type: (typeof SECURITY_GROUP_TYPES)[number];
  /** Whether the members of a normal group reach each other; those of an enterprise group never do by this alone. */
  innerAccessPolicy: 'Accept' | 'Drop';
  /** In order of creation. */
  rules: readonly SecurityGroupRule[];
  resourceGroupId: string;
  /** Made and looked after by a cloud service; its users cannot change it. */
  readonly serviceManaged: boolean;
  readonly serviceId: number;
  /** Set by a cloud service that cannot do without the group. */
  readonly deletionProtection: boolean;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
}

export function newSecurityGroup(world: World, region: Region, given: Partial<SecurityGroup>): SecurityGroup {
  return {
    id: world.resourceId('sg', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    name: '',
    description: '',
    vpcId: defaultVpcId(region),
    type: 'normal',
    innerAccessPolicy: given.type === 'enterprise' ? 'Drop' : 'Accept',
    rules: [],
    resourceGroupId: '',
    serviceManaged: false,
    serviceId: 0,
    deletionProtection: false,
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
  };
}

/** The default group of a VPC; without one, of the default VPC. */
export function defaultSecurityGroupId(region: Region, vpcId = defaultVpcId(region)): string {
  const prefix = `sg-${region.info.idPrefix}`;
  return vpcId === defaultVpcId(region) ? `${prefix}0default0secgroup` : `${prefix}0default-${vpcId}`;
}

/**
 * The group of those in a VPC who name none: ICMP, SSH and RDP are open to everybody.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/default-security-groups
 */
export function newDefaultSecurityGroup(
  world: World,
  region: Region,
  vpcId = defaultVpcId(region),
): SecurityGroup {
  const open = (ipProtocol: string, portRange: string): SecurityGroupRule =>
    newSecurityGroupRule(world, region, {
      direction: 'ingress',
      ipProtocol,
      portRange,
      sourceCidrIp: '0.0.0.0/0',
      priority: 100,
      nicType: vpcId === '' ? 'internet' : 'intranet',
      description: 'System created rule.',
    });
  return newSecurityGroup(world, region, {
    id: defaultSecurityGroupId(region, vpcId),
    vpcId,
    name: 'default',
    description: 'System created security group.',
    rules: [open('ICMP', '-1/-1'), open('TCP', '22/22'), open('TCP', '3389/3389')],
  });
}

/**
 * How much a group holds: private addresses of a normal group in a VPC, instances of one in the classic network,
 * interfaces of an enterprise group. https://help.aliyun.com/document_detail/25412.html
 */
export function capacityOf({ type, vpcId }: SecurityGroup): number {
  if (type === 'enterprise') return 65_536;
  return vpcId === '' ? 1000 : 6000;
}

/** How much of its capacity a group has in use. */
export function membersOf(region: Region, { id, type, vpcId }: SecurityGroup): number {
  const has = ({ securityGroupIds }: { readonly securityGroupIds: readonly string[] }): boolean =>
    securityGroupIds.includes(id);
  if (vpcId === '') return region.instances.all().filter(has).length;
  let members = 0;
  for (const networkInterface of region.networkInterfaces.all()) {
    if (has(networkInterface)) {
      members += type === 'enterprise' ? 1 : networkInterface.privateIpAddresses.length;
    }
  }
  return members;
}

/** How many instances are in each group. */
export function instancesPerGroup(region: Region): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { securityGroupIds } of region.instances.all()) {
    for (const id of securityGroupIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** The groups with rules that name this one, in the accounts whose regions are given. */
export function referencesTo(
  { id, regionId }: SecurityGroup,
  owner: string,
  regions: readonly Region[],
): { readonly accountId: string; readonly group: SecurityGroup }[] {
  return regions.flatMap((region) =>
    region.id === regionId
      ? region.securityGroups
          .all()
          .filter((group) =>
            group.rules.some(
              ({ peerGroupId, peerGroupOwnerId }) =>
                peerGroupId === id &&
                (peerGroupOwnerId === '' ? region.account.id : peerGroupOwnerId) === owner,
            ),
          )
          .map((group) => ({ accountId: region.account.id, group }))
      : [],
  );
}

/** Adds the groups that somebody in a VPC names and that nothing else is said of. */
export function addMissingSecurityGroups(
  world: World,
  region: Region,
  ids: readonly string[],
  vpcId: string,
): void {
  for (const id of ids) {
    if (region.securityGroups.get(id) !== undefined) continue;
    const isDefault = id === defaultSecurityGroupId(region, vpcId);
    region.securityGroups.add(
      isDefault
        ? newDefaultSecurityGroup(world, region, vpcId)
        : newSecurityGroup(world, region, { id, name: id, vpcId }),
    );
  }
}
