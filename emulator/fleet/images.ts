import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { SYSTEM_DISK_DEVICE } from '../world/disk';
import { ARCHITECTURES, BOOT_MODES, newImage } from '../world/image';
import type { Image } from '../world/image';
import type { Instance } from '../world/instance';
import { publicImage } from '../world/public-images';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { instant, name, present, tags } from './fields';
import { regionOf } from './places';

const imageDisk = z.strictObject({
  device: z.string().regex(/^\/dev\/xvd[a-z]$/, 'expected a device such as /dev/xvda'),
  sizeGiB: z.int().min(1).max(65_536),
  snapshot: z.string().default(''),
  encrypted: z.boolean().default(false),
});

export const imageSchema = z.strictObject({
  id: z.string().min(1).optional(),
  name: name.optional(),
  description: z.string().max(256).optional(),
  region: name.optional(),
  /** The platform's or the account's own. */
  owner: z.enum(['system', 'self']).default('self'),
  family: z.string().max(128).optional(),
  version: z.string().optional(),
  status: z.enum(['Available', 'UnAvailable', 'CreateFailed', 'Deprecated']).optional(),
  architecture: z.enum(ARCHITECTURES).optional(),
  os: name.optional(),
  osType: z.enum(['linux', 'windows']).optional(),
  platform: name.optional(),
  bootMode: z.enum(BOOT_MODES).optional(),
  /** The system disk first. */
  disks: z
    .array(imageDisk)
    .min(1)
    .max(17)
    .default([{ device: '/dev/xvda', sizeGiB: 40, snapshot: '', encrypted: false }]),
  tags: tags.optional(),
  resourceGroup: z.string().optional(),
  createdAt: instant.optional(),
});

type FleetImage = z.output<typeof imageSchema>;

function settingsOf(spec: FleetImage): Partial<Image> & Pick<Image, 'disks'> {
  const settings = {
    id: spec.id,
    name: spec.name,
    description: spec.description,
    owner: spec.owner,
    family: spec.family,
    version: spec.version,
    status: spec.status,
    architecture: spec.architecture,
    osName: spec.os,
    osType: spec.osType,
    platform: spec.platform,
    bootMode: spec.bootMode,
    resourceGroupId: spec.resourceGroup,
    createdAt: spec.createdAt,
  };
  return {
    ...present(settings),
    tags: new Map(Object.entries(spec.tags ?? {})),
    disks: spec.disks.map(({ device, sizeGiB, snapshot, encrypted }) => ({
      device,
      type: device === SYSTEM_DISK_DEVICE ? 'system' : 'data',
      sizeGiB,
      snapshotId: snapshot,
      encrypted,
      kmsKeyId: '',
    })),
  };
}

/**
 * Adds images to an account; those of the platform stay as they are.
 *
 * @param where path of `specs` for errors
 * @throws EmulatorInputError for an unknown region or an id given twice
 */
export function addImages(world: World, account: Account, specs: readonly FleetImage[], where: string): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    const known = spec.id === undefined ? undefined : region.images.get(spec.id);
    if (known?.owner === 'system' && spec.owner === 'system') continue;
    if (known !== undefined) {
      throw new EmulatorInputError([`${path}.id: the region has an image "${known.id}" already`]);
    }
    region.images.add(newImage(world, region, settingsOf(spec)));
  }
}

/** The image of an id; one that nothing was said of is what its id says, the account's own if it looks like that. */
export function imageOf(world: World, region: Region, id: string): Image {
  const owner = id.startsWith('m-') ? 'self' : 'system';
  return region.images.get(id) ?? publicImage(world, region, id, { owner });
}

/** Adds the image of an instance if nothing was said of it. */
export function addImageOf(world: World, region: Region, { imageId, osName, osType }: Instance): void {
  if (region.images.get(imageId) !== undefined) return;
  region.images.add({ ...imageOf(world, region, imageId), osName, osType });
}
