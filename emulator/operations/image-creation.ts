import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, clientToken, flag, record, records, integer, required, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { invalidParameter } from '../errors';
import { disksOf, isCloudDisk } from '../world/disk';
import type { Disk } from '../world/disk';
import { ARCHITECTURES, BOOT_MODES } from '../world/image';
import type { Image } from '../world/image';
import { beginImage, beginImageCopy, snapshotForImage, unfinishedCopiesOf } from '../world/image-lifecycle';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import { snapshotRefusal } from '../world/snapshot-rules';
import { stopIfDryRun } from './dry-run';
import {
  checkBootMode,
  checkName,
  checkQuota,
  imageDescription,
  imageFamily,
  imageName,
  ownImage,
} from './image-checks';
import { imageError } from './image-errors';
import { MOST_MAPPINGS, disksOfMappings, disksOfSnapshot } from './image-mappings';
import { instanceNotFound } from './lookup';
import { ECS } from './products';
import { resourceArns } from './resources';
import { CREATION_TAGS, tagsOf } from './tag-parameters';

/** https://help.aliyun.com/document_detail/25535.html */
const PLATFORMS = [
  ...['Aliyun', 'Anolis', 'CentOS', 'Ubuntu', 'CoreOS', 'SUSE', 'Debian', 'OpenSUSE', 'FreeBSD', 'RedHat'],
  ...['Kylin', 'UOS', 'Fedora', 'Fedora CoreOS', 'CentOS Stream', 'AlmaLinux', 'Rocky Linux', 'Gentoo'],
  ...['Customized Linux', 'Others Linux'],
  ...['2022', '2019', '2016', '2012', '2008', '2003'].map((year) => `Windows Server ${year}`),
];

const CREATE = {
  Architecture: choice(ARCHITECTURES, () => imageError('InvalidArchitecture.Malformed')),
  BootMode: choice(BOOT_MODES, () => imageError('InvalidBootMode.NotSupport')),
  ClientToken: clientToken(),
  Description: imageDescription,
  DetectionStrategy: choice(['Standard']),
  DiskDeviceMapping: records(
    {
      Device: text({ pattern: /^\/dev\/xvd[a-z]$/, refusal: () => imageError('InvalidDevice.Malformed') }),
      DiskType: choice(['system', 'data'], () => imageError('InvalidDiskType.ValueNotSupported')),
      Size: integer(1, 32_768, () => imageError('InvalidSize.ValueNotSupported')),
      SnapshotId: text(),
    },
    MOST_MAPPINGS,
  ),
  DryRun: flag(),
  Features: record({
    ImdsSupport: choice(['v1', 'v2'], () => imageError('InvalidParameter.FeaturesImdsSupport')),
  }),
  ImageFamily: imageFamily,
  ImageName: imageName,
  ImageVersion: text(),
  InstanceId: text(),
  Platform: choice(PLATFORMS, () => imageError('InvalidPlatform.Malformed')),
  ResourceGroupId: text(),
  SecureBootOptions: record({ SecureBootSupport: choice(['supported', 'unsupported']) }),
  SnapshotId: text(),
  Tag: CREATION_TAGS,
} as const;

type Wanted = Values<typeof CREATE>;

/** What an image takes over from another one. */
type Inherited = Pick<
  Image,
  'architecture' | 'bootMode' | 'imdsSupport' | 'nvmeSupport' | 'osName' | 'osType' | 'platform'
>;

/** The disks of an instance that an image of it has: none of those of the host. */
function imagedDisks(region: Region, instance: Instance): readonly Disk[] {
  return disksOf(region, instance).filter(({ category }) => isCloudDisk(category));
}

function checkInstanceSource(region: Region, instance: Instance): void {
  if (instance.locks.includes('security')) throw imageError('InstanceLockedForSecurity');
  if (!['Running', 'Stopped'].includes(instance.status)) throw imageError('IncorrectInstanceStatus');
  const disks = imagedDisks(region, instance);
  if (!disks.some(({ type }) => type === 'system')) throw imageError('InvalidInstance.NotFoundSystemDisk');
  const refused = disks.flatMap((disk) => snapshotRefusal(region, disk) ?? []);
  if (refused[0] !== undefined) throw refused[0];
}

