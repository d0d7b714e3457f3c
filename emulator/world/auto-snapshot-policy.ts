import type { Disk } from './disk';
import type { Resource } from './inventory';
import type { Region } from './region';
import { beginCopy, unfinishedCopyOf } from './snapshot-copy';
import type { Snapshot } from './snapshot';
import { beginSnapshot, deleteSnapshot, unfinishedSnapshotsOf } from './snapshot-lifecycle';
import { snapshotRefusal } from './snapshot-rules';
import type { World } from './world';

const HOUR_MS = 3_600_000;

/** Time points are hours of China, whatever the region. */
const UTC_OFFSET_MS = 8 * HOUR_MS;

export const ASSOCIATION_TYPES = ['AssociatedWithDisk', 'AssociatedWithInstanceTag'] as const;

/** When a policy takes snapshots, in UTC+8; replaced as a whole when it changes. */
export interface SnapshotSchedule {
  /** 0 to 23. */
  readonly timePoints: readonly number[];
  /** 1, Monday, to 7. */
  readonly repeatWeekdays: readonly number[];
}

/** Where the snapshots of a policy are copied to. */
export interface SnapshotCopies {
  readonly enabled: boolean;
  /** Empty for none. */
  readonly regionId: string;
  /** Undefined: kept until they are deleted. */
  readonly retentionDays: number | undefined;
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
}

/** An automatic snapshot policy. https://help.aliyun.com/document_detail/25527.html */
export interface AutoSnapshotPolicy extends Resource {
  readonly regionId: string;
  name: string;
  schedule: SnapshotSchedule;
  /** Undefined: kept until they are deleted. */
  retentionDays: number | undefined;
  readonly associationType: (typeof ASSOCIATION_TYPES)[number];
  /** An instance with one of them has its disks snapshotted; an empty value stands for any. */
  targetTags: readonly { readonly key: string; readonly value: string }[];
  copies: SnapshotCopies;
  readonly resourceGroupId: string;
  readonly tags: Map<string, string>;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
}

export const NO_COPIES: SnapshotCopies = {
  enabled: false,
  regionId: '',
  retentionDays: undefined,
  encrypted: false,
  kmsKeyId: '',
};

function hasTargetTag(policy: AutoSnapshotPolicy, tags: ReadonlyMap<string, string>): boolean {
  return policy.targetTags.some(
    ({ key, value }) => tags.has(key) && (value === '' || tags.get(key) === value),
  );
}

function covers(policy: AutoSnapshotPolicy, region: Region, disk: Disk): boolean {
  if (disk.autoSnapshotPolicyIds.includes(policy.id)) return true;
  if (policy.associationType === 'AssociatedWithDisk') return false;
  const instance = region.instances.get(disk.instanceId);
  return instance !== undefined && hasTargetTag(policy, instance.tags);
}

/** The disks that a policy takes snapshots of, as things stand. */
export function disksOfPolicy(region: Region, policy: AutoSnapshotPolicy): readonly Disk[] {
  return region.disks.all().filter((disk) => covers(policy, region, disk));
}

/** The first time point after an instant, in epoch milliseconds. */
export function nextTimePoint({ timePoints, repeatWeekdays }: SnapshotSchedule, after: number): number {
  const hour = new Date(Math.floor(after / HOUR_MS) * HOUR_MS + UTC_OFFSET_MS);
  do {
    hour.setTime(hour.getTime() + HOUR_MS);
  } while (
    !timePoints.includes(hour.getUTCHours()) ||
    !repeatWeekdays.includes(((hour.getUTCDay() + 6) % 7) + 1)
  );
  return hour.getTime() - UTC_OFFSET_MS;
}

/** `auto2.0_20260302_sp-...`, with the day in UTC+8. */
function nameOf(policy: AutoSnapshotPolicy, now: number): string {
  const day = new Date(now + UTC_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
  return `auto2.0_${day}_${policy.id}`;
}

function copyTo(world: World, region: Region, policy: AutoSnapshotPolicy, snapshot: Snapshot): void {
  const { enabled, regionId, retentionDays, encrypted, kmsKeyId } = policy.copies;
  const target = region.account.regions.get(regionId);
  if (!enabled || target === undefined || unfinishedCopyOf(target, snapshot.sourceDiskId)) return;
  beginCopy(world, snapshot, target, {
    name: snapshot.name,
    autoSnapshotPolicyId: policy.id,
    retentionDays,
    ...(encrypted && { encrypted, kmsKeyId }),
  });
}

/** At its quota a disk loses its oldest automatic snapshot for each new one. */
function makeRoom(world: World, region: Region, disk: Disk): void {
  const automatic = region.snapshots.ofDisk(disk.id).filter(({ type }) => type === 'timer');
  const surplus = automatic.length + 1 - region.account.quotas.automaticSnapshotsPerDisk;
  for (const oldest of automatic.slice(0, Math.max(0, surplus))) deleteSnapshot(world, region, oldest);
}

function snapshotDisk(world: World, region: Region, policy: AutoSnapshotPolicy, disk: Disk): void {
  const isUnderWay = unfinishedSnapshotsOf(region, disk.id).some(
    ({ autoSnapshotPolicyId }) => autoSnapshotPolicyId === policy.id,
  );
  // A time point that cannot be met is passed over.
  if (!disk.enableAutoSnapshot || isUnderWay || snapshotRefusal(region, disk) !== undefined) return;
  makeRoom(world, region, disk);
  const snapshot = beginSnapshot(
    world,
    region,
    disk,
    {
      name: nameOf(policy, world.clock.now()),
      type: 'timer',
      autoSnapshotPolicyId: policy.id,
      retentionDays: policy.retentionDays,
      resourceGroupId: disk.resourceGroupId,
    },
    () => {
      copyTo(world, region, policy, snapshot);
    },
  );
}

/** Lets a policy take snapshots at its time points, for as long as it exists and has this schedule. */
export function letPolicyRun(world: World, region: Region, policy: AutoSnapshotPolicy): void {
  const { schedule } = policy;
  world.clock.at(nextTimePoint(schedule, world.clock.now()), () => {
    if (region.autoSnapshotPolicies.get(policy.id) !== policy || policy.schedule !== schedule) return;
    for (const disk of disksOfPolicy(region, policy)) snapshotDisk(world, region, policy, disk);
    letPolicyRun(world, region, policy);
  });
}

export function unapplyPolicy(disk: Disk, policyId: string): void {
  if (!disk.autoSnapshotPolicyIds.includes(policyId)) return;
  disk.autoSnapshotPolicyIds = disk.autoSnapshotPolicyIds.filter((id) => id !== policyId);
}

/** Deletes a policy and takes it from the disks that it was applied to. */
export function deletePolicy(region: Region, policy: AutoSnapshotPolicy): void {
  for (const disk of region.disks.all()) unapplyPolicy(disk, policy.id);
  region.autoSnapshotPolicies.remove(policy.id);
}
