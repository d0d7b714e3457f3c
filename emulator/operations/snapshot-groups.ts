import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, clientToken, flag, integer, list, required, text } from '../api/parameters';
import type { Parameter } from '../api/parameters';
import { ApiError } from '../errors';
import type { Body } from '../wire/render';
import type { Disk } from '../world/disk';
import { disksOf } from '../world/disk';
import type { Region } from '../world/region';
import { SNAPSHOT_STATUSES, isOfEssdSeries } from '../world/snapshot';
import { beginSnapshotGroup } from '../world/snapshot-group';
import type { SnapshotGroup } from '../world/snapshot-group';
import { deleteSnapshot } from '../world/snapshot-lifecycle';
import { manualQuotaRefusal, snapshotRefusal } from '../world/snapshot-rules';
import { secondOf } from '../world/times';
import { select } from './filters';
import { instanceNotFound } from './lookup';
import { tokenPageOf, tokenPageParameters } from './page-parameters';
import { ECS } from './products';
import { instanceArns, resourceArns } from './resources';
import { refusal, snapshotTokenUsed } from './snapshot-parameters';
import { stateView } from './snapshot-view';
import { deletionRefusal } from './snapshots';
import { CREATION_TAGS, TAG_FILTER, taggedWith, tagsOf } from './tag-parameters';
import { description, resourceName } from './texts';

/** What the parameters can name; what a group can have is a quota. */
const MOST_DISKS = 128;

const GIB_PER_TIB = 1024;

function groupArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'snapshotgroup', ids);
}

function groupOf({ region }: RegionalCall, id: string): SnapshotGroup {
  const group = region.snapshotGroups.get(id);
  if (group !== undefined) return group;
  throw new ApiError(
    404,
    'InvalidSnapshotGroup.NotFound',
    'The SnapshotGroupId provided does not exist in our records.',
  );
}

interface Selection {
  readonly InstanceId: string | undefined;
  readonly DiskId: readonly string[];
  readonly ExcludeDiskId: readonly string[];
}

function diskNotFound(): ApiError {
  return new ApiError(404, 'InvalidDiskId.NotFound', 'The specified DiskId does not exist.');
}

/** Disks of one instance, all, some, or all but some; or disks of one zone. */
function disksFor(region: Region, { InstanceId, DiskId, ExcludeDiskId }: Selection): readonly Disk[] {
  if (DiskId.length > 0 && ExcludeDiskId.length > 0) {
    throw new ApiError(
      400,
      'InvalidParam.ExcludeDiskIdsAndDiskIds.Conflict',
      "The use of parameter 'ExcludeDiskIds' and 'DiskIds' at the same time is not supported.",
    );
  }
  if (InstanceId === undefined) {
    if (DiskId.length === 0) {
      throw new ApiError(400, 'MissingParamter.InstanceId', 'The specified InstanceId should not be null.');
    }
    if (DiskId.some((id) => region.disks.get(id) === undefined)) throw diskNotFound();
    return region.disks.pick(DiskId);
  }
  const instance = region.instances.get(InstanceId);
  if (instance === undefined) throw instanceNotFound();
  const attached = disksOf(region, instance);
  const isAttached = (id: string): boolean => attached.some((disk) => disk.id === id);
  if (![...DiskId, ...ExcludeDiskId].every(isAttached)) throw diskNotFound();
  return DiskId.length > 0
    ? attached.filter(({ id }) => DiskId.includes(id))
    : attached.filter(({ id }) => !ExcludeDiskId.includes(id));
}

