import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { setSecurityGroups } from '../../../emulator/world/network-interface';
import type { Region } from '../../../emulator/world/region';
import { releaseInstance } from '../../../emulator/world/release';
import { identityOf, newSecurityGroupRule } from '../../../emulator/world/security-group-rule';
import { call } from './raw-client';

const NOW = '2026-03-02T08:00:00Z';
const REGION = { RegionId: 'cn-hangzhou' };
const running: Emulator[] = [];

afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

async function emulatorWith(fleet: unknown): Promise<{ emulator: Emulator; region: Region }> {
  const emulator = await startEmulator({ frozen: true, now: NOW, fleet });
  running.push(emulator);
  const region = emulator.world.accounts.get(emulator.accountId)?.regions.get('cn-hangzhou');
  if (region === undefined) throw new Error('no region');
  return { emulator, region };
}

describe('the network of a fleet', () => {
  test('instances get addresses of their vSwitch, each its own', async () => {
    const { region } = await emulatorWith({
      vSwitches: [{ id: 'vsw-shop', vpc: 'vpc-shop', zone: 'g', cidr: '192.168.1.0/24' }],
      instances: [{ vSwitch: 'vsw-shop', count: 250 }, { count: 20 }],
    });
    const [first] = region.instances.all();
    expect(first).toMatchObject({ vpcId: 'vpc-shop', zoneId: 'cn-hangzhou-g' });
    const addresses = region.networkInterfaces.all().flatMap(({ privateIpAddresses }) => privateIpAddresses);
    expect(new Set(addresses).size).toBe(270);
    expect(addresses.filter((address) => address.startsWith('192.168.1.'))).toHaveLength(250);
  });

  test('those in a VPC who name no group are in its default group', async () => {
    const { region } = await emulatorWith({
      instances: [{ id: 'i-1' }, { id: 'i-2', vpc: 'vpc-shop' }, { id: 'i-3', network: 'classic' }],
    });
    const groups = region.instances.all().map(({ securityGroupIds }) => securityGroupIds[0] ?? '');
    expect(new Set(groups).size).toBe(3);
    expect(groups.map((id) => region.securityGroups.get(id)?.vpcId)).toEqual([
      'vpc-bp10default0network0',
      'vpc-shop',
      '',
    ]);
    expect(region.securityGroups.get(groups[1] ?? '')?.rules).toHaveLength(3);
    expect(region.vSwitches.get(region.instances.get('i-2')?.vSwitchId ?? '')?.vpcId).toBe('vpc-shop');
  });

  test('the default group can be given as well', async () => {
    const { region } = await emulatorWith({
      securityGroups: [{ id: 'sg-bp10default0secgroup', rules: [] }],
    });
    expect(region.securityGroups.all().map(({ rules }) => rules)).toEqual([[]]);
  });

  test('a primary interface that is given takes the place of the made-up one', async () => {
    const { region } = await emulatorWith({
      instances: [{ id: 'i-1', securityGroups: ['sg-a'] }, { id: 'i-2' }],
      networkInterfaces: [
        { id: 'eni-1', instance: 'i-1', primary: true, securityGroups: ['sg-b'], privateIp: '10.0.0.9' },
        { id: 'eni-2', instance: 'i-1' },
      ],
    });
    expect(region.instances.get('i-1')).toMatchObject({
      securityGroupIds: ['sg-b'],
      privateIpAddresses: ['10.0.0.9'],
      networkInterfaceIds: ['eni-1', 'eni-2'],
    });
    expect(region.networkInterfaces.all().map(({ type }) => type)).toEqual([
      'Primary',
      'Primary',
      'Secondary',
    ]);
    expect(region.networkInterfaces.get('eni-2')).toMatchObject({
      status: 'InUse',
      vSwitchId: region.instances.get('i-1')?.vSwitchId,
    });
  });

  test.each([
    [
      { vSwitches: [{ id: 'v', cidr: '10.0.0.1/8' }] },
      'fleet.vSwitches[0].cidr: expected an IPv4 CIDR block',
    ],
    [
      { vSwitches: [{ id: 'v', cidr: '10.0.0.0/30' }], instances: [{ vSwitch: 'v' }] },
      'fleet.instances[0].vSwitch: v has no address left; give it a wider cidr',
    ],
    [
      { securityGroups: [{ id: 'sg-a' }, { id: 'sg-a' }] },
      'fleet.securityGroups[1].id: the id "sg-a" is given more',
    ],
    [{ securityGroups: [{ rules: [{ protocol: 'tcp' }] }] }, 'expected from, to, or both'],
    [
      { securityGroups: [{ rules: [{ from: 'home' }] }] },
      'fleet.securityGroups[0].rules[0].from: expected an address',
    ],
    [{ securityGroups: [{ rules: [{ from: '::/0', to: 'sg-a' }] }] }, 'only the far end can be a group'],
    [
      { securityGroups: [{ rules: [{ from: '::/0', protocol: 'http' }] }] },
      'rules[0].protocol: expected tcp',
    ],
    [
      { prefixLists: [{ entries: ['10.0.0.0/8', '::/0'] }] },
      'fleet.prefixLists[0].entries: expected only IPv4',
    ],
    [{ prefixLists: [{ entries: ['10.0.0.0/8', '::1'], maxEntries: 1 }] }, 'expected only IPv4'],
    [
      { portLists: [{ entries: ['80', '81'], maxEntries: 1 }] },
      'fleet.portLists[0].maxEntries: 1 given, expected at',
    ],
    [{ portLists: [{ entries: ['all'] }] }, 'fleet.portLists[0].entries[0]'],
    [
      { networkInterfaces: [{ instance: 'i-none' }] },
      'fleet.networkInterfaces[0].instance: cn-hangzhou has no',
    ],
    [{ networkInterfaces: [{ primary: true }] }, 'expected the instance whose primary interface it is'],
    [
      { networkInterfaces: [{ vSwitch: 'vsw-none' }] },
      'fleet.networkInterfaces[0].vSwitch: cn-hangzhou has no vSwitch',
    ],
    [
      { networkInterfaces: [{ id: 'e' }, { id: 'e' }] },
      'fleet.networkInterfaces[1].id: the id "e" is given more',
    ],
  ])('a mistake is named with its place: %j', async (fleet, problem) => {
    await expect(startEmulator({ fleet })).rejects.toThrow(problem);
  });
});

