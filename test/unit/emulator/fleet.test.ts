import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { demoFleet, startEmulator } from '../../../emulator';
import type { Emulator, FleetInput } from '../../../emulator';
import { parseFleet } from '../../../emulator/fleet/schema';
import { supportsEconomicalMode } from '../../../emulator/world/instance';
import type { Instance } from '../../../emulator/world/instance';
import { zonesOf } from '../../../emulator/world/regions';
import { call } from './raw-client';

async function withFleet<T>(fleet: unknown, look: (emulator: Emulator) => T | Promise<T>): Promise<T> {
  const emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet });
  try {
    return await look(emulator);
  } finally {
    await emulator.close();
  }
}

function everyInstance({ world, accountId }: Emulator): Instance[] {
  const regions = world.accounts.get(accountId)?.regions ?? new Map<string, never>();
  return [...regions.values()].flatMap(({ instances }) => instances.all());
}

test('what is left out has a default', async () => {
  const [instance] = await withFleet({ instances: [{}] }, everyInstance);
  expect(instance).toMatchObject({
    id: expect.stringMatching(/^i-bp1[a-z0-9]{17}$/) as unknown,
    regionId: 'cn-hangzhou',
    zoneId: 'cn-hangzhou-b',
    status: 'Running',
    chargeType: 'PostPaid',
    networkType: 'vpc',
    publicIpAddresses: [],
    type: { id: 'ecs.g7.large', cpu: 2, memoryMiB: 8192 },
  });
});

test('defaults of the fleet hold unless an instance says otherwise; tags add up', async () => {
  const fleet: FleetInput = {
    defaults: { region: 'ap-southeast-1', zone: 'c', type: 'ecs.c7.xlarge', tags: { team: 'a', env: 'dev' } },
    instances: [{ id: 'i-1' }, { id: 'i-2', zone: 'ap-southeast-1b', tags: { env: 'prod' } }],
  };
  const [first, second] = await withFleet(fleet, everyInstance);
  expect(first).toMatchObject({ zoneId: 'ap-southeast-1c', type: { cpu: 4, memoryMiB: 8192 } });
  expect(second?.zoneId).toBe('ap-southeast-1b');
  expect(Object.fromEntries(second?.tags ?? [])).toEqual({ team: 'a', env: 'prod' });
});

test('count makes many that differ in name and id', async () => {
  const instances = await withFleet({ instances: [{ name: 'web', count: 3 }] }, everyInstance);
  expect(instances.map(({ name }) => name)).toEqual(['web-001', 'web-002', 'web-003']);
  expect(new Set(instances.map(({ id }) => id)).size).toBe(3);
});

test('the regions of the fleet are those of the account', async () => {
  const { json } = await withFleet({ regions: ['cn-hangzhou', 'ap-southeast-1'] }, (emulator) =>
    call(emulator, 'DescribeRegions', { AcceptLanguage: 'en-US' }),
  );
  expect(json['Regions']).toEqual({
    Region: [
      {
        RegionId: 'cn-hangzhou',
        RegionEndpoint: 'ecs.cn-hangzhou.aliyuncs.com',
        LocalName: 'China (Hangzhou)',
        Status: 'available',
      },
      {
        RegionId: 'ap-southeast-1',
        RegionEndpoint: 'ecs.ap-southeast-1.aliyuncs.com',
        LocalName: 'Singapore',
        Status: 'available',
      },
    ],
  });
});

test('100,000 instances can be held and read page by page', async () => {
  await withFleet({ instances: [{ name: 'many', count: 100_000 }] }, async (emulator) => {
    expect(emulator.state().instances).toBe(100_000);
    const { json } = await call(emulator, 'DescribeInstances', {
      RegionId: 'cn-hangzhou',
      MaxResults: '100',
    });
    expect(json['TotalCount']).toBe(100_000);
  });
}, 30_000);

function manyTags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, '']));
}

test('tags of the cloud itself are beside the twenty', async () => {
  const tags = { ...manyTags(20), 'acs:autoscaling:scalingGroupId': 'asg-1' };
  const [instance] = await withFleet({ instances: [{ tags }] }, everyInstance);
  expect(instance?.tags.size).toBe(21);
});

