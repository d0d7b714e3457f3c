/**
 * Names that start with a lower-case letter on the wire, by operation; every other wire name is the SDK's field name
 * capitalised. Held against all models of the SDK by a test.
 */

/** Parameters of requests. */
export const LOWER_CASE_PARAMETERS = {
  ApplyAutoSnapshotPolicy: ['autoSnapshotPolicyId', 'diskIds', 'regionId'],
  CancelAutoSnapshotPolicy: ['autoSnapshotPolicyId', 'diskIds', 'regionId'],
  CreateAutoSnapshotPolicy: [
    'autoSnapshotPolicyName',
    'regionId',
    'repeatWeekdays',
    'retentionDays',
    'timePoints',
  ],
  CreatePhysicalConnection: ['bandwidth'],
  DeleteAutoSnapshotPolicy: ['autoSnapshotPolicyId', 'regionId'],
  DescribeUserBusinessBehavior: ['statusKey'],
  ModifyAutoSnapshotPolicyEx: [
    'autoSnapshotPolicyId',
    'autoSnapshotPolicyName',
    'regionId',
    'repeatWeekdays',
    'retentionDays',
    'timePoints',
  ],
  ModifyPhysicalConnectionAttribute: ['bandwidth'],
  ModifyUserBusinessBehavior: ['statusKey', 'statusValue'],
} as const;

/** Fields of answers, at any depth. */
export const LOWER_CASE_FIELDS = {
  DeleteLaunchTemplate: ['versionNumbers'],
  DescribeCapacityReservations: ['zoneId'],
  DescribeElasticityAssurances: ['zoneId'],
  DescribeHaVips: ['associatedEipAddresse', 'associatedInstance'],
  DescribeRecommendInstanceType: ['zone'],
  DescribeZones: [
    'supportedDataDiskCategory',
    'supportedInstanceGeneration',
    'supportedInstanceTypeFamily',
    'supportedInstanceType',
    'supportedNetworkCategory',
    'supportedSystemDiskCategory',
  ],
} as const;
