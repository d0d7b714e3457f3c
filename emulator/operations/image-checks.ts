import { text } from '../api/parameters';
import type { Architecture, BootMode, Image } from '../world/image';
import type { Region } from '../world/region';
import { imageError } from './image-errors';
import { description } from './texts';

/** 2 to 128 characters, a letter first, nothing that looks like the platform's or like an address. */
const NAME = /^(?!aliyun|acs:)(?!.*https?:\/\/)\p{L}[\p{L}\p{N}:_.-]{1,127}$/u;

export const imageName = text({ pattern: NAME, refusal: () => imageError('InvalidImageName.Malformed') });
export const imageFamily = text({ pattern: NAME, refusal: () => imageError('InvalidImageFamily.Malformed') });
export const imageDescription = description(() => imageError('InvalidDescription.Malformed'));

/**
 * An image of the account's own.
 *
 * @throws ApiError InvalidImageId.NotFound, for an image of the platform too
 */
export function ownImage({ images }: Region, id: string): Image {
  const image = images.get(id);
  if (image?.owner !== 'self') throw imageError('InvalidImageId.NotFound');
  return image;
}

/** @throws ApiError InvalidImageName.Duplicated when an image of the account's own has the name */
export function checkName({ images }: Region, name: string | undefined): void {
  const isTaken = images.all().some((image) => image.owner === 'self' && image.name === name);
  if (name !== undefined && isTaken) throw imageError('InvalidImageName.Duplicated');
}

/** @throws ApiError InvalidBootMode.NotSupport; ARM systems begin in UEFI mode and no other */
export function checkBootMode(architecture: Architecture, bootMode: BootMode): void {
  if (architecture === 'arm64' && bootMode !== 'UEFI') throw imageError('InvalidBootMode.NotSupport');
}

/** @throws ApiError QuotaExceed.Image */
export function checkQuota({ account, images }: Region): void {
  const own = images.all().filter(({ owner }) => owner === 'self');
  if (own.length >= account.quotas.imagesPerRegion) throw imageError('QuotaExceed.Image');
}
