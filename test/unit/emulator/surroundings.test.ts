import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import type { FcCredentials } from '../../../emulator/fc';
import { carryOut } from '../../../emulator/world/lifecycle';
import { typedSdk } from '../../contract/drivers/typed-sdk';
import type { Driver } from '../../contract/drivers/driver';
import { missingPaths, pathsOf } from '../../contract/samples';
import type { Sample } from '../../contract/samples';
import { send } from './raw-client';

type Event = Readonly<Record<string, unknown>>;

const NOW = '2026-03-02T08:00:00Z';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a sample and an event of a stop in the same region and account have to agree in, in whatever shape. */
const COMPARED = ['acsRegion', 'regionId', 'serviceName', 'eventName', 'eventType', 'eventRW', 'apiVersion'];

let emulator: Emulator;
let ecs: Driver;

async function start(options: Parameters<typeof startEmulator>[0] = {}): Promise<void> {
  emulator = await startEmulator({
    frozen: true,
    now: NOW,
    durations: { jitter: 0 },
    fleet: { account: '1234567890123456', instances: [{ id: 'i-a', name: 'web' }] },
    ...options,
  });
  ecs = typedSdk.connect(emulator);
}

afterEach(() => emulator.close());

describe('ActionTrail', () => {
  beforeEach(() => start());

  test('tells of write calls in the envelope of EventBridge, refused ones included', async () => {
    const events: Event[] = [];
    emulator.subscribe({ shape: 'actiontrail', deliver: (event) => void events.push(event) });
    await ecs.call('DescribeInstances', { RegionId: 'cn-hangzhou' });
    await ecs.call('StopInstance', { InstanceId: 'i-a' });
    await ecs.call('StopInstance', { InstanceId: 'i-a' }).catch(() => undefined);
    expect(events).toHaveLength(2);
    const [entry] = emulator.journal({ operation: 'StopInstance' });
    expect(events[0]).toMatchObject({
      source: 'acs.actiontrail',
      type: 'actiontrail:ActionTrail:ApiCall',
      subject: 'acs:actiontrail:cn-hangzhou:1234567890123456:StopInstance',
      aliyunaccountid: '1234567890123456',
      aliyunregionid: 'cn-hangzhou',
      data: {
        eventId: entry?.requestId,
        eventName: 'StopInstance',
        eventRW: 'Write',
        eventType: 'ApiCall',
        eventTime: NOW,
        eventSource: 'ecs.aliyuncs.com',
        serviceName: 'Ecs',
        apiVersion: '2014-05-26',
        acsRegion: 'cn-hangzhou',
        responseElements: { RequestId: entry?.requestId },
        requestParameters: { InstanceId: 'i-a' },
        referencedResources: { 'ACS::ECS::Instance': ['i-a'] },
        userIdentity: { type: 'ram-user', userName: 'emulator-admin', accountId: '1234567890123456' },
      },
    });
    expect(events.map(({ data }) => (data as Event)['errorCode'])).toEqual([
      undefined,
      'IncorrectInstanceStatus',
    ]);
    const [, refused] = events.map(({ data }) => data as Event);
    expect(refused?.['errorMessage']).toContain('status');
    expect(refused?.['responseElements']).toEqual({ RequestId: refused?.['requestId'] });
  });

  test('tells what was answered and made, and no secrets', async () => {
    const events: Event[] = [];
    emulator.subscribe({ shape: 'actiontrail', deliver: ({ data }) => void events.push(data as Event) });
    const disk = await ecs.call('CreateDisk', {
      RegionId: 'cn-hangzhou',
      ZoneId: 'cn-hangzhou-h',
      DiskCategory: 'cloud_essd',
      Size: 20,
    });
    const pair = await ecs.call('CreateKeyPair', { RegionId: 'cn-hangzhou', KeyPairName: 'deploy' });
    expect(events.map(({ responseElements }) => responseElements)).toEqual([
      disk,
      { ...pair, PrivateKeyBody: '***' },
    ]);
    expect(events.map(({ referencedResources }) => referencedResources)).toEqual([
      { 'ACS::ECS::Disk': [disk['DiskId']] },
      { 'ACS::ECS::KeyPair': ['deploy'] },
    ]);
  });

  test('names the instances that were launched', async () => {
    const events: Event[] = [];
    emulator.subscribe({ shape: 'actiontrail', deliver: ({ data }) => void events.push(data as Event) });
    const { InstanceIdSets } = await ecs.call('RunInstances', {
      RegionId: 'cn-hangzhou',
      ImageId: 'aliyun_3_x64_20G_alibase_20250117.vhd',
      InstanceType: 'ecs.g7.large',
      Amount: 2,
      VSwitchId: emulator.instance('i-a')?.vSwitchId,
      SecurityGroupId: emulator.instance('i-a')?.securityGroupIds[0],
    });
    const { InstanceIdSet } = InstanceIdSets as { readonly InstanceIdSet: readonly string[] };
    expect(InstanceIdSet).toHaveLength(2);
    expect(events[0]?.['referencedResources']).toMatchObject({ 'ACS::ECS::Instance': InstanceIdSet });
  });

  test('has the region of the resource where the call names none', async () => {
    emulator.loadFleet({ instances: [{ id: 'i-far', region: 'ap-southeast-1' }] });
    const regions: unknown[] = [];
    emulator.subscribe({
      shape: 'actiontrail',
      filter: { regions: ['ap-southeast-1'] },
      deliver: ({ data }) => void regions.push((data as Event)['acsRegion']),
    });
    ecs = typedSdk.connect(emulator);
    await ecs.call('RebootInstance', { InstanceId: 'i-far' });
    emulator.advance(5 * MINUTE_MS);
    await ecs.call('DeleteInstance', { InstanceId: 'i-far', Force: true });
    expect(regions).toEqual(['ap-southeast-1', 'ap-southeast-1']);
    expect(emulator.journal().map(({ region }) => region)).toEqual(regions);
  });

  test('can be narrowed to operations and resources', async () => {
    const names: unknown[] = [];
    const deliver = ({ data }: Event): void => void names.push((data as Event)['eventName']);
    emulator.subscribe({ shape: 'actiontrail', filter: { names: ['Start', 'Reboot'] }, deliver });
    emulator.subscribe({ shape: 'actiontrail', filter: { resources: ['i-b'] }, deliver });
    await ecs.call('RebootInstance', { InstanceId: 'i-a' });
    await ecs.call('StopInstance', { InstanceId: 'i-a' }).catch(() => undefined);
    expect(names).toEqual(['RebootInstance']);
  });
});

