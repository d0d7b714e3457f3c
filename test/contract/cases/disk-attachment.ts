import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import { diskQueries } from '../disk-queries';
import type { Params } from '../drivers/driver';
import { regionOf } from '../world-view';

const MINUTE = 60_000;

const FLEET = {
  defaults: { zone: 'h' },
  instances: [
    { id: 'i-web', systemDisk: { id: 'd-root' }, dataDisks: [{ id: 'd-data' }] },
    { id: 'i-off', status: 'Stopped', systemDisk: { id: 'd-off-root' }, dataDisks: [{ id: 'd-off-data' }] },
    { id: 'i-sub', chargeType: 'PrePaid', dataDisks: [{ id: 'd-sub-data' }] },
    { id: 'i-ended', chargeType: 'PrePaid', expiresAt: '2026-03-01T00:00:00Z' },
    { id: 'i-locked', locks: ['security'], dataDisks: [{ id: 'd-locked' }] },
    { id: 'i-unborn', status: 'Pending' },
    { id: 'i-virgin', status: 'Stopped' },
    { id: 'i-win', status: 'Stopped', osType: 'windows', systemDisk: { id: 'd-win' } },
    { id: 'i-full', dataDisks: [{ count: 16 }] },
    { id: 'i-imageless', status: 'Stopped', image: 'm-gone', systemDisk: { id: 'd-imageless' } },
  ],
  disks: [
    { id: 'd-free', zone: 'h' },
    { id: 'd-unpaid', zone: 'h', locks: ['financial'] },
    { id: 'd-elsewhere', zone: 'i' },
  ],
};

