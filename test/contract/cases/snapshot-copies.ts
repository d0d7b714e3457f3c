import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const HERE = { RegionId: 'cn-hangzhou' };
const THERE = { RegionId: 'cn-beijing' };
const HOUR = 3_600_000;

const FLEET = {
  quotas: { concurrentArchivesPerDisk: 1 },
  instances: [{ id: 'i-web', systemDisk: { id: 'd-web' }, dataDisks: [{ id: 'd-data' }] }],
  snapshots: [
    { id: 's-old', name: 'old', disk: 'd-web', ageDays: 20, tags: { team: 'shop' }, retentionDays: 80 },
    { id: 's-older', disk: 'd-web', ageDays: 30 },
    { id: 's-young', disk: 'd-data', ageDays: 13 },
    { id: 's-secret', disk: 'd-data', ageDays: 20, encrypted: true, kmsKey: 'key-1' },
    { id: 's-archived', disk: 'd-data', ageDays: 90, category: 'archive' },
    { id: 's-progressing', disk: 'd-data', status: 'progressing' },
  ],
};

interface Row {
  readonly SnapshotId: string;
  readonly Status: string;
  readonly Encrypted: boolean;
  readonly KMSKeyId: string;
}

const COPY = {
  ...HERE,
  SnapshotId: 's-old',
  DestinationRegionId: 'cn-beijing',
  DestinationSnapshotName: 'far',
  DestinationSnapshotDescription: 'copy of old',
};

