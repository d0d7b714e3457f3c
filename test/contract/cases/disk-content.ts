import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import { diskQueries } from '../disk-queries';
import type { Params } from '../drivers/driver';
import { regionOf } from '../world-view';

const MINUTE = 60_000;

const FLEET = {
  defaults: { zone: 'h' },
  instances: [
    { id: 'i-web', systemDisk: { id: 'd-root' }, dataDisks: [{ id: 'd-data', sizeGiB: 100 }] },
    {
      id: 'i-off',
      status: 'Stopped',
      systemDisk: { id: 'd-off-root' },
      dataDisks: [
        { id: 'd-off-data', sizeGiB: 50 },
        { id: 'd-off-restored', snapshot: 's-none' },
      ],
    },
    { id: 'i-sub', chargeType: 'PrePaid', dataDisks: [{ id: 'd-sub-data' }] },
    {
      id: 'i-ended',
      chargeType: 'PrePaid',
      expiresAt: '2026-03-01T00:00:00Z',
      systemDisk: { id: 'd-ended' },
    },
    { id: 'i-local', type: 'ecs.i2.xlarge' },
    { id: 'i-locked', locks: ['security'], dataDisks: [{ id: 'd-locked' }] },
    { id: 'i-unborn', status: 'Pending', systemDisk: { id: 'd-unborn' } },
    { id: 'i-virgin', status: 'Stopped', systemDisk: { id: 'd-virgin' } },
    { id: 'i-win', status: 'Stopped', osType: 'windows', systemDisk: { id: 'd-win' } },
    { id: 'i-imageless', status: 'Stopped', image: 'm-gone', systemDisk: { id: 'd-imageless' } },
  ],
  disks: [
    { id: 'd-free', zone: 'h', sizeGiB: 100 },
    { id: 'd-basic', zone: 'h', category: 'cloud', sizeGiB: 50 },
    { id: 'd-unpaid', zone: 'h', locks: ['financial'] },
  ],
  snapshots: [
    { id: 's-off', disk: 'd-off-data', ageDays: 2 },
    { id: 's-root', disk: 'd-off-root', ageDays: 2 },
    { id: 's-locked', disk: 'd-locked', ageDays: 2 },
  ],
};

