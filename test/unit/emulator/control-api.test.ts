import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { call, send } from './raw-client';
import type { RawReply } from './raw-client';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T08:00:00Z',
    fleet: {
      roles: [{ name: 'operator', policies: ['AliyunECSFullAccess'] }],
      instances: [
        { id: 'i-1', name: 'web', zone: 'h', tags: { env: 'prod' } },
        { id: 'i-2', region: 'cn-shanghai', status: 'Starting' },
      ],
    },
  });
});

afterEach(() => emulator.close());

function control(method: string, path: string, body?: unknown): Promise<RawReply> {
  return send(emulator.endpoint, {
    method,
    path: `/_emulator/${path}`,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function ok(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
  const reply = await control(method, path, body);
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return reply.json;
}

test('health', async () => {
  expect(await ok('GET', 'health')).toEqual({ status: 'ok' });
});

test('state in figures, and the instances of a region', async () => {
  expect(await ok('GET', 'state')).toMatchObject({
    now: '2026-03-02T08:00:00.000Z',
    instances: 2,
    regions: [
      { region: 'cn-hangzhou', instances: 1, byStatus: { Running: 1, Stopped: 0 } },
      { region: 'cn-shanghai', instances: 1, byStatus: { Starting: 1 } },
    ],
    pendingTransitions: 1,
  });
  expect(await ok('GET', 'state?region=cn-hangzhou')).toMatchObject({
    instances: [{ id: 'i-1', name: 'web', zone: 'cn-hangzhou-h', status: 'Running', tags: { env: 'prod' } }],
  });
});

test('the journal, narrowed', async () => {
  await call(emulator, 'DescribeRegions');
  await call(emulator, 'DescribeInstances', { RegionId: 'cn-hangzhou' });
  expect(await ok('GET', 'journal?operation=DescribeInstances&since=0')).toMatchObject({
    dropped: 0,
    entries: [{ seq: 2, operation: 'DescribeInstances' }],
  });
});

test('coverage', async () => {
  const { operations } = (await ok('GET', 'coverage')) as unknown as { operations: { operation: string }[] };
  expect(operations.map(({ operation }) => operation)).toContain('StopInstances');
});

test('the clock advances and jumps, and transitions happen', async () => {
  expect(await ok('POST', 'clock', { advanceMs: 60_000 })).toMatchObject({ now: '2026-03-02T08:01:00.000Z' });
  expect(emulator.instance('i-2')?.status).toBe('Running');
  await ok('POST', 'clock', { now: '2026-03-03T00:00:00+08:00' });
  expect(await ok('GET', 'clock')).toEqual({ now: '2026-03-02T16:00:00.000Z', frozen: true, rate: 1 });
});

test('faults are added, listed and removed', async () => {
  await ok('POST', 'faults', { effect: 'throttle', nth: 1 });
  await ok('POST', 'faults', [{ effect: 'reset', nth: 5 }]);
  expect((await call(emulator, 'DescribeRegions')).json['Code']).toBe('Throttling');
  const { faults } = (await ok('GET', 'faults')) as unknown as { faults: unknown[] };
  expect(faults).toHaveLength(2);
  expect(await ok('DELETE', 'faults')).toEqual({ faults: [] });
});

test('another fleet, more instances, stock', async () => {
  expect(await ok('POST', 'fleet', { instances: [{ id: 'i-9' }] })).toMatchObject({ instances: 1 });
  expect(await ok('POST', 'instances', [{ id: 'i-10' }])).toEqual({ added: ['i-10'] });
  expect(
    await ok('POST', 'stock', { zone: 'cn-hangzhou-h', type: 'ecs.g7.large', available: false }),
  ).toEqual({
    outOfStock: [{ zone: 'cn-hangzhou-h', type: 'ecs.g7.large' }],
  });
  expect((await call(emulator, 'DescribeInstances', { RegionId: 'cn-hangzhou' })).json['TotalCount']).toBe(2);
});

test('credentials of a role', async () => {
  expect(await ok('POST', 'credentials', { role: 'operator' })).toMatchObject({
    accessKeyId: expect.stringMatching(/^STS\./) as unknown,
    expiration: '2026-03-02T09:00:00Z',
  });
});

test('reset begins again', async () => {
  await ok('POST', 'faults', { effect: 'throttle' });
  await ok('POST', 'instances', [{ id: 'i-10' }]);
  await call(emulator, 'DescribeRegions');
  await ok('POST', 'clock', { advanceMs: 60_000 });
  expect(await ok('POST', 'reset')).toMatchObject({
    now: '2026-03-02T08:00:00.000Z',
    instances: 2,
    journal: { entries: 0, dropped: 0 },
  });
  expect((await call(emulator, 'DescribeRegions')).status).toBe(200);
  expect(await ok('POST', 'reset', { now: '2020-01-01T00:00:00Z' })).toMatchObject({
    now: '2020-01-01T00:00:00.000Z',
  });
});

test.each<[string, string, unknown, string]>([
  ['POST', 'clock', {}, 'expected {"advanceMs": number} or {"now": ISO 8601 time}'],
  ['POST', 'clock', { now: '2026-03-01T00:00:00Z' }, 'only moves forward'],
  ['POST', 'clock', { advanceMs: 1e18 }, 'moves at most 100 years at once'],
  ['POST', 'play', { ms: 1e18 }, 'moves at most 100 years at once'],
  [
    'POST',
    'events',
    { instance: 'i-1', code: 'SystemMaintenance.Reboot', inMinutes: 1e12 },
    'event.inMinutes',
  ],
  ['POST', 'events', { instance: 'i-1', code: 'Stalled', lastsMinutes: 1e12 }, 'event.lastsMinutes'],
  ['POST', 'credentials', { role: 'operator', seconds: 1e15 }, 'seconds: 1000000000000000 given'],
  ['POST', 'faults', { effect: 'explode' }, 'faults[0].effect'],
  [
    'POST',
    'fleet',
    { instances: [{ region: 'cn-atlantis' }] },
    'fleet.instances[0].region: the account has no region',
  ],
  ['POST', 'fleet', { colour: 'red' }, 'fleet: Unrecognized key: "colour"'],
  ['POST', 'instances', {}, 'instances: Invalid input: expected array'],
  ['POST', 'stock', { zone: 'x' }, 'body.type'],
  [
    'POST',
    'stock',
    { zone: 'cn-mars-a', type: 'ecs.g7.large', available: false },
    'unknown zone "cn-mars-a"',
  ],
  [
    'POST',
    'stock',
    { zone: 'cn-hangzhou-h', type: 'ecs.x', available: false },
    'unknown instance type "ecs.x"',
  ],
  ['POST', 'fleet', { outOfStock: [{ zone: 'h', type: 'ecs.x' }] }, 'fleet.outOfStock[0].zone'],
  ['POST', 'credentials', { role: 'nobody' }, 'has no role "nobody", expected one of operator'],
  ['GET', 'state?region=cn-atlantis', undefined, 'the account has no region "cn-atlantis"'],
  ['GET', 'state?colour=red', undefined, 'Unrecognized key: "colour"'],
  ['GET', 'journal?since=yesterday', undefined, 'query.since'],
])('%s %s %j is refused', async (method, path, body, problem) => {
  const reply = await control(method, path, body);
  expect(reply.status).toBe(400);
  expect(JSON.stringify(reply.json['problems'])).toContain(JSON.stringify(problem).slice(1, -1));
  expect(await ok('GET', 'state')).toMatchObject({ now: '2026-03-02T08:00:00.000Z', instances: 2 });
  expect(await ok('GET', 'events')).toEqual({ events: [] });
});

test('a body that is not JSON', async () => {
  const reply = await send(emulator.endpoint, { method: 'POST', path: '/_emulator/clock', body: '{' });
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('body: not valid JSON')]);
});

test.each([
  ['GET', 'moon', 404],
  ['GET', '', 404],
  ['PUT', 'clock', 405],
])('%s /_emulator/%s is answered with what there is', async (method, path, status) => {
  const reply = await control(method, path);
  expect(reply.status).toBe(status);
  expect(reply.json['available']).toContain('GET /_emulator/health: that the emulator answers');
});

test.each([
  [{ host: 'emulator.example.com' }, 403],
  [{ host: '127.0.0.1.example.com' }, 403],
  [{ origin: 'https://example.com' }, 403],
  [{ host: 'localhost:9999' }, 200],
  [{ origin: 'http://localhost:3000' }, 200],
])('a request with %j', async (headers, status) => {
  const reply = await send(emulator.endpoint, { method: 'GET', path: '/_emulator/health', headers });
  expect(reply.status).toBe(status);
});
