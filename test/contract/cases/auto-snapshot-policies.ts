import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const HERE = { regionId: 'cn-hangzhou' };
const REGION = { RegionId: 'cn-hangzhou' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Cases begin on Monday, 2 March 2026, at 16:00 in UTC+8. */
const EVENING = { timePoints: '["18"]', repeatWeekdays: '["1","2","3","4","5","6","7"]', retentionDays: -1 };

const FLEET = {
  quotas: { autoSnapshotPoliciesPerRegion: 4, autoSnapshotPoliciesPerDisk: 2, automaticSnapshotsPerDisk: 3 },
  instances: [
    { id: 'i-web', systemDisk: { id: 'd-web' }, dataDisks: [{ id: 'd-data' }], tags: { backup: 'daily' } },
    { id: 'i-slow', systemDisk: { id: 'd-slow', category: 'cloud_efficiency', sizeGiB: 2000 } },
    { id: 'i-local', type: 'ecs.i2.xlarge' },
  ],
  disks: [{ id: 'd-new' }],
  roles: [{ name: 'nobody', policies: [] }],
};

interface Snapshot {
  readonly SnapshotName: string;
  readonly SourceDiskId: string;
  readonly CreationTime: string;
}

interface Policy {
  readonly AutoSnapshotPolicyId: string;
  readonly DiskNums: number;
}

describeContract('auto snapshot policies', FAMILIES.autoSnapshotPolicies, FLEET, (api) => {
  async function create(params: object = {}): Promise<string> {
    const request = { ...HERE, ...EVENING, ...params };
    return (await api.call<{ AutoSnapshotPolicyId: string }>('CreateAutoSnapshotPolicy', request))
      .AutoSnapshotPolicyId;
  }

  const apply = (autoSnapshotPolicyId: string, ...diskIds: string[]): Promise<unknown> =>
    api.call('ApplyAutoSnapshotPolicy', { ...HERE, autoSnapshotPolicyId, diskIds: JSON.stringify(diskIds) });

  async function policies(params: object = {}): Promise<readonly Policy[]> {
    const answer = await api.call<{ AutoSnapshotPolicies: { AutoSnapshotPolicy: Policy[] } }>(
      'DescribeAutoSnapshotPolicyEx',
      { ...REGION, ...params },
    );
    return answer.AutoSnapshotPolicies.AutoSnapshotPolicy;
  }

  async function snapshots(params: object = {}): Promise<readonly Snapshot[]> {
    const answer = await api.call<{ Snapshots: { Snapshot: Snapshot[] } }>('DescribeSnapshots', {
      ...REGION,
      ...params,
    });
    return answer.Snapshots.Snapshot;
  }

  function localDisk(): string {
    const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    return region?.disks.all().find(({ category }) => category === 'local_ssd_pro')?.id ?? '';
  }

  test('a policy takes snapshots at its time points and keeps them for its days', async () => {
    const id = await create({
      autoSnapshotPolicyName: 'nightly',
      timePoints: '["18", 6]',
      retentionDays: 1,
      ResourceGroupId: 'rg-a',
      Tag: [{ Key: 'team', Value: 'shop' }],
    });
    await apply(id, 'd-web', 'd-new');
    expect(await policies()).toEqual([
      expect.objectContaining({
        AutoSnapshotPolicyId: id,
        AutoSnapshotPolicyName: 'nightly',
        TimePoints: '["6","18"]',
        RepeatWeekdays: '["1","2","3","4","5","6","7"]',
        RetentionDays: 1,
        DiskNums: 2,
        Status: 'Normal',
        AssociationType: 'AssociatedWithDisk',
        EnableCrossRegionCopy: false,
        TargetCopyRegions: '',
        CreationTime: '2026-03-02T08:00:00Z',
      }),
    ]);
    api.emulator.advance(2 * HOUR - 1);
    expect(await snapshots()).toEqual([]);
    api.emulator.advance(1);
    expect(await snapshots()).toMatchObject([
      {
        SnapshotName: `auto2.0_20260302_${id}`,
        SourceDiskId: 'd-web',
        SnapshotType: 'timer',
        Status: 'progressing',
        RetentionDays: 1,
        CreationTime: '2026-03-02T10:00:00Z',
      },
    ]);
    api.emulator.advance(12 * HOUR);
    expect((await snapshots({ SnapshotType: 'auto' })).map(({ SnapshotName }) => SnapshotName)).toEqual([
      `auto2.0_20260302_${id}`,
      `auto2.0_20260303_${id}`,
    ]);
    api.emulator.advance(12 * HOUR);
    expect((await snapshots()).map(({ CreationTime }) => CreationTime)).toEqual([
      '2026-03-02T22:00:00Z',
      '2026-03-03T10:00:00Z',
    ]);
  });

  test('a policy runs on its weekdays alone, and by its schedule of the day', async () => {
    const id = await create({ repeatWeekdays: '["3"]' });
    await apply(id, 'd-web');
    api.emulator.advance(2 * DAY);
    expect(await snapshots()).toEqual([]);
    await api.call('ModifyAutoSnapshotPolicyEx', { ...HERE, autoSnapshotPolicyId: id, timePoints: '["20"]' });
    api.emulator.advance(7 * DAY);
    expect((await snapshots()).map(({ CreationTime }) => CreationTime)).toEqual(['2026-03-04T12:00:00Z']);
  });

  test('snapshots are copied to another region', async () => {
    const copies = {
      EnableCrossRegionCopy: true,
      TargetCopyRegions: '["cn-beijing"]',
      CopiedSnapshotsRetentionDays: 30,
      CopyEncryptionConfiguration: { Encrypted: true, KMSKeyId: 'key-1' },
    };
    const id = await create(copies);
    await apply(id, 'd-web');
    expect(await policies()).toMatchObject([
      {
        EnableCrossRegionCopy: true,
        TargetCopyRegions: '["cn-beijing"]',
        CopiedSnapshotsRetentionDays: 30,
        CopyEncryptionConfiguration: { Encrypted: true, KMSKeyId: 'key-1' },
      },
    ]);
    api.emulator.advance(4 * HOUR);
    const there = { RegionId: 'cn-beijing' };
    expect(await snapshots(there)).toMatchObject([
      {
        SnapshotName: `auto2.0_20260302_${id}`,
        SnapshotType: 'timer',
        SourceRegionId: 'cn-hangzhou',
        RetentionDays: 30,
        Encrypted: true,
        KMSKeyId: 'key-1',
        Status: 'accomplished',
      },
    ]);
    await api.call('ModifyAutoSnapshotPolicyEx', {
      ...HERE,
      autoSnapshotPolicyId: id,
      EnableCrossRegionCopy: false,
    });
    api.emulator.advance(DAY);
    expect(await snapshots(there)).toHaveLength(1);
  });

  test('the oldest automatic snapshot makes room for a new one', async () => {
    await apply(await create(), 'd-web');
    await api.call('CreateSnapshot', { DiskId: 'd-web', SnapshotName: 'manual' });
    api.emulator.advance(5 * DAY);
    expect((await snapshots({ DiskId: 'd-web' })).map(({ CreationTime }) => CreationTime)).toEqual([
      '2026-03-02T08:00:00Z',
      '2026-03-04T10:00:00Z',
      '2026-03-05T10:00:00Z',
      '2026-03-06T10:00:00Z',
    ]);
  });

  test('a time point is passed over while an instance or a snapshot is under way', async () => {
    await apply(await create({ timePoints: '["17","18","20"]' }), 'd-slow');
    api.emulator.advance(HOUR - 1000);
    await api.call('RebootInstance', { InstanceId: 'i-slow' });
    api.emulator.advance(2000);
    expect(await snapshots()).toEqual([]);
    api.emulator.advance(4 * HOUR);
    // What the disk holds takes hours to store.
    expect((await snapshots()).map(({ CreationTime }) => CreationTime)).toEqual(['2026-03-02T10:00:00Z']);
  });

  test('a policy can select instances by tag', async () => {
    const byTag = { AssociationType: 'AssociatedWithInstanceTag' };
    const id = await create({ ...byTag, TargetTags: [{ Key: 'backup', Value: 'weekly' }] });
    expect(await policies()).toMatchObject([
      { ...byTag, DiskNums: 0, TargetTags: { TargetTag: [{ TagKey: 'backup', TagValue: 'weekly' }] } },
    ]);
    await api.call('ModifyAutoSnapshotPolicyEx', {
      ...HERE,
      autoSnapshotPolicyId: id,
      TargetTags: [{ Key: 'backup' }],
    });
    expect((await policies())[0]?.DiskNums).toBe(2);
    api.emulator.advance(2 * HOUR);
    expect((await snapshots()).map(({ SourceDiskId }) => SourceDiskId)).toEqual(['d-web', 'd-data']);
    expect(await api.refusal('CreateAutoSnapshotPolicy', { ...HERE, ...EVENING, ...byTag })).toBe(
      'MissingParameter.TargetTags',
    );
    expect(
      await api.refusal('CreateAutoSnapshotPolicy', {
        ...EVENING,
        ...byTag,
        regionId: 'us-west-1',
        TargetTags: [{ Key: 'backup' }],
      }),
    ).toBe('Abs.InvalidAction.RegionNotSupport');
  });

  test.each([
    ['no region', { regionId: '' }, 'MissingParameter.regionId'],
    ['an unknown region', { regionId: 'moon' }, 'InvalidRegionId.NotFound'],
    ['an hour that is none', { timePoints: '["24"]' }, 'ParameterInvalid'],
    ['no list of hours', { timePoints: '1' }, 'ParameterInvalid'],
    ['no hours', { timePoints: '[]' }, 'ParameterInvalid'],
    ['a day that is none', { repeatWeekdays: '["0"]' }, 'ParameterInvalid'],
    ['no days', { repeatWeekdays: '' }, 'MissingParameter.repeatWeekdays'],
    ['a retention of no days', { retentionDays: 0 }, 'ParameterInvalid'],
    ['no retention', { retentionDays: '' }, 'MissingParameter.retentionDays'],
    ['a wrong name', { autoSnapshotPolicyName: '1' }, 'ParameterInvalid'],
    ['copies to nowhere', { EnableCrossRegionCopy: true }, 'InvalidParameter.TargetCopyRegions'],
    [
      'copies to two regions',
      { TargetCopyRegions: '["cn-beijing","cn-qingdao"]' },
      'InvalidParameter.TargetCopyRegions',
    ],
    [
      'copies to its own region',
      { TargetCopyRegions: '["cn-hangzhou"]' },
      'InvalidParameter.TargetCopyRegions',
    ],
    [
      'copies kept for no days',
      { CopiedSnapshotsRetentionDays: 0 },
      'InvalidParameter.CopiedSnapshotsRetentionDays',
    ],
    [
      'a key alone',
      { CopyEncryptionConfiguration: { KMSKeyId: 'key-1' } },
      'InvalidParameter.EncryptedIllegal',
    ],
  ])('CreateAutoSnapshotPolicy refuses %s', async (_, params, code) => {
    expect(await api.refusal('CreateAutoSnapshotPolicy', { ...HERE, ...EVENING, ...params })).toBe(code);
  });

  test('a region has so many policies, and a disk so many of them', async () => {
    const [first, second, third] = [await create(), await create(), await create()];
    await create();
    expect(await api.refusal('CreateAutoSnapshotPolicy', { ...HERE, ...EVENING })).toBe(
      'AutoSnapshotPolicy.QuotaExceed',
    );
    await apply(first, 'd-web');
    await apply(first, 'd-web', 'd-data');
    await apply(second, 'd-web');
    const refused = { ...HERE, autoSnapshotPolicyId: third, diskIds: '["d-web"]' };
    expect(await api.refusal('ApplyAutoSnapshotPolicy', refused)).toBe(
      'QuotaExceed.AppliedAutoSnapshotPolicyQuota',
    );
  });

  test('ApplyAutoSnapshotPolicy refuses what there is not and what has no snapshots', async () => {
    const autoSnapshotPolicyId = await create();
    const local = localDisk();
    for (const [params, code] of [
      [{ autoSnapshotPolicyId: 'sp-none', diskIds: '["d-web"]' }, 'ParameterInvalid'],
      [{ autoSnapshotPolicyId, diskIds: '["d-none"]' }, 'InvalidDiskId.NotFound'],
      [{ autoSnapshotPolicyId, diskIds: 'd-web' }, 'ParameterInvalid'],
      [{ autoSnapshotPolicyId, diskIds: JSON.stringify([local]) }, 'DiskCategory.OperationNotSupported'],
      [
        { autoSnapshotPolicyId, diskIds: JSON.stringify([local, 'd-web']) },
        'PartofDiskCategory.OperationNotSupported',
      ],
    ] as const) {
      expect(await api.refusal('ApplyAutoSnapshotPolicy', { ...HERE, ...params })).toBe(code);
    }
  });

  test('a policy is cancelled by its id, or as the only one', async () => {
    const [first, second] = [await create(), await create()];
    await apply(first, 'd-web', 'd-data');
    await apply(second, 'd-web');
    const cancel = (params: object): Promise<unknown> =>
      api.call('CancelAutoSnapshotPolicy', { ...HERE, ...params });
    expect(await api.refusal('CancelAutoSnapshotPolicy', { ...HERE, diskIds: '["d-web"]' })).toBe(
      'OperationDenied.TooManyAutoSnapshotPolicies',
    );
    expect(await api.refusal('CancelAutoSnapshotPolicy', { ...HERE, diskIds: '["d-none"]' })).toBe(
      'InvalidDiskId.NotFound',
    );
    await cancel({ diskIds: '["d-web"]', autoSnapshotPolicyId: first });
    await cancel({ diskIds: '["d-data","d-new"]' });
    expect((await policies()).map(({ DiskNums }) => DiskNums)).toEqual([0, 1]);
  });

  test('associations are listed by policy or by disk', async () => {
    const [first, second] = [await create(), await create()];
    await apply(first, 'd-web', 'd-data');
    await apply(second, 'd-web');
    const list = async (params: object): Promise<unknown> => {
      const answer = await api.call<{ AutoSnapshotPolicyAssociations: unknown }>(
        'DescribeAutoSnapshotPolicyAssociations',
        { ...REGION, ...params },
      );
      return answer.AutoSnapshotPolicyAssociations;
    };
    expect(await list({ AutoSnapshotPolicyId: first })).toEqual({
      AutoSnapshotPolicyAssociation: [
        { AutoSnapshotPolicyId: first, DiskId: 'd-web' },
        { AutoSnapshotPolicyId: first, DiskId: 'd-data' },
      ],
    });
    expect(await list({ DiskId: 'd-web' })).toEqual({
      AutoSnapshotPolicyAssociation: [
        { AutoSnapshotPolicyId: first, DiskId: 'd-web' },
        { AutoSnapshotPolicyId: second, DiskId: 'd-web' },
      ],
    });
    for (const [params, code] of [
      [{}, 'MissingParameter.AutoSnapshotPolicyIdOrDiskId'],
      [{ AutoSnapshotPolicyId: first, DiskId: 'd-web' }, 'ParameterConflict.AutoSnapshotPolicyIdAndDiskId'],
      [{ AutoSnapshotPolicyId: 'sp-none' }, 'InvalidAutoSnapshotPolicyId.NotFound'],
      [{ DiskId: 'd-none' }, 'InvalidDiskId.NotFound'],
    ] as const) {
      expect(await api.refusal('DescribeAutoSnapshotPolicyAssociations', { ...REGION, ...params })).toBe(
        code,
      );
    }
  });

  test('policies are selected and read page by page', async () => {
    const first = await create({ autoSnapshotPolicyName: 'first', Tag: [{ Key: 'team', Value: 'shop' }] });
    const second = await create({ autoSnapshotPolicyName: 'second', ResourceGroupId: 'rg-a' });
    const selected = async (params: object): Promise<string[]> =>
      (await policies(params)).map(({ AutoSnapshotPolicyId }) => AutoSnapshotPolicyId);
    expect(await selected({ AutoSnapshotPolicyId: first })).toEqual([first]);
    expect(await selected({ AutoSnapshotPolicyName: 'second' })).toEqual([second]);
    expect(await selected({ ResourceGroupId: 'rg-a' })).toEqual([second]);
    expect(await selected({ Tag: [{ Key: 'team' }] })).toEqual([first]);
    expect(await selected({ PageSize: 1, PageNumber: 2 })).toEqual([second]);
    expect(await api.refusal('DescribeAutoSnapshotPolicyEx', { ...REGION, PageSize: 101 })).toBe(
      'InvalidParameter',
    );
    const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'session'));
    expect(await nobody.call('DescribeAutoSnapshotPolicyEx', REGION)).toMatchObject({ TotalCount: 0 });
    await expect(
      nobody.call('DeleteAutoSnapshotPolicy', { ...HERE, autoSnapshotPolicyId: first }),
    ).rejects.toMatchObject({ code: 'Forbidden.RAM' });
  });

  test('a changed policy keeps what the change does not name', async () => {
    const id = await create({ autoSnapshotPolicyName: 'first', retentionDays: 7 });
    const change = { ...HERE, autoSnapshotPolicyId: id };
    await api.call('ModifyAutoSnapshotPolicyEx', { ...change, autoSnapshotPolicyName: 'second' });
    await api.call('ModifyAutoSnapshotPolicyEx', { ...change, retentionDays: -1, repeatWeekdays: '["7"]' });
    expect(await policies()).toMatchObject([
      {
        AutoSnapshotPolicyName: 'second',
        RetentionDays: -1,
        RepeatWeekdays: '["7"]',
        TimePoints: '["18"]',
      },
    ]);
    expect(await api.refusal('ModifyAutoSnapshotPolicyEx', { ...change, timePoints: '["x"]' })).toBe(
      'ParameterInvalid',
    );
    expect(
      await api.refusal('ModifyAutoSnapshotPolicyEx', { ...change, autoSnapshotPolicyId: 'sp-none' }),
    ).toBe('ParameterInvalid');
  });

  test('a deleted policy is no longer carried out', async () => {
    const id = await create();
    await apply(id, 'd-web');
    const request = { ...HERE, autoSnapshotPolicyId: id };
    await api.call('DeleteAutoSnapshotPolicy', request);
    api.emulator.advance(DAY);
    expect(await snapshots()).toEqual([]);
    expect(await api.refusal('DeleteAutoSnapshotPolicy', request)).toBe('ParameterInvalid');
    await apply(await create(), 'd-web');
    const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    expect(region?.disks.get('d-web')?.autoSnapshotPolicyIds).toHaveLength(1);
  });
});
