import type { EcsClient, Listing } from '../../shared/client';
import { chunk, forEachParallel, groupBy } from '../../shared/core/batch';
import type { Clock } from '../../shared/core/clock';
import { AutopilotError, ConfigError, messageOf } from '../../shared/core/errors';
import type { Resource } from '../../shared/core/plan';
import { resourceKey } from '../../shared/core/plan';
import { absenceFrom } from '../../shared/runtime/absence';
import type { Scopes } from '../../shared/runtime/scopes';
import type { Obstacle } from './state';

/** Disks that one DescribeDisks call can name. */
const DISKS_PER_CALL = 100;
const PARALLEL_SCOPES = 16;

/** A look that is younger than this serves the next stops of its account and region as well. */
const FRESH_MS = 30_000;

/** Why instances must not be stopped, by id; or none of them. */
type Obstacles = ReadonlyMap<string, Obstacle> | Obstacle;

interface Look {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly obstacles: Obstacles;
}

/**
 * Keeps instances from being stopped while a snapshot of one of their disks is in progress: a stop makes it fail.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/create-a-snapshot-for-a-disk
 */
export class SnapshotWatch {
  /** Of accounts and regions, the latest. */
  private readonly looks = new Map<string, Look>();

  constructor(
    private readonly scopes: Scopes,
    private readonly clock: Clock,
  ) {}

  /** Why instances must not be stopped now, by resource key: one listing for each account and region among them. */
  async obstaclesTo(stops: readonly Resource[]): Promise<ReadonlyMap<string, Obstacle>> {
    const found = new Map<string, Obstacle>();
    const byScope = groupBy(stops, ({ account = '', region }) => `${account}/${region}`);
    await forEachParallel([...byScope], PARALLEL_SCOPES, async ([scope, targets]) => {
      const [first] = targets;
      if (first === undefined) return;
      const obstacles = await this.look(scope, first);
      for (const target of targets) {
        const obstacle = 'code' in obstacles ? obstacles : obstacles.get(target.id);
        if (obstacle !== undefined) found.set(resourceKey(target), obstacle);
      }
    });
    return found;
  }

  private async look(scope: string, anyTarget: Resource): Promise<Obstacles> {
    const known = this.looks.get(scope);
    const at = this.clock.now().getTime();
    if (known !== undefined && at - known.at < FRESH_MS) return known.obstacles;
    const obstacles = await obstaclesIn(this.scopes.of(anyTarget).ecs, anyTarget.region);
    this.looks.set(scope, { at, obstacles });
    return obstacles;
  }
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
