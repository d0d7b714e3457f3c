import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { performanceOf } from '../../../emulator/world/instance-performance';
import { INSTANCE_TYPES, instanceTypeOf } from '../../../emulator/world/instance-types';
import { generateRsaKey, isPublicKey } from '../../../emulator/world/key-pair';
import { wireParameters } from '../../../emulator/world/launch-template';
import { PRICE_UNITS, instancePricePerHour, priceOf } from '../../../emulator/world/prices';
import { scheduleAutoRelease } from '../../../emulator/world/release';
import { endOf } from '../../../emulator/world/subscription';
import { call } from './raw-client';

const NOW = '2026-03-02T08:00:00Z';

async function withFleet<T>(fleet: unknown, look: (emulator: Emulator) => T | Promise<T>): Promise<T> {
  const emulator = await startEmulator({ frozen: true, now: NOW, fleet });
  try {
    return await look(emulator);
  } finally {
    await emulator.close();
  }
}

describe('a fleet', () => {
  test.each([
    ['keyPairs[1].name: the region has a key pair "a" already', { keyPairs: [{ name: 'a' }, { name: 'a' }] }],
    ['keyPairs[0].publicKey: expected an OpenSSH public key', { keyPairs: [{ name: 'a', publicKey: 'x' }] }],
    [
      'launchTemplates[1].name: the region has a launch template "a" already',
      { launchTemplates: [{ name: 'a' }, { name: 'a' }] },
    ],
    [
      'launchTemplates[0].parameters: The specified parameter "Flavour" is not valid',
      { launchTemplates: [{ name: 'a', parameters: { Flavour: 'x' } }] },
    ],
    [
      'launchTemplates[0].parameters: The specified parameter "SystemDisk.Size" is not valid',
      { launchTemplates: [{ name: 'a', parameters: { SystemDisk: { Size: 'big' } } }] },
    ],
  ])('with a mistake: %s', async (problem, fleet) => {
    await expect(startEmulator({ fleet })).rejects.toThrow(problem);
  });

  test('has the key pairs that its instances name', async () => {
    await withFleet({ instances: [{ keyPair: 'deploy', count: 2 }] }, ({ world, accountId }) => {
      const keyPairs = world.accounts.get(accountId)?.regions.get('cn-hangzhou')?.keyPairs.all() ?? [];
      expect(keyPairs.map(({ id, publicKey }) => [id, isPublicKey(publicKey)])).toEqual([['deploy', true]]);
    });
  });

  test('can be saved answers about key pairs and launch templates', async () => {
    const parameters = {
      InstanceType: 'ecs.g7.large',
      SystemDisk: { Size: 60 },
      DataDisk: [{ Size: 100 }],
      SecurityGroupIds: ['sg-1'],
      NetworkInterface: [{ InstanceType: 'Primary', SecurityGroupIds: ['sg-2'] }],
      Tag: [{ Key: 'k', Value: 'v' }],
    };
    const fleet = {
      keyPairs: [{ name: 'deploy', tags: { team: 'shop' }, createdAt: '2025-01-02T03:04:00Z' }],
      launchTemplates: [{ name: 'web', description: 'first', parameters }],
    };
    const describe = async (emulator: Emulator): Promise<Readonly<Record<string, unknown>>[]> => {
      const region = { RegionId: 'cn-hangzhou' };
      const keyPairs = await call(emulator, 'DescribeKeyPairs', { ...region, IncludePublicKey: 'true' });
      const versions = await call(emulator, 'DescribeLaunchTemplateVersions', {
        ...region,
        LaunchTemplateName: 'web',
      });
      return [keyPairs.json, versions.json];
    };
    const saved = await withFleet(fleet, describe);
    const again = await withFleet(saved, describe);
    const withoutRequest = (answers: readonly Readonly<Record<string, unknown>>[]): unknown =>
      answers.map(({ RequestId: _, ...rest }) => rest);
    expect(withoutRequest(again)).toEqual(withoutRequest(saved));
  });
});

