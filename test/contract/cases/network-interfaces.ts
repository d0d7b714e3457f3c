import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';
import { NETWORK_FLEET } from '../network-interface-fleet';
import type { Interface, Page } from '../network-interface-fleet';

const REGION = { RegionId: 'cn-hangzhou' };

/** What CreateNetworkInterface refuses beside what is right, and how. */
const NO_INTERFACES: [Params, string][] = [
  [{ VSwitchId: 'vsw-none' }, 'InvalidVSwitchId.NotFound'],
  [{ SecurityGroupIds: ['sg-more'] }, 'InvalidParameter.Conflict'],
  [{ SecurityGroupId: 'sg-none' }, 'InvalidSecurityGroupId.NotFound'],
  [{ SecurityGroupId: 'sg-other' }, 'InvalidOperation.VpcMismatch'],
  [{ SecurityGroupId: 'sg-ack' }, 'InvalidOperation.ResourceManagedByCloudProduct'],
  [{ InstanceType: 'Trunk' }, 'InvalidParameter'],
  [{ PrimaryIpAddress: '10.0.0.1' }, 'InvalidVSwitchId.IpInvalid'],
  [{ PrimaryIpAddress: '192.168.1.255' }, 'InvalidVSwitchId.IpInvalid'],
  [{ PrimaryIpAddress: '192.168.1.20' }, 'InvalidPrivateIpAddress.Duplicated'],
  [{ PrivateIpAddress: ['192.168.1.50', '192.168.1.50'] }, 'InvalidIp.IpRepeated'],
  [{ PrivateIpAddress: ['192.168.1.50'], SecondaryPrivateIpAddressCount: 1 }, 'InvalidParameter.Conflict'],
  [{ VSwitchId: 'vsw-tiny', SecondaryPrivateIpAddressCount: 4 }, 'InvalidVSwitchId.IpNotEnough'],
  [{ VSwitchId: 'vsw-tiny', Ipv6AddressCount: 1 }, 'InvalidIp.Address'],
  [{ Ipv6Address: ['2001:db8:2::1'] }, 'InvalidIp.Address'],
  [{ Ipv6Address: ['2001:db8:1::20'] }, 'InvalidIp.IpRepeated'],
  [{ Ipv6Address: ['2001:db8:1::50'], Ipv6AddressCount: 1 }, 'InvalidParameter.Conflict'],
  [{ QueueNumber: 2, NetworkInterfaceTrafficConfig: { QueueNumber: 2 } }, 'InvalidParameter.Conflict'],
  [{ ConnectionTrackingConfiguration: { UdpTimeout: 11 } }, 'InvalidParameter'],
  [{ NetworkInterfaceName: '1' }, 'InvalidParameter'],
  [{ Visible: true }, 'UnsupportedParameter'],
];

const MADE_AND_FOUND = FAMILIES.networkInterfaces.filter(({ name }) => /^(?:Create|Describe)/.test(name));

