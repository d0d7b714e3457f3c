import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, required, text, withDefault } from '../api/parameters';
import { ApiError, missingParameter } from '../errors';
import type { Body } from '../wire/render';
import { ASSOCIATION_TYPES, deletePolicy, disksOfPolicy, letPolicyRun } from '../world/auto-snapshot-policy';
import type { AutoSnapshotPolicy } from '../world/auto-snapshot-policy';
import type { Region } from '../world/region';
import { secondOf } from '../world/times';
import {
  FOR_EVER,
  POLICY_SETTINGS,
  copiesOf,
  daysOf,
  parameterInvalid,
  targetTagsOf,
} from './auto-snapshot-policy-parameters';
import { select } from './filters';
import { tagList } from './instance-view';
import { numberedPageOf, numberedPageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { CREATION_TAGS, TAG_FILTER, taggedWith, tagsOf } from './tag-parameters';

/** Regions that the documentation does not list among those where policies can select instances by tag. */
const WITHOUT_TARGET_TAGS: ReadonlySet<string> = new Set([
  'cn-nanjing',
  'cn-fuzhou',
  'ap-southeast-5',
  'us-west-1',
]);

export function policyArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'snapshotpolicy', ids);
}

/** @throws ApiError ParameterInvalid */
export function policyOf({ region }: RegionalCall, id: string): AutoSnapshotPolicy {
  const policy = region.autoSnapshotPolicies.get(id);
  if (policy !== undefined) return policy;
  throw new ApiError(404, 'ParameterInvalid', 'The specified automatic snapshot policy does not exist.');
}

function refuseTargetTags(region: Region, count: number): void {
  if (WITHOUT_TARGET_TAGS.has(region.id)) {
    throw new ApiError(
      403,
      'Abs.InvalidAction.RegionNotSupport',
      'This region does not support this action.',
    );
  }
  if (count === 0) throw missingParameter('TargetTags');
}

const REFUSED = [...OWNER_PARAMETERS, 'CopyEncryptionConfiguration.Arn'];

/** Time points are of UTC+8 in every region. https://help.aliyun.com/document_detail/25527.html */
const createAutoSnapshotPolicy = regionalOperation({
  product: ECS,
  name: 'CreateAutoSnapshotPolicy',
  access: 'write',
  regionParameter: 'regionId',
  parameters: {
    ...POLICY_SETTINGS,
    timePoints: required(POLICY_SETTINGS.timePoints),
    repeatWeekdays: required(POLICY_SETTINGS.repeatWeekdays),
    retentionDays: required(POLICY_SETTINGS.retentionDays),
    AssociationType: withDefault(
      choice(ASSOCIATION_TYPES, parameterInvalid('AssociationType')),
      'AssociatedWithDisk',
    ),
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
  },
  refused: [...REFUSED, 'StorageLocationArn'],
  authorization: {
    action: 'ecs:CreateAutoSnapshotPolicy',
    resources: (call) => policyArns(call, []),
  },
  handle: (call, values) => {
    const { region, world } = call;
    const tags = tagsOf(values.Tag);
    const targetTags = targetTagsOf(values.TargetTags);
    if (values.AssociationType === 'AssociatedWithInstanceTag') refuseTargetTags(region, targetTags.length);
    const copies = copiesOf(call, values);
    if (region.autoSnapshotPolicies.size >= call.account.quotas.autoSnapshotPoliciesPerRegion) {
      throw new ApiError(
        403,
        'AutoSnapshotPolicy.QuotaExceed',
        'The maximum number of automatic snapshot policy has been reached.',
      );
    }
    const policy: AutoSnapshotPolicy = {
      id: world.resourceId('sp', region),
      sequence: world.nextSequence(),
      regionId: region.id,
      name: values.autoSnapshotPolicyName ?? '',
      schedule: { timePoints: values.timePoints, repeatWeekdays: values.repeatWeekdays },
      retentionDays: daysOf(values.retentionDays),
      associationType: values.AssociationType,
      targetTags,
      copies,
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
      createdAt: world.clock.now(),
    };
    region.autoSnapshotPolicies.add(policy);
    letPolicyRun(world, region, policy);
    return { AutoSnapshotPolicyId: policy.id };
  },
});

function jsonOf(values: readonly (number | string)[]): string {
  return JSON.stringify(values.map(String));
}