describeContract('snapshot copies', FAMILIES.snapshotCopies, FLEET, (api) => {
  async function row(region: object, id: string): Promise<Row | undefined> {
    const params = { ...region, SnapshotIds: JSON.stringify([id]) };
    const answer = await api.call<{ Snapshots: { Snapshot: Row[] } }>('DescribeSnapshots', params);
    return answer.Snapshots.Snapshot[0];
  }

  async function copy(params: object = {}): Promise<string> {
    return (await api.call<{ SnapshotId: string }>('CopySnapshot', { ...COPY, ...params })).SnapshotId;
  }

  test('a copy takes its time, knows where it is from, and has tags of its own', async () => {
    const id = await copy({
      RetentionDays: 60,
      ResourceGroupId: 'rg-a',
      Tag: [{ Key: 'kind', Value: 'copy' }],
    });
    expect(await row(THERE, id)).toMatchObject({
      SnapshotName: 'far',
      Description: 'copy of old',
      Status: 'progressing',
      Available: false,
      RegionId: 'cn-beijing',
      SourceSnapshotId: 's-old',
      SourceRegionId: 'cn-hangzhou',
      SourceDiskId: 'd-web',
      RetentionDays: 60,
      ResourceGroupId: 'rg-a',
      Tags: { Tag: [{ TagKey: 'kind', TagValue: 'copy' }] },
    });
    expect(await api.refusal('CopySnapshot', COPY)).toBe('InvalidOperation.UnfinishedCrossRegionCopy');
    expect(await api.refusal('DeleteSnapshot', { SnapshotId: 's-old' })).toBe(
      'InvalidOperation.RelatedSnapshotNotFinished',
    );
    await copy({ DestinationRegionId: 'ap-southeast-1' });
    api.emulator.advance(HOUR);
    expect(await row(THERE, id)).toMatchObject({ Status: 'accomplished', Available: true });
    const completed = api.emulator.world.announcements
      .recent()
      .find(({ name, resource }) => name === 'Snapshot:CreateSnapshotCompleted' && resource.id === id);
    expect(completed).toMatchObject({
      regionId: 'cn-beijing',
      content: { snapshotType: 'copied', diskId: 'd-web', result: 'accomplished' },
    });
    await api.call('DeleteSnapshot', { SnapshotId: 's-old' });
    expect(await row(THERE, id)).toBeDefined();
  });

  test('a copy is made once for a token', async () => {
    const id = await copy({ ClientToken: 'token-1' });
    expect(await copy({ ClientToken: 'token-1' })).toBe(id);
    expect(await api.refusal('CopySnapshot', { ...COPY, ClientToken: 'token-1', RetentionDays: 3 })).toBe(
      'IdempotentParameterMismatch',
    );
  });

  test('a copy can be encrypted, and an encrypted one stays so', async () => {
    const secret = await copy({ SnapshotId: 's-secret' });
    expect(await row(THERE, secret)).toMatchObject({ Encrypted: true, KMSKeyId: '' });
    const encrypted = await copy({ Encrypted: true, KMSKeyId: 'key-2' });
    expect(await row(THERE, encrypted)).toMatchObject({ Encrypted: true, KMSKeyId: 'key-2' });
  });

  test.each([
    [
      'into its own region',
      { DestinationRegionId: 'cn-hangzhou' },
      'InvalidOperation.NotSupportCopyInSameRegion',
    ],
    ['into no region', { DestinationRegionId: 'moon' }, 'InvalidRegionId.NotExists'],
    ['of nothing', { SnapshotId: 's-none' }, 'InvalidSnapshotId.NotFound'],
    [
      'of a snapshot of another region',
      { RegionId: 'cn-beijing' },
      'InvalidOperation.NotSupportCopyInSameRegion',
    ],
    ['of an unfinished snapshot', { SnapshotId: 's-progressing' }, 'InvalidSnapshotId.NotReady'],
    ['from the archive', { SnapshotId: 's-archived' }, 'OperationDenied.SnapshotCategoryNotSupportCopy'],
    ['that decrypts', { SnapshotId: 's-secret', Encrypted: false }, 'InvalidEncrypted.NotSupportDecrypt'],
    ['with a key alone', { KMSKeyId: 'key-2' }, 'InvalidEncrypted.NotMatchKmsKeyId'],
    ['without a name', { DestinationSnapshotName: '' }, 'MissingParameter.DestinationSnapshotName'],
    ['with a wrong name', { DestinationSnapshotName: '1' }, 'InvalidSnapshotName.Malformed'],
    ['with a wrong description', { DestinationSnapshotDescription: 'x' }, 'InvalidDescription.Malformed'],
    ['kept too long', { RetentionDays: 65_537 }, 'InvalidRetentionDays.Malformed'],
  ])('CopySnapshot refuses a copy %s', async (_, params, code) => {
    expect(await api.refusal('CopySnapshot', { ...COPY, ...params })).toBe(code);
  });

  test('a copy needs room in the other region', async () => {
    api.emulator.loadFleet({ ...FLEET, quotas: { manualSnapshotsPerDisk: 0 } });
    expect(await api.refusal('CopySnapshot', COPY)).toBe('QuotaExceed.SnapshotQuota');
  });

  test('an archived snapshot is of another chain and cannot be used as it is', async () => {
    const archive = { SnapshotId: 's-old', Category: 'Archive', RetentionDays: 100 };
    const { TaskId } = await api.call<{ TaskId: string }>('ModifySnapshotCategory', archive);
    const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    expect(region?.tasks.get(TaskId)).toMatchObject({ action: 'ArchiveSnapshot', status: 'Processing' });
    expect(await row(HERE, 's-old')).toMatchObject({ Category: 'standard', RetentionDays: 100 });
    expect(await api.refusal('ModifySnapshotCategory', archive)).toBe('InvalidStatus.SnapshotInArchive');
    expect(await api.refusal('ModifySnapshotCategory', { ...archive, SnapshotId: 's-older' })).toBe(
      'QuotaExceed.ConcurrentArchiveSnapshotQuota',
    );
    expect(await api.refusal('DeleteSnapshot', { SnapshotId: 's-old' })).toBe('Operation.Conflict');
    api.emulator.advance(HOUR);
    expect(region?.tasks.get(TaskId)?.status).toBe('Finished');
    expect(await row(HERE, 's-old')).toMatchObject({ Category: 'archive', Available: false });
    expect(await api.refusal('ModifySnapshotCategory', archive)).toBe('InvalidParameter.SnapshotCategory');
    const { SnapshotLinks } = await api.call<{ SnapshotLinks: unknown }>('DescribeSnapshotLinks', {
      ...HERE,
      DiskIds: '["d-web"]',
    });
    expect(SnapshotLinks).toMatchObject({
      SnapshotLink: [
        { Category: 'standard', TotalCount: 1 },
        { Category: 'archive', TotalCount: 1 },
      ],
    });
    await api.call('DeleteSnapshot', { SnapshotId: 's-old' });
  });

  test.each([
    ['nothing', { SnapshotId: 's-none' }, 'InvalidSnapshotId.NotFound'],
    ['a young snapshot', { SnapshotId: 's-young' }, 'InvalidStatus.SnapshotAgeLimit'],
    ['an unfinished snapshot', { SnapshotId: 's-progressing' }, 'InvalidStatus.SnapshotUnfinished'],
    ['an encrypted snapshot', { SnapshotId: 's-secret' }, 'InvalidOperation.EncryptedSnapshotUnsupport'],
    ['an archived snapshot', { SnapshotId: 's-archived' }, 'InvalidParameter.SnapshotCategory'],
    [
      'into another category',
      { SnapshotId: 's-old', Category: 'Standard' },
      'InvalidParameter.SnapshotCategory',
    ],
    ['for too short', { SnapshotId: 's-old', RetentionDays: 73 }, 'InvalidRetentionDays.Malformed'],
    [
      'for shorter than before',
      { SnapshotId: 's-old', RetentionDays: 79 },
      'InvalidOperation.DecreaseRetentionDaysUnsupported',
    ],
  ])('ModifySnapshotCategory refuses to archive %s', async (_, params, code) => {
    expect(await api.refusal('ModifySnapshotCategory', { Category: 'Archive', ...params })).toBe(code);
  });

  test('an archive lasts longer than a lock', async () => {
    await api.call('LockSnapshot', {
      ...HERE,
      SnapshotId: 's-older',
      LockMode: 'compliance',
      LockDuration: 100,
      CoolOffPeriod: 0,
    });
    const archive = { SnapshotId: 's-older', Category: 'Archive' };
    expect(await api.refusal('ModifySnapshotCategory', { ...archive, RetentionDays: 130 })).toBe(
      'InvalidRetentionDays.LessThanLockExpiredTime',
    );
    await api.call('ModifySnapshotCategory', { ...archive, RetentionDays: 131 });
  });
});
