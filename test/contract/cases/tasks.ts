import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const HOUR = 3_600_000;

const FLEET = {
  instances: [{ systemDisk: { id: 'd-root' } }],
  snapshots: [
    { id: 's-1', disk: 'd-root', ageDays: 30 },
    { id: 's-2', disk: 'd-root', ageDays: 30 },
  ],
  roles: [{ name: 'nobody', policies: [] }],
};

interface TaskPage {
  readonly TaskSet: { readonly Task: readonly { readonly TaskId: string; readonly ResourceId: string }[] };
  readonly TotalCount: number;
}

describeContract('tasks', FAMILIES.tasks, FLEET, (api) => {
  const page = (params: Params = {}): Promise<TaskPage> =>
    api.call<TaskPage>('DescribeTasks', { ...REGION, ...params });

  async function subjects(params: Params = {}): Promise<string[]> {
    return (await page(params)).TaskSet.Task.map(({ ResourceId }) => ResourceId);
  }

  async function archive(SnapshotId: string): Promise<string> {
    const { TaskId } = await api.call<{ TaskId: string }>('ModifySnapshotCategory', {
      SnapshotId,
      Category: 'Archive',
    });
    return TaskId;
  }

  test('follows a task from its beginning to its end', async () => {
    const TaskId = await archive('s-1');
    expect((await page()).TaskSet.Task).toEqual([
      {
        TaskId,
        TaskAction: 'ArchiveSnapshot',
        TaskStatus: 'Processing',
        ResourceId: 's-1',
        SupportCancel: 'false',
        CreationTime: '2026-03-02T08:00Z',
        FinishedTime: '',
      },
    ]);
    const attributes = { ...REGION, TaskId };
    expect(await api.call('DescribeTaskAttribute', attributes)).toMatchObject({
      TaskProcess: '0%',
      TotalCount: 1,
      SuccessCount: 0,
      FailedCount: 0,
    });
    api.emulator.advance(24 * HOUR);
    expect(await api.call('DescribeTaskAttribute', attributes)).toMatchObject({
      TaskStatus: 'Finished',
      TaskProcess: '100%',
      SuccessCount: 1,
      OperationProgressSet: {
        OperationProgress: [
          {
            OperationStatus: 'Success',
            RelatedItemSet: { RelatedItem: [{ Name: 'SnapshotId', Value: 's-1' }] },
          },
        ],
      },
    });
  });

  test('filters and pages', async () => {
    const first = await archive('s-1');
    api.emulator.advance(24 * HOUR);
    const second = await archive('s-2');
    expect(await subjects()).toEqual(['s-1', 's-2']);
    expect(await subjects({ TaskIds: `${second},t-none` })).toEqual(['s-2']);
    expect(await subjects({ ResourceIds: ['s-1'] })).toEqual(['s-1']);
    expect(await subjects({ TaskAction: 'ArchiveSnapshot', TaskStatus: 'Finished' })).toEqual(['s-1']);
    expect(await subjects({ TaskAction: 'ImportImage' })).toEqual([]);
    expect(await subjects({ TaskStatus: 'Paused', TaskIds: first })).toEqual(['s-1']);
    expect(await subjects({ StartTime: '2026-03-03T00:00:00Z' })).toEqual(['s-2']);
    expect(await subjects({ EndTime: '2026-03-03T00:00:00Z' })).toEqual(['s-1']);
    expect(await subjects({ PageNumber: 2, PageSize: 1 })).toEqual(['s-2']);
  });

  test.each<[string, Params, string]>([
    ['DescribeTasks', { RegionId: 'cn-atlantis' }, 'InvalidRegionId.NotFound'],
    ['DescribeTasks', { StartTime: 'yesterday' }, 'InvalidParameter'],
    ['DescribeTasks', { TaskIds: new Array(101).fill('t-1').join(',') }, 'InvalidParameter'],
    ['DescribeTasks', { TaskGroupId: 'g-1' }, 'UnsupportedParameter'],
    ['DescribeTaskAttribute', {}, 'MissingParameter'],
    ['DescribeTaskAttribute', { TaskId: 't-none' }, 'InvalidTaskId.NotFound'],
  ])('%s %j is refused with %s', async (action, params, code) => {
    expect(await api.refusal(action, { ...REGION, ...params })).toBe(code);
  });

  test('shows nothing to those who may not look', async () => {
    await archive('s-1');
    const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'contract', 900));
    expect(await nobody.call('DescribeTasks', REGION)).toMatchObject({
      TotalCount: 0,
      TaskSet: { Task: [] },
    });
  });
});
