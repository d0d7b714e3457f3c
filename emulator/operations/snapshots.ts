import { OWNER_PARAMETERS, globalOperation, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, clientToken, flag, integer, required, text } from '../api/parameters';
import type { Parameter } from '../api/parameters';
import { ApiError } from '../errors';
import { imagesMadeOf } from '../world/image';
import type { Region } from '../world/region';
import type { Snapshot } from '../world/snapshot';
import { beginSnapshot, deleteSnapshot, isBeingCopied, releaseInTime } from '../world/snapshot-lifecycle';
import { isLocked } from '../world/snapshot-lock';
import { manualQuotaRefusal, snapshotRefusal } from '../world/snapshot-rules';
import { diskArn, locateDisk } from './disk-checks';
import { stopIfDryRun } from './dry-run';
import { locate } from './lookup';
import { emptyPage, pageOf, pageParameters } from './page-parameters';
import { ECS } from './products';
import { SNAPSHOT_FILTERS, selectSnapshots } from './snapshot-filters';
import {
  MALFORMED,
  locateSnapshot,
  refusal,
  refuseShorterRetention,
  retentionDays,
  snapshotArn,
  snapshotArns,
  snapshotName,
  snapshotTokenUsed,
} from './snapshot-parameters';
import { snapshotView, usagesIn } from './snapshot-view';
import { CREATION_TAGS, tagsOf } from './tag-parameters';
import { description } from './texts';

/**
 * InstantAccess and what belongs to it no longer take effect: it is what ESSDs have anyway.
 * https://help.aliyun.com/document_detail/25523.html
 */
