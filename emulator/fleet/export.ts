import { isIPv4 } from 'node:net';
import type { FleetInput, FleetInstanceInput } from './schema';

type Wire = Readonly<Record<string, unknown>>;

function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function child(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isWire(at) ? at[key] : undefined), value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Saved answers are often published with masked addresses, which are no addresses. */
function address(value: unknown): string | undefined {
  return typeof value === 'string' && isIPv4(value) ? value : undefined;
}

/** Instance times have no seconds; the schema wants them. */
function time(value: unknown): string | undefined {
  const text = nonEmpty(value);
  return text === undefined ? undefined : text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)Z$/, '$1:00Z');
}

function tagsOf(wire: Wire): Record<string, string> {
  const pairs = list(child(wire, 'Tags', 'Tag')).flatMap((tag): [string, string][] => {
    const key = nonEmpty(child(tag, 'TagKey'));
    const value = child(tag, 'TagValue');
    return key === undefined ? [] : [[key, typeof value === 'string' ? value : '']];
  });
  return Object.fromEntries(pairs);
}

/** The settings that a saved instance spells out; what it lacks gets the defaults of any fleet. */
function instanceOf(wire: Wire): FleetInstanceInput {
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

function savedInstances(input: unknown): readonly unknown[] | undefined {
  if (Array.isArray(input)) {
    const parts = input.map(savedInstances);
    return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (!isWire(input)) return undefined;
  if (typeof input['InstanceId'] === 'string') return [input];
  const instances = child(input, 'Instances', 'Instance');
  return Array.isArray(instances) ? (instances as unknown[]) : undefined;
}

/**
 * The fleet of saved answers: one answer of DescribeInstances, a list of them, or a list of their instances.
 *
 * @returns undefined when the input is something else
 */
export function fleetOfExport(input: unknown): FleetInput | undefined {
  const instances = savedInstances(input);
  return instances === undefined ? undefined : { instances: instances.filter(isWire).map(instanceOf) };
}
