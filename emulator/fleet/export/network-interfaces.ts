import type { FleetInput } from '../schema';
import { address, child, list, nonEmpty, said, tagsOf, time } from './wire';
import type { Wire } from './wire';

type InterfaceInput = NonNullable<FleetInput['networkInterfaces']>[number];

/** What a saved interface spells out; its instance may be part of the fleet or not. */
export function networkInterfaceOf(wire: Wire): InterfaceInput {
  const privateIp = address(wire['PrivateIpAddress']);
  const addresses = list(child(wire, 'PrivateIpSets', 'PrivateIpSet')).map((each) =>
    address(child(each, 'PrivateIpAddress')),
  );
  const isPrimary = wire['Type'] === 'Primary';
  return said<InterfaceInput>({
    id: wire['NetworkInterfaceId'],
    name: nonEmpty(wire['NetworkInterfaceName']),
    description: nonEmpty(wire['Description']),
    region: nonEmpty(wire['ZoneId'])?.replace(/-?[a-z]$/, ''),
    zone: nonEmpty(wire['ZoneId']),
    vSwitch: nonEmpty(wire['VSwitchId']),
    vpc: nonEmpty(wire['VpcId']),
    instance: nonEmpty(wire['InstanceId']),
    elsewhere: true,
    primary: isPrimary,
    status: nonEmpty(wire['Status']),
    securityGroups: list(child(wire, 'SecurityGroupIds', 'SecurityGroupId')),
    privateIp,
    secondaryIps: addresses.filter((each) => each !== undefined && each !== privateIp),
    ipv6: list(child(wire, 'Ipv6Sets', 'Ipv6Set')).map((each) => child(each, 'Ipv6Address')),
    eip: isPrimary ? undefined : address(child(wire, 'AssociatedPublicIp', 'PublicIpAddress')),
    eipId: isPrimary ? undefined : nonEmpty(child(wire, 'AssociatedPublicIp', 'AllocationId')),
    mac: nonEmpty(wire['MacAddress']),
    deleteOnRelease: wire['DeleteOnRelease'],
    trafficMode: nonEmpty(wire['NetworkInterfaceTrafficMode']),
    sourceDestCheck: wire['SourceDestCheck'],
    serviceManaged: wire['ServiceManaged'] === true ? (wire['ServiceID'] ?? true) : undefined,
    resourceGroup: nonEmpty(wire['ResourceGroupId']),
    tags: tagsOf(wire),
    createdAt: time(wire['CreationTime']),
  });
}
