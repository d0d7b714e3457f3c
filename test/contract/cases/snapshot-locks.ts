import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };
const HOUR = 3_600_000;

const FLEET = {
  instances: [{ id: 'i-web', systemDisk: { id: 'd-web' } }],
  snapshots: [
    { id: 's-1', disk: 'd-web', ageDays: 2 },
    { id: 's-short', disk: 'd-web', ageDays: 1, retentionDays: 5 },
    { id: 's-failed', disk: 'd-web', ageDays: 1, status: 'failed' },
    { id: 's-many', disk: 'd-web', ageDays: 1 },
  ],
  roles: [{ name: 'nobody', policies: [] }],
};

const LOCK = { ...REGION, SnapshotId: 's-1', LockMode: 'compliance', LockDuration: 2, CoolOffPeriod: 3 };

describeContract('snapshot locks', FAMILIES.snapshotLocks, FLEET, (api) => {
  async function lockOf(id: string): Promise<unknown> {
    const answer = await api.call<{ LockedSnapshotsInfo: unknown[] }>('DescribeLockedSnapshots', {
      ...REGION,
      SnapshotIds: [id],
    });
    return answer.LockedSnapshotsInfo[0];
  }

  test('a lock cools off, holds and expires', async () => {
    const { LockedSnapshotInfo } = await api.call<{ LockedSnapshotInfo: unknown }>('LockSnapshot', LOCK);
    const expected = {
      SnapshotId: 's-1',
      LockMode: 'compliance',
      LockStatus: 'compliance-cooloff',
      LockCreationTime: '2026-03-02T08:00:00Z',
      CoolOffPeriod: 3,
      CoolOffPeriodExpiredTime: '2026-03-02T11:00:00Z',
      LockDuration: 2,
      LockDurationStartTime: '2026-03-02T08:00:00Z',
      LockExpiredTime: '2026-03-04T08:00:00Z',
    };
    expect(LockedSnapshotInfo).toEqual(expected);
    expect(await lockOf('s-1')).toEqual(expected);
    expect(await api.refusal('DeleteSnapshot', { SnapshotId: 's-1', Force: true })).toBe(
      'InvalidOperation.SnapshotIsLocked',
    );

    api.emulator.advance(3 * HOUR);
    expect(await lockOf('s-1')).toEqual({ ...expected, LockStatus: 'compliance' });
    expect(await api.refusal('UnlockSnapshot', { ...REGION, SnapshotId: 's-1' })).toBe(
      'InvalidOperation.CoolOffPeriodExpired',
    );
    api.emulator.advance(45 * HOUR);
    expect(await lockOf('s-1')).toEqual({ ...expected, LockStatus: 'expired' });
    expect(await api.refusal('UnlockSnapshot', { ...REGION, SnapshotId: 's-1' })).toBe(
      'InvalidSnapshotLock.NotFound',
    );
    await api.call('DeleteSnapshot', { SnapshotId: 's-1' });
  });

  test('during the cool-off a lock can be set anew or taken off', async () => {
    await api.call('LockSnapshot', LOCK);
    api.emulator.advance(HOUR);
    await api.call('LockSnapshot', { ...LOCK, LockDuration: 1, CoolOffPeriod: 5 });
    expect(await lockOf('s-1')).toMatchObject({
      LockCreationTime: '2026-03-02T09:00:00Z',
      CoolOffPeriodExpiredTime: '2026-03-02T14:00:00Z',
      LockExpiredTime: '2026-03-03T09:00:00Z',
    });
    expect(await api.refusal('UnlockSnapshot', { ...REGION, SnapshotId: 's-1', DryRun: true })).toBe(
      'DryRunOperation',
    );
    await api.call('UnlockSnapshot', { ...REGION, SnapshotId: 's-1', ClientToken: 'token-1' });
    await api.call('UnlockSnapshot', { ...REGION, SnapshotId: 's-1', ClientToken: 'token-1' });
    await api.call('DeleteSnapshot', { SnapshotId: 's-1' });
  });

  test('a lock in force can only be prolonged', async () => {
    await api.call('LockSnapshot', { ...LOCK, CoolOffPeriod: 0 });
    for (const change of [{ LockDuration: 1, CoolOffPeriod: 0 }, { LockDuration: 9 }]) {
      expect(await api.refusal('LockSnapshot', { ...LOCK, ...change })).toBe(
        'InvalidOperation.CoolOffPeriodExpired',
      );
    }
    await api.call('LockSnapshot', { ...LOCK, LockDuration: 9, CoolOffPeriod: 0 });
    expect(await lockOf('s-1')).toMatchObject({
      LockStatus: 'compliance',
      LockCreationTime: '2026-03-02T08:00:00Z',
      LockExpiredTime: '2026-03-11T08:00:00Z',
    });
  });

  test('the duration begins when the snapshot is accomplished', async () => {
    const { SnapshotId } = await api.call<{ SnapshotId: string }>('CreateSnapshot', { DiskId: 'd-web' });
    await api.call('LockSnapshot', { ...LOCK, SnapshotId });
    expect(await lockOf(SnapshotId)).toMatchObject({ LockDurationStartTime: '', LockExpiredTime: '' });
    api.emulator.advance(HOUR);
    const start = api.emulator.world.announcements.recent().at(-1)?.at ?? 0;
    expect(await lockOf(SnapshotId)).toMatchObject({
      LockDurationStartTime: `${new Date(start).toISOString().slice(0, 19)}Z`,
    });
    api.emulator.moveTo(new Date(start + 48 * HOUR));
    expect(await lockOf(SnapshotId)).toMatchObject({ LockStatus: 'expired' });
  });

  test('a snapshot whose retention ends under a lock is released after it', async () => {
    await api.call('LockSnapshot', { ...LOCK, SnapshotId: 's-short' });
    api.emulator.advance(24 * HOUR * 5);
    expect(await api.refusal('LockSnapshot', { ...LOCK, SnapshotId: 's-short' })).toBe(
      'InvalidSnapshotId.NotFound',
    );
  });

  test.each([
    ['an unknown snapshot', { SnapshotId: 's-none' }, 'InvalidSnapshotId.NotFound'],
    ['a failed snapshot', { SnapshotId: 's-failed' }, 'InvalidOperation.SnapshotNotAvailable'],
    ['another mode', { LockMode: 'governance' }, 'InvalidLockMode.Malformed'],
    ['no mode', { LockMode: '' }, 'MissingParameter.LockMode'],
    ['a lock for ever', { LockDuration: 36_501 }, 'InvalidParameter'],
    ['a long cool-off', { CoolOffPeriod: 73, LockDuration: 10 }, 'InvalidParameter'],
    [
      'nothing but a cool-off',
      { CoolOffPeriod: 24, LockDuration: 1 },
      'InvalidCoolOffPeriod.ExceedLockDuration',
    ],
    [
      'more than the retention',
      { SnapshotId: 's-short', LockDuration: 4 },
      'InvalidLockDuration.ExceedRetentionDays',
    ],
    ['a dry run', { DryRun: true }, 'DryRunOperation'],
  ])('LockSnapshot refuses %s', async (_, params, code) => {
    expect(await api.refusal('LockSnapshot', { ...LOCK, ...params })).toBe(code);
  });

  test('locks are listed by status, page by page', async () => {
    const list = (params: object): Promise<{ LockedSnapshotsInfo: unknown[]; NextToken: string }> =>
      api.call('DescribeLockedSnapshots', { ...REGION, ...params });
    expect((await list({})).LockedSnapshotsInfo).toEqual([]);
    await api.call('LockSnapshot', LOCK);
    await api.call('LockSnapshot', { ...LOCK, SnapshotId: 's-many', CoolOffPeriod: 0 });
    const cooling = await list({ LockStatus: 'compliance-cooloff' });
    expect(cooling).toMatchObject({ LockedSnapshotsInfo: [{ SnapshotId: 's-1' }], NextToken: '' });
    expect((await list({ LockStatus: 'compliance' })).LockedSnapshotsInfo).toHaveLength(1);
    expect((await list({ LockStatus: 'expired' })).LockedSnapshotsInfo).toEqual([]);
    expect((await list({ MaxResults: 1 })).LockedSnapshotsInfo).toHaveLength(2);
    for (const [params, code] of [
      [{ LockStatus: 'open' }, 'InvalidLockStatus.Malformed'],
      [{ SnapshotIds: ['s-short'] }, 'InvalidSnapshotLock.NotFound'],
      [{ DryRun: true }, 'DryRunOperation'],
    ] as const) {
      expect(await api.refusal('DescribeLockedSnapshots', { ...REGION, ...params })).toBe(code);
    }
    const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'session'));
    expect(await nobody.call('DescribeLockedSnapshots', REGION)).toMatchObject({ LockedSnapshotsInfo: [] });
  });
});
