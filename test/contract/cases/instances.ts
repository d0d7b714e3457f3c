import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  instances: [
    {
      id: 'i-web',
      name: 'web (1) *',
      tags: { 'team:名': 'a b&c=d', env: 'prod' },
      publicIp: true,
      eip: true,
    },
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
  ],
  users: [{ name: 'nobody', accessKeyId: 'LTAInobody', accessKeySecret: 'nothing' }],
};

interface InstancePage {
  readonly Instances: {
    readonly Instance: readonly (Record<string, unknown> & { readonly InstanceId: string })[];
  };
  readonly TotalCount: number;
  readonly NextToken: string;
}

describeContract('instances', FAMILIES.instances, FLEET, (api) => {
  const page = (params: Params = {}): Promise<InstancePage> =>
    api.call<InstancePage>('DescribeInstances', { ...REGION, ...params });

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
      EipAddress: { IpAddress: api.emulator.instance('i-web')?.elasticIp?.ipAddress },
      NetworkInterfaces: { NetworkInterface: [{ Type: 'Primary' }] },
    });
    await page();
  });

  test('reads every instance once by token', async () => {
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const body: InstancePage = await page({
        MaxResults: 10,
        ...(NextToken !== undefined && { NextToken }),
      });
      seen.push(...body.Instances.Instance.map(({ InstanceId }) => InstanceId));
      ({ NextToken } = body);
    } while (NextToken !== '');
    expect(seen).toHaveLength(44);
    expect(new Set(seen).size).toBe(44);
  });

  test('shows additional attributes to those who ask for them', async () => {
    const id = { InstanceIds: '["i-web"]' };
    const [plain] = (await page(id)).Instances.Instance;
    const [full] = (await page({ ...id, AdditionalAttributes: ['META_OPTIONS'] })).Instances.Instance;
    expect(plain).toMatchObject({ MetadataOptions: { HttpEndpoint: '', HttpTokens: '' } });
    expect(full).toMatchObject({ MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional' } });
  });

  test.each([
    ['a name with every special character', { InstanceName: 'web (1) *' }, ['i-web']],
    ['a tag with every special character', { Tag: [{ Key: 'team:名', Value: 'a b&c=d' }] }, ['i-web']],
    ['a creation time', { Filter: [{ Key: 'CreationEndTime', Value: '2020-01-01T00:00Z' }] }, []],
    ['an IPv6 address', { Ipv6Address: ['2001:db8::1'] }, ['i-gpu']],
    ['a lock', { LockReason: 'financial' }, ['i-db']],
    ['metadata that has to be hardened', { HttpTokens: 'required' }, []],
    [
      'metadata that is on, and a network',
      { HttpEndpoint: 'enabled', InstanceNetworkType: 'classic' },
      ['i-disk'],
    ],
  ])('filters by %s', async (_case, params, ids) => {
    const body = await page(params);
    expect(body.Instances.Instance.map(({ InstanceId }) => InstanceId)).toEqual(ids);
  });

  test('who may not look sees nothing, and is told so only by a dry run', async () => {
    const nobody = api.as({ accessKeyId: 'LTAInobody', accessKeySecret: 'nothing' });
    expect(await nobody.call('DescribeInstances', REGION)).toMatchObject({ TotalCount: 0 });
    await expect(nobody.call('DescribeInstances', { ...REGION, DryRun: true })).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
    expect(await nobody.call('DescribeInstanceStatus', REGION)).toMatchObject({ TotalCount: 0 });
  });

  test('reads statuses', async () => {
    const body = await api.call('DescribeInstanceStatus', {
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
    expect(await api.refusal('DescribeInstanceStatus', { ...REGION, PageSize: 51 })).toBe('InvalidParameter');
  });

  test.each<[Params, string, number]>([
    [{}, 'MissingParameter.RegionId', 400],
    [{ RegionId: 'cn-atlantis' }, 'InvalidRegionId.NotFound', 404],
    [{ ...REGION, DryRun: true }, 'DryRunOperation', 400],
    [{ ...REGION, NeedSaleCycle: true }, 'UnsupportedParameter', 400],
    [{ ...REGION, Status: 'Asleep' }, 'InvalidStatus.NotFound', 404],
    [{ ...REGION, InstanceChargeType: 'Never' }, 'InvalidInstanceChargeType.NotFound', 404],
    [{ ...REGION, InstanceNetworkType: 'moon' }, 'InvalidNetworkType.NotFound', 404],
    [{ ...REGION, LockReason: 'none' }, 'InvalidLockReason.NotFound', 404],
    [{ ...REGION, Tag: [{ Value: 'v' }] }, 'InvalidTag.Mismatch', 400],
    [{ ...REGION, NextToken: 'f'.repeat(32) }, 'InvalidParameter.NextToken', 400],
  ])('DescribeInstances refuses %j', async (params, code, status) => {
    const error = await api.errorOf('DescribeInstances', params);
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
