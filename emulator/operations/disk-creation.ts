import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, clientToken, flag, integer, supportedOnly, text, withDefault } from '../api/parameters';
import type { Values } from '../api/parameters';
import { unsupportedValue } from '../errors';
import {
  DISK_CATEGORIES,
  MOST_DATA_DISKS,
  PERFORMANCE_LEVELS,
  disksOf,
  freeDevice,
  newDisk,
} from '../world/disk';
import type { CloudDiskCategory, Disk } from '../world/disk';
import { attachDisk, createDisk as addDisk } from '../world/disk-lifecycle';
import { mostProvisionedIops, sizeRange } from '../world/disk-limits';
import type { Instance } from '../world/instance';
import { newOrderId } from '../world/order';
import { zonesOf } from '../world/regions';
import type { Snapshot } from '../world/snapshot';
import { isUsable } from '../world/snapshot';
import { checkInstance } from './disk-checks';
import { diskError } from './disk-errors';
import { instanceNotFound } from './lookup';
import { ECS } from './products';
import { resourceArns } from './resources';
import { CREATION_TAGS, tagsOf } from './tag-parameters';
import { description, resourceName } from './texts';

/** Categories of the cloud that the emulator does not have. */
const OTHER_CATEGORIES = [
  'cloud_regional_disk_auto',
  'elastic_ephemeral_disk_standard',
  'elastic_ephemeral_disk_premium',
] as const;

const PARAMETERS = {
  BurstingEnabled: flag(),
  ClientToken: clientToken(),
  Description: description(() => diskError('InvalidDescription.Malformed')),
  DiskCategory: withDefault(
    choice([...DISK_CATEGORIES, ...OTHER_CATEGORIES], () =>
      diskError('InvalidDiskCategory.ValueNotSupported'),
    ),
    'cloud',
  ),
  DiskName: resourceName(() => diskError('InvalidDiskName.Malformed')),
  Encrypted: flag(),
  InstanceId: text(),
  KMSKeyId: text(),
  MultiAttach: supportedOnly(choice(['Disabled', 'Enabled']), ['Disabled']),
  PerformanceLevel: choice(PERFORMANCE_LEVELS, () => diskError('InvalidPerformanceLevel.Malformed')),
  ProvisionedIops: integer(0, 50_000, () => diskError('InvalidProvisionedIops.LimitExceed')),
  ResourceGroupId: text(),
  Size: integer(1, 65_536, () => diskError('InvalidSize.ValueNotSupported')),
  SnapshotId: text(),
  Tag: CREATION_TAGS,
  ZoneId: text(),
} as const;

type Wanted = Values<typeof PARAMETERS>;

/** @throws ApiError UnsupportedParameter for what the cloud has and the emulator has not */
function categoryOf({ DiskCategory }: Wanted): CloudDiskCategory {
  const category = DISK_CATEGORIES.find((each) => each === DiskCategory);
  if (category === undefined) throw unsupportedValue('DiskCategory', DiskCategory, 'CreateDisk');
  return category;
}

const NO_ZONE = 'The input parameter ZoneId that is mandatory for processing this request is not supplied.';

/** Where the disk is to be, and the instance that it is bought for if it is. */
function placeOf(call: RegionalCall, { InstanceId, ZoneId }: Wanted): { zoneId: string; owner?: Instance } {
  const { instances, info } = call.region;
  if (InstanceId === undefined) {
    if (ZoneId === undefined) throw diskError('MissingParameter', NO_ZONE);
    if (!zonesOf(info).includes(ZoneId)) throw diskError('InvalidZoneId.NotFound');
    return { zoneId: ZoneId };
  }
  if (ZoneId !== undefined) throw diskError('InvalidParam.ZoneIdAndInstanceId.Conflict');
  const owner = instances.get(InstanceId);
  if (owner === undefined) throw instanceNotFound();
  if (owner.chargeType !== 'PrePaid') throw diskError('InvalidInstanceChargeType.ValueNotSupported');
  checkInstance(call, owner, ['Running', 'Stopped']);
  if (owner.diskIds.length > MOST_DATA_DISKS) throw diskError('InstanceDiskLimitExceeded');
  return { zoneId: owner.zoneId, owner };
}

function snapshotOf({ region }: RegionalCall, { SnapshotId }: Wanted): Snapshot | undefined {
  if (SnapshotId === undefined) return undefined;
  const snapshot = region.snapshots.get(SnapshotId);
  if (snapshot === undefined) throw diskError('InvalidSnapshotId.NotFound');
  if (!isUsable(snapshot)) throw diskError('InvalidSnapshotId.NotReady');
  return snapshot;
}

type Encryption = Pick<Disk, 'encrypted' | 'kmsKeyId'>;

