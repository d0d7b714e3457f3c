import type { Resource } from './inventory';
import type { Region } from './region';
import type { World } from './world';

export const IMAGE_STATUSES = [
  'Creating',
  'Waiting',
  'Available',
  'UnAvailable',
  'CreateFailed',
  'Deprecated',
] as const;
export type ImageStatus = (typeof IMAGE_STATUSES)[number];

export const ARCHITECTURES = ['i386', 'x86_64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

export const BOOT_MODES = ['BIOS', 'UEFI', 'UEFI-Preferred'] as const;
export type BootMode = (typeof BOOT_MODES)[number];

/** What an image makes one disk of. */
export interface ImageDisk {
  /** `/dev/xvda` for the system disk. */
  readonly device: string;
  readonly type: 'system' | 'data';
  readonly sizeGiB: number;
  /** Empty for an image of the platform and for a data disk that begins empty. */
  readonly snapshotId: string;
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
}

/** What instances are made from. */
export interface Image extends Resource {
  readonly regionId: string;
  /** Whose it is: the platform's (`system`) or the account's own (`self`). */
  readonly owner: 'system' | 'self';
  name: string;
  description: string;
  family: string;
  readonly version: string;
  status: ImageStatus;
  readonly architecture: Architecture;
  readonly osType: 'linux' | 'windows';
  readonly osName: string;
  readonly platform: string;
  /** The system disk first. */
  disks: readonly ImageDisk[];
  bootMode: BootMode;
  /** With `v2`, instances can be made that answer only hardened requests for metadata. */
  imdsSupport: 'v1' | 'v2';
  nvmeSupport: 'supported' | 'unsupported';
  readonly secureBootSupport: 'supported' | 'unsupported';
  licenseType: string;
  /** Whether it was checked for what instances could trip over. */
  readonly detected: boolean;
  /** What it is a copy of; both empty when it is none. */
  readonly sourceRegionId: string;
  readonly sourceImageId: string;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
}

/** An image that nothing is known of but its disks: the account's own, 64-bit Linux, ready for use. */
export function newImage(world: World, region: Region, given: Partial<Image> & Pick<Image, 'disks'>): Image {
  const id = given.id ?? world.resourceId('m', region);
  return {
    id,
    sequence: world.nextSequence(),
    regionId: region.id,
    owner: 'self',
    name: id,
    description: '',
    family: '',
    version: '',
    status: 'Available',
    architecture: 'x86_64',
    osType: 'linux',
    osName: 'Others Linux  64bit',
    platform: 'Others Linux',
    bootMode: 'BIOS',
    imdsSupport: 'v1',
    nvmeSupport: 'unsupported',
    secureBootSupport: 'unsupported',
    licenseType: 'Auto',
    detected: false,
    sourceRegionId: '',
    sourceImageId: '',
    resourceGroupId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
  };
}

/** Size of the system disk that an instance of the image gets at least, in GiB. */
export function imageSizeGiB(image: Pick<Image, 'disks'>): number {
  return image.disks.find(({ type }) => type === 'system')?.sizeGiB ?? 0;
}

/** The images that have a disk of this snapshot, which cannot be deleted while they are there. */
export function imagesMadeOf(region: Region, snapshotId: string): readonly Image[] {
  return region.images.all().filter(({ disks }) => disks.some((disk) => disk.snapshotId === snapshotId));
}
