import { demoFleet, startEmulator } from '../../emulator';
import type { Emulator, FleetInstanceInput } from '../../emulator';
import { DRIVERS } from './drivers';
import type { Driver, Params } from './drivers/driver';
import { responseProblems } from './sdk-model';

const REGION = { RegionId: 'cn-hangzhou' };

const INSTANCES: readonly FleetInstanceInput[] = [
  { id: 'i-web', name: 'web (1) *', tags: { 'team:名': 'a b&c=d', env: 'prod' }, publicIp: true, eip: true },
  { id: 'i-db', name: 'db', status: 'Stopped', locks: ['financial'], chargeType: 'PrePaid', spot: false },
  { id: 'i-gpu', name: 'gpu', type: 'ecs.gn6i-c4g1.xlarge', ipv6: ['2001:db8::1'] },
  {
    id: 'i-disk',
    name: 'disk',
    type: 'ecs.i2.xlarge',
    network: 'classic',
    autoReleaseAt: '2027-01-01T00:00:00Z',
  },
  { name: 'many', count: 40, tags: { env: 'dev' } },
];

interface InstancePage {
  readonly Instances: {
    readonly Instance: readonly { readonly InstanceId: string; readonly Status: string }[];
  };
  readonly TotalCount: number;
  readonly NextToken: string;
}

/** What does not depend on an operation, with every client there is. */
describe.each(DRIVERS)('$name', (factory) => {
  let emulator: Emulator;
  let driver: Driver;

  beforeEach(async () => {
    emulator = await startEmulator({
      frozen: true,
      now: '2026-03-02T08:00:00Z',
      fleet: { instances: INSTANCES, roles: [{ name: 'reader', policies: ['AliyunECSReadOnlyAccess'] }] },
    });
    driver = factory.connect(emulator);
  });

  afterEach(() => emulator.close());

  /** A call whose answer fits the SDK's model. */
  async function call(action: string, params: Params = {}): Promise<Record<string, unknown>> {
    const body = await driver.call(action, params);
    expect(responseProblems(action, body)).toEqual([]);
    return body;
  }

  async function page(params: Params = {}): Promise<InstancePage> {
    return (await call('DescribeInstances', { ...REGION, ...params })) as unknown as InstancePage;
  }

  test('reads every instance once by token', async () => {
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const body: InstancePage = await page({
        MaxResults: 10,
        ...(NextToken !== undefined && { NextToken }),
      });
      expect(body.TotalCount).toBe(44);
      seen.push(...body.Instances.Instance.map(({ InstanceId }) => InstanceId));
      ({ NextToken } = body);
    } while (NextToken !== '');
    expect(seen).toHaveLength(44);
    expect(new Set(seen).size).toBe(44);
  });

  test('reads a page by number', async () => {
    const body = await page({ PageNumber: 5, PageSize: 10 });
    expect(body.Instances.Instance).toHaveLength(4);
  });

  test('works with the credentials of a role, and within its permissions', async () => {
    const credentials = emulator.issueRoleCredentials('reader', 'contract', 900);
    const role = factory.connect({ endpoint: emulator.endpoint, ...credentials });
    expect(await role.call('DescribeInstances', REGION)).toMatchObject({ TotalCount: 44 });
    await expect(role.call('StopInstance', { InstanceId: 'i-web' })).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
    emulator.advance(900_000);
    await expect(role.call('DescribeInstances', REGION)).rejects.toMatchObject({
      code: 'InvalidSecurityToken.Expired',
    });
  });

  test('a wrong secret', async () => {
    const stranger = factory.connect({ ...emulator, accessKeySecret: 'wrong' });
    await expect(stranger.call('DescribeRegions')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  test('the demonstration fleet fits the model', async () => {
    emulator.loadFleet(demoFleet());
    for (const RegionId of ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1']) {
      expect((await page({ RegionId, MaxResults: 100 })).Instances.Instance.length).toBeGreaterThan(0);
    }
  });
});