test.each<[unknown, string]>([
  [
    { instances: [{ id: 'i-1' }, { id: 'i-1' }] },
    'fleet.instances[1].id: the id "i-1" is given more than once',
  ],
  [
    { instances: [{ region: 'cn-atlantis' }] },
    'fleet.instances[0].region: the account has no region "cn-atlantis"',
  ],
  [
    { instances: [{ zone: 'z' }] },
    'fleet.instances[0].zone: unknown zone "z" of cn-hangzhou, expected one of',
  ],
  [
    { instances: [{ type: 'ecs.x1.large' }] },
    'fleet.instances[0].type: unknown instance type "ecs.x1.large"',
  ],
  [
    { instances: [{ status: 'Asleep' }] },
    'fleet.instances[0].status: Invalid option: expected one of "Pending"',
  ],
  [{ instances: [{ nmae: 'web' }] }, 'fleet.instances[0]: Unrecognized key: "nmae"'],
  [{ instances: [{ launchedAt: 'yesterday' }] }, 'fleet.instances[0].launchedAt: expected an ISO 8601 time'],
  [{ instances: 'many' }, 'fleet.instances: Invalid input: expected array'],
  [{ regions: ['cn-atlantis'] }, 'fleet.regions[0]: unknown region "cn-atlantis", expected one of'],
  [
    { roles: [{ name: 'r', policies: ['Everything'] }] },
    'unknown system policy, expected one of AdministratorAccess',
  ],
  [{ accounts: [{}] }, 'fleet.accounts[0].account: the account 1234567890123456 is given more than once'],
  [
    { users: [{ name: 'ops' }, { name: 'ops' }] },
    'fleet.users[1].name: the account has a user "ops" already',
  ],
  [
    { users: [{ name: 'emulator-admin' }] },
    'fleet.users[0].name: the account has a user "emulator-admin" already',
  ],
  [
    {
      root: { accessKeyId: 'LTAIsame', accessKeySecret: 'a' },
      users: [{ name: 'ops', accessKeyId: 'LTAIsame' }],
    },
    'fleet.users[0].accessKeyId: the access key LTAIsame is given more than once',
  ],
  [
    { roles: [{ name: 'ops' }, { name: 'ops' }] },
    'fleet.roles[1].name: the account has a role "ops" already',
  ],
  [
    { instances: [{ privateIp: '172.16.0.9' }, { privateIp: '172.16.0.9' }] },
    'fleet.instances[1].privateIp: the address 172.16.0.9 of vsw-',
  ],
  [{ instances: [{ tags: manyTags(21) }] }, 'fleet.instances[0].tags: expected at most 20 tags'],
  [
    { defaults: { tags: { env: 'dev' } }, instances: [{ tags: manyTags(20) }] },
    'fleet.instances[0].tags: expected at most 20 tags',
  ],
  ['fleet.yaml', 'fleet: Invalid input: expected object'],
])('%j is refused, saying where and why', async (fleet, message) => {
  await expect(startEmulator({ fleet })).rejects.toThrow(message);
});

test('a fleet that is refused leaves the old one in place', async () => {
  await withFleet({ instances: [{ id: 'i-1' }] }, (emulator) => {
    expect(() => {
      emulator.loadFleet({ instances: [{ zone: 'z' }] });
    }).toThrow('unknown zone');
    emulator.reset();
    expect(emulator.instance('i-1')).toBeDefined();
  });
});

describe('saved answers of DescribeInstances', () => {
  const saved: unknown = JSON.parse(
    readFileSync(join(__dirname, '../../fixtures/emulator/describe-instances.json'), 'utf8'),
  );
  const bare = (saved as { Instances: { Instance: unknown[] } }).Instances.Instance;

  test.each([
    ['one answer', saved],
    ['a list of answers', [saved]],
    ['a list of instances', bare],
  ])('as %s', async (_case, input) => {
    const [first, second] = await withFleet(input, everyInstance);
    expect(first).toMatchObject({
      id: 'i-bp1fixture0000000001',
      name: 'orders-01',
      type: { id: 'ecs.g9z.large', cpu: 2, memoryMiB: 8192 },
      publicIpAddresses: ['198.18.0.5'],
      elasticIp: undefined,
      createdAt: Date.parse('2025-05-01T02:03:00Z'),
      deletionProtection: true,
    });
    expect(second).toMatchObject({
      regionId: 'cn-shanghai',
      status: 'Stopped',
      stoppedMode: 'StopCharging',
      expiresAt: Date.parse('2027-06-01T16:00:00Z'),
      locks: ['financial'],
      elasticIp: { ipAddress: '198.18.0.6' },
      type: { localStorage: { amount: 1 } },
    });
  });

  test('come back as they were saved, and live on', async () => {
    await withFleet(saved, async (emulator) => {
      const { json } = await call(emulator, 'DescribeInstances', { RegionId: 'cn-hangzhou' });
      const { Instances } = json as unknown as { Instances: { Instance: [Record<string, unknown>] } };
      expect(Instances.Instance[0]).toMatchObject(bare[0] as Record<string, unknown>);
      await call(emulator, 'StopInstance', { InstanceId: 'i-bp1fixture0000000001' });
      expect(emulator.instance('i-bp1fixture0000000001')?.status).toBe('Stopping');
    });
  });
});

