import {
  choice,
  clientToken,
  decimal,
  flag,
  integer,
  list,
  record,
  records,
  second,
  supportedOnly,
  text,
  withDefault,
} from '../api/parameters';
import type { Values } from '../api/parameters';
import { DISK_CATEGORIES, MOST_DATA_DISKS, PERFORMANCE_LEVELS } from '../world/disk';
import { CHARGE_TYPES, INTERNET_CHARGE_TYPES, SPOT_STRATEGIES } from '../world/instance';
import { TRAFFIC_MODES } from '../world/network-interface';
import { malformed } from './errors';
import { PRIVATE_DNS } from './instance-settings-parameters';
import { refusal } from './launch-errors';
import { CREATION_TAGS } from './tag-parameters';
import { description, password, resourceName } from './texts';

/** https://help.aliyun.com/document_detail/25412.html */
export const MOST_SECURITY_GROUPS = 16;

/** Interfaces that the largest types can have. */
const MOST_INTERFACES = 16;

const MOST_BANDWIDTH_MBPS = 100;

const DISK = {
  Category: choice(DISK_CATEGORIES, refusal('InvalidDataDiskCategory.ValueNotSupported')),
  PerformanceLevel: choice(PERFORMANCE_LEVELS, refusal('InvalidPerformanceLevel.Malformed')),
  DiskName: resourceName(refusal('InvalidDiskName.Malformed')),
  Description: description(refusal('InvalidDiskDescription.Malformed')),
} as const;

export const SYSTEM_DISK = {
  ...DISK,
  Category: choice(DISK_CATEGORIES, refusal('InvalidSystemDiskCategory.ValueNotSupported')),
  Size: integer(1, 2048, refusal('InvalidSystemDiskSize.ValueNotSupported')),
} as const;

export const DATA_DISK = {
  ...DISK,
  Size: integer(1, 65_536, refusal('InvalidDataDiskSize.ValueNotSupported')),
  Device: text({ pattern: /^\/dev\/xvd[b-z]$/, refusal: refusal('InvalidDataDevice.Malformed') }),
  SnapshotId: text(),
  DeleteWithInstance: withDefault(flag(), true),
  Encrypted: flag(),
  KMSKeyId: text(),
} as const;

/** What only RunInstances can say of a disk. */
const DISK_EXTRAS = {
  AutoSnapshotPolicyId: text(),
  BurstingEnabled: flag(),
  ProvisionedIops: integer(0, 50_000),
} as const;

const RUN_SYSTEM_DISK = { ...SYSTEM_DISK, ...DISK_EXTRAS, Encrypted: flag(), KMSKeyId: text() } as const;
const RUN_DATA_DISK = { ...DATA_DISK, ...DISK_EXTRAS } as const;

/** What both operations that make instances know. Nothing here has a default, which a launch template could not replace. */
export const COMMON_PARAMETERS = {
  ImageId: text(),
  ImageFamily: text(),
  InstanceType: text(),
  InstanceName: text(),
  Description: description(malformed('Description')),
  HostName: text(),
  ZoneId: text(),
  VSwitchId: text(),
  PrivateIpAddress: text(),
  SecurityGroupId: text(),
  InternetChargeType: choice(INTERNET_CHARGE_TYPES, refusal('InvalidInternetChargeType.ValueNotSupported')),
  InternetMaxBandwidthIn: integer(1, MOST_BANDWIDTH_MBPS, refusal('InvalidInternetMaxBandwidthIn.Malformed')),
  InternetMaxBandwidthOut: integer(
    0,
    MOST_BANDWIDTH_MBPS,
    refusal('InvalidInternetMaxBandwidthOut.Malformed'),
  ),
  IoOptimized: choice(['none', 'optimized'], refusal('InvalidIoOptimize.ValueNotSupported')),
  InstanceChargeType: choice(CHARGE_TYPES, refusal('InvalidInstanceChargeType.NotFound')),
  Period: integer(1, 60, refusal('InvalidPeriod')),
  PeriodUnit: choice(['Week', 'Month'], refusal('InvalidPeriodType.ValueNotSupported')),
  AutoRenew: flag(),
  AutoRenewPeriod: integer(1, 60, refusal('InvalidAutoRenewPeriod.ValueNotSupported')),
  SpotStrategy: choice(SPOT_STRATEGIES, refusal('InvalidSpotStrategy')),
  SpotPriceLimit: decimal(0, 10_000, refusal('InvalidSpotPriceLimit')),
  SpotDuration: integer(0, 1, refusal('InvalidSpotDuration')),
  SpotInterruptionBehavior: choice(['Terminate', 'Stop'], refusal('InvalidSpotInterruptionBehavior')),
  CreditSpecification: choice(['Standard', 'Unlimited'], refusal('InvalidParameter.CreditSpecification')),
  Password: password(malformed('Password')),
  PasswordInherit: flag(),
  KeyPairName: text(),
  RamRoleName: text(),
  UserData: text(),
  ResourceGroupId: text(),
  DeletionProtection: flag(),
  HttpEndpoint: choice(['enabled', 'disabled'], refusal('InvalidHttpEndpoint.NotSupported')),
  HttpTokens: choice(['optional', 'required'], refusal('InvalidHttpTokens.NotSupported')),
  HttpPutResponseHopLimit: integer(1, 64, refusal('InvalidHttpPutResponseHopLimit.NotSupported')),
  HibernationOptions: record({ Configured: flag() }),
  /** Whether the security agent is installed, which the API shows nowhere. */
  SecurityEnhancementStrategy: choice(['Active', 'Deactive']),
  Tag: CREATION_TAGS,
  ClientToken: clientToken(),
  DryRun: flag(),
} as const;

