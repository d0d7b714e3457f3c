import { startEmulator } from '../../../emulator';
import type { Emulator, FleetInstanceInput } from '../../../emulator';
import { call } from './raw-client';
import { letTransitionRun, setStatus } from '../../../emulator/world/lifecycle';
import type { RawReply } from './raw-client';

const REGION = { RegionId: 'cn-hangzhou' };

/** Without jitter, so that a test can name the instants. */
const durations = {
  create: 15_000,
  start: 30_000,
  stop: 20_000,
  forcedStop: 5_000,
  reboot: 40_000,
  jitter: 0,
};

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', durations });
});

afterEach(() => emulator.close());

function add(...instances: readonly FleetInstanceInput[]): void {
  emulator.addInstances(instances);
}

function status(id = 'i-1'): string | undefined {
  return emulator.instance(id)?.status;
}

async function described(id = 'i-1'): Promise<Record<string, unknown>> {
  const reply = await call(emulator, 'DescribeInstances', { ...REGION, InstanceIds: JSON.stringify([id]) });
  const { Instances } = reply.json as { Instances: { Instance: [Record<string, unknown>] } };
  return Instances.Instance[0];
}

function answerOf({ status: http, json }: RawReply): [number, unknown] {
  return [http, json['Code'] ?? 'OK'];
}

