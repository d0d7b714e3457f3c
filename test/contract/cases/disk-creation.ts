import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import { diskQueries } from '../disk-queries';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const ZONE = { ...REGION, ZoneId: 'cn-hangzhou-h' };
const MINUTE = 60_000;

const FLEET = {
  defaults: { zone: 'h' },
  instances: [
    { id: 'i-web', dataDisks: [{ id: 'd-data', sizeGiB: 50 }] },
    { id: 'i-sub', chargeType: 'PrePaid', dataDisks: [{}] },
    { id: 'i-ended', chargeType: 'PrePaid', expiresAt: '2026-03-01T00:00:00Z' },
    { id: 'i-crowded', chargeType: 'PrePaid', dataDisks: [{ count: 16 }] },
  ],
  disks: [{ id: 'd-basic', zone: 'h', category: 'cloud', sizeGiB: 50 }],
  snapshots: [
    { id: 's-off', disk: 'd-data', ageDays: 2 },
    { id: 's-locked', disk: 'd-data', encrypted: true, kmsKey: 'key-1', ageDays: 2 },
  ],
  roles: [
    {
      name: 'creator',
      policies: [
        {
          Version: '1',
          Statement: [{ Effect: 'Allow', Action: 'ecs:CreateDisk', Resource: 'acs:ecs:*:*:disk/*' }],
        },
      ],
    },
  ],
};