const NETWORK_INTERFACE = {
  InstanceType: withDefault(choice(['Primary', 'Secondary']), 'Secondary'),
  NetworkInterfaceId: text(),
  NetworkInterfaceName: resourceName(refusal('InvalidParam.NetworkInterface')),
  Description: description(refusal('InvalidParam.NetworkInterface')),
  VSwitchId: text(),
  SecurityGroupId: text(),
  SecurityGroupIds: list(MOST_SECURITY_GROUPS, refusal('JoinedGroupLimitExceed')),
  PrimaryIpAddress: text(),
  SecondaryPrivateIpAddressCount: integer(1, 49),
  Ipv6Address: list(10),
  Ipv6AddressCount: integer(1, 10),
  NetworkInterfaceTrafficMode: choice(TRAFFIC_MODES),
  DeleteOnRelease: withDefault(flag(), true),
  SourceDestCheck: flag(),
  QueueNumber: integer(1, 64),
  QueuePairNumber: integer(1, 64),
} as const;

/** https://help.aliyun.com/document_detail/63440.html */
export const RUN_PARAMETERS = {
  ...COMMON_PARAMETERS,
  SystemDisk: record(RUN_SYSTEM_DISK),
  DataDisk: records(RUN_DATA_DISK, MOST_DATA_DISKS, refusal('InstanceDiskNumber.LimitExceed')),
  Amount: integer(1, 100, refusal('InvalidMaxAmount.Malformed')),
  MinAmount: integer(1, 100, refusal('InvalidMinAmount.Malformed')),
  UniqueSuffix: flag(),
  HostNames: list(100),
  SecurityGroupIds: list(MOST_SECURITY_GROUPS, refusal('JoinedGroupLimitExceed')),
  Ipv6Address: list(10),
  Ipv6AddressCount: integer(1, 10),
  NetworkInterface: records(NETWORK_INTERFACE, MOST_INTERFACES, refusal('InvalidParam.NetworkInterface')),
  AutoPay: supportedOnly(flag(), [true]),
  AutoReleaseTime: second(refusal('InvalidAutoReleaseTime.Malformed')),
  ImageOptions: record({ LoginAsNonRoot: flag() }),
  NetworkOptions: record({ EnableJumboFrame: flag(), EnableNetworkEncryption: flag() }),
  PrivateDnsNameOptions: PRIVATE_DNS,
  LaunchTemplateId: text(),
  LaunchTemplateName: text(),
  LaunchTemplateVersion: integer(1, 1_000_000),
} as const;

export type RunValues = Values<typeof RUN_PARAMETERS>;
export type WantedInterface = RunValues['NetworkInterface'][number];

/** A disk as either operation describes one, be it the system disk or a data disk. */
export type WantedDisk = Partial<Values<typeof RUN_DATA_DISK>>;

/** What an instance is made with, whichever operation asks for it. */
export type LaunchValues = Values<typeof COMMON_PARAMETERS> &
  Partial<Omit<RunValues, keyof typeof COMMON_PARAMETERS | 'SystemDisk' | 'DataDisk'>> & {
    readonly SystemDisk: WantedDisk;
    readonly DataDisk: readonly WantedDisk[];
  };
