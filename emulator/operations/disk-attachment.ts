import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Call, Operation } from '../api/operation';
import { flag, required, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { MOST_DATA_DISKS, SYSTEM_DISK_DEVICE, disksOf, freeDevice } from '../world/disk';
import type { Disk } from '../world/disk';
import { attachDisk as attach, detachDisk as detach } from '../world/disk-lifecycle';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import { checkDisk, checkInstance, diskArn, locateDisk } from './disk-checks';
import { diskError } from './disk-errors';
import { incorrectInstanceStatus } from './errors';
import { arnOf, locateInstance } from './lookup';
import { ECS } from './products';
import { password } from './texts';

function arnsOf(call: Call, { DiskId, InstanceId }: { DiskId: string; InstanceId: string }): string[] {
  return [diskArn(call, DiskId), arnOf(call, 'instance', InstanceId, ({ instances }) => instances)];
}

const ATTACH = {
  InstanceId: required(text()),
  DiskId: required(text()),
  Bootable: flag(),
  DeleteWithInstance: flag(),
  Device: text({ pattern: /^\/dev\/xvd[a-z]$/, refusal: () => diskError('InvalidDevice.Malformed') }),
  Force: flag(),
  KeyPairName: text(),
  Password: password(() => diskError('InvalidPassword.Malformed')),
} as const;

type AttachValues = Values<typeof ATTACH>;

/** A former system disk becomes one again only where it was one, and only with a way to log on. */
function checkBootable(instance: Instance, disk: Disk, values: AttachValues): void {
  if (disk.originInstanceId === '') throw diskError('InvalidDisk.DiskNotBootable');
  if (disk.originInstanceId !== instance.id) throw diskError('InvalidInstance.NotOriginInstance');
  if (values.Password === undefined && values.KeyPairName === undefined) {
    throw diskError('InvalidParameter.AllEmpty');
  }
  if (values.KeyPairName !== undefined && instance.osType === 'windows') {
    throw diskError('DependencyViolation.WindowsInstance');
  }
}

/** The device asked for, or the first free one. */
function deviceFor(region: Region, instance: Instance, { Bootable, Device }: AttachValues): string {
  const disks = disksOf(region, instance);
  const device = Bootable === true ? SYSTEM_DISK_DEVICE : (Device ?? freeDevice(disks));
  if (disks.some((each) => each.device === device)) throw diskError('InvalidDevice.InUse');
  const dataDisks = disks.filter(({ type }) => type === 'data');
  if (Bootable !== true && dataDisks.length >= MOST_DATA_DISKS) throw diskError('InstanceDiskLimitExceeded');
  return device;
}

/** https://help.aliyun.com/document_detail/25515.html */
const attachDisk = globalOperation({
  product: ECS,
  name: 'AttachDisk',
  access: 'write',
  parameters: ATTACH,
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:AttachDisk', resources: arnsOf },
  handle: (call, values) => {
    const { region, resource: instance } = locateInstance(call, values.InstanceId);
    const { resource: disk } = locateDisk({ ...call, region }, values.DiskId);
    if (values.Force === true) throw diskError('InvalidParameterForce.DiskCategoryNotSupported');
    checkInstance(call, instance, values.Bootable === true ? ['Stopped'] : ['Running', 'Stopped']);
    if (!disk.portable) throw diskError('DiskNotPortable');
    checkDisk(disk, ['Available']);
    if (disk.zoneId !== instance.zoneId) throw diskError('ResourcesNotInSameZone');
    if (values.Bootable === true) checkBootable(instance, disk, values);
    const device = deviceFor(region, instance, values);
    attach(call.world, region, instance, disk, {
      device,
      deleteWithInstance: values.DeleteWithInstance ?? false,
      asSystemDisk: values.Bootable ?? false,
    });
    if (values.Bootable === true) instance.keyPairName = values.KeyPairName ?? '';
    return {};
  },
});

function checkAttachment(instance: Instance, disk: Disk): void {
  if (disk.status === 'Detaching') throw diskError('InvalidOperation.DiskDetachingFromThisEcs');
  if (disk.instanceId === '') throw diskError('InvalidDisk.AlreadyDetached');
  if (disk.instanceId !== instance.id) throw diskError('DependencyViolation');
}

/** A system disk needs its image to be attached again. */
function checkDetachable(region: Region, instance: Instance, disk: Disk): void {
  if (disk.type === 'data' && !disk.portable) throw diskError('DiskNotPortable');
  if (disk.type === 'data') return;
  if (instance.status !== 'Stopped') throw incorrectInstanceStatus();
  if (region.images.get(disk.imageId) === undefined) throw diskError('InvalidDiskId.OperationNotSupported');
}

/** https://help.aliyun.com/document_detail/25516.html */
const detachDisk = globalOperation({
  product: ECS,
  name: 'DetachDisk',
  access: 'write',
  parameters: { InstanceId: required(text()), DiskId: required(text()), DeleteWithInstance: flag() },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DetachDisk', resources: arnsOf },
  handle: (call, { InstanceId, DiskId, DeleteWithInstance }) => {
    const { region, resource: instance } = locateInstance(call, InstanceId);
    const { resource: disk } = locateDisk({ ...call, region }, DiskId);
    checkAttachment(instance, disk);
    checkInstance(call, instance, ['Running', 'Stopped']);
    checkDisk(disk, ['In_use']);
    checkDetachable(region, instance, disk);
    detach(call.world, region, instance, disk, DeleteWithInstance ?? disk.type === 'system');
    return {};
  },
});

export const DISK_ATTACHMENT_OPERATIONS: readonly Operation[] = [attachDisk, detachDisk];
