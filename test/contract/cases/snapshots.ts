import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const FLEET = {
  quotas: { manualSnapshotsPerDisk: 4, concurrentSnapshotsPerEssd: 2 },
  instances: [
    { id: 'i-web', name: 'web', systemDisk: { id: 'd-web', name: 'root' }, dataDisks: [{ id: 'd-data' }] },
    { id: 'i-old', systemDisk: { id: 'd-old', category: 'cloud_efficiency' } },
    { id: 'i-busy', status: 'Stopping', systemDisk: { id: 'd-busy' } },
    { id: 'i-locked', locks: ['security'], systemDisk: { id: 'd-locked' } },
    { id: 'i-local', type: 'ecs.i2.xlarge' },
  ],
  disks: [
    { id: 'd-new' },
    { id: 'd-idle', sizeGiB: 100, attachedAt: '2026-01-01T00:00:00Z', detachedAt: '2026-02-01T00:00:00Z' },
    { id: 'd-restored', snapshot: 's-idle-2' },
  ],
  images: [{ id: 'm-1', disks: [{ device: '/dev/xvda', sizeGiB: 100, snapshot: 's-idle-1' }] }],
  snapshots: [
    { id: 's-idle-1', name: 'first', disk: 'd-idle', ageDays: 20, tags: { team: 'shop' } },
    { id: 's-idle-2', name: 'second', disk: 'd-idle', ageDays: 10, encrypted: true, kmsKey: 'key-1' },
    { id: 's-failed', disk: 'd-idle', ageDays: 5, status: 'failed', resourceGroup: 'rg-a' },
    { id: 's-gone', disk: 'd-gone', sizeGiB: 20, ageDays: 3, automatic: true, retentionDays: 7 },
  ],
  roles: [{ name: 'nobody', policies: [] }],
};

interface SnapshotRow {
  readonly SnapshotId: string;
  readonly SnapshotName: string;
  readonly Status: string;
  readonly Progress: string;
  readonly RemainTime: number;
}

interface SnapshotPage {
  readonly Snapshots: { readonly Snapshot: readonly SnapshotRow[] };
  readonly TotalCount: number;
  readonly NextToken: string;
}

const FAMILY = FAMILIES.snapshots;

