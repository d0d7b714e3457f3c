import { FAMILIES } from '../../../emulator/operations';
import type { Image } from '../../../emulator/world/image';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';
import { regionOf } from '../world-view';

const REGION = { RegionId: 'cn-hangzhou' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const FLEET = {
  quotas: { imagesPerRegion: 9 },
  images: [
    { id: 'm-gold', name: 'gold', disks: [{ device: '/dev/xvda', sizeGiB: 40, snapshot: 's-root' }] },
    { id: 'm-secret', disks: [{ device: '/dev/xvda', sizeGiB: 40, snapshot: 's-secret', encrypted: true }] },
    { id: 'm-old', status: 'Deprecated' },
    { id: 'm-other', region: 'cn-shanghai', name: 'taken' },
  ],
  instances: [
    {
      id: 'i-web',
      image: 'aliyun_3_arm64_20G_alibase_20240528.vhd',
      os: 'Alibaba Cloud Linux  3.2104 LTS 64bit ARM Edition',
      systemDisk: { id: 'd-root' },
      dataDisks: [{ id: 'd-data', sizeGiB: 100, encrypted: true, kmsKey: 'key-1' }],
    },
    { id: 'i-local', type: 'ecs.i2.xlarge' },
    { id: 'i-locked', locks: ['security'] },
    { id: 'i-busy', status: 'Stopping' },
    { id: 'i-bare', status: 'Stopped', systemDisk: { id: 'd-bare' } },
  ],
  snapshots: [
    { id: 's-root', disk: 'd-root', ageDays: 3 },
    { id: 's-data', disk: 'd-data', ageDays: 3 },
    { id: 's-bare', disk: 'd-bare', ageDays: 3 },
    { id: 's-secret', disk: 'd-root', ageDays: 2, encrypted: true, kmsKey: 'key-1' },
    { id: 's-failed', disk: 'd-root', ageDays: 1, status: 'failed' },
    { id: 's-lost', disk: 'd-lost', diskType: 'system', sizeGiB: 30, ageDays: 9 },
  ],
  roles: [
    {
      name: 'imager',
      policies: [
        {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ecs:CreateImage',
              Resource: ['acs:ecs:*:*:image/*', 'acs:ecs:*:*:instance/*'],
            },
          ],
        },
      ],
    },
  ],
};

