import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';
import { NETWORK_FLEET } from '../network-interface-fleet';
import type { Interface, Page } from '../network-interface-fleet';

const REGION = { RegionId: 'cn-hangzhou' };

const CHANGED = FAMILIES.networkInterfaces.filter(({ name }) => !/^(?:Create|Describe)/.test(name));

describeContract('network interface changes', CHANGED, NETWORK_FLEET, (api) => {
  const find = async (params: Params): Promise<Page> =>
    api.call<Page>('DescribeNetworkInterfaces', { ...REGION, ...params });

  const idsOf = ({ NetworkInterfaceSets }: Page): string[] =>
    NetworkInterfaceSets.NetworkInterfaceSet.map(({ NetworkInterfaceId }) => NetworkInterfaceId);

  const read = async (NetworkInterfaceId: string, params: Params = {}): Promise<Interface> =>
    api.call<Interface>('DescribeNetworkInterfaceAttribute', { ...REGION, NetworkInterfaceId, ...params });

  const primaryOf = async (InstanceId: string): Promise<string> =>
    idsOf(await find({ InstanceId, Type: 'Primary' }))[0] ?? '';

  test('attaches, detaches and deletes in time', async () => {
    const pair = { ...REGION, NetworkInterfaceId: 'eni-free', InstanceId: 'i-web' };
    await api.call('AttachNetworkInterface', pair);
    expect(await read('eni-free', { Attribute: 'attachment' })).toMatchObject({
      Status: 'Attaching',
      Attachment: { InstanceId: 'i-web', DeviceIndex: 1 },
    });
    expect(await api.refusal('AttachNetworkInterface', pair)).toBe('InvalidOperation.InvalidEniState');
    api.emulator.advance(60_000);
    expect(await read('eni-free')).toMatchObject({ Status: 'InUse', InstanceId: 'i-web', QueueNumber: 2 });
    expect(await api.refusal('DeleteNetworkInterface', interfaceOf(pair))).toBe(
      'InvalidOperation.InvalidEniState',
    );
    await api.call('DetachNetworkInterface', pair);
    await api.call('DetachNetworkInterface', pair);
    expect(await read('eni-free')).toMatchObject({ Status: 'Detaching', InstanceId: 'i-web' });
    api.emulator.advance(60_000);
    expect(await read('eni-free')).toMatchObject({ Status: 'Available', InstanceId: '' });
    await api.call('DeleteNetworkInterface', interfaceOf(pair));
    expect(await read('eni-free')).toMatchObject({ Status: 'Deleting' });
    api.emulator.advance(60_000);
    expect(await api.refusal('DescribeNetworkInterfaceAttribute', interfaceOf(pair))).toBe(
      'InvalidEniId.NotFound',
    );
  });

  test.each<[Params, string]>([
    [{ NetworkInterfaceId: 'eni-none' }, 'InvalidEniId.NotFound'],
    [{ InstanceId: 'i-none' }, 'InvalidEcsId.NotFound'],
    [{ NetworkInterfaceId: 'eni-nat' }, 'InvalidOperation.EniServiceManaged'],
    [{ NetworkInterfaceId: 'eni-used' }, 'InvalidOperation.InvalidEniState'],
    [{ InstanceId: 'i-busy' }, 'InvalidOperation.InvalidEcsState'],
    [{ InstanceId: 'i-far' }, 'InvalidOperation.AvailabilityZoneMismatch'],
    [{ InstanceId: 'i-default' }, 'InvalidOperation.VpcMismatch'],
    [{ NetworkInterfaceId: 'eni-wide' }, 'InvalidOperation.MaxEniQueueNumberExceeded'],
    [{ NetworkInterfaceId: 'eni-fast' }, 'InvalidOperation.InvalidEniType'],
  ])('refuses to attach %j', async (params, code) => {
    const pair = { ...REGION, NetworkInterfaceId: 'eni-free', InstanceId: 'i-web', ...params };
    expect(await api.refusal('AttachNetworkInterface', pair)).toBe(code);
  });

  test('a type has room for so many interfaces and addresses', async () => {
    const wanted = { ...REGION, VSwitchId: 'vsw-shop', SecurityGroupId: 'sg-shop' };
    const attach = { ...REGION, InstanceId: 'i-web' };
    const full = await api.call<Interface>('CreateNetworkInterface', {
      ...wanted,
      SecondaryPrivateIpAddressCount: 9,
    });
    expect(
      await api.refusal('AttachNetworkInterface', { ...attach, NetworkInterfaceId: full.NetworkInterfaceId }),
    ).toBe('MaxEniPrivateIpsCountExceeded');
    const attached: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      attached.push((await api.call<Interface>('CreateNetworkInterface', wanted)).NetworkInterfaceId);
    }
    const [first = '', second = '', third = ''] = attached;
    await api.call('AttachNetworkInterface', { ...attach, NetworkInterfaceId: first });
    await api.call('AttachNetworkInterface', { ...attach, NetworkInterfaceId: second });
    expect(await api.refusal('AttachNetworkInterface', { ...attach, NetworkInterfaceId: third })).toBe(
      'EniPerInstanceLimitExceeded',
    );
    for (let count = 0; count < 3; count += 1) await api.call('CreateNetworkInterface', wanted);
    expect(await api.refusal('CreateNetworkInterface', wanted)).toBe('MaxEniCountExceeded');
  });

  test('a primary interface stays', async () => {
    const NetworkInterfaceId = await primaryOf('i-web');
    const pair = { ...REGION, NetworkInterfaceId, InstanceId: 'i-web' };
    expect(await api.refusal('DetachNetworkInterface', pair)).toBe(
      'InvalidOperation.DetachPrimaryEniNotAllowed',
    );
    expect(await api.refusal('DeleteNetworkInterface', interfaceOf(pair))).toBe(
      'InvalidOperation.InvalidEniType',
    );
    expect(await api.refusal('AttachNetworkInterface', pair)).toBe('InvalidOperation.InvalidEniType');
    expect(
      await api.refusal('ModifyNetworkInterfaceAttribute', {
        ...interfaceOf(pair),
        SecurityGroupId: ['sg-more'],
      }),
    ).toBe('InvalidOperation.InvalidEniType');
    await api.call('ModifyNetworkInterfaceAttribute', {
      ...interfaceOf(pair),
      NetworkInterfaceName: 'first',
    });
    expect(await read(NetworkInterfaceId)).toMatchObject({ NetworkInterfaceName: 'first' });
  });

  test('is detached from the instance that it is attached to', async () => {
    const used = { ...REGION, NetworkInterfaceId: 'eni-used' };
    expect(await api.refusal('DetachNetworkInterface', { ...used, InstanceId: 'i-web' })).toBe(
      'InvalidInstanceId.NotFound',
    );
    expect(
      await api.refusal('DetachNetworkInterface', {
        ...REGION,
        NetworkInterfaceId: 'eni-free',
        InstanceId: 'i-web',
      }),
    ).toBe('InvalidOperation.InvalidEniState');
    await api.call('DetachNetworkInterface', { ...used, InstanceId: 'i-off' });
    api.emulator.advance(60_000);
    expect(idsOf(await find({ InstanceId: 'i-off' }))).toEqual([await primaryOf('i-off')]);
  });

  test('changes what is mentioned', async () => {
    const free = { ...REGION, NetworkInterfaceId: 'eni-free' };
    await api.call('ModifyNetworkInterfaceAttribute', {
      ...free,
      SecurityGroupId: ['sg-more', 'sg-more'],
      Description: 'For a while',
      QueueNumber: 3,
      DeleteOnRelease: false,
      ConnectionTrackingConfiguration: { TcpClosedAndTimeWaitTimeout: 15 },
    });
    expect(await read('eni-free', { Attribute: 'connectionTrackingConfiguration' })).toMatchObject({
      NetworkInterfaceName: 'spare',
      Description: 'For a while',
      SecurityGroupIds: { SecurityGroupId: ['sg-more'] },
      QueueNumber: 3,
      DeleteOnRelease: false,
      ConnectionTrackingConfiguration: { TcpEstablishedTimeout: 910, TcpClosedAndTimeWaitTimeout: 15 },
    });
  });

  test.each<[string, Params, string]>([
    ['eni-none', { Description: 'new one' }, 'InvalidEniId.NotFound'],
    ['eni-nat', { Description: 'new one' }, 'InvalidOperation.EniServiceManaged'],
    ['eni-free', { SecurityGroupId: ['sg-other'] }, 'InvalidOperation.VpcMismatch'],
    ['eni-free', { SecurityGroupId: ['sg-none'] }, 'InvalidSecurityGroupId.NotFound'],
    ['eni-used', { QueueNumber: 64 }, 'InvalidOperation.MaxEniQueueNumberExceeded'],
  ])('refuses to modify %s with %j', async (NetworkInterfaceId, change, code) => {
    const before = await find({ NetworkInterfaceId: [NetworkInterfaceId] });
    expect(
      await api.refusal('ModifyNetworkInterfaceAttribute', { ...REGION, NetworkInterfaceId, ...change }),
    ).toBe(code);
    expect((await find({ NetworkInterfaceId: [NetworkInterfaceId] })).NetworkInterfaceSets).toEqual(
      before.NetworkInterfaceSets,
    );
  });

  test('an interface is in no more groups than the quota says', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const made = await api.call<{ SecurityGroupId: string }>('CreateSecurityGroup', {
        ...REGION,
        VpcId: 'vpc-shop',
      });
      ids.push(made.SecurityGroupId);
    }
    const change = { ...REGION, NetworkInterfaceId: 'eni-free', SecurityGroupId: ids };
    expect(await api.refusal('ModifyNetworkInterfaceAttribute', change)).toBe('JoinedGroupLimitExceed');
  });
});

/** The interface of a pair alone. */
function interfaceOf({
  RegionId,
  NetworkInterfaceId,
}: {
  RegionId: string;
  NetworkInterfaceId: string;
}): Params {
  return { RegionId, NetworkInterfaceId };
}
