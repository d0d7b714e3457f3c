import { isDeepStrictEqual } from 'node:util';
import { Random, seedOf } from '../world/random';
import { mostInboundMbps } from '../world/instance';
import type { ElasticIp, Instance } from '../world/instance';
import { isBurstable } from '../world/instance-types';
import { networkInterfacesOf } from '../world/network-interface';
import type { NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { merged } from '../wire/merged';
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
    InternetMaxBandwidthIn:
      instance.internetBandwidthInMbps ?? mostInboundMbps(instance.internetBandwidthOutMbps),
    InternetMaxBandwidthOut: instance.internetBandwidthOutMbps,
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
    Recyclable: instance.settings.recyclable,
  };
}

function cpuOptionsView({ type }: Instance): Body {
  const threadsPerCore = type.cpu > 1 ? 2 : 1;
  return { CoreCount: type.cpu / threadsPerCore, ThreadsPerCore: threadsPerCore, Numa: 'ON' };
}

function hardwareView(instance: Instance): Body {
  const { type } = instance;
  return {
    InstanceType: type.id,
    InstanceTypeFamily: type.family,
    Cpu: type.cpu,
    Memory: type.memoryMiB,
    GPUAmount: type.gpu?.amount ?? 0,
    GPUSpec: type.gpu?.spec ?? '',
    ...(type.localStorage && {
      LocalStorageAmount: type.localStorage.amount,
      LocalStorageCapacity: type.localStorage.capacityGiB,
    }),
    IoOptimized: true,
    DeviceAvailable: true,
    CreditSpecification: isBurstable(type) ? (instance.settings.credit ?? 'Standard') : '',
  };
}

/**
 * What a saved answer often says in more detail than the model knows: masked addresses, cores that were chosen. An
 * imported instance keeps its own words for it until it changes.
 */
export function replaceableView(region: Region, instance: Instance): Body {
  return merged({ CpuOptions: cpuOptionsView(instance) }, networkView(region, instance));
}

/** The wire fields that came with an imported instance, without those that have changed since. */
function importedView({ imported, modelAtImport }: Instance, current: Body): Body {
  if (modelAtImport === undefined) return imported;
  const fields = Object.entries(imported).filter(
    ([name]) => !(name in modelAtImport) || isDeepStrictEqual(modelAtImport[name], current[name]),
  );
  return Object.fromEntries(fields);
}

/** What the emulator does not model; an imported instance brings its own. */
function unmodelledView(instance: Instance): Body {
  return {
    ClusterId: '',
    DedicatedHostAttribute: { DedicatedHostId: '', DedicatedHostName: '', DedicatedHostClusterId: '' },
    DedicatedInstanceAttribute: { Affinity: '', Tenancy: '' },
    DeploymentSetId: '',
    EcsCapacityReservationAttr: { CapacityReservationId: '', CapacityReservationPreference: '' },
    HpcClusterId: '',
    ISP: '',
    RdmaIpAddress: { IpAddress: [] },
    SerialNumber: new Random(seedOf(`serial ${instance.id}`)).letters(32),
  };
}

/** Additional attributes have to be asked for; without that their fields are empty. */
function settingsView({ settings }: Instance, additional: readonly string[]): Body {
  const { metadata, privateDns } = settings;
  return {
    MetadataOptions: additional.includes('META_OPTIONS')
      ? {
          HttpEndpoint: metadata.endpoint,
          HttpTokens: metadata.tokens,
          HttpPutResponseHopLimit: metadata.hopLimit,
        }
      : { HttpEndpoint: '', HttpTokens: '' },
    HibernationOptions: { Configured: settings.hibernation },
    PrivateDnsNameOptions: {
      HostnameType: privateDns.hostnameType,
      EnableIpDnsARecord: privateDns.ipRecord,
      EnableIpDnsPtrRecord: privateDns.ipReverseRecord,
      EnableInstanceIdDnsARecord: privateDns.idRecord,
      EnableInstanceIdDnsAAAARecord: privateDns.idRecordIpv6,
    },
    SpotInterruptionBehavior: settings.spotInterruptionBehavior,
    SpotDuration: settings.spotDurationHours,
    ImageOptions: { LoginAsNonRoot: settings.loginAsNonRoot },
  };
}

function imageView(instance: Instance): Body {
  return {
    ImageId: instance.imageId,
    OSName: instance.osName,
    OSNameEn: instance.osName,
    OSType: instance.osType,
  };
}

function identityView(instance: Instance): Body {
  return {
    SecurityGroupIds: { SecurityGroupId: instance.securityGroupIds },
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
  };
}

/**
 * What DescribeInstances says of one instance. https://help.aliyun.com/document_detail/25506.html
 *
 * @param additional values of AdditionalAttributes
 */
export function instanceView(region: Region, instance: Instance, additional: readonly string[] = []): Body {
  const replaceable = replaceableView(region, instance);
  return merged(
    unmodelledView(instance),
    replaceable,
    importedView(instance, replaceable),
    settingsView(instance, additional),
    imageView(instance),
    hardwareView(instance),
    identityView(instance),
    billingView(instance),
  );
}
