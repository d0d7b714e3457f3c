import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const FLEET = { instances: [{ id: 'i-a' }, { id: 'i-b' }, { name: 'many', count: 12 }] };

interface Page {
  readonly MaintenanceAttributes: { readonly MaintenanceAttribute: readonly Record<string, unknown>[] };
  readonly TotalCount: number;
}

describeContract('maintenance', FAMILIES.maintenance, FLEET, (api) => {
  const read = async (params: Params): Promise<Page> =>
    api.call<Page>('DescribeInstanceMaintenanceAttributes', { ...REGION, ...params });

  test('says nothing of maintenance unless it is asked to', async () => {
    const page = await read({ InstanceId: ['i-a'] });
    expect(page.MaintenanceAttributes.MaintenanceAttribute).toEqual([
      {
        InstanceId: 'i-a',
        NotifyOnMaintenance: false,
        MaintenanceWindows: { MaintenanceWindow: [] },
        ActionOnMaintenance: {
          Value: 'AutoRecover',
          DefaultValue: 'AutoRecover',
          SupportedValues: { SupportedValue: ['Stop', 'AutoRecover', 'AutoRedeploy'] },
        },
      },
    ]);
  });

  test('sets several instances and keeps what is not named', async () => {
    await api.call('ModifyInstanceMaintenanceAttributes', {
      ...REGION,
      InstanceId: ['i-a', 'i-b'],
      MaintenanceWindow: [{ StartTime: '22:00:00', EndTime: '04:00:00' }],
      NotifyOnMaintenance: true,
    });
    await api.call('ModifyInstanceMaintenanceAttributes', {
      ...REGION,
      InstanceId: ['i-b'],
      ActionOnMaintenance: 'Stop',
    });
    const page = await read({ InstanceId: ['i-a', 'i-b'] });
    expect(page.MaintenanceAttributes.MaintenanceAttribute).toMatchObject([
      {
        InstanceId: 'i-a',
        NotifyOnMaintenance: true,
        MaintenanceWindows: { MaintenanceWindow: [{ StartTime: '22:00:00', EndTime: '04:00:00' }] },
      },
      { InstanceId: 'i-b', NotifyOnMaintenance: true, ActionOnMaintenance: { Value: 'Stop' } },
    ]);
  });

  test('pages by number', async () => {
    const page = await read({ PageNumber: 2, PageSize: 10 });
    expect(page.TotalCount).toBe(14);
    expect(page.MaintenanceAttributes.MaintenanceAttribute).toHaveLength(4);
  });

  test.each<[string, Params, string]>([
    ['DescribeInstanceMaintenanceAttributes', { InstanceId: ['i-none'] }, 'InvalidInstanceId.NotFound'],
    [
      'DescribeInstanceMaintenanceAttributes',
      { InstanceId: Array.from({ length: 101 }, (_, index) => `i-${index}`) },
      'InstanceIdLimitExceeded',
    ],
    ['ModifyInstanceMaintenanceAttributes', { InstanceId: ['i-none'] }, 'InvalidInstanceId.NotFound'],
    [
      'ModifyInstanceMaintenanceAttributes',
      { InstanceId: ['i-a'], MaintenanceWindow: [{ StartTime: '02:30:00', EndTime: '04:00:00' }] },
      'InvalidParameter',
    ],
    [
      'ModifyInstanceMaintenanceAttributes',
      { InstanceId: ['i-a'], MaintenanceWindow: [{ StartTime: '02:00:00', EndTime: '02:00:00' }] },
      'InvalidParameter',
    ],
  ])('%s refuses %j', async (action, params, code) => {
    expect(await api.refusal(action, { ...REGION, ...params })).toBe(code);
  });
});
