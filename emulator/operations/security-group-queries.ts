import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import { choice, flag, integer, jsonList, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import { NETWORK_TYPES } from '../world/instance';
import { SECURITY_GROUP_TYPES, instancesPerGroup } from '../world/security-group';
import type { SecurityGroup } from '../world/security-group';
import { NIC_TYPES, RULE_DIRECTIONS } from '../world/security-group-rule';
import { stopIfDryRun } from './dry-run';
import { select } from './filters';
import type { FilterTests } from './filters';
import { pageOf, pageParameters, tokenPageOf } from './page-parameters';
import { ECS } from './products';
import { securityGroupArns, securityGroupOf } from './security-group-lookup';
import { ruleView, securityGroupView } from './security-group-view';
import { TAG_FILTER, taggedWith } from './tag-parameters';
import type { WantedTag } from './tag-parameters';

interface Filters {
  readonly SecurityGroupId: string | undefined;
  readonly NetworkType: (typeof NETWORK_TYPES)[number] | undefined;
  readonly VpcId: string | undefined;
  readonly SecurityGroupType: SecurityGroup['type'] | undefined;
  readonly ServiceManaged: boolean | undefined;
  readonly ResourceGroupId: string | undefined;
  readonly Tag: readonly WantedTag[];
}

const TESTS: Required<FilterTests<SecurityGroup, Filters>> = {
  SecurityGroupId: (wanted) => (group) => group.id === wanted,
  NetworkType: (wanted) => (group) => (group.vpcId === '') === (wanted === 'classic'),
  VpcId: (wanted) => (group) => group.vpcId === wanted,
  SecurityGroupType: (wanted) => (group) => group.type === wanted,
  ServiceManaged: (wanted) => (group) => group.serviceManaged === wanted,
  ResourceGroupId: (wanted) => (group) => group.resourceGroupId === wanted,
  Tag: taggedWith,
};

/**
 * Pages by token when MaxResults or NextToken is given, and then without a total; else by number. With FuzzyQuery the
 * name is a part of the name. https://help.aliyun.com/document_detail/25556.html
 */
export const describeSecurityGroups = regionalOperation({
  product: ECS,
  name: 'DescribeSecurityGroups',
  access: 'read',
  parameters: {
    SecurityGroupIds: jsonList(100),
    SecurityGroupId: text(),
    SecurityGroupName: text(),
    FuzzyQuery: flag(),
    NetworkType: choice(NETWORK_TYPES),
    VpcId: text(),
    SecurityGroupType: choice(SECURITY_GROUP_TYPES),
    ServiceManaged: flag(),
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
    IsQueryEcsCount: flag(),
    DryRun: flag(),
    ...pageParameters({ defaultSize: 10, largest: 100 }),
    MaxResults: integer(1, 100),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeSecurityGroups',
    resources: (call, { SecurityGroupIds, SecurityGroupId }) =>
      securityGroupArns(call, SecurityGroupIds ?? (SecurityGroupId === undefined ? [] : [SecurityGroupId])),
  },
  whenDenied: ({ PageNumber = 1, PageSize }) => ({
    SecurityGroups: { SecurityGroup: [] },
    TotalCount: 0,
    PageNumber,
    PageSize,
  }),
  handle: (call, values) => {
    stopIfDryRun(values.DryRun);
    const { region } = call;
    const { SecurityGroupIds, SecurityGroupName, FuzzyQuery } = values;
    const candidates =
      SecurityGroupIds === undefined
        ? region.securityGroups.all()
        : region.securityGroups.pick(SecurityGroupIds);
    const isNamed = ({ name }: SecurityGroup): boolean =>
      SecurityGroupName === undefined ||
      (FuzzyQuery === true ? name.includes(SecurityGroupName) : name === SecurityGroupName);
    const matches = select(candidates.filter(isNamed), TESTS, values);
    const isByToken = values.MaxResults !== undefined || values.NextToken !== undefined;
    const { items, paging } = pageOf(call, matches, { ...values, PageNumber: values.PageNumber ?? 1 });
    const counts = values.IsQueryEcsCount === true ? instancesPerGroup(region) : undefined;
    return {
      RegionId: region.id,
      SecurityGroups: { SecurityGroup: items.map((group) => securityGroupView(region, group, counts)) },
      ...(isByToken ? { NextToken: paging.NextToken } : paging),
    };
  },
});

function invalidNicType(): ApiError {
  return new ApiError(400, 'InvalidNicType.ValueNotSupported', 'The specified NicType does not exist.');
}

/** https://help.aliyun.com/document_detail/25555.html */
export const describeSecurityGroupAttribute = regionalOperation({
  product: ECS,
  name: 'DescribeSecurityGroupAttribute',
  access: 'read',
  parameters: {
    SecurityGroupId: required(text()),
    Direction: withDefault(choice([...RULE_DIRECTIONS, 'all']), 'all'),
    NicType: choice(NIC_TYPES, invalidNicType),
    Attribute: choice(['snapshotPolicyIds']),
    MaxResults: withDefault(integer(10, 1000), 500),
    NextToken: text(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeSecurityGroupAttribute',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, [SecurityGroupId]),
  },
  handle: (call, values) => {
    const { region } = call;
    const group = securityGroupOf(call, values.SecurityGroupId);
    // In a VPC there is only intranet, whatever is asked for.
    const nicType = group.vpcId === '' ? (values.NicType ?? 'internet') : 'intranet';
    const matches = group.rules.filter(
      (rule) =>
        rule.nicType === nicType && (values.Direction === 'all' || rule.direction === values.Direction),
    );
    const { items, paging } = tokenPageOf(call, matches, values);
    return {
      RegionId: region.id,
      SecurityGroupId: group.id,
      SecurityGroupName: group.name,
      Description: group.description,
      VpcId: group.vpcId,
      InnerAccessPolicy: group.innerAccessPolicy,
      Permissions: { Permission: items.map((rule) => ruleView(region, rule)) },
      ...(values.Attribute !== undefined && { SnapshotPolicyIds: { SnapshotPolicyId: [] } }),
      ...paging,
    };
  },
});
