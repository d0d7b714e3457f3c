import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { DISK_CATEGORIES, disksOf } from '../world/disk';
import type { Region } from '../world/region';
import { SNAPSHOT_CATEGORIES, SNAPSHOT_STATUSES, newSnapshot } from '../world/snapshot';
import type { SnapshotSource } from '../world/snapshot';
import { letSnapshotRun, releaseInTime } from '../world/snapshot-lifecycle';
import type { World } from '../world/world';
import { instant, name, present, tags } from './fields';
import { regionOf } from './places';

const DAY_MS = 86_400_000;

/** Snapshots of a disk; of one that is gone, `sizeGiB` has to be said. */
export const snapshotSchema = z.strictObject({
  id: z.string().min(1).optional(),
  name: name.optional(),
  description: z.string().max(256).optional(),
  /** Id of the disk. */
  disk: z.string().min(1).optional(),
  /** Instead of `disk`: the system disk of an instance, or the one that is attached as `device`. */
  instance: z.string().min(1).optional(),
  device: z.string().optional(),
  /** Where the snapshots of a disk that is gone are. */
  region: name.optional(),
  /** Of the disk, when the snapshot was made. */
  sizeGiB: z.int().min(1).optional(),
  diskType: z.enum(['system', 'data']).optional(),
  diskCategory: z.enum(DISK_CATEGORIES).optional(),
  encrypted: z.boolean().optional(),
  kmsKey: z.string().optional(),
  /** This many, `everyDays` apart, the newest as old as is said. */
  count: z.int().min(1).max(10_000).default(1),
  everyDays: z.number().positive().max(3_653).default(1),
  ageDays: z.number().min(0).max(36_525).optional(),
  createdAt: instant.optional(),
  /** Last change of its name or description; the creation when left out. */
  modifiedAt: instant.optional(),
  status: z.enum(SNAPSHOT_STATUSES).default('accomplished'),
  /** Automatic: made by a policy. */
  automatic: z.boolean().default(false),
  /** Id of that policy. */
  policy: z.string().optional(),
  category: z.enum(SNAPSHOT_CATEGORIES).optional(),
  retentionDays: z.int().min(1).max(65_536).optional(),
  tags: tags.default({}),
  resourceGroup: z.string().optional(),
  /** Of a copy. */
  sourceSnapshot: z.string().optional(),
  sourceRegion: z.string().optional(),
});

type FleetSnapshot = z.output<typeof snapshotSchema>;

interface Place {
  readonly region: Region;
  readonly disk: SnapshotSource;
}

function goneDisk(account: Account, spec: FleetSnapshot, id: string, where: string): Place {
  if (spec.sizeGiB === undefined) {
    throw new EmulatorInputError([
      `${where}.disk: no disk "${id}" in the fleet, expected one of its disks, or sizeGiB for one that is gone`,
    ]);
  }
  const region = regionOf(account, spec.region, where);
  const disk: SnapshotSource = {
    id,
    type: 'data',
    category: 'cloud_essd',
    sizeGiB: spec.sizeGiB,
    encrypted: false,
    kmsKeyId: '',
  };
  return { region, disk };
}

function placeOf(account: Account, spec: FleetSnapshot, where: string): Place {
  const { device, disk: diskId, instance: instanceId } = spec;
  if ((diskId === undefined) === (instanceId === undefined)) {
    throw new EmulatorInputError([`${where}: expected either disk or instance`]);
  }
  if (diskId !== undefined) {
    // A copy is in another region than the disk.
    const wanted = spec.region === undefined ? undefined : regionOf(account, spec.region, where);
    for (const region of account.regions.values()) {
      const disk = region.disks.get(diskId);
      if (disk !== undefined) return { region: wanted ?? region, disk };
    }
    return goneDisk(account, spec, diskId, where);
  }
  const instance = account.findInstance(instanceId ?? '');
  const region = account.regions.get(instance?.regionId ?? '');
  if (instance === undefined || region === undefined) {
    throw new EmulatorInputError([`${where}.instance: no instance "${instanceId ?? ''}" in the fleet`]);
  }
  const disk = disksOf(region, instance).find(
    (each) => each.device === device || (device === undefined && each.type === 'system'),
  );
  if (disk !== undefined) return { region, disk };
  throw new EmulatorInputError([
    `${where}.device: the instance ${instance.id} has no disk ${device ?? 'for its system'}`,
  ]);
}

function addSnapshotAt(world: World, { region, disk }: Place, spec: FleetSnapshot, createdAt: number): void {
  const now = world.clock.now();
  const source = {
    ...disk,
    ...present({
      type: spec.diskType,
      category: spec.diskCategory,
      sizeGiB: spec.sizeGiB,
      encrypted: spec.encrypted,
      kmsKeyId: spec.kmsKey,
    }),
  };
  const draft = newSnapshot(world, region, source, {
    createdAt,
    status: spec.status,
    type: spec.automatic ? 'timer' : spec.sourceSnapshot === undefined ? 'user' : 'copied',
    tags: new Map(Object.entries(spec.tags)),
    ...present({
      id: spec.id,
      name: spec.name,
      description: spec.description,
      autoSnapshotPolicyId: spec.policy,
      category: spec.category,
      retentionDays: spec.retentionDays,
      resourceGroupId: spec.resourceGroup,
      sourceSnapshotId: spec.sourceSnapshot,
      sourceRegionId: spec.sourceRegion,
      lastModifiedAt: spec.modifiedAt,
    }),
  });
  const snapshot =
    spec.status === 'progressing'
      ? { ...draft, dueAt: Math.max(draft.dueAt, now + 1000) }
      : { ...draft, endedAt: Math.min(draft.dueAt, now) };
  region.snapshots.add(snapshot);
  letSnapshotRun(world, region, snapshot);
  releaseInTime(world, region, snapshot);
}

/**
 * Adds snapshots to an account, the oldest first.
 *
 * @param where path of `specs` for errors
 * @throws EmulatorInputError when a line names a disk, instance or region that there is not, or an id twice
 */
export function addSnapshots(
  world: World,
  account: Account,
  specs: readonly FleetSnapshot[],
  where: string,
): void {
  const now = world.clock.now();
  const ids = new Set<string>();
  const planned = specs.flatMap((spec, index) => {
    const path = `${where}[${index}]`;
    const place = placeOf(account, spec, path);
    if (spec.id !== undefined && (ids.has(spec.id) || spec.count > 1)) {
      throw new EmulatorInputError([`${path}.id: the id "${spec.id}" is given more than once`]);
    }
    if (spec.id !== undefined) ids.add(spec.id);
    const defaultAge = spec.status === 'progressing' ? 0 : 1;
    const newest = spec.createdAt ?? now - (spec.ageDays ?? defaultAge) * DAY_MS;
    return Array.from({ length: spec.count }, (_, age) => ({
      place,
      spec,
      createdAt: newest - age * spec.everyDays * DAY_MS,
    }));
  });
  planned.sort((left, right) => left.createdAt - right.createdAt);
  for (const { createdAt, place, spec } of planned) addSnapshotAt(world, place, spec, createdAt);
}
