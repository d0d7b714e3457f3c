import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import {
  DISK_CATEGORIES,
  DISK_LOCK_REASONS,
  LOCAL_DISK_CATEGORIES,
  MOST_DATA_DISKS,
  PERFORMANCE_LEVELS,
  SYSTEM_DISK_DEVICE,
  attachment,
  disksOf,
  freeDevice,
  isCloudDisk,
  newDisk,
  newLocalDisks,
} from '../world/disk';
import type { Disk } from '../world/disk';
import { CHARGE_TYPES } from '../world/instance';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { instant, name, present, tags } from './fields';
import { regionOf, zoneOf } from './places';

const diskSettings = z.strictObject({
  id: z.string().min(1).optional(),
  name: name.optional(),
  description: z.string().max(256).optional(),
  category: z.enum(DISK_CATEGORIES).optional(),
  /** Of the category cloud_essd. */
  performanceLevel: z.enum(PERFORMANCE_LEVELS).optional(),
  sizeGiB: z.int().min(1).max(65_536).optional(),
  /** Of the category cloud_auto. */
  provisionedIops: z.int().min(0).max(50_000).optional(),
  burstingEnabled: z.boolean().optional(),
  encrypted: z.boolean().optional(),
  kmsKey: z.string().optional(),
  /** The snapshot that it was made from. */
  snapshot: z.string().optional(),
  deleteWithInstance: z.boolean().optional(),
  deleteAutoSnapshot: z.boolean().optional(),
  enableAutoSnapshot: z.boolean().optional(),
  locks: z.array(z.enum(DISK_LOCK_REASONS)).optional(),
  tags: tags.optional(),
  resourceGroup: z.string().optional(),
});

/** Alike, as many as `count` says. */
const count = z.int().min(1).max(1000).default(1);

/** The disks of an instance: an ESSD of 40 GiB for the system, and those of the host, unless more is said. */
export const instanceDisks = {
  systemDisk: diskSettings.optional(),
  dataDisks: z
    .array(diskSettings.extend({ count }))
    .refine((disks) => disks.reduce((sum, each) => sum + each.count, 0) <= MOST_DATA_DISKS, {
      message: `expected at most ${MOST_DATA_DISKS} data disks`,
    })
    .optional(),
};

/** A disk for itself, or in place of what its instance would have. */
export const diskSchema = diskSettings.extend({
  count,
  category: z.enum([...DISK_CATEGORIES, ...LOCAL_DISK_CATEGORIES]).optional(),
  region: name.optional(),
  zone: name.optional(),
  type: z.enum(['system', 'data']).default('data'),
  chargeType: z.enum(CHARGE_TYPES).optional(),
  portable: z.boolean().optional(),
  /** Id of the instance that it is attached to. */
  instance: z.string().min(1).optional(),
  device: z
    .string()
    .regex(/^\/dev\/xvd[a-z]+$/, 'expected a device such as /dev/xvdb')
    .optional(),
  image: z.string().optional(),
  createdAt: instant.optional(),
  attachedAt: instant.optional(),
  detachedAt: instant.optional(),
});

type DiskSettings = z.output<typeof diskSettings>;
type FleetDisk = z.output<typeof diskSchema>;

/** What a line says of a disk. */
function settingsOf(spec: Omit<DiskSettings, 'category'> & Pick<FleetDisk, 'category'>): Partial<Disk> {
  return present({
    id: spec.id,
    name: spec.name,
    description: spec.description,
    category: spec.category,
    performanceLevel: spec.performanceLevel,
    sizeGiB: spec.sizeGiB,
    provisionedIops: spec.provisionedIops,
    burstingEnabled: spec.burstingEnabled,
    encrypted: spec.encrypted,
    kmsKeyId: spec.kmsKey,
    sourceSnapshotId: spec.snapshot,
    deleteWithInstance: spec.deleteWithInstance,
    deleteAutoSnapshot: spec.deleteAutoSnapshot,
    enableAutoSnapshot: spec.enableAutoSnapshot,
    locks: spec.locks,
    tags: spec.tags && new Map(Object.entries(spec.tags)),
    resourceGroupId: spec.resourceGroup,
  });
}

/** @throws EmulatorInputError when the id was given to another disk too */
function add(region: Region, disk: Disk, where: string): void {
  const regions = [...region.account.regions.values()];
  if (regions.some(({ disks }) => disks.get(disk.id) !== undefined)) {
    throw new EmulatorInputError([`${where}.id: the id "${disk.id}" is given more than once`]);
  }
  region.disks.add(disk);
}

interface InstanceDisks {
  readonly systemDisk?: DiskSettings | undefined;
  readonly dataDisks?: readonly (DiskSettings & { readonly count: number })[] | undefined;
}

/**
 * What all instances of one line of a fleet have as disks: system disk, disks of the host, data disks. Those that no
 * id was given have none. Copies of a complete object share their layout, which is what lets a hundred thousand of
 * them fit into memory.
 */
