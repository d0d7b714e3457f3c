import { ApiError } from '../errors';
import { SYSTEM_DISK_DEVICE, freeDevice } from '../world/disk';
import type { ImageDisk } from '../world/image';
import type { Region } from '../world/region';
import type { Snapshot } from '../world/snapshot';
import { imageError } from './image-errors';

/** One system disk and 16 data disks. https://help.aliyun.com/document_detail/25535.html */
export const MOST_MAPPINGS = 17;

/** GiB of an empty data disk for which no size is given. */
const USUAL_DATA_DISK = 20;

/** One `DiskDeviceMapping.N`. */
export interface Mapping {
  readonly Device: string | undefined;
  readonly DiskType: 'system' | 'data' | undefined;
  readonly Size: number | undefined;
  readonly SnapshotId: string | undefined;
}

function snapshotOf({ snapshots }: Region, id: string): Snapshot {
  const snapshot = snapshots.get(id);
  if (snapshot === undefined) throw imageError('InvalidSnapshotId.NotFound');
  if (snapshot.status !== 'accomplished' || snapshot.category === 'archive') {
    throw imageError('InvalidSnapshotId.NotReady');
  }
  return snapshot;
}

/** The disk of an image that is made from one snapshot of a system disk. */
export function disksOfSnapshot(region: Region, id: string): readonly ImageDisk[] {
  const { encrypted, kmsKeyId, sourceDiskSizeGiB, sourceDiskType } = snapshotOf(region, id);
  if (sourceDiskType !== 'system') throw imageError('OperationDenied');
  const [device, sizeGiB] = [SYSTEM_DISK_DEVICE, sourceDiskSizeGiB];
  return [{ device, type: 'system', sizeGiB, snapshotId: id, encrypted, kmsKeyId }];
}

/** A mapping without its device, which depends on those of the others. */
function diskOf(region: Region, { DiskType, Size, SnapshotId }: Mapping): Omit<ImageDisk, 'device'> {
  const snapshot = SnapshotId === undefined ? undefined : snapshotOf(region, SnapshotId);
  const type = DiskType ?? snapshot?.sourceDiskType ?? 'data';
  const least = snapshot?.sourceDiskSizeGiB ?? USUAL_DATA_DISK;
  const sizeGiB = Size ?? least;
  if (sizeGiB < (snapshot === undefined ? 5 : least)) throw imageError('InvalidSize.ValueNotSupported');
  const { encrypted = false, kmsKeyId = '' } = snapshot ?? {};
  return { type, sizeGiB, snapshotId: SnapshotId ?? '', encrypted, kmsKeyId };
}

/** The system disk is /dev/xvda; data disks without a device get the next one. */
function deviceFor(type: ImageDisk['type'], wanted: string | undefined, taken: readonly ImageDisk[]): string {
  const device = wanted ?? (type === 'system' ? SYSTEM_DISK_DEVICE : freeDevice(taken));
  if ((device === SYSTEM_DISK_DEVICE) !== (type === 'system')) throw imageError('InvalidDevice.Malformed');
  if (taken.some((each) => each.device === device)) throw imageError('InvalidDevice.InUse');
  return device;
}

function badMappings(problem: string): ApiError {
  return new ApiError(
    400,
    'OperationDenied',
    `The specified parameter DiskDeviceMapping.n.SnapshotId ${problem}`,
  );
}

function checkSystemDisk(disks: readonly Omit<ImageDisk, 'device'>[]): void {
  const [system, second] = disks.filter(({ type }) => type === 'system');
  if (system === undefined || system.snapshotId === '')
    throw badMappings('does not contain a system disk snapshot.');
  if (second !== undefined) throw badMappings('contains two or more system disk snapshots.');
}

/** The disks of an image that is made from snapshots, the system disk first. */
export function disksOfMappings(region: Region, mappings: readonly Mapping[]): readonly ImageDisk[] {
  const wanted = mappings.map((mapping) => ({ mapping, disk: diskOf(region, mapping) }));
  checkSystemDisk(wanted.map(({ disk }) => disk));
  const disks: ImageDisk[] = [];
  for (const { mapping, disk } of wanted) {
    disks.push({ device: deviceFor(disk.type, mapping.Device, disks), ...disk });
  }
  return disks.sort((left, right) => (left.device < right.device ? -1 : 1));
}