describe('the platform announces what a call sets off', () => {
  beforeEach(() => start());

  test.each([
    ['cloudmonitor', (event: Event) => event],
    ['cloudmonitor-2', (event: Event) => event],
    ['actiontrail', ({ data }: Event) => data],
  ] as const)('in the shape of the published sample: %s', async (shape, part) => {
    const file = join(__dirname, `../../fixtures/emulator/events/${shape}.json`);
    const sample = JSON.parse(readFileSync(file, 'utf8')) as Sample;
    const received: Event[] = [];
    emulator.subscribe({ shape, deliver: (event) => void received.push(event) });
    await ecs.call('StopInstance', { InstanceId: 'i-a' });
    const paths = new Set(received.flatMap((event) => pathsOf(part(event))));
    expect(missingPaths(sample, paths)).toEqual([]);
    const values = (event: Event): unknown[] => COMPARED.map((name) => event[name]);
    expect(received.map((event) => values(part(event) as Event))).toContainEqual(values(sample.response));
  });

  test('each state, at its time', async () => {
    const states: unknown[] = [];
    emulator.subscribe({
      shape: 'eventbridge',
      filter: { pattern: { type: ['ecs:Instance:StateChange'] } },
      deliver: ({ data, time }) => void states.push([(data as Event)['state'], time]),
    });
    await ecs.call('StopInstance', { InstanceId: 'i-a' });
    emulator.advance(MINUTE_MS);
    expect(states).toEqual([
      ['Stopping', '2026-03-02T08:00:00Z'],
      ['Stopped', '2026-03-02T08:00:20Z'],
    ]);
  });
});

