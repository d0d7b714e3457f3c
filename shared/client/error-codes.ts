import type { ErrorClass } from '../core/errors';

/**
 * What each documented error code means. One table: exact codes first, then the longest prefix.
 *
 * Codes are from the error tables of the API reference (https://help.aliyun.com/zh/ecs/developer-reference/), the common
 * error codes (https://help.aliyun.com/zh/ecs/developer-reference/api-error-codes) and those of STS. The same code may
 * come with different HTTP statuses (Throttling with 400, 403 and 429), so the code decides and the status is only asked
 * for codes that are not here. `.NotFound` alone says nothing: `InvalidStatus.NotFound` is a wrong parameter value.
 */
const EXACT: Readonly<Record<Exclude<ErrorClass, 'unknown'>, readonly string[]>> = {
  throttled: ['Rejected.Throttling'],

  transient: [
    'CreateSnapshot.Failed',
    'IdempotentProcessing',
    'InternalServerError',
    'InvalidGressFlow.Malformed',
    'InvalidParameter.DataEncryptedKeyCreateFailed',
    'LastRequestProcessing',
    'LastTokenProcessing',
    'RequestTimeout',
    'SignatureNonceUsed',
    'UnknownError',
  ],

  conflict: [
    'DISK_HAS_CREATING_SNAPSHOT',
    'DiskError',
    'InstanceLockedForSecurity',
    'InstanceNotReady',
    'InvalidHpcClusterId.Creating',
    'InvalidOperation.Conflict',
    'InvalidOperation.InvalidEcsState',
    'InvalidOperation.InvalidEniState',
    'InvalidOperation.RelatedSnapshotNotFinished',
    'InvalidOperation.SnapshotIsLocked',
    'InvalidOperation.UnfinishedCrossRegionCopy',
    'InvalidOperation.UnfinishedEncryptedSnapshotCopy',
    'InvalidSnapshotId.NotReady',
    'Operation.Conflict',
    'OperationConflict',
    'OperationFail.DiskStatusNotSupported',
    'OperationFail.InstanceStatusNotSupported',
    'QuotaExceed.ConcurrentSnapshotQuota',
    'SnapshotCreatedDisk',
    'SnapshotCreatedImage',
  ],

  not_found: [
    'Credit.NotFound',
    'EntityNotExist.Role',
    'InstanceNotInSecurityGroup',
    'InvalidCmdId.NotFound',
    'InvalidDiskId.NotFound',
    'InvalidEcsId.NotFound',
    'InvalidEniId.NotFound',
    'InvalidEventId.NoInquiringEventFound',
    'InvalidEventId.NotFound',
    'InvalidGroupAuthItem.NotFound',
    'InvalidHpcClusterId.NotFound',
    'InvalidInstance.NotFound',
    'InvalidInstanceId.NotFound',
    'InvalidInvokeId.NotFound',
    'InvalidResourceGroup.NotFound',
    'InvalidResourceId.NotFound',
    'InvalidSecurityGroupId.NotFound',
    'InvalidSnapshot.NotFound',
    'InvalidSnapshotId.NotFound',
    'InvalidSnapshotLinkId.NotFound',
    'InvalidSourceGroup.NotFound',
    'InvalidSourceGroupId.NotFound',
    'InvalidTaskId.NotFound',
    'InvalidVSwitchId.NotFound',
    'InvalidVolumeId.NotFound',
    'SecurityGroupRule.NotFound',
  ],

  forbidden: [
    'Abs.InvalidAccount.NotFound',
    'DiskInArrears',
    'HibernationConfigured.InstanceOperationForbidden',
    'IncompleteSignature',
    'InstanceExpired',
    'InstanceExpiredOrInArrears',
    'InsufficientBalance',
    'InvalidAction.Unauthorized',
    'InvalidOperation.ResourceManagedByCloudProduct',
    'InvalidOperation.Unauthorized',
    'InvalidParameter.KMSKeyId.CMKUnauthorized',
    'InvalidParameter.KMSKeyId.KMSUnauthorized',
    'InvalidParameter.KmsNotEnabled',
    'InvalidParameter.UnauthorizedStorageLocationArn',
    'InvalidUserData.Forbidden',
    'MissingSecurityToken',
    'OperationDenied.NotInWhiteList',
    'SignatureDoesNotMatch',
    'UserNotInTheWhiteList',
  ],

  invalid: [
    'CapacityExceed.TooManyDisks',
    'ChargeTypeViolation',
    'CloudBoxNotSupportSnapshotWithInstantAccess',
    'DiskCategory.OperationNotSupported',
    'DiskId.ValueNotSupported',
    'DiskIdLimitExceeded',
    'Duplicate.TagKey',
    'EventIdLimitExceeded',
    'Forbidden.NotSupportRAM',
    'Forbidden.RegionId',
    'ILLEGAL_IPV6_CIDR',
    'IdempotentParameterMismatch',
    'ImageNotSupportCloudInit',
    'IncompleteParamter',
    'IncorrectDiskStatus.NeverAttached',
    'IncorrectDiskStatus.NeverUsed',
    'IncorrectDiskType.NotSupport',
    'InstanceIdLimitExceeded',
    'InstanceIds.ExceedLimit',
    'InstanceType.ParameterMismatch',
    'NoAttributeToModify',
    'OperationDenied',
    'OperationDenied.NonCompliantDestinationRegion',
    'OperationDenied.SnapshotCategoryNotSupportCopy',
    'OperationFail.DiskCategoryNotSupported',
    'PartofDiskCategory.OperationNotSupported',
    'RegionId.ApiNotSupported',
    'TooManyDiskEvent.DiskIdRequired',
    'Username.ExceedLimit',
    'VPCDisabled',
  ],

  no_stock: [
    'AuthorizationLimitExceed',
    'AutoSnapshotPolicy.QuotaExceed',
    'CmdCount.ExceedQuota',
    'EniPerInstanceLimitExceeded',
    'MaxEniCountExceeded',
    'OperationDenied.NoStock',
    'OperationDenied.QuotaExceed',
    'OperationDenied.SpotPriceLowerThanPublicPrice',
    'SecurityGroupInstanceLimitExceed',
    'SimulatedEventLimitExceeded',
  ],
};