describe('saved answers as a fleet', () => {
  const SOURCE = {
    regions: ['cn-hangzhou'],
    vSwitches: [{ id: 'vsw-shop', vpc: 'vpc-shop', zone: 'h', cidr: '192.168.1.0/24' }],
    prefixLists: [{ id: 'pl-office', entries: ['10.0.0.0/8'] }],
    securityGroups: [
      {
        id: 'sg-web',
        name: 'web',
        vpc: 'vpc-shop',
        description: 'Web servers',
        innerAccessPolicy: 'Drop',
        tags: { env: 'prod' },
        rules: [
          { from: '0.0.0.0/0', protocol: 'tcp', ports: 443, priority: 110 },
          { from: '2234567890123456/sg-theirs', protocol: 'udp', ports: '53/54', policy: 'drop' },
          { to: 'pl-office', protocol: 'icmp', description: 'ping' },
          { from: '::/0', to: '2001:db8::/32', protocol: 'tcp', ports: 22, sourcePorts: '1000/2000' },
        ],
      },
      { id: 'sg-big', type: 'enterprise', serviceManaged: 1034, vpc: 'vpc-shop' },
    ],
    instances: [{ id: 'i-web', vSwitch: 'vsw-shop', securityGroups: ['sg-web'], publicIp: true }],
    networkInterfaces: [
      {
        id: 'eni-more',
        name: 'more',
        instance: 'i-web',
        securityGroups: ['sg-web'],
        secondaryIps: ['192.168.1.99'],
        ipv6: ['2001:db8::9'],
        tags: { env: 'prod' },
        deleteOnRelease: false,
      },
      {
        id: 'eni-nat',
        vSwitch: 'vsw-shop',
        securityGroups: ['sg-web'],
        serviceManaged: true,
        instance: 'i-nat',
        elsewhere: true,
      },
    ],
  };

  const QUESTIONS: readonly [string, Record<string, string>][] = [
    ['DescribeSecurityGroups', { VpcId: 'vpc-shop' }],
    ['DescribeSecurityGroupAttribute', { SecurityGroupId: 'sg-web' }],
    ['DescribeSecurityGroupAttribute', { SecurityGroupId: 'sg-big' }],
    ['DescribeNetworkInterfaces', {}],
    ['DescribeInstances', {}],
  ];

  async function answersOf(emulator: Emulator): Promise<Record<string, unknown>[]> {
    const answers: Record<string, unknown>[] = [];
    for (const [action, params] of QUESTIONS) {
      const { json } = await call(emulator, action, { ...REGION, ...params });
      answers.push(json);
    }
    return answers;
  }

  /** What the answers have in common: requests have ids of their own, and the names of lists are not saved. */
  function comparable(answers: readonly Record<string, unknown>[]): unknown {
    return answers.map(
      (answer) =>
        JSON.parse(
          JSON.stringify(answer, (key, value: unknown) =>
            key === 'RequestId' || key.endsWith('PrefixListName') ? undefined : value,
          ),
        ) as unknown,
    );
  }

  test('groups, rules, interfaces and instances come back as they were', async () => {
    const saved = await answersOf((await emulatorWith(SOURCE)).emulator);
    const again = await answersOf((await emulatorWith(saved)).emulator);
    expect(comparable(again)).toEqual(comparable(saved));
  });

  test('pages of one group are put together, and interfaces stand alone', async () => {
    const { emulator } = await emulatorWith(SOURCE);
    const [, attribute, , interfaces] = await answersOf(emulator);
    const { Permissions, ...head } = attribute as { Permissions: { Permission: unknown[] } };
    const pages = [0, 2].map((start) => ({
      ...head,
      Permissions: { Permission: Permissions.Permission.slice(start, start + 2) },
    }));
    const { region } = await emulatorWith([...pages, interfaces]);
    expect(region.securityGroups.get('sg-web')?.rules).toHaveLength(4);
    expect(region.networkInterfaces.get('eni-more')).toMatchObject({
      instanceId: 'i-web',
      vpcId: 'vpc-shop',
    });
    expect(region.instances.size).toBe(0);
  });
});

