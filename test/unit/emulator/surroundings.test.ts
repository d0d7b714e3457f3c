import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
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
      aliyunaccountid: '1234567890123456',
      data: {
        eventId: entry?.requestId,
        eventName: 'StopInstance',
        eventRW: 'Write',
        eventType: 'ApiCall',
        eventTime: NOW,
        eventSource: 'ecs.aliyuncs.com',
        serviceName: 'Ecs',
        apiVersion: '2014-05-26',
        requestParameters: { InstanceId: 'i-a' },
        referencedResources: { 'ACS::ECS::Instance': ['i-a'] },
        userIdentity: { type: 'ram-user', userName: 'emulator-admin', accountId: '1234567890123456' },
      },
    });
    expect(events.map(({ data }) => (data as Event)['errorCode'])).toEqual([
      undefined,
      'IncorrectInstanceStatus',
    ]);
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
  beforeEach(() => start());

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