describeContract('disk-attachment', FAMILIES.diskAttachment, FLEET, (api) => {
  const disks = diskQueries(api);

  function announced(diskId: string): readonly unknown[] {
    return api.emulator.world.announcements
      .recent()
      .filter(({ resource }) => resource.id === diskId)
      .map(({ name, content }) => [name, content]);
  }

  test('attach to a running instance, at the next device, and announce it', async () => {
    await api.call('AttachDisk', { InstanceId: 'i-web', DiskId: 'd-free', DeleteWithInstance: true });
    expect(await disks.row('d-free')).toMatchObject({ Status: 'Attaching', InstanceId: 'i-web' });
    api.emulator.advance(MINUTE);
    expect(await disks.row('d-free')).toMatchObject({
      Status: 'In_use',
      Device: '/dev/xvdc',
      AttachedTime: '2026-03-02T08:00:10Z',
      DeleteWithInstance: true,
    });
    expect(announced('d-free')).toEqual([
      ['Disk:DiskOperationCompleted', { diskId: 'd-free', operation: 'AttachDisk', result: 'accomplished' }],
    ]);
    expect(api.emulator.instance('i-web')?.diskIds).toEqual(['d-root', 'd-data', 'd-free']);
  });

  test('attach at a device of choice', async () => {
    await api.call('AttachDisk', { InstanceId: 'i-off', DiskId: 'd-free', Device: '/dev/xvdx' });
    expect(disks.disk('d-free').device).toBe('/dev/xvdx');
  });

  test('detach a data disk from a running instance', async () => {
    await api.call('DetachDisk', { InstanceId: 'i-web', DiskId: 'd-data' });
    expect(await disks.row('d-data')).toMatchObject({ Status: 'Detaching', InstanceId: 'i-web' });
    api.emulator.advance(MINUTE);
    expect(await disks.row('d-data')).toMatchObject({
      Status: 'Available',
      InstanceId: '',
      Device: '',
      DetachedTime: '2026-03-02T08:00:30Z',
      Attachments: { Attachment: [] },
    });
    expect(api.emulator.instance('i-web')?.diskIds).toEqual(['d-root']);
    expect(announced('d-data')).toHaveLength(1);
    await api.call('AttachDisk', { InstanceId: 'i-off', DiskId: 'd-data' });
  });

  test('a system disk goes and comes back as one', async () => {
    await api.call('DetachDisk', { InstanceId: 'i-off', DiskId: 'd-off-root' });
    api.emulator.advance(MINUTE);
    expect(await disks.row('d-off-root')).toMatchObject({ Status: 'Available', DeleteWithInstance: true });
    const attach = { InstanceId: 'i-off', DiskId: 'd-off-root', Bootable: true };
    expect(await api.refusal('AttachDisk', attach)).toBe('InvalidParameter.AllEmpty');
    expect(await api.refusal('AttachDisk', { ...attach, Password: 'short' })).toBe(
      'InvalidPassword.Malformed',
    );
    expect(await api.refusal('AttachDisk', { ...attach, DiskId: 'd-free', Password: 'Secret-12345' })).toBe(
      'InvalidDisk.DiskNotBootable',
    );
    expect(
      await api.refusal('AttachDisk', { ...attach, InstanceId: 'i-virgin', Password: 'Secret-12345' }),
    ).toBe('InvalidInstance.NotOriginInstance');
    await api.call('AttachDisk', { ...attach, KeyPairName: 'key' });
    api.emulator.advance(MINUTE);
    expect(await disks.row('d-off-root')).toMatchObject({
      Status: 'In_use',
      Type: 'system',
      Device: '/dev/xvda',
      Portable: false,
    });
    expect(api.emulator.instance('i-off')?.diskIds[0]).toBe('d-off-root');
    expect(api.emulator.instance('i-off')?.keyPairName).toBe('key');
  });

  test('a former system disk is a data disk elsewhere, and is kept while its instance is there', async () => {
    await api.call('DetachDisk', { InstanceId: 'i-off', DiskId: 'd-off-root', DeleteWithInstance: false });
    api.emulator.advance(MINUTE);
    expect(await api.refusal('DeleteDisk', { DiskId: 'd-off-root' })).toBe(
      'InvalidDiskStatus.DeleteProtection',
    );
    expect(await api.refusal('ResizeDisk', { DiskId: 'd-off-root', NewSize: 60 })).toBe(
      'InvalidDisk.DetachedSystemDisk',
    );
    await api.call('AttachDisk', { InstanceId: 'i-web', DiskId: 'd-off-root' });
    api.emulator.advance(MINUTE);
    expect(await disks.row('d-off-root')).toMatchObject({
      Type: 'data',
      InstanceId: 'i-web',
      Portable: true,
    });
  });

  test('no key pair for Windows', async () => {
    await api.call('DetachDisk', { InstanceId: 'i-win', DiskId: 'd-win' });
    api.emulator.advance(MINUTE);
    const attach = { InstanceId: 'i-win', DiskId: 'd-win', Bootable: true, KeyPairName: 'key' };
    expect(await api.refusal('AttachDisk', attach)).toBe('DependencyViolation.WindowsInstance');
  });

  test.each<[string, Params, string]>([
    ['an instance that does not exist', { InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound'],
    ['a disk that does not exist', { DiskId: 'd-none' }, 'InvalidDiskId.NotFound'],
    ['no disk', { DiskId: undefined }, 'MissingParameter.DiskId'],
    ['force', { Force: true }, 'InvalidParameterForce.DiskCategoryNotSupported'],
    ['a locked instance', { InstanceId: 'i-locked' }, 'InstanceLockedForSecurity'],
    ['an ended subscription', { InstanceId: 'i-ended' }, 'InstanceExpiredOrInArrears'],
    ['an instance in creation', { InstanceId: 'i-unborn' }, 'IncorrectInstanceStatus'],
    ['a disk in use', { DiskId: 'd-off-data' }, 'IncorrectDiskStatus'],
    ['a disk that is part of an instance', { DiskId: 'd-sub-data' }, 'DiskNotPortable'],
    ['a disk that is not paid', { DiskId: 'd-unpaid' }, 'DiskInArrears'],
    ['a disk of another zone', { DiskId: 'd-elsewhere' }, 'ResourcesNotInSameZone'],
    ['a seventeenth data disk', { InstanceId: 'i-full' }, 'InstanceDiskLimitExceeded'],
    ['a device that is taken', { Device: '/dev/xvdb' }, 'InvalidDevice.InUse'],
    ['a device that is none', { Device: 'C:' }, 'InvalidDevice.Malformed'],
    ['a second system disk', { Bootable: true, InstanceId: 'i-web' }, 'IncorrectInstanceStatus'],
  ])('AttachDisk refuses %s', async (_case, params, code) => {
    expect(await api.refusal('AttachDisk', { InstanceId: 'i-web', DiskId: 'd-free', ...params })).toBe(code);
  });

  test.each<[string, Params, string]>([
    ['an instance that does not exist', { InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound'],
    ['a disk that does not exist', { DiskId: 'd-none' }, 'InvalidDiskId.NotFound'],
    ['a disk of another instance', { DiskId: 'd-off-data' }, 'DependencyViolation'],
    ['a disk that is not attached', { DiskId: 'd-free' }, 'InvalidDisk.AlreadyDetached'],
    ['the system disk of a running instance', { DiskId: 'd-root' }, 'IncorrectInstanceStatus'],
    ['a subscribed disk', { InstanceId: 'i-sub', DiskId: 'd-sub-data' }, 'DiskNotPortable'],
    [
      'a disk of a locked instance',
      { InstanceId: 'i-locked', DiskId: 'd-locked' },
      'InstanceLockedForSecurity',
    ],
  ])('DetachDisk refuses %s', async (_case, params, code) => {
    expect(await api.refusal('DetachDisk', { InstanceId: 'i-web', DiskId: 'd-data', ...params })).toBe(code);
  });

  test('a disk on its way off is not detached again', async () => {
    const params = { InstanceId: 'i-web', DiskId: 'd-data' };
    await api.call('DetachDisk', params);
    expect(await api.refusal('DetachDisk', params)).toBe('InvalidOperation.DiskDetachingFromThisEcs');
  });

  test('a system disk without its image stays', async () => {
    regionOf(api.emulator).images.remove('m-gone');
    expect(await api.refusal('DetachDisk', { InstanceId: 'i-imageless', DiskId: 'd-imageless' })).toBe(
      'InvalidDiskId.OperationNotSupported',
    );
  });

  test('a disk that is deleted on its way arrives nowhere', async () => {
    await api.call('AttachDisk', { InstanceId: 'i-web', DiskId: 'd-free' });
    regionOf(api.emulator).disks.remove('d-free');
    api.emulator.advance(MINUTE);
    expect(announced('d-free')).toEqual([]);
  });
});
