import { errorsOf } from './error-table';

/**
 * Codes of the image operations, as their pages list them.
 * https://help.aliyun.com/document_detail/25535.html and the pages beside it
 */
export const imageError = errorsOf({
  'DestinationRegion.NotFound': [400, 'The destination region not found.'],
  ImageIsCreating: [403, 'The specified image is being created.'],
  'ImageStatus.NotAvailable': [403, 'The specified image status is not available.'],
  'ImageStatus.NotDeprecated': [403, 'The specified image status is not deprecated.'],
  ImageUsingByInstance: [403, 'The specified image has been used to create instances.'],
  IncorrectDestinationRegion: [403, 'The destination region is not equal the target region.'],
  IncorrectImageStatus: [400, 'The image not available.'],
  IncorrectInstanceStatus: [400, 'The current status of the instance does not support this operation.'],
  InstanceLockedForSecurity: [
    400,
    'The specified operation is denied as your instance is locked for security reasons.',
  ],
  InvalidArchitecture: [404, 'The specifed Architecture is not valid'],
  'InvalidArchitecture.Malformed': [400, 'The specified Architecture is wrongly formed.'],
  'InvalidBootMode.NotSupport': [
    400,
    'The specified parameter BootMode is not supported for current image architecture.',
  ],
  'InvalidDescription.Malformed': [400, 'The specified description is wrongly formed.'],
  'InvalidDevice.InUse': [400, 'The specified device has been occupied.'],
  'InvalidDevice.Malformed': [400, 'The specified parameter DiskDeviceMapping.n.Device is not valid.'],
  'InvalidDiskType.ValueNotSupported': [400, 'The specified disk type is not supported.'],
  'InvalidEncrypted.NotMatchKmsKeyId': [
    400,
    'The specified parameter Encrypted must be true when KmsKeyId is not empty.',
  ],
  'InvalidFilterKey.NotFound': [404, 'The specified Filter.N.Key is not found'],
  'InvalidImageFamily.Malformed': [400, 'The format of the specified image family is invalid.'],
  'InvalidImageId.NotFound': [404, 'The specified ImageId does not exist.'],
  'InvalidImageName.Duplicated': [400, 'The specified Image name has already bean used.'],
  'InvalidImageName.Malformed': [400, 'The specified Image name is wrongly formed.'],
  'InvalidImageOwnerAlias.ValueNotSupported': [400, 'The specified ImageOwnerAlias value is not supported.'],
  'InvalidInstance.NotFoundSystemDisk': [400, 'The specified instance does not have system disk.'],
  'InvalidLicenseType.NotSupported': [400, 'The specified parameter LicenseType is not supported.'],
  InvalidOSType: [404, 'The specifed OSType is not valid'],
  'InvalidOperation.FeaturesImdsSupportNotMatch': [
    403,
    'The specified parameter Features.ImdsSupport can not be set to v1 from v2.',
  ],
  'InvalidParameter.FeaturesImdsSupport': [
    400,
    'The specified parameter Features.ImdsSupport is not supported.',
  ],
  'InvalidPlatform.Malformed': [400, 'The specified Platform is wrongly formed.'],
  'InvalidSize.ValueNotSupported': [
    400,
    'The specified parameter DiskDeviceMapping.n.Size beyond the permitted range.',
  ],
  'InvalidSnapshotId.NotFound': [404, 'The specified SnapshotId does not exist.'],
  'InvalidSnapshotId.NotReady': [
    403,
    'The current status of the DiskDeviceMapping.n.SnapshotId or SnapshotId does not support this operation.',
  ],
  'InvalidStatus.ImageIsCreating': [
    403,
    'The operation cannot be performed because the image is creating. Please wait until the creation is complete and try again.',
  ],
  InvalidUsage: [404, 'The specifed Usage is not valid'],
  MissingParameter: [
    400,
    'The input parameter SnapshotId or InstanceId or DiskDeviceMapping that is mandatory for processing this request is not supplied.',
  ],
  'OperationDeined.EncryptedSnapshot': [
    403,
    'The image contains encrypted snapshots, which do not support copying to non-encrypted ones.',
  ],
  'OperationDeined.ImageUsingByInstance': [
    403,
    'The boot mode of the image cannot be modified because it has associated instances.',
  ],
  OperationDenied: [403, 'The specified snapshot is not from system disk.'],
  'OperationDenied.ImageCopyConflict': [
    400,
    'The same image cannot be copied concurrently. Please wait until the last copy is completed before performing the next operation.',
  ],
  'OperationDenied.ImageCopying': [403, 'The Image is coping.'],
  'QuotaExceed.Image': [403, 'The Image Quota exceeds.'],
});
