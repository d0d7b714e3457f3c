import { errorsOf } from './error-table';

/**
 * Codes of the disk operations, as their pages list them.
 * https://help.aliyun.com/document_detail/25515.html and the pages beside it
 */
export const diskError = errorsOf({
  BurstingEnabledForDiskCategoryUnsupported: [
    400,
    'The specified disk category does not support bursting enabled.',
  ],
  DependencyViolation: [403, 'The specified disk has not been attached on the specified instance.'],
  'DependencyViolation.WindowsInstance': [
    403,
    'The instance image is windows, cannot use ssh key pair to login.',
  ],
  'DiskCategory.OperationNotSupported': [
    400,
    'The operation is not supported to the specified disk due to its disk category.',
  ],
  DiskCreatingSnapshot: [
    403,
    'The operation is denied due to a snapshot of the specified disk is not completed yet.',
  ],
  DiskInArrears: [403, 'The specified operation is denied as your disk owing fee.'],
  DiskNotPortable: [403, 'The specified disk is not a portable disk.'],
  IncorrectDiskStatus: [403, 'The current disk status does not support this operation.'],
  'IncorrectDiskStatus.Initializing': [403, 'The current disk status does not support this operation.'],
  'IncorrectDiskStatus.NeverUsed': [403, 'The specified disk has never been used after creating.'],
  InstanceDiskLimitExceeded: [403, 'The amount of the disk on instance in question reach its limits.'],
  InstanceExpiredOrInArrears: [
    403,
    'The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).',
  ],
  InstanceLockedForSecurity: [403, 'The instance is locked due to security.'],
  'InvalidBurstingEnabled.DiskSizeTooSmall': [
    400,
    'The disk size must be greater than 3 GiB to enable burst.',
  ],
  'InvalidDescription.Malformed': [400, 'The specified description is wrongly formed.'],
  'InvalidDevice.InUse': [403, 'The specified device has been occupied.'],
  'InvalidDevice.Malformed': [400, 'The specified device is not valid.'],
  'InvalidDisk.AlreadyDetached': [404, 'The specified disk has been detached.'],
  'InvalidDisk.DetachedSystemDisk': [
    400,
    'The specified disk is a detached system disk, does not support this operation.',
  ],
  'InvalidDisk.DiskNotBootable': [
    400,
    'The specified disk is not a bootable disk, can not be attached as system disk.',
  ],
  'InvalidDiskCategory.NotSupported': [403, 'The specified disk category does not support resize online.'],
  'InvalidDiskCategory.ValueNotSupported': [400, 'The specified parameter "DiskCategory" is not valid.'],
  'InvalidDiskId.NotFound': [404, 'The specified disk does not exist.'],
  'InvalidDiskId.OperationNotSupported': [404, 'The operation is not supported due to base image not exist.'],
  'InvalidDiskName.Malformed': [400, 'The specified disk name is wrongly formed.'],
  InvalidDiskSize: [403, 'Specified new disk size is less than or equal the original disk size.'],
  'InvalidDiskSize.NotSupported': [403, 'The specified disk size is not supported.'],
  'InvalidDiskSize.TooLarge': [403, 'Specified new disk size is beyond the permitted range.'],
  'InvalidDiskSize.TooSmall': [403, 'Specified new disk size is less than the original disk size.'],
  'InvalidDiskStatus.DeleteProtection': [
    403,
    'The specified disk is under delete protection, can not be deleted.',
  ],
  'InvalidEncrypted.NotMatchKmsKeyId': [
    400,
    'The specified parameter Encrypted must be true when KmsKeyId is not empty.',
  ],
  'InvalidEncrypted.NotMatchSnapshot': [
    403,
    'The specified parameter Encrypted must be set to true when creating disks with encrypted snapshots.',
  ],
  'InvalidImageId.NotFound': [404, 'The specified ImageId does not exist.'],
  'InvalidInstance.NotOriginInstance': [
    400,
    'The specified disk can not attached to other instance as system disk.',
  ],
  'InvalidInstanceChargeType.ValueNotSupported': [
    403,
    'The InstanceChargeType does not support this action.',
  ],
  'InvalidInstanceStatus.NotRunning': [
    403,
    'The status of instance to which the disk attachs must be running when resizing online.',
  ],
  'InvalidKMSKeyId.NotMatchSnapshot': [
    400,
    'The specified parameter KmsKeyId is different from the KmsKeyId of the snapshot.',
  ],
  'InvalidOperation.DiskDetachingFromThisEcs': [403, 'The specified disk is detaching from this ecs.'],
  'InvalidParam.Type': [400, 'The specified type is not supported.'],
  'InvalidParam.ZoneIdAndInstanceId.Conflict': [
    403,
    "The specified parameter 'ZoneId' and 'InstanceId' are not blank at the same time.",
  ],
  'InvalidParameter.AllEmpty': [
    403,
    'The current operation requires either a password or a keyPairName to must be provided. Please ensure that at least one of them is not empty.',
  ],
  'InvalidParameter.Mismatch': [403, 'The specified snapshot is not created from the specified disk.'],
  'InvalidParameterForce.DiskCategoryNotSupported': [
    400,
    'The specified disk category does not support force attach operation.',
  ],
  'InvalidPassword.Malformed': [400, 'The specified parameter "Password" is not valid.'],
  'InvalidPerformanceLevel.Malformed': [400, 'The specified parameter PerformanceLevel is not valid.'],
  'InvalidProvisionedIops.LimitExceed': [400, 'The provisioned iops exceeds the limit.'],
  'InvalidSize.ValueNotSupported': [400, 'The specified parameter Size is not valid.'],
  'InvalidSnapshotId.NotFound': [404, 'The specified SnapshotId does not exist.'],
  'InvalidSnapshotId.NotReady': [403, 'The specified snapshot has not completed yet.'],
  InvalidSourceSnapshot: [
    403,
    'The source snapshot of the disk has been deleted and cannot support the current operation.',
  ],
  'InvalidZoneId.NotFound': [404, 'The specified zone does not exist.'],
  MissingParameter: [400, 'The input parameter either "SnapshotId" or "Size" should be specified.'],
  'MissingParameter.DiskIdOrDiskIds': [400, 'Specified parameter DiskId or DiskIds is missing.'],
  NoAttributeToModify: [400, 'No attribute to be modified in this request.'],
  OperationDenied: [403, 'The type of the disk does not support the operation.'],
  'OperationDenied.PerformanceLevelNotMatch': [403, 'The specified PerformanceLevel and Size do not match.'],
  'ParameterConflict.DiskIdAndDiskIds': [
    400,
    'Specified parameter DiskId and DiskIds conflict, only one can be chosen.',
  ],
  ProvisionedIopsForDiskCategoryUnsupported: [
    400,
    'The specified disk category does not support provisioned iops.',
  ],
  ResourcesNotInSameZone: [403, 'The specified instance and disk are not in the same zone.'],
});
