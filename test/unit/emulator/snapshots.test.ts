import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { parseFleet } from '../../../emulator/fleet/schema';
import { nextTimePoint } from '../../../emulator/world/auto-snapshot-policy';
import type { Region } from '../../../emulator/world/region';
import { chainsOf, sizeOfChain } from '../../../emulator/world/snapshot-chain';
import {
  beginSnapshot,
  deleteSnapshot,
  releaseAutoSnapshots,
} from '../../../emulator/world/snapshot-lifecycle';

const NOW = '2026-03-02T08:00:00Z';
const DAY = 86_400_000;

describe('the next time point', () => {
  test.each([
    ['later today', [18], [1], '2026-03-02T08:00:00Z', '2026-03-02T10:00:00Z'],
    ['not the one that is now', [16], [1], '2026-03-02T08:00:00Z', '2026-03-09T08:00:00Z'],
    ['tomorrow', [6], [2], '2026-03-02T08:00:00Z', '2026-03-02T22:00:00Z'],
    ['on a Sunday', [0], [7], '2026-03-02T08:00:00Z', '2026-03-07T16:00:00Z'],
    ['over the end of a year', [0], [5], '2026-12-31T15:59:59Z', '2026-12-31T16:00:00Z'],
    ['the first of several', [3, 20], [1, 3], '2026-03-02T12:00:01Z', '2026-03-03T19:00:00Z'],
  ])('is %s', (_, timePoints, repeatWeekdays, after, expected) => {
    const next = nextTimePoint({ timePoints, repeatWeekdays }, Date.parse(after));
    expect(new Date(next).toISOString()).toBe(expected.replace('Z', '.000Z'));
  });
});

