import { ApiError } from '../errors';
import { errorsOf } from './error-table';

/**
 * Codes of the operations that make instances, as their pages list them.
 * https://help.aliyun.com/document_detail/63440.html and https://help.aliyun.com/document_detail/25499.html
 */
export const launchError = errorsOf({
  ImageNotSupportInstanceType: [403, 'The specified image does not support the specified InstanceType.'],
  'InstanceDiskNumber.LimitExceed': [400, 'The total number of specified disk in an instance exceeds.'],
  'InvalidAutoReleaseTime.Malformed': [400, 'The specified parameter AutoReleaseTime is not valid.'],
  'InvalidAutoSnapshotPolicyId.NotFound': [404, 'The specified snapshot policy is not exist.'],
  'InvalidAutoRenewPeriod.ValueNotSupported': [400, 'The specified autoRenewPeriod is invalid.'],
  'InvalidDataDevice.Malformed': [400, 'The specified parameter "DataDisk.n.Device" is not valid.'],
  'InvalidDataDiskCategory.ValueNotSupported': [
    400,
    'The specified parameter "DataDisk.n.Category" is not valid.',
  ],
  'InvalidDataDiskSize.ValueNotSupported': [
    400,
    'The specified DataDisk.n.Size beyond the permitted range, or the capacity of snapshot exceeds the size limit of the specified disk category.',
  ],
  'InvalidDataDiskSnapshotId.NotFound': [
    404,
    'The specified parameter "DataDisk.n.SnapshotId" is not valid.',
  ],
  'InvalidDevice.InUse': [403, 'The specified device has been occupied.'],
  'InvalidDiskCategory.NotSupported': [
    403,
    'The specified disk category is not support the specified instance type.',
  ],
  'InvalidDiskDescription.Malformed': [
    400,
    'The specified parameter "SystemDisk.Description" or "DataDisk.n.Description" is not valid.',
  ],
  'InvalidDiskName.Malformed': [
    400,
    'The specified parameter "SystemDisk.DiskName or DataDisk.n.DiskName" is not valid.',
  ],
  'InvalidHttpEndpoint.NotSupported': [
    400,
    'The specified HttpEndpoint not supported, you can use enabled(default) or disabled.',
  ],
  'InvalidHttpPutResponseHopLimit.NotSupported': [
    400,
    'The specified HttpPutResponseHopLimit not supported, more than 1 and less than 64 is reasonable.',
  ],
  'InvalidHttpTokens.NotSupported': [
    400,
    'The specified HttpTokens not supported, you can use optional(default) or required.',
  ],
  'InvalidImageId.NotFound': [404, 'The specified ImageId does not exist.'],
  'InvalidInstanceChargeType.NotFound': [404, 'The InstanceChargeType does not exist in our records'],
  'InvalidInternetChargeType.ValueNotSupported': [400, 'The specified InternetChargeType is not valid.'],
  'InvalidInternetMaxBandwidthIn.Malformed': [
    400,
    'The specified parameter internetMaxBandwidthIn is not valid.',
  ],
  'InvalidInternetMaxBandwidthOut.Malformed': [
    400,
    'The specified parameter internetMaxBandwidthOut is not valid.',
  ],
  'InvalidIoOptimize.ValueNotSupported': [400, 'The specified IoOptimize is not valid.'],
  'InvalidIp.Address': [403, 'The specified IPv6 address is not one of the vSwitch.'],
  'InvalidIp.IpAssigned': [403, 'The specified IP address is already assigned.'],
  'InvalidKeyPairName.NotFound': [
    404,
    'The specified parameter "KeyPairName" does not exist in our records.',
  ],
  'InvalidLaunchTemplate.NotFound': [404, 'The specified LaunchTemplate is not found.'],
  'InvalidLaunchTemplateVersion.NotFound': [404, 'The specified LaunchTemplateVersion is not found.'],
  'InvalidMaxAmount.Malformed': [400, 'The specified parameter Amount is not valid.'],
  'InvalidMinAmount.Malformed': [400, 'The specified parameter MinAmount is not valid.'],
  'InvalidParam.Amount': [
    403,
    'The specified parameter Amount is not valid with the addresses or interfaces.',
  ],
  'InvalidParam.NetworkInterface': [400, 'The specified parameter NetworkInterface is not valid.'],
  'InvalidParameter.CreditSpecification': [
    400,
    'The specified CreditSpecification is not supported in this region.',
  ],
  'InvalidParameter.EncryptedIllegal': [
    400,
    'The specified parameter Encrypted must be true when kmsKeyId is not empty.',
  ],
  'InvalidParams.HostnameExceed': [
    403,
    'The uniqueSuffix takes three naming places, please shorten your Hostname.',
  ],
  'InvalidParams.InstanceNameExceed': [
    403,
    'The uniqueSuffix takes three naming places, please shorten your InstanceName.',
  ],
  'InvalidPasswordParam.Mismatch': [400, 'The input password should be null when passwdInherit is true.'],
  'InvalidPerformanceLevel.Malformed': [
    400,
    'The specified parameter DataDisk.n.PerformanceLevel is not valid.',
  ],
  InvalidPeriod: [400, 'The specified period is not valid.'],
  'InvalidPeriodType.ValueNotSupported': [400, 'The specified parameter PeriodType is invalid.'],
  InvalidPrivateIpAddress: [400, 'Specified private IP address is not in the CIDR block of virtual switch.'],
  'InvalidPrivateIpAddress.Duplicated': [400, 'Specified private IP address is duplicated.'],
  'InvalidPrivateIpAddress.Malformed': [400, 'Specified private IP address is malformed.'],
  'InvalidRamRole.NotEcsRole': [
    401,
    'The specified ram role is not authorized for ecs, please check your role policy.',
  ],
  'InvalidRamRole.NotFound': [404, 'The specified parameter "RAMRoleName" does not exist.'],
  'InvalidSnapshotId.NotDataDiskSnapshot': [403, 'The specified snapshot is system disk snapshot.'],
  'InvalidSnapshotId.NotReady': [403, 'The specified snapshot has not completed yet.'],
  InvalidSpotDuration: [400, 'The specified SpotDuration is not valid.'],
  InvalidSpotInterruptionBehavior: [400, 'The specified SpotInterruptionBehavior is not valid.'],
  'InvalidSpotInterruptionBehavior.LocalDiskNotSupport': [
    403,
    'The specified SpotInterruptionBehavior does not support local disk instance.',
  ],
  InvalidSpotPrepaid: [400, 'The specified Spot type is not support PrePay Instance.'],
  InvalidSpotPriceLimit: [400, 'The specified SpotPriceLimitis not valid.'],
  'InvalidSpotPriceLimit.LowerThanPublicPrice': [
    400,
    'The specified parameter "spotPriceLimit" can\'t be lower than current public price.',
  ],
  InvalidSpotStrategy: [400, 'The specified SpotStrategy is not valid.'],
  'InvalidSystemDiskCategory.ValueNotSupported': [
    400,
    'The specified parameter "SystemDisk.Category" is not valid.',
  ],
  'InvalidSystemDiskSize.LessThanImageSize': [
    404,
    'The specified parameter SystemDisk.Size is less than the image size.',
  ],
  'InvalidSystemDiskSize.ValueNotSupported': [400, 'The specified parameter SystemDisk.Size is invalid.'],
  'InvalidUserData.Base64FormatInvalid': [400, 'The specified parameter UserData must be base64 encoded.'],
  'InvalidVSwitch.Ipv6NotTurnOn': [403, 'IPv6 is not turned on in the specified vSwitch.'],
  'InvalidVSwitchId.NotFound': [404, 'Specified virtual switch does not exist.'],
  'InvalidZoneId.NotFound': [404, 'The specified zoneId does not exist.'],
  JoinedGroupLimitExceed: [400, 'The specified instance would join too many security groups.'],
  MissingParamter: [400, 'The specified parameter "Period" is not null.'],
  'OperationDenied.ImageNotValid': [403, 'The specified Image is disabled or is deleted.'],
  'OperationDenied.InconsistentNetwork': [
    403,
    'The specified security group and vswitch are not in the same vpc.',
  ],
  'OperationDenied.SnapshotNotAllowed': [403, 'The specified snapshot is not allowed to create disk.'],
  'QuotaExceed.ElasticQuota': [
    403,
    'The number of vCPUs assigned to the ECS instances has exceeded the quota in the zone.',
  ],
  'QuotaExceeded.PrivateIpAddress': [400, "Don't have enough private IPs in this switch"],
  SecurityGroupInstanceLimitExceed: [403, 'Exceeding the allowed amount of instances of a security group.'],
});

/** The same, to be thrown when a parameter does not fit. */
export function refusal(code: Parameters<typeof launchError>[0]): () => ApiError {
  return () => launchError(code);
}

/** Parameters that exclude each other. */
export function conflict(...parameters: readonly string[]): ApiError {
  return new ApiError(
    400,
    'InvalidParameter.Conflict',
    `The parameters ${parameters.join(' and ')} cannot be given together.`,
  );
}

export function mismatch(message: string): ApiError {
  return new ApiError(400, 'InvalidParameter.Mismatch', message);
}
