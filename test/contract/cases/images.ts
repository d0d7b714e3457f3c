import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';
import { regionOf } from '../world-view';

const REGION = { RegionId: 'cn-hangzhou' };
const LINUX = 'aliyun_3_x64_20G_alibase_20250117.vhd';

const FLEET = {
  images: [
    {
      id: 'm-gold',
      name: 'shop-gold',
      description: 'ready to run',
      family: 'shop',
      os: 'Windows Server  2022 Datacenter 64bit English Edition',
      osType: 'windows',
      platform: 'Windows Server 2022',
      disks: [
        { device: '/dev/xvda', sizeGiB: 60, snapshot: 's-gold' },
        { device: '/dev/xvdb', sizeGiB: 200 },
      ],
      tags: { team: 'shop' },
      resourceGroup: 'rg-a',
      createdAt: '2026-02-01T06:07:05Z',
    },
    { id: 'm-arm', name: 'shop-arm', architecture: 'arm64', bootMode: 'UEFI' },
    { id: 'm-old', status: 'Deprecated' },
    { id: 'm-broken', status: 'CreateFailed' },
  ],
  instances: [{ id: 'i-web', image: 'm-gold' }, { id: 'i-plain' }],
  snapshots: [{ id: 's-gold', disk: 'd-gone', sizeGiB: 60, ageDays: 10 }],
  roles: [{ name: 'nobody', policies: [] }],
};

interface ImageRow {
  readonly ImageId: string;
  readonly Status: string;
  readonly [field: string]: unknown;
}

interface ImagePage {
  readonly Images: { readonly Image: readonly ImageRow[] };
  readonly TotalCount: number;
}

