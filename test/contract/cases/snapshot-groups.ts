import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };
const HOUR = 3_600_000;

const FLEET = {
  quotas: { disksPerSnapshotGroup: 3, tebibytesPerSnapshotGroup: 1 },
  instances: [
    {
      id: 'i-db',
      systemDisk: { id: 'd-root' },
      dataDisks: [{ id: 'd-log' }, { id: 'd-data', category: 'cloud_auto', sizeGiB: 400 }],
    },
    { id: 'i-other', systemDisk: { id: 'd-other' } },
    { id: 'i-far', zone: 'i', systemDisk: { id: 'd-far' } },
    { id: 'i-old', systemDisk: { id: 'd-old', category: 'cloud_ssd' } },
    { id: 'i-big', systemDisk: { id: 'd-big' }, dataDisks: [{ sizeGiB: 1024 }] },
    { id: 'i-four', systemDisk: { id: 'd-four' }, dataDisks: [{ count: 3 }] },
    { id: 'i-busy', status: 'Starting', systemDisk: { id: 'd-busy' } },
  ],
  roles: [{ name: 'nobody', policies: [] }],
};

interface Group {
  readonly SnapshotGroupId: string;
  readonly Status: string;
  readonly InstanceId: string;
  readonly Snapshots: {
    readonly Snapshot: readonly {
      readonly SnapshotId: string;
      readonly SourceDiskId: string;
      readonly Progress: string;
    }[];
  };
}

