import { startEmulator } from '../../../emulator';
import type { Emulator, FleetInstanceInput } from '../../../emulator';
import { call } from './raw-client';

const REGION = { RegionId: 'cn-hangzhou' };

const INSTANCES: readonly FleetInstanceInput[] = [
  {
    id: 'i-web',
    name: 'web-01',
    zone: 'h',
    type: 'ecs.g7.xlarge',
    vpc: 'vpc-a',
    vSwitch: 'vsw-a',
    privateIp: '172.16.0.10',
    publicIp: '198.18.0.10',
    tags: { env: 'prod', app: 'web' },
    launchedAt: '2025-01-10T08:00:00Z',
    securityGroups: ['sg-a', 'sg-b'],
    resourceGroup: 'rg-a',
  },
  {
    id: 'i-db',
    name: 'db-01',
    zone: 'i',
    type: 'ecs.r7.2xlarge',
    vpc: 'vpc-a',
    chargeType: 'PrePaid',
    eip: '198.18.0.20',
    ipv6: ['2001:db8::1'],
    tags: { env: 'prod' },
    launchedAt: '2025-02-10T08:00:00Z',
    expiresAt: '2026-06-01T16:00:00Z',
    image: 'img-db',
    keyPair: 'dba',
    internetChargeType: 'PayByBandwidth',
  },
  {
    id: 'i-old',
    name: 'legacy',
    zone: 'b',
    network: 'classic',
    privateIp: '10.1.1.1',
    status: 'Stopped',
    locks: ['financial'],
    launchedAt: '2023-03-10T08:00:00Z',
  },
];

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T08:00:00Z',
    fleet: { instances: INSTANCES },
  });
});

afterAll(() => emulator.close());

async function found(params: Readonly<Record<string, string>>, from = emulator): Promise<string[] | string> {
  const { json } = await call(from, 'DescribeInstances', { ...REGION, ...params });
  if (json['Code'] !== undefined) return json['Code'] as string;
  const { Instances, TotalCount } = json as unknown as {
    Instances: { Instance: { InstanceId: string }[] };
    TotalCount: number;
  };
  const ids = Instances.Instance.map(({ InstanceId }) => InstanceId);
  expect(TotalCount).toBe(ids.length);
  return ids;
}

test.each<[string, Record<string, string>, string[]]>([
  ['nothing', {}, ['i-web', 'i-db', 'i-old']],
  ['ids, in order of creation', { InstanceIds: '["i-old","i-web","i-none"]' }, ['i-web', 'i-old']],
  ['no ids', { InstanceIds: '[]' }, []],
  ['status', { Status: 'Stopped' }, ['i-old']],
  ['VPC', { VpcId: 'vpc-a' }, ['i-web', 'i-db']],
  ['vSwitch', { VSwitchId: 'vsw-a' }, ['i-web']],
  ['zone', { ZoneId: 'cn-hangzhou-i' }, ['i-db']],
  ['security group', { SecurityGroupId: 'sg-b' }, ['i-web']],
  ['resource group', { ResourceGroupId: 'rg-a' }, ['i-web']],
  ['image', { ImageId: 'img-db' }, ['i-db']],
  ['name', { InstanceName: 'web-01' }, ['i-web']],
  ['name with a wildcard', { InstanceName: '*-0*' }, ['i-web', 'i-db']],
  ['a part of a name without a wildcard', { InstanceName: 'web' }, []],
  ['a name with a character of expressions', { InstanceName: 'web.01' }, []],
  ['type', { InstanceType: 'ecs.g7.xlarge' }, ['i-web']],
  ['family', { InstanceTypeFamily: 'ecs.r7' }, ['i-db']],
  ['key pair', { KeyPairName: 'dba' }, ['i-db']],
  ['charge type', { InstanceChargeType: 'PrePaid' }, ['i-db']],
  ['internet charge type', { InternetChargeType: 'PayByBandwidth' }, ['i-db']],
  ['network', { InstanceNetworkType: 'classic' }, ['i-old']],
  ['lock', { LockReason: 'financial' }, ['i-old']],
  ['private address', { PrivateIpAddresses: '["172.16.0.10","10.1.1.1"]' }, ['i-web']],
  ['inner address', { InnerIpAddresses: '["10.1.1.1"]' }, ['i-old']],
  ['public address', { PublicIpAddresses: '["198.18.0.10"]' }, ['i-web']],
  ['elastic address', { EipAddresses: '["198.18.0.20"]' }, ['i-db']],
  ['IPv6 address', { 'Ipv6Address.1': '2001:db8::1' }, ['i-db']],
  ['I/O optimised', { IoOptimized: 'true' }, ['i-web', 'i-db', 'i-old']],
  ['tag key', { 'Tag.1.Key': 'env' }, ['i-web', 'i-db']],
  ['tags, all of them', { 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod', 'Tag.2.Key': 'app' }, ['i-web']],
  ['creation', { 'Filter.1.Key': 'CreationStartTime', 'Filter.1.Value': '2025-02-01T00:00Z' }, ['i-db']],
  [
    'creation before',
    { 'Filter.2.Key': 'CreationEndTime', 'Filter.2.Value': '2024-01-01T00:00Z' },
    ['i-old'],
  ],
  [
    'end between',
    {
      'Filter.3.Key': 'ExpiredStartTime',
      'Filter.3.Value': '2026-01-01T00:00Z',
      'Filter.4.Key': 'ExpiredEndTime',
      'Filter.4.Value': '2027-01-01T00:00Z',
    },
    ['i-db'],
  ],
  ['two filters at once', { VpcId: 'vpc-a', Status: 'Running', InstanceChargeType: 'PostPaid' }, ['i-web']],
])('by %s', async (_case, params, ids) => {
  expect(await found(params)).toEqual(ids);
});

test.each<[Record<string, string>, string]>([
  [{ Status: 'Asleep' }, 'InvalidStatus.NotFound'],
  [{ InstanceChargeType: 'Free' }, 'InvalidInstanceChargeType.NotFound'],
  [{ InternetChargeType: 'Free' }, 'InvalidInternetChargeType.ValueNotSupported'],
  [{ InstanceNetworkType: 'token-ring' }, 'InvalidNetworkType.NotFound'],
  [{ LockReason: 'lost-key' }, 'InvalidLockReason.NotFound'],
  [{ 'Filter.1.Key': 'Colour', 'Filter.1.Value': '2025-02-01T00:00Z' }, 'InvalidFilterKey.NotFound'],
  [{ 'Filter.1.Key': 'CreationStartTime', 'Filter.1.Value': 'yesterday' }, 'InvalidParameter'],
  [{ 'Filter.1.Key': 'CreationStartTime' }, 'InvalidParameter'],
  [{ 'Tag.1.Value': 'prod' }, 'InvalidTag.Mismatch'],
  [
    Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`Tag.${n + 1}.Key`, `k${n}`])),
    'InvalidTagCount',
  ],
  [{ InstanceIds: 'i-web' }, 'InvalidInstanceIds.Malformed'],
  [{ InstanceIds: '["i-web", 5]' }, 'InvalidInstanceIds.Malformed'],
  [
    { InstanceIds: JSON.stringify(Array.from({ length: 101 }, (_, n) => `i-${n}`)) },
    'InvalidInstanceIds.Malformed',
  ],
  [{ PrivateIpAddresses: '172.16.0.10' }, 'InvalidParameter'],
  [{ PageSize: '101' }, 'InvalidParameter'],
  [{ PageNumber: '0' }, 'InvalidParameter'],
  [{ PageNumber: 'two' }, 'InvalidParameter'],
  [{ DryRun: 'yes' }, 'InvalidParameter'],
  [{ DryRun: 'true' }, 'DryRunOperation'],
  [{ RegionId: 'cn-atlantis' }, 'InvalidRegionId.NotFound'],
])('%j is answered with %s', async (params, code) => {
  expect(await found(params)).toBe(code);
});

