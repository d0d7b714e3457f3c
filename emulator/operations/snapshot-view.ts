import { Random, seedOf } from '../world/random';
import type { Region } from '../world/region';
import { isAutomatic, isOfEssdSeries, isUsable, progressOf, remainingSeconds } from '../world/snapshot';
import type { Snapshot } from '../world/snapshot';
import { chainIdOf } from '../world/snapshot-chain';
import { secondOf } from '../world/times';
import type { Body } from '../wire/render';
import { tagList } from './instance-view';

export const SNAPSHOT_USAGES = ['image', 'disk', 'image_disk', 'none'] as const;
export type SnapshotUsage = (typeof SNAPSHOT_USAGES)[number];

/** What the snapshots of a region have been used for, all at once: a list asks it of each. */
export function usagesIn(region: Region): (snapshot: Snapshot) => SnapshotUsage {
  const ofImages = new Set(region.images.all().flatMap(({ disks }) => disks.map((disk) => disk.snapshotId)));
  const ofDisks = new Set<string>();
  for (const { sourceSnapshotId } of region.disks.all()) {
    if (sourceSnapshotId !== '') ofDisks.add(sourceSnapshotId);
  }
  return ({ id }) => {
    if (ofImages.has(id)) return ofDisks.has(id) ? 'image_disk' : 'image';
    return ofDisks.has(id) ? 'disk' : 'none';
  };
}

/** Three numbers, always the same of one snapshot. */
function serialNumberOf({ id }: Snapshot): string {
  const random = new Random(seedOf(`serial ${id}`));
  return [5, 9, 9].map((digits) => random.integer(10 ** (digits - 1), 10 ** digits - 1)).join('-');
}

/** What snapshots and the members of groups have in common. */
export function stateView(snapshot: Snapshot, now: number): Body {
  return {
    SnapshotId: snapshot.id,
    SourceDiskId: snapshot.sourceDiskId,
    SourceDiskType: snapshot.sourceDiskType,
    Progress: `${progressOf(snapshot, now)}%`,
    Available: isUsable(snapshot),
    InstantAccess: isOfEssdSeries(snapshot.sourceDiskCategory) && snapshot.category === 'standard',
    ...(snapshot.retentionDays !== undefined && { InstantAccessRetentionDays: snapshot.retentionDays }),
  };
}

/** What DescribeSnapshots says of one snapshot. https://help.aliyun.com/document_detail/25524.html */
export function snapshotView(region: Region, snapshot: Snapshot, usage: SnapshotUsage, now: number): Body {
  return {
    ...stateView(snapshot, now),
    SnapshotName: snapshot.name,
    Description: snapshot.description,
    Status: snapshot.status,
    RemainTime: remainingSeconds(snapshot, now),
    SnapshotType: isAutomatic(snapshot) ? 'timer' : 'user',
    Category: snapshot.category,
    SourceDiskSize: String(snapshot.sourceDiskSizeGiB),
    SourceStorageType: 'disk',
    SourceSnapshotId: snapshot.sourceSnapshotId,
    SourceRegionId: snapshot.sourceRegionId,
    FullSnapshotSizeInBytes: snapshot.fullSizeBytes,
    Usage: usage,
    Encrypted: snapshot.encrypted,
    KMSKeyId: snapshot.kmsKeyId,
    SnapshotSN: serialNumberOf(snapshot),
    ProductCode: '',
    SnapshotLinkId: chainIdOf(region, snapshot),
    RegionId: region.id,
    ResourceGroupId: snapshot.resourceGroupId,
    ...(snapshot.retentionDays !== undefined && { RetentionDays: snapshot.retentionDays }),
    CreationTime: secondOf(snapshot.createdAt),
    LastModifiedTime: secondOf(snapshot.lastModifiedAt),
    Tags: { Tag: tagList(snapshot.tags) },
  };
}
