import { MOST_DATA_DISKS, SYSTEM_DISK_DEVICE } from '../world/disk';
import type { CloudDiskCategory, PerformanceLevel } from '../world/disk';
import { mostProvisionedIops, sizeRange } from '../world/disk-limits';
import { imageSizeGiB } from '../world/image';
import type { Image, ImageDisk } from '../world/image';
import type { InstanceType } from '../world/instance-types';
import type { DiskRequest } from '../world/launch';
import type { Region } from '../world/region';
import type { Snapshot } from '../world/snapshot';
import { launchError } from './launch-errors';
import type { WantedDisk } from './launch-parameters';

/** GiB of a system disk that no size was given for, if its image needs no more. */
const USUAL_SYSTEM_DISK = 40;

/** Families of the seventh generation on have ESSDs of every kind; older ones began with others. */
function isRecent({ family }: InstanceType): boolean {
  return /\.[cgr][789]/.test(family);
}

interface Kind {
  readonly category: CloudDiskCategory;
  readonly performanceLevel: PerformanceLevel | undefined;
  readonly burstingEnabled: boolean;
}

/** What a disk is when nothing is said. https://www.aliyun.com/notice/117844 */
function usualKind(type: InstanceType, diskType: 'system' | 'data'): Kind {
  if (!isRecent(type)) {
    return { category: 'cloud_efficiency', performanceLevel: undefined, burstingEnabled: false };
  }
  return diskType === 'system'
    ? { category: 'cloud_essd', performanceLevel: 'PL0', burstingEnabled: false }
    : { category: 'cloud_auto', performanceLevel: undefined, burstingEnabled: true };
}

function kindOf(type: InstanceType, diskType: 'system' | 'data', wanted: WantedDisk): Kind {
  const { Category: category } = wanted;
  if (category === undefined) return usualKind(type, diskType);
  if (category === 'cloud_essd_entry' && !['ecs.e', 'ecs.u1'].includes(type.family)) {
    throw launchError('InvalidDiskCategory.NotSupported');
  }
  return {
    category,
    performanceLevel: category === 'cloud_essd' ? (wanted.PerformanceLevel ?? 'PL1') : undefined,
    burstingEnabled: category === 'cloud_auto' && wanted.BurstingEnabled === true,
  };
}

function provisionedOf({ category }: Kind, sizeGiB: number, wanted: number | undefined): number | undefined {
  if (category !== 'cloud_auto' || wanted === undefined) return undefined;
  if (wanted > mostProvisionedIops(sizeGiB)) {
    throw launchError('InvalidDataDiskSize.ValueNotSupported', 'The provisioned IOPS exceed the limit.');
  }
  return wanted;
}

function encryptionOf(
  wanted: WantedDisk,
  source: Pick<Snapshot, 'encrypted' | 'kmsKeyId'> | undefined,
): Pick<DiskRequest, 'encrypted' | 'kmsKeyId'> {
  const encrypted = wanted.Encrypted ?? source?.encrypted ?? false;
  if (!encrypted && wanted.KMSKeyId !== undefined) throw launchError('InvalidParameter.EncryptedIllegal');
  return { encrypted, kmsKeyId: wanted.KMSKeyId ?? source?.kmsKeyId ?? '' };
}

function policiesOf(region: Region, id: string | undefined): readonly string[] {
  if (id === undefined) return [];
  if (region.autoSnapshotPolicies.get(id) === undefined) {
    throw launchError('InvalidAutoSnapshotPolicyId.NotFound');
  }
  return [id];
}

function common(
  region: Region,
  kind: Kind,
  sizeGiB: number,
  wanted: WantedDisk,
): Omit<DiskRequest, 'encrypted' | 'kmsKeyId'> {
  return {
    ...kind,
    sizeGiB,
    name: wanted.DiskName ?? '',
    description: wanted.Description ?? '',
    provisionedIops: provisionedOf(kind, sizeGiB, wanted.ProvisionedIops),
    sourceSnapshotId: wanted.SnapshotId ?? '',
    autoSnapshotPolicyIds: policiesOf(region, wanted.AutoSnapshotPolicyId),
    deleteWithInstance: wanted.DeleteWithInstance ?? true,
    device: wanted.Device ?? '',
  };
}

