import type { Disk } from './disk';
import { imagesMadeOf } from './image';
import type { Region } from './region';
import { isAutomatic, newSnapshot, releaseAtOf } from './snapshot';
import type { Snapshot, SnapshotSource } from './snapshot';
import { isLocked } from './snapshot-lock';
import { secondOf } from './times';
import type { World } from './world';

/** A snapshot whose retention ends while something holds it is looked at again after so long. */
const RELEASE_RETRY_MS = 86_400_000;

/** https://help.aliyun.com/document_detail/108464.html */
function announce(
  world: World,
  region: Region,
  snapshot: Snapshot,
  what: 'CreateSnapshotInitiated' | 'CreateSnapshotCompleted' | 'SnapshotDeleted',
): void {
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: `Snapshot:${what}`,
    level: 'INFO',
    status: 'Normal',
    resource: { kind: 'snapshot', id: snapshot.id, name: snapshot.name },
    content: {
      ...(what === 'CreateSnapshotCompleted' && { result: snapshot.status }),
      snapshotId: snapshot.id,
      snapshotName: snapshot.name,
      snapshotType: snapshot.type,
      diskId: snapshot.sourceDiskId,
      startTime: secondOf(snapshot.createdAt),
      ...(snapshot.endedAt !== undefined && { endTime: secondOf(snapshot.endedAt) }),
    },
  });
}

function exists(region: Region, snapshot: Snapshot): boolean {
  return region.snapshots.get(snapshot.id) === snapshot;
}

function end(world: World, region: Region, snapshot: Snapshot, status: 'accomplished' | 'failed'): void {
  const now = world.clock.now();
  snapshot.status = status;
  snapshot.endedAt = now;
  snapshot.lastModifiedAt = now;
  if (snapshot.lock !== undefined) snapshot.lock = { ...snapshot.lock, startsAt: now };
  announce(world, region, snapshot, 'CreateSnapshotCompleted');
}

/** The snapshots of a group succeed or fail together. */
function membersOf(region: Region, snapshot: Snapshot): readonly Snapshot[] {
  return region.snapshots.pick(region.snapshotGroups.get(snapshot.groupId)?.snapshotIds ?? []);
}

function failGroupOf(world: World, region: Region, snapshot: Snapshot): void {
  const group = region.snapshotGroups.get(snapshot.groupId);
  if (group?.status !== 'progressing') return;
  group.status = 'failed';
  for (const member of membersOf(region, snapshot)) {
    if (member.status === 'progressing') end(world, region, member, 'failed');
  }
}

function accomplish(world: World, region: Region, snapshot: Snapshot): void {
  end(world, region, snapshot, 'accomplished');
  const group = region.snapshotGroups.get(snapshot.groupId);
  const isWhole = membersOf(region, snapshot).every(({ status }) => status === 'accomplished');
  if (group?.status === 'progressing' && isWhole) group.status = 'accomplished';
}

/**
 * Lets a snapshot in creation be accomplished when it is due, unless it fails or is deleted before.
 *
 * @param then carried out when it was accomplished
 */
export function letSnapshotRun(world: World, region: Region, snapshot: Snapshot, then?: () => void): void {
  if (snapshot.status !== 'progressing') return;
  world.clock.at(snapshot.dueAt, () => {
    if (snapshot.status !== 'progressing' || !exists(region, snapshot)) return;
    accomplish(world, region, snapshot);
    then?.();
  });
}

/** Adds a snapshot in creation to its region, announces it and lets it run. */
export function addSnapshot(world: World, region: Region, snapshot: Snapshot, then?: () => void): void {
  region.snapshots.add(snapshot);
  announce(world, region, snapshot, 'CreateSnapshotInitiated');
  letSnapshotRun(world, region, snapshot, then);
  releaseInTime(world, region, snapshot);
}

/**
 * Begins a snapshot of a disk.
 *
 * @param then carried out when it was accomplished
 */
export function beginSnapshot(
  world: World,
  region: Region,
  disk: SnapshotSource,
  given: Partial<Snapshot> = {},
  then?: () => void,
): Snapshot {
  const snapshot = newSnapshot(world, region, disk, given);
  addSnapshot(world, region, snapshot, then);
  return snapshot;
}

/** The snapshots of a disk that are in creation. */
export function unfinishedSnapshotsOf(region: Region, diskId: string): readonly Snapshot[] {
  return region.snapshots
    .ofDisk(diskId)
    .filter(({ status, type }) => status === 'progressing' && type !== 'copied');
}

/** Copies of a snapshot that are on their way, in whatever region of the account. */
export function isBeingCopied(region: Region, snapshot: Snapshot): boolean {
  return [...region.account.regions.values()].some(({ snapshots }) =>
    snapshots
      .ofDisk(snapshot.sourceDiskId)
      .some(({ status, sourceSnapshotId }) => status === 'progressing' && sourceSnapshotId === snapshot.id),
  );
}

/** Deletes a snapshot; one in creation is cancelled, and with it the group that it is part of. */
export function deleteSnapshot(world: World, region: Region, snapshot: Snapshot): void {
  region.snapshots.remove(snapshot.id);
  announce(world, region, snapshot, 'SnapshotDeleted');
  if (snapshot.status === 'progressing') failGroupOf(world, region, snapshot);
}

/** What keeps even the cloud from releasing a snapshot at the end of its retention. */
function isHeld(region: Region, snapshot: Snapshot, now: number): boolean {
  return (
    snapshot.status === 'progressing' ||
    snapshot.archiving ||
    isLocked(snapshot.lock, now) ||
    imagesMadeOf(region, snapshot.id).length > 0 ||
    isBeingCopied(region, snapshot)
  );
}

/** Deletes the snapshot when its retention ends; to be called again whenever the retention was changed. */
export function releaseInTime(world: World, region: Region, snapshot: Snapshot): void {
  const releaseAt = releaseAtOf(snapshot);
  if (releaseAt === undefined) return;
  const release = (): void => {
    if (!exists(region, snapshot) || releaseAtOf(snapshot) !== releaseAt) return;
    if (isHeld(region, snapshot, world.clock.now())) world.clock.after(RELEASE_RETRY_MS, release);
    else deleteSnapshot(world, region, snapshot);
  };
  world.clock.at(releaseAt, release);
}

/** A change of an instance's state spoils the snapshots of its disks that are in creation. */
export function failSnapshotsOf(
  world: World,
  region: Region,
  instance: { readonly diskIds: readonly string[] },
): void {
  for (const diskId of instance.diskIds) {
    for (const snapshot of unfinishedSnapshotsOf(region, diskId)) {
      if (snapshot.status !== 'progressing') continue;
      end(world, region, snapshot, 'failed');
      failGroupOf(world, region, snapshot);
    }
  }
}

/**
 * To be called when a disk is released: its snapshots in creation go with it, and the automatic ones if the disk
 * says so. All others outlive it.
 */
export function releaseAutoSnapshots(world: World, region: Region, disk: Disk): void {
  const now = world.clock.now();
  for (const snapshot of region.snapshots.ofDisk(disk.id)) {
    const isDoomed = disk.deleteAutoSnapshot && isAutomatic(snapshot) && !isHeld(region, snapshot, now);
    const isUnfinished = snapshot.status === 'progressing' && snapshot.type !== 'copied';
    if (isDoomed || isUnfinished) deleteSnapshot(world, region, snapshot);
  }
}
