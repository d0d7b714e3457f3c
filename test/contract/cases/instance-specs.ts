import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const FLEET = {
  outOfStock: [{ zone: 'cn-hangzhou-b', type: 'ecs.c7.large' }],
  instances: [
    { id: 'i-run' },
    { id: 'i-off', status: 'Stopped' },
    { id: 'i-local', status: 'Stopped', type: 'ecs.i2.xlarge' },
    { id: 'i-due', status: 'Stopped', locks: ['financial'] },
    { id: 'i-month', chargeType: 'PrePaid' },
    { id: 'i-month-off', chargeType: 'PrePaid', status: 'Stopped' },
  ],
};

const REGION = { RegionId: 'cn-hangzhou' };

describeContract('instance specs', FAMILIES.instanceSpecs, FLEET, (api) => {
  const typeOf = (id: string): string | undefined => api.emulator.instance(id)?.type.id;

  test('changes the type of a stopped instance, and the bandwidth of any', async () => {
    await api.call('ModifyInstanceSpec', { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge' });
    expect(typeOf('i-off')).toBe('ecs.g7.xlarge');
    await api.call('ModifyInstanceSpec', { InstanceId: 'i-run', InternetMaxBandwidthOut: 20 });
    expect(api.emulator.instance('i-run')?.internetBandwidthOutMbps).toBe(20);
  });

  test('inbound bandwidth is at most the outbound one, or 10 Mbit/s, and is cut with it', async () => {
    const inbound = async (): Promise<unknown> => {
      const { InternetMaxBandwidthIn } = await api.call('DescribeInstanceAttribute', { InstanceId: 'i-run' });
      return InternetMaxBandwidthIn;
    };
    const change = (params: Params): Promise<unknown> =>
      api.call('ModifyInstanceSpec', { InstanceId: 'i-run', ...params });
    await change({ InternetMaxBandwidthIn: 8 });
    expect(await inbound()).toBe(8);
    await change({ InternetMaxBandwidthOut: 30, InternetMaxBandwidthIn: 25 });
    expect(await inbound()).toBe(25);
    await change({ InternetMaxBandwidthOut: 12 });
    expect(await inbound()).toBe(12);
  });

  test('a token makes a repeated change harmless, and other parameters with it a mistake', async () => {
    const change = { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge', ClientToken: 'change-1' };
    await api.call('ModifyInstanceSpec', change);
    await api.call('ModifyInstanceSpec', change);
    expect(await api.refusal('ModifyInstanceSpec', { ...change, InstanceType: 'ecs.g7.large' })).toBe(
      'IdempotentParameterMismatch',
    );
  });

  test('a dry run changes nothing and does not use the token up', async () => {
    const change = { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge', ClientToken: 'change-2' };
    expect(await api.refusal('ModifyInstanceSpec', { ...change, DryRun: true })).toBe('DryRunOperation');
    expect(typeOf('i-off')).toBe('ecs.g7.large');
    await api.call('ModifyInstanceSpec', change);
    expect(typeOf('i-off')).toBe('ecs.g7.xlarge');
  });

  test('a dry run does not mind a token that was used', async () => {
    const change = { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge', ClientToken: 'change-3' };
    await api.call('ModifyInstanceSpec', change);
    const other = { ...change, InstanceType: 'ecs.g7.large', DryRun: true };
    expect(await api.refusal('ModifyInstanceSpec', other)).toBe('DryRunOperation');
  });

  test.each<[Params, string, number]>([
    [{ InstanceId: 'i-none', InstanceType: 'ecs.g7.xlarge' }, 'InvalidInstanceId.NotFound', 404],
    [{ InstanceId: 'i-off' }, 'MissingParameter.InstanceType', 400],
    [{ InstanceId: 'i-off', InstanceType: 'ecs.none.large' }, 'InvalidInstanceType.ValueNotSupported', 400],
    [{ InstanceId: 'i-off', InstanceType: 'ecs.c7.large' }, 'OperationDenied.NoStock', 403],
    [{ InstanceId: 'i-local', InstanceType: 'ecs.g7.xlarge' }, 'InvalidInstanceType.ValueNotSupported', 400],
    [{ InstanceId: 'i-run', InstanceType: 'ecs.g7.xlarge' }, 'IncorrectInstanceStatus', 403],
    [{ InstanceId: 'i-month-off', InstanceType: 'ecs.g7.xlarge' }, 'ChargeTypeViolation', 403],
    [{ InstanceId: 'i-due', InstanceType: 'ecs.g7.xlarge' }, 'InstanceExpiredOrInArrears', 403],
    [
      { InstanceId: 'i-run', InternetMaxBandwidthOut: 101 },
      'InvalidInternetMaxBandwidthOut.ValueNotSupported',
      400,
    ],
    [
      { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge', InternetMaxBandwidthOut: 5 },
      'InvalidParameter.Conflict',
      403,
    ],
    [
      { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge', InternetMaxBandwidthIn: 5 },
      'InvalidParameter.Conflict',
      403,
    ],
    [
      { InstanceId: 'i-run', InternetMaxBandwidthIn: 11 },
      'InvalidInternetMaxBandwidthIn.ValueNotSupported',
      400,
    ],
    [
      { InstanceId: 'i-off', InstanceType: 'ecs.g7.xlarge', AllowMigrateAcrossZone: true },
      'UnsupportedParameter',
      400,
    ],
  ])('ModifyInstanceSpec refuses %j', async (params, code, status) => {
    const error = await api.errorOf('ModifyInstanceSpec', params);
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });

  interface Modification {
    readonly AvailableZones: {
      readonly AvailableZone: readonly [
        {
          readonly ZoneId: string;
          readonly AvailableResources: {
            readonly AvailableResource: readonly [
              {
                readonly SupportedResources: {
                  readonly SupportedResource: readonly { readonly Value: string; readonly Status: string }[];
                };
              },
            ];
          };
        },
      ];
    };
  }

  async function modifications(
    params: Params,
  ): Promise<readonly { readonly Value: string; readonly Status: string }[]> {
    const answer = await api.call<Modification>('DescribeResourcesModification', {
      ...REGION,
      DestinationResource: 'InstanceType',
      ...params,
    });
    return answer.AvailableZones.AvailableZone[0].AvailableResources.AvailableResource[0].SupportedResources
      .SupportedResource;
  }

  test('says what an instance can be changed to, and what of it is sold out', async () => {
    const types = await modifications({ ResourceId: 'i-run', Cores: 2, Memory: 4 });
    expect(types).toContainEqual(expect.objectContaining({ Value: 'ecs.c6.large', Status: 'Available' }));
    expect(types).toContainEqual(expect.objectContaining({ Value: 'ecs.c7.large', Status: 'SoldOut' }));
    const smaller = await modifications({ ResourceId: 'i-month', OperationType: 'Downgrade' });
    expect(smaller.map(({ Value }) => Value)).toContain('ecs.t6-c1m1.large');
    expect(smaller.map(({ Value }) => Value)).not.toContain('ecs.g7.xlarge');
    const disks = await modifications({
      ResourceId: 'i-run',
      DestinationResource: 'SystemDisk',
      InstanceType: 'ecs.g7.xlarge',
    });
    expect(disks.map(({ Value }) => Value)).toContain('cloud_essd');
  });

  test.each<[Params, string]>([
    [{ ResourceId: 'i-none' }, 'InvalidInstanceId.NotFound'],
    [{ ResourceId: 'i-run', ZoneId: 'cn-hangzhou-z' }, 'InvalidZoneId.NotFound'],
    [{ ResourceId: 'i-run', DestinationResource: 'SystemDisk' }, 'MissingParameter.InstanceType'],
    [{ ResourceId: 'i-run', DestinationResource: 'Moon' }, 'InvalidParameter'],
    [{ ResourceId: 'i-run', MigrateAcrossZone: true }, 'UnsupportedParameter'],
    [{ ResourceId: 'i-run', Conditions: [{ Key: 'a' }] }, 'UnsupportedParameter'],
  ])('DescribeResourcesModification refuses %j', async (params, code) => {
    const all = { ...REGION, DestinationResource: 'InstanceType', ...params };
    expect(await api.refusal('DescribeResourcesModification', all)).toBe(code);
  });

  test('a running subscription takes its new type on with the next restart', async () => {
    const answer = await api.call('ModifyPrepayInstanceSpec', {
      ...REGION,
      InstanceId: 'i-month',
      InstanceType: 'ecs.g7.xlarge',
    });
    expect(answer['OrderId']).toMatch(/^\d+$/);
    api.emulator.advance(60_000);
    expect(typeOf('i-month')).toBe('ecs.g7.large');
    await api.call('RebootInstance', { InstanceId: 'i-month' });
    api.emulator.advance(60_000);
    expect(typeOf('i-month')).toBe('ecs.g7.xlarge');
  });

  test('a change can restart the instance itself, and an unpaid order changes nothing', async () => {
    const change = { ...REGION, InstanceId: 'i-month', InstanceType: 'ecs.g7.xlarge' };
    await api.call('ModifyPrepayInstanceSpec', { ...change, AutoPay: false, RebootWhenFinished: true });
    api.emulator.advance(600_000);
    expect(typeOf('i-month')).toBe('ecs.g7.large');
    await api.call('ModifyPrepayInstanceSpec', { ...change, RebootWhenFinished: true });
    api.emulator.advance(20_000);
    expect(api.emulator.instance('i-month')?.status).toBe('Starting');
    api.emulator.advance(60_000);
    expect(api.emulator.instance('i-month')).toMatchObject({
      status: 'Running',
      type: { id: 'ecs.g7.xlarge' },
    });
  });

  test('only a stopped subscription is made smaller', async () => {
    const smaller = { ...REGION, InstanceType: 'ecs.t6-c1m1.large' };
    expect(await api.refusal('ModifyPrepayInstanceSpec', { ...smaller, InstanceId: 'i-month' })).toBe(
      'IncorrectInstanceStatus',
    );
    await api.call('ModifyPrepayInstanceSpec', { ...smaller, InstanceId: 'i-month-off' });
    api.emulator.advance(10_000);
    expect(typeOf('i-month-off')).toBe('ecs.t6-c1m1.large');
  });

  test('the newer of two changes counts', async () => {
    const change = (InstanceType: string): Promise<unknown> =>
      api.call('ModifyPrepayInstanceSpec', { ...REGION, InstanceId: 'i-month', InstanceType });
    await change('ecs.g7.xlarge');
    api.emulator.advance(10_000);
    await api.call('StopInstance', { InstanceId: 'i-month' });
    api.emulator.advance(60_000);
    await change('ecs.g7.2xlarge');
    api.emulator.advance(10_000);
    await api.call('StartInstance', { InstanceId: 'i-month' });
    api.emulator.advance(60_000);
    expect(typeOf('i-month')).toBe('ecs.g7.2xlarge');
  });

  test.each<[Params, string]>([
    [{ InstanceId: 'i-none', InstanceType: 'ecs.g7.xlarge' }, 'InvalidInstanceId.NotFound'],
    [{ InstanceId: 'i-month', InstanceType: 'ecs.g7.xlarge', OperatorType: 'downgrade' }, 'InvalidParameter'],
    [
      { InstanceId: 'i-month-off', InstanceType: 'ecs.t6-c1m1.large', OperatorType: 'upgrade' },
      'InvalidParameter',
    ],
    [{ InstanceId: 'i-run', InstanceType: 'ecs.g7.xlarge' }, 'ChargeTypeViolation'],
    [{ InstanceId: 'i-month' }, 'MissingParameter.InstanceType'],
  ])('ModifyPrepayInstanceSpec refuses %j', async (params, code) => {
    expect(await api.refusal('ModifyPrepayInstanceSpec', { ...REGION, ...params })).toBe(code);
  });
});
