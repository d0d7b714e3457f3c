import type { FleetInput } from '../schema';
import { child, list, nonEmpty, said, tagsOf, time } from './wire';
import type { Wire } from './wire';

type FleetDiskInput = NonNullable<FleetInput['disks']>[number];

/** The settings that a saved disk spells out. Its status follows from whether it is attached. */
export function diskOf(wire: Wire): FleetDiskInput {
  const locks = list(child(wire, 'OperationLocks', 'OperationLock'));
  return said<FleetDiskInput>({
    id: wire['DiskId'],
    name: nonEmpty(wire['DiskName']),
    description: wire['Description'],
    region: wire['RegionId'],
    zone: nonEmpty(wire['ZoneId']),
    type: wire['Type'],
    category: wire['Category'],
    performanceLevel: wire['Category'] === 'cloud_essd' ? nonEmpty(wire['PerformanceLevel']) : undefined,
    sizeGiB: wire['Size'],
    provisionedIops: wire['ProvisionedIops'],
    burstingEnabled: wire['BurstingEnabled'],
    encrypted: wire['Encrypted'],
    kmsKey: wire['KMSKeyId'],
    snapshot: wire['SourceSnapshotId'],
    image: nonEmpty(wire['ImageId']),
    instance: nonEmpty(wire['InstanceId']),
    device: nonEmpty(wire['Device']),
    chargeType: wire['DiskChargeType'],
    portable: wire['Portable'],
    deleteWithInstance: wire['DeleteWithInstance'],
    deleteAutoSnapshot: wire['DeleteAutoSnapshot'],
    enableAutoSnapshot: wire['EnableAutoSnapshot'],
    locks: locks.map((lock) => child(lock, 'LockReason')),
    tags: tagsOf(wire),
    resourceGroup: wire['ResourceGroupId'],
    createdAt: time(wire['CreationTime']),
    attachedAt: time(wire['AttachedTime']),
    detachedAt: time(wire['DetachedTime']),
  });
}