export function diskModels(
  world: World,
  region: Region,
  instance: Instance,
  { dataDisks = [], systemDisk = {} }: InstanceDisks,
): readonly Disk[] {
  const { createdAt, imageId } = instance;
  const usual = { ...attachment(instance), id: '', createdAt, attachedAt: createdAt };
  const ofSystem = {
    type: 'system',
    device: SYSTEM_DISK_DEVICE,
    portable: false,
    deleteWithInstance: true,
  } as const;
  const local = newLocalDisks(world, region, instance).map((disk) => ({ ...disk, id: '' }));
  const disks = [
    newDisk(world, region, { ...usual, ...ofSystem, imageId, ...settingsOf(systemDisk) }),
    ...local,
  ];
  const portable = instance.chargeType === 'PostPaid';
  for (const spec of dataDisks.flatMap((each) => new Array<DiskSettings>(each.count).fill(each))) {
    const device = freeDevice(disks);
    disks.push(newDisk(world, region, { ...usual, device, portable, ...settingsOf(spec) }));
  }
  return disks;
}

/**
 * Adds the disks of an instance of a fleet.
 *
 * @param where path of the instance for errors
 * @throws EmulatorInputError when an id is given twice
 */
export function addInstanceDisks(
  world: World,
  region: Region,
  instance: Instance,
  models: readonly Disk[],
  where: string,
): void {
  instance.diskIds = models.map((model) => {
    const id = model.id === '' ? world.resourceId('d', region) : model.id;
    const disk = {
      ...model,
      id,
      sequence: world.nextSequence(),
      instanceId: instance.id,
      tags: new Map(model.tags),
    };
    if (model.id === '') region.disks.add(disk);
    else add(region, disk, where);
    return id;
  });
}

function instanceOf(account: Account, spec: FleetDisk, where: string): Instance | undefined {
  if (spec.instance === undefined) return undefined;
  const instance = account.findInstance(spec.instance);
  if (instance !== undefined) return instance;
  throw new EmulatorInputError([
    `${where}.instance: no instance "${spec.instance}" in the fleet, expected one of its instances; ` +
      'of saved answers, give those of DescribeInstances too',
  ]);
}

/** What a line of its own says of a disk. */
function ownSettingsOf(spec: FleetDisk): Partial<Disk> {
  return {
    ...settingsOf(spec),
    ...present({
      type: spec.type,
      chargeType: spec.chargeType,
      portable: spec.portable,
      device: spec.device,
      imageId: spec.image,
      createdAt: spec.createdAt,
      attachedAt: spec.attachedAt,
      detachedAt: spec.detachedAt,
    }),
  };
}

function addAttached(world: World, region: Region, instance: Instance, spec: FleetDisk, where: string): void {
  const isSystem = spec.type === 'system';
  const isPortable = !isSystem && instance.chargeType === 'PostPaid' && isCloudDisk(spec.category ?? 'cloud');
  const given = {
    ...attachment(instance),
    device: isSystem ? SYSTEM_DISK_DEVICE : freeDevice(disksOf(region, instance)),
    portable: isPortable,
    deleteWithInstance: isSystem,
    imageId: isSystem ? instance.imageId : '',
    createdAt: instance.createdAt,
    attachedAt: instance.createdAt,
    ...ownSettingsOf(spec),
  };
  const disk = newDisk(world, region, given);
  add(region, disk, where);
  instance.diskIds = isSystem ? [disk.id, ...instance.diskIds] : [...instance.diskIds, disk.id];
}

function addDetached(world: World, account: Account, spec: FleetDisk, where: string): void {
  const region = regionOf(account, spec.region, where);
  const zoneId = zoneOf(region, spec.zone, where);
  add(region, newDisk(world, region, { zoneId, ...ownSettingsOf(spec), device: '' }), where);
}

/** Takes from an instance the disks of the types that lines give it. */
function clear(region: Region, instance: Instance, types: ReadonlySet<Disk['type']>): void {
  for (const disk of disksOf(region, instance)) {
    if (types.has(disk.type)) region.disks.remove(disk.id);
  }
  instance.diskIds = instance.diskIds.filter((id) => region.disks.get(id) !== undefined);
}

/**
 * Adds disks to an account. Those that name an instance take the place of the system disk or the data disks that it
 * would have.
 *
 * @param where path of `specs` for errors
 * @throws EmulatorInputError for an unknown region, zone or instance, or an id given twice
 */
export function addDisks(world: World, account: Account, specs: readonly FleetDisk[], where: string): void {
  const placed = specs.map((spec, index) => {
    const path = `${where}[${index}]`;
    return { spec, path, instance: instanceOf(account, spec, path) };
  });
  const typesOf = new Map<Instance, Set<Disk['type']>>();
  for (const { instance, spec } of placed) {
    if (instance === undefined) continue;
    typesOf.set(instance, (typesOf.get(instance) ?? new Set()).add(spec.type));
  }
  for (const [instance, types] of typesOf)
    clear(regionOf(account, instance.regionId, where), instance, types);
  for (const { spec, path, instance } of placed) {
    for (let copy = 0; copy < spec.count; copy += 1) {
      if (instance === undefined) addDetached(world, account, spec, path);
      else addAttached(world, regionOf(account, instance.regionId, path), instance, spec, path);
    }
  }
}
