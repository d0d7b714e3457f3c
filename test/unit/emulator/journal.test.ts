import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { acs3, call, send } from './raw-client';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T08:00:00Z',
    journalCapacity: 5,
    fleet: { instances: [{ id: 'i-1' }] },
  });
});

afterEach(() => emulator.close());

test('an entry says who asked what, when, and what came of it', async () => {
  const reply = await acs3(emulator.endpoint, emulator, {
    Action: 'StopInstances',
    RegionId: 'cn-hangzhou',
    'InstanceId.1': 'i-1',
  });
  const [entry] = emulator.journal();
  expect(entry).toEqual({
    seq: 1,
    at: '2026-03-02T08:00:00.000Z',
    wall: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    requestId: reply.json['RequestId'],
    protocol: 'ACS3-HMAC-SHA256',
    product: 'Ecs',
    version: '2014-05-26',
    operation: 'StopInstances',
    access: 'write',
    region: 'cn-hangzhou',
    account: emulator.accountId,
    principal: `acs:ram::${emulator.accountId}:user/emulator-admin`,
    params: { RegionId: 'cn-hangzhou', 'InstanceId.1': 'i-1' },
    status: 200,
    code: 'OK',
    ignoredParams: [],
    ram: {
      action: 'ecs:StopInstances',
      decision: 'allow',
      resources: [
        {
          resource: `acs:ecs:cn-hangzhou:${emulator.accountId}:instance/i-1`,
          decision: 'allow',
          statement: 'AdministratorAccess#0',
        },
      ],
    },
  });
});

test.each([
  ['RunCommand', 'Parameters', '{"dbPasswd":"hunter2","name":"x"}', '{"dbPasswd":"***","name":"***"}'],
  ['RunCommand', 'Parameters', 'hunter2', '***'],
  ['RunCommand', 'CommandContent', 'bXlzcWwgLXBodW50ZXIy', '***'],
  ['ModifyInstanceAttribute', 'UserData', 'aHVudGVyMg==', '***'],
  ['CreateLaunchTemplate', 'LaunchTemplateData.UserData', 'aHVudGVyMg==', '***'],
  ['RunCommand', 'WindowsPasswordName', 'hunter2', '***'],
  ['DescribeInstances', 'Nested.1.DbPasswd', 'hunter2', '***'],
  ['DescribeInstances', 'KeyPairName', 'ops', 'ops'],
  ['DescribeInstances', 'NextToken', 'page-2', 'page-2'],
])('of %s, %s=%s is kept as %s', async (action, name, value, kept) => {
  await call(emulator, action, { [name]: value });
  expect(emulator.journal()[0]?.params).toMatchObject({ [name]: kept });
});

test('a request that could not be read is there too', async () => {
  await send(emulator.endpoint, { method: 'PUT', path: '/' });
  expect(emulator.journal()[0]).toMatchObject({ status: 405, code: 'UnsupportedHTTPMethod', params: {} });
});

test('only the last calls are kept, and how many are gone is known', async () => {
  for (const region of ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen']) {
    await call(emulator, 'DescribeInstances', { RegionId: region });
    await call(emulator, 'DescribeRegions');
  }
  expect(emulator.journal().map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8]);
  expect(emulator.journal({ operation: 'DescribeInstances' }).map(({ region }) => region)).toEqual([
    'cn-beijing',
    'cn-shenzhen',
  ]);
  expect(emulator.journal({ since: 6 }).map(({ seq }) => seq)).toEqual([7, 8]);
  expect(emulator.state().journal).toEqual({ entries: 5, dropped: 3 });
});
