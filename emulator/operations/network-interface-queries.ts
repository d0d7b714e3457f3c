import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import { choice, clampedInteger, flag, list, required, text } from '../api/parameters';
import { ApiError, missingParameter } from '../errors';
import { NETWORK_INTERFACE_STATUSES } from '../world/network-interface';
import type { NetworkInterface } from '../world/network-interface';
import { select } from './filters';
import type { FilterTests } from './filters';
import { networkInterfaceNotFound } from './network-interface-errors';
import { networkInterfaceAttributeView, networkInterfaceView } from './network-interface-view';
import { emptyPage, pageOf, pageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { TAG_FILTER, taggedWith } from './tag-parameters';
import type { WantedTag } from './tag-parameters';

interface Filters {
  readonly InstanceId: string | undefined;
  readonly Ipv6Address: readonly string[];
  readonly NetworkInterfaceName: string | undefined;
  readonly PrimaryIpAddress: string | undefined;
  readonly PrivateIpAddress: readonly string[];
  readonly ResourceGroupId: string | undefined;
  readonly SecurityGroupId: string | undefined;
  readonly ServiceManaged: boolean | undefined;
  readonly Status: NetworkInterface['status'] | undefined;
  readonly Tag: readonly WantedTag[];
  readonly Type: NetworkInterface['type'] | undefined;
  readonly VSwitchId: string | undefined;
  readonly VpcId: string | undefined;
}

const TESTS: Required<FilterTests<NetworkInterface, Filters>> = {
  // Interfaces of cloud services do not show their instance.
  InstanceId: (wanted) => (each) => each.instanceId === wanted && !each.serviceManaged,
  Ipv6Address: (wanted) => (each) => each.ipv6Addresses.some((address) => wanted.includes(address)),
  NetworkInterfaceName: (wanted) => (each) => each.name === wanted,
  PrimaryIpAddress: (wanted) => (each) => each.privateIpAddresses[0] === wanted,
  PrivateIpAddress: (wanted) => (each) =>
    each.privateIpAddresses.slice(1).some((address) => wanted.includes(address)),
  ResourceGroupId: (wanted) => (each) => each.resourceGroupId === wanted,
  // Primary interfaces are found by DescribeInstances.
  SecurityGroupId: (wanted) => (each) => each.type === 'Secondary' && each.securityGroupIds.includes(wanted),
  ServiceManaged: (wanted) => (each) => each.serviceManaged === wanted,
  Status: (wanted) => (each) => each.status === wanted,
  Tag: taggedWith,
  Type: (wanted) => (each) => each.type === wanted,
  VSwitchId: (wanted) => (each) => each.vSwitchId === wanted,
  VpcId: (wanted) => (each) => each.vpcId === wanted,
};

/** With MaxResults or NextToken the total says nothing. https://help.aliyun.com/document_detail/58512.html */
export const describeNetworkInterfaces = regionalOperation({
  product: ECS,
  name: 'DescribeNetworkInterfaces',
  access: 'read',
  missing: (name) => new ApiError(400, 'MissingParameter', missingParameter(name).message),
  unknownRegion: () =>
    new ApiError(400, 'InvalidRegionId.MalFormed', 'The specified parameter RegionId is not valid.'),
  parameters: {
    NetworkInterfaceId: list(100),
    InstanceId: text(),
    Ipv6Address: list(100),
    NetworkInterfaceName: text(),
    PrimaryIpAddress: text(),
    PrivateIpAddress: list(100),
    ResourceGroupId: text(),
    SecurityGroupId: text(),
    ServiceManaged: flag(),
    Status: choice(NETWORK_INTERFACE_STATUSES),
    Tag: TAG_FILTER,
    Type: choice(['Primary', 'Secondary']),
    VSwitchId: text(),
    VpcId: text(),
    ...pageParameters({ defaultSize: 10, largest: 100 }),
    MaxResults: clampedInteger(10, 500),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeNetworkInterfaces',
    resources: ({ account, region }, { NetworkInterfaceId }) =>
      resourceArns(account, region.id, 'eni', NetworkInterfaceId),
  },
  whenDenied: (values) => ({ NetworkInterfaceSets: { NetworkInterfaceSet: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    const { networkInterfaces } = call.region;
    const { NetworkInterfaceId } = values;
    const candidates =
      NetworkInterfaceId.length === 0 ? networkInterfaces.all() : networkInterfaces.pick(NetworkInterfaceId);
    const matches = select(candidates, TESTS, values);
    const { items, paging } = pageOf(call, matches, values);
    const isByToken = values.MaxResults !== undefined || values.NextToken !== undefined;
    return {
      NetworkInterfaceSets: {
        NetworkInterfaceSet: items.map((each) => networkInterfaceView(call.region, each)),
      },
      ...paging,
      ...(isByToken && { TotalCount: 0 }),
    };
  },
});

/** https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-describenetworkinterfaceattribute */
export const describeNetworkInterfaceAttribute = regionalOperation({
  product: ECS,
  name: 'DescribeNetworkInterfaceAttribute',
  access: 'read',
  parameters: {
    NetworkInterfaceId: required(text()),
    Attribute: choice(['attachment', 'connectionTrackingConfiguration']),
  },
  refused: [...OWNER_PARAMETERS, 'Tag'],
  authorization: {
    action: 'ecs:DescribeNetworkInterfaceAttribute',
    resources: ({ account, region }, { NetworkInterfaceId }) =>
      resourceArns(account, region.id, 'eni', [NetworkInterfaceId]),
  },
  handle: ({ region }, { NetworkInterfaceId, Attribute }) => {
    const networkInterface = region.networkInterfaces.get(NetworkInterfaceId);
    if (networkInterface === undefined) throw networkInterfaceNotFound();
    return networkInterfaceAttributeView(region, networkInterface, Attribute);
  },
});
