import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { EmulatorInputError, startEmulator } from '../../../emulator';
import type { DeliveryFaultInput, Emulator, SubscriptionInput } from '../../../emulator';

type Event = Readonly<Record<string, unknown>>;

const NOW = '2026-03-02T08:00:00Z';
const HOUR_MS = 3_600_000;
const STATES = ['Starting', 'Running'];

let emulator: Emulator;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  emulator = await startEmulator({
    frozen: true,
    now: NOW,
    fleet: { account: '1234567890123456', instances: [{ id: 'i-a', name: 'web', status: 'Stopped' }] },
  });
});
afterEach(async () => {
  await Promise.all([emulator.close(), ...closers.splice(0).map((close) => close())]);
});

/** Announces states of the instance, a second apart. */
function announce(...states: readonly string[]): void {
  for (const state of states) {
    emulator.world.announcements.announce({
      at: emulator.now().getTime(),
      accountId: '1234567890123456',
      regionId: 'cn-hangzhou',
      name: 'Instance:StateChange',
      level: 'INFO',
      status: 'Normal',
      resource: { kind: 'instance', id: 'i-a', name: 'web' },
      content: { resourceId: 'i-a', resourceType: 'ALIYUN::ECS::Instance', state },
    });
    emulator.advance(1_000);
  }
}

function announceMaintenance(): void {
  emulator.world.announcements.announce({
    at: emulator.now().getTime(),
    accountId: '1234567890123456',
    regionId: 'cn-hangzhou',
    name: 'Instance:SystemMaintenance.Reboot:Scheduled',
    level: 'CRITICAL',
    status: 'Normal',
    resource: { kind: 'instance', id: 'i-a', name: 'web' },
    content: { eventId: 'e-1', eventType: 'SystemMaintenance.Reboot', eventStatus: 'Scheduled' },
  });
}

/** Subscribes to flat notifications and returns what arrives. */
function collect(options: Partial<SubscriptionInput> = {}): Event[] {
  const received: Event[] = [];
  emulator.subscribe({ shape: 'cloudmonitor', deliver: (event) => void received.push(event), ...options });
  return received;
}

function statesOf(events: readonly Event[]): unknown[] {
  return events.map(({ content }) => (content as Event)['state']);
}