/** What is known of the system behind the disks of a new image. */
interface Source {
  readonly image: Image | undefined;
  readonly inherited: Partial<Inherited>;
  /** Makes the snapshots that there are not yet. */
  disks(): Image['disks'];
}

function inherit(image: Image | undefined): Partial<Inherited> {
  if (image === undefined) return {};
  const { architecture, bootMode, imdsSupport, nvmeSupport, osName, osType, platform } = image;
  return { architecture, bootMode, imdsSupport, nvmeSupport, osName, osType, platform };
}

function instanceSource({ region, world }: RegionalCall, id: string): Source {
  const instance = region.instances.get(id);
  if (instance === undefined) throw instanceNotFound();
  checkInstanceSource(region, instance);
  const image = region.images.get(instance.imageId);
  const { osName, osType } = instance;
  return {
    image,
    inherited: { ...inherit(image), osName, osType },
    disks: () => snapshotForImage(world, region, imagedDisks(region, instance)),
  };
}

/** The image that the disk behind a snapshot began as, if it is known. */
function imageBehind({ disks, images, snapshots }: Region, snapshotId: string): Image | undefined {
  const disk = disks.get(snapshots.get(snapshotId)?.sourceDiskId ?? '');
  return images.get(disk?.imageId ?? '');
}

/** An instance comes before mappings, mappings before a snapshot. */
function sourceOf(call: RegionalCall, wanted: Wanted): Source {
  const { DiskDeviceMapping, InstanceId, SnapshotId } = wanted;
  if (InstanceId !== undefined) return instanceSource(call, InstanceId);
  if (DiskDeviceMapping.length === 0 && SnapshotId === undefined) throw imageError('MissingParameter');
  const disks =
    DiskDeviceMapping.length > 0
      ? disksOfMappings(call.region, DiskDeviceMapping)
      : disksOfSnapshot(call.region, SnapshotId ?? '');
  const image = imageBehind(call.region, disks[0]?.snapshotId ?? '');
  return { image, inherited: { ...inherit(image), imdsSupport: 'v1' }, disks: () => disks };
}

/** What the request says of the system, where the source says nothing or something else. */
function systemOf(wanted: Wanted, { image, inherited }: Source): Partial<Image> {
  const { Architecture, Platform } = wanted;
  const isUnknown = image === undefined && wanted.InstanceId === undefined;
  const architecture = (isUnknown ? Architecture : undefined) ?? inherited.architecture ?? 'x86_64';
  const usualMode = architecture === 'arm64' ? 'UEFI' : 'BIOS';
  const bootMode = wanted.BootMode ?? inherited.bootMode ?? usualMode;
  checkBootMode(architecture, bootMode);
  const secureBootSupport = wanted.SecureBootOptions.SecureBootSupport ?? 'unsupported';
  if (secureBootSupport === 'supported' && bootMode === 'BIOS') {
    throw invalidParameter('SecureBootOptions.SecureBootSupport', 'unsupported with the boot mode BIOS');
  }
  return {
    ...inherited,
    ...(isUnknown &&
      Platform !== undefined && {
        platform: Platform,
        osName: `${Platform}  64bit`,
        osType: Platform.startsWith('Windows') ? 'windows' : 'linux',
      }),
    architecture,
    bootMode,
    secureBootSupport,
    imdsSupport: wanted.Features.ImdsSupport ?? inherited.imdsSupport ?? 'v1',
  };
}

