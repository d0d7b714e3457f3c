import {
  ParameterBag,
  decimal,
  flag,
  integer,
  list,
  readAll,
  record,
  records,
  text,
} from '../api/parameters';
import { invalidParameter } from '../errors';
import { MOST_DATA_DISKS } from '../world/disk';
import { wireParameters } from '../world/launch-template';
import type { LaunchParameters } from '../world/launch-template';
import { malformed } from './errors';
import { MOST_SECURITY_GROUPS } from './launch-parameters';
import { CREATION_TAGS } from './tag-parameters';
import { description, resourceName } from './texts';

const NUMBER = integer(0, 1_000_000);

const DISK = {
  AutoSnapshotPolicyId: text(),
  BurstingEnabled: flag(),
  Category: text(),
  Description: text(),
  DiskName: text(),
  Encrypted: text(),
  KMSKeyId: text(),
  PerformanceLevel: text(),
  ProvisionedIops: NUMBER,
  Size: NUMBER,
} as const;

/**
 * What a template says of instances. Only types are checked; values are when instances are made from it.
 * https://help.aliyun.com/document_detail/2679729.html
 */
export const TEMPLATE_PARAMETERS = {
  SystemDisk: record(DISK),
  DataDisk: records(
    { ...DISK, DeleteWithInstance: flag(), Device: text(), SnapshotId: text() },
    MOST_DATA_DISKS,
  ),
  NetworkInterface: records(
    {
      DeleteOnRelease: flag(),
      Description: text(),
      InstanceType: text(),
      NetworkInterfaceName: text(),
      NetworkInterfaceTrafficMode: text(),
      PrimaryIpAddress: text(),
      SecurityGroupId: text(),
      SecurityGroupIds: list(MOST_SECURITY_GROUPS),
      VSwitchId: text(),
    },
    MOST_SECURITY_GROUPS,
  ),
  AutoReleaseTime: text(),
  AutoRenew: flag(),
  AutoRenewPeriod: NUMBER,
  CreditSpecification: text(),
  DeletionProtection: flag(),
  Description: text(),
  HostName: text(),
  HttpEndpoint: text(),
  HttpPutResponseHopLimit: NUMBER,
  HttpTokens: text(),
  ImageId: text(),
  ImageOptions: record({ LoginAsNonRoot: flag() }),
  ImageOwnerAlias: text(),
  InstanceChargeType: text(),
  InstanceName: text(),
  InstanceType: text(),
  InternetChargeType: text(),
  InternetMaxBandwidthIn: NUMBER,
  InternetMaxBandwidthOut: NUMBER,
  IoOptimized: text(),
  Ipv6AddressCount: NUMBER,
  KeyPairName: text(),
  NetworkType: text(),
  PasswordInherit: flag(),
  Period: NUMBER,
  PeriodUnit: text(),
  PrivateIpAddress: text(),
  RamRoleName: text(),
  ResourceGroupId: text(),
  SecurityEnhancementStrategy: text(),
  SecurityGroupId: text(),
  SecurityGroupIds: list(MOST_SECURITY_GROUPS),
  SpotDuration: NUMBER,
  SpotPriceLimit: decimal(0, 1_000_000),
  SpotStrategy: text(),
  Tag: CREATION_TAGS,
  UserData: text(),
  VSwitchId: text(),
  VpcId: text(),
  ZoneId: text(),
} as const;

/** What a template says that is no parameter of RunInstances: it describes others that are. */
export const DESCRIPTIVE: ReadonlySet<string> = new Set(['ImageOwnerAlias', 'NetworkType', 'VpcId']);

/** Parameters that a template cannot have because a launch cannot. */
export const TEMPLATE_REFUSED = [
  'DeploymentSetId',
  'EnableVmOsConfig',
  'SecurityOptions',
  'SystemDisk.DeleteWithInstance',
  'SystemDisk.Iops',
] as const;

export const TEMPLATE_NAME = resourceName(malformed('LaunchTemplateName'));

export const VERSION_DESCRIPTION = description(malformed('Description'));

/**
 * Parameters of a template that did not come with a request.
 *
 * @throws ApiError InvalidParameter for one that a template cannot have, and for a wrong type
 */
export function parseTemplateParameters(parameters: LaunchParameters): LaunchParameters {
  const bag = new ParameterBag(wireParameters(parameters));
  const values = readAll(TEMPLATE_PARAMETERS, bag);
  const [unknown] = bag.unread();
  if (unknown !== undefined)
    throw invalidParameter(unknown, 'a parameter that COVERAGE.md has for CreateLaunchTemplate');
  return values;
}
