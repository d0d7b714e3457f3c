import type { Resource } from './inventory';
import type { Region } from './region';
import { defaultVpcId } from './vswitch';
import type { World } from './world';

export type RuleDirection = 'ingress' | 'egress';

/** A rule of a security group. Empty strings stand for what a rule does not name. */
export interface SecurityGroupRule {
  readonly id: string;
  readonly direction: RuleDirection;
  ipProtocol: string;
  /** `22/22`, `1/65535`, or `-1/-1` where the protocol has no ports. */
  portRange: string;
  policy: 'Accept' | 'Drop';
  /** 1 to 100; 1 is the strongest. */
  priority: number;
  description: string;
  readonly createdAt: number;
  sourceCidrIp: string;
  ipv6SourceCidrIp: string;
  sourceGroupId: string;
  sourceGroupOwnerAccount: string;
  sourcePrefixListId: string;
  sourcePortRange: string;
  destCidrIp: string;
  ipv6DestCidrIp: string;
  destGroupId: string;
  destGroupOwnerAccount: string;
  destPrefixListId: string;
  portRangeListId: string;
  nicType: 'intranet' | 'internet';
}

/** A security group. Instants are virtual epoch milliseconds. */
export interface SecurityGroup extends Resource {
  readonly regionId: string;
  name: string;
  description: string;
  /** Empty in the classic network. */
  readonly vpcId: string;
  readonly type: 'normal' | 'enterprise';
  innerAccessPolicy: 'Accept' | 'Drop';
  rules: readonly SecurityGroupRule[];
  resourceGroupId: string;
  /** Made and looked after by a cloud service; its users cannot change it. */
  readonly serviceManaged: boolean;
  readonly serviceId: string;
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
    innerAccessPolicy: 'Accept',
    rules: [],
    resourceGroupId: '',
    serviceManaged: false,
    serviceId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
  };
}

export function defaultSecurityGroupId(region: Region): string {
  return `sg-${region.info.idPrefix}0default0secgroup`;
}
