import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import { diskQueries } from '../disk-queries';
import type { Params } from '../drivers/driver';
import { regionOf } from '../world-view';

const REGION = { RegionId: 'cn-hangzhou' };
const ZONE = { ...REGION, ZoneId: 'cn-hangzhou-h' };
const MINUTE = 60_000;

const FLEET = {
  defaults: { zone: 'h' },
  instances: [
    {
      id: 'i-web',
      systemDisk: { id: 'd-root', tags: { team: 'shop' } },
      dataDisks: [{ id: 'd-data', name: 'data', sizeGiB: 100, tags: { team: 'shop', tier: 'db' } }],
    },
    {
      id: 'i-off',
      status: 'Stopped',
      dataDisks: [
        { id: 'd-off-data', sizeGiB: 50 },
        { id: 'd-off-restored', snapshot: 's-none' },
      ],
    },
    {
      id: 'i-sub',
      chargeType: 'PrePaid',
      systemDisk: { id: 'd-sub-root' },
      dataDisks: [{ id: 'd-sub-data' }],
    },
    { id: 'i-local', type: 'ecs.i2.xlarge' },
    { id: 'i-full', dataDisks: [{ count: 16 }] },
  ],
  disks: [
    { id: 'd-free', zone: 'h', name: 'free', sizeGiB: 100, createdAt: '2026-03-01T00:00:00Z' },
    { id: 'd-auto', zone: 'h', category: 'cloud_auto', sizeGiB: 100, provisionedIops: 500 },
    { id: 'd-tiny', zone: 'h', category: 'cloud_auto', sizeGiB: 3 },
    { id: 'd-basic', zone: 'h', category: 'cloud', sizeGiB: 50, encrypted: true, kmsKey: 'key-1' },
    { id: 'd-unpaid', zone: 'h', locks: ['financial'], resourceGroup: 'rg-a' },
    { id: 'd-elsewhere', zone: 'i', deleteAutoSnapshot: false },
  ],
  snapshots: [{ id: 's-off', disk: 'd-off-data', ageDays: 2 }],
  roles: [{ name: 'nobody', policies: [] }],
};

