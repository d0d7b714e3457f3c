import { demoFleet, startEmulator } from '../../emulator';
import type { Emulator, FleetInstanceInput } from '../../emulator';
import { DRIVERS } from './drivers';
import { CallError } from './drivers/driver';
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

  async function errorOf(action: string, params: Params = {}): Promise<CallError> {
    const failure = await driver.call(action, params).then(
      () => new Error(`${action} succeeded`),
      (error: unknown) => error,
    );
    if (failure instanceof CallError) return failure;
    throw failure;
  }

  async function refusal(action: string, params: Params = {}): Promise<string> {
    return (await errorOf(action, params)).code;
  }

  test('lists the regions', async () => {
    const { Regions } = (await call('DescribeRegions', { AcceptLanguage: 'en-US' })) as unknown as {
      Regions: { Region: { RegionId: string; LocalName: string }[] };
    };
    expect(Regions.Region).toContainEqual(
      expect.objectContaining({ RegionId: 'cn-hangzhou', LocalName: 'China (Hangzhou)' }),
    );
  });

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

  test('describes an instance to the last field of the model', async () => {
    const body = await page({ InstanceIds: JSON.stringify(['i-web']) });
    expect(body.Instances.Instance[0]).toMatchObject({
      InstanceId: 'i-web',
      InstanceName: 'web (1) *',
      Status: 'Running',
      Cpu: 2,
      Memory: 8192,
      InstanceType: 'ecs.g7.large',
      CreationTime: '2026-01-31T08:00Z',
      ExpiredTime: '2099-12-31T15:59Z',
      OperationLocks: { LockReason: [] },
      EipAddress: { IpAddress: emulator.instance('i-web')?.elasticIp?.ipAddress },
    });
  });

  test.each([
    ['a name with every special character', { InstanceName: 'web (1) *' }, ['i-web']],
    ['a tag with every special character', { Tag: [{ Key: 'team:名', Value: 'a b&c=d' }] }, ['i-web']],
    ['a creation time', { Filter: [{ Key: 'CreationEndTime', Value: '2020-01-01T00:00Z' }] }, []],
    ['an IPv6 address', { Ipv6Address: ['2001:db8::1'] }, ['i-gpu']],
  ])('filters by %s', async (_case, params, ids) => {
    const body = await page(params);
    expect(body.Instances.Instance.map(({ InstanceId }) => InstanceId)).toEqual(ids);
  });

  test('reads statuses', async () => {
    const body = await call('DescribeInstanceStatus', {
      ...REGION,
      InstanceId: ['i-web', 'i-db'],
      PageSize: 50,
    });
    expect(body['InstanceStatuses']).toEqual({
      InstanceStatus: [
        { InstanceId: 'i-web', Status: 'Running' },
        { InstanceId: 'i-db', Status: 'Stopped' },
      ],
    });
    expect(await refusal('DescribeInstanceStatus', { ...REGION, PageSize: 51 })).toBe('InvalidParameter');
  });

  test('stops and starts an instance', async () => {
    await call('StopInstance', { InstanceId: 'i-web', StoppedMode: 'StopCharging' });
    emulator.advance(60_000);
    expect((await page({ InstanceIds: '["i-web"]' })).Instances.Instance[0]).toMatchObject({
      Status: 'Stopped',
      StoppedMode: 'StopCharging',
    });
    await call('StartInstance', { InstanceId: 'i-web' });
    emulator.advance(60_000);
    await call('RebootInstance', { InstanceId: 'i-web', ForceStop: true });
    expect(emulator.instance('i-web')?.status).toBe('Starting');
  });

  test.each([
    ['StopInstances', 'Running', 'Stopping'],
    ['RebootInstances', 'Running', 'Starting'],
  ])('%s answers for each instance', async (action, PreviousStatus, CurrentStatus) => {
    const body = await call(action, {
      ...REGION,
      InstanceId: ['i-web', 'i-none'],
      BatchOptimization: 'SuccessFirst',
    });
    expect(body['InstanceResponses']).toMatchObject({
      InstanceResponse: [
        { InstanceId: 'i-web', Code: '200', PreviousStatus, CurrentStatus },
        { InstanceId: 'i-none', Code: 'InvalidInstanceId.NotFound' },
      ],
    });
  });

  test('StartInstances starts all or none', async () => {
    expect(await refusal('StartInstances', { ...REGION, InstanceId: ['i-web', 'i-db'] })).toBe(
      'IncorrectInstanceStatus',
    );
    await call('StopInstances', { ...REGION, InstanceId: ['i-web', 'i-gpu'] });
    emulator.advance(60_000);
    await call('StartInstances', { ...REGION, InstanceId: ['i-web', 'i-gpu'] });
    expect(emulator.instance('i-gpu')?.status).toBe('Starting');
  });

  test('sets, lists and removes tags', async () => {
    const target = { ...REGION, ResourceType: 'instance', ResourceId: ['i-gpu'] };
    await call('TagResources', { ...target, Tag: [{ Key: 'k *', Value: '值' }] });
    const listed = await call('ListTagResources', target);
    expect(listed['TagResources']).toEqual({
      TagResource: [{ ResourceType: 'instance', ResourceId: 'i-gpu', TagKey: 'k *', TagValue: '值' }],
    });
    await call('UntagResources', { ...target, TagKey: ['k *'] });
    expect(emulator.instance('i-gpu')?.tags.size).toBe(0);
  });

  test.each<[string, Params, string, number]>([
    ['DescribeInstances', {}, 'MissingParameter.RegionId', 400],
    ['DescribeInstances', { RegionId: 'cn-atlantis' }, 'InvalidRegionId.NotFound', 404],
    ['DescribeInstances', { ...REGION, DryRun: true }, 'DryRunOperation', 400],
    ['DescribeInstances', { ...REGION, NeedSaleCycle: true }, 'UnsupportedParameter', 400],
    ['StartInstance', { InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound', 404],
    ['StartInstance', { InstanceId: 'i-db' }, 'InstanceExpired', 403],
    ['StopInstance', { InstanceId: 'i-db', DryRun: true }, 'InstanceExpiredOrInArrears', 403],
    ['StopInstances', { ...REGION, InstanceId: ['i-web'], DryRun: true }, 'DRYRUN.SUCCESS', 400],
    [
      'TagResources',
      { ...REGION, ResourceType: 'instance', ResourceId: ['i-web'] },
      'MissingParameter.Tags',
      404,
    ],
    ['DescribeDisks', REGION, 'InvalidAction.NotFound', 404],
  ])('%s %j is refused with %s', async (action, params, code, status) => {
    const error = await errorOf(action, params);
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
    expect(error.message).not.toBe('');
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
