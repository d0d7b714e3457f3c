import { startEmulator } from '../../emulator';
import type { Emulator } from '../../emulator';
import { FAMILIES } from '../../emulator/operations';
import { driversOf } from './drivers/any-product';
import type { Connection, Params } from './drivers/driver';

const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-03-02T08:00:00Z');

interface Row {
  readonly Name: string;
  readonly Content: string;
  readonly [field: string]: unknown;
}

interface Answer {
  readonly SystemEvents: { readonly SystemEvent: readonly Row[] };
  readonly [field: string]: unknown;
}

/** There is no model of CloudMonitor among the SDKs at hand: the shape is that of the published answer. */
describe.each(driversOf('2019-01-01'))('CloudMonitor with $name', (factory) => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({
      frozen: true,
      now: new Date(NOW),
      fleet: {
        roles: [{ name: 'nobody' }],
        users: [
          {
            name: 'monitor',
            policies: ['AliyunCloudMonitorReadOnlyAccess'],
            accessKeyId: 'LTAImonitor',
            accessKeySecret: 'secret',
          },
        ],
        instances: [{ id: 'i-web', name: 'web' }],
        accounts: [{ account: '2234567890123456', instances: [{ id: 'i-other' }] }],
      },
    });
    emulator.raiseEvent({
      id: 'e-planned',
      instance: 'i-web',
      code: 'SystemMaintenance.Stop',
      inMinutes: 10,
    });
    emulator.advance(20 * MINUTE_MS);
  });

  afterEach(() => emulator.close());

  async function query(
    params: Params = {},
    { accessKeyId, accessKeySecret, securityToken }: Omit<Connection, 'endpoint'> = emulator,
  ): Promise<Answer> {
    const { endpoint } = emulator;
    const token = securityToken !== undefined && { securityToken };
    const driver = factory.connect({ endpoint, accessKeyId, accessKeySecret, ...token });
    return (await driver.call('DescribeSystemEventAttribute', params)) as unknown as Answer;
  }

  async function namesOf(params: Params): Promise<string[]> {
    return (await query(params)).SystemEvents.SystemEvent.map(({ Name }) => Name);
  }

  const PREFIX = 'Instance:SystemMaintenance.Stop';

  test('the family is one operation of the version 2019-01-01', () => {
    expect(FAMILIES.cloudMonitor.map(({ name, product }) => `${product.version} ${name}`)).toEqual([
      '2019-01-01 DescribeSystemEventAttribute',
    ]);
  });

  test('tells what the platform announced, the newest first', async () => {
    const answer = await query();
    expect(answer).toMatchObject({ Code: '200', Message: 'success', Success: 'true' });
    expect(answer.SystemEvents.SystemEvent.map(({ Name }) => Name)).toEqual([
      `${PREFIX}:Executed`,
      'Instance:StateChange',
      'Instance:StateChange',
      `${PREFIX}:Executing`,
      `${PREFIX}:Scheduled`,
    ]);
    const first = answer.SystemEvents.SystemEvent.at(-1);
    expect(first).toEqual({
      Product: 'ECS',
      Name: `${PREFIX}:Scheduled`,
      Level: 'CRITICAL',
      Status: 'Normal',
      Time: NOW,
      RegionId: 'cn-hangzhou',
      ResourceId: `acs:ecs:cn-hangzhou:${emulator.accountId}:instance/i-web`,
      InstanceName: 'web',
      GroupId: '0',
      Content: JSON.stringify({
        eventId: 'e-planned',
        publishTime: '2026-03-02T08:00:00Z',
        notBefore: '2026-03-02T08:10:00Z',
        instanceId: 'i-web',
        eventType: 'SystemMaintenance.Stop',
        eventStatus: 'Scheduled',
      }),
    });
  });

  test.each<[string, Params, readonly string[]]>([
    ['a product', { Product: 'oss' }, []],
    [
      'a class',
      { Product: 'ecs', EventType: 'StatusNotification' },
      ['Instance:StateChange', 'Instance:StateChange'],
    ],
    ['a name', { Name: `${PREFIX}:Executing` }, [`${PREFIX}:Executing`]],
    ['a level', { Level: 'INFO' }, ['Instance:StateChange', 'Instance:StateChange']],
    ['a status', { Status: 'failed' }, []],
    ['a status in another case', { Status: 'normal', Name: `${PREFIX}:Executed` }, [`${PREFIX}:Executed`]],
    ['a group', { GroupId: '12345' }, []],
    [
      'one of two keywords',
      { SearchKeywords: '"Stopped" or "Executed"' },
      [`${PREFIX}:Executed`, 'Instance:StateChange'],
    ],
    ['two keywords', { SearchKeywords: 'e-planned and "Scheduled"' }, [`${PREFIX}:Scheduled`]],
    ['a start', { StartTime: NOW + 10 * MINUTE_MS + 1 }, [`${PREFIX}:Executed`, 'Instance:StateChange']],
    ['an end', { EndTime: NOW }, [`${PREFIX}:Scheduled`]],
    ['a page', { PageNumber: 3, PageSize: 2 }, [`${PREFIX}:Scheduled`]],
  ])('selects by %s', async (_case, params, names) => {
    expect(await namesOf(params)).toEqual(names);
  });

  test('shows an account its own announcements alone', async () => {
    const other = emulator.world.accounts.get('2234567890123456');
    expect(other?.findInstance('i-other')).toBeDefined();
    const before = (await query()).SystemEvents.SystemEvent.length;
    emulator.world.announcements.announce({
      at: NOW,
      accountId: '2234567890123456',
      regionId: 'cn-hangzhou',
      name: 'Instance:StateChange',
      level: 'INFO',
      status: 'Normal',
      resource: { kind: 'instance', id: 'i-other', name: '' },
      content: {},
    });
    expect((await query()).SystemEvents.SystemEvent).toHaveLength(before);
  });

  test('asks for a permission', async () => {
    const monitor = { accessKeyId: 'LTAImonitor', accessKeySecret: 'secret' };
    expect((await query({}, monitor)).SystemEvents.SystemEvent).toHaveLength(5);
    const nobody = emulator.issueRoleCredentials('nobody', 'x');
    await expect(query({}, nobody)).rejects.toMatchObject({ code: 'Forbidden' });
  });

  test.each<[string, Params, string]>([
    ['a level that there is not', { Level: 'FATAL' }, 'InvalidParameter'],
    ['a page of 101', { PageSize: 101 }, 'InvalidParameter'],
    ['a time that is none', { StartTime: 'yesterday' }, 'InvalidParameter'],
    ['a parameter that there is not', { Region: 'cn-hangzhou' }, 'UnsupportedParameter'],
  ])('refuses %s', async (_case, params, code) => {
    await expect(query(params)).rejects.toMatchObject({ code });
  });
});
