import type { Body } from '../wire/render';
import { performanceOf } from '../world/instance-performance';
import type { AssociatedPublicIp, NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { secondOf } from '../world/times';
import { tagList } from './instance-view';

/** The public addresses of an interface; those of a primary one are its instance's. */
function publicIpsOf(
  region: Region,
  { type, instanceId, privateIpAddresses, associatedPublicIps }: NetworkInterface,
): readonly AssociatedPublicIp[] {
  const instance = type === 'Primary' ? region.instances.get(instanceId) : undefined;
  const [privateIpAddress = ''] = privateIpAddresses;
  if (instance === undefined) return associatedPublicIps;
  if (instance.elasticIp !== undefined) {
    const { ipAddress, allocationId } = instance.elasticIp;
    return [{ privateIpAddress, ipAddress, allocationId }];
  }
  return instance.publicIpAddresses.map((ipAddress) => ({ privateIpAddress, ipAddress, allocationId: '' }));
}

function publicIpView(publicIps: readonly AssociatedPublicIp[], privateIpAddress: string): Body {
  const found = publicIps.find((each) => each.privateIpAddress === privateIpAddress);
  return found === undefined ? {} : { PublicIpAddress: found.ipAddress, AllocationId: found.allocationId };
}

/** @param more what is said of an address beside itself */
function privateIpView({ privateIpAddresses }: NetworkInterface, more: (address: string) => Body): Body {
  const [primary = ''] = privateIpAddresses;
  return {
    PrivateIpAddress: primary,
    PrivateIpSets: {
      PrivateIpSet: privateIpAddresses.map((address) => ({
        PrivateIpAddress: address,
        Primary: address === primary,
        ...more(address),
      })),
    },
  };
}

function addressView(region: Region, networkInterface: NetworkInterface): Body {
  const publicIps = publicIpsOf(region, networkInterface);
  const [primary = ''] = networkInterface.privateIpAddresses;
  return {
    ...privateIpView(networkInterface, (address) => ({
      AssociatedPublicIp: publicIpView(publicIps, address),
    })),
    AssociatedPublicIp: publicIpView(publicIps, primary),
  };
}

/** Queues of an interface in use are those of the instance type unless they were set; of others it is not known. */
function queueView(region: Region, { queueNumber, instanceId }: NetworkInterface): Body {
  const instance = region.instances.get(instanceId);
  const queues = queueNumber ?? (instance && performanceOf(instance.type).queuesPerInterface);
  return queues === undefined ? {} : { QueueNumber: queues };
}

/** An interface of a cloud service does not show what it is attached to. */
function attachmentView(region: Region, { id, instanceId, serviceManaged }: NetworkInterface): Body {
  if (instanceId === '' || serviceManaged) return {};
  const place = region.instances.get(instanceId)?.networkInterfaceIds.indexOf(id) ?? 0;
  return {
    InstanceId: instanceId,
    DeviceIndex: Math.max(0, place),
    NetworkCardIndex: 0,
    TrunkNetworkInterfaceId: '',
  };
}

/** What CreateNetworkInterface answers, and every description of an interface has. */
export function newNetworkInterfaceView(region: Region, networkInterface: NetworkInterface): Body {
  return {
    NetworkInterfaceId: networkInterface.id,
    NetworkInterfaceName: networkInterface.name,
    Description: networkInterface.description,
    Status: networkInterface.status,
    Type: networkInterface.type,
    VpcId: networkInterface.vpcId,
    VSwitchId: networkInterface.vSwitchId,
    ZoneId: networkInterface.zoneId,
    MacAddress: networkInterface.macAddress,
    ...privateIpView(networkInterface, () => ({})),
    Ipv6Sets: { Ipv6Set: networkInterface.ipv6Addresses.map((Ipv6Address) => ({ Ipv6Address })) },
    Ipv4PrefixSets: { Ipv4PrefixSet: [] },
    Ipv6PrefixSets: { Ipv6PrefixSet: [] },
    SecurityGroupIds: { SecurityGroupId: networkInterface.securityGroupIds },
    SourceDestCheck: networkInterface.sourceDestCheck,
    ServiceManaged: networkInterface.serviceManaged,
    ...(networkInterface.serviceManaged && { ServiceID: networkInterface.serviceId }),
    OwnerId: region.account.id,
    ResourceGroupId: networkInterface.resourceGroupId,
    Tags: { Tag: tagList(networkInterface.tags) },
  };
}

/** What DescribeNetworkInterfaces says of one interface. https://help.aliyun.com/document_detail/58512.html */
export function networkInterfaceView(region: Region, networkInterface: NetworkInterface): Body {
  const { trafficMode, queuePairNumber, serviceManaged, instanceId } = networkInterface;
  return {
    ...newNetworkInterfaceView(region, networkInterface),
    ...addressView(region, networkInterface),
    ...queueView(region, networkInterface),
    ...(queuePairNumber !== undefined && { QueuePairNumber: queuePairNumber }),
    InstanceId: serviceManaged ? '' : instanceId,
    Attachment: attachmentView(region, networkInterface),
    DeleteOnRelease: networkInterface.deleteOnRelease,
    NetworkInterfaceTrafficMode: trafficMode,
    CreationTime: secondOf(networkInterface.createdAt),
  };
}

/**
 * What DescribeNetworkInterfaceAttribute says of it.
 * https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-describenetworkinterfaceattribute
 */
export function networkInterfaceAttributeView(
  region: Region,
  networkInterface: NetworkInterface,
  attribute: 'attachment' | 'connectionTrackingConfiguration' | undefined,
): Body {
  const { Attachment, ...view } = networkInterfaceView(region, networkInterface);
  const { connectionTracking, queuePairNumber } = networkInterface;
  return {
    ...view,
    NetworkInterfaceTrafficConfig: {
      NetworkInterfaceTrafficMode: networkInterface.trafficMode,
      ...queueView(region, networkInterface),
      ...(queuePairNumber !== undefined && { QueuePairNumber: queuePairNumber }),
    },
    ...(attribute === 'attachment' && { Attachment }),
    ...(attribute === 'connectionTrackingConfiguration' && {
      ConnectionTrackingConfiguration: {
        TcpEstablishedTimeout: connectionTracking.tcpEstablished,
        TcpClosedAndTimeWaitTimeout: connectionTracking.tcpClosedAndTimeWait,
        UdpTimeout: connectionTracking.udp,
      },
    }),
  };
}