describeContract('images', FAMILIES.images, FLEET, (api) => {
  const page = (params: Params = {}): Promise<ImagePage> =>
    api.call<ImagePage>('DescribeImages', { ...REGION, ...params });

  async function ids(params: Params = {}): Promise<string[]> {
    return (await page({ PageSize: 100, ...params })).Images.Image.map(({ ImageId }) => ImageId);
  }

  async function row(id: string): Promise<ImageRow | undefined> {
    return (await page({ ImageId: id, Status: 'ALL' })).Images.Image[0];
  }

  describe('DescribeImages', () => {
    test('describes an image of the platform, in every region', async () => {
      for (const RegionId of ['cn-hangzhou', 'ap-southeast-1']) {
        const [image] = (await page({ RegionId, ImageId: LINUX })).Images.Image;
        expect(image).toMatchObject({
          ImageOwnerAlias: 'system',
          ImageName: LINUX,
          ImageFamily: 'acs:alibaba_cloud_linux_3_2104_lts_x64',
          Architecture: 'x86_64',
          OSType: 'linux',
          Platform: 'Aliyun',
          Size: 20,
          CreationTime: '2025-01-17T00:00:00Z',
          DiskDeviceMappings: { DiskDeviceMapping: [] },
          Usable: true,
        });
      }
    });

    test('describes an image of the account', async () => {
      expect(await row('m-gold')).toMatchObject({
        ImageName: 'shop-gold',
        ImageFamily: 'shop',
        ImageOwnerAlias: 'self',
        ImageOwnerId: Number(api.emulator.accountId),
        OSNameEn: 'Windows Server  2022 Datacenter 64bit English Edition',
        Size: 60,
        Progress: '100%',
        Usage: 'instance',
        IsCopied: false,
        DiskDeviceMappings: {
          DiskDeviceMapping: [
            { Device: '/dev/xvda', Type: 'system', Size: '60', SnapshotId: 's-gold' },
            { Device: '/dev/xvdb', Type: 'data', Size: '200', SnapshotId: '' },
          ],
        },
        Features: { ImdsSupport: 'v1', NvmeSupport: 'unsupported', CpuOnlineUpgrade: 'unsupported' },
      });
    });

    test('the image of an instance exists, whatever was said of it', async () => {
      api.emulator.loadFleet({
        instances: [{ image: 'm-unheard' }, { image: 'win2016_x64_40G_alibase_20230101.vhd' }],
      });
      expect(await row('m-unheard')).toMatchObject({ ImageOwnerAlias: 'self', Status: 'Available' });
      expect(await row('win2016_x64_40G_alibase_20230101.vhd')).toMatchObject({
        ImageOwnerAlias: 'system',
        Size: 40,
        CreationTime: '2023-01-01T00:00:00Z',
      });
    });

    test.each<[string, Params, readonly string[]]>([
      ['ids', { ImageId: `m-gold,${LINUX}` }, [LINUX, 'm-gold']],
      ['a status', { Status: 'Deprecated' }, ['m-old']],
      ['statuses', { Status: 'Deprecated,CreateFailed' }, ['m-old', 'm-broken']],
      ['every status', { Status: 'ALL', ImageOwnerAlias: 'self' }, ['m-gold', 'm-arm', 'm-old', 'm-broken']],
      ['the owner', { ImageOwnerAlias: 'self' }, ['m-gold', 'm-arm']],
      ['other owners', { ImageOwnerAlias: 'others' }, []],
      ['the market', { ImageOwnerAlias: 'marketplace' }, []],
      ['community images', { ImageOwnerAlias: 'others', IsPublic: true }, []],
      ['the architecture', { ImageOwnerAlias: 'self', Architecture: 'arm64' }, ['m-arm']],
      ['the family', { ImageFamily: 'shop' }, ['m-gold']],
      ['a part of the name', { ImageName: 'shop-*' }, ['m-gold', 'm-arm']],
      ['the system', { ImageOwnerAlias: 'self', OSType: 'windows' }, ['m-gold']],
      ['an instance type', { ImageOwnerAlias: 'self', InstanceType: 'ecs.g8y.large' }, ['m-arm']],
      ['another instance type', { ImageOwnerAlias: 'self', InstanceType: 'ecs.g7.large' }, ['m-gold']],
      ['use', { Usage: 'instance' }, [LINUX, 'm-gold']],
      ['no use', { Usage: 'none', ImageOwnerAlias: 'self' }, ['m-arm']],
      ['the snapshot', { SnapshotId: 's-gold' }, ['m-gold']],
      ['the resource group', { ResourceGroupId: 'rg-a' }, ['m-gold']],
      ['a tag', { Tag: [{ Key: 'team', Value: 'shop' }] }, ['m-gold']],
      ['usability', { Usable: false, Status: 'ALL' }, ['m-broken']],
      ['usability and status', { Usable: true, Status: 'Deprecated' }, ['m-old']],
      [
        'creation',
        { ImageOwnerAlias: 'self', Filter: [{ Key: 'CreationEndTime', Value: '2026-02-02T00:00Z' }] },
        ['m-gold'],
      ],
      [
        'what can be plugged',
        { ImageOwnerAlias: 'self', Filter: [{ Key: 'CpuOnlineUpgrade', Value: 'supported' }] },
        [],
      ],
      [
        'the network',
        { ImageOwnerAlias: 'self', Filter: [{ Key: 'NetworkType', Value: 'vpc' }] },
        ['m-gold', 'm-arm'],
      ],
      ['cloud-init', { ImageOwnerAlias: 'self', IsSupportCloudinit: true }, ['m-gold', 'm-arm']],
      ['no I/O optimization', { IsSupportIoOptimized: false }, []],
      [
        'what changes nothing',
        { ImageOwnerAlias: 'self', ActionType: 'ChangeOS', ShowExpired: true, ImageOwnerId: 1 },
        ['m-gold', 'm-arm'],
      ],
    ])('filters by %s', async (_case, params, expected) => {
      expect(await ids(params)).toEqual(expected);
    });

    test('pages by number', async () => {
      const all = await ids({ ImageOwnerAlias: 'system' });
      const second = await page({ ImageOwnerAlias: 'system', PageNumber: 2, PageSize: 5 });
      expect(second.Images.Image.map(({ ImageId }) => ImageId)).toEqual(all.slice(5, 10));
      expect(second.TotalCount).toBe(all.length);
    });

    test.each<[string, Params, string]>([
      ['an unknown owner', { ImageOwnerAlias: 'nobody' }, 'InvalidImageOwnerAlias.ValueNotSupported'],
      ['an unknown status', { Status: 'Available,Gone' }, 'InvalidParameter'],
      ['ALL beside another status', { Status: 'ALL,Available' }, 'InvalidParameter'],
      ['usability without status', { Usable: true }, 'MissingParameter.Status'],
      ['an unknown use', { Usage: 'fun' }, 'InvalidUsage'],
      ['an unknown system', { OSType: 'beos' }, 'InvalidOSType'],
      ['an unknown architecture', { Architecture: 'vax' }, 'InvalidArchitecture'],
      [
        'an unknown instance type',
        { InstanceType: 'ecs.none.large' },
        'InvalidInstanceType.ValueNotSupported',
      ],
      ['an unknown filter', { Filter: [{ Key: 'Colour', Value: 'red' }] }, 'InvalidFilterKey.NotFound'],
      ['a filter without a key', { Filter: [{ Value: 'vpc' }] }, 'InvalidParameter'],
      ['a filter by no time', { Filter: [{ Key: 'CreationStartTime', Value: 'now' }] }, 'InvalidParameter'],
      [
        'a filter by no network',
        { Filter: [{ Key: 'NetworkType', Value: 'token-ring' }] },
        'InvalidParameter',
      ],
      ['a filter by no support', { Filter: [{ Key: 'CpuOnlineUpgrade', Value: 'yes' }] }, 'InvalidParameter'],
      ['a page of 101', { PageSize: 101 }, 'InvalidParameter'],
      ['a dry run', { DryRun: true }, 'DryRunOperation'],
    ])('refuses %s', async (_case, params, code) => {
      expect(await api.refusal('DescribeImages', { ...REGION, ...params })).toBe(code);
    });

    test('shows those of the platform to everybody, and nothing else', async () => {
      const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'contract', 900));
      expect(await nobody.call('DescribeImages', REGION)).toMatchObject({ TotalCount: 0 });
      const { TotalCount } = await page({ ImageOwnerAlias: 'system' });
      expect(await nobody.call('DescribeImages', { ...REGION, ImageOwnerAlias: 'system' })).toMatchObject({
        TotalCount,
      });
    });
  });

  describe('DeleteImage', () => {
    test('deletes an image and keeps its snapshots and instances', async () => {
      const target = { ...REGION, ImageId: 'm-gold' };
      expect(await api.refusal('DeleteImage', target)).toBe('ImageUsingByInstance');
      await api.call('DeleteImage', { ...target, Force: true });
      expect(await row('m-gold')).toBeUndefined();
      expect(regionOf(api.emulator).snapshots.get('s-gold')).toBeDefined();
      expect(api.emulator.instance('i-web')?.imageId).toBe('m-gold');
    });

    test('ignores an image that does not exist', async () => {
      await api.call('DeleteImage', { ...REGION, ImageId: 'm-none' });
    });

    test('refuses an image of the platform, and a dry run', async () => {
      expect(await api.refusal('DeleteImage', { ...REGION, ImageId: LINUX })).toBe('InvalidImageId.NotFound');
      expect(await api.refusal('DeleteImage', { ...REGION, ImageId: 'm-arm', DryRun: true })).toBe(
        'DryRunOperation',
      );
      expect(await row('m-arm')).toBeDefined();
    });

    test('refuses an image in creation', async () => {
      const { ImageId } = await api.call<{ ImageId: string }>('CreateImage', {
        ...REGION,
        InstanceId: 'i-plain',
      });
      expect(await api.refusal('DeleteImage', { ...REGION, ImageId })).toBe('ImageIsCreating');
    });

    test('refuses both ends of a copy', async () => {
      const { ImageId } = await api.call<{ ImageId: string }>('CopyImage', {
        ...REGION,
        ImageId: 'm-arm',
        DestinationRegionId: 'cn-shanghai',
      });
      const code = 'OperationDenied.ImageCopying';
      expect(await api.refusal('DeleteImage', { RegionId: 'cn-shanghai', ImageId })).toBe(code);
      expect(await api.refusal('DeleteImage', { ...REGION, ImageId: 'm-arm' })).toBe(code);
      api.emulator.advance(60_000);
      await api.call('DeleteImage', { RegionId: 'cn-shanghai', ImageId });
    });
  });

  describe('ModifyImageAttribute', () => {
    const modify = (ImageId: string, change: Params): Promise<unknown> =>
      api.call('ModifyImageAttribute', { ...REGION, ImageId, ...change });

    test('changes an image', async () => {
      await modify('m-arm', {
        ImageName: 'renamed',
        Description: 'described',
        ImageFamily: 'shop',
        BootMode: 'UEFI',
        LicenseType: 'BYOL',
        Features: { ImdsSupport: 'v2', NvmeSupport: 'supported' },
      });
      expect(await row('m-arm')).toMatchObject({
        ImageName: 'renamed',
        Description: 'described',
        ImageFamily: 'shop',
        LicenseType: 'BYOL',
        Features: { ImdsSupport: 'v2', NvmeSupport: 'supported' },
      });
    });

    test('deprecates an image and takes it back', async () => {
      await modify('m-arm', { Status: 'Deprecated' });
      expect((await row('m-arm'))?.Status).toBe('Deprecated');
      await modify('m-arm', { Status: 'Available' });
      expect((await row('m-arm'))?.Status).toBe('Available');
    });

    test.each<[string, string, Params, string]>([
      ['an image that does not exist', 'm-none', { ImageName: 'name' }, 'InvalidImageId.NotFound'],
      ['an image of the platform', LINUX, { ImageName: 'name' }, 'InvalidImageId.NotFound'],
      ['a name that is taken', 'm-arm', { ImageName: 'shop-gold' }, 'InvalidImageName.Duplicated'],
      ['a name of the platform', 'm-arm', { ImageName: 'acs:mine' }, 'InvalidImageName.Malformed'],
      ['a family of the platform', 'm-arm', { ImageFamily: 'aliyun' }, 'InvalidImageFamily.Malformed'],
      ['a description of one character', 'm-arm', { Description: 'x' }, 'InvalidDescription.Malformed'],
      ['an unknown boot mode', 'm-arm', { BootMode: 'PXE' }, 'InvalidBootMode.NotSupport'],
      ['BIOS for ARM', 'm-arm', { BootMode: 'BIOS' }, 'InvalidBootMode.NotSupport'],
      ['a boot mode in use', 'm-gold', { BootMode: 'UEFI' }, 'OperationDeined.ImageUsingByInstance'],
      ['an unknown licence', 'm-arm', { LicenseType: 'stolen' }, 'InvalidLicenseType.NotSupported'],
      [
        'an unknown way to metadata',
        'm-arm',
        { Features: { ImdsSupport: 'v3' } },
        'InvalidParameter.FeaturesImdsSupport',
      ],
      ['to deprecate what is not available', 'm-old', { Status: 'Deprecated' }, 'ImageStatus.NotAvailable'],
      ['to take back what is not deprecated', 'm-arm', { Status: 'Available' }, 'ImageStatus.NotDeprecated'],
      ['a dry run', 'm-arm', { ImageName: 'name', DryRun: true }, 'DryRunOperation'],
    ])('refuses %s', async (_case, ImageId, change, code) => {
      expect(await api.refusal('ModifyImageAttribute', { ...REGION, ImageId, ...change })).toBe(code);
    });

    test('there is no way back from v2 to v1', async () => {
      await modify('m-arm', { Features: { ImdsSupport: 'v2' } });
      const change = { ...REGION, ImageId: 'm-arm', Features: { ImdsSupport: 'v1' } };
      expect(await api.refusal('ModifyImageAttribute', change)).toBe(
        'InvalidOperation.FeaturesImdsSupportNotMatch',
      );
    });

    test('waits for the creation', async () => {
      const { ImageId } = await api.call<{ ImageId: string }>('CreateImage', {
        ...REGION,
        InstanceId: 'i-plain',
      });
      expect(await api.refusal('ModifyImageAttribute', { ...REGION, ImageId, ImageName: 'name' })).toBe(
        'InvalidStatus.ImageIsCreating',
      );
    });
  });
});