describe('shapes', () => {
  test('CloudMonitor, flat', () => {
    const received = collect();
    announceMaintenance();
    expect(received).toEqual([
      expect.objectContaining({
        ver: '1.0',
        product: 'ECS',
        name: 'Instance:SystemMaintenance.Reboot:Scheduled',
        resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-a',
        level: 'CRITICAL',
        userId: '1234567890123456',
        regionId: 'cn-hangzhou',
        eventTime: '20260302T160000.000+0800',
        eventType: 'Maintenance',
        instanceName: 'web',
        content: { eventId: 'e-1', eventType: 'SystemMaintenance.Reboot', eventStatus: 'Scheduled' },
      }),
    ]);
  });

  test('CloudMonitor, subscription 2.0', () => {
    const received = collect({ shape: 'cloudmonitor-2' });
    announce('Running');
    expect(received[0]).toMatchObject({
      alert: {
        eventName: 'Instance:StateChange',
        arn: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-a',
        eventContentMap: { state: 'Running' },
        eventRawContent: '{"resourceId":"i-a","resourceType":"ALIYUN::ECS::Instance","state":"Running"}',
        timestamp: Date.parse(NOW),
        meta: { sysEventMeta: { name: 'Instance:StateChange', eventTime: '20260302T160000.000+0800' } },
      },
      time: Date.parse(NOW),
    });
  });

  test('CloudMonitor, subscription 2.0 in form encoding has texts only', () => {
    const received = collect({ shape: 'cloudmonitor-2-form' });
    announce('Running');
    const fields = received[0] ?? {};
    expect(Object.values(fields).every((value) => typeof value === 'string')).toBe(true);
    expect(JSON.parse(String(fields['alert']))).toMatchObject({ eventContentMap: { state: 'Running' } });
    expect(fields['time']).toBe(String(Date.parse(NOW)));
  });

  test('EventBridge: the type has no state, data is the content, flat or wrapped', () => {
    const flat = collect({ shape: 'eventbridge' });
    const wrapped = collect({ shape: 'eventbridge-content' });
    announceMaintenance();
    const content = { eventId: 'e-1', eventType: 'SystemMaintenance.Reboot', eventStatus: 'Scheduled' };
    expect(flat).toEqual([
      {
        id: expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/) as string,
        source: 'acs.ecs',
        specversion: '1.0',
        type: 'ecs:Instance:SystemMaintenance.Reboot',
        datacontenttype: 'application/json;charset=utf-8',
        subject: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-a',
        time: '2026-03-02T08:00:00Z',
        aliyunaccountid: '1234567890123456',
        aliyunpublishtime: '2026-03-02T08:00:00.000Z',
        aliyunoriginalaccountid: '1234567890123456',
        aliyuneventbusname: 'default',
        aliyunregionid: 'cn-hangzhou',
        aliyunpublishaddr: '192.0.2.10',
        data: content,
      },
    ]);
    expect(wrapped[0]).toMatchObject({
      data: { name: 'Instance:SystemMaintenance.Reboot:Scheduled', content },
    });
    expect(wrapped[0]?.['id']).toBe(flat[0]?.['id']);
  });

  test('only the EventBridge forms are assumed', () => {
    const assumed = (['cloudmonitor', 'eventbridge', 'eventbridge-content', 'actiontrail'] as const).filter(
      (shape) => emulator.subscribe({ shape, deliver: () => undefined }).assumed,
    );
    expect(assumed).toEqual(['eventbridge', 'eventbridge-content']);
  });
});

describe('filters', () => {
  test.each<[string, SubscriptionInput['filter'], number]>([
    ['a name', { names: ['Instance:SystemMaintenance.', 'Disk:'] }, 1],
    ['another name', { names: ['Snapshot:'] }, 0],
    ['a product', { products: ['ECS'] }, 2],
    ['another product', { products: ['ENS'] }, 0],
    ['a resource', { resources: ['i-a'] }, 2],
    ['another resource', { resources: ['i-b'] }, 0],
    ['a region', { regions: ['cn-beijing'] }, 0],
    ['an account', { accounts: ['1234567890123456'] }, 2],
    ['a pattern', { pattern: { content: { eventStatus: ['Scheduled'] } } }, 1],
    ['all of them', { regions: ['cn-hangzhou'], pattern: { level: [{ 'anything-but': 'INFO' }] } }, 1],
  ])('%s', (_, filter, count) => {
    const received = collect({ filter });
    announce('Running');
    announceMaintenance();
    expect(received).toHaveLength(count);
  });

  test('a subscription that was cancelled gets nothing', () => {
    const received: Event[] = [];
    const subscription = emulator.subscribe({
      shape: 'cloudmonitor',
      deliver: (event) => void received.push(event),
    });
    announce('Starting');
    subscription.cancel();
    announce('Running');
    expect(statesOf(received)).toEqual(['Starting']);
  });
});