test.each([
  [
    'DescribeKeyPairs',
    { KeyPairs: { KeyPair: [{ KeyPairName: 'ops', KeyPairFingerPrint: Array(16).fill('0a').join(':') }] } },
  ],
  [
    'DescribeSnapshots',
    {
      Snapshots: {
        Snapshot: [
          {
            SnapshotId: 's-bp1fixture',
            SourceDiskId: 'd-gone',
            SourceDiskSize: '40',
            Status: 'accomplished',
            CreationTime: '2026-01-02T03:04:05Z',
            LastModifiedTime: '2026-01-09T03:04:05Z',
          },
        ],
      },
    },
  ],
  [
    'DescribeNetworkInterfaces',
    {
      NetworkInterfaceSets: {
        NetworkInterfaceSet: [
          {
            NetworkInterfaceId: 'eni-bp1fixture',
            Type: 'Secondary',
            ZoneId: 'cn-hangzhou-h',
            PrivateIpAddress: '172.16.0.9',
            SecurityGroupIds: { SecurityGroupId: ['sg-bp1fixture'] },
            AssociatedPublicIp: { PublicIpAddress: '198.18.0.7', AllocationId: 'eip-bp1fixture' },
          },
        ],
      },
    },
  ],
])('what %s said comes back', async (action, saved) => {
  await withFleet(saved, async (emulator) => {
    const { json } = await call(emulator, action, { RegionId: 'cn-hangzhou' });
    expect(json).toMatchObject(saved);
  });
});

describe('a saved instance that is changed', () => {
  const id = 'i-bp1fixture0000000009';
  const wire = {
    InstanceId: id,
    RegionId: 'cn-hangzhou',
    ZoneId: 'cn-hangzhou-h',
    Status: 'Stopped',
    InstanceType: 'ecs.g7.large',
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 2, Numa: 'ON', TurboMode: 'x' },
    InstanceNetworkType: 'vpc',
    VpcAttributes: {
      VpcId: 'vpc-bp1fixture',
      VSwitchId: 'vsw-bp1fixture',
      NatIpAddress: '',
      PrivateIpAddress: { IpAddress: ['172.16.**.**'] },
    },
    NetworkInterfaces: { NetworkInterface: [{ NetworkInterfaceId: 'eni-saved', Type: 'Primary' }] },
    InternetMaxBandwidthIn: 100,
    InternetMaxBandwidthOut: 5,
    SecurityGroupIds: { SecurityGroupId: ['sg-bp1fixture'] },
  };

  async function after(action: string, params: Record<string, string>): Promise<Record<string, unknown>> {
    return withFleet({ Instances: { Instance: [wire] } }, async (emulator) => {
      const reply = await call(emulator, action, { InstanceId: id, ...params });
      expect(reply.status).toBe(200);
      const { json } = await call(emulator, 'DescribeInstances', { RegionId: 'cn-hangzhou' });
      const { Instances } = json as unknown as { Instances: { Instance: [Record<string, unknown>] } };
      return Instances.Instance[0];
    });
  }

  test('keeps what is not', async () => {
    expect(await after('ModifyInstanceAttribute', { InstanceName: 'other' })).toMatchObject({
      ...wire,
      InstanceName: 'other',
    });
  });

  test('shows its bandwidth', async () => {
    const { VpcAttributes, NetworkInterfaces } = wire;
    expect(
      await after('ModifyInstanceSpec', { InternetMaxBandwidthOut: '20', InternetMaxBandwidthIn: '15' }),
    ).toMatchObject({
      InternetMaxBandwidthOut: 20,
      InternetMaxBandwidthIn: 15,
      VpcAttributes,
      NetworkInterfaces,
    });
  });

  test('shows its type', async () => {
    expect(await after('ModifyInstanceSpec', { InstanceType: 'ecs.g7.xlarge' })).toMatchObject({
      InstanceType: 'ecs.g7.xlarge',
      CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
    });
  });

  test('shows its interfaces', async () => {
    const interfaces = await withFleet(
      {
        instances: [{ id, zone: 'h', status: 'Stopped', imported: wire }],
        networkInterfaces: [{ id: 'eni-more', zone: 'h' }],
      },
      async (emulator) => {
        await call(emulator, 'AttachNetworkInterface', {
          RegionId: 'cn-hangzhou',
          InstanceId: id,
          NetworkInterfaceId: 'eni-more',
        });
        const { json } = await call(emulator, 'DescribeInstances', { RegionId: 'cn-hangzhou' });
        return JSON.stringify(json);
      },
    );
    expect(interfaces).toContain('eni-more');
  });
});

