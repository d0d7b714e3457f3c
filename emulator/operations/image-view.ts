import type { Account } from '../world/account';
import { imageSizeGiB } from '../world/image';
import type { Image, ImageDisk } from '../world/image';
import { imageProgress } from '../world/image-lifecycle';
import type { Region } from '../world/region';
import { secondOf } from '../world/times';
import type { Body } from '../wire/render';
import { tagList } from './instance-view';

export const HOT_PLUG_FEATURES = [
  'CpuOnlineUpgrade',
  'CpuOnlineDowngrade',
  'MemoryOnlineUpgrade',
  'MemoryOnlineDowngrade',
] as const;

/** Whether CPUs and memory can be added while an instance of the image runs; none can be taken away. */
export function hotPlugSupport(
  { architecture, osType }: Image,
  feature: string,
): 'supported' | 'unsupported' {
  const isUpgrade = feature.endsWith('Upgrade');
  return isUpgrade && architecture === 'x86_64' && osType === 'linux' ? 'supported' : 'unsupported';
}

/** An image that instances can be made from now. */
export function isUsableImage({ status }: Image): boolean {
  return status === 'Available' || status === 'Deprecated';
}

function diskView(disk: ImageDisk, progress: number): Body {
  return {
    Device: disk.device,
    Type: disk.type,
    Size: String(disk.sizeGiB),
    SnapshotId: disk.snapshotId,
    Encrypted: disk.encrypted,
    Format: '',
    ImportOSSBucket: '',
    ImportOSSObject: '',
    Progress: progress === 100 ? '' : `${progress}%`,
    RemainTime: 0,
  };
}

function detectionView({ detected, nvmeSupport }: Image): Body {
  if (!detected) return {};
  const item = { Name: 'GuestOS.Nvme', Value: nvmeSupport, RiskLevel: '', RiskCode: '' };
  return { DetectionOptions: { Status: 'Finished', Items: { Item: [item] } } };
}

function ownerView({ id }: Account, { owner }: Image): Body {
  return owner === 'self'
    ? { ImageOwnerAlias: 'self', ImageOwnerId: Number(id), IsSelfShared: 'False' }
    : { ImageOwnerAlias: 'system', IsSelfShared: '' };
}

function systemView(image: Image): Body {
  return {
    Architecture: image.architecture,
    BootMode: image.bootMode,
    OSName: image.osName,
    OSNameEn: image.osName,
    OSType: image.osType,
    Platform: image.platform,
    LicenseType: image.licenseType,
    IsSupportCloudinit: true,
    IsSupportIoOptimized: true,
    LoginAsNonRootSupported: image.owner === 'system' && image.osType === 'linux',
    SecureBootOptions: { SecureBootSupport: image.secureBootSupport },
    Features: {
      ImdsSupport: image.imdsSupport,
      NvmeSupport: image.nvmeSupport,
      ...Object.fromEntries(HOT_PLUG_FEATURES.map((feature) => [feature, hotPlugSupport(image, feature)])),
    },
  };
}

/**
 * What DescribeImages says of one image. Of an image of the platform it shows no disks.
 * https://help.aliyun.com/document_detail/25534.html
 *
 * @param used the images that instances run on
 */
export function imageView(region: Region, image: Image, used: ReadonlySet<string>, now: number): Body {
  const progress = imageProgress(region, image, now);
  const disks = image.owner === 'system' ? [] : image.disks;
  return {
    ImageId: image.id,
    ImageName: image.name,
    ImageFamily: image.family,
    ImageVersion: image.version,
    Description: image.description,
    Size: imageSizeGiB(image),
    Status: image.status,
    Progress: `${progress}%`,
    Usable: isUsableImage(image),
    Usage: used.has(image.id) ? 'instance' : 'none',
    IsCopied: image.sourceImageId !== '',
    IsPublic: false,
    IsSubscribed: false,
    ProductCode: '',
    SupplierName: '',
    CreationTime: secondOf(image.createdAt),
    ResourceGroupId: image.resourceGroupId,
    Tags: { Tag: tagList(image.tags) },
    DiskDeviceMappings: { DiskDeviceMapping: disks.map((disk) => diskView(disk, progress)) },
    ...ownerView(region.account, image),
    ...systemView(image),
    ...detectionView(image),
  };
}