describeContract('image-creation', FAMILIES.imageCreation, FLEET, (api) => {
  const created = async (params: Params): Promise<string> =>
    (await api.call<{ ImageId: string }>('CreateImage', { ...REGION, ...params })).ImageId;

  function image(id: string, region = 'cn-hangzhou'): Image {
    const found = regionOf(api.emulator, region).images.get(id);
    if (found === undefined) throw new Error(`no image ${id}`);
    return found;
  }

  async function progressOf(id: string, RegionId = 'cn-hangzhou'): Promise<string> {
    const { Images } = await api.call<{ Images: { Image: { Progress: string }[] } }>('DescribeImages', {
      RegionId,
      ImageId: id,
      Status: 'ALL',
    });
    return Images.Image[0]?.Progress ?? '';
  }

  describe('CreateImage', () => {
    test('of an instance: its disks are snapshotted, and the image is there when they are', async () => {
      const id = await created({
        InstanceId: 'i-web',
        ImageName: 'web-1',
        ImageFamily: 'web',
        ImageVersion: '1',
        Description: 'of i-web',
        DetectionStrategy: 'Standard',
        ResourceGroupId: 'rg-a',
        Tag: [{ Key: 'team', Value: 'shop' }],
      });
      expect(image(id)).toMatchObject({
        status: 'Creating',
        name: 'web-1',
        family: 'web',
        version: '1',
        architecture: 'arm64',
        bootMode: 'UEFI',
        osName: 'Alibaba Cloud Linux  3.2104 LTS 64bit ARM Edition',
        platform: 'Aliyun',
        imdsSupport: 'v2',
        detected: true,
        resourceGroupId: 'rg-a',
      });
      const [system, data] = image(id).disks;
      expect(system).toMatchObject({ device: '/dev/xvda', type: 'system', sizeGiB: 40, encrypted: false });
      expect(data).toMatchObject({
        device: '/dev/xvdb',
        type: 'data',
        sizeGiB: 100,
        encrypted: true,
        kmsKeyId: 'key-1',
      });
      const { snapshots } = regionOf(api.emulator);
      expect(snapshots.get(system?.snapshotId ?? '')?.sourceDiskId).toBe('d-root');
      expect(snapshots.get(data?.snapshotId ?? '')?.sourceDiskId).toBe('d-data');
      expect(await progressOf(id)).toBe('0%');
      api.emulator.advance(MINUTE);
      expect(parseInt(await progressOf(id), 10)).toBeGreaterThan(0);
      api.emulator.advance(2 * HOUR);
      expect(image(id).status).toBe('Available');
      expect(await progressOf(id)).toBe('100%');
      const states = api.emulator.world.announcements.recent().filter(({ resource }) => resource.id === id);
      expect(states.map(({ name, content }) => [name, content['state']])).toEqual([
        ['Image:StateChange', 'Available'],
      ]);
    });

    test('of an instance with disks of the host: without them', async () => {
      expect(image(await created({ InstanceId: 'i-local' })).disks).toHaveLength(1);
    });

    test('fails with its snapshots', async () => {
      const id = await created({ InstanceId: 'i-web' });
      regionOf(api.emulator).snapshots.remove(image(id).disks[0]?.snapshotId ?? '');
      api.emulator.advance(2 * HOUR);
      expect(image(id).status).toBe('CreateFailed');
    });

    test('of a snapshot of a system disk', async () => {
      const id = await created({ SnapshotId: 's-root' });
      expect(image(id)).toMatchObject({
        name: id,
        platform: 'Aliyun',
        imdsSupport: 'v1',
        disks: [{ device: '/dev/xvda', sizeGiB: 40, snapshotId: 's-root' }],
      });
      api.emulator.advance(MINUTE);
      expect(image(id).status).toBe('Available');
    });

    test('of a snapshot that nothing is known of but what the request says', async () => {
      const id = await created({
        SnapshotId: 's-lost',
        Platform: 'Windows Server 2019',
        Architecture: 'x86_64',
        BootMode: 'UEFI',
        Features: { ImdsSupport: 'v2' },
        SecureBootOptions: { SecureBootSupport: 'supported' },
      });
      expect(image(id)).toMatchObject({
        platform: 'Windows Server 2019',
        osType: 'windows',
        bootMode: 'UEFI',
        imdsSupport: 'v2',
        secureBootSupport: 'supported',
        disks: [{ sizeGiB: 30 }],
      });
    });

    test('of snapshots and empty disks', async () => {
      const id = await created({
        SnapshotId: 's-none',
        DiskDeviceMapping: [
          { SnapshotId: 's-data', Device: '/dev/xvdc', Size: 150 },
          { SnapshotId: 's-root' },
          { Size: 30 },
          { DiskType: 'data' },
        ],
      });
      expect(image(id).disks).toMatchObject([
        { device: '/dev/xvda', type: 'system', sizeGiB: 40, snapshotId: 's-root' },
        { device: '/dev/xvdb', type: 'data', sizeGiB: 30, snapshotId: '' },
        { device: '/dev/xvdc', type: 'data', sizeGiB: 150, snapshotId: 's-data' },
        { device: '/dev/xvdd', type: 'data', sizeGiB: 20, snapshotId: '' },
      ]);
    });

    test('a snapshot of a data disk as the system disk', async () => {
      const id = await created({ DiskDeviceMapping: [{ SnapshotId: 's-data', DiskType: 'system' }] });
      expect(image(id).disks).toMatchObject([{ device: '/dev/xvda', type: 'system', snapshotId: 's-data' }]);
    });

    test('once for a client token', async () => {
      const params = { SnapshotId: 's-root', ImageName: 'once', ClientToken: 'token-1' };
      expect(await created(params)).toBe(await created(params));
    });

    const mapping = (...DiskDeviceMapping: Params[]): Params => ({
      SnapshotId: undefined,
      DiskDeviceMapping,
    });

    test.each<[string, Params, string]>([
      ['nothing to make it of', { SnapshotId: undefined }, 'MissingParameter'],
      ['a name that is taken', { ImageName: 'gold' }, 'InvalidImageName.Duplicated'],
      ['a name that begins with a digit', { ImageName: '1st' }, 'InvalidImageName.Malformed'],
      ['a family of the platform', { ImageFamily: 'acs:mine' }, 'InvalidImageFamily.Malformed'],
      ['a description of one character', { Description: 'x' }, 'InvalidDescription.Malformed'],
      ['an unknown platform', { Platform: 'BeOS' }, 'InvalidPlatform.Malformed'],
      ['an unknown architecture', { Architecture: 'vax' }, 'InvalidArchitecture.Malformed'],
      ['an unknown boot mode', { BootMode: 'PXE' }, 'InvalidBootMode.NotSupport'],
      ['BIOS for ARM', { BootMode: 'BIOS' }, 'InvalidBootMode.NotSupport'],
      [
        'a secure boot from BIOS',
        { SnapshotId: 's-bare', SecureBootOptions: { SecureBootSupport: 'supported' } },
        'InvalidParameter',
      ],
      [
        'an unknown way to metadata',
        { Features: { ImdsSupport: 'v3' } },
        'InvalidParameter.FeaturesImdsSupport',
      ],
      ['a tag twice', { Tag: [{ Key: 'a' }, { Key: 'a' }] }, 'Duplicate.TagKey'],
      ['a snapshot that does not exist', { SnapshotId: 's-none' }, 'InvalidSnapshotId.NotFound'],
      ['a snapshot that failed', { SnapshotId: 's-failed' }, 'InvalidSnapshotId.NotReady'],
      ['a snapshot of a data disk', { SnapshotId: 's-data' }, 'OperationDenied'],
      ['an instance that does not exist', { InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound'],
      ['an instance that is locked', { InstanceId: 'i-locked' }, 'InstanceLockedForSecurity'],
      ['an instance on its way', { InstanceId: 'i-busy' }, 'IncorrectInstanceStatus'],
      ['mappings without a system disk', mapping({ SnapshotId: 's-data' }), 'OperationDenied'],
      ['mappings with two', mapping({ SnapshotId: 's-root' }, { SnapshotId: 's-secret' }), 'OperationDenied'],
      ['an empty system disk', mapping({ DiskType: 'system' }), 'OperationDenied'],
      [
        'a system disk elsewhere',
        mapping({ SnapshotId: 's-root', Device: '/dev/xvdb' }),
        'InvalidDevice.Malformed',
      ],
      ['a device that is none', mapping({ SnapshotId: 's-root', Device: 'C:' }), 'InvalidDevice.Malformed'],
      [
        'a device twice',
        mapping({ SnapshotId: 's-root' }, { Device: '/dev/xvdb' }, { Device: '/dev/xvdb' }),
        'InvalidDevice.InUse',
      ],
      [
        'a disk smaller than its snapshot',
        mapping({ SnapshotId: 's-root', Size: 39 }),
        'InvalidSize.ValueNotSupported',
      ],
      ['a tiny disk', mapping({ SnapshotId: 's-root' }, { Size: 4 }), 'InvalidSize.ValueNotSupported'],
      ['an unknown kind of disk', mapping({ DiskType: 'swap' }), 'InvalidDiskType.ValueNotSupported'],
      ['a dry run', { DryRun: true }, 'DryRunOperation'],
    ])('refuses %s', async (_case, params, code) => {
      const before = regionOf(api.emulator).images.size;
      expect(await api.refusal('CreateImage', { ...REGION, SnapshotId: 's-root', ...params })).toBe(code);
      expect(regionOf(api.emulator).images.size).toBe(before);
    });

    test('refuses an instance without a system disk', async () => {
      await api.call('DetachDisk', { InstanceId: 'i-bare', DiskId: 'd-bare' });
      api.emulator.advance(MINUTE);
      expect(await api.refusal('CreateImage', { ...REGION, InstanceId: 'i-bare' })).toBe(
        'InvalidInstance.NotFoundSystemDisk',
      );
    });

    test('keeps to the quota', async () => {
      for (let count = 3; count < 9; count += 1) await created({ SnapshotId: 's-root' });
      expect(await api.refusal('CreateImage', { ...REGION, SnapshotId: 's-root' })).toBe('QuotaExceed.Image');
    });

    test('asks RAM about what it is made of', async () => {
      const imager = api.as(api.emulator.issueRoleCredentials('imager', 'contract', 900));
      await imager.call('CreateImage', { ...REGION, InstanceId: 'i-web' });
      await expect(imager.call('CreateImage', { ...REGION, SnapshotId: 's-root' })).rejects.toMatchObject({
        code: 'Forbidden.RAM',
      });
    });
  });

  describe('CopyImage', () => {
    const SHANGHAI = { ...REGION, DestinationRegionId: 'cn-shanghai' };
    const copied = async (params: Params): Promise<string> =>
      (await api.call<{ ImageId: string }>('CopyImage', { ...SHANGHAI, ...params })).ImageId;

    test('copies an image with its snapshots', async () => {
      const id = await copied({
        ImageId: 'm-gold',
        DestinationImageName: 'gold-copy',
        DestinationDescription: 'copied',
        Encrypted: true,
        KMSKeyId: 'key-2',
        ResourceGroupId: 'rg-b',
        Tag: [{ Key: 'team', Value: 'shop' }],
      });
      const copy = image(id, 'cn-shanghai');
      expect(copy).toMatchObject({
        status: 'Creating',
        name: 'gold-copy',
        description: 'copied',
        sourceImageId: 'm-gold',
        resourceGroupId: 'rg-b',
        disks: [{ device: '/dev/xvda', sizeGiB: 40, encrypted: true, kmsKeyId: 'key-2' }],
      });
      const { snapshots } = regionOf(api.emulator, 'cn-shanghai');
      expect(snapshots.get(copy.disks[0]?.snapshotId ?? '')).toMatchObject({
        type: 'copied',
        sourceSnapshotId: 's-root',
        encrypted: true,
        kmsKeyId: 'key-2',
      });
      api.emulator.advance(2 * HOUR);
      expect(copy.status).toBe('Available');
      expect(await progressOf(id, 'cn-shanghai')).toBe('100%');
      const { Images } = await api.call<{ Images: { Image: object[] } }>('DescribeImages', {
        RegionId: 'cn-shanghai',
        ImageId: id,
      });
      expect(Images.Image[0]).toMatchObject({ IsCopied: true });
    });

    test('five at once, the rest in turn', async () => {
      const sources: string[] = [];
      for (let count = 0; count < 6; count += 1) sources.push(await created({ SnapshotId: 's-lost' }));
      api.emulator.advance(MINUTE);
      const ids: string[] = [];
      for (const ImageId of sources) ids.push(await copied({ ImageId }));
      expect(ids.map((id) => image(id, 'cn-shanghai').status)).toEqual([
        ...new Array<string>(5).fill('Creating'),
        'Waiting',
      ]);
      expect(await progressOf(ids[5] ?? '', 'cn-shanghai')).toBe('0%');
      api.emulator.advance(24 * HOUR);
      expect(ids.map((id) => image(id, 'cn-shanghai').status)).toEqual(
        new Array<string>(6).fill('Available'),
      );
    });

    test.each<[string, Params, string]>([
      ['an image that does not exist', { ImageId: 'm-none' }, 'InvalidImageId.NotFound'],
      [
        'an image of the platform',
        { ImageId: 'aliyun_3_x64_20G_alibase_20250117.vhd' },
        'InvalidImageId.NotFound',
      ],
      ['a deprecated image', { ImageId: 'm-old' }, 'IncorrectImageStatus'],
      ['the same region', { DestinationRegionId: 'cn-hangzhou' }, 'IncorrectDestinationRegion'],
      ['no region', { DestinationRegionId: undefined }, 'IncorrectDestinationRegion'],
      ['a region that does not exist', { DestinationRegionId: 'cn-atlantis' }, 'DestinationRegion.NotFound'],
      ['a name that is taken there', { DestinationImageName: 'taken' }, 'InvalidImageName.Duplicated'],
      ['a key without encryption', { KMSKeyId: 'key-1' }, 'InvalidEncrypted.NotMatchKmsKeyId'],
      [
        'a plain copy of a secret',
        { ImageId: 'm-secret', Encrypted: false },
        'OperationDeined.EncryptedSnapshot',
      ],
      ['a dry run', { DryRun: true }, 'DryRunOperation'],
    ])('refuses %s', async (_case, params, code) => {
      expect(await api.refusal('CopyImage', { ...SHANGHAI, ImageId: 'm-gold', ...params })).toBe(code);
    });

    test('refuses a second copy to the same region', async () => {
      await copied({ ImageId: 'm-gold' });
      expect(
        await api.refusal('CopyImage', { ...SHANGHAI, ImageId: 'm-gold', DestinationImageName: 'again' }),
      ).toBe('OperationDenied.ImageCopyConflict');
      await api.call('CopyImage', { ...REGION, ImageId: 'm-gold', DestinationRegionId: 'cn-beijing' });
    });
  });
});
