import type { EcsClient, Listing } from '../../shared/client';
import { chunk, forEachParallel, groupBy } from '../../shared/core/batch';
import { AutopilotError, ConfigError, messageOf } from '../../shared/core/errors';
import type { Resource } from '../../shared/core/plan';
import { resourceKey } from '../../shared/core/plan';
import { absenceFrom } from '../../shared/runtime/absence';
import type { Scopes } from '../../shared/runtime/scopes';
import type { Obstacle } from './state';

/** Disks that one DescribeDisks call can name. */
const DISKS_PER_CALL = 100;
const PARALLEL_SCOPES = 16;

/** Why instances must not be stopped, by id; or none of them. */
type Obstacles = ReadonlyMap<string, Obstacle> | Obstacle;

/**
 * Why instances must not be stopped now, by resource key: a stop makes the snapshots of their disks fail that are in
 * progress. One listing for each account and region among them, and a new one each time: a snapshot may have begun
 * since the last.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/create-a-snapshot-for-a-disk
 */
export async function obstaclesToStops(
  stops: readonly Resource[],
  scopes: Scopes,
): Promise<ReadonlyMap<string, Obstacle>> {
  const found = new Map<string, Obstacle>();
  const byScope = groupBy(stops, ({ account = '', region }) => `${account}/${region}`);
  await forEachParallel([...byScope.values()], PARALLEL_SCOPES, async (targets) => {
    const [first] = targets;
    if (first === undefined) return;
    const obstacles = await obstaclesIn(scopes.of(first).ecs, first.region);
    for (const target of targets) {
      const obstacle = 'code' in obstacles ? obstacles : obstacles.get(target.id);
      if (obstacle !== undefined) found.set(resourceKey(target), obstacle);
    }
  });
  return found;
}

async function obstaclesIn(ecs: EcsClient, region: string): Promise<Obstacles> {
  try {
    return await attachedTo(ecs, region, await snapshotsInProgress(ecs, region));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return {
      code: 'snapshots_unknown',
      reason: `it is not known whether a snapshot of its disks is in progress: ${messageOf(error)}`,
      severity: 'error',
    };
  }
}

/** Ids of the snapshots in progress by disk; a copy of a snapshot does not read the disk. */
async function snapshotsInProgress(ecs: EcsClient, region: string): Promise<ReadonlyMap<string, string>> {
  const byDisk = new Map<string, string>();
  const listing = ecs.items('DescribeSnapshots', { RegionId: region, Status: 'progressing' });
  for await (const { SnapshotId = '', SourceDiskId = '', SourceSnapshotId = '' } of listing) {
    if (SourceDiskId !== '' && SourceSnapshotId === '') byDisk.set(SourceDiskId, SnapshotId);
  }
  await assertAllSeen(ecs, 'DescribeSnapshots', region, listing);
  return byDisk;
}

/** Finds the instances that the disks are attached to. */
async function attachedTo(
  ecs: EcsClient,
  region: string,
  byDisk: ReadonlyMap<string, string>,
): Promise<Obstacles> {
  const obstacles = new Map<string, Obstacle>();
  for (const part of chunk([...byDisk.keys()], DISKS_PER_CALL)) {
    const listing = ecs.items('DescribeDisks', { RegionId: region, DiskIds: JSON.stringify(part) });
    for await (const { DiskId = '', InstanceId = '', Attachments } of listing) {
      const reason = `snapshot ${byDisk.get(DiskId) ?? ''} of its disk ${DiskId} is in progress`;
      for (const { InstanceId: id = '' } of [{ InstanceId }, ...(Attachments?.Attachment ?? [])]) {
        obstacles.set(id, { code: 'snapshot_in_progress', reason, severity: 'warning' });
      }
    }
    await assertAllSeen(ecs, 'DescribeDisks', region, listing);
  }
  return obstacles;
}

async function assertAllSeen(
  ecs: EcsClient,
  operation: 'DescribeSnapshots' | 'DescribeDisks',
  region: string,
  listing: Listing<unknown>,
): Promise<void> {
  const absence = await absenceFrom(listing, () => ecs.probe(operation, { RegionId: region }));
  if (absence.proven) return;
  throw new AutopilotError({
    code: 'snapshots_unknown',
    what: absence.because,
    expected: `the permission ecs:${operation} in ${region}`,
  });
}
