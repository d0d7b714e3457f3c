import type { Resource } from './inventory';

export const IMAGE_STATUSES = [
  'Creating',
  'Waiting',
  'Available',
  'UnAvailable',
  'CreateFailed',
  'Deprecated',
] as const;
export type ImageStatus = (typeof IMAGE_STATUSES)[number];

/** What an image makes one disk of. */
export interface ImageDisk {
  /** `/dev/xvda` for the system disk. */
  readonly device: string;
  readonly type: 'system' | 'data';
  readonly sizeGiB: number;
  /** Empty for an image of the platform. */
  readonly snapshotId: string;
}

/** An image. Instants are virtual epoch milliseconds. */
export interface Image extends Resource {
  readonly regionId: string;
  /** Whose it is: the platform's (`system`) or the account's own (`self`). */
  readonly owner: 'system' | 'self';
  name: string;
  description: string;
  family: string;
  readonly version: string;
  status: ImageStatus;
  /** 0 to 100. */
  progress: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly osType: 'linux' | 'windows';
  readonly osName: string;
  readonly platform: string;
  readonly disks: readonly ImageDisk[];
  bootMode: 'BIOS' | 'UEFI';
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
}
