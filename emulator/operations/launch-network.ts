import { missingParameter, invalidParameter } from '../errors';
import { FreeAddresses } from '../world/free-addresses';
import { performanceOf } from '../world/instance-performance';
import type { InstanceType } from '../world/instance-types';
import { addressText, networkOf } from '../world/ip';
import type { InterfaceRequest } from '../world/launch';
import type { NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { zonesOf } from '../world/regions';
import type { VSwitch } from '../world/vswitch';
import type { World } from '../world/world';
import { conflict, launchError, mismatch } from './launch-errors';
import type { LaunchValues, WantedInterface } from './launch-parameters';
import { checkMembership } from './security-group-membership';
import type { MembershipRefusals } from './security-group-membership';

/** What a request says of the primary interface, in its own parameters or in NetworkInterface.N. */
interface PrimaryRequest {
  readonly vSwitchId: string | undefined;
  readonly securityGroupIds: readonly string[];
  readonly privateIpAddress: string | undefined;
  readonly ipv6Addresses: readonly string[];
  readonly ipv6AddressCount: number;
}

/** Where instances are to be, and which addresses they get. */
export interface Placement {
  readonly vSwitch: VSwitch;
  readonly securityGroupIds: readonly string[];
  /** Of each instance. */
  readonly addresses: readonly {
    readonly privateIpAddress: string;
    readonly ipv6Addresses: readonly string[];
    readonly interfaces: readonly InterfaceRequest[];
  }[];
}

function groupIds(single: string | undefined, several: readonly string[]): readonly string[] {
  if (single !== undefined && several.length > 0) throw conflict('SecurityGroupId', 'SecurityGroupIds');
  return single === undefined ? several : [single];
}

function primaryOf(values: LaunchValues): PrimaryRequest {
  const [primary, other] = (values.NetworkInterface ?? []).filter(
    ({ InstanceType }) => InstanceType === 'Primary',
  );
  if (other !== undefined) throw launchError('InvalidParam.NetworkInterface');
  const own: PrimaryRequest = {
    vSwitchId: values.VSwitchId,
    securityGroupIds: groupIds(values.SecurityGroupId, values.SecurityGroupIds ?? []),
    privateIpAddress: values.PrivateIpAddress,
    ipv6Addresses: values.Ipv6Address ?? [],
    ipv6AddressCount: values.Ipv6AddressCount ?? 0,
  };
  if (primary === undefined) return own;
  const isGivenTwice =
    (own.vSwitchId ?? own.privateIpAddress) !== undefined ||
    own.securityGroupIds.length + own.ipv6Addresses.length + own.ipv6AddressCount > 0;
  if (isGivenTwice) throw launchError('InvalidParam.NetworkInterface');
  return {
    vSwitchId: primary.VSwitchId,
    securityGroupIds: groupIds(primary.SecurityGroupId, primary.SecurityGroupIds),
    privateIpAddress: primary.PrimaryIpAddress,
    ipv6Addresses: primary.Ipv6Address,
    ipv6AddressCount: primary.Ipv6AddressCount ?? 0,
  };
}

function vSwitchFor(region: Region, id: string | undefined, zoneId: string | undefined): VSwitch {
  if (zoneId !== undefined && !zonesOf(region.info).includes(zoneId)) {
    throw launchError('InvalidZoneId.NotFound');
  }
  if (id === undefined) throw missingParameter('VSwitchId');
  const vSwitch = region.vSwitches.get(id);
  if (vSwitch === undefined) throw launchError('InvalidVSwitchId.NotFound');
  if (zoneId !== undefined && vSwitch.zoneId !== zoneId) {
    throw mismatch('Specified virtual switch is not in the specified zone.');
  }
  return vSwitch;
}

const MEMBERSHIP: MembershipRefusals = {
  otherVpc: () => launchError('OperationDenied.InconsistentNetwork'),
  tooManyGroups: () => launchError('JoinedGroupLimitExceed'),
  groupIsFull: () => launchError('SecurityGroupInstanceLimitExceed'),
};

/** Addresses of one vSwitch for all interfaces of a request. */
class Pool {
  private readonly pools = new Map<string, FreeAddresses>();
  private readonly region: Region;
  private readonly world: World;

  constructor(world: World, region: Region) {
    this.world = world;
    this.region = region;
  }

  private of(vSwitch: VSwitch): FreeAddresses {
    const pool = this.pools.get(vSwitch.id) ?? new FreeAddresses(this.region, vSwitch, this.world.random);
    this.pools.set(vSwitch.id, pool);
    return pool;
  }

  any(vSwitch: VSwitch, count: number): string[] {
    return Array.from({ length: count }, () => {
      const address = this.of(vSwitch).take();
      if (address === undefined) throw launchError('QuotaExceeded.PrivateIpAddress');
      return address;
    });
  }

  /** The address `offset` places behind a wanted one. */
  certain(vSwitch: VSwitch, start: string, offset: number): string {
    const network = networkOf(start);
    if (network?.family !== 'IPv4' || start.includes('/')) {
      throw launchError('InvalidPrivateIpAddress.Malformed');
    }
    const address = addressText('IPv4', network.first + BigInt(offset));
    const pool = this.of(vSwitch);
    if (!pool.isInside(address)) throw launchError('InvalidPrivateIpAddress');
    if (pool.isUsed(address)) throw launchError('InvalidPrivateIpAddress.Duplicated');
    pool.reserve(address);
    return address;
  }

  ipv6(vSwitch: VSwitch, certain: readonly string[], count: number): readonly string[] {
    const pool = this.of(vSwitch);
    if (certain.length + count > 0 && !pool.has('IPv6')) throw launchError('InvalidVSwitch.Ipv6NotTurnOn');
    for (const address of certain) {
      if (networkOf(address)?.family !== 'IPv6' || !pool.isInside(address)) {
        throw launchError('InvalidIp.Address');
      }
      if (pool.isUsed(address)) throw launchError('InvalidIp.IpAssigned');
      pool.reserve(address);
    }
    const made = Array.from({ length: count }, () => pool.take('IPv6') ?? '');
    return [...certain, ...made];
  }
}

/** An interface that is there already: a free secondary one beside the instance. */
function existingInterface(region: Region, id: string, vSwitch: VSwitch, amount: number): NetworkInterface {
  if (amount > 1) throw launchError('InvalidParam.Amount');
  const found = region.networkInterfaces.get(id);
  const fits =
    found?.type === 'Secondary' &&
    found.status === 'Available' &&
    found.zoneId === vSwitch.zoneId &&
    found.vpcId === vSwitch.vpcId;
  if (found === undefined || !fits) throw launchError('InvalidParam.NetworkInterface');
  return found;
}

function newInterface(
  region: Region,
  wanted: WantedInterface,
  primary: { readonly vSwitch: VSwitch; readonly securityGroupIds: readonly string[] },
  pool: Pool,
): InterfaceRequest {
  const { zoneId, vpcId } = primary.vSwitch;
  const vSwitch = vSwitchFor(region, wanted.VSwitchId ?? primary.vSwitch.id, zoneId);
  if (vSwitch.vpcId !== vpcId) throw launchError('InvalidParam.NetworkInterface');
  if (wanted.Ipv6Address.length + (wanted.Ipv6AddressCount ?? 0) > 0) {
    throw launchError('InvalidParam.NetworkInterface');
  }
  const own = groupIds(wanted.SecurityGroupId, wanted.SecurityGroupIds);
  checkMembership(region, { vpcId, securityGroupIds: [], addresses: 1 }, own, MEMBERSHIP);
  const first =
    wanted.PrimaryIpAddress === undefined
      ? pool.any(vSwitch, 1)
      : [pool.certain(vSwitch, wanted.PrimaryIpAddress, 0)];
  return {
    wanted: {
      zoneId,
      vpcId,
      vSwitchId: vSwitch.id,
      name: wanted.NetworkInterfaceName ?? '',
      description: wanted.Description ?? '',
      privateIpAddresses: [...first, ...pool.any(vSwitch, wanted.SecondaryPrivateIpAddressCount ?? 0)],
      securityGroupIds: own.length > 0 ? own : primary.securityGroupIds,
      deleteOnRelease: wanted.DeleteOnRelease,
      trafficMode: wanted.NetworkInterfaceTrafficMode ?? 'Standard',
      queueNumber: wanted.QueueNumber,
      queuePairNumber: wanted.QueuePairNumber,
      sourceDestCheck: wanted.SourceDestCheck ?? false,
    },
  };
}

/** Only one instance can have a certain address, and consecutive ones leave no room for further interfaces. */
function checkAmount(primary: PrimaryRequest, secondaries: readonly WantedInterface[], amount: number): void {
  if (primary.ipv6Addresses.length > 0 && primary.ipv6AddressCount > 0) {
    throw conflict('Ipv6Address', 'Ipv6AddressCount');
  }
  if (amount === 1) return;
  const isCertain =
    primary.ipv6Addresses.length > 0 || secondaries.some(({ PrimaryIpAddress }) => PrimaryIpAddress);
  if (isCertain) throw launchError('InvalidParam.Amount');
  if (primary.privateIpAddress !== undefined && secondaries.length > 0) {
    throw launchError('InvalidParam.NetworkInterface');
  }
}

/**
 * The network of the instances that a request asks for.
 *
 * @throws ApiError for what does not exist, does not fit together, or is used up
 */
export function placementOf(
  world: World,
  region: Region,
  values: LaunchValues,
  type: InstanceType,
  amount: number,
): Placement {
  const primary = primaryOf(values);
  const secondaries = (values.NetworkInterface ?? []).filter(
    ({ InstanceType }) => InstanceType !== 'Primary',
  );
  const { securityGroupIds } = primary;
  if (securityGroupIds.length === 0) throw missingParameter('SecurityGroupId');
  if (new Set(securityGroupIds).size < securityGroupIds.length) {
    throw invalidParameter('SecurityGroupIds', 'each group once');
  }
  checkAmount(primary, secondaries, amount);
  const vSwitch = vSwitchFor(region, primary.vSwitchId, values.ZoneId);
  const members = { vpcId: vSwitch.vpcId, securityGroupIds: [], addresses: amount };
  checkMembership(region, members, securityGroupIds, MEMBERSHIP);
  if (secondaries.length + 1 > performanceOf(type).interfaces) {
    throw launchError('InvalidParam.NetworkInterface');
  }
  const pool = new Pool(world, region);
  const addresses = Array.from({ length: amount }, (_, index) => ({
    privateIpAddress:
      primary.privateIpAddress === undefined
        ? (pool.any(vSwitch, 1)[0] ?? '')
        : pool.certain(vSwitch, primary.privateIpAddress, index),
    ipv6Addresses: pool.ipv6(vSwitch, primary.ipv6Addresses, primary.ipv6AddressCount),
    interfaces: secondaries.map((wanted) =>
      wanted.NetworkInterfaceId === undefined
        ? newInterface(region, wanted, { vSwitch, securityGroupIds }, pool)
        : { existing: existingInterface(region, wanted.NetworkInterfaceId, vSwitch, amount) },
    ),
  }));
  return { vSwitch, securityGroupIds, addresses };
}
