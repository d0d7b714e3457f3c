import fc from 'fast-check';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { DISK_CATEGORIES, PERFORMANCE_LEVELS, newDisk } from '../../../emulator/world/disk';
import type { Disk } from '../../../emulator/world/disk';
import { attachDisk, detachDisk } from '../../../emulator/world/disk-lifecycle';
import { mostProvisionedIops, performanceOf, sizeRange } from '../../../emulator/world/disk-limits';
import type { Instance } from '../../../emulator/world/instance';
import type { Region } from '../../../emulator/world/region';
import { releaseInstance } from '../../../emulator/world/release';

describe('disks and the end of their instance', () => {
  let emulator: Emulator;
  let region: Region;

  beforeEach(async () => {
    emulator = await startEmulator({
      frozen: true,
      now: '2026-03-02T08:00:00Z',
      fleet: {
        instances: [
          {
            id: 'i-1',
            chargeType: 'PrePaid',
            zone: 'h',
            dataDisks: [{ id: 'd-kept' }, { id: 'd-gone', deleteWithInstance: true }],
          },
        ],
        disks: [{ id: 'd-free', zone: 'h' }],
      },
    });
    const account = emulator.world.accounts.get(emulator.accountId);
    const found = account?.regions.get('cn-hangzhou');
    if (found === undefined) throw new Error('the account lacks cn-hangzhou');
    region = found;
  });

  afterEach(() => emulator.close());

  function instance(): Instance {
    const found = region.instances.get('i-1');
    if (found === undefined) throw new Error('no instance');
    return found;
  }

  function disk(id: string): Disk {
    const found = region.disks.get(id);
    if (found === undefined) throw new Error(`no disk ${id}`);
    return found;
  }

  function announced(id: string): string[] {
    return emulator.world.announcements
      .recent()
      .filter(({ resource }) => resource.id === id)
      .map(({ name }) => name);
  }

  test('one that outlives a subscription becomes a pay-as-you-go disk, which is announced', () => {
    releaseInstance(emulator.world, region, instance());
    expect(disk('d-kept')).toMatchObject({
      status: 'Available',
      instanceId: '',
      chargeType: 'PostPaid',
      portable: true,
    });
    expect(announced('d-kept')).toEqual(['Disk:ConvertToPostpaidCompleted']);
    expect(region.disks.get('d-gone')).toBeUndefined();
  });

  test('one on its way to the instance does not arrive there', () => {
    const request = { device: '/dev/xvdx', deleteWithInstance: false, asSystemDisk: false };
    attachDisk(emulator.world, region, instance(), disk('d-free'), request);
    releaseInstance(emulator.world, region, instance());
    emulator.advance(600_000);
    expect(disk('d-free')).toMatchObject({ status: 'Available', instanceId: '', attachedAt: undefined });
    expect(announced('d-free')).toEqual([]);
  });

  test('one on its way from the instance goes with it', () => {
    detachDisk(emulator.world, region, instance(), disk('d-gone'), true);
    releaseInstance(emulator.world, region, instance());
    emulator.advance(600_000);
    expect(region.disks.get('d-gone')).toBeUndefined();
    expect(announced('d-gone')).toEqual([]);
  });

  test('no public image is there twice, and each has a size, a date and a system', () => {
    const images = region.images.all().filter(({ owner }) => owner === 'system');
    expect(new Set(images.map(({ id }) => id)).size).toBe(images.length);
    for (const { createdAt, disks, osName, osType, architecture, id } of images) {
      expect(createdAt).toBeGreaterThan(Date.UTC(2020, 0));
      expect(createdAt).toBeLessThan(emulator.now().getTime());
      expect(disks[0]?.sizeGiB).toBe(osType === 'windows' ? 40 : 20);
      expect(osName.startsWith('Windows')).toBe(osType === 'windows');
      expect(architecture === 'arm64').toBe(id.includes('arm64'));
    }
  });

  const category = fc.constantFrom(...DISK_CATEGORIES);
  const performanceLevel = fc.constantFrom(...PERFORMANCE_LEVELS);
  const size = fc.integer({ min: 1, max: 65_536 });

  test('a larger disk is never slower, and no system disk is larger than a data disk can be', () => {
    const model = newDisk(emulator.world, region, { zoneId: 'cn-hangzhou-h' });
    fc.assert(
      fc.property(category, performanceLevel, size, size, (kind, level, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)].map((sizeGiB) =>
          performanceOf({ ...model, category: kind, performanceLevel: level, sizeGiB }),
        );
        expect(small?.iops).toBeLessThanOrEqual(large?.iops ?? 0);
        expect(small?.throughput).toBeLessThanOrEqual(large?.throughput ?? 0);
        const data = sizeRange({ type: 'data', category: kind, performanceLevel: level });
        const system = sizeRange({ type: 'system', category: kind, performanceLevel: level });
        expect(system.high).toBeLessThanOrEqual(data.high);
        expect(system.low).toBeGreaterThanOrEqual(data.low);
      }),
    );
  });

  test.each([
    [3, 0],
    [4, 1000],
    [40, 36_200],
    [60_000, 50_000],
  ])('%i GiB can be given %i IOPS', (sizeGiB, iops) => {
    expect(mostProvisionedIops(sizeGiB)).toBe(iops);
  });
});
