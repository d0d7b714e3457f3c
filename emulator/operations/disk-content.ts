import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Call, Operation } from '../api/operation';
import { choice, clientToken, flag, integer, required, text, withDefault } from '../api/parameters';
import { isCloudDisk } from '../world/disk';
import type { Disk } from '../world/disk';
import { reinitializeDisk } from '../world/disk-lifecycle';
import { sizeRange } from '../world/disk-limits';
import type { Instance } from '../world/instance';
import { carryOut, refusalOf } from '../world/lifecycle';
import { newOrderId } from '../world/order';
import type { Region } from '../world/region';
import {
  checkCategory,
  checkDisk,
  checkInstance,
  checkNoSnapshot,
  diskArn,
  instanceOf,
  locateDisk,
} from './disk-checks';
import { diskError } from './disk-errors';
import { stopIfDryRun } from './dry-run';
import { incorrectInstanceStatus } from './errors';
import { arnOf } from './lookup';
import { ECS } from './products';
import { password } from './texts';

/** Without a stop of the instance; not for basic disks. */
function checkOnline(instance: Instance | undefined, disk: Disk): void {
  if (instance === undefined) {
    throw diskError(
      'IncorrectDiskStatus',
      'The current status of the resource does not support resize online.',
    );
  }
  if (disk.category === 'cloud') throw diskError('InvalidDiskCategory.NotSupported');
  if (instance.status !== 'Running') throw diskError('InvalidInstanceStatus.NotRunning');
}

function checkNewSize(disk: Disk, newSize: number): void {
  if (!isCloudDisk(disk.category)) throw diskError('OperationDenied');
  if (newSize < disk.sizeGiB) throw diskError('InvalidDiskSize.TooSmall');
  if (newSize === disk.sizeGiB) throw diskError('InvalidDiskSize');
  const { high } = sizeRange({ ...disk, category: disk.category });
  if (newSize > high) throw diskError('InvalidDiskSize.TooLarge');
}

/**
 * The operating system sees the new size of an offline resize after a restart; DescribeDisks shows it at once.
 * https://help.aliyun.com/document_detail/25522.html
 */
const resizeDisk = globalOperation({
  product: ECS,
  name: 'ResizeDisk',
  access: 'write',
  parameters: {
    ClientToken: clientToken(),
    DiskId: required(text()),
    NewSize: required(integer(1, 65_536, () => diskError('InvalidDiskSize.TooLarge'))),
    Type: withDefault(
      choice(['offline', 'online'], () => diskError('InvalidParam.Type')),
      'offline',
    ),
  },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:ResizeDisk', resources: (call, { DiskId }) => [diskArn(call, DiskId)] },
  handle: (call, { DiskId, NewSize, Type }) => {
    const { region, resource: disk } = locateDisk(call, DiskId);
    const instance = instanceOf(region, disk);
    checkDisk(disk, ['In_use', 'Available']);
    if (disk.originInstanceId !== '' && disk.status === 'Available')
      throw diskError('InvalidDisk.DetachedSystemDisk');
    if (instance !== undefined) checkInstance(call, instance, ['Running', 'Stopped']);
    if (Type === 'online') checkOnline(instance, disk);
    checkNoSnapshot(region, disk);
    checkNewSize(disk, NewSize);
    disk.sizeGiB = NewSize;
    return disk.chargeType === 'PrePaid' ? { OrderId: newOrderId(call.world) } : {};
  },
});

/** The instance that has to be stopped for the content of its disk to be replaced. */
function stoppedInstanceOf(call: Call, region: Region, disk: Disk): Instance | undefined {
  const instance = instanceOf(region, disk);
  if (instance !== undefined) checkInstance(call, instance, ['Stopped']);
  return instance;
}

/** What a disk began with is still there. */
function checkSource({ images, snapshots }: Region, disk: Disk): void {
  if (disk.type === 'system') {
    if (images.get(disk.imageId) === undefined) throw diskError('InvalidImageId.NotFound');
  } else if (disk.sourceSnapshotId !== '' && snapshots.get(disk.sourceSnapshotId) === undefined) {
    throw diskError('InvalidSourceSnapshot');
  }
}

function startIfPossible({ account, world }: Call, region: Region, instance: Instance): void {
  if (region.instances.get(instance.id) !== instance) return;
  const refused = refusalOf(account, instance, { kind: 'start' }, world.clock.now());
  if (refused === undefined) carryOut(world, region, instance, { kind: 'start' });
}

/** https://help.aliyun.com/document_detail/25519.html */
const reInitDisk = globalOperation({
  product: ECS,
  name: 'ReInitDisk',
  access: 'write',
  parameters: {
    DiskId: required(text()),
    AutoStartInstance: withDefault(flag(), false),
    KeyPairName: text(),
    Password: password(() => diskError('InvalidPassword.Malformed')),
    SecurityEnhancementStrategy: choice(['Active', 'Deactive']),
  },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:ReInitDisk', resources: (call, { DiskId }) => [diskArn(call, DiskId)] },
  handle: (call, { AutoStartInstance, DiskId, KeyPairName }) => {
    const { region, resource: disk } = locateDisk(call, DiskId);
    checkCategory(disk);
    checkDisk(disk, ['In_use']);
    const instance = stoppedInstanceOf(call, region, disk);
    if (instance === undefined) throw incorrectInstanceStatus();
    if (instance.startedAt === undefined) throw diskError('IncorrectDiskStatus.NeverUsed');
    checkNoSnapshot(region, disk);
    checkSource(region, disk);
    if (KeyPairName !== undefined && instance.osType === 'windows') {
      throw diskError('DependencyViolation.WindowsInstance');
    }
    reinitializeDisk(call.world, region, disk, () => {
      if (disk.type === 'system' && KeyPairName !== undefined) instance.keyPairName = KeyPairName;
      if (AutoStartInstance) startIfPossible(call, region, instance);
    });
    return {};
  },
});

/** https://help.aliyun.com/document_detail/25520.html */
const resetDisk = globalOperation({
  product: ECS,
  name: 'ResetDisk',
  access: 'write',
  parameters: { DiskId: required(text()), SnapshotId: required(text()), DryRun: flag() },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ResetDisk',
    resources: (call, { DiskId, SnapshotId }) => [
      diskArn(call, DiskId),
      arnOf(call, 'snapshot', SnapshotId, ({ snapshots }) => snapshots),
    ],
  },
  handle: (call, { DiskId, DryRun, SnapshotId }) => {
    const { region, resource: disk } = locateDisk(call, DiskId);
    const snapshot = region.snapshots.get(SnapshotId);
    if (snapshot === undefined) throw diskError('InvalidSnapshotId.NotFound');
    checkCategory(disk);
    if (snapshot.sourceDiskId !== disk.id || snapshot.type === 'copied')
      throw diskError('InvalidParameter.Mismatch');
    if (snapshot.status !== 'accomplished' || snapshot.category === 'archive') {
      throw diskError('InvalidSnapshotId.NotReady');
    }
    checkDisk(disk, ['In_use', 'Available']);
    stoppedInstanceOf(call, region, disk);
    checkNoSnapshot(region, disk);
    stopIfDryRun(DryRun);
    reinitializeDisk(call.world, region, disk);
    return {};
  },
});

export const DISK_CONTENT_OPERATIONS: readonly Operation[] = [resizeDisk, reInitDisk, resetDisk];