describe('interfaces while their instance changes', () => {
  test('one that is being attached stays behind when its instance is released', async () => {
    const { emulator, region } = await emulatorWith({
      instances: [{ id: 'i-1' }],
      networkInterfaces: [{ id: 'eni-1', deleteOnRelease: false }, { id: 'eni-2' }],
    });
    for (const NetworkInterfaceId of ['eni-1', 'eni-2']) {
      await call(emulator, 'AttachNetworkInterface', { ...REGION, InstanceId: 'i-1', NetworkInterfaceId });
    }
    const instance = region.instances.get('i-1');
    if (instance === undefined) throw new Error('no instance');
    releaseInstance(emulator.world, region, instance);
    emulator.advance(60_000);
    expect(region.networkInterfaces.all()).toMatchObject([
      { id: 'eni-1', status: 'Available', instanceId: '' },
    ]);
  });

  test('one that is being detached when its instance is released is free once', async () => {
    const { emulator, region } = await emulatorWith({
      instances: [{ id: 'i-1' }],
      networkInterfaces: [{ id: 'eni-1', instance: 'i-1', deleteOnRelease: false }],
    });
    const pair = { ...REGION, InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' };
    await call(emulator, 'DetachNetworkInterface', pair);
    const instance = region.instances.get('i-1');
    if (instance === undefined) throw new Error('no instance');
    releaseInstance(emulator.world, region, instance);
    await call(emulator, 'DeleteNetworkInterface', { ...REGION, NetworkInterfaceId: 'eni-1' });
    emulator.advance(60_000);
    expect(region.networkInterfaces.size).toBe(0);
  });

  test('the groups of an instance are those of its primary interface alone', async () => {
    const { region } = await emulatorWith({
      instances: [{ id: 'i-1', securityGroups: ['sg-a'] }],
      networkInterfaces: [{ id: 'eni-1', instance: 'i-1', securityGroups: ['sg-a'] }],
      securityGroups: [{ id: 'sg-b' }],
    });
    const instance = region.instances.get('i-1');
    if (instance === undefined) throw new Error('no instance');
    setSecurityGroups(region, instance, ['sg-b']);
    expect(instance.securityGroupIds).toEqual(['sg-b']);
    expect(region.networkInterfaces.all().map(({ securityGroupIds }) => securityGroupIds)).toEqual([
      ['sg-b'],
      ['sg-a'],
    ]);
  });
});

test('rules are the same one whatever their priority and description, and however their ends are written', async () => {
  const { emulator, region } = await emulatorWith({});
  const rule = (more: object) =>
    identityOf(
      newSecurityGroupRule(emulator.world, region, {
        direction: 'ingress',
        sourceCidrIp: '10.0.0.0/8',
        ...more,
      }),
    );
  expect(rule({ priority: 7, description: 'x', sourceCidrIp: '10.1.2.3/8' })).toBe(rule({}));
  const others = [
    { policy: 'Drop' },
    { sourceCidrIp: '10.0.0.0/9' },
    { portRange: '1/1' },
    { direction: 'egress' },
    { ipProtocol: 'GRE' },
  ];
  for (const other of others) expect(rule(other)).not.toBe(rule({}));
});
