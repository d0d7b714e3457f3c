import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, clientToken, flag, integer, record, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import { newDisk } from '../world/disk';
import type { Disk } from '../world/disk';
import type { Image } from '../world/image';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import { diskError } from '../world/refusals';
import { deleteDisk } from '../world/release';
import { incorrectInstanceStatus, instanceLockedForSecurity, malformed } from './errors';
import { arnOf, locateInstance } from './lookup';
import { ECS } from './products';
import { password } from './texts';

const LARGEST_SYSTEM_DISK_GIB = 2048;

function imageFor(region: Region, id: string): Image {
  const image = region.images.get(id);
  if (image === undefined || image.status !== 'Available') {
    throw new ApiError(404, 'InvalidImageId.NotFound', 'The specified ImageId does not exist.');
  }
  return image;
}

/** The new disk is not smaller than the old one, nor than what the image needs. */
function sizeFor(old: Disk, image: Image, wanted: number | undefined): number {
  const needed = image.disks.find(({ type }) => type === 'system')?.sizeGiB ?? 20;
  const size = wanted ?? Math.max(old.sizeGiB, needed);
  if (size >= old.sizeGiB && size >= needed) return size;
  throw new ApiError(
    400,
    'InvalidSystemDiskSize.LessThanImageSize',
    'The specified parameter SystemDisk.Size is less than the image size.',
  );
}

function systemDiskOf(region: Region, instance: Instance): Disk {
  const disk = region.disks.get(instance.diskIds[0] ?? '');
  if (disk?.type === 'system' && disk.status === 'In_use') return disk;
  throw diskError();
}

function checkKeyPair(image: Image, keyPairName: string | undefined): void {
  if (keyPairName === undefined || image.osType === 'linux') return;
  throw new ApiError(
    400,
    'DependencyViolation.WindowsInstance',
    'The instance creating is window, cannot use ssh key pair to login.',
  );
}

/** The old disk is released with its number, the new one has another. https://help.aliyun.com/document_detail/25521.html */
const replaceSystemDisk = globalOperation({
  product: ECS,
  name: 'ReplaceSystemDisk',
  access: 'write',
  parameters: {
    InstanceId: required(text()),
    ImageId: required(text()),
    SystemDisk: record({ Size: integer(1, LARGEST_SYSTEM_DISK_GIB) }),
    Password: password(malformed('Password')),
    PasswordInherit: flag(),
    KeyPairName: text(),
    Encrypted: withDefault(flag(), false),
    KMSKeyId: text(),
    SecurityEnhancementStrategy: choice(['Active', 'Deactive']),
    ClientToken: clientToken(),
  },
  refused: [
    ...OWNER_PARAMETERS,
    'Architecture',
    'Arn',
    'DiskId',
    'EncryptAlgorithm',
    'Platform',
    'UseAdditionalService',
  ],
  authorization: {
    action: 'ecs:ReplaceSystemDisk',
    resources: (call, { InstanceId }) => [arnOf(call, 'instance', InstanceId, ({ instances }) => instances)],
  },
  handle: (call, wanted) => {
    const { region, resource: instance } = locateInstance(call, wanted.InstanceId);
    if (instance.locks.includes('security')) throw instanceLockedForSecurity();
    if (instance.status !== 'Stopped') throw incorrectInstanceStatus();
    const image = imageFor(region, wanted.ImageId);
    checkKeyPair(image, wanted.KeyPairName);
    const old = systemDiskOf(region, instance);
    const disk = newDisk(call.world, region, {
      zoneId: old.zoneId,
      type: 'system',
      category: old.category,
      performanceLevel: old.performanceLevel,
      chargeType: old.chargeType,
      resourceGroupId: old.resourceGroupId,
      status: 'In_use',
      instanceId: instance.id,
      device: old.device,
      portable: false,
      deleteWithInstance: true,
      encrypted: wanted.Encrypted,
      kmsKeyId: wanted.KMSKeyId ?? '',
      imageId: image.id,
      sizeGiB: sizeFor(old, image, wanted.SystemDisk.Size),
      attachedAt: call.world.clock.now(),
    });
    deleteDisk(call.world, region, old);
    region.disks.add(disk);
    instance.diskIds = [disk.id, ...instance.diskIds.slice(1)];
    instance.imageId = image.id;
    instance.osName = image.osName;
    instance.osType = image.osType;
    if (wanted.KeyPairName !== undefined) instance.keyPairName = wanted.KeyPairName;
    return { DiskId: disk.id };
  },
});

export const SYSTEM_DISK_OPERATIONS: readonly Operation[] = [replaceSystemDisk];