describe('faults on the way', () => {
  function statesWith(fault: DeliveryFaultInput, afterMs = 0): unknown[] {
    const received = collect({ faults: [fault] });
    announce(...STATES, 'Stopping', 'Stopped');
    emulator.advance(afterMs);
    return statesOf(received);
  }

  test('an event is lost', () => {
    expect(statesWith({ effect: 'lose', nth: 2 })).toEqual(['Starting', 'Stopping', 'Stopped']);
    expect(emulator.deliveries()).toContainEqual(
      expect.objectContaining({ outcome: 'lost', fault: 'lose', attempt: 0 }),
    );
  });

  test('an event comes twice with the same id', () => {
    const received = collect({ faults: [{ effect: 'duplicate', nth: 1, copies: 2 }] });
    announce('Running');
    expect(statesOf(received)).toEqual(['Running', 'Running', 'Running']);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  test('a copy comes later', () => {
    const received = collect({ faults: [{ effect: 'duplicate', every: 2, afterMs: HOUR_MS }] });
    announce('Starting', 'Running');
    emulator.advance(HOUR_MS);
    expect(statesOf(received)).toEqual(['Starting', 'Running', 'Running']);
  });

  test('an event is delayed, and the others overtake it', () => {
    expect(statesWith({ effect: 'delay', nth: 1, delayMs: 2_500 })).toEqual([
      'Running',
      'Stopping',
      'Starting',
      'Stopped',
    ]);
  });

  test('events are swapped', () => {
    expect(statesWith({ effect: 'reorder', every: 2 })).toEqual(['Starting', 'Stopping', 'Running']);
  });

  test('an event without a follower is held back only for a time', () => {
    expect(statesWith({ effect: 'reorder', nth: 4 }, 60_000)).toEqual([...STATES, 'Stopping', 'Stopped']);
  });

  test('a seeded rate chooses the same events each time', () => {
    const first = statesWith({ effect: 'lose', rate: 0.5, seed: 3 });
    const second = statesWith({ effect: 'lose', rate: 0.5, seed: 3 });
    expect(first.length).toBeLessThan(4);
    expect(first.length).toBeGreaterThan(0);
    expect(second).toEqual(first);
  });

  test('a fault may be for some names only, and only so often', () => {
    const received = collect({ faults: [{ effect: 'lose', name: 'Instance:StateChange', times: 1 }] });
    announceMaintenance();
    announce(...STATES);
    expect(received).toHaveLength(2);
  });
});

describe('repetition', () => {
  test('what fails comes again until it is taken, with the same id', () => {
    const ids: unknown[] = [];
    emulator.subscribe({
      shape: 'eventbridge',
      deliver({ id }, attempt) {
        ids.push(id);
        if (attempt < 3) throw new Error('busy');
      },
    });
    announceMaintenance();
    emulator.advance(HOUR_MS);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    const deliveries = emulator.deliveries();
    expect(deliveries.map(({ attempt, outcome, error }) => ({ attempt, outcome, error }))).toEqual([
      { attempt: 1, outcome: 'failed', error: 'busy' },
      { attempt: 2, outcome: 'failed', error: 'busy' },
      { attempt: 3, outcome: 'delivered', error: undefined },
    ]);
    const [first = 0, second = 0] = deliveries.map(({ at }) => Date.parse(at));
    expect(second - first).toBeGreaterThanOrEqual(10_000);
    expect(second - first).toBeLessThanOrEqual(20_000);
  });

  test.each<[SubscriptionInput['retry'], number]>([
    ['backoff', 4],
    ['callback', 4],
    ['exponential', 177],
    ['none', 1],
  ])('%s gives up after %d attempts', (retry, attempts) => {
    const received: Event[] = [];
    emulator.subscribe({
      shape: 'cloudmonitor',
      retry,
      async deliver(event) {
        received.push(event);
        await Promise.reject(new Error('never'));
      },
    });
    announceMaintenance();
    return emulator.play(30 * HOUR_MS).then(() => {
      expect(received).toHaveLength(attempts);
      expect(emulator.deliveries().at(-1)).toMatchObject({ outcome: 'discarded', attempt: attempts });
    });
  });

  test('a reset ends what is under way and empties the list; subscribers stay', () => {
    let attempts = 0;
    emulator.subscribe({
      shape: 'cloudmonitor',
      deliver() {
        attempts += 1;
        throw new Error('busy');
      },
    });
    announceMaintenance();
    emulator.reset();
    expect(emulator.deliveries()).toEqual([]);
    emulator.advance(HOUR_MS);
    expect(attempts).toBe(1);
    announceMaintenance();
    expect(attempts).toBe(2);
  });
});

describe('a URL', () => {
  interface Received {
    readonly type: string | undefined;
    readonly body: string;
  }

  async function subscriber(statuses: number[]): Promise<{ url: string; received: Received[] }> {
    const received: Received[] = [];
    const server = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        received.push({ type: request.headers['content-type'], body });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeAllConnections();
        }),
    );
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
  }

  test('gets the event as JSON, again after an error', async () => {
    const { url, received } = await subscriber([503]);
    emulator.subscribe({ shape: 'cloudmonitor', url });
    announceMaintenance();
    await emulator.play(60_000);
    expect(received).toHaveLength(2);
    expect(received[0]?.type).toBe('application/json;charset=utf-8');
    expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({ product: 'ECS' });
    expect(emulator.deliveries().map(({ outcome }) => outcome)).toEqual(['failed', 'delivered']);
  });

  test('gets the form of subscription 2.0 as a form', async () => {
    const { url, received } = await subscriber([]);
    emulator.subscribe({ shape: 'cloudmonitor-2-form', url });
    announceMaintenance();
    await emulator.play(0);
    expect(received[0]?.type).toContain('application/x-www-form-urlencoded');
    expect(new URLSearchParams(received[0]?.body).get('severity')).toBe('CRITICAL');
  });

  test('that nobody listens at is a failure', async () => {
    emulator.subscribe({ shape: 'cloudmonitor', url: 'http://127.0.0.1:9/', retry: 'none' });
    announceMaintenance();
    await emulator.play(0);
    expect(emulator.deliveries()).toEqual([expect.objectContaining({ outcome: 'discarded' })]);
  });
});

