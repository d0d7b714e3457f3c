import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Call, Operation } from '../api/operation';
import { choice, flag, list, required, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError } from '../errors';
import type { Instance } from '../world/instance';
import type { InstanceSettings } from '../world/instance-settings';
import { isBurstable } from '../world/instance-types';
import { setSecurityGroups } from '../world/network-interface';
import type { Region } from '../world/region';
import type { Body } from '../wire/render';
import { chargeTypeViolation, incorrectInstanceStatus, instanceLockedForSecurity, malformed } from './errors';
import { instanceView } from './instance-view';
import { PRIVATE_DNS, checkUserDataSize, privateDnsAfter } from './instance-settings-parameters';
import { arnOf, locateInstance } from './lookup';
import { ECS } from './products';
import { INSTANCE_MEMBERSHIP, checkMembership } from './security-group-membership';
import { description, isHostName, password, resourceName } from './texts';

/** https://help.aliyun.com/document_detail/25412.html */
const MOST_SECURITY_GROUPS = 16;

/** Fields that this operation shows as DescribeInstances does. */
const SHARED_FIELDS = [
  ...['ClusterId', 'Cpu', 'CreationTime', 'CreditSpecification', 'Description', 'ExpiredTime', 'HostName'],
  ...['ImageId', 'InnerIpAddress', 'InstanceChargeType', 'InstanceId', 'InstanceName', 'InstanceNetworkType'],
  ...['InstanceType', 'InternetChargeType', 'InternetMaxBandwidthIn', 'InternetMaxBandwidthOut', 'Memory'],
  ...['OperationLocks', 'PublicIpAddress', 'RegionId', 'SecurityGroupIds', 'SerialNumber', 'Status'],
  ...['StoppedMode', 'VlanId', 'VpcAttributes', 'ZoneId'],
] as const;

function attributeView(region: Region, instance: Instance): Body {
  const view = instanceView(region, instance);
  const { elasticIp, settings } = instance;
  const network = { jumboFrame: settings.jumboFrame, encryption: settings.networkEncryption };
  return {
    ...Object.fromEntries(SHARED_FIELDS.map((field) => [field, view[field]])),
    DedicatedHostAttribute: { DedicatedHostId: '', DedicatedHostName: '' },
    EipAddress: {
      AllocationId: elasticIp?.allocationId ?? '',
      IpAddress: elasticIp?.ipAddress ?? '',
      InternetChargeType: elasticIp === undefined ? '' : 'PayByTraffic',
      ...(elasticIp && { Bandwidth: elasticIp.bandwidthMbps }),
    },
    EnableJumboFrame: network.jumboFrame,
    EnableNetworkEncryption: network.encryption,
    IoOptimized: 'optimized',
    NetworkOptions: {
      BandwidthWeighting: '',
      EnableJumboFrame: network.jumboFrame,
      EnableNetworkEncryption: network.encryption,
    },
    SecurityOptions: { EnableSecureBoot: false },
  };
}

/** https://help.aliyun.com/document_detail/25507.html */
const describeInstanceAttribute = globalOperation({
  product: ECS,
  name: 'DescribeInstanceAttribute',
  access: 'read',
  parameters: { InstanceId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeInstanceAttribute',
    resources: (call, { InstanceId }) => [arnOf(call, 'instance', InstanceId, ({ instances }) => instances)],
  },
  handle: (call, { InstanceId }) => {
    const { region, resource } = locateInstance(call, InstanceId);
    return attributeView(region, resource);
  },
});

const PARAMETERS = {
  InstanceId: required(text()),
  InstanceName: resourceName(malformed('InstanceName')),
  Description: description(malformed('Description')),
  HostName: text(),
  Password: password(malformed('Password')),
  UserData: text(),
  SecurityGroupIds: list(MOST_SECURITY_GROUPS),
  DeletionProtection: flag(),
  CreditSpecification: choice(['Standard', 'Unlimited']),
  EnableJumboFrame: flag(),
  EnableNetworkEncryption: flag(),
  Recyclable: flag(),
  PrivateDnsNameOptions: PRIVATE_DNS,
} as const;

type Wanted = Values<typeof PARAMETERS>;

/** Host names and passwords that the operating system takes; those of Windows do not begin with a slash. */
function checkTexts({ osType }: Instance, { HostName, Password }: Wanted): void {
  if (HostName !== undefined && !isHostName(osType, HostName)) throw malformed('HostName')();
  if (osType === 'windows' && Password?.startsWith('/') === true) throw malformed('Password')();
}