describe('play', () => {
  test('a function acts at the time of its timer, and on what it has set off', async () => {
    await start();
    const seen: string[] = [];
    emulator.registerFunction({
      name: 'nightly',
      async invoke() {
        seen.push(`timer ${emulator.now().toISOString()}`);
        await ecs.call('StopInstance', { InstanceId: 'i-a' });
      },
    });
    emulator.registerFunction({
      name: 'on-stopped',
      async invoke(event) {
        const { Instances } = await ecs.call('DescribeInstances', { RegionId: 'cn-hangzhou' });
        const { Instance } = Instances as { readonly Instance: readonly { readonly Status: string }[] };
        const { content } = JSON.parse(String(event)) as { readonly content: Event };
        seen.push(`${String(content['state'])}, ${Instance[0]?.Status} ${emulator.now().toISOString()}`);
      },
    });
    emulator.addTimer({ name: 'nightly', cron: '0 0 19 * * *', function: 'nightly' });
    emulator.subscribe({ shape: 'cloudmonitor', function: 'on-stopped' });
    await emulator.play(new Date('2026-03-03T08:00:00Z'));
    expect(seen).toEqual([
      'timer 2026-03-02T19:00:00.000Z',
      'Stopping, Stopping 2026-03-02T19:00:00.000Z',
      'Stopped, Stopped 2026-03-02T19:00:20.000Z',
    ]);
    expect(emulator.now().toISOString()).toBe('2026-03-03T08:00:00.000Z');
    expect(emulator.invocations().map(({ status }) => status)).toEqual([
      'Succeeded',
      'Succeeded',
      'Succeeded',
    ]);
  });

  test('advance does not wait: a function ends after it', async () => {
    await start();
    const seen: string[] = [];
    emulator.registerFunction({
      name: 'tick',
      async invoke() {
        await ecs.call('DescribeRegions');
        seen.push(emulator.now().toISOString());
      },
    });
    emulator.addTimer({ name: 'tick', cron: '@every 10m', function: 'tick' });
    emulator.advance(15 * MINUTE_MS);
    await emulator.play(0);
    expect(seen).toEqual(['2026-03-02T08:15:00.000Z']);
  });

  test('with a clock that runs, a function can wait for a change', async () => {
    await start({ frozen: false, rate: 1_000 });
    let status = '';
    emulator.registerFunction({
      name: 'stop',
      async invoke() {
        await ecs.call('StopInstance', { InstanceId: 'i-a' });
        while (status !== 'Stopped') status = emulator.instance('i-a')?.status ?? '';
      },
    });
    emulator.addTimer({ name: 'stop', cron: '@every 10m', function: 'stop' });
    await emulator.play(15 * MINUTE_MS);
    expect(status).toBe('Stopped');
  });

  test('a function that is not there is a failed delivery, and tried again', async () => {
    await start();
    emulator.addTimer({ name: 'tick', cron: '@every 10m', function: { service: 'shop', name: 'gone' } });
    await emulator.play(10 * MINUTE_MS);
    expect(emulator.deliveries()).toEqual([
      expect.objectContaining({ outcome: 'failed', error: "service 'shop' does not exist" }),
    ]);
  });

  test('what takes long lets others have their turn', async () => {
    await start();
    const deliver = (): void => {
      const end = performance.now() + 60;
      while (performance.now() < end);
    };
    emulator.addTimer({ name: 'tick', cron: '@every 1m', deliver });
    let isOver = false;
    const turn = new Promise<boolean>((resolve) => {
      setImmediate(() => {
        resolve(isOver);
      });
    });
    await emulator.play(3 * 60_000).then(() => (isOver = true));
    expect(await turn).toBe(false);
  });

  test('a reset ends it', async () => {
    await start();
    let fired = 0;
    emulator.addTimer({
      name: 'tick',
      cron: '@every 1m',
      deliver: () => {
        fired += 1;
        if (fired === 1) emulator.reset();
      },
    });
    await emulator.play(10 * 60_000);
    expect(fired).toBe(1);
    expect(emulator.now()).toEqual(new Date('2026-03-02T08:00:00Z'));
    expect(emulator.world.clock.pendingAlarms).toBe(1);
  });

  test('time does not go back', async () => {
    await start();
    await expect(emulator.play(new Date('2026-01-01T00:00:00Z'))).rejects.toThrow(
      'until: the virtual clock shows 2026-03-02T08:00:00.000Z',
    );
  });
});