function policyView(region: Region, policy: AutoSnapshotPolicy): Body {
  const { copies, schedule } = policy;
  return {
    AutoSnapshotPolicyId: policy.id,
    AutoSnapshotPolicyName: policy.name,
    RegionId: region.id,
    Status: 'Normal',
    AssociationType: policy.associationType,
    TimePoints: jsonOf(schedule.timePoints),
    RepeatWeekdays: jsonOf(schedule.repeatWeekdays),
    RetentionDays: policy.retentionDays ?? FOR_EVER,
    EnableCrossRegionCopy: copies.enabled,
    TargetCopyRegions: copies.regionId === '' ? '' : jsonOf([copies.regionId]),
    CopiedSnapshotsRetentionDays: copies.retentionDays ?? FOR_EVER,
    CopyEncryptionConfiguration: { Encrypted: copies.encrypted, KMSKeyId: copies.kmsKeyId },
    DiskNums: disksOfPolicy(region, policy).length,
    VolumeNums: 0,
    ResourceGroupId: policy.resourceGroupId,
    CreationTime: secondOf(policy.createdAt),
    TargetTags: { TargetTag: policy.targetTags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) },
    Tags: { Tag: tagList(policy.tags) },
  };
}

/** https://help.aliyun.com/document_detail/25530.html */
const describeAutoSnapshotPolicyEx = regionalOperation({
  product: ECS,
  name: 'DescribeAutoSnapshotPolicyEx',
  access: 'read',
  parameters: {
    AutoSnapshotPolicyId: text(),
    AutoSnapshotPolicyName: text(),
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
    ...numberedPageParameters({ defaultSize: 10, largest: 100 }),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeAutoSnapshotPolicyEx',
    resources: (call, { AutoSnapshotPolicyId }) =>
      policyArns(call, AutoSnapshotPolicyId === undefined ? [] : [AutoSnapshotPolicyId]),
  },
  whenDenied: (values) => ({
    AutoSnapshotPolicies: { AutoSnapshotPolicy: [] },
    ...numberedPageOf([], values).paging,
  }),
  handle: ({ region }, values) => {
    const matches = select<AutoSnapshotPolicy, typeof values>(
      region.autoSnapshotPolicies.all(),
      {
        AutoSnapshotPolicyId: (wanted) => (policy) => policy.id === wanted,
        AutoSnapshotPolicyName: (wanted) => (policy) => policy.name === wanted,
        ResourceGroupId: (wanted) => (policy) => policy.resourceGroupId === wanted,
        Tag: taggedWith,
      },
      values,
    );
    const { items, paging } = numberedPageOf(matches, values);
    return {
      AutoSnapshotPolicies: { AutoSnapshotPolicy: items.map((policy) => policyView(region, policy)) },
      ...paging,
    };
  },
});

/** What is not given stays as it is. https://help.aliyun.com/document_detail/25529.html */
const modifyAutoSnapshotPolicyEx = regionalOperation({
  product: ECS,
  name: 'ModifyAutoSnapshotPolicyEx',
  access: 'write',
  regionParameter: 'regionId',
  parameters: { autoSnapshotPolicyId: required(text()), ...POLICY_SETTINGS },
  refused: REFUSED,
  authorization: {
    action: 'ecs:ModifyAutoSnapshotPolicyEx',
    resources: (call, { autoSnapshotPolicyId }) => policyArns(call, [autoSnapshotPolicyId]),
  },
  handle: (call, values) => {
    const policy = policyOf(call, values.autoSnapshotPolicyId);
    const { timePoints, repeatWeekdays, retentionDays } = values;
    const targetTags = targetTagsOf(values.TargetTags);
    policy.copies = copiesOf(call, values, policy.copies);
    policy.name = values.autoSnapshotPolicyName ?? policy.name;
    if (targetTags.length > 0) policy.targetTags = targetTags;
    if (retentionDays !== undefined) policy.retentionDays = daysOf(retentionDays);
    if (timePoints !== undefined || repeatWeekdays !== undefined) {
      policy.schedule = {
        timePoints: timePoints ?? policy.schedule.timePoints,
        repeatWeekdays: repeatWeekdays ?? policy.schedule.repeatWeekdays,
      };
      letPolicyRun(call.world, call.region, policy);
    }
    return {};
  },
});

/** https://help.aliyun.com/document_detail/25528.html */
const deleteAutoSnapshotPolicy = regionalOperation({
  product: ECS,
  name: 'DeleteAutoSnapshotPolicy',
  access: 'write',
  regionParameter: 'regionId',
  parameters: { autoSnapshotPolicyId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteAutoSnapshotPolicy',
    resources: (call, { autoSnapshotPolicyId }) => policyArns(call, [autoSnapshotPolicyId]),
  },
  handle: (call, { autoSnapshotPolicyId }) => {
    deletePolicy(call.region, policyOf(call, autoSnapshotPolicyId));
    return {};
  },
});

export const AUTO_SNAPSHOT_POLICY_OPERATIONS: readonly Operation[] = [
  createAutoSnapshotPolicy,
  describeAutoSnapshotPolicyEx,
  modifyAutoSnapshotPolicyEx,
  deleteAutoSnapshotPolicy,
];
