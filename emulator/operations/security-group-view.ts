import type { Body } from '../wire/render';
import type { Region } from '../world/region';
import { capacityOf, membersOf } from '../world/security-group';
import type { SecurityGroup } from '../world/security-group';
import type { SecurityGroupRule } from '../world/security-group-rule';
import { tagList } from './instance-view';
import { secondOf } from '../world/times';

/**
 * What DescribeSecurityGroups says of one group. https://help.aliyun.com/document_detail/25556.html
 *
 * @param instances how many instances each group has; undefined when the caller did not ask
 */
export function securityGroupView(
  region: Region,
  group: SecurityGroup,
  instances: ReadonlyMap<string, number> | undefined,
): Body {
  return {
    SecurityGroupId: group.id,
    SecurityGroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    SecurityGroupType: group.type,
    CreationTime: secondOf(group.createdAt),
    ResourceGroupId: group.resourceGroupId,
    ServiceManaged: group.serviceManaged,
    ...(group.serviceManaged && { ServiceID: group.serviceId }),
    RuleCount: group.rules.length,
    GroupToGroupRuleCount: group.rules.filter(({ peerGroupId }) => peerGroupId !== '').length,
    ...(instances && {
      EcsCount: instances.get(group.id) ?? 0,
      AvailableInstanceAmount: Math.max(0, capacityOf(group) - membersOf(region, group)),
    }),
    Tags: { Tag: tagList(group.tags) },
  };
}

/** What a rule says of its other end: under `Source` of an ingress rule, under `Dest` of an egress rule. */
function peerView(region: Region, rule: SecurityGroupRule, end: 'Source' | 'Dest'): Body {
  const isPeer = (rule.direction === 'ingress') === (end === 'Source');
  const groupId = isPeer ? rule.peerGroupId : '';
  const prefixListId = isPeer ? rule.peerPrefixListId : '';
  return {
    [`${end}CidrIp`]: end === 'Source' ? rule.sourceCidrIp : rule.destCidrIp,
    [`Ipv6${end}CidrIp`]: end === 'Source' ? rule.ipv6SourceCidrIp : rule.ipv6DestCidrIp,
    [`${end}GroupId`]: groupId,
    [`${end}GroupName`]: region.securityGroups.get(groupId)?.name ?? '',
    [`${end}GroupOwnerAccount`]: isPeer ? rule.peerGroupOwnerId : '',
    [`${end}PrefixListId`]: prefixListId,
    [`${end}PrefixListName`]: region.prefixLists.get(prefixListId)?.name ?? '',
  };
}

/** What DescribeSecurityGroupAttribute says of one rule. https://help.aliyun.com/document_detail/25555.html */
export function ruleView(region: Region, rule: SecurityGroupRule): Body {
  return {
    SecurityGroupRuleId: rule.id,
    Direction: rule.direction,
    IpProtocol: rule.ipProtocol,
    PortRange: rule.portRange,
    PortRangeListId: rule.portRangeListId,
    PortRangeListName: region.portRangeLists.get(rule.portRangeListId)?.name ?? '',
    SourcePortRange: rule.sourcePortRange,
    ...peerView(region, rule, 'Source'),
    ...peerView(region, rule, 'Dest'),
    Policy: rule.policy,
    Priority: String(rule.priority),
    NicType: rule.nicType,
    Description: rule.description,
    CreateTime: secondOf(rule.createdAt),
  };
}