/** What only some instances, or instances in some statuses, can be given. */
function checkSupport(instance: Instance, wanted: Wanted): void {
  const { status } = instance;
  if (instance.locks.includes('security')) throw instanceLockedForSecurity();
  checkTexts(instance, wanted);
  const isBeingMade = status === 'Pending' || status === 'Starting';
  if (isBeingMade && (wanted.HostName ?? wanted.Password) !== undefined) throw incorrectInstanceStatus();
  if (wanted.UserData !== undefined) checkUserData(instance, wanted.UserData);
  if (wanted.DeletionProtection === true && instance.chargeType === 'PrePaid') throw chargeTypeViolation(400);
  if (wanted.CreditSpecification !== undefined) {
    if (!isBurstable(instance.type)) {
      throw new ApiError(
        400,
        'InvalidParameter.CreditSpecification',
        'The specified CreditSpecification is not supported in this region.',
      );
    }
    if (status !== 'Running') {
      throw new ApiError(
        400,
        'InvalidInstanceStatus.NotRunning',
        'The current status of the resource is invalid, you can only do this operation when instance is running.',
      );
    }
  }
  if (wanted.EnableJumboFrame !== undefined && !['Running', 'Stopped'].includes(status)) {
    throw incorrectInstanceStatus();
  }
}

function checkUserData(instance: Instance, userData: string): void {
  checkUserDataSize(userData);
  if (instance.networkType === 'classic') {
    throw new ApiError(
      400,
      'InvalidUserData.NotSupported',
      'The specified parameter "UserData" only support the vpc and IoOptimized Instance.',
    );
  }
  if (instance.status !== 'Stopped') throw incorrectInstanceStatus();
}

/** Whether an instance may be in these groups and no others. */
function checkSecurityGroups(region: Region, instance: Instance, ids: readonly string[]): void {
  if (new Set(ids).size < ids.length) {
    throw new ApiError(400, 'InvalidParameter', 'The specified SecurityGroupIds contain a duplicate.');
  }
  const { vpcId, securityGroupIds, privateIpAddresses } = instance;
  const member = { vpcId, securityGroupIds, addresses: privateIpAddresses.length };
  checkMembership(region, member, ids, {
    ...INSTANCE_MEMBERSHIP,
    otherVpc: () =>
      new ApiError(
        403,
        'InvalidParameter.NotMatch',
        'The security group and the instance are not in the same VPC.',
      ),
  });
}

function settingsWith({ settings }: Instance, wanted: Wanted): InstanceSettings {
  return {
    ...settings,
    credit: wanted.CreditSpecification ?? settings.credit,
    userData: wanted.UserData ?? settings.userData,
    jumboFrame: wanted.EnableJumboFrame ?? settings.jumboFrame,
    networkEncryption: wanted.EnableNetworkEncryption ?? settings.networkEncryption,
    recyclable: wanted.Recyclable ?? settings.recyclable,
    privateDns: privateDnsAfter(wanted.PrivateDnsNameOptions, settings.privateDns),
  };
}

/** https://help.aliyun.com/en/ecs/user-guide/overview-35 */
function announceCredit({ world }: Call, region: Region, instance: Instance): void {
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: 'Instance:PerformanceModeChange',
    level: 'INFO',
    status: 'Normal',
    resource: { kind: 'instance', id: instance.id, name: instance.name },
    content: {
      instanceId: instance.id,
      creditSpecification: instance.settings.credit,
      operator: 'User',
    },
  });
}

function modify(call: Call, wanted: Wanted): Body {
  const { region, resource: instance } = locateInstance(call, wanted.InstanceId);
  checkSupport(instance, wanted);
  if (wanted.SecurityGroupIds.length > 0) checkSecurityGroups(region, instance, wanted.SecurityGroupIds);
  instance.name = wanted.InstanceName ?? instance.name;
  instance.description = wanted.Description ?? instance.description;
  instance.hostName = wanted.HostName ?? instance.hostName;
  instance.deletionProtection = wanted.DeletionProtection ?? instance.deletionProtection;
  const { credit = 'Standard' } = instance.settings;
  instance.settings = settingsWith(instance, wanted);
  if ((wanted.CreditSpecification ?? credit) !== credit) announceCredit(call, region, instance);
  if (wanted.SecurityGroupIds.length > 0) setSecurityGroups(region, instance, wanted.SecurityGroupIds);
  return {};
}

/** https://help.aliyun.com/document_detail/25503.html */
const modifyInstanceAttribute = globalOperation({
  product: ECS,
  name: 'ModifyInstanceAttribute',
  access: 'write',
  parameters: PARAMETERS,
  refused: [...OWNER_PARAMETERS, 'CpuOptions', 'NetworkInterfaceQueueNumber', 'RemoteConnectionOptions'],
  authorization: {
    action: 'ecs:ModifyInstanceAttribute',
    resources: (call, { InstanceId }) => [arnOf(call, 'instance', InstanceId, ({ instances }) => instances)],
  },
  handle: modify,
});

export const INSTANCE_ATTRIBUTE_OPERATIONS: readonly Operation[] = [
  describeInstanceAttribute,
  modifyInstanceAttribute,
];
