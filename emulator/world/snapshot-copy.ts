import type { Region } from './region';
import { newSnapshot, storingMs } from './snapshot';
import type { Snapshot } from './snapshot';
import { addSnapshot } from './snapshot-lifecycle';
import type { World } from './world';

/** Between regions it is slower than within one. */
const BYTES_PER_SECOND = 16 * 2 ** 20;

/** The copy of another snapshot of the disk that is on its way to the region. */
export function unfinishedCopyOf(target: Region, diskId: string): Snapshot | undefined {
  return target.snapshots
    .ofDisk(diskId)
    .find(({ status, type }) => status === 'progressing' && type === 'copied');
}

/** Begins a copy of an accomplished snapshot; the first of a disk in a region transfers all of it. */
export function beginCopy(
  world: World,
  source: Snapshot,
  target: Region,
  given: Pick<Snapshot, 'name'> & Partial<Snapshot>,
): Snapshot {
  const now = world.clock.now();
  const isFirst = target.snapshots.ofDisk(source.sourceDiskId).length === 0;
  const disk = {
    id: source.sourceDiskId,
    type: source.sourceDiskType,
    category: source.sourceDiskCategory,
    sizeGiB: source.sourceDiskSizeGiB,
    encrypted: source.encrypted,
    kmsKeyId: source.kmsKeyId,
  };
  const copy = newSnapshot(world, target, disk, {
    type: 'copied',
    sourceSnapshotId: source.id,
    sourceRegionId: source.regionId,
    fullSizeBytes: source.fullSizeBytes,
    dueAt: now + storingMs(isFirst ? source.fullSizeBytes : source.incrementBytes, BYTES_PER_SECOND),
    ...given,
  });
  addSnapshot(world, target, copy);
  return copy;
}