describe('the demonstration fleet', () => {
  test('is the same for a seed and another for another', () => {
    expect(demoFleet(3)).toEqual(demoFleet(3));
    expect(demoFleet(3)).not.toEqual(demoFleet(4));
    expect(demoFleet()).toEqual(demoFleet(1));
  });

  test('has what makes schedules hard', async () => {
    const instances = await withFleet(demoFleet(), everyInstance);
    const has = (test: (instance: Instance) => boolean): void => {
      expect(instances.some(test)).toBe(true);
    };
    expect(instances.length).toBeGreaterThanOrEqual(80);
    expect(new Set(instances.map(({ regionId }) => regionId))).toEqual(
      new Set(['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1']),
    );
    for (const { id } of instances) expect(id).toMatch(/^i-(bp1|uf6|t4n)[a-z0-9]{17}$/);
    expect(new Set(instances.map(({ status }) => status)).size).toBe(5);
    expect(new Set(instances.map(({ tags }) => tags.get('autopilot:schedule')))).toEqual(
      new Set([undefined, 'office-hours', 'night-batch', 'weekdays-sg', 'ofice-hours']),
    );
    expect(new Set(instances.map(({ tags }) => tags.get('env')))).toEqual(
      new Set(['prod', 'staging', 'test', 'dev']),
    );
    has(({ tags }) => tags.has('autopilot:ignore'));
    has(({ tags }) => tags.has('autopilot:protected'));
    has(({ chargeType }) => chargeType === 'PrePaid');
    has(({ spotStrategy }) => spotStrategy !== 'NoSpot');
    has(({ type }) => type.localStorage !== undefined);
    has(({ networkType }) => networkType === 'classic');
    has(({ locks }) => locks.includes('financial'));
    has(({ locks }) => locks.includes('security'));
    has(({ publicIpAddresses }) => publicIpAddresses.length > 0);
    has(({ elasticIp }) => elasticIp !== undefined);
    has((instance) => instance.stoppedMode === 'StopCharging' && supportsEconomicalMode(instance));
  });

  test('has instances that cannot be started for lack of stock', async () => {
    await withFleet(demoFleet(), (emulator) => {
      const account = emulator.world.accounts.get(emulator.accountId);
      const stuck = everyInstance(emulator).filter(
        ({ zoneId, type, stoppedMode }) =>
          stoppedMode === 'StopCharging' && account?.hasStock(zoneId, type.id) === false,
      );
      expect(stuck.length).toBeGreaterThan(0);
    });
  });
});

test('the zones of a region', () => {
  const zones = (id: string, zoneLetters: string): readonly string[] =>
    zonesOf({ id, nameZh: '', nameEn: '', zoneLetters, idPrefix: '' });
  expect(zones('cn-hangzhou', 'bc')).toEqual(['cn-hangzhou-b', 'cn-hangzhou-c']);
  expect(zones('ap-southeast-1', 'a')).toEqual(['ap-southeast-1a']);
});

test('the fleet of the README is one', async () => {
  const readme = readFileSync(join(__dirname, '../../../emulator/README.md'), 'utf8');
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(readme) ?? [];
  const instances = await withFleet(parse(yaml), everyInstance);
  expect(instances).toHaveLength(21);
});

test('a parsed fleet is complete', () => {
  expect(parseFleet(undefined)).toMatchObject({ account: '1234567890123456', instances: [], accounts: [] });
});
