import type { Instance } from './instance';
import type { Resource } from './inventory';
import type { Region } from './region';
import type { World } from './world';

export const NETWORK_INTERFACE_STATUSES = [
  'Available',
  'Attaching',
  'InUse',
  'Detaching',
  'Deleting',
] as const;
export type NetworkInterfaceStatus = (typeof NETWORK_INTERFACE_STATUSES)[number];

export const TRAFFIC_MODES = ['Standard', 'HighPerformance'] as const;
export type TrafficMode = (typeof TRAFFIC_MODES)[number];

/** How long idle connections are remembered, in seconds. https://help.aliyun.com/document_detail/2865958.html */
export interface ConnectionTracking {
  readonly tcpEstablished: number;
  readonly tcpClosedAndTimeWait: number;
  readonly udp: number;
}

export const DEFAULT_CONNECTION_TRACKING: ConnectionTracking = {
  tcpEstablished: 910,
  tcpClosedAndTimeWait: 3,
  udp: 30,
};

/** A public address that is mapped to one of the private addresses. */
export interface AssociatedPublicIp {
  readonly privateIpAddress: string;
  readonly ipAddress: string;
  /** Of an elastic IP address; empty for a static one. */
  readonly allocationId: string;
}

/** An elastic network interface. Instants are virtual epoch milliseconds. */
export interface NetworkInterface extends Resource {
  readonly regionId: string;
  readonly zoneId: string;
  readonly vpcId: string;
  readonly vSwitchId: string;
  readonly type: 'Primary' | 'Secondary';
  name: string;
  description: string;
  status: NetworkInterfaceStatus;
  readonly macAddress: string;
  /** Primary address first. */
  privateIpAddresses: readonly string[];
  ipv6Addresses: readonly string[];
  /** Elastic addresses of a secondary interface; those of a primary one are its instance's. */
  associatedPublicIps: readonly AssociatedPublicIp[];
  securityGroupIds: readonly string[];
  /** Empty while it is not attached. */
  instanceId: string;
  deleteOnRelease: boolean;
  trafficMode: TrafficMode;
  /** Undefined: as many as the instance type has. */
  queueNumber: number | undefined;
  /** Of the traffic mode HighPerformance. */
  queuePairNumber: number | undefined;
  sourceDestCheck: boolean;
  connectionTracking: ConnectionTracking;
  /** Made and looked after by a cloud service; its users cannot change it. */
  readonly serviceManaged: boolean;
  readonly serviceId: number;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
}

/** How long the changes of an interface take, in virtual milliseconds. */
export const NETWORK_INTERFACE_DURATIONS = { attach: 5_000, detach: 5_000, delete: 3_000 } as const;

function macAddress(world: World): string {
  const hex = (): string => world.random.integer(0, 255).toString(16).padStart(2, '0');
  return `00:16:3e:${hex()}:${hex()}:${hex()}`;
}

/** A secondary interface that is not attached, unless more is said of it. */
export function newNetworkInterface(
  world: World,
  region: Region,
  given: Partial<NetworkInterface> &
    Pick<NetworkInterface, 'zoneId' | 'vpcId' | 'vSwitchId' | 'privateIpAddresses'>,
): NetworkInterface {
  return {
    id: world.resourceId('eni', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    type: 'Secondary',
    name: '',
    description: '',
    status: 'Available',
    macAddress: macAddress(world),
    ipv6Addresses: [],
    associatedPublicIps: [],
    securityGroupIds: [],
    instanceId: '',
    deleteOnRelease: true,
    trafficMode: 'Standard',
    queueNumber: undefined,
    queuePairNumber: undefined,
    sourceDestCheck: false,
    connectionTracking: DEFAULT_CONNECTION_TRACKING,
    serviceManaged: false,
    serviceId: 0,
    resourceGroupId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
  };
}

/** Gives an instance in a VPC its primary interface, which has its addresses and groups. */
export function addPrimaryInterface(
  world: World,
  region: Region,
  instance: Instance,
  given: Partial<NetworkInterface> = {},
): void {
  const { zoneId, vpcId, vSwitchId, privateIpAddresses, ipv6Addresses, securityGroupIds } = instance;
  const primary = newNetworkInterface(world, region, {
    zoneId,
    vpcId,
    vSwitchId,
    type: 'Primary',
    status: 'InUse',
    instanceId: instance.id,
    privateIpAddresses,
    ipv6Addresses,
    securityGroupIds,
    createdAt: instance.createdAt,
    ...given,
  });
  region.networkInterfaces.add(primary);
  instance.networkInterfaceIds = [primary.id];
}

/** The interfaces of an instance, the primary one first. */
export function networkInterfacesOf(
  region: Region,
  instance: { readonly networkInterfaceIds: readonly string[] },
): readonly NetworkInterface[] {
  return instance.networkInterfaceIds.flatMap((id) => region.networkInterfaces.get(id) ?? []);
}

/** Puts an instance, which is to say its primary interface, into these security groups and no others. */
export function setSecurityGroups(region: Region, instance: Instance, ids: readonly string[]): void {
  instance.securityGroupIds = ids;
  for (const networkInterface of networkInterfacesOf(region, instance)) {
    if (networkInterface.type === 'Primary') networkInterface.securityGroupIds = ids;
  }
}

/** Has something done later, unless the interface was deleted, released or sent elsewhere by then. */
function afterwards(
  world: World,
  region: Region,
  networkInterface: NetworkInterface,
  durationMs: number,
  arrive: () => void,
): void {
  const { status, instanceId } = networkInterface;
  world.clock.after(durationMs, () => {
    const isStill = networkInterface.status === status && networkInterface.instanceId === instanceId;
    if (isStill && region.networkInterfaces.get(networkInterface.id) === networkInterface) arrive();
  });
}

/** Begins to attach an available interface. https://help.aliyun.com/document_detail/58515.html */
export function attachNetworkInterface(
  world: World,
  region: Region,
  networkInterface: NetworkInterface,
  instance: Instance,
): void {
  networkInterface.status = 'Attaching';
  networkInterface.instanceId = instance.id;
  instance.networkInterfaceIds = [...instance.networkInterfaceIds, networkInterface.id];
  afterwards(world, region, networkInterface, NETWORK_INTERFACE_DURATIONS.attach, () => {
    networkInterface.status = 'InUse';
  });
}

/** Begins to detach an interface in use. https://help.aliyun.com/document_detail/58514.html */
export function detachNetworkInterface(
  world: World,
  region: Region,
  networkInterface: NetworkInterface,
): void {
  networkInterface.status = 'Detaching';
  afterwards(world, region, networkInterface, NETWORK_INTERFACE_DURATIONS.detach, () => {
    const instance = region.instances.get(networkInterface.instanceId);
    if (instance !== undefined) {
      instance.networkInterfaceIds = instance.networkInterfaceIds.filter((id) => id !== networkInterface.id);
    }
    networkInterface.status = 'Available';
    networkInterface.instanceId = '';
  });
}

/** Begins to delete an available interface. https://help.aliyun.com/document_detail/58513.html */
export function deleteNetworkInterface(
  world: World,
  region: Region,
  networkInterface: NetworkInterface,
): void {
  networkInterface.status = 'Deleting';
  afterwards(world, region, networkInterface, NETWORK_INTERFACE_DURATIONS.delete, () => {
    region.networkInterfaces.remove(networkInterface.id);
  });
}