const createSnapshot = globalOperation({
  product: ECS,
  name: 'CreateSnapshot',
  access: 'write',
  parameters: {
    DiskId: required(text()),
    SnapshotName: snapshotName(),
    Description: description(MALFORMED.description),
    RetentionDays: retentionDays(),
    Category: choice(
      ['Standard', 'standard'],
      refusal(403, 'InvalidSnapshotCategory.Malformed', 'The specified Category is not valid.'),
    ),
    InstantAccess: flag(),
    InstantAccessRetentionDays: integer(
      1,
      65_535,
      refusal(
        403,
        'InvalidInstantAccessRetentionDays.Malformed',
        'The specified InstantAccessRetentionDays is not valid.',
      ),
    ),
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: [...OWNER_PARAMETERS, 'StorageLocationArn'],
  tokenUsed: snapshotTokenUsed,
  authorization: {
    action: 'ecs:CreateSnapshot',
    resources: (call, { DiskId }) => {
      const region = locate(call, DiskId, ({ disks }) => disks)?.region.id ?? call.region?.id ?? '*';
      return [diskArn(call, DiskId), `acs:ecs:${region}:${call.account.id}:snapshot/*`];
    },
  },
  handle: (call, { DiskId, Tag, ...values }) => {
    const { region, resource: disk } = locateDisk(call, DiskId);
    const tags = tagsOf(Tag);
    const refused = snapshotRefusal(region, disk) ?? manualQuotaRefusal(region, disk.id);
    if (refused !== undefined) throw refused;
    const snapshot = beginSnapshot(call.world, region, disk, {
      name: values.SnapshotName ?? '',
      description: values.Description ?? '',
      retentionDays: values.RetentionDays,
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
    });
    return { SnapshotId: snapshot.id };
  },
});

/** TotalCount does not hold when pages are read by token. https://help.aliyun.com/document_detail/25524.html */
const describeSnapshots = regionalOperation({
  product: ECS,
  name: 'DescribeSnapshots',
  access: 'read',
  parameters: { ...SNAPSHOT_FILTERS, DryRun: flag(), ...pageParameters({ defaultSize: 10, largest: 100 }) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeSnapshots',
    resources: (call, { SnapshotIds }) => snapshotArns(call, SnapshotIds ?? []),
  },
  whenDenied: (values) => ({ Snapshots: { Snapshot: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    stopIfDryRun(values.DryRun);
    const { region, world } = call;
    const usageOf = usagesIn(region);
    const { items, paging } = pageOf(call, selectSnapshots(region, values, usageOf), values);
    const isByToken = values.MaxResults !== undefined || values.NextToken !== undefined;
    const now = world.clock.now();
    return {
      Snapshots: { Snapshot: items.map((each) => snapshotView(region, each, usageOf(each), now)) },
      ...paging,
      ...(isByToken && { TotalCount: 0 }),
    };
  },
});

function isUsedByDisks(region: Region, { id }: Snapshot): boolean {
  return region.disks.all().some(({ sourceSnapshotId }) => sourceSnapshotId === id);
}

/** Why the snapshot cannot be deleted now, if it cannot. */
export function deletionRefusal(
  region: Region,
  snapshot: Snapshot,
  force: boolean,
  now: number,
): ApiError | undefined {
  if (isLocked(snapshot.lock, now)) {
    return new ApiError(403, 'InvalidOperation.SnapshotIsLocked', 'The specified snapshot is locked.');
  }
  if (snapshot.archiving) {
    return new ApiError(
      403,
      'Operation.Conflict',
      'The operation may conflicts with others, please retry later.',
    );
  }
  if (isBeingCopied(region, snapshot)) {
    return new ApiError(
      403,
      'InvalidOperation.RelatedSnapshotNotFinished',
      'The related standard snapshot is not finished.',
    );
  }
  if (imagesMadeOf(region, snapshot.id).length > 0) {
    return new ApiError(
      403,
      'SnapshotCreatedImage',
      'The snapshot has been used to create user defined image(s).',
    );
  }
  return isUsedByDisks(region, snapshot) && !force
    ? new ApiError(403, 'SnapshotCreatedDisk', 'The snapshot has been used to create disk(s).')
    : undefined;
}

/** An id that is not known is no error. https://help.aliyun.com/document_detail/25525.html */
const deleteSnapshotOperation = globalOperation({
  product: ECS,
  name: 'DeleteSnapshot',
  access: 'write',
  parameters: { SnapshotId: required(text()), Force: flag() },
  refused: OWNER_PARAMETERS,
  missing: refusal(
    400,
    'MissingParameter',
    'The input parameter SnapshotId that is mandatory for processing this request is not supplied.',
  ),
  authorization: {
    action: 'ecs:DeleteSnapshot',
    resources: (call, { SnapshotId }) => snapshotArn(call, SnapshotId),
  },
  handle: (call, { SnapshotId, Force = false }) => {
    const located = locate(call, SnapshotId, ({ snapshots }) => snapshots);
    if (located === undefined) return {};
    const { region, resource: snapshot } = located;
    const refused = deletionRefusal(region, snapshot, Force, call.world.clock.now());
    if (refused !== undefined) throw refused;
    deleteSnapshot(call.world, region, snapshot);
    return {};
  },
});

/** Unlike that of a new snapshot, a changed description may be empty. */
const changedDescription: Parameter<string | undefined> = {
  type: 'String',
  required: false,
  read(bag, name) {
    const value = bag.take(name);
    if (value !== undefined && (value.length > 256 || /^https?:\/\//.test(value))) {
      throw MALFORMED.description();
    }
    return value;
  },
};

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifysnapshotattribute */
const modifySnapshotAttribute = globalOperation({
  product: ECS,
  name: 'ModifySnapshotAttribute',
  access: 'write',
  parameters: {
    SnapshotId: required(text()),
    SnapshotName: snapshotName(),
    Description: changedDescription,
    RetentionDays: retentionDays(),
    DisableInstantAccess: flag(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifySnapshotAttribute',
    resources: (call, { SnapshotId }) => snapshotArn(call, SnapshotId),
  },
  handle: (call, { SnapshotId, ...changes }) => {
    const { region, resource: snapshot } = locateSnapshot(call, SnapshotId);
    const { Description, RetentionDays, SnapshotName } = changes;
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new ApiError(400, 'NoAttributeToModify', 'No attribute to be modified in this request.');
    }
    if (RetentionDays !== undefined) refuseShorterRetention(snapshot, RetentionDays);
    snapshot.name = SnapshotName ?? snapshot.name;
    snapshot.description = Description ?? snapshot.description;
    snapshot.lastModifiedAt = call.world.clock.now();
    if (RetentionDays !== undefined && RetentionDays !== snapshot.retentionDays) {
      snapshot.retentionDays = RetentionDays;
      releaseInTime(call.world, region, snapshot);
    }
    return {};
  },
});

export const SNAPSHOT_OPERATIONS: readonly Operation[] = [
  createSnapshot,
  describeSnapshots,
  deleteSnapshotOperation,
  modifySnapshotAttribute,
];
