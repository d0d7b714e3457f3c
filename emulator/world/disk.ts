import type { Instance } from './instance';
import type { Resource } from './inventory';
import type { Region } from './region';
import type { World } from './world';

/** https://help.aliyun.com/document_detail/25383.html */
export const DISK_CATEGORIES = [
  'cloud',
  'cloud_efficiency',
  'cloud_ssd',
  'cloud_essd',
  'cloud_auto',
  'cloud_essd_entry',
] as const;
export type CloudDiskCategory = (typeof DISK_CATEGORIES)[number];

/** Disks of the host, whose content does not outlive the stay there. */
export const LOCAL_DISK_CATEGORIES = ['local_ssd_pro', 'local_hdd_pro', 'ephemeral_ssd'] as const;
export type DiskCategory = CloudDiskCategory | (typeof LOCAL_DISK_CATEGORIES)[number];

export function isCloudDisk(category: DiskCategory): category is CloudDiskCategory {
  return !LOCAL_DISK_CATEGORIES.some((local) => local === category);
}

export const DISK_STATUSES = [
  'In_use',
  'Available',
  'Attaching',
  'Detaching',
  'Creating',
  'ReIniting',
] as const;
export type DiskStatus = (typeof DISK_STATUSES)[number];

export const PERFORMANCE_LEVELS = ['PL0', 'PL1', 'PL2', 'PL3'] as const;
export type PerformanceLevel = (typeof PERFORMANCE_LEVELS)[number];

export const DISK_LOCK_REASONS = ['financial', 'security'] as const;
export type DiskLockReason = (typeof DISK_LOCK_REASONS)[number];

/** Data disks that one instance can have. https://help.aliyun.com/document_detail/25412.html */
export const MOST_DATA_DISKS = 16;

export const SYSTEM_DISK_DEVICE = '/dev/xvda';

/** A block storage device. Instants are virtual epoch milliseconds. */
export interface Disk extends Resource {
  readonly regionId: string;
  readonly zoneId: string;
  name: string;
  description: string;
  type: 'system' | 'data';
  category: DiskCategory;
  /** Only of the category cloud_essd. */
  performanceLevel: PerformanceLevel | undefined;
  /** IOPS above the baseline; only of the category cloud_auto. */
  provisionedIops: number | undefined;
  /** Only of the category cloud_auto. */
  burstingEnabled: boolean;
  sizeGiB: number;
  status: DiskStatus;
  /** Empty while it is not attached. */
  instanceId: string;
  /** `/dev/xvda`; empty while it is not attached. */
  device: string;
  chargeType: 'PostPaid' | 'PrePaid';
  /** Whether it can be detached and attached elsewhere. */
  portable: boolean;
  deleteWithInstance: boolean;
  /** Whether its automatic snapshots are deleted with it. */
  deleteAutoSnapshot: boolean;
  /** Whether the automatic snapshot policy is in force. */
  enableAutoSnapshot: boolean;
  /** The automatic snapshot policies applied to it, in the order they were. */
  autoSnapshotPolicyIds: readonly string[];
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
  /** The image that a system disk was made from. */
  imageId: string;
  readonly sourceSnapshotId: string;
  locks: readonly DiskLockReason[];
  /** The instance whose system disk it was before it was detached, and may become again; else empty. */
  originInstanceId: string;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  attachedAt: number | undefined;
  detachedAt: number | undefined;
  /** When a local disk was last replaced by an empty one, because its instance moved to another host. */
  clearedAt?: number;
}

/** What disks need to know of the instance they belong to. */
export type DiskOwner = Pick<Instance, 'id' | 'zoneId' | 'chargeType' | 'type' | 'createdAt'>;

/** A disk that nothing is known of but where it is: an empty pay-as-you-go ESSD of 40 GiB that is not attached. */
export function newDisk(world: World, region: Region, given: Partial<Disk> & Pick<Disk, 'zoneId'>): Disk {
  return {
    id: world.resourceId('d', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    name: '',
    description: '',
    type: 'data',
    category: 'cloud_essd',
    performanceLevel: (given.category ?? 'cloud_essd') === 'cloud_essd' ? 'PL1' : undefined,
    provisionedIops: undefined,
    burstingEnabled: false,
    sizeGiB: 40,
    status: 'Available',
    instanceId: '',
    device: '',
    chargeType: 'PostPaid',
    portable: true,
    deleteWithInstance: false,
    deleteAutoSnapshot: true,
    enableAutoSnapshot: true,
    autoSnapshotPolicyIds: [],
    encrypted: false,
    kmsKeyId: '',
    imageId: '',
    sourceSnapshotId: '',
    locks: [],
    originInstanceId: '',
    resourceGroupId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    attachedAt: undefined,
    detachedAt: undefined,
    ...given,
  };
}

/** The disks of an instance, the system disk first. */
export function disksOf(region: Region, instance: { readonly diskIds: readonly string[] }): readonly Disk[] {
  return instance.diskIds.flatMap((id) => region.disks.get(id) ?? []);
}

/** What an attached disk has in common with its instance. */
export function attachment(
  instance: DiskOwner,
): Pick<Disk, 'zoneId' | 'status' | 'instanceId' | 'chargeType'> {
  const { id: instanceId, zoneId, chargeType } = instance;
  return { zoneId, status: 'In_use', instanceId, chargeType };
}

/** The disks that the host of an instance has for it; none for most types. */
export function newLocalDisks(world: World, region: Region, instance: DiskOwner): Disk[] {
  const { family, localStorage } = instance.type;
  if (localStorage === undefined) return [];
  return Array.from({ length: localStorage.amount }, (_, index) =>
    newDisk(world, region, {
      ...attachment(instance),
      category: /^ecs\.d\d/.test(family) ? 'local_hdd_pro' : 'local_ssd_pro',
      sizeGiB: localStorage.capacityGiB,
      device: `/dev/xvd${String.fromCharCode('b'.charCodeAt(0) + index)}`,
      portable: false,
      deleteWithInstance: true,
      enableAutoSnapshot: false,
      createdAt: instance.createdAt,
      attachedAt: instance.createdAt,
    }),
  );
}

/** The first free device for a data disk: `/dev/xvdb` to `/dev/xvdz`; empty when all are taken. */
export function freeDevice(disks: readonly Pick<Disk, 'device'>[]): string {
  const taken = new Set(disks.map(({ device }) => device));
  const letter = Array.from('bcdefghijklmnopqrstuvwxyz').find((each) => !taken.has(`/dev/xvd${each}`));
  return letter === undefined ? '' : `/dev/xvd${letter}`;
}
