import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import type { Disk } from '../../../emulator/world/disk';
import type { Region } from '../../../emulator/world/region';
import { call } from './raw-client';

async function withFleet<T>(fleet: unknown, look: (emulator: Emulator) => T | Promise<T>): Promise<T> {
  const emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet });
  try {
    return await look(emulator);
  } finally {
    await emulator.close();
  }
}

function regionOf({ world, accountId }: Emulator): Region {
  const region = world.accounts.get(accountId)?.regions.get('cn-hangzhou');
  if (region === undefined) throw new Error('the account lacks cn-hangzhou');
  return region;
}

function disksOf(emulator: Emulator, instanceId: string): readonly Disk[] {
  const region = regionOf(emulator);
  return (emulator.instance(instanceId)?.diskIds ?? []).flatMap((id) => region.disks.get(id) ?? []);
}

async function answerOf(emulator: Emulator, action: string): Promise<Record<string, unknown>> {
  return (await call(emulator, action, { RegionId: 'cn-hangzhou', PageSize: '100' })).json;
}

describe('disks of instances', () => {
  test('an instance has a system disk unless more is said', async () => {
    const disks = await withFleet({ instances: [{ id: 'i-1', zone: 'h' }] }, (emulator) =>
      disksOf(emulator, 'i-1'),
    );
    expect(disks).toMatchObject([
      {
        type: 'system',
        status: 'In_use',
        category: 'cloud_essd',
        performanceLevel: 'PL1',
        sizeGiB: 40,
        zoneId: 'cn-hangzhou-h',
        device: '/dev/xvda',
        portable: false,
        deleteWithInstance: true,
      },
    ]);
  });

  test('what is said of disks holds for every copy, with ids of its own', async () => {
    const fleet = {
      defaults: { systemDisk: { category: 'cloud_efficiency', sizeGiB: 60 } },
      instances: [
        {
          name: 'many',
          count: 2,
          dataDisks: [{ category: 'cloud_auto', tags: { a: 'b' }, count: 2 }, { sizeGiB: 500 }],
        },
      ],
    };
    const disks = await withFleet(fleet, (emulator) => regionOf(emulator).disks.all());
    expect(disks).toHaveLength(8);
    expect(new Set(disks.map(({ id }) => id)).size).toBe(8);
    expect(disks.slice(0, 4)).toMatchObject([
      { type: 'system', category: 'cloud_efficiency', performanceLevel: undefined, sizeGiB: 60 },
      { type: 'data', category: 'cloud_auto', device: '/dev/xvdb' },
      { type: 'data', category: 'cloud_auto', device: '/dev/xvdc' },
      { type: 'data', category: 'cloud_essd', sizeGiB: 500, device: '/dev/xvdd' },
    ]);
    const [, first, second] = disks;
    first?.tags.set('changed', 'yes');
    expect([...(second?.tags ?? [])]).toEqual([['a', 'b']]);
  });

  test('disks of the host come before data disks', async () => {
    const fleet = { instances: [{ id: 'i-1', type: 'ecs.i2.xlarge', dataDisks: [{ id: 'd-1' }] }] };
    const disks = await withFleet(fleet, (emulator) => disksOf(emulator, 'i-1'));
    expect(disks.map(({ category, device }) => [category, device])).toEqual([
      ['cloud_essd', '/dev/xvda'],
      ['local_ssd_pro', '/dev/xvdb'],
      ['cloud_essd', '/dev/xvdc'],
    ]);
  });
});

