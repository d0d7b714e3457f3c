import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, flag, record, required, text, withDefault } from '../api/parameters';
import { BOOT_MODES } from '../world/image';
import type { BootMode, Image } from '../world/image';
import { isBeingCopied, unfinishedCopiesOf } from '../world/image-lifecycle';
import type { Region } from '../world/region';
import { stopIfDryRun } from './dry-run';
import { checkBootMode, checkName, imageDescription, imageFamily, imageName, ownImage } from './image-checks';
import { imageError } from './image-errors';
import { IMAGE_FILTERS, selectImages } from './image-filters';
import { imageView } from './image-view';
import { numberedPageOf, numberedPageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';

/** The images that instances run on. */
function usedImages({ instances }: Region): ReadonlySet<string> {
  return new Set(instances.all().map(({ imageId }) => imageId));
}

/**
 * Images of the platform and of other accounts are shown without a permission.
 * https://help.aliyun.com/document_detail/25534.html
 */
const describeImages = regionalOperation({
  product: ECS,
  name: 'DescribeImages',
  access: 'read',
  parameters: {
    ...IMAGE_FILTERS,
    ...numberedPageParameters({ defaultSize: 10, largest: 100 }),
    DryRun: flag(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeImages',
    resources: ({ account, region }, { ImageId, ImageOwnerAlias }) =>
      ImageOwnerAlias === 'system' || ImageOwnerAlias === 'others'
        ? []
        : resourceArns(account, region.id, 'image', ImageId?.split(',') ?? []),
  },
  whenDenied: ({ PageNumber, PageSize }) => ({ Images: { Image: [] }, TotalCount: 0, PageNumber, PageSize }),
  handle: ({ region, world }, { DryRun, ...values }) => {
    const used = usedImages(region);
    const matches = selectImages(region, values, used);
    stopIfDryRun(DryRun);
    const { items, paging } = numberedPageOf(matches, values);
    const now = world.clock.now();
    return {
      RegionId: region.id,
      Images: { Image: items.map((image) => imageView(region, image, used, now)) },
      ...paging,
    };
  },
});

function imageArn({ account, region }: RegionalCall, { ImageId }: { readonly ImageId: string }): string[] {
  return resourceArns(account, region.id, 'image', [ImageId]);
}

/**
 * An image that does not exist is as good as deleted; its snapshots stay.
 * https://help.aliyun.com/document_detail/25537.html
 */
const deleteImage = regionalOperation({
  product: ECS,
  name: 'DeleteImage',
  access: 'write',
  parameters: { ImageId: required(text()), Force: withDefault(flag(), false), DryRun: flag() },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DeleteImage', resources: imageArn },
  handle: ({ region }, { DryRun, Force, ImageId }) => {
    const image = region.images.get(ImageId);
    if (image?.owner === 'system') throw imageError('InvalidImageId.NotFound');
    if (image !== undefined) {
      const isCopying = isBeingCopied(image) || unfinishedCopiesOf(region, image.id).length > 0;
      if (isCopying) throw imageError('OperationDenied.ImageCopying');
      if (image.status === 'Creating') throw imageError('ImageIsCreating');
      if (!Force && usedImages(region).has(ImageId)) throw imageError('ImageUsingByInstance');
    }
    stopIfDryRun(DryRun);
    region.images.remove(ImageId);
    return {};
  },
});

/** Available and deprecated images can be turned into each other. */
function checkStatus(image: Image, wanted: 'Available' | 'Deprecated' | undefined): void {
  if (image.status === 'Creating' || image.status === 'Waiting') {
    throw imageError('InvalidStatus.ImageIsCreating');
  }
  if (wanted === 'Deprecated' && image.status !== 'Available') throw imageError('ImageStatus.NotAvailable');
  if (wanted === 'Available' && image.status !== 'Deprecated') throw imageError('ImageStatus.NotDeprecated');
}

function checkNewBootMode(region: Region, image: Image, wanted: BootMode | undefined): void {
  if (wanted === undefined || wanted === image.bootMode) return;
  checkBootMode(image.architecture, wanted);
  if (usedImages(region).has(image.id)) throw imageError('OperationDeined.ImageUsingByInstance');
}

/** https://help.aliyun.com/document_detail/25536.html */
const modifyImageAttribute = regionalOperation({
  product: ECS,
  name: 'ModifyImageAttribute',
  access: 'write',
  parameters: {
    ImageId: required(text()),
    BootMode: choice(BOOT_MODES, () => imageError('InvalidBootMode.NotSupport')),
    Description: imageDescription,
    DryRun: flag(),
    Features: record({
      ImdsSupport: choice(['v1', 'v2'], () => imageError('InvalidParameter.FeaturesImdsSupport')),
      NvmeSupport: choice(['supported', 'unsupported']),
    }),
    ImageFamily: imageFamily,
    ImageName: imageName,
    LicenseType: choice(['BYOL', 'Auto'], () => imageError('InvalidLicenseType.NotSupported')),
    Status: choice(['Available', 'Deprecated']),
  },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:ModifyImageAttribute', resources: imageArn },
  handle: ({ region }, wanted) => {
    const image = ownImage(region, wanted.ImageId);
    const { ImdsSupport, NvmeSupport } = wanted.Features;
    checkStatus(image, wanted.Status);
    if (wanted.ImageName !== image.name) checkName(region, wanted.ImageName);
    checkNewBootMode(region, image, wanted.BootMode);
    if (image.imdsSupport === 'v2' && ImdsSupport === 'v1') {
      throw imageError('InvalidOperation.FeaturesImdsSupportNotMatch');
    }
    stopIfDryRun(wanted.DryRun);
    image.name = wanted.ImageName ?? image.name;
    image.description = wanted.Description ?? image.description;
    image.family = wanted.ImageFamily ?? image.family;
    image.bootMode = wanted.BootMode ?? image.bootMode;
    image.licenseType = wanted.LicenseType ?? image.licenseType;
    image.imdsSupport = ImdsSupport ?? image.imdsSupport;
    image.nvmeSupport = NvmeSupport ?? image.nvmeSupport;
    image.status = wanted.Status ?? image.status;
    return {};
  },
});

export const IMAGE_OPERATIONS: readonly Operation[] = [describeImages, deleteImage, modifyImageAttribute];
