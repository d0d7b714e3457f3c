import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { jsonList, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import { disksOfPolicy, unapplyPolicy } from '../world/auto-snapshot-policy';
import { isCloudDisk } from '../world/disk';
import type { Disk } from '../world/disk';
import type { Resource } from '../world/inventory';
import { policyArns, policyOf } from './auto-snapshot-policies';
import { tokenPageOf, tokenPageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { refusal } from './snapshot-parameters';

const MOST_DISKS = 100;

const DISK_IDS_INVALID = refusal(403, 'ParameterInvalid', 'The specified DiskIds are invalid.');
const DISK_IDS = required(jsonList(MOST_DISKS, DISK_IDS_INVALID));

function diskArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'disk', ids);
}

function diskNotFound(message: string): ApiError {
  return new ApiError(404, 'InvalidDiskId.NotFound', message);
}

function disksFor({ region }: RegionalCall, ids: readonly string[]): readonly Disk[] {
  if (ids.some((id) => region.disks.get(id) === undefined)) {
    throw diskNotFound('The specified disk does not exist in the region.');
  }
  return region.disks.pick(ids);
}

function refuseCategories(disks: readonly Disk[]): void {
  const supported = disks.filter(({ category }) => isCloudDisk(category));
  if (supported.length === disks.length) return;
  throw supported.length > 0
    ? new ApiError(
        400,
        'PartofDiskCategory.OperationNotSupported',
        'The types of some disks in the disk list do not support creating snapshots.',
      )
    : new ApiError(
        400,
        'DiskCategory.OperationNotSupported',
        'The type of the specified disk does not support creating a snapshot.',
      );
}

/** A policy comes on top of those that a disk has. https://help.aliyun.com/document_detail/25531.html */
const applyAutoSnapshotPolicy = regionalOperation({
  product: ECS,
  name: 'ApplyAutoSnapshotPolicy',
  access: 'write',
  regionParameter: 'regionId',
  parameters: { autoSnapshotPolicyId: required(text()), diskIds: DISK_IDS },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ApplyAutoSnapshotPolicy',
    resources: (call, { autoSnapshotPolicyId, diskIds }) => [
      ...diskArns(call, diskIds),
      ...policyArns(call, [autoSnapshotPolicyId]),
    ],
  },
  handle: (call, { autoSnapshotPolicyId, diskIds }) => {
    const { id } = policyOf(call, autoSnapshotPolicyId);
    const disks = disksFor(call, diskIds);
    refuseCategories(disks);
    const quota = call.account.quotas.autoSnapshotPoliciesPerDisk;
    const others = disks.filter(({ autoSnapshotPolicyIds }) => !autoSnapshotPolicyIds.includes(id));
    const full = others.find(({ autoSnapshotPolicyIds }) => autoSnapshotPolicyIds.length >= quota);
    if (full !== undefined) {
      throw new ApiError(
        403,
        'QuotaExceed.AppliedAutoSnapshotPolicyQuota',
        `The number of auto snapshot policies applied to the specified disk ${full.id} has exceeded the quota ` +
          `${quota}. Please cancel any unused policies and try again.`,
      );
    }
    for (const disk of others) disk.autoSnapshotPolicyIds = [...disk.autoSnapshotPolicyIds, id];
    return {};
  },
});

/** Without a policy, a disk is freed of the only one that it has. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-cancelautosnapshotpolicy */
const cancelAutoSnapshotPolicy = regionalOperation({
  product: ECS,
  name: 'CancelAutoSnapshotPolicy',
  access: 'write',
  regionParameter: 'regionId',
  parameters: { autoSnapshotPolicyId: text(), diskIds: DISK_IDS },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:CancelAutoSnapshotPolicy',
    resources: (call, { diskIds }) => diskArns(call, diskIds),
  },
  handle: (call, { autoSnapshotPolicyId, diskIds }) => {
    const disks = disksFor(call, diskIds);
    if (autoSnapshotPolicyId === undefined && disks.some((disk) => disk.autoSnapshotPolicyIds.length > 1)) {
      throw new ApiError(
        403,
        'OperationDenied.TooManyAutoSnapshotPolicies',
        'More than one automatic snapshot policy is applied to the disk: expected autoSnapshotPolicyId.',
      );
    }
    for (const disk of disks) {
      const policyId = autoSnapshotPolicyId ?? disk.autoSnapshotPolicyIds[0];
      if (policyId !== undefined) unapplyPolicy(disk, policyId);
    }
    return {};
  },
});

interface Association extends Resource {
  readonly policyId: string;
  readonly diskId: string;
}

function associationsOf(
  call: RegionalCall,
  policyId: string | undefined,
  diskId: string | undefined,
): readonly Association[] {
  const { autoSnapshotPolicies, disks } = call.region;
  if (policyId !== undefined && diskId !== undefined) {
    throw new ApiError(
      403,
      'ParameterConflict.AutoSnapshotPolicyIdAndDiskId',
      'The AutoSnapshotPolicyId and DiskId parameters cannot be specified at the same time. You may specify only one of them.',
    );
  }
  if (policyId !== undefined) {
    const policy = autoSnapshotPolicies.get(policyId);
    if (policy === undefined) {
      throw new ApiError(
        404,
        'InvalidAutoSnapshotPolicyId.NotFound',
        'Specified parameter AutoSnapshotPolicyId not found.',
      );
    }
    return disksOfPolicy(call.region, policy).map(({ id, sequence }) => ({
      id,
      sequence,
      policyId,
      diskId: id,
    }));
  }
  if (diskId === undefined) {
    throw new ApiError(
      403,
      'MissingParameter.AutoSnapshotPolicyIdOrDiskId',
      'The AutoSnapshotPolicyId and DiskId parameters cannot both be empty. Please specify one of them.',
    );
  }
  const disk = disks.get(diskId);
  if (disk === undefined) throw diskNotFound('The specified disk does not exist.');
  return autoSnapshotPolicies
    .all()
    .filter((policy) => disksOfPolicy(call.region, policy).includes(disk))
    .map(({ id, sequence }) => ({ id, sequence, policyId: id, diskId }));
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeautosnapshotpolicyassociations */
const describeAutoSnapshotPolicyAssociations = regionalOperation({
  product: ECS,
  name: 'DescribeAutoSnapshotPolicyAssociations',
  access: 'read',
  parameters: {
    AutoSnapshotPolicyId: text(),
    DiskId: text(),
    ...tokenPageParameters({ defaultSize: 10, smallest: 10, largest: 100 }),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeAutoSnapshotPolicyAssociations',
    resources: (call) => policyArns(call, []),
  },
  whenDenied: () => ({
    AutoSnapshotPolicyAssociations: { AutoSnapshotPolicyAssociation: [] },
    NextToken: '',
  }),
  handle: (call, values) => {
    const matches = associationsOf(call, values.AutoSnapshotPolicyId, values.DiskId);
    const { items, paging } = tokenPageOf(call, matches, values);
    return {
      AutoSnapshotPolicyAssociations: {
        AutoSnapshotPolicyAssociation: items.map(({ diskId, policyId }) => ({
          AutoSnapshotPolicyId: policyId,
          DiskId: diskId,
        })),
      },
      ...paging,
    };
  },
});

export const AUTO_SNAPSHOT_POLICY_ASSOCIATION_OPERATIONS: readonly Operation[] = [
  applyAutoSnapshotPolicy,
  cancelAutoSnapshotPolicy,
  describeAutoSnapshotPolicyAssociations,
];
