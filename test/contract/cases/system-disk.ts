import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const FLEET = {
  instances: [
    { id: 'i-off', status: 'Stopped' },
    { id: 'i-run' },
    { id: 'i-locked', status: 'Stopped', locks: ['security'] },
  ],
};

describeContract('system disk', FAMILIES.systemDisk, FLEET, (api) => {
  test('a new disk of another image takes the place of the old one', async () => {
    const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    const image = region?.images.all().find(({ id }) => id !== api.emulator.instance('i-off')?.imageId);
    const [before = ''] = api.emulator.instance('i-off')?.diskIds ?? [];
    const { DiskId } = await api.call<{ DiskId: string }>('ReplaceSystemDisk', {
      InstanceId: 'i-off',
      ImageId: image?.id,
      SystemDisk: { Size: 60 },
    });
    expect(api.emulator.instance('i-off')).toMatchObject({ diskIds: [DiskId], imageId: image?.id });
    expect(region?.disks.get(before)).toBeUndefined();
    expect(region?.disks.get(DiskId)).toMatchObject({ sizeGiB: 60, type: 'system', status: 'In_use' });
  });

  test('is not replaced while it is detached', async () => {
    const { imageId = '', diskIds: [DiskId] = [] } = api.emulator.instance('i-off') ?? {};
    await api.call('DetachDisk', { InstanceId: 'i-off', DiskId });
    const replace = { InstanceId: 'i-off', ImageId: imageId };
    expect(await api.refusal('ReplaceSystemDisk', replace)).toBe('DiskError');
    expect(await api.refusal('StartInstance', { InstanceId: 'i-off' })).toBe('DiskError');
    api.emulator.advance(60_000);
    expect(await api.refusal('StartInstance', { InstanceId: 'i-off' })).toBe('DiskError');
    await api.call('AttachDisk', { InstanceId: 'i-off', DiskId, Bootable: true, Password: 'Str0ng.enough' });
    api.emulator.advance(60_000);
    await api.call('StartInstance', { InstanceId: 'i-off' });
  });

  test('an instance does not start while one of its disks is initialised', async () => {
    const [DiskId] = api.emulator.instance('i-off')?.diskIds ?? [];
    await api.call('ReInitDisk', { DiskId });
    expect(await api.refusal('StartInstance', { InstanceId: 'i-off' })).toBe('DiskError');
    api.emulator.advance(600_000);
    await api.call('StartInstance', { InstanceId: 'i-off' });
  });

  test.each<[Params, string, number]>([
    [{ InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound', 404],
    [{ InstanceId: 'i-run' }, 'IncorrectInstanceStatus', 403],
    [{ InstanceId: 'i-locked' }, 'InstanceLockedForSecurity', 403],
    [{ InstanceId: 'i-off', ImageId: 'm-none' }, 'InvalidImageId.NotFound', 404],
    [{ InstanceId: 'i-off', SystemDisk: { Size: 20 } }, 'InvalidSystemDiskSize.LessThanImageSize', 400],
    [{ InstanceId: 'i-off', UseAdditionalService: true }, 'UnsupportedParameter', 400],
    [{ InstanceId: 'i-off', Password: 'weak' }, 'InvalidPassword.Malformed', 400],
  ])('refuses %j', async (params, code, status) => {
    const ImageId = api.emulator.instance('i-off')?.imageId;
    const error = await api.errorOf('ReplaceSystemDisk', { ImageId, ...params });
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