test.each<[unknown, string]>([
  [{ shape: 'cloudmonitor' }, 'exactly one of deliver'],
  [{ shape: 'cloudmonitor', url: 'http://127.0.0.1:1', function: 'a' }, 'exactly one of deliver'],
  [
    { shape: 'cloudmonitor', url: 'http://example.com/' },
    'subscription.url: expected an http URL of 127.0.0.1',
  ],
  [{ shape: 'cloudmonitor', url: 'https://127.0.0.1/' }, 'subscription.url'],
  [{ shape: 'sms', deliver: () => undefined }, 'subscription.shape'],
  [{ shape: 'cloudmonitor', deliver: () => undefined, filter: { name: 'x' } }, 'subscription.filter'],
  [
    { shape: 'cloudmonitor', deliver: () => undefined, faults: [{ effect: 'lose', nth: 1, rate: 0.5 }] },
    'more than one of nth, every and rate',
  ],
  [
    {
      shape: 'eventbridge',
      deliver: () => undefined,
      filter: { pattern: { time: [{ numeric: ['>', 1] }] } },
    },
    'filter.pattern.time[0]: expected one of the operators prefix, suffix, contains, anything-but, exists; the emulator does not implement "numeric"',
  ],
])('a subscription that is wrong says so, %#', (input, problem) => {
  expect(() => emulator.subscribe(input as SubscriptionInput)).toThrow(EmulatorInputError);
  expect(() => emulator.subscribe(input as SubscriptionInput)).toThrow(problem);
});

test('a name is given once', () => {
  collect({ name: 'mine' });
  expect(() => collect({ name: 'mine' })).toThrow('there is a subscription "mine" already');
});

test('a callback looks at the world at the time of the event, and cannot move it', () => {
  const seen: string[] = [];
  emulator.subscribe({
    shape: 'cloudmonitor',
    retry: 'none',
    deliver() {
      emulator.instance('i-a');
      seen.push(emulator.now().toISOString());
      emulator.advance(1);
    },
  });
  for (const afterMs of [1_000, 2_000]) emulator.world.clock.after(afterMs, announceMaintenance);
  emulator.advance(HOUR_MS);
  expect(seen).toEqual(['2026-03-02T08:00:01.000Z', '2026-03-02T08:00:02.000Z']);
  expect(emulator.deliveries()[0]?.error).toContain('cannot move it itself');
  expect(emulator.now().toISOString()).toBe('2026-03-02T09:00:00.000Z');
});
