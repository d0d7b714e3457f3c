import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  instances: [
    { id: 'i-web' },
    { id: 'i-win', osType: 'windows', cloudAssistant: { version: '2.1.3.344' } },
    { id: 'i-bare', cloudAssistant: { installed: false } },
    { id: 'i-dead', cloudAssistant: { state: 'stopped' } },
    { id: 'i-off', status: 'Stopped' },
    { name: 'many', count: 20 },
  ],
};

interface StatusPage {
  readonly InstanceCloudAssistantStatusSet: {
    readonly InstanceCloudAssistantStatus: readonly Readonly<Record<string, unknown>>[];
  };
  readonly TotalCount: number;
  readonly NextToken: string;
}

describeContract('cloudAssistant', FAMILIES.cloudAssistant, FLEET, (api) => {
  const page = (params = {}): Promise<StatusPage> =>
    api.call<StatusPage>('DescribeCloudAssistantStatus', { ...REGION, ...params });

  const statusOf = async (id: string): Promise<Readonly<Record<string, unknown>> | undefined> =>
    (await page({ InstanceId: [id] })).InstanceCloudAssistantStatusSet.InstanceCloudAssistantStatus[0];

  const run = (...InstanceId: readonly string[]): Promise<unknown> =>
    api.call('RunCommand', { ...REGION, Type: 'RunShellScript', CommandContent: 'date', InstanceId });

  test('describes the agents', async () => {
    expect(await statusOf('i-web')).toEqual({
      InstanceId: 'i-web',
      CloudAssistantStatus: 'true',
      CloudAssistantVersion: '2.2.3.857',
      OSType: 'Linux',
      InvocationCount: 0,
      ActiveTaskCount: 0,
      LastInvokedTime: '',
      LastHeartbeatTime: '2026-03-02T07:59:10Z',
      SupportSessionManager: true,
    });
    expect(await statusOf('i-win')).toMatchObject({ CloudAssistantVersion: '2.1.3.344', OSType: 'Windows' });
    expect(await statusOf('i-bare')).toMatchObject({
      CloudAssistantStatus: 'false',
      CloudAssistantVersion: '',
    });
    expect(await statusOf('i-dead')).toMatchObject({ CloudAssistantStatus: 'false' });
    expect(await statusOf('i-off')).toMatchObject({ CloudAssistantStatus: 'false' });
  });

  test('counts what an instance was sent', async () => {
    await run('i-web', 'i-off');
    api.emulator.advance(600);
    expect(await statusOf('i-web')).toMatchObject({
      InvocationCount: 1,
      ActiveTaskCount: 1,
      LastInvokedTime: '2026-03-02T08:00:00Z',
    });
    api.emulator.advance(60_000);
    expect(await statusOf('i-web')).toMatchObject({ InvocationCount: 1, ActiveTaskCount: 0 });
  });

  test('filters by system and pages', async () => {
    expect((await page({ OSType: 'Windows' })).TotalCount).toBe(1);
    expect((await page({ OSType: 'FreeBSD' })).TotalCount).toBe(0);
    const first = await page({ MaxResults: 15 });
    expect(first.InstanceCloudAssistantStatusSet.InstanceCloudAssistantStatus).toHaveLength(15);
    const second = await page({ MaxResults: 15, NextToken: first.NextToken });
    expect(second.InstanceCloudAssistantStatusSet.InstanceCloudAssistantStatus).toHaveLength(10);
    expect(second.NextToken).toBe('');
    expect((await page({ PageNumber: 3, PageSize: 10 })).InstanceCloudAssistantStatusSet).toMatchObject({
      InstanceCloudAssistantStatus: { length: 5 },
    });
  });

  test('named instances are answered together', async () => {
    const { InstanceCloudAssistantStatusSet: set } = await page({
      InstanceId: ['i-web', 'i-win'],
      MaxResults: 1,
    });
    expect(set.InstanceCloudAssistantStatus).toHaveLength(2);
  });

  test('an installation is complete after the next start', async () => {
    await api.call('InstallCloudAssistant', { ...REGION, InstanceId: ['i-bare', 'i-web'] });
    api.emulator.advance(600_000);
    expect(await statusOf('i-bare')).toMatchObject({ CloudAssistantStatus: 'false' });
    await api.call('RebootInstance', { InstanceId: 'i-bare' });
    api.emulator.advance(600_000);
    expect(await statusOf('i-bare')).toMatchObject({
      CloudAssistantStatus: 'true',
      CloudAssistantVersion: '2.2.3.857',
    });
  });

  test('the agent is there a moment after a start, and says so', async () => {
    await api.call('StopInstance', { InstanceId: 'i-web' });
    expect(await statusOf('i-web')).toMatchObject({
      CloudAssistantStatus: 'false',
      LastHeartbeatTime: '2026-03-02T07:59:10Z',
    });
    api.emulator.advance(60_000);
    await api.call('StartInstance', { InstanceId: 'i-web' });
    while (api.emulator.instance('i-web')?.status !== 'Running') api.emulator.advance(1000);
    expect(await statusOf('i-web')).toMatchObject({ CloudAssistantStatus: 'false' });
    api.emulator.advance(10_000);
    expect(await statusOf('i-web')).toMatchObject({ CloudAssistantStatus: 'true' });
  });

  test.each([
    ['DescribeCloudAssistantStatus', { InstanceId: ['i-none'] }, 'InvalidInstance.NotFound', 404],
    ['DescribeCloudAssistantStatus', { PageSize: 51 }, 'InvalidParam.PageSize', 403],
    ['DescribeCloudAssistantStatus', { PageNumber: 0 }, 'InvalidParam.PageNumber', 403],
    [
      'DescribeCloudAssistantStatus',
      { InstanceId: Array.from({ length: 51 }, (_, index) => `i-${index}`) },
      'InstanceIds.ExceedLimit',
      403,
    ],
    ['InstallCloudAssistant', {}, 'MissingParameter.InstanceId', 400],
    ['InstallCloudAssistant', { InstanceId: ['i-none'] }, 'InvalidInstance.NotFound', 404],
  ])('%s %j is refused with %s', async (action, params, code, status) => {
    const error = await api.errorOf(action, { ...REGION, ...params });
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
