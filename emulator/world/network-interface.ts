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
  securityGroupIds: readonly string[];
  /** Empty while it is not attached. */
  instanceId: string;
  deleteOnRelease: boolean;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
}

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
    securityGroupIds: [],
    instanceId: '',
    deleteOnRelease: true,
    resourceGroupId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
  };
}

/** The interfaces of an instance, the primary one first. */
export function networkInterfacesOf(
  region: Region,
  instance: { readonly networkInterfaceIds: readonly string[] },
): readonly NetworkInterface[] {
  return instance.networkInterfaceIds.flatMap((id) => region.networkInterfaces.get(id) ?? []);
}