describeContract('disk-content', FAMILIES.diskContent, FLEET, (api) => {
  const disks = diskQueries(api);

  describe('ResizeDisk', () => {
    test('resizes offline and online, and orders for a subscription', async () => {
      await api.call('ResizeDisk', { DiskId: 'd-data', NewSize: 200 });
      await api.call('ResizeDisk', { DiskId: 'd-root', NewSize: 60, Type: 'online' });
      await api.call('ResizeDisk', { DiskId: 'd-free', NewSize: 101, ClientToken: 'token-2' });
      const { OrderId } = await api.call<{ OrderId: string }>('ResizeDisk', {
        DiskId: 'd-sub-data',
        NewSize: 50,
      });
      expect(OrderId).toMatch(/^\d+$/);
      expect(['d-data', 'd-root', 'd-free', 'd-sub-data'].map((id) => disks.disk(id).sizeGiB)).toEqual([
        200, 60, 101, 50,
      ]);
    });

    test.each<[string, Params, string]>([
      ['a disk that does not exist', { DiskId: 'd-none' }, 'InvalidDiskId.NotFound'],
      ['no size', { NewSize: undefined }, 'MissingParameter.NewSize'],
      ['a smaller size', { NewSize: 99 }, 'InvalidDiskSize.TooSmall'],
      ['the same size', { NewSize: 100 }, 'InvalidDiskSize'],
      ['a size beyond every disk', { NewSize: 70_000 }, 'InvalidDiskSize.TooLarge'],
      ['a size beyond system disks', { DiskId: 'd-root', NewSize: 2049 }, 'InvalidDiskSize.TooLarge'],
      ['a size beyond basic disks', { DiskId: 'd-basic', NewSize: 2001 }, 'InvalidDiskSize.TooLarge'],
      ['an unknown way', { Type: 'magic' }, 'InvalidParam.Type'],
      ['online, what is not attached', { DiskId: 'd-free', Type: 'online' }, 'IncorrectDiskStatus'],
      [
        'online, what is stopped',
        { DiskId: 'd-off-data', Type: 'online' },
        'InvalidInstanceStatus.NotRunning',
      ],
      ['a disk of a locked instance', { DiskId: 'd-locked' }, 'InstanceLockedForSecurity'],
      ['a disk of an ended subscription', { DiskId: 'd-ended' }, 'InstanceExpiredOrInArrears'],
      ['a disk that is not paid', { DiskId: 'd-unpaid' }, 'DiskInArrears'],
      ['a disk of an instance in creation', { DiskId: 'd-unborn' }, 'IncorrectInstanceStatus'],
    ])('refuses %s', async (_case, params, code) => {
      expect(await api.refusal('ResizeDisk', { DiskId: 'd-data', NewSize: 300, ...params })).toBe(code);
    });

    test('refuses a disk of the host, and a basic disk online', async () => {
      const local = await disks.localDisk('i-local');
      expect(await api.refusal('ResizeDisk', { DiskId: local, NewSize: 1000 })).toBe('OperationDenied');
      await api.call('AttachDisk', { InstanceId: 'i-web', DiskId: 'd-basic' });
      api.emulator.advance(MINUTE);
      expect(await api.refusal('ResizeDisk', { DiskId: 'd-basic', NewSize: 60, Type: 'online' })).toBe(
        'InvalidDiskCategory.NotSupported',
      );
    });

    test('refuses while a snapshot is being created', async () => {
      await disks.snapshotOf('d-data');
      expect(await api.refusal('ResizeDisk', { DiskId: 'd-data', NewSize: 300 })).toBe(
        'DiskCreatingSnapshot',
      );
      api.emulator.advance(60 * MINUTE);
      await api.call('ResizeDisk', { DiskId: 'd-data', NewSize: 300 });
    });
  });

  describe('ReInitDisk', () => {
    test('gives a system disk its first content, with a key pair, and starts the instance', async () => {
      await api.call('ReInitDisk', {
        DiskId: 'd-off-root',
        KeyPairName: 'key',
        Password: 'Secret-12345',
        AutoStartInstance: true,
        SecurityEnhancementStrategy: 'Deactive',
      });
      expect((await disks.row('d-off-root')).Status).toBe('ReIniting');
      api.emulator.advance(30_000);
      expect((await disks.row('d-off-root')).Status).toBe('In_use');
      expect(api.emulator.instance('i-off')).toMatchObject({ status: 'Starting', keyPairName: 'key' });
    });

    test('gives a data disk its first content', async () => {
      await api.call('ReInitDisk', { DiskId: 'd-off-data' });
      api.emulator.advance(MINUTE);
      expect((await disks.row('d-off-data')).Status).toBe('In_use');
      expect(api.emulator.instance('i-off')?.status).toBe('Stopped');
    });

    test.each<[string, Params, string]>([
      ['a disk that does not exist', { DiskId: 'd-none' }, 'InvalidDiskId.NotFound'],
      ['a disk that is not attached', { DiskId: 'd-free' }, 'IncorrectDiskStatus'],
      ['a disk of a running instance', { DiskId: 'd-data' }, 'IncorrectInstanceStatus'],
      ['a disk whose snapshot is gone', { DiskId: 'd-off-restored' }, 'InvalidSourceSnapshot'],
      [
        'a key pair for Windows',
        { DiskId: 'd-win', KeyPairName: 'key' },
        'DependencyViolation.WindowsInstance',
      ],
      ['a weak password', { DiskId: 'd-off-root', Password: 'weak' }, 'InvalidPassword.Malformed'],
      ['a disk of a locked instance', { DiskId: 'd-locked' }, 'InstanceLockedForSecurity'],
    ])('refuses %s', async (_case, params, code) => {
      expect(await api.refusal('ReInitDisk', params)).toBe(code);
    });

    test('refuses disks of hosts, of instances that never ran, without image, and with a snapshot in creation', async () => {
      const region = regionOf(api.emulator);
      const local = await disks.localDisk('i-local');
      expect(await api.refusal('ReInitDisk', { DiskId: local })).toBe('DiskCategory.OperationNotSupported');
      const virgin = region.instances.get('i-virgin');
      if (virgin !== undefined) virgin.startedAt = undefined;
      expect(await api.refusal('ReInitDisk', { DiskId: 'd-virgin' })).toBe('IncorrectDiskStatus.NeverUsed');
      region.images.remove('m-gone');
      expect(await api.refusal('ReInitDisk', { DiskId: 'd-imageless' })).toBe('InvalidImageId.NotFound');
      await disks.snapshotOf('d-off-data');
      expect(await api.refusal('ReInitDisk', { DiskId: 'd-off-data' })).toBe('DiskCreatingSnapshot');
    });
  });

  describe('ResetDisk', () => {
    test('rolls a disk back to its snapshot', async () => {
      await api.call('ResetDisk', { DiskId: 'd-off-data', SnapshotId: 's-off' });
      expect((await disks.row('d-off-data')).Status).toBe('ReIniting');
      api.emulator.advance(MINUTE);
      expect((await disks.row('d-off-data')).Status).toBe('In_use');
    });

    test('rolls a disk back that is not attached', async () => {
      await api.call('DetachDisk', { InstanceId: 'i-off', DiskId: 'd-off-data' });
      api.emulator.advance(MINUTE);
      await api.call('ResetDisk', { DiskId: 'd-off-data', SnapshotId: 's-off' });
      api.emulator.advance(MINUTE);
      expect((await disks.row('d-off-data')).Status).toBe('Available');
    });

    test.each<[string, Params, string]>([
      ['a dry run', { DryRun: true }, 'DryRunOperation'],
      ['a disk that does not exist', { DiskId: 'd-none' }, 'InvalidDiskId.NotFound'],
      ['a snapshot that does not exist', { SnapshotId: 's-none' }, 'InvalidSnapshotId.NotFound'],
      ['a snapshot of another disk', { SnapshotId: 's-root' }, 'InvalidParameter.Mismatch'],
      [
        'a disk of a locked instance',
        { DiskId: 'd-locked', SnapshotId: 's-locked' },
        'InstanceLockedForSecurity',
      ],
    ])('refuses %s', async (_case, params, code) => {
      const target = { DiskId: 'd-off-data', SnapshotId: 's-off', ...params };
      expect(await api.refusal('ResetDisk', target)).toBe(code);
      expect(disks.disk('d-off-data').status).toBe('In_use');
    });

    test('refuses a snapshot in creation, and a disk with one, and a running instance', async () => {
      const SnapshotId = await disks.snapshotOf('d-off-data');
      expect(await api.refusal('ResetDisk', { DiskId: 'd-off-data', SnapshotId })).toBe(
        'InvalidSnapshotId.NotReady',
      );
      expect(await api.refusal('ResetDisk', { DiskId: 'd-off-data', SnapshotId: 's-off' })).toBe(
        'DiskCreatingSnapshot',
      );
      api.emulator.advance(60 * MINUTE);
      await api.call('StartInstance', { InstanceId: 'i-off' });
      api.emulator.advance(MINUTE);
      expect(await api.refusal('ResetDisk', { DiskId: 'd-off-data', SnapshotId })).toBe(
        'IncorrectInstanceStatus',
      );
      await api.call('StopInstance', { InstanceId: 'i-off' });
      api.emulator.advance(MINUTE);
      await api.call('ResetDisk', { DiskId: 'd-off-data', SnapshotId });
    });
  });
});
