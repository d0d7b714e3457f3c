import { choice, flag, jsonList, minute, records, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError, invalidParameter } from '../errors';
import type { Region } from '../world/region';
import { SNAPSHOT_CATEGORIES, SNAPSHOT_STATUSES, isAutomatic } from '../world/snapshot';
import type { Snapshot } from '../world/snapshot';
import { chainIdOf } from '../world/snapshot-chain';
import { select } from './filters';
import { anyCase, refusal } from './snapshot-parameters';
import { SNAPSHOT_USAGES } from './snapshot-view';
import type { SnapshotUsage } from './snapshot-view';
import { TAG_FILTER, taggedWith } from './tag-parameters';

const FILTER_KEYS = ['CreationStartTime', 'CreationEndTime'] as const;

/** The parameters of DescribeSnapshots that select snapshots. All given ones have to hold. */
export const SNAPSHOT_FILTERS = {
  SnapshotIds: jsonList(
    100,
    refusal(
      403,
      'InvalidSnapshotIds.Malformed',
      'The amount of specified specified snapshot Ids exceeds the limit.',
    ),
  ),
  InstanceId: text(),
  DiskId: text(),
  SnapshotLinkId: text(),
  SnapshotName: text(),
  Status: choice(
    [...SNAPSHOT_STATUSES, 'all'],
    refusal(404, 'InvalidStatus.NotFound', 'The specified Status is not found.'),
  ),
  SnapshotType: choice(
    ['auto', 'user', 'all'],
    refusal(404, 'InvalidSnapshotType.NotFound', 'The specfied SnapshotType is not found.'),
  ),
  SourceDiskType: anyCase(
    ['system', 'data'],
    refusal(404, 'InvalidSourceDiskType', 'The specifed SourceDiskType is not valid.'),
  ),
  Usage: choice(SNAPSHOT_USAGES, refusal(404, 'InvalidUsage', 'The specifed Usage is not valid.')),
  Category: anyCase(
    [...SNAPSHOT_CATEGORIES, 'flash'],
    refusal(403, 'InvalidSnapshotCategory.Malformed', 'The specified Category is not valid.'),
  ),
  Encrypted: flag(),
  KMSKeyId: text(),
  ResourceGroupId: text(),
  Tag: TAG_FILTER,
  Filter: records(
    {
      Key: choice(
        FILTER_KEYS,
        refusal(404, 'InvalidFilterKey.NotFound', 'The specified FilterKey is not found.'),
      ),
      Value: minute(refusal(404, 'InvalidFilterValue', 'The specified FilterValue exceeds the limit.')),
    },
    FILTER_KEYS.length,
  ),
} as const;

type FilterValues = Values<typeof SNAPSHOT_FILTERS>;

function creationTest(bounds: FilterValues['Filter']): (snapshot: Snapshot) => boolean {
  for (const [index, { Key, Value }] of bounds.entries()) {
    if (Key === undefined) throw invalidParameter(`Filter.${index + 1}.Key`, FILTER_KEYS.join(' or '));
    if (Value === undefined) throw invalidParameter(`Filter.${index + 1}.Value`, 'a time');
  }
  return ({ createdAt }) =>
    bounds.every(({ Key, Value = 0 }) =>
      Key === 'CreationStartTime' ? createdAt >= Value : createdAt <= Value,
    );
}

function chainTest(region: Region, chainId: string): (snapshot: Snapshot) => boolean {
  const isOfChain = (snapshot: Snapshot): boolean => chainIdOf(region, snapshot) === chainId;
  if (region.snapshots.all().some(isOfChain)) return isOfChain;
  throw new ApiError(404, 'InvalidSnapshotLinkId.NotFound', 'The specified snapshot link is not found.');
}

/** The snapshots that all given filters select, in order of creation. */
export function selectSnapshots(
  region: Region,
  values: FilterValues,
  usageOf: (snapshot: Snapshot) => SnapshotUsage,
): readonly Snapshot[] {
  const { snapshots } = region;
  const ofDisk = values.DiskId === undefined ? snapshots.all() : snapshots.ofDisk(values.DiskId);
  const candidates = values.SnapshotIds === undefined ? ofDisk : snapshots.pick(values.SnapshotIds);
  return select<Snapshot, FilterValues>(
    candidates,
    {
      DiskId: (wanted) => (snapshot) => snapshot.sourceDiskId === wanted,
      InstanceId: (wanted) => {
        const diskIds = region.instances.get(wanted)?.diskIds ?? [];
        return ({ sourceDiskId }) => diskIds.includes(sourceDiskId);
      },
      SnapshotLinkId: (wanted) => chainTest(region, wanted),
      SnapshotName: (wanted) => (snapshot) => snapshot.name === wanted,
      Status: (wanted) => (snapshot) => wanted === 'all' || snapshot.status === wanted,
      SnapshotType: (wanted) => (snapshot) =>
        wanted === 'all' || isAutomatic(snapshot) === (wanted === 'auto'),
      SourceDiskType: (wanted) => (snapshot) => snapshot.sourceDiskType === wanted,
      Usage: (wanted) => (snapshot) => usageOf(snapshot) === wanted,
      Category: (wanted) => (snapshot) => snapshot.category === wanted,
      // `false` is the default and hides nothing.
      Encrypted: (wanted) => (snapshot) => !wanted || snapshot.encrypted,
      KMSKeyId: (wanted) => (snapshot) => snapshot.kmsKeyId === wanted,
      ResourceGroupId: (wanted) => (snapshot) => snapshot.resourceGroupId === wanted,
      Tag: taggedWith,
      Filter: creationTest,
    },
    values,
  );
}
