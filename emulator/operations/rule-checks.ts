import type { RegionalCall } from '../api/operation';
import { ApiError } from '../errors';
import type { AddressFamily } from '../world/ip';
import { networkOf } from '../world/ip';
import type { SecurityGroup } from '../world/security-group';
import { PORT_PROTOCOLS, weightOfAll } from '../world/security-group-rule';
import type { RuleContent } from '../world/security-group-rule';
import { ruleWeightOf } from '../world/security-group-weight';
import { portRangeListNotFound, prefixListNotFound } from './entry-list-errors';

/** Rules of a normal group that name another group. https://help.aliyun.com/document_detail/25412.html */
const MOST_GROUP_RULES = 20;

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

function sameGroup({ direction }: RuleContent): ApiError {
  return direction === 'ingress'
    ? new ApiError(
        403,
        'InvalidParamter.Conflict',
        'The specified SecurityGroupId should be different from the SourceGroupId.',
      )
    : new ApiError(
        403,
        'InvalidSecurityGroup.IsSame',
        'The authorized SecurityGroupId should be different from the DestGroupId.',
      );
}

function peerGroupOf({ world, account, region }: RegionalCall, rule: RuleContent): SecurityGroup {
  const owner = world.accounts.get(rule.peerGroupOwnerId === '' ? account.id : rule.peerGroupOwnerId);
  const peer = owner?.regions.get(region.id)?.securityGroups.get(rule.peerGroupId);
  if (peer !== undefined) return peer;
  const name = rule.direction === 'ingress' ? 'SourceGroupId' : 'DestGroupId';
  throw new ApiError(404, `Invalid${name}.NotFound`, `The ${name} provided does not exist in our records.`);
}

function checkPeerGroup(call: RegionalCall, group: SecurityGroup, rule: RuleContent): void {
  if (rule.peerGroupId === '') return;
  if (group.type === 'enterprise') {
    throw badRequest(
      'InvalidGroupParameter.OperationDenied',
      'The attributes Policy, SourceGroupId, DestGroupId of enterprise level security groups are not allowed to be set or modified.',
    );
  }
  const peer = peerGroupOf(call, rule);
  if (peer === group) throw sameGroup(rule);
  if (peer.type === 'enterprise') {
    throw badRequest(
      'InvalidGroupAuthParameter.OperationDenied',
      'The security group can not authorize to enterprise level security group.',
    );
  }
  if ((peer.vpcId === '') !== (group.vpcId === '')) {
    throw new ApiError(
      403,
      'InvalidNetworkType.Mismatch',
      'The specified SecurityGroup network type should be same with SourceGroup network type (vpc or classic).',
    );
  }
  const [name, noun] =
    rule.direction === 'ingress' ? ['SourceGroupId', 'source'] : ['DestGroupId', 'destination'];
  if (rule.nicType === 'internet') {
    throw new ApiError(403, `Invalid${name}.Mismatch`, 'NicType is required or NicType expects intranet.');
  }
  if (peer.vpcId !== group.vpcId) {
    throw badRequest(
      `Invalid${name}.Mismatch`,
      `Specified security group and ${noun} group are not in the same VPC.`,
    );
  }
}

/** The address family that a rule is about, where it says so itself. */
function familyOf(rule: RuleContent): AddressFamily | undefined {
  if (rule.ipProtocol === 'ICMP') return 'IPv4';
  if (rule.ipProtocol === 'ICMPv6') return 'IPv6';
  const addresses = [rule.sourceCidrIp, rule.destCidrIp, rule.ipv6SourceCidrIp, rule.ipv6DestCidrIp];
  return networkOf(addresses.find((address) => address !== '') ?? '')?.family;
}

function checkPrefixList({ region }: RegionalCall, group: SecurityGroup, rule: RuleContent): void {
  if (rule.peerPrefixListId === '') return;
  if (group.vpcId === '') {
    throw badRequest(
      'NotSupported.ClassicNetworkPrefixList',
      'The prefix list is not supported when the network type of security group is classic.',
    );
  }
  const prefixList = region.prefixLists.get(rule.peerPrefixListId);
  if (prefixList === undefined) throw prefixListNotFound();
  if ((familyOf(rule) ?? prefixList.addressFamily) !== prefixList.addressFamily) {
    throw badRequest(
      'InvalidParam.PrefixListAddressFamilyMismatch',
      'The address family of the specified prefix list does not match the specified CidrIp.',
    );
  }
}

function checkPortRangeList({ region }: RegionalCall, group: SecurityGroup, rule: RuleContent): void {
  if (rule.portRangeListId === '') return;
  if (!PORT_PROTOCOLS.has(rule.ipProtocol)) {
    throw badRequest(
      'InvalidParam.ProtocolNotSupportPortRangeList',
      'The specified protocol does not support the port range list.',
    );
  }
  if (group.vpcId === '') {
    throw badRequest(
      'InvalidSecurityGroup.InvalidNetworkType',
      'The specified security group network type is not support this operation, please check the security group network types.',
    );
  }
  if (region.portRangeLists.get(rule.portRangeListId) === undefined) throw portRangeListNotFound();
}

/** Whether what a rule refers to exists and goes with the group. */
export function checkReferences(call: RegionalCall, group: SecurityGroup, rule: RuleContent): void {
  checkPeerGroup(call, group, rule);
  checkPrefixList(call, group, rule);
  checkPortRangeList(call, group, rule);
}

function authorizationLimit(): ApiError {
  return new ApiError(
    403,
    'AuthorizationLimitExceed',
    'The limit of authorization records in the security group reaches.',
  );
}

/** Whether a group, and the interfaces in it, may have these rules. */
export function checkLimits(
  { account, region }: RegionalCall,
  group: SecurityGroup,
  rules: readonly RuleContent[],
): void {
  if (rules.filter(({ peerGroupId }) => peerGroupId !== '').length > MOST_GROUP_RULES) {
    throw badRequest(
      'AuthorizedGroupRule.LimitExceed',
      'You have reached the limit on the number of group authorization rules that you can add to a security group. ' +
        `When authorization object of rule is security group, the limit is ${MOST_GROUP_RULES}.`,
    );
  }
  const weight = weightOfAll(region, rules);
  if (weight > account.quotas.rulesPerSecurityGroup) throw authorizationLimit();
  const weigh = ruleWeightOf(region, new Map([[group.id, weight]]));
  const isOver = region.networkInterfaces
    .all()
    .some(
      ({ securityGroupIds }) =>
        securityGroupIds.includes(group.id) &&
        weigh(securityGroupIds) > account.quotas.rulesPerNetworkInterface,
    );
  if (isOver) throw authorizationLimit();
}