describe('disks for themselves', () => {
  test('take the place of what their instance would have', async () => {
    const fleet = {
      instances: [
        { id: 'i-1', dataDisks: [{ id: 'd-own' }] },
        { id: 'i-2', dataDisks: [{ id: 'd-kept' }] },
      ],
      disks: [
        { id: 'd-data', instance: 'i-1', device: '/dev/xvdx' },
        { id: 'd-more', instance: 'i-1' },
        { id: 'd-root', instance: 'i-2', type: 'system', sizeGiB: 80 },
      ],
    };
    await withFleet(fleet, (emulator) => {
      const ids = (instanceId: string): unknown[] =>
        disksOf(emulator, instanceId).map(({ id, device }) => [id, device]);
      expect(ids('i-1').slice(1)).toEqual([
        ['d-data', '/dev/xvdx'],
        ['d-more', '/dev/xvdb'],
      ]);
      expect(ids('i-2')).toEqual([
        ['d-root', '/dev/xvda'],
        ['d-kept', '/dev/xvdb'],
      ]);
      expect(regionOf(emulator).disks.get('d-own')).toBeUndefined();
    });
  });

  test.each<[string, object, string]>([
    ['an id twice', { disks: [{ id: 'd-1' }, { id: 'd-1' }] }, 'fleet.disks[1].id'],
    [
      'an id of an instance',
      { instances: [{ systemDisk: { id: 'd-1' } }], disks: [{ id: 'd-1' }] },
      'fleet.disks[0].id',
    ],
    ['copies of one id', { instances: [{ count: 2, systemDisk: { id: 'd-1' } }] }, 'fleet.instances[0].id'],
    ['an unknown region', { disks: [{ region: 'cn-atlantis' }] }, 'fleet.disks[0].region'],
    ['an unknown zone', { disks: [{ zone: 'z' }] }, 'fleet.disks[0].zone'],
    ['an unknown instance', { disks: [{ instance: 'i-none' }] }, 'fleet.disks[0].instance'],
    ['an unknown category', { disks: [{ category: 'floppy' }] }, 'fleet.disks[0].category'],
    ['an unknown key', { instances: [{ systemDisk: { colour: 'red' } }] }, 'fleet.instances[0].systemDisk'],
    ['too many data disks', { instances: [{ dataDisks: [{ count: 17 }] }] }, 'fleet.instances[0].dataDisks'],
    ['an image twice', { images: [{ id: 'm-1' }, { id: 'm-1' }] }, 'fleet.images[1].id'],
    [
      'an image of the platform',
      { images: [{ id: 'centos_7_9_x64_20G_alibase_20240321.vhd' }] },
      'fleet.images[0].id',
    ],
    ['an image for nowhere', { images: [{ region: 'cn-atlantis' }] }, 'fleet.images[0].region'],
    ['an image without disks', { images: [{ disks: [] }] }, 'fleet.images[0].disks'],
  ])('%s is a mistake', async (_case, fleet, path) => {
    await expect(withFleet(fleet, () => undefined)).rejects.toThrow(path);
  });
});

test('the image of an instance names its system', async () => {
  const fleet = { instances: [{ id: 'i-1', image: 'win2022_21H2_x64_dtc_en-us_40G_alibase_20250817.vhd' }] };
  await withFleet(fleet, (emulator) => {
    expect(emulator.instance('i-1')).toMatchObject({
      osType: 'windows',
      osName: 'Windows Server  2022 Datacenter 64bit English Edition',
    });
  });
});

test('saved answers make the same fleet again', async () => {
  const fleet = {
    images: [
      {
        id: 'm-1',
        name: 'gold',
        disks: [{ device: '/dev/xvda', sizeGiB: 60, snapshot: 's-1' }],
        tags: { a: 'b' },
      },
    ],
    instances: [
      { id: 'i-1', image: 'm-1', type: 'ecs.i2.xlarge', dataDisks: [{ sizeGiB: 100, tags: { c: 'd' } }] },
    ],
    disks: [
      { id: 'd-free', category: 'cloud_auto', sizeGiB: 50, provisionedIops: 100, locks: ['financial'] },
    ],
  };
  const actions = ['DescribeDisks', 'DescribeImages', 'DescribeInstances'];
  const saved = await withFleet(fleet, (emulator) =>
    Promise.all(actions.map((action) => answerOf(emulator, action))),
  );
  await withFleet(saved, async (emulator) => {
    for (const [index, action] of actions.entries()) {
      const { RequestId, ...again } = await answerOf(emulator, action);
      expect(RequestId).toEqual(expect.any(String));
      expect(again).toEqual({ ...saved[index], RequestId: undefined });
    }
  });
});
