import type { FleetInstanceInput } from '../schema';
import { address, child, list, nonEmpty, tagsOf, time } from './wire';
import type { Wire } from './wire';

/** The settings that a saved instance spells out; what it lacks gets the defaults of any fleet. */
export function instanceOf(wire: Wire): FleetInstanceInput {
  const isPrePaid = wire['InstanceChargeType'] === 'PrePaid';
  const isClassic = wire['InstanceNetworkType'] === 'classic';
  const addresses = isClassic
    ? child(wire, 'InnerIpAddress', 'IpAddress')
    : child(wire, 'VpcAttributes', 'PrivateIpAddress', 'IpAddress');
  const settings: Partial<Record<keyof FleetInstanceInput, unknown>> = {
    id: wire['InstanceId'],
    name: nonEmpty(wire['InstanceName']),
    description: wire['Description'],
    hostName: nonEmpty(wire['HostName']),
    region: wire['RegionId'],
    zone: wire['ZoneId'],
    type: wire['InstanceType'],
    cpu: wire['Cpu'],
    memoryGiB: typeof wire['Memory'] === 'number' ? wire['Memory'] / 1024 : undefined,
    localDisks: typeof wire['LocalStorageAmount'] === 'number' ? wire['LocalStorageAmount'] > 0 : undefined,
    status: wire['Status'],
    stoppedMode: wire['StoppedMode'] === 'Not-applicable' ? undefined : nonEmpty(wire['StoppedMode']),
    tags: tagsOf(wire),
    chargeType: wire['InstanceChargeType'],
    network: wire['InstanceNetworkType'],
    vpc: nonEmpty(child(wire, 'VpcAttributes', 'VpcId')),
    vSwitch: nonEmpty(child(wire, 'VpcAttributes', 'VSwitchId')),
    securityGroups: list(child(wire, 'SecurityGroupIds', 'SecurityGroupId')),
    privateIp: address(list(addresses)[0]),
    publicIp: address(list(child(wire, 'PublicIpAddress', 'IpAddress'))[0]) ?? false,
    eip: address(child(wire, 'EipAddress', 'IpAddress')) ?? false,
    internetChargeType: nonEmpty(wire['InternetChargeType']),
    bandwidthMbps: wire['InternetMaxBandwidthOut'],
    image: nonEmpty(wire['ImageId']),
    os: nonEmpty(wire['OSName']),
    osType: wire['OSType'],
    keyPair: nonEmpty(wire['KeyPairName']),
    resourceGroup: wire['ResourceGroupId'],
    locks: list(child(wire, 'OperationLocks', 'LockReason')).map((lock) => child(lock, 'LockReason')),
    spot: nonEmpty(wire['SpotStrategy']) && {
      strategy: wire['SpotStrategy'],
      priceLimit: wire['SpotPriceLimit'],
    },
    deletionProtection: wire['DeletionProtection'],
    launchedAt: time(wire['CreationTime']),
    startedAt: time(wire['StartTime']),
    expiresAt: isPrePaid ? time(wire['ExpiredTime']) : undefined,
    autoReleaseAt: time(wire['AutoReleaseTime']),
    imported: wire,
  };
  // What a saved instance says is checked with the rest of the fleet.
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  );
}