describe('snapshots of a fleet', () => {
  let emulator: Emulator;

  afterEach(() => emulator.close());

  async function regionWith(fleet: object, id = 'cn-hangzhou'): Promise<Region> {
    emulator = await startEmulator({ frozen: true, now: NOW, fleet });
    const region = emulator.world.accounts.get(emulator.accountId)?.regions.get(id);
    if (region === undefined) throw new Error(`no region ${id}`);
    return region;
  }

  const INSTANCE = { id: 'i-web', systemDisk: { id: 'd-web' }, dataDisks: [{ id: 'd-data' }] };

  test('are of a disk, of an instance, or of a disk that is gone', async () => {
    const region = await regionWith({
      instances: [INSTANCE],
      snapshots: [
        { id: 's-1', instance: 'i-web' },
        { id: 's-2', instance: 'i-web', device: '/dev/xvdb' },
        { id: 's-3', disk: 'd-web', ageDays: 3 },
        { id: 's-4', disk: 'd-gone', sizeGiB: 10, diskCategory: 'cloud_ssd' },
      ],
    });
    expect(region.snapshots.all().map(({ id, sourceDiskId }) => [id, sourceDiskId])).toEqual([
      ['s-3', 'd-web'],
      ['s-1', 'd-web'],
      ['s-2', 'd-data'],
      ['s-4', 'd-gone'],
    ]);
  });

  test('come in numbers, days apart, and those whose retention is over are gone', async () => {
    const region = await regionWith({
      instances: [INSTANCE],
      snapshots: [{ disk: 'd-web', count: 10, everyDays: 7, ageDays: 1, retentionDays: 30 }],
    });
    emulator.advance(0);
    const ages = region.snapshots.all().map(({ createdAt }) => (Date.parse(NOW) - createdAt) / DAY);
    expect(ages).toEqual([29, 22, 15, 8, 1]);
  });

  test('go on from where they are', async () => {
    const region = await regionWith({
      instances: [INSTANCE],
      snapshots: [{ id: 's-1', disk: 'd-web', status: 'progressing' }],
    });
    emulator.advance(DAY);
    expect(region.snapshots.get('s-1')?.status).toBe('accomplished');
  });

  test('are taken by the policies of the fleet', async () => {
    const region = await regionWith({
      instances: [INSTANCE, { id: 'i-db', tags: { backup: 'yes' }, systemDisk: { id: 'd-db' } }],
      autoSnapshotPolicies: [
        { id: 'sp-1', instances: ['i-web'], timePoints: [17], retentionDays: 7 },
        { id: 'sp-2', targetTags: { backup: '' }, timePoints: [18], copyTo: { region: 'cn-beijing' } },
      ],
    });
    emulator.advance(3_600_000 * 6);
    expect(region.snapshots.all().map((each) => [each.sourceDiskId, each.autoSnapshotPolicyId])).toEqual([
      ['d-web', 'sp-1'],
      ['d-data', 'sp-1'],
      ['d-db', 'sp-2'],
    ]);
    expect(region.account.regions.get('cn-beijing')?.snapshots.ofDisk('d-db')).toHaveLength(1);
  });

  test.each([
    [{ snapshots: [{ disk: 'd-none' }] }, 'fleet.snapshots[0].disk: no disk "d-none"'],
    [{ snapshots: [{ instance: 'i-none' }] }, 'fleet.snapshots[0].instance: no instance "i-none"'],
    [{ snapshots: [{}] }, 'fleet.snapshots[0]: expected either disk or instance'],
    [{ snapshots: [{ instance: 'i-web', device: '/dev/xvdz' }] }, 'has no disk /dev/xvdz'],
    [
      {
        snapshots: [
          { id: 's-1', disk: 'd-web' },
          { id: 's-1', disk: 'd-web' },
        ],
      },
      'fleet.snapshots[1].id: the id "s-1" is given more than once',
    ],
    [{ snapshots: [{ disk: 'd-web', region: 'moon' }] }, 'the account has no region "moon"'],
    [
      { autoSnapshotPolicies: [{ disks: ['d-none'] }] },
      'fleet.autoSnapshotPolicies[0].disks: no disk "d-none"',
    ],
    [{ autoSnapshotPolicies: [{ timePoints: [24] }] }, 'fleet.autoSnapshotPolicies[0].timePoints[0]'],
    [{ quotas: { snapshots: 3 } }, 'fleet.quotas'],
  ])('are refused with the place of the mistake: %j', async (fleet, message) => {
    await regionWith({});
    expect(() => {
      emulator.loadFleet({ instances: [INSTANCE], ...fleet });
    }).toThrow(message);
  });

  test('leave their content to the next one when the first of a chain is deleted', async () => {
    const region = await regionWith({
      instances: [INSTANCE],
      snapshots: [{ disk: 'd-web', count: 3 }],
    });
    const [chain] = chainsOf(region);
    const [first, second, third] = region.snapshots.all();
    if (!chain || !first || !second || !third) throw new Error('no chain of three');
    expect(sizeOfChain(chain)).toBe(first.fullSizeBytes + second.incrementBytes + third.incrementBytes);
    deleteSnapshot(emulator.world, region, first);
    const [rest] = chainsOf(region);
    expect(rest?.id).toBe(chain.id);
    expect(rest && sizeOfChain(rest)).toBe(second.fullSizeBytes + third.incrementBytes);
  });

  test('that policies made go with their disk unless it says otherwise', async () => {
    const region = await regionWith({
      instances: [INSTANCE],
      snapshots: [
        { id: 's-auto', disk: 'd-data', automatic: true },
        { id: 's-manual', disk: 'd-data' },
      ],
    });
    const disk = region.disks.get('d-data');
    if (disk === undefined) throw new Error('no disk');
    const unfinished = beginSnapshot(emulator.world, region, disk);
    disk.deleteAutoSnapshot = false;
    releaseAutoSnapshots(emulator.world, region, disk);
    expect(region.snapshots.all().map(({ id }) => id)).toEqual(['s-auto', 's-manual']);
    expect(region.snapshots.get(unfinished.id)).toBeUndefined();
    disk.deleteAutoSnapshot = true;
    releaseAutoSnapshots(emulator.world, region, disk);
    expect(region.snapshots.all().map(({ id }) => id)).toEqual(['s-manual']);
  });

  test('that an image is made of outlive their retention', async () => {
    const region = await regionWith({
      instances: [INSTANCE],
      snapshots: [{ id: 's-1', disk: 'd-web', ageDays: 5, retentionDays: 6 }],
    });
    const [image] = region.images.all();
    if (image === undefined) throw new Error('no image');
    const disks = [
      { device: '/dev/xvda', type: 'system', sizeGiB: 40, snapshotId: 's-1', encrypted: false, kmsKeyId: '' },
    ] as const;
    region.images.add({ ...image, id: 'm-1', sequence: emulator.world.nextSequence(), disks });
    emulator.advance(2 * DAY);
    expect(region.snapshots.get('s-1')).toBeDefined();
    region.images.remove('m-1');
    emulator.advance(DAY);
    expect(region.snapshots.get('s-1')).toBeUndefined();
  });
});

test('a fleet can be saved answers of DescribeSnapshots', () => {
  const saved = {
    RequestId: 'x',
    Snapshots: {
      Snapshot: [
        {
          SnapshotId: 's-1',
          SnapshotName: 'nightly',
          SourceDiskId: 'd-gone',
          SourceDiskSize: '40',
          SourceDiskType: 'system',
          RegionId: 'cn-beijing',
          CreationTime: '2026-02-20T14:52:28Z',
          Status: 'accomplished',
          SnapshotType: 'timer',
          Category: 'standard',
          Encrypted: false,
          RetentionDays: 30,
          Tags: { Tag: [{ TagKey: 'team', TagValue: 'shop' }] },
        },
      ],
    },
  };
  expect(parseFleet(saved).snapshots).toMatchObject([
    {
      id: 's-1',
      name: 'nightly',
      disk: 'd-gone',
      region: 'cn-beijing',
      sizeGiB: 40,
      diskType: 'system',
      createdAt: Date.parse('2026-02-20T14:52:28Z'),
      automatic: true,
      retentionDays: 30,
      tags: { team: 'shop' },
    },
  ]);
});
