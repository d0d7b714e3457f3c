import type { Disk } from './disk';
import type { Resource } from './inventory';
import type { Region } from './region';
import { newSnapshot } from './snapshot';
import type { SnapshotStatus } from './snapshot';
import { addSnapshot } from './snapshot-lifecycle';
import type { World } from './world';

/** Snapshots of several disks at one instant. */
export interface SnapshotGroup extends Resource {
  readonly regionId: string;
  name: string;
  description: string;
  status: SnapshotStatus;
  /** Empty when the disks were attached to several instances, or to none. */
  readonly instanceId: string;
  /** Some may have been deleted. */
  readonly snapshotIds: readonly string[];
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
}

/** The tag of the cloud that says of a snapshot which instance its disk was attached to. */
const SOURCE_TAG = 'acs:ecs:createFrom';

function commonInstanceOf(disks: readonly Disk[]): string {
  const [first, ...others] = new Set(disks.map(({ instanceId }) => instanceId));
  return others.length === 0 ? (first ?? '') : '';
}

/** Begins the snapshots of a group; all of them are accomplished when the slowest is. */
export function beginSnapshotGroup(
  world: World,
  region: Region,
  disks: readonly Disk[],
  given: Pick<SnapshotGroup, 'name' | 'description' | 'resourceGroupId' | 'tags'>,
): SnapshotGroup {
  const id = world.resourceId('ssg', region);
  const drafts = disks.map((disk) =>
    newSnapshot(world, region, disk, {
      groupId: id,
      resourceGroupId: given.resourceGroupId,
      tags: new Map(disk.instanceId === '' ? [] : [[SOURCE_TAG, disk.instanceId]]),
    }),
  );
  const dueAt = Math.max(...drafts.map((draft) => draft.dueAt));
  const group: SnapshotGroup = {
    id,
    sequence: world.nextSequence(),
    regionId: region.id,
    status: 'progressing',
    instanceId: commonInstanceOf(disks),
    snapshotIds: drafts.map((draft) => draft.id),
    createdAt: world.clock.now(),
    ...given,
  };
  region.snapshotGroups.add(group);
  for (const draft of drafts) addSnapshot(world, region, { ...draft, dueAt });
  return group;
}
