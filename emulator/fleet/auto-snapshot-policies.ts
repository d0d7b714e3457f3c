import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { NO_COPIES, letPolicyRun } from '../world/auto-snapshot-policy';
import type { AutoSnapshotPolicy } from '../world/auto-snapshot-policy';
import type { Disk } from '../world/disk';
import { disksOf } from '../world/disk';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { instant, name, tags } from './fields';
import { regionOf } from './places';

const days = z.int().min(1).max(65_535);

/** An automatic snapshot policy, and what it is applied to. */
export const autoSnapshotPolicySchema = z.strictObject({
  id: z.string().min(1).optional(),
  name: name.optional(),
  region: name.optional(),
  /** Hours in UTC+8. */
  timePoints: z.array(z.int().min(0).max(23)).min(1).default([1]),
  /** 1 is Monday. */
  repeatWeekdays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5, 6, 7]),
  /** For ever by default. */
  retentionDays: days.optional(),
  /** Ids of disks, and of instances that it is applied to all disks of. */
  disks: z.array(z.string()).default([]),
  instances: z.array(z.string()).default([]),
  /** Tags of instances that it takes snapshots of; an empty value stands for any. */
  targetTags: tags.optional(),
  copyTo: z.strictObject({ region: name, retentionDays: days.optional() }).optional(),
  tags: tags.default({}),
  resourceGroup: z.string().default(''),
  createdAt: instant.optional(),
});

type FleetPolicy = z.output<typeof autoSnapshotPolicySchema>;

function disksFor(region: Region, spec: FleetPolicy, where: string): Disk[] {
  const named = spec.disks.map((id) => {
    const disk = region.disks.get(id);
    if (disk !== undefined) return disk;
    throw new EmulatorInputError([`${where}.disks: no disk "${id}" in ${region.id}`]);
  });
  const ofInstances = spec.instances.flatMap((id) => {
    const instance = region.instances.get(id);
    if (instance !== undefined) return disksOf(region, instance);
    throw new EmulatorInputError([`${where}.instances: no instance "${id}" in ${region.id}`]);
  });
  return [...new Set([...named, ...ofInstances])];
}

/**
 * Adds a policy to its region, from where it runs.
 *
 * @param where path of the line for errors
 * @throws EmulatorInputError when it names a region, disk or instance that there is not
 */
export function addAutoSnapshotPolicy(
  world: World,
  account: Account,
  spec: FleetPolicy,
  where: string,
): void {
  const region = regionOf(account, spec.region, where);
  const target = spec.copyTo && regionOf(account, spec.copyTo.region, `${where}.copyTo`);
  const policy: AutoSnapshotPolicy = {
    id: spec.id ?? world.resourceId('sp', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    name: spec.name ?? '',
    schedule: { timePoints: spec.timePoints, repeatWeekdays: spec.repeatWeekdays },
    retentionDays: spec.retentionDays,
    associationType: spec.targetTags === undefined ? 'AssociatedWithDisk' : 'AssociatedWithInstanceTag',
    targetTags: Object.entries(spec.targetTags ?? {}).map(([key, value]) => ({ key, value })),
    copies:
      target === undefined
        ? NO_COPIES
        : { ...NO_COPIES, enabled: true, regionId: target.id, retentionDays: spec.copyTo?.retentionDays },
    resourceGroupId: spec.resourceGroup,
    tags: new Map(Object.entries(spec.tags)),
    createdAt: spec.createdAt ?? world.clock.now(),
  };
  for (const disk of disksFor(region, spec, where)) {
    disk.autoSnapshotPolicyIds = [...disk.autoSnapshotPolicyIds, policy.id];
  }
  region.autoSnapshotPolicies.add(policy);
  letPolicyRun(world, region, policy);
}