describe('paging', () => {
  let big: Emulator;

  beforeAll(async () => {
    big = await startEmulator({
      frozen: true,
      fleet: {
        instances: [
          { name: 'many', count: 1200, tags: { env: 'dev' }, resourceGroup: 'rg-many' },
          { name: 'other', count: 30 },
        ],
      },
    });
  });

  afterAll(() => big.close());

  async function page(params: Readonly<Record<string, string>>): Promise<[number, number, number, string]> {
    const { json } = await call(big, 'DescribeInstances', { ...REGION, ...params });
    const { Instances, TotalCount, PageSize, NextToken } = json as unknown as {
      Instances: { Instance: unknown[] };
      TotalCount: number;
      PageSize: number;
      NextToken: string;
    };
    return [Instances.Instance.length, PageSize, TotalCount, NextToken];
  }

  test.each([
    [{}, 10],
    [{ MaxResults: '1' }, 10],
    [{ MaxResults: '-3' }, 10],
    [{ MaxResults: '37' }, 37],
    [{ MaxResults: '100' }, 100],
    [{ MaxResults: '5000' }, 100],
    [{ PageSize: '50' }, 50],
    [{ PageSize: '1' }, 1],
  ])('%j gives a page of %d', async (params, size) => {
    const [items, pageSize, total, token] = await page(params);
    expect([items, pageSize, total]).toEqual([size, size, 1230]);
    expect(token).toMatch(/^[0-9a-f]{32}$/);
  });

  test('a page by number has no token', async () => {
    expect(await page({ PageNumber: '25', PageSize: '50' })).toEqual([30, 50, 1230, '']);
    expect(await page({ PageNumber: '26', PageSize: '50' })).toEqual([0, 50, 1230, '']);
  });

  test.each([{ 'Tag.1.Key': 'env' }, { ResourceGroupId: 'rg-many' }])(
    'filters of %j stop at 1,000 without a word',
    async (filter) => {
      let seen = 0;
      let token = '';
      do {
        const [items, , total, next] = await page({ ...filter, MaxResults: '100', NextToken: token });
        expect(total).toBe(1000);
        seen += items;
        token = next;
      } while (token !== '');
      expect(seen).toBe(1000);
    },
  );

  test('other filters do not', async () => {
    expect((await page({ InstanceName: 'many-*' }))[2]).toBe(1200);
  });

  test('a token is good for its own query only', async () => {
    const [, , , NextToken] = await page({ MaxResults: '50' });
    const { json } = await call(big, 'DescribeInstances', { ...REGION, NextToken, Status: 'Stopped' });
    expect(json['Code']).toBe('InvalidParameter.NextToken');
  });
});

test('a list element beyond the documented range of N is refused, also when it stands alone', async () => {
  expect(await found({ 'Tag.21.Key': 'env' })).toBe('InvalidTagCount');
});