/** https://help.aliyun.com/document_detail/25535.html */
const createImage = regionalOperation({
  product: ECS,
  name: 'CreateImage',
  access: 'write',
  parameters: CREATE,
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:CreateImage',
    resources: ({ account, region }, { DiskDeviceMapping, InstanceId, SnapshotId }) => {
      const snapshotIds = [SnapshotId, ...DiskDeviceMapping.map((mapping) => mapping.SnapshotId)];
      return [
        ...resourceArns(account, region.id, 'image', []),
        ...(InstanceId === undefined ? [] : resourceArns(account, region.id, 'instance', [InstanceId])),
        ...snapshotIds.flatMap((id) =>
          id === undefined ? [] : resourceArns(account, region.id, 'snapshot', [id]),
        ),
      ];
    },
  },
  handle: (call, wanted) => {
    const { region, world } = call;
    checkQuota(region);
    checkName(region, wanted.ImageName);
    const source = sourceOf(call, wanted);
    const system = systemOf(wanted, source);
    const tags = tagsOf(wanted.Tag);
    stopIfDryRun(wanted.DryRun);
    const image = beginImage(world, region, {
      ...system,
      ...(wanted.ImageName !== undefined && { name: wanted.ImageName }),
      description: wanted.Description ?? '',
      family: wanted.ImageFamily ?? '',
      version: wanted.ImageVersion ?? '',
      detected: wanted.DetectionStrategy !== undefined,
      resourceGroupId: wanted.ResourceGroupId ?? '',
      tags,
      disks: source.disks(),
    });
    return { ImageId: image.id };
  },
});

const COPY = {
  ClientToken: clientToken(),
  DestinationDescription: imageDescription,
  DestinationImageName: imageName,
  DestinationRegionId: text(),
  DryRun: flag(),
  Encrypted: flag(),
  ImageId: required(text()),
  KMSKeyId: text(),
  ResourceGroupId: text(),
  Tag: CREATION_TAGS,
} as const;

/** Copies stay within the account, and leave the region. */
function targetOf({ account, region }: RegionalCall, regionId: string | undefined): Region {
  if (regionId === undefined || regionId === region.id) throw imageError('IncorrectDestinationRegion');
  const target = account.regions.get(regionId);
  if (target === undefined) throw imageError('DestinationRegion.NotFound');
  return target;
}

function checkEncryption(image: Image, { Encrypted, KMSKeyId }: Values<typeof COPY>): void {
  if (KMSKeyId !== undefined && Encrypted !== true) throw imageError('InvalidEncrypted.NotMatchKmsKeyId');
  if (Encrypted === false && image.disks.some(({ encrypted }) => encrypted)) {
    throw imageError('OperationDeined.EncryptedSnapshot');
  }
}

/** https://help.aliyun.com/document_detail/25538.html */
const copyImage = regionalOperation({
  product: ECS,
  name: 'CopyImage',
  access: 'write',
  parameters: COPY,
  refused: [...OWNER_PARAMETERS, 'EncryptAlgorithm'],
  authorization: {
    action: 'ecs:CopyImage',
    resources: ({ account, region }, { ImageId }) => resourceArns(account, region.id, 'image', [ImageId]),
  },
  handle: (call, wanted) => {
    const image = ownImage(call.region, wanted.ImageId);
    const target = targetOf(call, wanted.DestinationRegionId);
    if (image.status !== 'Available') throw imageError('IncorrectImageStatus');
    checkEncryption(image, wanted);
    checkName(target, wanted.DestinationImageName);
    checkQuota(target);
    if (unfinishedCopiesOf(target, image.id).some(({ regionId }) => regionId === target.id)) {
      throw imageError('OperationDenied.ImageCopyConflict');
    }
    const tags = tagsOf(wanted.Tag);
    stopIfDryRun(wanted.DryRun);
    const copy = beginImageCopy(call.world, image, target, {
      name: wanted.DestinationImageName ?? image.name,
      description: wanted.DestinationDescription ?? '',
      resourceGroupId: wanted.ResourceGroupId ?? '',
      tags,
      disks: image.disks.map((disk) => ({
        ...disk,
        snapshotId: '',
        encrypted: wanted.Encrypted ?? disk.encrypted,
        kmsKeyId: wanted.KMSKeyId ?? disk.kmsKeyId,
      })),
    });
    return { ImageId: copy.id };
  },
});

export const IMAGE_CREATION_OPERATIONS: readonly Operation[] = [createImage, copyImage];