describeContract('disks', FAMILIES.disks, FLEET, (api) => {
  const disks = diskQueries(api);

  describe('DescribeDisks', () => {
    test('describes a system disk', async () => {
      expect(await disks.row('d-root')).toMatchObject({
        Type: 'system',
        Category: 'cloud_essd',
        PerformanceLevel: 'PL1',
        Size: 40,
        InstanceId: 'i-web',
        Device: '/dev/xvda',
        Attachments: { Attachment: [{ InstanceId: 'i-web', Device: '/dev/xvda' }] },
        AttachedTime: '2026-01-31T08:00:00Z',
        DetachedTime: '',
        Portable: false,
        DeleteWithInstance: true,
        ExpiredTime: '2999-09-08T16:00Z',
        ImageId: 'aliyun_3_x64_20G_alibase_20250117.vhd',
        SerialNumber: 'root',
        Tags: { Tag: [{ TagKey: 'team', TagValue: 'shop' }] },
      });
    });

    test('describes the disks of a subscription until its end', async () => {
      expect(await disks.row('d-sub-data')).toMatchObject({
        DiskChargeType: 'PrePaid',
        Portable: false,
        ExpiredTime: '2027-01-31T08:00Z',
      });
    });

    test('describes the disk of a host', async () => {
      const [, local] = (await disks.page({ InstanceId: 'i-local' })).Disks.Disk;
      expect(local).toMatchObject({
        Category: 'local_ssd_pro',
        Size: 894,
        Device: '/dev/xvdb',
        Portable: false,
        PerformanceLevel: '',
      });
    });

    test.each<[string, Params, readonly string[]]>([
      ['ids', { DiskIds: '["d-free","d-none","d-root"]' }, ['d-root', 'd-free']],
      ['an empty list of ids', { DiskIds: '[]' }, []],
      ['the instance', { InstanceId: 'i-web' }, ['d-root', 'd-data']],
      ['the zone', { ZoneId: 'cn-hangzhou-i', DiskType: 'data' }, ['d-elsewhere']],
      ['the type', { DiskType: 'system', InstanceId: 'i-web' }, ['d-root']],
      ['every type', { DiskType: 'all', InstanceId: 'i-web' }, ['d-root', 'd-data']],
      ['the category', { Category: 'cloud_auto' }, ['d-auto', 'd-tiny']],
      ['every category', { Category: 'all', InstanceId: 'i-web' }, ['d-root', 'd-data']],
      ['a category that no disk has', { Category: 'cloud_regional_disk_auto' }, []],
      ['the name', { DiskName: 'free' }, ['d-free']],
      ['the status', { Status: 'Available', Category: 'cloud_essd' }, ['d-free', 'd-unpaid', 'd-elsewhere']],
      ['every status', { Status: 'All', InstanceId: 'i-web' }, ['d-root', 'd-data']],
      ['encryption', { Encrypted: true }, ['d-basic']],
      ['no encryption, which asks for nothing', { Encrypted: false, Category: 'cloud' }, ['d-basic']],
      ['the key', { KMSKeyId: 'key-1' }, ['d-basic']],
      ['a lock', { LockReason: 'financial' }, ['d-unpaid']],
      ['the charge type', { DiskChargeType: 'PrePaid', DiskType: 'data' }, ['d-sub-data']],
      ['portability', { Portable: false, DiskType: 'data', Category: 'cloud_essd' }, ['d-sub-data']],
      ['release with the instance', { DeleteWithInstance: true, InstanceId: 'i-web' }, ['d-root']],
      ['release of snapshots', { DeleteAutoSnapshot: false }, ['d-elsewhere']],
      ['automatic snapshots in force', { EnableAutoSnapshot: false, DiskType: 'system' }, []],
      ['a snapshot policy', { EnableAutomatedSnapshotPolicy: true }, []],
      ['the id of a snapshot policy', { AutoSnapshotPolicyId: 'sp-none' }, []],
      ['the source', { SnapshotId: 's-none' }, ['d-off-restored']],
      ['the resource group', { ResourceGroupId: 'rg-a' }, ['d-unpaid']],
      ['a tag', { Tag: [{ Key: 'team', Value: 'shop' }] }, ['d-root', 'd-data']],
      ['several tags', { Tag: [{ Key: 'team' }, { Key: 'tier', Value: 'db' }] }, ['d-data']],
      ['attachment to several instances', { MultiAttach: 'Enabled' }, []],
      ['shared block storage', { EnableShared: true }, []],
      [
        'creation',
        { Filter: [{ Key: 'CreationStartTime', Value: '2026-02-28T23:59Z' }], DiskName: 'free' },
        ['d-free'],
      ],
      ['an early creation', { Filter: [{ Key: 'CreationEndTime', Value: '2026-01-01T00:00Z' }] }, []],
    ])('filters by %s', async (_case, params, expected) => {
      expect(await disks.ids(params)).toEqual(expected);
    });

    test('what asks for nothing selects everything', async () => {
      const { TotalCount } = await disks.page();
      const all = { MultiAttach: 'Disabled', EnableShared: false, EnableAutoSnapshot: true, Portable: true };
      const local = { EnableAutoSnapshot: false };
      const counts = [await disks.page({ ...all, Portable: undefined }), await disks.page(local)].map(
        (each) => each.TotalCount,
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(TotalCount);
    });

    test('reads every disk once by token, and pages by number', async () => {
      const all = await disks.ids();
      const first = await disks.page({ MaxResults: 1 });
      expect(first.Disks.Disk).toHaveLength(10);
      const second = await disks.page({ MaxResults: 10, NextToken: first.NextToken });
      const third = await disks.page({ PageNumber: 2, PageSize: 10 });
      expect(third.Disks.Disk).toEqual(second.Disks.Disk);
      expect([third.PageNumber, third.PageSize, third.TotalCount]).toEqual([2, 10, all.length]);
      expect([...first.Disks.Disk, ...second.Disks.Disk].map(({ DiskId }) => DiskId)).toEqual(
        all.slice(0, 20),
      );
      expect((await disks.page({ MaxResults: 1000 })).PageSize).toBe(500);
    });

    test('answers performance and placement on request', async () => {
      expect((await disks.row('d-auto'))['IOPS']).toBeUndefined();
      const { Disks } = await disks.page({
        DiskIds: '["d-auto"]',
        AdditionalAttributes: ['IOPS', 'Placement'],
      });
      expect(Disks.Disk[0]).toMatchObject({
        IOPS: 7300,
        IOPSRead: 7300,
        Throughput: 170,
        ProvisionedIops: 500,
        Placement: { ZoneIds: 'cn-hangzhou-h' },
      });
    });

    test.each<[string, Params, string]>([
      ['a region that does not exist', { RegionId: 'cn-atlantis' }, 'InvalidRegion.NotFound'],
      ['a zone that does not exist', { ZoneId: 'cn-hangzhou-z' }, 'InvalidZoneId.NotFound'],
      ['ids that are no list', { DiskIds: 'd-free' }, 'InvalidParameter.DiskIds'],
      [
        'too many ids',
        { DiskIds: JSON.stringify(new Array(101).fill('d-free')) },
        'InvalidDiskIds.Malformed',
      ],
      ['an unknown status', { Status: 'Gone' }, 'InvalidStatus.ValueNotSupported'],
      ['an unknown category', { Category: 'floppy' }, 'InvalidCategory.ValueNotSupported'],
      ['an unknown type', { DiskType: 'swap' }, 'InvalidDiskType.ValueNotSupported'],
      ['an unknown charge type', { DiskChargeType: 'Free' }, 'InvalidDiskChargeType.NotFound'],
      ['an unknown lock', { LockReason: 'whim' }, 'InvalidLockReason.NotFound'],
      ['a tag without a key', { Tag: [{ Value: 'shop' }] }, 'InvalidTag.Mismatch'],
      ['a filter without a time', { Filter: [{ Key: 'CreationStartTime' }] }, 'InvalidParameter'],
      ['a filter without a key', { Filter: [{ Value: '2026-03-01T00:00Z' }] }, 'InvalidParameter'],
      ['an unknown attribute', { AdditionalAttributes: ['Colour'] }, 'InvalidParameter'],
      ['a dry run', { DryRun: true }, 'DryRunOperation'],
    ])('refuses %s', async (_case, params, code) => {
      expect(await api.refusal('DescribeDisks', { ...REGION, ...params })).toBe(code);
    });

    test('shows nothing to those who may not look', async () => {
      const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'contract', 900));
      expect(await nobody.call('DescribeDisks', REGION)).toMatchObject({
        TotalCount: 0,
        Disks: { Disk: [] },
      });
    });
  });

  describe('DeleteDisk', () => {
    test('deletes a disk and keeps its manual snapshots', async () => {
      await api.call('DetachDisk', { InstanceId: 'i-off', DiskId: 'd-off-data' });
      api.emulator.advance(MINUTE);
      await api.call('DeleteDisk', { DiskId: 'd-off-data' });
      expect(await disks.ids({ DiskIds: '["d-off-data"]' })).toEqual([]);
      expect(regionOf(api.emulator).snapshots.get('s-off')).toBeDefined();
    });

    test('ignores a disk that does not exist', async () => {
      await api.call('DeleteDisk', { DiskId: 'd-none' });
    });

    test.each<[string, string]>([
      ['d-data', 'IncorrectDiskStatus'],
      ['d-root', 'DiskNotPortable'],
      ['d-unpaid', 'DiskInArrears'],
    ])('refuses %s with %s', async (DiskId, code) => {
      expect(await api.refusal('DeleteDisk', { DiskId })).toBe(code);
    });

    test('refuses a disk in creation', async () => {
      const { DiskId } = await api.call<{ DiskId: string }>('CreateDisk', { ...ZONE, Size: 20 });
      expect(await api.refusal('DeleteDisk', { DiskId })).toBe('IncorrectDiskStatus.Initializing');
    });
  });

  describe('ModifyDiskAttribute', () => {
    test('changes one disk', async () => {
      await api.call('ModifyDiskAttribute', {
        ...REGION,
        DiskId: 'd-auto',
        DiskName: 'renamed',
        Description: 'described',
        BurstingEnabled: true,
        DeleteAutoSnapshot: false,
        DeleteWithInstance: true,
        EnableAutoSnapshot: false,
      });
      expect(await disks.row('d-auto')).toMatchObject({
        DiskName: 'renamed',
        Description: 'described',
        BurstingEnabled: true,
        DeleteAutoSnapshot: false,
        DeleteWithInstance: true,
        EnableAutoSnapshot: false,
      });
    });

    test('changes several disks, all or none', async () => {
      const change = { ...REGION, DeleteWithInstance: true };
      expect(await api.refusal('ModifyDiskAttribute', { ...change, DiskIds: ['d-free', 'd-none'] })).toBe(
        'InvalidDiskId.NotFound',
      );
      expect(disks.disk('d-free').deleteWithInstance).toBe(false);
      await api.call('ModifyDiskAttribute', { ...change, DiskIds: ['d-free', 'd-data'] });
      expect([disks.disk('d-free').deleteWithInstance, disks.disk('d-data').deleteWithInstance]).toEqual([
        true,
        true,
      ]);
    });

    test.each<[string, Params, string]>([
      ['no disk', { DiskName: 'name' }, 'MissingParameter.DiskIdOrDiskIds'],
      [
        'both ways to name disks',
        { DiskId: 'd-free', DiskIds: ['d-data'] },
        'ParameterConflict.DiskIdAndDiskIds',
      ],
      ['nothing to change', { DiskId: 'd-free' }, 'NoAttributeToModify'],
      ['a name of one character', { DiskId: 'd-free', DiskName: 'x' }, 'InvalidDiskName.Malformed'],
      [
        'an address as description',
        { DiskId: 'd-free', Description: 'http://x' },
        'InvalidDescription.Malformed',
      ],
      [
        'bursts of an ESSD',
        { DiskId: 'd-free', BurstingEnabled: true },
        'BurstingEnabledForDiskCategoryUnsupported',
      ],
      [
        'bursts of a tiny disk',
        { DiskId: 'd-tiny', BurstingEnabled: true },
        'InvalidBurstingEnabled.DiskSizeTooSmall',
      ],
    ])('refuses %s', async (_case, params, code) => {
      expect(await api.refusal('ModifyDiskAttribute', { ...REGION, ...params })).toBe(code);
    });

    test('a disk of the host goes with its instance', async () => {
      const DiskId = await disks.localDisk('i-local');
      expect(await api.refusal('ModifyDiskAttribute', { ...REGION, DiskId, DeleteWithInstance: false })).toBe(
        'DiskNotPortable',
      );
    });
  });
});
