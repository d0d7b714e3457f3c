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
export type DiskCategory =
  (typeof DISK_CATEGORIES)[number] | 'local_ssd_pro' | 'local_hdd_pro' | 'ephemeral_ssd';

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

/** A block storage device. Instants are virtual epoch milliseconds. */
export interface Disk extends Resource {
  readonly regionId: string;
  readonly zoneId: string;
  name: string;
  description: string;
  readonly type: 'system' | 'data';
  category: DiskCategory;
  /** Only of the category cloud_essd. */
  performanceLevel: PerformanceLevel | undefined;
  sizeGiB: number;
  status: DiskStatus;
  /** Empty while it is not attached. */
  instanceId: string;
  /** `/dev/xvda`; empty while it is not attached. */
  device: string;
  chargeType: 'PostPaid' | 'PrePaid';
  /** Whether it can be detached and attached elsewhere. */
  readonly portable: boolean;
  deleteWithInstance: boolean;
  /** Whether its automatic snapshots are deleted with it. */
  deleteAutoSnapshot: boolean;
  /** Whether the automatic snapshot policy is in force. */
  enableAutoSnapshot: boolean;
  autoSnapshotPolicyId: string;
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
  /** The image that a system disk was made from. */
  imageId: string;
  readonly sourceSnapshotId: string;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  attachedAt: number | undefined;
  detachedAt: number | undefined;
}

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
    performanceLevel: 'PL1',
    sizeGiB: 40,
    status: 'Available',
    instanceId: '',
    device: '',
    chargeType: 'PostPaid',
    portable: true,
    deleteWithInstance: false,
    deleteAutoSnapshot: true,
    enableAutoSnapshot: true,
    autoSnapshotPolicyId: '',
    encrypted: false,
    kmsKeyId: '',
    imageId: '',
    sourceSnapshotId: '',
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