const PREFIXES: readonly (readonly [string, ErrorClass])[] = [
  ['Throttling', 'throttled'],
  ['InternalError', 'transient'],
  ['ServiceUnavailable', 'transient'],
  ['IncorrectDiskStatus', 'conflict'],
  ['IncorrectInstanceStatus', 'conflict'],
  ['IncorrectSnapshotStatus', 'conflict'],
  ['IncorrectVolumeStatus', 'conflict'],
  ['InvalidInstanceStatus', 'conflict'],
  ['DependencyViolation', 'conflict'],
  ['Forbidden', 'forbidden'],
  ['InvalidAccessKeyId', 'forbidden'],
  ['InvalidAccountStatus', 'forbidden'],
  ['InvalidSecurityToken', 'forbidden'],
  ['InvalidTimeStamp', 'forbidden'],
  ['IllegalTimestamp', 'forbidden'],
  ['InvalidUser.', 'forbidden'],
  ['NoPermission', 'forbidden'],
  ['PermissionDenied', 'forbidden'],
  ['AuthenticationFail', 'forbidden'],
  ['Unauthorized', 'forbidden'],
  ['QuotaExceed', 'no_stock'],
  ['Zone.NotOnSale', 'no_stock'],
  ['Cannot', 'invalid'],
  ['Cmd', 'invalid'],
  ['Invalid', 'invalid'],
  ['Missing', 'invalid'],
  ['NumberExceed', 'invalid'],
  ['Parameter', 'invalid'],
  ['Unsupported', 'invalid'],
];

const EXACT_CLASSES: ReadonlyMap<string, ErrorClass> = new Map(
  Object.entries(EXACT).flatMap(([errorClass, codes]) =>
    codes.map((code) => [code, errorClass as ErrorClass] as const),
  ),
);

const LONGEST_PREFIX_FIRST = [...PREFIXES].sort(([a], [b]) => b.length - a.length);

/**
 * Class of an error code of Alibaba Cloud; the HTTP status is only asked where the code says nothing.
 *
 * @param code the code of the answer, such as `IncorrectInstanceStatus`
 * @param status the HTTP status of the answer, where there was one
 */
export function classifyCode(code: string, status?: number): ErrorClass {
  const exact = EXACT_CLASSES.get(code);
  if (exact !== undefined) return exact;
  const prefix = LONGEST_PREFIX_FIRST.find(([start]) => code.startsWith(start));
  if (prefix !== undefined) return prefix[1];
  if (code.includes('Throttling') || status === 429) return 'throttled';
  return status !== undefined && status >= 500 ? 'transient' : 'unknown';
}

/**
 * How the service says that a dry run would have succeeded: as an error
 * (https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-describeinstances). The second is what
 * StartInstances, StopInstances and RebootInstances answer.
 */
export const DRY_RUN_PASSED: ReadonlySet<string> = new Set(['DryRunOperation', 'DRYRUN.SUCCESS']);