describeContract('snapshots', FAMILY, FLEET, (api) => {
  const page = (params: object = {}): Promise<SnapshotPage> =>
    api.call<SnapshotPage>('DescribeSnapshots', { ...REGION, ...params });

  async function ids(params: object = {}): Promise<string[]> {
    return (await page(params)).Snapshots.Snapshot.map(({ SnapshotId }) => SnapshotId);
  }

  async function row(id: string): Promise<SnapshotRow | undefined> {
    return (await page({ SnapshotIds: JSON.stringify([id]) })).Snapshots.Snapshot[0];
  }

  async function create(params: object): Promise<string> {
    return (await api.call<{ SnapshotId: string }>('CreateSnapshot', { ...params })).SnapshotId;
  }

  function announced(name: string): unknown[] {
    return api.emulator.world.announcements
      .recent()
      .filter((each) => each.name === `Snapshot:${name}`)
      .map(({ content }) => content);
  }

  test('a snapshot progresses with the time and is announced when it is done', async () => {
    const id = await create({
      DiskId: 'd-web',
      SnapshotName: 'nightly',
      Description: 'before the update',
      ResourceGroupId: 'rg-a',
      RetentionDays: 30,
      Category: 'Standard',
      InstantAccess: true,
      InstantAccessRetentionDays: 1,
      Tag: [{ Key: 'team', Value: '' }],
    });
    expect(await row(id)).toMatchObject({
      SnapshotName: 'nightly',
      Description: 'before the update',
      Status: 'progressing',
      Progress: '0%',
      Available: true,
      SnapshotType: 'user',
      SourceDiskId: 'd-web',
      SourceDiskType: 'system',
      SourceDiskSize: '40',
      RetentionDays: 30,
      ResourceGroupId: 'rg-a',
      CreationTime: '2026-03-02T08:00:00Z',
      Tags: { Tag: [{ TagKey: 'team', TagValue: '' }] },
    });
    const { RemainTime } = (await row(id)) as SnapshotRow;
    api.emulator.advance((RemainTime * 1000) / 2);
    expect((await row(id))?.Progress).toBe('50%');
    api.emulator.advance((RemainTime * 1000) / 2);
    expect(await row(id)).toMatchObject({ Status: 'accomplished', Progress: '100%', RemainTime: 0 });
    const endTime = `${api.emulator.now().toISOString().slice(0, 19)}Z`;
    expect(announced('CreateSnapshotCompleted')).toEqual([
      {
        result: 'accomplished',
        snapshotId: id,
        snapshotName: 'nightly',
        snapshotType: 'user',
        diskId: 'd-web',
        startTime: '2026-03-02T08:00:00Z',
        endTime,
      },
    ]);
  });

  test('a further snapshot of a disk stores only what changed', async () => {
    const first = await create({ DiskId: 'd-data' });
    const whole = (await row(first))?.RemainTime ?? 0;
    api.emulator.advance(60 * MINUTE);
    const second = await create({ DiskId: 'd-data' });
    expect((await row(second))?.RemainTime).toBeLessThan(whole / 2);
  });

  test('a snapshot is released when its retention ends', async () => {
    const id = await create({ DiskId: 'd-web', RetentionDays: 1 });
    api.emulator.advance(DAY - 1);
    expect(await row(id)).toBeDefined();
    await api.call('ModifySnapshotAttribute', { SnapshotId: id, RetentionDays: 2 });
    api.emulator.advance(1);
    expect(await row(id)).toBeDefined();
    api.emulator.advance(DAY);
    expect(await row(id)).toBeUndefined();
    expect(announced('SnapshotDeleted')).toHaveLength(1);
  });

  test('a change of the instance spoils a snapshot in creation', async () => {
    const id = await create({ DiskId: 'd-web' });
    api.emulator.advance(1000);
    await api.call('StopInstance', { InstanceId: 'i-web' });
    expect((await row(id))?.Status).toBe('failed');
    expect(announced('CreateSnapshotCompleted')).toMatchObject([{ result: 'failed', snapshotId: id }]);
    expect(await api.refusal('CreateSnapshot', { DiskId: 'd-web' })).toBe('IncorrectInstanceStatus');
    api.emulator.advance(10 * MINUTE);
    expect((await row(id))?.Status).toBe('failed');
    await create({ DiskId: 'd-web' });
  });

  test('a snapshot in creation is cancelled by deleting it', async () => {
    const id = await create({ DiskId: 'd-web' });
    await api.call('DeleteSnapshot', { SnapshotId: id });
    api.emulator.advance(60 * MINUTE);
    expect(await row(id)).toBeUndefined();
    expect(announced('CreateSnapshotCompleted')).toEqual([]);
    await api.call('DeleteSnapshot', { SnapshotId: id });
  });

  test('a repeated request is answered again, with the same token only if it is the same', async () => {
    const request = { DiskId: 'd-web', ClientToken: 'token-1' };
    const id = await create(request);
    expect(await create(request)).toBe(id);
    expect(await ids({ DiskId: 'd-web' })).toEqual([id]);
    const mismatch = await api.errorOf('CreateSnapshot', { ...request, SnapshotName: 'other' });
    expect(mismatch.code).toBe('IdempotentParameterMismatch');
    expect([403, undefined]).toContain(mismatch.status);
  });

  test.each([
    ['an unknown disk', { DiskId: 'd-none' }, 'InvalidDiskId.NotFound', 404],
    ['no disk', {}, 'MissingParameter.DiskId', 400],
    ['a disk that was never attached', { DiskId: 'd-new' }, 'IncorrectDiskStatus.NeverAttached', 403],
    ['an instance in transition', { DiskId: 'd-busy' }, 'IncorrectInstanceStatus', 400],
    ['a locked instance', { DiskId: 'd-locked' }, 'InstanceLockedForSecurity', 403],
    ['a reserved name', { DiskId: 'd-web', SnapshotName: 'auto-1' }, 'InvalidSnapshotName.Malformed', 400],
    ['a short name', { DiskId: 'd-web', SnapshotName: 'a' }, 'InvalidSnapshotName.Malformed', 400],
    ['a short description', { DiskId: 'd-web', Description: 'x' }, 'InvalidDescription.Malformed', 404],
    ['no retention', { DiskId: 'd-web', RetentionDays: 0 }, 'InvalidRetentionDays.Malformed', 400],
    ['a local snapshot', { DiskId: 'd-web', Category: 'Flash' }, 'InvalidSnapshotCategory.Malformed', 403],
    [
      'a reserved tag',
      { DiskId: 'd-web', Tag: [{ Key: 'acs:x', Value: 'y' }] },
      'InvalidTagKey.Malformed',
      400,
    ],
    [
      'a tag twice',
      {
        DiskId: 'd-web',
        Tag: [
          { Key: 'a', Value: 'b' },
          { Key: 'a', Value: 'c' },
        ],
      },
      'Duplicate.TagKey',
      400,
    ],
  ])('CreateSnapshot refuses %s', async (_, params, code, status) => {
    const error = await api.errorOf('CreateSnapshot', params);
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });

  test('CreateSnapshot refuses local disks', async () => {
    const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    const local = region?.disks.all().find(({ category }) => category === 'local_ssd_pro');
    expect(local).toBeDefined();
    expect(await api.refusal('CreateSnapshot', { DiskId: local?.id })).toBe(
      'DiskCategory.OperationNotSupported',
    );
  });

  test('a disk has one snapshot in creation, one of the ESSD series several', async () => {
    await create({ DiskId: 'd-old' });
    expect(await api.refusal('CreateSnapshot', { DiskId: 'd-old' })).toBe(
      'IncorrectDiskStatus.CreatingSnapshot',
    );
    await create({ DiskId: 'd-data' });
    await create({ DiskId: 'd-data' });
    expect(await api.refusal('CreateSnapshot', { DiskId: 'd-data' })).toBe(
      'QuotaExceed.ConcurrentSnapshotQuota',
    );
  });

  test('a disk keeps as many snapshots as its quota', async () => {
    await create({ DiskId: 'd-idle' });
    expect(await api.refusal('CreateSnapshot', { DiskId: 'd-idle' })).toBe('QuotaExceed.Snapshot');
  });

  test('what was made of a snapshot keeps it from being deleted', async () => {
    expect(await api.refusal('DeleteSnapshot', { SnapshotId: 's-idle-2' })).toBe('SnapshotCreatedDisk');
    await api.call('DeleteSnapshot', { SnapshotId: 's-idle-2', Force: true });
    expect(await row('s-idle-2')).toBeUndefined();
    expect(await api.refusal('DeleteSnapshot')).toBe('MissingParameter');
    expect(await api.refusal('DeleteSnapshot', { SnapshotId: 's-idle-1', Force: true })).toBe(
      'SnapshotCreatedImage',
    );
  });

  test.each([
    ['everything', {}, ['s-idle-1', 's-idle-2', 's-failed', 's-gone']],
    ['a disk', { DiskId: 'd-idle' }, ['s-idle-1', 's-idle-2', 's-failed']],
    ['ids', { SnapshotIds: '["s-gone","s-idle-1","s-none"]' }, ['s-idle-1', 's-gone']],
    ['ids of a disk', { SnapshotIds: '["s-gone","s-idle-1"]', DiskId: 'd-idle' }, ['s-idle-1']],
    ['an instance', { InstanceId: 'i-web' }, []],
    ['a name', { SnapshotName: 'second' }, ['s-idle-2']],
    ['a status', { Status: 'failed' }, ['s-failed']],
    ['all statuses', { Status: 'all', DiskId: 'd-gone' }, ['s-gone']],
    ['automatic ones', { SnapshotType: 'auto' }, ['s-gone']],
    ['manual ones', { SnapshotType: 'user', Status: 'accomplished' }, ['s-idle-1', 's-idle-2']],
    ['a type of disk', { SourceDiskType: 'Data' }, ['s-idle-1', 's-idle-2', 's-failed', 's-gone']],
    ['another type of disk', { SourceDiskType: 'system' }, []],
    ['use by disks', { Usage: 'disk' }, ['s-idle-2']],
    ['no use', { Usage: 'none', DiskId: 'd-idle' }, ['s-failed']],
    ['use by images', { Usage: 'image' }, ['s-idle-1']],
    ['a category', { Category: 'archive' }, []],
    ['encrypted ones', { Encrypted: true }, ['s-idle-2']],
    ['a key', { KMSKeyId: 'key-1' }, ['s-idle-2']],
    ['a resource group', { ResourceGroupId: 'rg-a' }, ['s-failed']],
    ['a tag', { Tag: [{ Key: 'team' }] }, ['s-idle-1']],
    ['another value of a tag', { Tag: [{ Key: 'team', Value: 'bank' }] }, []],
    [
      'a time of creation',
      {
        Filter: [
          { Key: 'CreationStartTime', Value: '2026-02-20T00:00Z' },
          { Key: 'CreationEndTime', Value: '2026-02-26T00:00Z' },
        ],
      },
      ['s-idle-2', 's-failed'],
    ],
  ])('DescribeSnapshots selects by %s', async (_, params, expected) => {
    expect(await ids(params)).toEqual(expected);
  });

  test.each([
    ['Status', { Status: 'done' }, 'InvalidStatus.NotFound'],
    ['SnapshotType', { SnapshotType: 'timer' }, 'InvalidSnapshotType.NotFound'],
    ['SourceDiskType', { SourceDiskType: 'tape' }, 'InvalidSourceDiskType'],
    ['Usage', { Usage: 'backup' }, 'InvalidUsage'],
    ['Category', { Category: 'gold' }, 'InvalidSnapshotCategory.Malformed'],
    ['SnapshotIds', { SnapshotIds: 's-idle-1' }, 'InvalidSnapshotIds.Malformed'],
    ['SnapshotLinkId', { SnapshotLinkId: 'sl-none' }, 'InvalidSnapshotLinkId.NotFound'],
    ['Filter.1.Key', { Filter: [{ Key: 'Age', Value: '2026-02-20T00:00Z' }] }, 'InvalidFilterKey.NotFound'],
    ['Filter.1.Value', { Filter: [{ Key: 'CreationEndTime', Value: 'now' }] }, 'InvalidFilterValue'],
    ['half a filter', { Filter: [{ Value: '2026-02-20T00:00Z' }] }, 'InvalidParameter'],
    ['half a tag', { Tag: [{ Value: 'shop' }] }, 'InvalidTag.Mismatch'],
    ['DryRun', { DryRun: true }, 'DryRunOperation'],
    ['NextToken', { NextToken: 'x' }, 'InvalidParameter.NextToken'],
  ])('DescribeSnapshots answers a wrong %s with its code', async (_, params, code) => {
    expect(await api.refusal('DescribeSnapshots', { ...REGION, ...params })).toBe(code);
  });

  test('pages are read by number with a total, and by token without', async () => {
    const second = await page({ PageNumber: 2, PageSize: 3 });
    expect(second.Snapshots.Snapshot.map(({ SnapshotId }) => SnapshotId)).toEqual(['s-gone']);
    expect(second.TotalCount).toBe(4);
    const first = await page({ MaxResults: 3 });
    expect(first).toMatchObject({ TotalCount: 0, PageSize: 3 });
    const rest = await page({ MaxResults: 3, NextToken: first.NextToken });
    expect(rest.Snapshots.Snapshot.map(({ SnapshotId }) => SnapshotId)).toEqual(['s-gone']);
    expect(rest.NextToken).toBe('');
  });

  test('a name, a description and a longer retention can be given', async () => {
    const SnapshotId = 's-gone';
    await api.call('ModifySnapshotAttribute', {
      SnapshotId,
      SnapshotName: 'kept',
      Description: 'for the audit',
      RetentionDays: 40,
      DisableInstantAccess: false,
    });
    expect(await row(SnapshotId)).toMatchObject({
      SnapshotName: 'kept',
      Description: 'for the audit',
      RetentionDays: 40,
      LastModifiedTime: '2026-03-02T08:00:00Z',
    });
    await api.call('ModifySnapshotAttribute', { SnapshotId, Description: '' });
    expect(await row(SnapshotId)).toMatchObject({ SnapshotName: 'kept', Description: '' });
    for (const [params, code] of [
      [{ SnapshotId }, 'NoAttributeToModify'],
      [{ SnapshotId, RetentionDays: 39 }, 'InvalidOperation.DecreaseRetentionDaysUnsupported'],
      [{ SnapshotId, SnapshotName: 'auto' }, 'InvalidSnapshotName.Malformed'],
      [{ SnapshotId, Description: 'http://example.com' }, 'InvalidDescription.Malformed'],
      [{ SnapshotId: 's-none', SnapshotName: 'kept' }, 'InvalidSnapshotId.NotFound'],
    ] as const) {
      expect(await api.refusal('ModifySnapshotAttribute', params)).toBe(code);
    }
  });

  test('chains add up what a disk has stored, and a region its chains', async () => {
    interface Link {
      readonly SnapshotLinkId: string;
      readonly TotalSize: number;
    }
    interface Links {
      readonly SnapshotLinks: { readonly SnapshotLink: readonly Link[] };
      readonly TotalCount: number;
    }
    const links = (params: object = {}): Promise<Links> =>
      api.call<Links>('DescribeSnapshotLinks', { ...REGION, ...params });
    await create({ DiskId: 'd-web' });
    const {
      SnapshotLinks: { SnapshotLink },
      TotalCount,
    } = await links();
    expect(TotalCount).toBe(3);
    expect(SnapshotLink).toMatchObject([
      { SourceDiskId: 'd-idle', SourceDiskSize: 100, TotalCount: 3, InstanceId: '', Category: 'standard' },
      { SourceDiskId: 'd-gone', SourceDiskSize: 20, TotalCount: 1, SourceDiskName: '' },
      {
        SourceDiskId: 'd-web',
        SourceDiskName: 'root',
        TotalSize: 0,
        InstanceId: 'i-web',
        InstanceName: 'web',
      },
    ]);
    const usage = await api.call<{ SnapshotSize: number }>('DescribeSnapshotsUsage', REGION);
    const total = SnapshotLink.reduce((sum, { TotalSize }) => sum + TotalSize, 0);
    expect(usage).toMatchObject({ SnapshotCount: 5, SnapshotSize: total });
    expect(total).toBeGreaterThan(20 * 2 ** 30);

    const [idle] = SnapshotLink;
    expect(await ids({ SnapshotLinkId: idle?.SnapshotLinkId })).toEqual(['s-idle-1', 's-idle-2', 's-failed']);
    const selected = async (params: object): Promise<string[]> =>
      (await links(params)).SnapshotLinks.SnapshotLink.map(({ SnapshotLinkId }) => SnapshotLinkId);
    expect(await selected({ SnapshotLinkIds: JSON.stringify([idle?.SnapshotLinkId]) })).toHaveLength(1);
    expect(await selected({ DiskIds: '["d-gone","d-web"]', InstanceId: 'i-web' })).toHaveLength(1);
    expect(await selected({ DiskIds: '[]' })).toEqual([]);
    expect(await links({ MaxResults: 1 })).toMatchObject({ PageSize: 10, TotalCount: 0 });
    expect(await api.refusal('DescribeSnapshotLinks', { ...REGION, DiskIds: 'd-idle' })).toBe(
      'InvalidDiskIds',
    );
    expect(await api.refusal('DescribeSnapshotLinks', { ...REGION, InstanceId: 'i-none' })).toBe(
      'InvalidInstanceId.NotFound',
    );
  });

  test('there are no storage plans', async () => {
    expect(await api.call('DescribeSnapshotPackage', { ...REGION, PageSize: 20 })).toMatchObject({
      SnapshotPackages: { SnapshotPackage: [] },
      TotalCount: 0,
      PageSize: 20,
    });
    expect(await api.refusal('DescribeSnapshotPackage', { ...REGION, PageSize: 101 })).toBe(
      'InvalidParameter',
    );
    expect(await api.refusal('DescribeSnapshotsUsage', { RegionId: 'moon' })).toBe(
      'InvalidRegionId.NotFound',
    );
  });

  test('without permission lists are empty and changes are refused', async () => {
    const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'session'));
    expect(await nobody.call('DescribeSnapshots', REGION)).toMatchObject({
      Snapshots: { Snapshot: [] },
      TotalCount: 0,
    });
    expect(await nobody.call('DescribeSnapshotLinks', REGION)).toMatchObject({ TotalCount: 0 });
    await expect(nobody.call('DeleteSnapshot', { SnapshotId: 's-gone' })).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
    await expect(nobody.call('CreateSnapshot', { DiskId: 'd-web' })).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
  });
});