/** Why these disks cannot make a group, whatever the state of each. */
function selectionRefusal({ account: { quotas } }: Region, disks: readonly Disk[]): ApiError | undefined {
  if (disks.length === 0) {
    return new ApiError(403, 'InvalidInstance.NoDisk', 'There is no disk mounted on the instance.');
  }
  if (new Set(disks.map(({ zoneId }) => zoneId)).size > 1) {
    return new ApiError(
      400,
      'InvalidDiskIds.NotInSameZone',
      'The specified disks are not in the same availability zone.',
    );
  }
  if (disks.length > quotas.disksPerSnapshotGroup) {
    return new ApiError(403, 'NumberExceed.TooManyDisks', 'The number of all disks in the request exceeds.');
  }
  const gib = disks.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  if (gib > quotas.tebibytesPerSnapshotGroup * GIB_PER_TIB) {
    return new ApiError(
      403,
      'CapacityExceed.TooManyDisks',
      'The capacity of all disks in the request exceeds.',
    );
  }
  return disks.every(({ category }) => isOfEssdSeries(category))
    ? undefined
    : new ApiError(
        400,
        'DiskCategory.OperationNotSupported',
        'The operation is not supported to the specified disk due to its disk category.',
      );
}

const INVALID = {
  name: refusal(400, 'InvalidParameter.Name', 'The specified Name is invalid.'),
  description: refusal(400, 'InvalidParameter.Description', 'The specified Description is invalid.'),
} as const;

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createsnapshotgroup */
const createSnapshotGroup = regionalOperation({
  product: ECS,
  name: 'CreateSnapshotGroup',
  access: 'write',
  parameters: {
    InstanceId: text(),
    DiskId: list(MOST_DISKS),
    ExcludeDiskId: list(MOST_DISKS),
    Name: resourceName(INVALID.name),
    Description: description(INVALID.description),
    InstantAccess: flag(),
    InstantAccessRetentionDays: integer(1, 65_535),
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: [...OWNER_PARAMETERS, 'StorageLocationArn'],
  tokenUsed: snapshotTokenUsed,
  authorization: {
    action: 'ecs:CreateSnapshotGroup',
    resources: ({ account, region }, { InstanceId, DiskId }) => [
      ...(InstanceId === undefined ? [] : instanceArns(account, region.id, [InstanceId])),
      ...resourceArns(account, region.id, 'disk', DiskId),
    ],
  },
  handle: ({ region, world }, values) => {
    const disks = disksFor(region, values);
    const tags = tagsOf(values.Tag);
    const refused =
      selectionRefusal(region, disks) ??
      disks
        .map((disk) => snapshotRefusal(region, disk) ?? manualQuotaRefusal(region, disk.id))
        .find((each) => each !== undefined);
    if (refused !== undefined) throw refused;
    const group = beginSnapshotGroup(world, region, disks, {
      name: values.Name ?? '',
      description: values.Description ?? '',
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
    });
    return { SnapshotGroupId: group.id };
  },
});

/** Groups spell tags differently than everything else. */
function groupTags(tags: ReadonlyMap<string, string>): Body {
  return { Tag: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

function groupView(region: Region, group: SnapshotGroup, now: number): Body {
  return {
    SnapshotGroupId: group.id,
    Name: group.name,
    Description: group.description,
    Status: group.status,
    ProgressStatus: '',
    InstanceId: group.instanceId,
    ResourceGroupId: group.resourceGroupId,
    CreationTime: secondOf(group.createdAt),
    Tags: groupTags(group.tags),
    Snapshots: {
      Snapshot: region.snapshots.pick(group.snapshotIds).map((snapshot) => ({
        ...stateView(snapshot, now),
        Tags: groupTags(snapshot.tags),
      })),
    },
  };
}

/** One or several of the statuses; the code of a wrong one is the operation's own. */
const statuses: Parameter<readonly string[]> = {
  ...list(SNAPSHOT_STATUSES.length),
  read(bag, name) {
    const one = choice(
      SNAPSHOT_STATUSES,
      refusal(
        403,
        'InvalidStatus.ValueNotSupported',
        'The specified parameter status is not valid. The expected status is progressing, accomplished or failed.',
      ),
    );
    const { length } = list(SNAPSHOT_STATUSES.length).read(bag, name);
    return Array.from({ length }, (_, index) => one.read(bag, `${name}.${index + 1}`) ?? '');
  },
};

/** https://help.aliyun.com/document_detail/210940.html */
const describeSnapshotGroups = regionalOperation({
  product: ECS,
  name: 'DescribeSnapshotGroups',
  access: 'read',
  parameters: {
    SnapshotGroupId: list(10),
    InstanceId: text(),
    Name: text(),
    Status: statuses,
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
    ...tokenPageParameters({ defaultSize: 10, largest: 100 }),
  },
  refused: [...OWNER_PARAMETERS, 'AdditionalAttributes'],
  authorization: {
    action: 'ecs:DescribeSnapshotGroups',
    resources: (call, { SnapshotGroupId }) => groupArns(call, SnapshotGroupId),
  },
  whenDenied: () => ({ SnapshotGroups: { SnapshotGroup: [] }, NextToken: '' }),
  handle: (call, values) => {
    const { region, world } = call;
    const { SnapshotGroupId: ids } = values;
    const { snapshotGroups } = region;
    const matches = select<SnapshotGroup, typeof values>(
      ids.length > 0 ? snapshotGroups.pick(ids) : snapshotGroups.all(),
      {
        InstanceId: (wanted) => (group) => group.instanceId === wanted,
        Name: (wanted) => (group) => group.name === wanted,
        Status: (wanted) => (group) => wanted.includes(group.status),
        ResourceGroupId: (wanted) => (group) => group.resourceGroupId === wanted,
        Tag: taggedWith,
      },
      values,
    );
    const { items, paging } = tokenPageOf(call, matches, values);
    const now = world.clock.now();
    return {
      SnapshotGroups: { SnapshotGroup: items.map((each) => groupView(region, each, now)) },
      ...paging,
    };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifysnapshotgroup */
const modifySnapshotGroup = regionalOperation({
  product: ECS,
  name: 'ModifySnapshotGroup',
  access: 'write',
  parameters: {
    SnapshotGroupId: required(text()),
    Name: resourceName(INVALID.name),
    Description: description(INVALID.description),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifySnapshotGroup',
    resources: (call, { SnapshotGroupId }) => groupArns(call, [SnapshotGroupId]),
  },
  handle: (call, { SnapshotGroupId, Name, Description }) => {
    const group = groupOf(call, SnapshotGroupId);
    group.name = Name ?? group.name;
    group.description = Description ?? group.description;
    return {};
  },
});

/** Members that cannot be deleted stay behind and are told of. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deletesnapshotgroup */
const deleteSnapshotGroup = regionalOperation({
  product: ECS,
  name: 'DeleteSnapshotGroup',
  access: 'write',
  parameters: { SnapshotGroupId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteSnapshotGroup',
    resources: (call, { SnapshotGroupId }) => groupArns(call, [SnapshotGroupId]),
  },
  handle: (call, { SnapshotGroupId }) => {
    const { region, world } = call;
    const group = groupOf(call, SnapshotGroupId);
    region.snapshotGroups.remove(group.id);
    const outcomes = region.snapshots.pick(group.snapshotIds).map((snapshot) => {
      const refused = deletionRefusal(region, snapshot, true, world.clock.now());
      if (refused === undefined) deleteSnapshot(world, region, snapshot);
      return {
        OperationStatus: refused === undefined ? 'Success' : 'Failed',
        ErrorCode: refused?.code ?? '',
        ErrorMsg: refused?.message ?? '',
        RelatedItemSet: { RelatedItem: [{ Name: 'SnapshotId', Value: snapshot.id }] },
      };
    });
    return { OperationProgressSet: { OperationProgress: outcomes } };
  },
});

export const SNAPSHOT_GROUP_OPERATIONS: readonly Operation[] = [
  createSnapshotGroup,
  describeSnapshotGroups,
  modifySnapshotGroup,
  deleteSnapshotGroup,
];
