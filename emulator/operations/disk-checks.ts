import type { Call } from '../api/operation';
import { isCloudDisk } from '../world/disk';
import type { Disk, DiskStatus } from '../world/disk';
import type { Instance, InstanceStatus } from '../world/instance';
import type { Region } from '../world/region';
import { unfinishedSnapshotsOf } from '../world/snapshot-lifecycle';
import { diskError } from './disk-errors';
import { incorrectInstanceStatus } from './errors';
import { arnOf, locate } from './lookup';
import type { Located } from './lookup';

/** @throws ApiError InvalidDiskId.NotFound */
export function locateDisk(call: Call, id: string): Located<Disk> {
  const located = locate(call, id, ({ disks }) => disks);
  if (located === undefined) throw diskError('InvalidDiskId.NotFound');
  return located;
}

export function diskArn(call: Call, id: string): string {
  return arnOf(call, 'disk', id, ({ disks }) => disks);
}

/** @throws ApiError when the instance is locked, its subscription has ended, or it is in another status */
export function checkInstance(call: Call, instance: Instance, statuses: readonly InstanceStatus[]): void {
  if (instance.locks.includes('security')) throw diskError('InstanceLockedForSecurity');
  const hasEnded = instance.expiresAt !== undefined && instance.expiresAt <= call.world.clock.now();
  if (hasEnded || instance.locks.includes('financial')) throw diskError('InstanceExpiredOrInArrears');
  if (!statuses.includes(instance.status)) throw incorrectInstanceStatus();
}

/** @throws ApiError when the disk is unpaid or in another status */
export function checkDisk(disk: Disk, statuses: readonly DiskStatus[]): void {
  if (disk.locks.includes('security')) throw diskError('InstanceLockedForSecurity');
  if (disk.locks.includes('financial')) throw diskError('DiskInArrears');
  if (!statuses.includes(disk.status)) throw diskError('IncorrectDiskStatus');
}

/** @throws ApiError DiskCreatingSnapshot */
export function checkNoSnapshot(region: Region, disk: Disk): void {
  if (unfinishedSnapshotsOf(region, disk.id).length > 0) throw diskError('DiskCreatingSnapshot');
}

/** @throws ApiError DiskCategory.OperationNotSupported for a disk of the host */
export function checkCategory(disk: Disk): void {
  if (!isCloudDisk(disk.category)) throw diskError('DiskCategory.OperationNotSupported');
}

/** The instance that a disk is attached to. */
export function instanceOf(region: Region, disk: Disk): Instance | undefined {
  return region.instances.get(disk.instanceId);
}
