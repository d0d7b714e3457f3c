import { performanceOf } from '../world/disk-limits';
import type { Disk } from '../world/disk';
import type { Region } from '../world/region';
import { secondOf } from '../world/times';
import type { Body } from '../wire/render';
import { minuteOf, tagList } from './instance-view';

function timeOf(instant: number | undefined): string {
  return instant === undefined ? '' : secondOf(instant);
}

/** What DescribeDisks shows as the end of a pay-as-you-go disk. */
const NEVER = '2999-09-08T16:00Z';

const ATTRIBUTES = ['IOPS', 'Placement'] as const;
/** What is answered on request only. */
export type DiskAttribute = (typeof ATTRIBUTES)[number];
export const DISK_ATTRIBUTES: readonly string[] = ATTRIBUTES;

function attachmentView(disk: Disk): Body {
  const AttachedTime = timeOf(disk.attachedAt);
  const attachment = { InstanceId: disk.instanceId, Device: disk.device, AttachedTime };
  return {
    InstanceId: disk.instanceId,
    Device: disk.device,
    AttachedTime,
    DetachedTime: timeOf(disk.detachedAt),
    Attachments: { Attachment: disk.instanceId === '' ? [] : [attachment] },
    // Only of disks that can be attached to several instances at once, and none can here.
    MountInstances: { MountInstance: [] },
    MountInstanceNum: disk.instanceId === '' ? 0 : 1,
    MultiAttach: 'Disabled',
  };
}

function billingView(region: Region, disk: Disk): Body {
  const instance = region.instances.get(disk.instanceId);
  const expiresAt = disk.chargeType === 'PrePaid' ? instance?.expiresAt : undefined;
  return {
    DiskChargeType: disk.chargeType,
    ExpiredTime: expiresAt === undefined ? NEVER : minuteOf(expiresAt),
    OperationLocks: { OperationLock: disk.locks.map((LockReason) => ({ LockReason })) },
    Portable: disk.portable,
    ProductCode: '',
  };
}

function sourceView({ imageId, sourceSnapshotId }: Disk): Body {
  return {
    ImageId: imageId,
    SourceSnapshotId: sourceSnapshotId,
    SourceDiskId: '',
    ...(sourceSnapshotId !== '' && { DataSource: { Id: sourceSnapshotId, Type: 'Snapshot' } }),
  };
}

function snapshotPolicyView({ autoSnapshotPolicyIds, deleteAutoSnapshot, enableAutoSnapshot }: Disk): Body {
  return {
    AutoSnapshotPolicyId: autoSnapshotPolicyIds.join(','),
    DeleteAutoSnapshot: deleteAutoSnapshot,
    EnableAutoSnapshot: enableAutoSnapshot,
    EnableAutomatedSnapshotPolicy: autoSnapshotPolicyIds.length > 0,
  };
}

function storageView(disk: Disk): Body {
  return {
    Category: disk.category,
    Size: disk.sizeGiB,
    PerformanceLevel: disk.performanceLevel ?? '',
    ...(disk.category === 'cloud_auto' && { ProvisionedIops: disk.provisionedIops ?? 0 }),
    BurstingEnabled: disk.burstingEnabled,
    Encrypted: disk.encrypted,
    KMSKeyId: disk.kmsKeyId,
    StorageSetId: '',
    StorageClusterId: '',
    BdfId: '',
    SerialNumber: disk.id.slice('d-'.length),
  };
}

function requestedView(disk: Disk, requested: readonly string[]): Body {
  const { iops, throughput } = performanceOf(disk);
  return {
    ...(requested.includes('IOPS') && {
      ...{ IOPS: iops, IOPSRead: iops, IOPSWrite: iops },
      ...{ Throughput: throughput, ThroughputRead: throughput, ThroughputWrite: throughput },
    }),
    ...(requested.includes('Placement') && { Placement: { ZoneIds: disk.zoneId } }),
  };
}

/**
 * What DescribeDisks says of one disk. https://help.aliyun.com/document_detail/25514.html
 *
 * @param requested AdditionalAttributes
 */
export function diskView(region: Region, disk: Disk, requested: readonly string[]): Body {
  return {
    DiskId: disk.id,
    DiskName: disk.name,
    Description: disk.description,
    Type: disk.type,
    Status: disk.status,
    RegionId: disk.regionId,
    ZoneId: disk.zoneId,
    ResourceGroupId: disk.resourceGroupId,
    Tags: { Tag: tagList(disk.tags) },
    CreationTime: secondOf(disk.createdAt),
    DeleteWithInstance: disk.deleteWithInstance,
    ...attachmentView(disk),
    ...billingView(region, disk),
    ...sourceView(disk),
    ...snapshotPolicyView(disk),
    ...storageView(disk),
    ...requestedView(disk, requested),
  };
}
