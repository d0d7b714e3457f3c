import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { Journal } from '../../../emulator/journal';
import { NonceMemory } from '../../../emulator/wire/authenticate';
import { carryOut } from '../../../emulator/world/lifecycle';
import { startTask } from '../../../emulator/world/task';
import type { Region } from '../../../emulator/world/region';
import { rpcGet } from './raw-client';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what a world forgets', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({
      frozen: true,
      now: '2026-03-02T08:00:00Z',
      fleet: {
        roles: [{ name: 'operator', policies: ['AliyunECSFullAccess'] }],
        instances: [{ id: 'i-1' }],
      },
    });
  });

  afterEach(() => emulator.close());

  function region(): Region {
    const found = emulator.world.accounts.get(emulator.accountId)?.regions.get('cn-hangzhou');
    if (found === undefined) throw new Error('the account has no region cn-hangzhou');
    return found;
  }

  test('temporary keys, an hour after they expired', async () => {
    const credentials = emulator.issueRoleCredentials('operator', 'session');
    const codeOf = async (): Promise<unknown> =>
      (await rpcGet(emulator.endpoint, credentials, { Action: 'DescribeRegions' })).json['Code'];
    emulator.advance(2 * HOUR_MS);
    emulator.issueRoleCredentials('operator', 'session');
    expect(await codeOf()).toBe('InvalidSecurityToken.Expired');
    emulator.advance(HOUR_MS);
    emulator.issueRoleCredentials('operator', 'session');
    expect(await codeOf()).toBe('InvalidAccessKeyId.NotFound');
  });

  test('system events, 30 days after they ended', () => {
    const raise = (): string => emulator.raiseEvent({ instance: 'i-1', code: 'InstanceFailure.Reboot' }).id;
    const ids = (): string[] => emulator.systemEvents().map(({ id }) => id);
    const first = raise();
    emulator.advance(29 * DAY_MS);
    const second = raise();
    expect(ids()).toEqual([first, second]);
    emulator.advance(2 * DAY_MS);
    const third = raise();
    expect(ids()).toEqual([second, third]);
  });

  test('tasks, 30 days after they ended', () => {
    const subject = { name: 'InstanceId', id: 'i-1' };
    const begin = (): string =>
      startTask(emulator.world, region(), { action: 'Copy', subject, durationMs: HOUR_MS }).id;
    begin();
    const long = startTask(emulator.world, region(), {
      action: 'Copy',
      subject,
      durationMs: 90 * DAY_MS,
    }).id;
    emulator.advance(31 * DAY_MS);
    const last = begin();
    expect(
      region()
        .tasks.all()
        .map(({ id }) => id),
    ).toEqual([long, last]);
  });

  test('statuses, with the instance', () => {
    const [instance] = region().instances.all();
    if (instance === undefined) throw new Error('the fleet has no instance');
    const before = emulator.now().getTime();
    emulator.advance(HOUR_MS);
    carryOut(emulator.world, region(), instance, { kind: 'stop', forced: false, stoppedMode: undefined });
    expect(region().statusHistory.statusAt(instance, before)).toBe('Running');
    emulator.removeInstance('i-1');
    expect(region().statusHistory.statusAt(instance, before)).toBe(instance.status);
  });
});

test('nonces are forgotten by the clock of the machine', () => {
  let wall = 0;
  const nonces = new NonceMemory(() => wall);
  expect([nonces.use('a'), nonces.use('a')]).toEqual([true, false]);
  wall = HOUR_MS;
  expect(nonces.use('a')).toBe(true);
});

test('a journal of long calls keeps fewer of them', () => {
  const journal = new Journal(100);
  const call = {
    at: '2026-03-02T08:00:00.000Z',
    wall: '2026-03-02T08:00:00.000Z',
    requestId: 'x',
    params: { UserData: 'x'.repeat(20 * 1024 * 1024) },
    status: 200,
    code: 'OK',
    ignoredParams: [],
  };
  for (let calls = 0; calls < 5; calls += 1) journal.record(call);
  expect(journal.entries().map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect([journal.size, journal.dropped]).toEqual([3, 2]);
});