describe('controls', () => {
  beforeEach(() => start());

  async function control(method: string, path: string, body?: unknown): Promise<Event> {
    const { json } = await send(emulator.endpoint, {
      method,
      path: `/_emulator/${path}`,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return json;
  }

  test('subscriptions, deliveries and timers', async () => {
    const nowhere = 'http://127.0.0.1:9/';
    const made = await control('POST', 'subscriptions', { name: 'mine', shape: 'eventbridge', url: nowhere });
    expect(made).toEqual({ name: 'mine', shape: 'eventbridge', target: nowhere, assumed: true });
    expect(await control('POST', 'timers', { name: 'tick', cron: '@every 10m', url: nowhere })).toEqual({
      name: 'tick',
      cron: '@every 10m',
      target: nowhere,
      nextAt: '2026-03-02T08:10:00.000Z',
    });
    expect(await control('GET', 'subscriptions')).toEqual({ subscriptions: [made] });
    await ecs.call('StopInstance', { InstanceId: 'i-a' });
    expect(await control('POST', 'play', { until: '2026-03-02T08:10:00Z' })).toMatchObject({
      now: '2026-03-02T08:10:00.000Z',
    });
    const { entries } = await control('GET', 'deliveries?subscriber=mine');
    expect((entries as readonly Event[]).map(({ attempt, outcome }) => [attempt, outcome])).toEqual(
      expect.arrayContaining([
        [1, 'failed'],
        [4, 'discarded'],
      ]),
    );
    expect(await control('GET', 'deliveries?subscriber=tick&since=1')).toMatchObject({
      entries: [expect.objectContaining({ name: 'tick', attempt: 1 })],
    });
    expect(await control('DELETE', 'timers?name=tick')).toEqual({ timers: [] });
    expect(await control('DELETE', 'subscriptions')).toEqual({ subscriptions: [] });
  });

  test('invocations', async () => {
    emulator.registerFunction({ name: 'one', invoke: () => 'ok' });
    await control('POST', 'timers', { name: 'tick', cron: '@every 10m', function: 'one' });
    await control('POST', 'play', { ms: 10 * MINUTE_MS });
    expect(await control('GET', 'invocations')).toMatchObject({
      invocations: [
        {
          function: 'acs:fc:cn-hangzhou:1234567890123456:functions/one',
          status: 'Succeeded',
          event: '{"triggerTime":"2026-03-02T08:10:00Z","triggerName":"tick","payload":""}',
        },
      ],
    });
  });

  test.each([
    ['POST', 'subscriptions', { shape: 'cloudmonitor' }, 'subscription: expected exactly one of deliver'],
    ['POST', 'timers', { name: 'tick', cron: 'x', url: 'http://127.0.0.1:9/' }, 'cron: "x" has 1 fields'],
    ['DELETE', 'timers?name=none', undefined, 'name: there is no timer "none"'],
    ['DELETE', 'subscriptions?name=none', undefined, 'name: there is no subscription "none"'],
    ['POST', 'play', { ms: -1 }, 'body.ms: '],
    ['POST', 'play', {}, 'body: expected {"ms": number} or'],
    ['POST', 'play', { until: '2020-01-01T00:00:00Z' }, 'until: the virtual clock shows'],
  ])('%s %s %j is refused', async (method, path, body, problem) => {
    const { problems } = await control(method, path, body);
    expect(String((problems as readonly string[])[0])).toContain(problem);
  });
});

describe('functions', () => {
  beforeEach(() =>
    start({
      fleet: {
        account: '1234567890123456',
        roles: [
          { name: 'person', trust: ['acs:ram::1234567890123456:root'] },
          { name: 'worker', trust: ['fc.aliyuncs.com'] },
        ],
      },
    }),
  );

  test('get credentials of their role that are valid for 36 hours', async () => {
    interface Context {
      readonly credentials: FcCredentials;
    }
    const credentials: FcCredentials[] = [];
    emulator.registerFunction({
      name: 'one',
      role: 'worker',
      invoke: (_event, context) => void credentials.push((context as Context).credentials),
    });
    emulator.addTimer({ name: 'tick', cron: '@every 10m', function: 'one' });
    await emulator.play(10 * MINUTE_MS);
    const [given] = credentials;
    if (given === undefined) throw new Error('the function was not called');
    const asRole = typedSdk.connect({ endpoint: emulator.endpoint, ...given });
    emulator.advance(36 * 60 * MINUTE_MS - 1);
    await expect(asRole.call('DescribeRegions')).rejects.toMatchObject({ code: 'Forbidden.RAM' });
    emulator.advance(1);
    await expect(asRole.call('DescribeRegions')).rejects.toMatchObject({
      code: 'InvalidSecurityToken.Expired',
    });
  });

  test('a name is given once, until it is free again', async () => {
    const first = emulator.registerFunction({ name: 'one', invoke: () => 'ok' });
    expect(() => emulator.registerFunction({ name: 'one', invoke: () => 'ok' })).toThrow(
      'there is a function "one" already',
    );
    emulator.registerFunction({ name: 'one', service: 'shop', invoke: () => 'ok' });
    await first.unregister();
    expect(emulator.registerFunction({ name: 'one', invoke: () => 'ok' }).arn).toBe(first.arn);
  });

  test.each<[Parameters<Emulator['registerFunction']>[0], string]>([
    [{ name: '1', invoke: () => 'ok' }, 'function.name: expected 1 to 64 letters'],
    [{ name: 'one' }, 'function: expected either invoke or folder'],
    [{ name: 'one', invoke: () => 'ok', folder: '/code' }, 'function: expected either invoke or folder'],
    [{ name: 'one', invoke: () => 'ok', memorySize: 100 }, 'function.memorySize'],
    [{ name: 'one', invoke: () => 'ok', asyncInvoke: { maxAsyncRetryAttempts: 9 } }, 'function.asyncInvoke'],
    [{ name: 'one', invoke: () => 'ok', account: '1' }, 'unknown account "1"'],
    [
      { name: 'one', invoke: () => 'ok', role: 'gone' },
      'function.role: the account 1234567890123456 has no role',
    ],
    [
      { name: 'one', invoke: () => 'ok', role: 'person' },
      'function.role: the role "person" does not trust fc.',
    ],
  ])('that are wrong say so: %#', (input, problem) => {
    expect(() => emulator.registerFunction(input)).toThrow(problem);
  });
});

test('a week of a fleet: every transition is delivered, every timer fires', async () => {
  await start({ fleet: { instances: [{ count: 50 }] } });
  const [account] = emulator.world.accounts.values();
  const region = account?.regions.get('cn-hangzhou');
  if (region === undefined) throw new Error('there is no region cn-hangzhou');
  const counts = { delivered: 0, fired: 0 };
  const everyDay = (hour: number, request: Parameters<typeof carryOut>[3]): void => {
    emulator.addTimer({
      name: request.kind,
      cron: `0 0 ${hour} * * *`,
      deliver() {
        for (const instance of region.instances.all()) carryOut(emulator.world, region, instance, request);
      },
    });
  };
  everyDay(19, { kind: 'stop', forced: false, stoppedMode: undefined });
  everyDay(7, { kind: 'start' });
  emulator.subscribe({
    shape: 'cloudmonitor',
    filter: { names: ['Instance:StateChange'] },
    deliver: () => (counts.delivered += 1),
  });
  emulator.addTimer({ name: 'tick', cron: '0 0/15 * * * *', deliver: () => (counts.fired += 1) });
  emulator.advance(7 * DAY_MS);
  expect(counts).toEqual({ delivered: 7 * 50 * 4, fired: 7 * 96 });
});
