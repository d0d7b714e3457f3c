import { ApiError } from '../errors';
import { isCloudDisk } from './disk';
import type { Disk } from './disk';
import type { Region } from './region';
import { isAutomatic, isOfEssdSeries } from './snapshot';
import { unfinishedSnapshotsOf } from './snapshot-lifecycle';

function concurrencyRefusal(region: Region, disk: Disk): ApiError | undefined {
  const unfinished = unfinishedSnapshotsOf(region, disk.id).length;
  if (!isOfEssdSeries(disk.category)) {
    return unfinished === 0
      ? undefined
      : new ApiError(
          403,
          'IncorrectDiskStatus.CreatingSnapshot',
          'A previous snapshot creation is in process.',
        );
  }
  const quota = region.account.quotas.concurrentSnapshotsPerEssd;
  return unfinished < quota
    ? undefined
    : new ApiError(
        403,
        'QuotaExceed.ConcurrentSnapshotQuota',
        `The number of snapshots being created for the disk ${disk.id} has exceeded the concurrent quota ` +
          `(${quota}). Please wait for the previous snapshots to complete before trying again.`,
      );
}

function stateRefusal(region: Region, disk: Disk): ApiError | undefined {
  if (disk.status === 'Available') {
    return disk.attachedAt === undefined && disk.detachedAt === undefined
      ? new ApiError(
          403,
          'IncorrectDiskStatus.NeverAttached',
          'The specified disk has never been attached to any instance.',
        )
      : undefined;
  }
  if (disk.status !== 'In_use') {
    return new ApiError(
      403,
      'IncorrectDiskStatus',
      'The current disk status does not support this operation.',
    );
  }
  const instance = region.instances.get(disk.instanceId);
  if (instance === undefined) return undefined;
  if (instance.locks.includes('security')) {
    return new ApiError(
      403,
      'InstanceLockedForSecurity',
      'The disk attached instance is locked due to security.',
    );
  }
  return instance.status === 'Running' || instance.status === 'Stopped'
    ? undefined
    : new ApiError(
        400,
        'IncorrectInstanceStatus',
        'The current status of the resource does not support this operation.',
      );
}

/** Why no snapshot of the disk can be begun now, whoever asks; quotas of kept snapshots are another matter. */
export function snapshotRefusal(region: Region, disk: Disk): ApiError | undefined {
  if (!isCloudDisk(disk.category)) {
    return new ApiError(
      400,
      'DiskCategory.OperationNotSupported',
      'The type of the specified disk does not support creating a snapshot.',
    );
  }
  return stateRefusal(region, disk) ?? concurrencyRefusal(region, disk);
}

/** Why no further snapshot of the disk can be made by hand. */
export function manualQuotaRefusal(region: Region, diskId: string): ApiError | undefined {
  const manual = region.snapshots.ofDisk(diskId).filter((snapshot) => !isAutomatic(snapshot));
  return manual.length < region.account.quotas.manualSnapshotsPerDisk
    ? undefined
    : new ApiError(403, 'QuotaExceed.Snapshot', 'The snapshot quota exceeds.');
}
