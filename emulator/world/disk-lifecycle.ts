import type { Disk } from './disk';
import type { Instance } from './instance';
import type { Region } from './region';
import type { World } from './world';

/** How long changes of disks take, in virtual milliseconds. */
const CREATE_MS = 5_000;
const ATTACH_MS = 10_000;
const DETACH_MS = 30_000;
const REINITIALIZE_MS = 30_000;

/** Has a disk arrive unless it was deleted or released from its instance in the meantime. */
function afterwards(world: World, region: Region, disk: Disk, durationMs: number, arrive: () => void): void {
  const { instanceId, status } = disk;
  world.clock.after(durationMs, () => {
    const isTheSame = region.disks.get(disk.id) === disk && disk.instanceId === instanceId;
    if (isTheSame && disk.status === status) arrive();
  });
}

/** https://help.aliyun.com/document_detail/108464.html */
function announce(
  world: World,
  region: Region,
  disk: Disk,
  what: 'DiskOperationCompleted' | 'ConvertToPostpaidCompleted',
  operation?: 'AttachDisk' | 'DetachDisk',
): void {
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: `Disk:${what}`,
    level: 'INFO',
    status: 'Normal',
    resource: { kind: 'disk', id: disk.id, name: disk.name },
    content: { diskId: disk.id, ...(operation !== undefined && { operation }), result: 'accomplished' },
  });
}

/** Adds a disk to its region, where it is available after a moment. */
export function createDisk(world: World, region: Region, disk: Disk): void {
  disk.status = 'Creating';
  region.disks.add(disk);
  afterwards(world, region, disk, CREATE_MS, () => {
    disk.status = 'Available';
  });
}

export interface AttachRequest {
  readonly device: string;
  readonly deleteWithInstance: boolean;
  readonly asSystemDisk: boolean;
}

/** Attaches a disk that nothing speaks against attaching. */
export function attachDisk(
  world: World,
  region: Region,
  instance: Instance,
  disk: Disk,
  { asSystemDisk, deleteWithInstance, device }: AttachRequest,
): void {
  disk.status = 'Attaching';
  disk.instanceId = instance.id;
  disk.device = device;
  disk.deleteWithInstance = deleteWithInstance;
  disk.type = asSystemDisk ? 'system' : 'data';
  if (asSystemDisk) disk.portable = false;
  instance.diskIds = asSystemDisk ? [disk.id, ...instance.diskIds] : [...instance.diskIds, disk.id];
  afterwards(world, region, disk, ATTACH_MS, () => {
    disk.status = 'In_use';
    disk.attachedAt = world.clock.now();
    announce(world, region, disk, 'DiskOperationCompleted', 'AttachDisk');
  });
}

function leaveInstance(world: World, disk: Disk): void {
  disk.portable = true;
  disk.status = 'Available';
  disk.instanceId = '';
  disk.device = '';
  disk.detachedAt = world.clock.now();
}

/** Keeps a disk that outlives its instance: it becomes a pay-as-you-go data disk. */
export function keepDisk(world: World, region: Region, disk: Disk): void {
  leaveInstance(world, disk);
  disk.type = 'data';
  if (disk.chargeType === 'PostPaid') return;
  disk.chargeType = 'PostPaid';
  announce(world, region, disk, 'ConvertToPostpaidCompleted');
}

/** Detaches a disk that nothing speaks against detaching. */
export function detachDisk(
  world: World,
  region: Region,
  instance: Instance,
  disk: Disk,
  deleteWithInstance: boolean,
): void {
  disk.status = 'Detaching';
  disk.deleteWithInstance = deleteWithInstance;
  afterwards(world, region, disk, DETACH_MS, () => {
    instance.diskIds = instance.diskIds.filter((id) => id !== disk.id);
    if (disk.type === 'system') disk.originInstanceId = instance.id;
    leaveInstance(world, disk);
    announce(world, region, disk, 'DiskOperationCompleted', 'DetachDisk');
  });
}

/** Gives a disk its first content again, or that of a snapshot; it is then as it was before, but for the content. */
export function reinitializeDisk(world: World, region: Region, disk: Disk, finish?: () => void): void {
  const { status } = disk;
  disk.status = 'ReIniting';
  afterwards(world, region, disk, REINITIALIZE_MS, () => {
    disk.status = status;
    finish?.();
  });
}
