import { Random, seedOf } from '../world/random';
import type { ElasticIp, Instance } from '../world/instance';
import { networkInterfacesOf } from '../world/network-interface';
import type { NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import type { Body } from '../wire/render';

/** `yyyy-MM-ddTHH:mmZ`, the precision of instance times. */
export function minuteOf(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`;
}

/** What DescribeInstances shows as the end of an instance that has none. */
const NEVER = '2099-12-31T15:59Z';

export function tagList(tags: ReadonlyMap<string, string>): { TagKey: string; TagValue: string }[] {
  return [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

function networkInterfaceView(networkInterface: NetworkInterface): Body {
  const [primary = ''] = networkInterface.privateIpAddresses;
  return {
    Type: networkInterface.type,
    NetworkInterfaceId: networkInterface.id,
    MacAddress: networkInterface.macAddress,
    PrimaryIpAddress: primary,
    PrivateIpSets: {
      PrivateIpSet: networkInterface.privateIpAddresses.map((PrivateIpAddress) => ({
        PrivateIpAddress,
        Primary: PrivateIpAddress === primary,
      })),
    },
    Ipv6Sets: { Ipv6Set: networkInterface.ipv6Addresses.map((Ipv6Address) => ({ Ipv6Address })) },
  };
}

function eipView(eip: ElasticIp | undefined): Body {
  if (eip === undefined) return { AllocationId: '', IpAddress: '', InternetChargeType: '' };
  return {
    AllocationId: eip.allocationId,
    IpAddress: eip.ipAddress,
    Bandwidth: eip.bandwidthMbps,
    InternetChargeType: 'PayByTraffic',
    IsSupportUnassociate: true,
  };
}

function networkView(region: Region, instance: Instance): Body {
  const isVpc = instance.networkType === 'vpc';
  return {
    InstanceNetworkType: instance.networkType,
    VpcAttributes: {
      VpcId: instance.vpcId,
      VSwitchId: instance.vSwitchId,
      PrivateIpAddress: { IpAddress: isVpc ? instance.privateIpAddresses : [] },
      NatIpAddress: '',
    },
    InnerIpAddress: { IpAddress: isVpc ? [] : instance.privateIpAddresses },
    EipAddress: eipView(instance.elasticIp),
    NetworkInterfaces: { NetworkInterface: networkInterfacesOf(region, instance).map(networkInterfaceView) },
    InternetChargeType: instance.internetChargeType,
    InternetMaxBandwidthIn: Math.max(10, instance.internetBandwidthOutMbps),
    InternetMaxBandwidthOut: instance.internetBandwidthOutMbps,
    SecurityGroupIds: { SecurityGroupId: instance.securityGroupIds },
    VlanId: '',
  };
}

function billingView(instance: Instance): Body {
  return {
    InstanceChargeType: instance.chargeType,
    ExpiredTime: instance.expiresAt === undefined ? NEVER : minuteOf(instance.expiresAt),
    AutoReleaseTime: instance.autoReleaseAt === undefined ? '' : minuteOf(instance.autoReleaseAt),
    SaleCycle: instance.chargeType === 'PrePaid' ? 'month' : '',
    SpotStrategy: instance.spotStrategy,
    SpotPriceLimit: instance.spotPriceLimit,
    StoppedMode: instance.status === 'Stopped' ? instance.stoppedMode : 'Not-applicable',
    OperationLocks: { LockReason: instance.locks.map((LockReason) => ({ LockReason })) },
    DeletionProtection: instance.deletionProtection,
    Recyclable: false,
  };
}

function hardwareView(instance: Instance): Body {
  const { type } = instance;
  const threadsPerCore = type.cpu > 1 ? 2 : 1;
  return {
    InstanceType: type.id,
    InstanceTypeFamily: type.family,
    Cpu: type.cpu,
    Memory: type.memoryMiB,
    CpuOptions: { CoreCount: type.cpu / threadsPerCore, ThreadsPerCore: threadsPerCore, Numa: 'ON' },
    GPUAmount: type.gpu?.amount ?? 0,
    GPUSpec: type.gpu?.spec ?? '',
    ...(type.localStorage && {
      LocalStorageAmount: type.localStorage.amount,
      LocalStorageCapacity: type.localStorage.capacityGiB,
    }),
    IoOptimized: true,
    DeviceAvailable: true,
    CreditSpecification: /^ecs\.t\d/.test(type.family) ? 'Standard' : '',
  };
}

/** Fields that hold for the life of an instance; an imported instance brings its own. */
function lastingView(region: Region, instance: Instance): Body {
  return {
    ClusterId: '',
    DedicatedHostAttribute: { DedicatedHostId: '', DedicatedHostName: '', DedicatedHostClusterId: '' },
    DedicatedInstanceAttribute: { Affinity: '', Tenancy: '' },
    DeploymentSetId: '',
    EcsCapacityReservationAttr: { CapacityReservationId: '', CapacityReservationPreference: '' },
    HibernationOptions: { Configured: false },
    HpcClusterId: '',
    ISP: '',
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 1 },
    RdmaIpAddress: { IpAddress: [] },
    SerialNumber: new Random(seedOf(`serial ${instance.id}`)).letters(32),
    ImageId: instance.imageId,
    OSName: instance.osName,
    OSNameEn: instance.osName,
    OSType: instance.osType,
    ...hardwareView(instance),
    ...networkView(region, instance),
    ...instance.imported,
  };
}

/** What DescribeInstances says of one instance. https://help.aliyun.com/document_detail/25506.html */
export function instanceView(region: Region, instance: Instance): Body {
  return {
    ...lastingView(region, instance),
    InstanceId: instance.id,
    InstanceName: instance.name,
    Description: instance.description,
    HostName: instance.hostName,
    RegionId: instance.regionId,
    ZoneId: instance.zoneId,
    Status: instance.status,
    CreationTime: minuteOf(instance.createdAt),
    StartTime: instance.startedAt === undefined ? '' : minuteOf(instance.startedAt),
    KeyPairName: instance.keyPairName,
    ResourceGroupId: instance.resourceGroupId,
    PublicIpAddress: { IpAddress: instance.publicIpAddresses },
    Tags: { Tag: tagList(instance.tags) },
    ...billingView(instance),
  };
}
