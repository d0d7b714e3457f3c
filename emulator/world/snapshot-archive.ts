import { ApiError } from '../errors';
import type { Region } from './region';
import type { Snapshot } from './snapshot';
import { releaseInTime } from './snapshot-lifecycle';
import { startTask } from './task';
import type { Task } from './task';
import type { World } from './world';

const DAY_MS = 86_400_000;

/** How long a snapshot has to have been standard. */
const YOUNGEST_MS = 14 * DAY_MS;

const ARCHIVING_MS = 3_600_000;

/**
 * Why the snapshot cannot be archived now.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifysnapshotcategory
 */
export function archiveRefusal(region: Region, snapshot: Snapshot, now: number): ApiError | undefined {
  if (snapshot.status !== 'accomplished') {
    return new ApiError(
      400,
      'InvalidStatus.SnapshotUnfinished',
      'The specified unfinished snapshot is not support archive.',
    );
  }
  if (snapshot.archiving) {
    return new ApiError(
      400,
      'InvalidStatus.SnapshotInArchive',
      'The specified snapshot is currently being archived.',
    );
  }
  if (now - snapshot.createdAt < YOUNGEST_MS) {
    return new ApiError(
      400,
      'InvalidStatus.SnapshotAgeLimit',
      'The specified snapshot created within 14 days is not support archive.',
    );
  }
  if (snapshot.encrypted) {
    return new ApiError(
      403,
      'InvalidOperation.EncryptedSnapshotUnsupport',
      'Archiving encrypted snapshots is not currently supported.',
    );
  }
  const underWay = region.snapshots.ofDisk(snapshot.sourceDiskId).filter(({ archiving }) => archiving);
  return underWay.length < region.account.quotas.concurrentArchivesPerDisk
    ? undefined
    : new ApiError(
        403,
        'QuotaExceed.ConcurrentArchiveSnapshotQuota',
        'The number of concurrent archiving tasks associated with the disk of the current snapshot has exceeded the quota limit. Please try again later.',
      );
}

/**
 * Begins to archive a snapshot that `archiveRefusal` has nothing against; there is no way back.
 *
 * @param retentionDays counted from the creation of the snapshot; undefined keeps it until it is deleted
 */
export function beginArchiving(
  world: World,
  region: Region,
  snapshot: Snapshot,
  retentionDays: number | undefined,
): Task {
  snapshot.archiving = true;
  snapshot.retentionDays = retentionDays;
  snapshot.lastModifiedAt = world.clock.now();
  releaseInTime(world, region, snapshot);
  const subject = { name: 'SnapshotId', id: snapshot.id };
  return startTask(world, region, {
    action: 'ArchiveSnapshot',
    subject,
    durationMs: ARCHIVING_MS,
    finish: () => {
      if (region.snapshots.get(snapshot.id) !== snapshot) return 'Failed';
      snapshot.archiving = false;
      snapshot.category = 'archive';
      snapshot.lastModifiedAt = world.clock.now();
      return 'Finished';
    },
  });
}
