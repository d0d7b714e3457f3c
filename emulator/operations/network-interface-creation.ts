import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { RegionalCall } from '../api/operation';
import { choice, clientToken, integer, list, required, text } from '../api/parameters';
import { ApiError, missingParameter } from '../errors';
import { FreeAddresses } from '../world/free-addresses';
import type { AddressFamily } from '../world/ip';
import { DEFAULT_CONNECTION_TRACKING, newNetworkInterface } from '../world/network-interface';
import type { VSwitch } from '../world/vswitch';
import { INTERFACE_MEMBERSHIP, conflictingParameters } from './network-interface-errors';
import { CREATION_SETTINGS, REFUSED_SETTINGS, settingsAfter } from './network-interface-settings';
import { newNetworkInterfaceView } from './network-interface-view';
import { ECS } from './products';
import { resourceArns } from './resources';
import { securityGroupArns } from './security-group-lookup';
import { checkMembership } from './security-group-membership';
import { CREATION_TAGS, tagsOf } from './tag-parameters';

interface AddressesWanted {
  readonly PrimaryIpAddress: string | undefined;
  readonly PrivateIpAddress: readonly string[];
  readonly SecondaryPrivateIpAddressCount: number | undefined;
  readonly Ipv6Address: readonly string[];
  readonly Ipv6AddressCount: number | undefined;
}

function forbidden(code: string, message: string): ApiError {
  return new ApiError(403, code, message);
}

function takeAny(free: FreeAddresses, family: AddressFamily): string {
  const address = free.take(family);
  if (address !== undefined) return address;
  throw forbidden('InvalidVSwitchId.IpNotEnough', 'The vSwitch has not enough free IP addresses.');
}

/** Takes an IPv4 address that the request names. */
function takeThis(free: FreeAddresses, address: string): string {
  if (!free.isInside(address)) {
    throw forbidden('InvalidVSwitchId.IpInvalid', `The IP address ${address} is not one of the vSwitch.`);
  }
  if (free.isUsed(address)) {
    throw new ApiError(
      400,
      'InvalidPrivateIpAddress.Duplicated',
      'Specified private IP address is duplicated.',
    );
  }
  free.reserve(address);
  return address;
}

function takeThisIpv6(free: FreeAddresses, address: string): string {
  if (!free.isInside(address)) {
    throw forbidden('InvalidIp.Address', `The IPv6 address ${address} is not one of the vSwitch.`);
  }
  if (free.isUsed(address)) throw repeated();
  free.reserve(address);
  return address;
}

function repeated(): ApiError {
  return forbidden('InvalidIp.IpRepeated', 'The specified IP address is repeated.');
}

function times<T>(count: number | undefined, make: () => T): T[] {
  return Array.from({ length: count ?? 0 }, make);
}

function ipv4AddressesOf(free: FreeAddresses, wanted: AddressesWanted): string[] {
  const { PrimaryIpAddress, PrivateIpAddress, SecondaryPrivateIpAddressCount } = wanted;
  if (PrivateIpAddress.length > 0 && SecondaryPrivateIpAddressCount !== undefined) {
    throw conflictingParameters('PrivateIpAddress.N', 'SecondaryPrivateIpAddressCount');
  }
  const named = PrimaryIpAddress === undefined ? PrivateIpAddress : [PrimaryIpAddress, ...PrivateIpAddress];
  if (new Set(named).size < named.length) throw repeated();
  const taken = named.map((address) => takeThis(free, address));
  const primary = PrimaryIpAddress === undefined ? [takeAny(free, 'IPv4')] : [];
  return [...primary, ...taken, ...times(SecondaryPrivateIpAddressCount, () => takeAny(free, 'IPv4'))];
}

function ipv6AddressesOf(free: FreeAddresses, wanted: AddressesWanted): string[] {
  const { Ipv6Address, Ipv6AddressCount } = wanted;
  if (Ipv6Address.length > 0 && Ipv6AddressCount !== undefined) {
    throw conflictingParameters('Ipv6Address.N', 'Ipv6AddressCount');
  }
  if (Ipv6Address.length + (Ipv6AddressCount ?? 0) > 0 && !free.has('IPv6')) {
    throw forbidden('InvalidIp.Address', 'IPv6 is not enabled for the vSwitch.');
  }
  return [
    ...Ipv6Address.map((address) => takeThisIpv6(free, address)),
    ...times(Ipv6AddressCount, () => takeAny(free, 'IPv6')),
  ];
}