describe('the way of an instance', () => {
  test('Pending, Stopped, Starting, Running, Stopping, Stopped', async () => {
    add({ id: 'i-1', status: 'Pending' });
    expect((await described())['StartTime']).toBe('');
    emulator.advance(14_999);
    expect(status()).toBe('Pending');
    emulator.advance(1);
    expect(status()).toBe('Stopped');

    await call(emulator, 'StartInstance', { InstanceId: 'i-1' });
    expect(status()).toBe('Starting');
    emulator.advance(30_000);
    expect(status()).toBe('Running');
    expect((await described())['StartTime']).toBe('2026-03-02T08:00Z');

    await call(emulator, 'StopInstance', { InstanceId: 'i-1' });
    expect(status()).toBe('Stopping');
    emulator.advance(20_000);
    expect(status()).toBe('Stopped');
  });

  test('a reboot goes through Starting', async () => {
    add({ id: 'i-1' });
    await call(emulator, 'RebootInstance', { InstanceId: 'i-1' });
    expect(status()).toBe('Starting');
    emulator.advance(40_000);
    expect(status()).toBe('Running');
  });

  test('force is faster', async () => {
    add({ id: 'i-1' }, { id: 'i-2' });
    await call(emulator, 'StopInstance', { InstanceId: 'i-1', ForceStop: 'true' });
    await call(emulator, 'RebootInstance', { InstanceId: 'i-2', ForceStop: 'true' });
    emulator.advance(5_000);
    expect([status('i-1'), status('i-2')]).toEqual(['Stopped', 'Starting']);
    emulator.advance(25_000);
    expect(status('i-2')).toBe('Running');
  });

  test('a stop that was cut short does not end the next one', async () => {
    add({ id: 'i-1' });
    await call(emulator, 'StopInstance', { InstanceId: 'i-1' });
    await call(emulator, 'StopInstance', { InstanceId: 'i-1', ForceStop: 'true' });
    emulator.advance(5_000);
    expect(status()).toBe('Stopped');
    emulator.advance(5_000);
    const { world } = emulator;
    const region = world.accounts.get(emulator.accountId)?.regions.get('cn-hangzhou');
    const instance = region?.instances.get('i-1');
    if (region === undefined || instance === undefined) throw new Error('no instance i-1');
    setStatus(world, region, instance, 'Stopping');
    letTransitionRun(world, region, instance);
    emulator.advance(19_999);
    expect(status()).toBe('Stopping');
    emulator.advance(1);
    expect(status()).toBe('Stopped');
  });

  test('force does not make a stop longer', async () => {
    add({ id: 'i-1' });
    await call(emulator, 'StopInstance', { InstanceId: 'i-1' });
    emulator.advance(19_000);
    await call(emulator, 'StopInstance', { InstanceId: 'i-1', ForceStop: 'true' });
    emulator.advance(1_000);
    expect(status()).toBe('Stopped');
  });

  test('an instance that is released after its stop goes sooner when the stop is forced', async () => {
    add({ id: 'i-1' });
    await call(emulator, 'DeleteInstance', { InstanceId: 'i-1', Force: 'true', ForceStop: 'false' });
    await call(emulator, 'StopInstance', { InstanceId: 'i-1', ForceStop: 'true' });
    emulator.advance(4_999);
    expect(status()).toBe('Stopping');
    emulator.advance(1);
    expect(status()).toBeUndefined();
  });

  test('durations have a jitter that repeats with the seed', async () => {
    const arrivals = async (seed: number): Promise<number[]> => {
      const jittery = await startEmulator({
        frozen: true,
        seed,
        fleet: { instances: [{ status: 'Starting', count: 20 }] },
      });
      try {
        const region = jittery.world.accounts.get(jittery.accountId)?.regions.get('cn-hangzhou');
        const running: number[] = [];
        for (let second = 0; second < 60; second += 1) {
          jittery.advance(1000);
          running.push(region?.instances.all().filter((each) => each.status === 'Running').length ?? 0);
        }
        return running;
      } finally {
        await jittery.close();
      }
    };
    const [first, again, other] = [await arrivals(7), await arrivals(7), await arrivals(8)];
    expect(first.at(-1)).toBe(20);
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('what is refused', () => {
  test.each([
    ['StartInstance', 'Running'],
    ['StartInstance', 'Starting'],
    ['StartInstance', 'Pending'],
    ['StopInstance', 'Stopped'],
    ['StopInstance', 'Stopping'],
    ['StopInstance', 'Starting'],
    ['RebootInstance', 'Stopped'],
    ['RebootInstance', 'Stopping'],
  ] as const)('%s of an instance that is %s', async (action, before) => {
    add({ id: 'i-1', status: before });
    expect(answerOf(await call(emulator, action, { InstanceId: 'i-1' }))).toEqual([
      403,
      'IncorrectInstanceStatus',
    ]);
    expect(status()).toBe(before);
  });

  test.each([
    ['StartInstance', 'Stopped', 'security', 'InstanceLockedForSecurity'],
    ['StopInstance', 'Running', 'security', 'InstanceLockedForSecurity'],
    ['RebootInstance', 'Running', 'security', 'InstanceLockedForSecurity'],
    ['StartInstance', 'Stopped', 'financial', 'InstanceExpired'],
    ['StopInstance', 'Running', 'financial', 'InstanceExpiredOrInArrears'],
    ['RebootInstance', 'Running', 'dedicatedhostfinancial', 'InstanceExpiredOrInArrears'],
    ['StopInstance', 'Running', 'recycling', 'IncorrectInstanceStatus'],
  ] as const)('%s of an instance that is %s and locked: %s', async (action, before, lock, code) => {
    add({ id: 'i-1', status: before, locks: [lock] });
    expect(answerOf(await call(emulator, action, { InstanceId: 'i-1' }))).toEqual([403, code]);
    expect(status()).toBe(before);
  });

  test('a subscription that has ended', async () => {
    add({ id: 'i-1', status: 'Stopped', chargeType: 'PrePaid', expiresAt: '2026-03-02T09:00:00Z' });
    emulator.advance(3_600_000);
    expect(answerOf(await call(emulator, 'StartInstance', { InstanceId: 'i-1' }))).toEqual([
      403,
      'InstanceExpired',
    ]);
  });

  test.each(['StartInstance', 'StopInstance', 'RebootInstance'])('%s of no instance', async (action) => {
    expect(answerOf(await call(emulator, action, { InstanceId: 'i-none' }))).toEqual([
      404,
      'InvalidInstanceId.NotFound',
    ]);
  });

  test('an instance of another region than the one that is named', async () => {
    add({ id: 'i-1' });
    const reply = await call(emulator, 'StopInstance', { InstanceId: 'i-1', RegionId: 'cn-shanghai' });
    expect(answerOf(reply)).toEqual([404, 'InvalidInstanceId.NotFound']);
  });

  test('DryRun checks and does nothing', async () => {
    add({ id: 'i-1' }, { id: 'i-2', status: 'Stopped' });
    const reply = await call(emulator, 'StopInstance', { InstanceId: 'i-1', DryRun: 'true' });
    expect(answerOf(reply)).toEqual([400, 'DryRunOperation']);
    expect(status()).toBe('Running');
    const refused = await call(emulator, 'StopInstance', { InstanceId: 'i-2', DryRun: 'true' });
    expect(answerOf(refused)).toEqual([403, 'IncorrectInstanceStatus']);
  });
});

describe('economical mode', () => {
  const stop = { StoppedMode: 'StopCharging' };

  async function modeAfterStop(
    instance: FleetInstanceInput,
    params: Record<string, string>,
  ): Promise<unknown> {
    add({ id: 'i-1', ...instance });
    await call(emulator, 'StopInstance', { InstanceId: 'i-1', ...params });
    expect((await described())['StoppedMode']).toBe('Not-applicable');
    emulator.advance(20_000);
    return (await described())['StoppedMode'];
  }

  test('is reported once the instance is stopped', async () => {
    expect(await modeAfterStop({}, stop)).toBe('StopCharging');
  });

  test('is not the default', async () => {
    expect(await modeAfterStop({}, {})).toBe('KeepCharging');
  });

  test('is the default where the account says so', async () => {
    emulator.loadFleet({ economicalModeByDefault: true });
    expect(await modeAfterStop({}, {})).toBe('StopCharging');
  });

  test.each<[string, FleetInstanceInput]>([
    ['a subscription', { chargeType: 'PrePaid' }],
    ['the classic network', { network: 'classic' }],
    ['local disks', { type: 'ecs.i2.xlarge' }],
    ['a spot instance', { spot: true }],
  ])('is silently not entered with %s', async (_case, instance) => {
    expect(await modeAfterStop(instance, stop)).toBe('KeepCharging');
  });

  test('gives the static public address back, but never the private and elastic ones', async () => {
    add(
      { id: 'i-1', publicIp: '198.18.0.1', privateIp: '172.16.0.9' },
      { id: 'i-2', eip: '198.18.0.2' },
      { id: 'i-3', publicIp: '198.18.0.3' },
    );
    for (const [InstanceId, StoppedMode] of [
      ['i-1', 'StopCharging'],
      ['i-2', 'StopCharging'],
      ['i-3', 'KeepCharging'],
    ] as const) {
      await call(emulator, 'StopInstance', { InstanceId, StoppedMode });
    }
    emulator.advance(20_000);
    for (const InstanceId of ['i-1', 'i-2', 'i-3']) await call(emulator, 'StartInstance', { InstanceId });
    const changed = emulator.instance('i-1');
    expect(changed?.publicIpAddresses).toHaveLength(1);
    expect(changed?.publicIpAddresses).not.toContain('198.18.0.1');
    expect(changed?.privateIpAddresses).toEqual(['172.16.0.9']);
    expect(emulator.instance('i-2')?.elasticIp?.ipAddress).toBe('198.18.0.2');
    expect(emulator.instance('i-3')?.publicIpAddresses).toEqual(['198.18.0.3']);
  });

  test('a start fails while the type is sold out; an instance that kept charging has its place', async () => {
    add(
      { id: 'i-1', zone: 'h', type: 'ecs.c7.large', status: 'Stopped', stoppedMode: 'StopCharging' },
      { id: 'i-2', zone: 'h', type: 'ecs.c7.large', status: 'Stopped', stoppedMode: 'KeepCharging' },
    );
    emulator.setStock('cn-hangzhou-h', 'ecs.c7.large', false);
    expect(answerOf(await call(emulator, 'StartInstance', { InstanceId: 'i-1' }))).toEqual([
      403,
      'OperationDenied.NoStock',
    ]);
    expect(answerOf(await call(emulator, 'StartInstance', { InstanceId: 'i-2' }))).toEqual([200, 'OK']);
    emulator.setStock('cn-hangzhou-h', 'ecs.c7.large', true);
    expect(answerOf(await call(emulator, 'StartInstance', { InstanceId: 'i-1' }))).toEqual([200, 'OK']);
  });
});

describe('batches', () => {
  const ids = { 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2', 'InstanceId.3': 'i-3' };

  beforeEach(() => {
    add({ id: 'i-1' }, { id: 'i-2', status: 'Stopped' });
  });

  test('AllTogether leaves every instance as it was when one is refused', async () => {
    const reply = await call(emulator, 'StopInstances', {
      ...REGION,
      'InstanceId.1': 'i-1',
      'InstanceId.2': 'i-2',
    });
    expect(answerOf(reply)).toEqual([403, 'IncorrectInstanceStatus']);
    expect([status('i-1'), status('i-2')]).toEqual(['Running', 'Stopped']);
  });

  test('SuccessFirst answers 200 with a code for each instance', async () => {
    const reply = await call(emulator, 'StopInstances', {
      ...REGION,
      ...ids,
      BatchOptimization: 'SuccessFirst',
    });
    expect(reply.status).toBe(200);
    expect(reply.json['InstanceResponses']).toEqual({
      InstanceResponse: [
        {
          InstanceId: 'i-1',
          PreviousStatus: 'Running',
          CurrentStatus: 'Stopping',
          Code: '200',
          Message: 'success',
        },
        {
          InstanceId: 'i-2',
          PreviousStatus: 'Stopped',
          CurrentStatus: 'Stopped',
          Code: 'IncorrectInstanceStatus',
          Message: 'The current status of the resource does not support this operation.',
        },
        {
          InstanceId: 'i-3',
          PreviousStatus: '',
          CurrentStatus: '',
          Code: 'InvalidInstanceId.NotFound',
          Message: 'The specified InstanceId does not exist.',
        },
      ],
    });
  });

  test.each([
    ['AllTogether', { 'InstanceId.1': 'i-1' }, 'DRYRUN.SUCCESS'],
    ['AllTogether', ids, 'IncorrectInstanceStatus'],
    ['SuccessFirst', ids, 'DRYRUN.SUCCESS'],
  ])('DryRun with %s of %j: %s', async (BatchOptimization, selected, code) => {
    const reply = await call(emulator, 'StopInstances', {
      ...REGION,
      ...selected,
      BatchOptimization,
      DryRun: 'true',
    });
    expect(reply.json['Code']).toBe(code);
    expect(status('i-1')).toBe('Running');
  });

  test('an id given twice counts once', async () => {
    const reply = await call(emulator, 'RebootInstances', {
      ...REGION,
      'InstanceId.1': 'i-1',
      'InstanceId.2': 'i-1',
    });
    const { InstanceResponses } = reply.json as { InstanceResponses: { InstanceResponse: unknown[] } };
    expect(InstanceResponses.InstanceResponse).toHaveLength(1);
  });

  test('more than 100 instances are refused', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`InstanceId.${index + 1}`, `i-${index}`]),
    );
    const reply = await call(emulator, 'StartInstances', { ...REGION, ...many });
    expect(answerOf(reply)).toEqual([400, 'InvalidParameter']);
  });
});
