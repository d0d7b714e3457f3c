import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';
import { announcedStates, disksOf, interfacesOf, regionOf } from '../world-view';

const REGION = { RegionId: 'cn-hangzhou' };

const MINUTE = 60_000;

const WANTED: Params = {
  ...REGION,
  ImageId: 'aliyun_3_x64_20G_alibase_20250117.vhd',
  InstanceType: 'ecs.g7.large',
  SecurityGroupId: 'sg-bp10default0secgroup',
  VSwitchId: 'vsw-bp10default0zone0h00',
};

interface Made {
  readonly InstanceIdSets: { readonly InstanceIdSet: readonly string[] };
}

const FLEET = {
  instances: [
    { id: 'i-running' },
    { id: 'i-stopped', status: 'Stopped' },
    { id: 'i-guarded', status: 'Stopped', deletionProtection: true },
    { id: 'i-paid', status: 'Stopped', chargeType: 'PrePaid' },
    { id: 'i-over', status: 'Stopped', chargeType: 'PrePaid', expiresAt: '2026-03-01T00:00:00Z' },
    { id: 'i-locked', status: 'Stopped', locks: ['security'], dataDisks: [{ deleteWithInstance: false }] },
    { id: 'i-due', autoReleaseAt: '2026-03-02T09:00:00Z' },
  ],
};

describeContract('release', FAMILIES.release, FLEET, (api) => {
  async function launched(params: Params = {}): Promise<string> {
    const { InstanceIdSets } = await api.call<Made>('RunInstances', { ...WANTED, ...params });
    return InstanceIdSets.InstanceIdSet[0] ?? '';
  }

  describe('DeleteInstance', () => {
    test('releases an instance with what goes with it', async () => {
      const id = await launched({
        DataDisk: [{ Size: 20 }, { Size: 30, DeleteWithInstance: false }],
        NetworkInterface: [
          { NetworkInterfaceName: 'stays', DeleteOnRelease: false },
          { NetworkInterfaceName: 'goes' },
        ],
      });
      api.emulator.advance(2 * MINUTE);
      const [kept] = disksOf(api.emulator, id).filter(({ sizeGiB }) => sizeGiB === 30);
      const interfaces = interfacesOf(api.emulator, id).map((each) => each.id);
      await api.call('DeleteInstance', { InstanceId: id, Force: true });
      expect(api.emulator.instance(id)).toBeUndefined();
      expect(announcedStates(api.emulator, id).at(-1)).toBe('Deleted');
      expect(disksOf(api.emulator, id)).toEqual([]);
      expect(regionOf(api.emulator).disks.get(kept?.id ?? '')).toMatchObject({
        status: 'Available',
        instanceId: '',
        device: '',
        chargeType: 'PostPaid',
      });
      expect(
        interfaces.flatMap((each) => regionOf(api.emulator).networkInterfaces.get(each) ?? []),
      ).toMatchObject([{ name: 'stays', status: 'Available', instanceId: '' }]);
    });

    test('shuts an instance down first when it is told to', async () => {
      await api.call('DeleteInstance', { InstanceId: 'i-running', Force: true, ForceStop: false });
      expect(api.emulator.instance('i-running')?.status).toBe('Stopping');
      api.emulator.advance(MINUTE);
      expect(api.emulator.instance('i-running')).toBeUndefined();
      expect(announcedStates(api.emulator, 'i-running')).toEqual(['Stopping', 'Stopped', 'Deleted']);
    });

    test('releases an ended subscription only when that is said', async () => {
      expect(await api.refusal('DeleteInstance', { InstanceId: 'i-over' })).toBe('ChargeTypeViolation');
      await api.call('DeleteInstance', { InstanceId: 'i-over', TerminateSubscription: true });
      expect(api.emulator.instance('i-over')).toBeUndefined();
    });

    test('keeps no disk of an instance that is locked for security', async () => {
      const disks = disksOf(api.emulator, 'i-locked').map(({ id }) => id);
      expect(disks).toHaveLength(2);
      await api.call('DeleteInstance', { InstanceId: 'i-locked' });
      expect(disks.flatMap((id) => regionOf(api.emulator).disks.get(id) ?? [])).toEqual([]);
    });

    test('is not needed for an instance of a fleet whose time has come', () => {
      api.emulator.advance(61 * MINUTE);
      expect(api.emulator.instance('i-due')).toBeUndefined();
    });

    test.each<[Params, string]>([
      [{}, 'MissingParameter.InstanceId'],
      [{ InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound'],
      [{ InstanceId: 'i-running' }, 'IncorrectInstanceStatus'],
      [{ InstanceId: 'i-guarded' }, 'InvalidOperation.DeletionProtection'],
      [{ InstanceId: 'i-paid', TerminateSubscription: true }, 'ChargeTypeViolation'],
      [{ InstanceId: 'i-stopped', DryRun: true }, 'DryRunOperation'],
    ])('%j is refused with %s', async (params, code) => {
      expect(await api.refusal('DeleteInstance', params)).toBe(code);
      expect(regionOf(api.emulator).instances.size).toBe(FLEET.instances.length);
    });

    test('not while the instance is being made', async () => {
      const id = await launched();
      expect(await api.refusal('DeleteInstance', { InstanceId: id, Force: true })).toBe(
        'IncorrectInstanceStatus.Initializing',
      );
    });
  });

  describe('DeleteInstances', () => {
    test('releases all of the instances', async () => {
      const request = {
        ...REGION,
        InstanceId: ['i-running', 'i-stopped'],
        Force: true,
        ClientToken: 'token-2',
      };
      await api.call('DeleteInstances', request);
      expect(regionOf(api.emulator).instances.size).toBe(FLEET.instances.length - 2);
      await api.call('DeleteInstances', request);
    });

    test.each<[Params, string]>([
      [{ InstanceId: ['i-stopped', 'i-guarded'] }, 'InvalidOperation.DeletionProtection'],
      [{ InstanceId: ['i-stopped', 'i-none'] }, 'InvalidInstanceId.NotFound'],
      [{ InstanceId: ['i-stopped'], DryRun: true }, 'DRYRUN.SUCCESS'],
      [
        { InstanceId: Array.from({ length: 101 }, (_, index) => `i-${index}`) },
        'InvalidParameter.TooManyInstanceIds',
      ],
    ])('%j is refused with %s, and nothing is released', async (params, code) => {
      expect(await api.refusal('DeleteInstances', { ...REGION, ...params })).toBe(code);
      expect(regionOf(api.emulator).instances.size).toBe(FLEET.instances.length);
    });
  });
});