describeContract('snapshot groups', FAMILIES.snapshotGroups, FLEET, (api) => {
  async function create(params: object): Promise<string> {
    const request = { ...REGION, ...params };
    return (await api.call<{ SnapshotGroupId: string }>('CreateSnapshotGroup', request)).SnapshotGroupId;
  }

  async function groups(params: object = {}): Promise<readonly Group[]> {
    const request = { ...REGION, ...params };
    const answer = await api.call<{ SnapshotGroups: { SnapshotGroup: Group[] } }>(
      'DescribeSnapshotGroups',
      request,
    );
    return answer.SnapshotGroups.SnapshotGroup;
  }

  async function group(id: string): Promise<Group> {
    const [found] = await groups({ SnapshotGroupId: [id] });
    if (found === undefined) throw new Error(`no group ${id}`);
    return found;
  }

  function disksOf({ Snapshots }: Group): string[] {
    return Snapshots.Snapshot.map(({ SourceDiskId }) => SourceDiskId);
  }

  test('the snapshots of a group are accomplished together', async () => {
    const id = await create({
      InstanceId: 'i-db',
      Name: 'nightly',
      Description: 'before the update',
      ResourceGroupId: 'rg-a',
      InstantAccess: true,
      InstantAccessRetentionDays: 1,
      Tag: [{ Key: 'team', Value: 'shop' }],
    });
    const begun = await group(id);
    expect(begun).toMatchObject({
      Name: 'nightly',
      Description: 'before the update',
      Status: 'progressing',
      InstanceId: 'i-db',
      ResourceGroupId: 'rg-a',
      CreationTime: '2026-03-02T08:00:00Z',
      Tags: { Tag: [{ Key: 'team', Value: 'shop' }] },
    });
    expect(disksOf(begun)).toEqual(['d-root', 'd-log', 'd-data']);
    expect(begun.Snapshots.Snapshot[0]).toMatchObject({
      Progress: '0%',
      Available: true,
      SourceDiskType: 'system',
      Tags: { Tag: [{ Key: 'acs:ecs:createFrom', Value: 'i-db' }] },
    });
    api.emulator.advance(60_000);
    const progress = (await group(id)).Snapshots.Snapshot.map(({ Progress }) => Progress);
    expect(new Set(progress).size).toBe(1);
    api.emulator.advance(HOUR);
    expect(await group(id)).toMatchObject({ Status: 'accomplished' });
    const [member] = (await group(id)).Snapshots.Snapshot;
    await api.call('ModifySnapshotAttribute', { SnapshotId: member?.SnapshotId, RetentionDays: 3 });
    expect((await group(id)).Snapshots.Snapshot[0]).toMatchObject({
      Progress: '100%',
      InstantAccessRetentionDays: 3,
    });
  });

  test('one spoilt snapshot spoils its group', async () => {
    const id = await create({ DiskId: ['d-log', 'd-other'] });
    expect((await group(id)).InstanceId).toBe('');
    await api.call('RebootInstance', { InstanceId: 'i-other' });
    api.emulator.advance(HOUR);
    expect((await group(id)).Status).toBe('failed');
    const { Snapshots } = await api.call<{ Snapshots: { Snapshot: { Status: string }[] } }>(
      'DescribeSnapshots',
      { ...REGION, DiskId: 'd-log' },
    );
    expect(Snapshots.Snapshot.map(({ Status }) => Status)).toEqual(['failed']);
  });

  test('a cancelled snapshot spoils its group, a deleted one leaves it', async () => {
    const spoilt = await create({ DiskId: ['d-log', 'd-other'] });
    const [first] = (await group(spoilt)).Snapshots.Snapshot;
    await api.call('DeleteSnapshot', { SnapshotId: first?.SnapshotId });
    expect((await group(spoilt)).Status).toBe('failed');
    const whole = await create({ DiskId: ['d-log', 'd-other'] });
    api.emulator.advance(HOUR);
    const [done] = (await group(whole)).Snapshots.Snapshot;
    await api.call('DeleteSnapshot', { SnapshotId: done?.SnapshotId });
    expect(await group(whole)).toMatchObject({ Status: 'accomplished' });
    expect(disksOf(await group(whole))).toEqual(['d-other']);
  });

  test('disks of an instance are named or left out', async () => {
    const some = await create({ InstanceId: 'i-db', DiskId: ['d-log'] });
    expect(disksOf(await group(some))).toEqual(['d-log']);
    const most = await create({ InstanceId: 'i-db', ExcludeDiskId: ['d-log'] });
    expect(disksOf(await group(most))).toEqual(['d-root', 'd-data']);
  });

  test('a group is made once for a token', async () => {
    const request = { InstanceId: 'i-other', ClientToken: 'token-1' };
    const id = await create(request);
    expect(await create(request)).toBe(id);
    expect(await groups()).toHaveLength(1);
    const mismatch = await api.errorOf('CreateSnapshotGroup', { ...REGION, ...request, Name: 'other' });
    expect(mismatch.code).toBe('IdempotentParameterMismatch');
    expect([403, undefined]).toContain(mismatch.status);
  });

  test.each([
    ['no disks', {}, 'MissingParamter.InstanceId'],
    ['an unknown instance', { InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound'],
    ['an unknown disk', { DiskId: ['d-none'] }, 'InvalidDiskId.NotFound'],
    ['a disk of another instance', { InstanceId: 'i-db', DiskId: ['d-other'] }, 'InvalidDiskId.NotFound'],
    [
      'disks that are named and left out',
      { InstanceId: 'i-db', DiskId: ['d-log'], ExcludeDiskId: ['d-root'] },
      'InvalidParam.ExcludeDiskIdsAndDiskIds.Conflict',
    ],
    ['nothing left', { InstanceId: 'i-other', ExcludeDiskId: ['d-other'] }, 'InvalidInstance.NoDisk'],
    ['two zones', { DiskId: ['d-log', 'd-far'] }, 'InvalidDiskIds.NotInSameZone'],
    ['another category', { DiskId: ['d-log', 'd-old'] }, 'DiskCategory.OperationNotSupported'],
    ['too many disks', { InstanceId: 'i-four' }, 'NumberExceed.TooManyDisks'],
    ['too much', { InstanceId: 'i-big' }, 'CapacityExceed.TooManyDisks'],
    ['an instance in transition', { InstanceId: 'i-busy' }, 'IncorrectInstanceStatus'],
    ['a wrong name', { InstanceId: 'i-db', Name: '1' }, 'InvalidParameter.Name'],
    ['a wrong description', { InstanceId: 'i-db', Description: 'x' }, 'InvalidParameter.Description'],
  ])('CreateSnapshotGroup refuses %s and begins nothing', async (_, params, code) => {
    expect(await api.refusal('CreateSnapshotGroup', { ...REGION, ...params })).toBe(code);
    const answer = await api.call('DescribeSnapshots', REGION);
    expect(answer['TotalCount']).toBe(0);
  });

  test('groups are selected and read page by page', async () => {
    const first = await create({
      InstanceId: 'i-other',
      Name: 'first',
      Tag: [{ Key: 'team', Value: 'shop' }],
    });
    api.emulator.advance(HOUR);
    const second = await create({ InstanceId: 'i-db', Name: 'second', ResourceGroupId: 'rg-a' });
    const selected = async (params: object): Promise<string[]> =>
      (await groups(params)).map(({ SnapshotGroupId }) => SnapshotGroupId);
    expect(await selected({})).toEqual([first, second]);
    expect(await selected({ InstanceId: 'i-db' })).toEqual([second]);
    expect(await selected({ Name: 'first' })).toEqual([first]);
    expect(await selected({ Status: ['accomplished', 'failed'] })).toEqual([first]);
    expect(await selected({ ResourceGroupId: 'rg-a' })).toEqual([second]);
    expect(await selected({ Tag: [{ Key: 'team', Value: 'shop' }] })).toEqual([first]);
    expect(await selected({ MaxResults: 1 })).toEqual([first]);
    expect(await api.refusal('DescribeSnapshotGroups', { ...REGION, Status: ['done'] })).toBe(
      'InvalidStatus.ValueNotSupported',
    );
    const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'session'));
    expect(await nobody.call('DescribeSnapshotGroups', REGION)).toMatchObject({
      SnapshotGroups: { SnapshotGroup: [] },
    });
  });

  test('a group is renamed', async () => {
    const id = await create({ InstanceId: 'i-other' });
    const change = { ...REGION, SnapshotGroupId: id, Name: 'kept', Description: 'for the audit' };
    await api.call('ModifySnapshotGroup', change);
    expect(await group(id)).toMatchObject({ Name: 'kept', Description: 'for the audit' });
    expect(await api.refusal('ModifySnapshotGroup', { ...change, SnapshotGroupId: 'ssg-none' })).toBe(
      'InvalidSnapshotGroup.NotFound',
    );
    expect(await api.refusal('ModifySnapshotGroup', { ...change, Name: 'x'.repeat(129) })).toBe(
      'InvalidParameter.Name',
    );
  });

  test('a group is deleted but for what cannot be', async () => {
    const id = await create({ InstanceId: 'i-db', ExcludeDiskId: ['d-data'] });
    api.emulator.advance(HOUR);
    const [root, log] = (await group(id)).Snapshots.Snapshot;
    await api.call('LockSnapshot', {
      ...REGION,
      SnapshotId: log?.SnapshotId,
      LockMode: 'compliance',
      LockDuration: 1,
      CoolOffPeriod: 0,
    });
    const related = (value: string | undefined): object => ({
      RelatedItem: [{ Name: 'SnapshotId', Value: value }],
    });
    expect(await api.call('DeleteSnapshotGroup', { ...REGION, SnapshotGroupId: id })).toMatchObject({
      OperationProgressSet: {
        OperationProgress: [
          {
            OperationStatus: 'Success',
            ErrorCode: '',
            ErrorMsg: '',
            RelatedItemSet: related(root?.SnapshotId),
          },
          {
            OperationStatus: 'Failed',
            ErrorCode: 'InvalidOperation.SnapshotIsLocked',
            RelatedItemSet: related(log?.SnapshotId),
          },
        ],
      },
    });
    expect(await groups()).toEqual([]);
    expect(await api.refusal('DeleteSnapshotGroup', { ...REGION, SnapshotGroupId: id })).toBe(
      'InvalidSnapshotGroup.NotFound',
    );
    expect(await api.call('DescribeSnapshots', REGION)).toMatchObject({
      Snapshots: { Snapshot: [{ SnapshotId: log?.SnapshotId }] },
    });
  });
});
