import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, clientToken, list, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import { defaultVpcId, hasVpc } from '../world/vswitch';
import { SECURITY_GROUP_TYPES, membersOf, newSecurityGroup, referencesTo } from '../world/security-group';
import type { SecurityGroup } from '../world/security-group';
import { ECS } from './products';
import {
  ownSecurityGroupOf,
  sameRegionOfAll,
  securityGroupArns,
  securityGroupOf,
} from './security-group-lookup';
import { joinSecurityGroup, leaveSecurityGroup } from './security-group-members';
import { describeSecurityGroupAttribute, describeSecurityGroups } from './security-group-queries';
import { CREATION_TAGS, tagsOf } from './tag-parameters';
import { description, resourceName } from './texts';

const NAME = resourceName(
  () =>
    new ApiError(
      400,
      'InvalidSecurityGroupName.Malformed',
      'The specified parameter SecurityGroupName is not valid.',
    ),
);

const DESCRIPTION = description(
  () =>
    new ApiError(
      400,
      'InvalidSecurityGroupDiscription.Malformed',
      'Specified security group description is not valid.',
    ),
);

function invalidGroupType(): ApiError {
  return new ApiError(400, 'InvalidParams.GroupType', 'The specified security group type is not valid.');
}

/** A new group has no rules. https://help.aliyun.com/document_detail/25553.html */
const createSecurityGroup = regionalOperation({
  product: ECS,
  name: 'CreateSecurityGroup',
  access: 'write',
  parameters: {
    VpcId: text(),
    SecurityGroupName: NAME,
    Description: DESCRIPTION,
    SecurityGroupType: choice(SECURITY_GROUP_TYPES, invalidGroupType),
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: [...OWNER_PARAMETERS, 'ServiceManaged'],
  authorization: {
    action: 'ecs:CreateSecurityGroup',
    resources: (call, { VpcId }) => [
      ...securityGroupArns(call, []),
      ...(VpcId === undefined ? [] : [`acs:vpc:${call.region.id}:${call.account.id}:vpc/${VpcId}`]),
    ],
  },
  handle: ({ world, account, region }, values) => {
    if (values.VpcId === undefined) {
      throw new ApiError(
        403,
        'InvalidVpcId.NotFound',
        `The VpcId must not empty when only support vpc vm. The default VPC is ${defaultVpcId(region)}.`,
      );
    }
    if (!hasVpc(region, values.VpcId)) {
      throw new ApiError(404, 'InvalidVpcId.NotFound', 'Specified VPC does not exist.');
    }
    const tags = tagsOf(values.Tag);
    if (region.securityGroups.size >= account.quotas.securityGroupsPerRegion) {
      throw new ApiError(
        403,
        'QuotaExceed.SecurityGroup',
        'The maximum number of security groups is reached.',
      );
    }
    const group = newSecurityGroup(world, region, {
      vpcId: values.VpcId,
      name: values.SecurityGroupName ?? '',
      description: values.Description ?? '',
      type: values.SecurityGroupType ?? 'normal',
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
    });
    region.securityGroups.add(group);
    return { SecurityGroupId: group.id };
  },
});

function dependencyViolation(message: string): ApiError {
  return new ApiError(403, 'DependencyViolation', message);
}

/** The rules with which other groups, of this account or another, refer to this one. */
function referencesOf(call: RegionalCall, group: SecurityGroup) {
  return referencesTo(group, call.account.id, sameRegionOfAll(call, group.regionId));
}

/** https://help.aliyun.com/document_detail/25558.html */
const deleteSecurityGroup = regionalOperation({
  product: ECS,
  name: 'DeleteSecurityGroup',
  access: 'write',
  parameters: { SecurityGroupId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteSecurityGroup',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, [SecurityGroupId]),
  },
  handle: (call, { SecurityGroupId }) => {
    const group = ownSecurityGroupOf(call, SecurityGroupId);
    if (group.deletionProtection) {
      throw new ApiError(
        403,
        'InvalidOperation.DeletionProtection',
        'The security group is protected from deletion by a cloud service that uses it.',
      );
    }
    if (membersOf(call.region, group) > 0) {
      throw dependencyViolation('There is still instance(s) in the specified security group.');
    }
    if (referencesOf(call, group).length > 0) {
      throw dependencyViolation('The specified security group has been authorized in another one.');
    }
    call.region.securityGroups.remove(group.id);
    return {};
  },
});

/** https://help.aliyun.com/document_detail/57320.html */
const describeSecurityGroupReferences = regionalOperation({
  product: ECS,
  name: 'DescribeSecurityGroupReferences',
  access: 'read',
  parameters: { SecurityGroupId: required(list(10)) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeSecurityGroupReferences',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, SecurityGroupId),
  },
  whenDenied: () => ({ SecurityGroupReferences: { SecurityGroupReference: [] } }),
  handle: (call, { SecurityGroupId }) => ({
    SecurityGroupReferences: {
      SecurityGroupReference: [...new Set(SecurityGroupId)].map((id) => ({
        SecurityGroupId: id,
        ReferencingSecurityGroups: {
          ReferencingSecurityGroup: referencesOf(call, securityGroupOf(call, id)).map(
            ({ accountId, group }) => ({ AliUid: accountId, SecurityGroupId: group.id }),
          ),
        },
      })),
    },
  }),
});

/** https://help.aliyun.com/document_detail/25559.html */
const modifySecurityGroupAttribute = regionalOperation({
  product: ECS,
  name: 'ModifySecurityGroupAttribute',
  access: 'write',
  parameters: { SecurityGroupId: required(text()), SecurityGroupName: NAME, Description: DESCRIPTION },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifySecurityGroupAttribute',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, [SecurityGroupId]),
  },
  handle: (call, { SecurityGroupId, SecurityGroupName, Description }) => {
    const group = ownSecurityGroupOf(call, SecurityGroupId);
    group.name = SecurityGroupName ?? group.name;
    group.description = Description ?? group.description;
    return {};
  },
});

function invalidPolicy(): ApiError {
  return new ApiError(400, 'InvalidPolicy.Malformed', 'The specified parameter Policy is not valid.');
}

/** https://help.aliyun.com/document_detail/2679846.html */
const modifySecurityGroupPolicy = regionalOperation({
  product: ECS,
  name: 'ModifySecurityGroupPolicy',
  access: 'write',
  parameters: {
    SecurityGroupId: required(text()),
    InnerAccessPolicy: required(text({ pattern: /^(?:accept|drop)$/i, refusal: invalidPolicy })),
    ClientToken: clientToken(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifySecurityGroupPolicy',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, [SecurityGroupId]),
  },
  handle: (call, { SecurityGroupId, InnerAccessPolicy }) => {
    const group = ownSecurityGroupOf(call, SecurityGroupId);
    if (group.type === 'enterprise') {
      throw new ApiError(
        400,
        'InvalidGroupParameter.OperationDenied',
        'The attributes Policy, SourceGroupId, DestGroupId of enterprise level security groups are not allowed to be set or modified.',
      );
    }
    group.innerAccessPolicy = InnerAccessPolicy.toLowerCase() === 'accept' ? 'Accept' : 'Drop';
    return {};
  },
});

export const SECURITY_GROUP_OPERATIONS: readonly Operation[] = [
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  describeSecurityGroupAttribute,
  describeSecurityGroupReferences,
  modifySecurityGroupAttribute,
  modifySecurityGroupPolicy,
  joinSecurityGroup,
  leaveSecurityGroup,
];