describeContract('disk-creation', FAMILIES.diskCreation, FLEET, (api) => {
  const disks = diskQueries(api);

  const create = async (params: Params): Promise<string> =>
    (await api.call<{ DiskId: string }>('CreateDisk', { ...ZONE, ...params })).DiskId;

  test('creates a basic disk, which is available after a moment', async () => {
    const id = await create({
      Size: 20,
      DiskName: 'new',
      Description: 'a disk',
      Tag: [{ Key: 'a', Value: 'b' }],
    });
    expect(await disks.row(id)).toMatchObject({
      Status: 'Creating',
      Category: 'cloud',
      Size: 20,
      DiskName: 'new',
      Description: 'a disk',
      Portable: true,
      DeleteAutoSnapshot: true,
      DeleteWithInstance: false,
      DiskChargeType: 'PostPaid',
      Tags: { Tag: [{ TagKey: 'a', TagValue: 'b' }] },
    });
    api.emulator.advance(MINUTE);
    expect((await disks.row(id)).Status).toBe('Available');
  });

  test('creates an ESSD of a performance level, encrypted', async () => {
    const id = await create({
      Size: 500,
      DiskCategory: 'cloud_essd',
      PerformanceLevel: 'PL2',
      Encrypted: true,
      KMSKeyId: 'key-2',
      ResourceGroupId: 'rg-b',
    });
    expect(await disks.row(id)).toMatchObject({
      PerformanceLevel: 'PL2',
      Encrypted: true,
      KMSKeyId: 'key-2',
      ResourceGroupId: 'rg-b',
    });
  });

  test('creates an AutoPL disk with provisioned IOPS and bursts', async () => {
    const id = await create({
      Size: 40,
      DiskCategory: 'cloud_auto',
      ProvisionedIops: 36_200,
      BurstingEnabled: true,
    });
    expect(await disks.row(id)).toMatchObject({
      ProvisionedIops: 36_200,
      BurstingEnabled: true,
      PerformanceLevel: '',
    });
  });

  test('a disk of a snapshot is as large as the snapshot, or larger', async () => {
    const same = await create({ SnapshotId: 's-off', DiskCategory: 'cloud_essd' });
    expect(await disks.row(same)).toMatchObject({
      Size: 50,
      SourceSnapshotId: 's-off',
      DataSource: { Id: 's-off' },
    });
    const larger = await create({ SnapshotId: 's-off', Size: 80, DiskCategory: 'cloud_essd' });
    const smaller = await create({ SnapshotId: 's-off', Size: 30, DiskCategory: 'cloud_essd' });
    expect([disks.disk(larger).sizeGiB, disks.disk(smaller).sizeGiB]).toEqual([80, 50]);
  });

  test('a disk of an encrypted snapshot has its key', async () => {
    const id = await create({ SnapshotId: 's-locked', DiskCategory: 'cloud_essd' });
    expect(await disks.row(id)).toMatchObject({ Encrypted: true, KMSKeyId: 'key-1' });
  });

  test('buys a disk for a subscribed instance', async () => {
    const answer = await api.call<{ DiskId: string; OrderId: string }>('CreateDisk', {
      ...REGION,
      InstanceId: 'i-sub',
      Size: 20,
    });
    expect(answer.OrderId).toMatch(/^\d+$/);
    api.emulator.advance(MINUTE);
    expect(await disks.row(answer.DiskId)).toMatchObject({
      Status: 'In_use',
      InstanceId: 'i-sub',
      Device: '/dev/xvdc',
      DiskChargeType: 'PrePaid',
      Portable: false,
      DeleteWithInstance: true,
    });
  });

  test('creates once for a client token', async () => {
    const params = { Size: 20, ClientToken: 'token-1' };
    expect(await create(params)).toBe(await create(params));
    expect(await api.refusal('CreateDisk', { ...ZONE, ...params, Size: 21 })).toBe(
      'IdempotentParameterMismatch',
    );
  });

  test.each<[string, Params, string]>([
    ['no zone', { ZoneId: undefined, Size: 20 }, 'MissingParameter'],
    ['neither size nor snapshot', {}, 'MissingParameter'],
    ['an unknown zone', { ZoneId: 'cn-hangzhou-z', Size: 20 }, 'InvalidZoneId.NotFound'],
    ['an unknown category', { DiskCategory: 'floppy', Size: 20 }, 'InvalidDiskCategory.ValueNotSupported'],
    [
      'a category of its own kind',
      { DiskCategory: 'cloud_regional_disk_auto', Size: 20 },
      'UnsupportedParameter',
    ],
    ['attachment to several instances', { MultiAttach: 'Enabled', Size: 20 }, 'UnsupportedParameter'],
    ['a parameter without a model', { StorageSetId: 'ss-1', Size: 20 }, 'UnsupportedParameter'],
    ['a name that begins with a digit', { DiskName: '1st', Size: 20 }, 'InvalidDiskName.Malformed'],
    ['a description of one character', { Description: 'x', Size: 20 }, 'InvalidDescription.Malformed'],
    ['a basic disk that is too small', { Size: 4 }, 'InvalidDiskSize.NotSupported'],
    ['a basic disk that is too large', { Size: 2001 }, 'InvalidDiskSize.NotSupported'],
    ['a size of nothing', { Size: 0 }, 'InvalidSize.ValueNotSupported'],
    [
      'a size below the performance level',
      { Size: 460, DiskCategory: 'cloud_essd', PerformanceLevel: 'PL2' },
      'OperationDenied.PerformanceLevelNotMatch',
    ],
    [
      'an unknown performance level',
      { Size: 20, PerformanceLevel: 'PL9' },
      'InvalidPerformanceLevel.Malformed',
    ],
    [
      'a performance level of a basic disk',
      { Size: 20, PerformanceLevel: 'PL1' },
      'InvalidPerformanceLevel.Malformed',
    ],
    ['IOPS of a basic disk', { Size: 20, ProvisionedIops: 1 }, 'ProvisionedIopsForDiskCategoryUnsupported'],
    [
      'bursts of a basic disk',
      { Size: 20, BurstingEnabled: true },
      'BurstingEnabledForDiskCategoryUnsupported',
    ],
    [
      'more IOPS than there are',
      { Size: 40, DiskCategory: 'cloud_auto', ProvisionedIops: 36_201 },
      'InvalidProvisionedIops.LimitExceed',
    ],
    [
      'bursts of a tiny disk',
      { Size: 3, DiskCategory: 'cloud_auto', BurstingEnabled: true },
      'InvalidBurstingEnabled.DiskSizeTooSmall',
    ],
    ['an unknown snapshot', { SnapshotId: 's-none' }, 'InvalidSnapshotId.NotFound'],
    ['a key without encryption', { Size: 20, KMSKeyId: 'key-1' }, 'InvalidEncrypted.NotMatchKmsKeyId'],
    [
      'a plain disk of an encrypted snapshot',
      { SnapshotId: 's-locked', DiskCategory: 'cloud_essd', Encrypted: false },
      'InvalidEncrypted.NotMatchSnapshot',
    ],
    [
      'another key than that of the snapshot',
      { SnapshotId: 's-locked', DiskCategory: 'cloud_essd', Encrypted: true, KMSKeyId: 'key-9' },
      'InvalidKMSKeyId.NotMatchSnapshot',
    ],
    ['zone and instance', { InstanceId: 'i-sub', Size: 20 }, 'InvalidParam.ZoneIdAndInstanceId.Conflict'],
    ['a tag of the cloud', { Size: 20, Tag: [{ Key: 'acs:x', Value: 'y' }] }, 'InvalidTagKey.Malformed'],
  ])('refuses %s', async (_case, params, code) => {
    expect(await api.refusal('CreateDisk', { ...ZONE, ...params })).toBe(code);
  });

  test.each<[string, string]>([
    ['i-none', 'InvalidInstanceId.NotFound'],
    ['i-web', 'InvalidInstanceChargeType.ValueNotSupported'],
    ['i-ended', 'InstanceExpiredOrInArrears'],
    ['i-crowded', 'InstanceDiskLimitExceeded'],
  ])('buys no disk for %s: %s', async (InstanceId, code) => {
    expect(await api.refusal('CreateDisk', { ...REGION, InstanceId, Size: 20 })).toBe(code);
  });

  test('a snapshot in creation of a slow disk makes no disk', async () => {
    await api.call('AttachDisk', { InstanceId: 'i-web', DiskId: 'd-basic' });
    api.emulator.advance(MINUTE);
    const SnapshotId = await disks.snapshotOf('d-basic');
    expect(await api.refusal('CreateDisk', { ...ZONE, SnapshotId })).toBe('InvalidSnapshotId.NotReady');
  });

  test('asks RAM about the snapshot too', async () => {
    const creator = api.as(api.emulator.issueRoleCredentials('creator', 'contract', 900));
    await creator.call('CreateDisk', { ...ZONE, Size: 20 });
    await expect(creator.call('CreateDisk', { ...ZONE, SnapshotId: 's-off' })).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
  });
});