/** The system disk: large enough for the image. */
export function systemDiskRequest(
  region: Region,
  type: InstanceType,
  image: Image,
  wanted: WantedDisk,
): DiskRequest {
  const kind = kindOf(type, 'system', wanted);
  const least = imageSizeGiB(image);
  const sizeGiB = wanted.Size ?? Math.max(USUAL_SYSTEM_DISK, least);
  if (sizeGiB < least) throw launchError('InvalidSystemDiskSize.LessThanImageSize');
  const { low, high } = sizeRange({ ...kind, type: 'system' });
  if (sizeGiB < low || sizeGiB > high) throw launchError('InvalidSystemDiskSize.ValueNotSupported');
  const [source] = image.disks;
  return {
    ...common(region, kind, sizeGiB, wanted),
    ...encryptionOf(wanted, source && { encrypted: source.encrypted, kmsKeyId: '' }),
    device: SYSTEM_DISK_DEVICE,
  };
}

function snapshotFor(region: Region, id: string | undefined): Snapshot | undefined {
  if (id === undefined) return undefined;
  const snapshot = region.snapshots.get(id);
  if (snapshot === undefined) throw launchError('InvalidDataDiskSnapshotId.NotFound');
  if (snapshot.status !== 'accomplished') throw launchError('InvalidSnapshotId.NotReady');
  if (snapshot.sourceDiskType !== 'data') throw launchError('InvalidSnapshotId.NotDataDiskSnapshot');
  if (snapshot.category === 'archive') throw launchError('OperationDenied.SnapshotNotAllowed');
  return snapshot;
}

function dataDiskRequest(region: Region, type: InstanceType, wanted: WantedDisk): DiskRequest {
  const kind = kindOf(type, 'data', wanted);
  const snapshot = snapshotFor(region, wanted.SnapshotId);
  const sizeGiB = snapshot?.sourceDiskSizeGiB ?? wanted.Size ?? 0;
  const { low, high } = sizeRange({ ...kind, type: 'data' });
  if (sizeGiB < low || sizeGiB > high) throw launchError('InvalidDataDiskSize.ValueNotSupported');
  return { ...common(region, kind, sizeGiB, wanted), ...encryptionOf(wanted, snapshot) };
}

/** A data disk of the image, with what the request says of the disk at its place. */
function imageDiskRequest(
  region: Region,
  type: InstanceType,
  disk: ImageDisk,
  wanted: WantedDisk,
): DiskRequest {
  const kind = kindOf(type, 'data', wanted);
  const sizeGiB = wanted.Size ?? disk.sizeGiB;
  if (sizeGiB < disk.sizeGiB) throw launchError('InvalidDataDiskSize.ValueNotSupported');
  return {
    ...common(region, kind, sizeGiB, wanted),
    ...encryptionOf(wanted, { encrypted: disk.encrypted, kmsKeyId: '' }),
    sourceSnapshotId: disk.snapshotId,
    device: disk.device,
  };
}

/** The data disks: those of the image first. */
export function dataDiskRequests(
  region: Region,
  type: InstanceType,
  image: Image,
  wanted: readonly WantedDisk[],
): readonly DiskRequest[] {
  const ofImage = image.disks.filter((disk) => disk.type === 'data');
  const isOfImage = ({ Device }: WantedDisk): boolean => ofImage.some(({ device }) => device === Device);
  const requests = [
    ...ofImage.map((disk) =>
      imageDiskRequest(region, type, disk, wanted.find(({ Device }) => Device === disk.device) ?? {}),
    ),
    ...wanted.filter((disk) => !isOfImage(disk)).map((disk) => dataDiskRequest(region, type, disk)),
  ];
  if (requests.length > MOST_DATA_DISKS) throw launchError('InstanceDiskNumber.LimitExceed');
  const devices = requests.map(({ device }) => device).filter((device) => device !== '');
  if (new Set(devices).size < devices.length) throw launchError('InvalidDevice.InUse');
  return requests;
}