describeContract('network interfaces', MADE_AND_FOUND, NETWORK_FLEET, (api) => {
  const find = async (params: Params): Promise<Page> =>
    api.call<Page>('DescribeNetworkInterfaces', { ...REGION, ...params });

  const idsOf = ({ NetworkInterfaceSets }: Page): string[] =>
    NetworkInterfaceSets.NetworkInterfaceSet.map(({ NetworkInterfaceId }) => NetworkInterfaceId);

  const read = async (NetworkInterfaceId: string, params: Params = {}): Promise<Interface> =>
    api.call<Interface>('DescribeNetworkInterfaceAttribute', { ...REGION, NetworkInterfaceId, ...params });

  test('shows an interface with all of its addresses', async () => {
    const page = await find({ NetworkInterfaceId: ['eni-free'] });
    expect(page.NetworkInterfaceSets.NetworkInterfaceSet[0]).toEqual({
      NetworkInterfaceId: 'eni-free',
      NetworkInterfaceName: 'spare',
      Description: '',
      Status: 'Available',
      Type: 'Secondary',
      VpcId: 'vpc-shop',
      VSwitchId: 'vsw-shop',
      ZoneId: 'cn-hangzhou-h',
      InstanceId: '',
      Attachment: {},
      MacAddress: expect.stringMatching(/^00:16:3e(?::[0-9a-f]{2}){3}$/) as unknown,
      PrivateIpAddress: '192.168.1.20',
      PrivateIpSets: {
        PrivateIpSet: [
          {
            PrivateIpAddress: '192.168.1.20',
            Primary: true,
            AssociatedPublicIp: {
              PublicIpAddress: '198.18.0.7',
              AllocationId: expect.stringMatching(/^eip-bp1/) as unknown,
            },
          },
          { PrivateIpAddress: '192.168.1.21', Primary: false, AssociatedPublicIp: {} },
        ],
      },
      AssociatedPublicIp: {
        PublicIpAddress: '198.18.0.7',
        AllocationId: expect.stringMatching(/^eip-bp1/) as unknown,
      },
      Ipv6Sets: { Ipv6Set: [{ Ipv6Address: '2001:db8:1::20' }] },
      Ipv4PrefixSets: { Ipv4PrefixSet: [] },
      Ipv6PrefixSets: { Ipv6PrefixSet: [] },
      SecurityGroupIds: { SecurityGroupId: ['sg-shop'] },
      SourceDestCheck: false,
      DeleteOnRelease: true,
      ServiceManaged: false,
      NetworkInterfaceTrafficMode: 'Standard',
      OwnerId: '1234567890123456',
      ResourceGroupId: 'rg-shop',
      Tags: { Tag: [{ TagKey: 'owner', TagValue: 'shop' }] },
      CreationTime: '2026-03-02T08:00:00Z',
    });
  });

  test('a primary interface has the addresses of its instance', async () => {
    const [primary] = (await find({ InstanceId: 'i-web' })).NetworkInterfaceSets.NetworkInterfaceSet;
    expect(primary).toMatchObject({
      Type: 'Primary',
      Status: 'InUse',
      PrivateIpAddress: '192.168.1.10',
      AssociatedPublicIp: { PublicIpAddress: '198.18.0.9' },
      Attachment: { InstanceId: 'i-web', DeviceIndex: 0 },
      QueueNumber: 2,
    });
  });

  test.each<[string, Params, readonly string[]]>([
    ['a name', { NetworkInterfaceName: 'spare' }, ['eni-free']],
    ['its instance', { InstanceId: 'i-off', Type: 'Secondary' }, ['eni-used']],
    ['the instance of a cloud service', { InstanceId: 'i-nat' }, []],
    ['who looks after it', { ServiceManaged: true }, ['eni-nat']],
    ['its primary address', { PrimaryIpAddress: '192.168.1.20' }, ['eni-free']],
    ['a secondary address', { PrivateIpAddress: ['192.168.1.21', '192.168.1.20'] }, ['eni-free']],
    ['no secondary address', { PrivateIpAddress: ['192.168.1.20'] }, []],
    ['an IPv6 address', { Ipv6Address: ['2001:db8:1::20'] }, ['eni-free']],
    ['a group, secondary interfaces only', { SecurityGroupId: 'sg-shop' }, ['eni-free', 'eni-used']],
    ['a resource group', { ResourceGroupId: 'rg-shop' }, ['eni-free']],
    ['a tag', { Tag: [{ Key: 'owner', Value: 'shop' }] }, ['eni-free']],
    [
      'vSwitch and status',
      { VSwitchId: 'vsw-shop', Status: 'Available' },
      ['eni-free', 'eni-wide', 'eni-fast'],
    ],
    ['VPC and type', { VpcId: 'vpc-bp10default0network0', Type: 'Secondary' }, []],
  ])('filters by %s', async (_case, params, ids) => {
    expect(idsOf(await find(params))).toEqual(ids);
  });

  test('pages by number with a total, and by token without', async () => {
    const byNumber = await find({ PageNumber: 2, PageSize: 6 });
    expect(byNumber).toMatchObject({ TotalCount: 10, PageNumber: 2, PageSize: 6 });
    expect(idsOf(byNumber)).toHaveLength(4);
    for (const NetworkInterfaceName of ['one', 'two']) {
      await api.call('CreateNetworkInterface', {
        ...REGION,
        VSwitchId: 'vsw-shop',
        SecurityGroupId: 'sg-shop',
        NetworkInterfaceName,
      });
    }
    const first = await find({ MaxResults: 1 });
    expect(first).toMatchObject({ TotalCount: 0, PageSize: 10 });
    expect(idsOf(await find({ MaxResults: 1, NextToken: first.NextToken }))).toHaveLength(2);
    expect(await api.refusal('DescribeNetworkInterfaces', { ...REGION, PageSize: 101 })).toBe(
      'InvalidParameter',
    );
  });

  test('is empty for who may not look', async () => {
    const stranger = api.as(api.emulator.issueRoleCredentials('stranger', 'session'));
    expect(await stranger.call('DescribeNetworkInterfaces', REGION)).toMatchObject({ TotalCount: 0 });
  });

  test('makes an interface once for a token', async () => {
    const wanted = {
      ...REGION,
      VSwitchId: 'vsw-shop',
      InstanceType: 'Secondary',
      PrimaryIpAddress: '192.168.1.100',
      SecondaryPrivateIpAddressCount: 2,
      Ipv6Address: ['2001:db8:1::100'],
      SecurityGroupIds: ['sg-shop', 'sg-more'],
      NetworkInterfaceName: 'new',
      Description: 'A new one',
      DeleteOnRelease: false,
      SourceDestCheck: true,
      QueueNumber: 2,
      NetworkInterfaceTrafficConfig: { QueuePairNumber: 3, NetworkInterfaceTrafficMode: 'Standard' },
      ConnectionTrackingConfiguration: { TcpEstablishedTimeout: 300, UdpTimeout: 60 },
      ResourceGroupId: 'rg-shop',
      Tag: [{ Key: 'env', Value: 'dev' }],
      ClientToken: 'token-1',
    };
    const made = await api.call<Interface>('CreateNetworkInterface', wanted);
    expect(await api.call('CreateNetworkInterface', wanted)).toEqual({
      ...made,
      RequestId: expect.any(String) as unknown,
    });
    expect(made).toMatchObject({
      Status: 'Available',
      Type: 'Secondary',
      ZoneId: 'cn-hangzhou-h',
      PrivateIpAddress: '192.168.1.100',
      SecurityGroupIds: { SecurityGroupId: ['sg-shop', 'sg-more'] },
    });
    expect(
      await read(made.NetworkInterfaceId, { Attribute: 'connectionTrackingConfiguration' }),
    ).toMatchObject({
      PrivateIpSets: { PrivateIpSet: [{ Primary: true }, { Primary: false }, { Primary: false }] },
      DeleteOnRelease: false,
      SourceDestCheck: true,
      NetworkInterfaceTrafficConfig: {
        QueueNumber: 2,
        QueuePairNumber: 3,
        NetworkInterfaceTrafficMode: 'Standard',
      },
      ConnectionTrackingConfiguration: {
        TcpEstablishedTimeout: 300,
        TcpClosedAndTimeWaitTimeout: 3,
        UdpTimeout: 60,
      },
    });
  });

  test('refuses to make what cannot be', async () => {
    const seen: [Params, string][] = [];
    for (const [params] of NO_INTERFACES) {
      const wanted = { ...REGION, VSwitchId: 'vsw-shop', SecurityGroupId: 'sg-shop', ...params };
      seen.push([params, await api.refusal('CreateNetworkInterface', wanted)]);
    }
    expect(seen).toEqual(NO_INTERFACES);
    const none = { ...REGION, NetworkInterfaceId: 'eni-none' };
    expect(await api.refusal('DescribeNetworkInterfaceAttribute', none)).toBe('InvalidEniId.NotFound');
    const nowhere = { ...REGION, VSwitchId: 'vsw-shop' };
    expect(await api.refusal('CreateNetworkInterface', nowhere)).toBe('MissingParameter.SecurityGroupId');
  });

  test('a small vSwitch runs out of addresses', async () => {
    const wanted = { ...REGION, VSwitchId: 'vsw-tiny', SecurityGroupId: 'sg-shop' };
    const made = await api.call<Interface>('CreateNetworkInterface', {
      ...wanted,
      SecondaryPrivateIpAddressCount: 3,
    });
    expect(made['PrivateIpSets']).toMatchObject({ PrivateIpSet: { length: 4 } });
    expect(await api.refusal('CreateNetworkInterface', wanted)).toBe('InvalidVSwitchId.IpNotEnough');
    await api.call('DeleteNetworkInterface', { ...REGION, NetworkInterfaceId: made.NetworkInterfaceId });
    api.emulator.advance(60_000);
    expect((await api.call<Interface>('CreateNetworkInterface', wanted)).PrivateIpAddress).toMatch(
      /^192\.168\.2\./,
    );
  });
});