test('an automatic release that was put off does not happen at its first time', async () => {
  await withFleet({ instances: [{ id: 'i-1', autoReleaseAt: '2026-03-02T09:00:00Z' }] }, (emulator) => {
    const { world } = emulator;
    const found = emulator.instance('i-1');
    const region = [...world.accounts.values()][0]?.regions.get('cn-hangzhou');
    if (found === undefined || region === undefined) throw new Error('the fleet is not there');
    found.autoReleaseAt = Date.parse('2026-03-02T10:00:00Z');
    scheduleAutoRelease(world, region, found);
    emulator.advance(90 * 60_000);
    expect(emulator.instance('i-1')).toBeDefined();
    emulator.advance(31 * 60_000);
    expect(emulator.instance('i-1')).toBeUndefined();
  });
});

test('an instance that is removed is released with its disks and announced', async () => {
  await withFleet({ instances: [{ id: 'i-1' }] }, (emulator) => {
    const { world } = emulator;
    const region = [...world.accounts.values()][0]?.regions.get('cn-hangzhou');
    expect(emulator.removeInstance('i-1')).toBe(true);
    expect(emulator.removeInstance('i-1')).toBe(false);
    expect([region?.disks.size, region?.networkInterfaces.size]).toEqual([0, 0]);
    expect(world.announcements.recent().map(({ content }) => content['state'])).toEqual(['Deleted']);
  });
});

describe('instance types', () => {
  test('each is found by its name and has a place for itself', () => {
    for (const [id, type] of INSTANCE_TYPES) {
      expect(type.id).toBe(id);
      expect(id.startsWith(type.family)).toBe(true);
      expect(performanceOf(type).interfaces).toBeGreaterThanOrEqual(2);
    }
  });

  test.each([
    ['ecs.g7.large', 2, 8],
    ['ecs.r6.4xlarge', 16, 128],
    ['ecs.e-c1m2.xlarge', 4, 8],
  ])('%s has %d vCPUs and %d GiB', (id, cpu, memoryGiB) => {
    expect(instanceTypeOf(id)).toMatchObject({ cpu, memoryMiB: memoryGiB * 1024 });
  });
});

test('a larger type is dearer, and a longer period cheaper by the hour', () => {
  const [small, large] = ['ecs.g7.large', 'ecs.g7.xlarge'].map((id) => INSTANCE_TYPES.get(id));
  if (small === undefined || large === undefined) throw new Error('the types are not there');
  expect(instancePricePerHour(large, 'linux')).toBeCloseTo(2 * instancePricePerHour(small, 'linux'));
  const hours = { Hour: 1, Week: 7 * 24, Month: 30 * 24, Year: 365 * 24 };
  const perHour = PRICE_UNITS.map((unit) => priceOf(1, { unit, count: 1 }).trade / hours[unit]);
  expect(perHour).toEqual([...perHour].sort((left, right) => right - left));
});

test.each([
  [{ unit: 'Week', count: 2 }, '2026-01-31T08:00:00Z', '2026-02-14T08:00:00Z'],
  [{ unit: 'Month', count: 1 }, '2026-03-02T08:00:00Z', '2026-04-02T08:00:00Z'],
  [{ unit: 'Month', count: 12 }, '2026-03-02T08:00:00Z', '2027-03-02T08:00:00Z'],
  [{ unit: 'Month', count: 1 }, '2026-01-31T08:00:00Z', '2026-02-28T08:00:00Z'],
] as const)('a period of %j from %s ends at %s', (period, start, end) => {
  expect(new Date(endOf(period, Date.parse(start))).toISOString()).toBe(end.replace('Z', '.000Z'));
});

describe('public keys', () => {
  test('a generated one can be imported', () => {
    const { publicKey, privateKey } = generateRsaKey();
    expect(isPublicKey(publicKey)).toBe(true);
    expect(isPublicKey(`${publicKey} somebody@somewhere`)).toBe(true);
    expect(privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  test.each(['', 'ssh-rsa', 'ssh-rsa AAAA', 'ssh-rsa !!!!', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA=='])(
    '"%s" is none that can be',
    (text) => {
      expect(isPublicKey(text)).toBe(false);
    },
  );
});

test('the parameters of a template are written as a request would', () => {
  const parameters = { A: 1, B: { C: true, D: undefined }, E: [{ F: 'x' }, { F: 'y', G: ['z'] }], H: [] };
  expect([...wireParameters(parameters)]).toEqual([
    ['A', '1'],
    ['B.C', 'true'],
    ['E.1.F', 'x'],
    ['E.2.F', 'y'],
    ['E.2.G.1', 'z'],
  ]);
});