function vSwitchOf({ region }: RegionalCall, id: string): VSwitch {
  const vSwitch = region.vSwitches.get(id);
  if (vSwitch !== undefined) return vSwitch;
  throw new ApiError(404, 'InvalidVSwitchId.NotFound', 'The specified VSwitchId does not exist.');
}

function groupsWanted(one: string | undefined, several: readonly string[]): readonly string[] {
  if (one !== undefined && several.length > 0) {
    throw conflictingParameters('SecurityGroupId', 'SecurityGroupIds.N');
  }
  const ids = one === undefined ? [...new Set(several)] : [one];
  if (ids.length === 0) throw missingParameter('SecurityGroupId');
  return ids;
}

function checkQuota({ account, region }: RegionalCall): void {
  const secondary = region.networkInterfaces.all().filter(({ type }) => type === 'Secondary').length;
  if (secondary >= account.quotas.networkInterfacesPerRegion) {
    throw forbidden(
      'MaxEniCountExceeded',
      'The maximum number of network interfaces in the region is reached.',
    );
  }
}

const NEW = {
  name: '',
  description: '',
  deleteOnRelease: true,
  sourceDestCheck: false,
  queueNumber: undefined,
  queuePairNumber: undefined,
  trafficMode: 'Standard',
  connectionTracking: DEFAULT_CONNECTION_TRACKING,
} as const;

/** https://help.aliyun.com/document_detail/58504.html */
export const createNetworkInterface = regionalOperation({
  product: ECS,
  name: 'CreateNetworkInterface',
  access: 'write',
  parameters: {
    VSwitchId: required(text()),
    InstanceType: choice(['Secondary']),
    PrimaryIpAddress: text(),
    PrivateIpAddress: list(10),
    SecondaryPrivateIpAddressCount: integer(1, 49),
    Ipv6Address: list(10),
    Ipv6AddressCount: integer(1, 10),
    SecurityGroupId: text(),
    SecurityGroupIds: list(16),
    ...CREATION_SETTINGS,
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: [
    ...OWNER_PARAMETERS,
    ...REFUSED_SETTINGS,
    ...['BusinessType', 'Visible'],
    ...['Ipv4Prefix', 'Ipv4PrefixCount', 'Ipv6Prefix', 'Ipv6PrefixCount'],
  ],
  authorization: {
    action: 'ecs:CreateNetworkInterface',
    resources: (call, { VSwitchId, SecurityGroupId, SecurityGroupIds }) => [
      ...resourceArns(call.account, call.region.id, 'eni', []),
      `acs:vpc:${call.region.id}:${call.account.id}:vswitch/${VSwitchId}`,
      ...securityGroupArns(call, SecurityGroupId === undefined ? SecurityGroupIds : [SecurityGroupId]),
    ],
  },
  handle: (call, values) => {
    const { world, region } = call;
    const vSwitch = vSwitchOf(call, values.VSwitchId);
    const securityGroupIds = groupsWanted(values.SecurityGroupId, values.SecurityGroupIds);
    const settings = settingsAfter(values, NEW);
    const tags = tagsOf(values.Tag);
    const free = new FreeAddresses(region, vSwitch, world.random);
    const privateIpAddresses = ipv4AddressesOf(free, values);
    const ipv6Addresses = ipv6AddressesOf(free, values);
    const member = { vpcId: vSwitch.vpcId, securityGroupIds: [], addresses: privateIpAddresses.length };
    checkMembership(region, member, securityGroupIds, INTERFACE_MEMBERSHIP);
    checkQuota(call);
    const networkInterface = newNetworkInterface(world, region, {
      ...settings,
      zoneId: vSwitch.zoneId,
      vpcId: vSwitch.vpcId,
      vSwitchId: vSwitch.id,
      privateIpAddresses,
      ipv6Addresses,
      securityGroupIds,
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
    });
    region.networkInterfaces.add(networkInterface);
    return newNetworkInterfaceView(region, networkInterface);
  },
});
