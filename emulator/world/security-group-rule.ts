import type { Resource } from './inventory';
import { cidrText, networkOf } from './ip';
import type { Region } from './region';
import type { World } from './world';

export const RULE_DIRECTIONS = ['ingress', 'egress'] as const;
export type RuleDirection = (typeof RULE_DIRECTIONS)[number];

export const NIC_TYPES = ['intranet', 'internet'] as const;
export type NicType = (typeof NIC_TYPES)[number];

/** The protocols that have ports. */
export const PORT_PROTOCOLS: ReadonlySet<string> = new Set(['TCP', 'UDP']);

/** What a rule of a security group says. Empty strings stand for what it does not name. */
export interface RuleContent {
  readonly direction: RuleDirection;
  /** TCP, UDP, ICMP, ICMPv6, GRE, ALL, or another number of IANA. */
  readonly ipProtocol: string;
  /** `22/22`, `1/65535`, or `-1/-1` where the protocol has no ports. */
  readonly portRange: string;
  /** Instead of `portRange`. */
  readonly portRangeListId: string;
  readonly sourcePortRange: string;
  readonly sourceCidrIp: string;
  readonly ipv6SourceCidrIp: string;
  readonly destCidrIp: string;
  readonly ipv6DestCidrIp: string;
  /** The security group at the other end: the source of an ingress rule, the destination of an egress rule. */
  readonly peerGroupId: string;
  /** Empty when it is of the same account. */
  readonly peerGroupOwnerId: string;
  /** The prefix list at the other end. */
  readonly peerPrefixListId: string;
  readonly policy: 'Accept' | 'Drop';
  /** 1 to 100; 1 is the strongest. Rules from before 2020 can have 110. */
  readonly priority: number;
  readonly nicType: NicType;
  readonly description: string;
}

/** A rule of a security group. Instants are virtual epoch milliseconds. */
export interface SecurityGroupRule extends RuleContent, Resource {
  readonly createdAt: number;
}

/** A rule that accepts everything from or to nowhere yet, unless more is said of it. */
export function newSecurityGroupRule(
  world: World,
  region: Region,
  given: Partial<SecurityGroupRule> & Pick<SecurityGroupRule, 'direction'>,
): SecurityGroupRule {
  return {
    id: world.resourceId('sgr', region),
    sequence: world.nextSequence(),
    ipProtocol: 'ALL',
    portRange: '-1/-1',
    portRangeListId: '',
    sourcePortRange: '',
    sourceCidrIp: '',
    ipv6SourceCidrIp: '',
    destCidrIp: '',
    ipv6DestCidrIp: '',
    peerGroupId: '',
    peerGroupOwnerId: '',
    peerPrefixListId: '',
    policy: 'Accept',
    priority: 1,
    nicType: 'intranet',
    description: '',
    createdAt: world.clock.now(),
    ...given,
  };
}

export type AuthorizationObject = 'ipv4' | 'ipv6' | 'group' | 'prefixList';

/** What kind of thing is at the other end of a rule; undefined when nothing is. */
export function authorizationObjectOf(rule: RuleContent): AuthorizationObject | undefined {
  const isIngress = rule.direction === 'ingress';
  if ((isIngress ? rule.sourceCidrIp : rule.destCidrIp) !== '') return 'ipv4';
  if ((isIngress ? rule.ipv6SourceCidrIp : rule.ipv6DestCidrIp) !== '') return 'ipv6';
  if (rule.peerGroupId !== '') return 'group';
  return rule.peerPrefixListId === '' ? undefined : 'prefixList';
}

function sameWriting(cidr: string): string {
  const network = networkOf(cidr);
  return network === undefined ? cidr : cidrText(network);
}

/**
 * What makes two rules of a group the same one: direction, protocol, ports, both ends and policy, but neither
 * priority nor description. https://help.aliyun.com/document_detail/25554.html
 */
export function identityOf(rule: RuleContent): string {
  const { direction, ipProtocol, portRange, portRangeListId, sourcePortRange, policy, nicType } = rule;
  const { peerGroupId, peerGroupOwnerId, peerPrefixListId } = rule;
  const cidrs = [rule.sourceCidrIp, rule.ipv6SourceCidrIp, rule.destCidrIp, rule.ipv6DestCidrIp];
  const ports = [portRange, portRangeListId, sourcePortRange];
  const peer = [peerGroupId, peerGroupOwnerId, peerPrefixListId];
  return [direction, ipProtocol, policy, nicType, ...ports, ...cidrs.map(sameWriting), ...peer].join(' ');
}

/** How many rules a rule counts as: the most entries that each list it refers to may have. */
export function weightOf(region: Region, { peerPrefixListId, portRangeListId }: RuleContent): number {
  const addresses = region.prefixLists.get(peerPrefixListId)?.maxEntries ?? 1;
  const ports = region.portRangeLists.get(portRangeListId)?.maxEntries ?? 1;
  return addresses * ports;
}

export function weightOfAll(region: Region, rules: readonly RuleContent[]): number {
  return rules.reduce((sum, rule) => sum + weightOf(region, rule), 0);
}