/** A disk of an encrypted snapshot is encrypted with the same key; without a key the service's own is taken. */
function encryptionOf({ Encrypted, KMSKeyId }: Wanted, snapshot: Snapshot | undefined): Encryption {
  if (snapshot?.encrypted === true) {
    if (Encrypted === false) throw diskError('InvalidEncrypted.NotMatchSnapshot');
    if ((KMSKeyId ?? snapshot.kmsKeyId) !== snapshot.kmsKeyId)
      throw diskError('InvalidKMSKeyId.NotMatchSnapshot');
    return { encrypted: true, kmsKeyId: snapshot.kmsKeyId };
  }
  if (KMSKeyId !== undefined && Encrypted !== true) throw diskError('InvalidEncrypted.NotMatchKmsKeyId');
  return { encrypted: Encrypted ?? false, kmsKeyId: KMSKeyId ?? '' };
}

type Capacity = Pick<Disk, 'category' | 'performanceLevel' | 'sizeGiB'>;

/** The larger one of the size asked for and that of the snapshot. */
function capacityOf(wanted: Wanted, snapshot: Snapshot | undefined): Capacity {
  const category = categoryOf(wanted);
  const { PerformanceLevel, Size } = wanted;
  if (PerformanceLevel !== undefined && category !== 'cloud_essd')
    throw diskError('InvalidPerformanceLevel.Malformed');
  const performanceLevel = category === 'cloud_essd' ? (PerformanceLevel ?? 'PL1') : undefined;
  if (Size === undefined && snapshot === undefined) throw diskError('MissingParameter');
  const sizeGiB = Math.max(Size ?? 0, snapshot?.sourceDiskSizeGiB ?? 0);
  const { low, high } = sizeRange({ type: 'data', category, performanceLevel });
  if (sizeGiB < low && category === 'cloud_essd') throw diskError('OperationDenied.PerformanceLevelNotMatch');
  if (sizeGiB < low || sizeGiB > high) throw diskError('InvalidDiskSize.NotSupported');
  return { category, performanceLevel, sizeGiB };
}

type Autopl = Pick<Disk, 'burstingEnabled' | 'provisionedIops'>;

/** What only ESSD AutoPL disks have. https://help.aliyun.com/document_detail/368372.html */
function autoplOf({ BurstingEnabled, ProvisionedIops }: Wanted, { category, sizeGiB }: Capacity): Autopl {
  if (category !== 'cloud_auto') {
    if (ProvisionedIops !== undefined) throw diskError('ProvisionedIopsForDiskCategoryUnsupported');
    if (BurstingEnabled === true) throw diskError('BurstingEnabledForDiskCategoryUnsupported');
    return { burstingEnabled: false, provisionedIops: undefined };
  }
  const provisionedIops = ProvisionedIops ?? 0;
  if (provisionedIops > mostProvisionedIops(sizeGiB)) throw diskError('InvalidProvisionedIops.LimitExceed');
  if (BurstingEnabled === true && sizeGiB <= 3) throw diskError('InvalidBurstingEnabled.DiskSizeTooSmall');
  return { burstingEnabled: BurstingEnabled ?? false, provisionedIops };
}

/** A disk that is bought for a subscribed instance lives and ends with it. */
function attachToOwner(call: RegionalCall, owner: Instance, disk: Disk): void {
  call.region.disks.add(disk);
  const device = freeDevice(disksOf(call.region, owner));
  attachDisk(call.world, call.region, owner, disk, { device, deleteWithInstance: true, asSystemDisk: false });
}

/** https://help.aliyun.com/document_detail/25513.html */
const createDisk = regionalOperation({
  product: ECS,
  name: 'CreateDisk',
  access: 'write',
  parameters: PARAMETERS,
  refused: [
    ...OWNER_PARAMETERS,
    'AdvancedFeatures',
    'Arn',
    'EncryptAlgorithm',
    'StorageClusterId',
    'StorageSetId',
    'StorageSetPartitionNumber',
  ],
  authorization: {
    action: 'ecs:CreateDisk',
    resources: ({ account, region }, { InstanceId, SnapshotId }) => [
      ...resourceArns(account, region.id, 'disk', []),
      ...(InstanceId === undefined ? [] : resourceArns(account, region.id, 'instance', [InstanceId])),
      ...(SnapshotId === undefined ? [] : resourceArns(account, region.id, 'snapshot', [SnapshotId])),
    ],
  },
  handle: (call, wanted) => {
    const { zoneId, owner } = placeOf(call, wanted);
    const snapshot = snapshotOf(call, wanted);
    const capacity = capacityOf(wanted, snapshot);
    const disk = newDisk(call.world, call.region, {
      zoneId,
      name: wanted.DiskName ?? '',
      description: wanted.Description ?? '',
      ...capacity,
      ...autoplOf(wanted, capacity),
      ...encryptionOf(wanted, snapshot),
      sourceSnapshotId: snapshot?.id ?? '',
      ...(owner === undefined
        ? { resourceGroupId: wanted.ResourceGroupId ?? '', tags: tagsOf(wanted.Tag) }
        : { chargeType: 'PrePaid', portable: false }),
    });
    if (owner === undefined) {
      addDisk(call.world, call.region, disk);
      return { DiskId: disk.id };
    }
    attachToOwner(call, owner, disk);
    return { DiskId: disk.id, OrderId: newOrderId(call.world) };
  },
});

export const DISK_CREATION_OPERATIONS: readonly Operation[] = [createDisk];
