import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const HOUR_MS = 3_600_000;

interface EventRow {
  readonly EventId: string;
  readonly InstanceId: string;
  readonly EventType: { readonly Name: string };
  readonly EventCycleStatus: { readonly Name: string };
  readonly [field: string]: unknown;
}

interface History {
  readonly InstanceSystemEventSet: { readonly InstanceSystemEventType: readonly EventRow[] };
  readonly TotalCount: number;
  readonly PageNumber: number;
  readonly NextToken: string;
}

interface FullStatus {
  readonly InstanceFullStatusSet: {
    readonly InstanceFullStatusType: readonly {
      readonly InstanceId: string;
      readonly Status: { readonly Name: string };
      readonly HealthStatus: { readonly Name: string };
      readonly ScheduledSystemEventSet: { readonly ScheduledSystemEventType: readonly EventRow[] };
    }[];
  };
  readonly TotalCount: number;
}

interface DisksFullStatus {
  readonly DiskFullStatusSet: {
    readonly DiskFullStatusType: readonly {
      readonly DiskId: string;
      readonly HealthStatus: { readonly Code: number; readonly Name: string };
      readonly DiskEventSet: { readonly DiskEventType: readonly Record<string, unknown>[] };
    }[];
  };
  readonly TotalCount: number;
}

const ALL_STATES = ['Inquiring', 'Scheduled', 'Executing', 'Executed', 'Avoided', 'Canceled', 'Failed'];

describeContract(
  'system events',
  FAMILIES.systemEvents,
  {
    roles: [{ name: 'nobody' }],
    instances: [
      { id: 'i-web', name: 'web', tags: { env: 'prod' }, resourceGroup: 'rg-shop' },
      { id: 'i-db', name: 'db', status: 'Stopped' },
      { id: 'i-local', type: 'ecs.i2.xlarge' },
      { name: 'many', count: 12, tags: { env: 'dev' } },
    ],
    events: [
      {
        id: 'e-planned',
        instance: 'i-web',
        code: 'SystemMaintenance.Reboot',
        notBefore: '2026-03-03T08:00:00Z',
        extendedAttribute: {
          diskId: 'd-elsewhere',
          device: '/dev/xvdb',
          inactiveDisks: [
            {
              category: 'cloud_ssd',
              type: 'data',
              sizeGiB: 80,
              createdAt: '2025-07-27T13:53:25Z',
              releasedAt: '2026-02-27T13:53:25Z',
            },
          ],
        },
      },
      {
        id: 'e-asked',
        instance: 'i-local',
        code: 'SystemMaintenance.RebootAndIsolateErrorDisk',
        extendedAttribute: { diskId: 'd-local', device: '/dev/xvdb' },
      },
      {
        id: 'e-past',
        instance: 'i-db',
        code: 'SystemMaintenance.Reboot',
        state: 'Executed',
        publishedAt: '2026-02-20T06:32:31Z',
        notBefore: '2026-02-21T06:32:31Z',
        finishedAt: '2026-02-21T06:35:31Z',
      },
      {
        id: 'e-forgotten',
        instance: 'i-db',
        code: 'SystemMaintenance.Reboot',
        state: 'Avoided',
        publishedAt: '2026-01-20T06:32:31Z',
        finishedAt: '2026-01-21T06:35:31Z',
      },
    ],
  },
  (api) => {
    const history = (params: Params = {}): Promise<History> =>
      api.call('DescribeInstanceHistoryEvents', { ...REGION, ...params });
    const idsOf = (page: History): string[] =>
      page.InstanceSystemEventSet.InstanceSystemEventType.map(({ EventId }) => EventId);
    const statuses = (params: Params = {}): Promise<FullStatus> =>
      api.call('DescribeInstancesFullStatus', { ...REGION, ...params });
    const namesOf = (page: FullStatus): string[] =>
      page.InstanceFullStatusSet.InstanceFullStatusType.map(({ InstanceId }) => InstanceId);
    const disks = (params: Params = {}): Promise<DisksFullStatus> =>
      api.call('DescribeDisksFullStatus', { ...REGION, ...params });

    test('only finished events are listed by default, and for 30 days', async () => {
      const page = await history();
      expect(idsOf(page)).toEqual(['e-past']);
      expect(page).toMatchObject({ TotalCount: 1, PageNumber: 1, PageSize: 10 });
      expect(page.InstanceSystemEventSet.InstanceSystemEventType[0]).toMatchObject({
        InstanceId: 'i-db',
        EventType: { Code: 1, Name: 'SystemMaintenance.Reboot' },
        EventCycleStatus: { Code: 0, Name: 'Executed' },
        EventPublishTime: '2026-02-20T06:32:31Z',
        NotBefore: '2026-02-21T06:32:31Z',
        EventFinishTime: '2026-02-21T06:35:31Z',
      });
    });

    test('an event that waits for its user says so, with its disk', async () => {
      const page = await history({ InstanceEventCycleStatus: ['Inquiring'] });
      const [event] = page.InstanceSystemEventSet.InstanceSystemEventType;
      expect(event).toMatchObject({
        EventId: 'e-asked',
        EventCycleStatus: { Code: 28, Name: 'Inquiring' },
        ExtendedAttribute: { DiskId: 'd-local', Device: '/dev/xvdb', CanAccept: 'true' },
      });
      expect(event).not.toHaveProperty('NotBefore');
      expect(event).not.toHaveProperty('EventFinishTime');
    });

    test.each<[string, Params, readonly string[]]>([
      ['a state', { EventCycleStatus: 'Scheduled' }, ['e-planned']],
      [
        'states before a state',
        { EventCycleStatus: 'Scheduled', InstanceEventCycleStatus: ['Inquiring'] },
        ['e-asked'],
      ],
      ['all states', { InstanceEventCycleStatus: ALL_STATES }, ['e-planned', 'e-asked', 'e-past']],
      [
        'a type',
        { EventType: 'SystemMaintenance.Reboot', InstanceEventCycleStatus: ALL_STATES },
        ['e-planned', 'e-past'],
      ],
      [
        'types before a type',
        {
          EventType: 'SystemMaintenance.Reboot',
          InstanceEventType: ['SystemMaintenance.RebootAndIsolateErrorDisk'],
          InstanceEventCycleStatus: ALL_STATES,
        },
        ['e-asked'],
      ],
      ['an id', { EventId: ['e-past', 'e-none'] }, ['e-past']],
      ['an instance', { InstanceId: 'i-web', InstanceEventCycleStatus: ALL_STATES }, ['e-planned']],
      ['resources before an instance', { InstanceId: 'i-web', ResourceId: ['i-db'] }, ['e-past']],
      ['a host', { ResourceType: 'ddh' }, []],
      [
        'a tag',
        { Tag: [{ Key: 'env', Value: 'prod' }], InstanceEventCycleStatus: ALL_STATES },
        ['e-planned'],
      ],
      [
        'a resource group',
        { ResourceGroupId: 'rg-shop', InstanceEventCycleStatus: ALL_STATES },
        ['e-planned'],
      ],
      [
        'the planned time',
        { NotBefore: { Start: '2026-03-01T00:00:00Z' }, InstanceEventCycleStatus: ALL_STATES },
        ['e-planned'],
      ],
      [
        'the time of publication',
        { EventPublishTime: { End: '2026-03-01T00:00:00Z' }, InstanceEventCycleStatus: ALL_STATES },
        ['e-past'],
      ],
    ])('filters by %s', async (_case, params, ids) => {
      expect(idsOf(await history(params))).toEqual(ids);
    });

    test('pages by token say nothing of counts and show every event once', async () => {
      const many = await api.call<{ Instances: { Instance: { InstanceId: string }[] } }>(
        'DescribeInstances',
        {
          ...REGION,
          Tag: [{ Key: 'env', Value: 'dev' }],
          PageSize: 100,
        },
      );
      for (const { InstanceId } of many.Instances.Instance) {
        api.emulator.raiseEvent({ instance: InstanceId, code: 'InstanceFailure.Alert' });
      }
      const seen: string[] = [];
      let NextToken = '';
      do {
        const page = await history({ MaxResults: 5, ...(NextToken !== '' && { NextToken }) });
        expect(page.TotalCount).toBe(0);
        seen.push(...idsOf(page));
        ({ NextToken } = page);
      } while (NextToken !== '');
      expect(seen).toHaveLength(13);
      expect(new Set(seen).size).toBe(13);
      expect(idsOf(await history({ PageNumber: 2, PageSize: 10 }))).toEqual(seen.slice(10));
    });

    test('all instances have a full status, with the events that are scheduled', async () => {
      const page = await statuses({ PageSize: 100 });
      expect(page.TotalCount).toBe(15);
      const web = page.InstanceFullStatusSet.InstanceFullStatusType.find(
        ({ InstanceId }) => InstanceId === 'i-web',
      );
      expect(web).toMatchObject({
        Status: { Code: 1, Name: 'Running' },
        HealthStatus: { Code: 64, Name: 'Warning' },
        ScheduledSystemEventSet: {
          ScheduledSystemEventType: [
            { EventId: 'e-planned', EventCycleStatus: { Code: 24, Name: 'Scheduled' } },
          ],
        },
      });
      const local = page.InstanceFullStatusSet.InstanceFullStatusType.find(
        ({ InstanceId }) => InstanceId === 'i-local',
      );
      expect(local?.ScheduledSystemEventSet.ScheduledSystemEventType).toEqual([]);
    });

    test.each<[string, Params, readonly string[]]>([
      ['instances', { InstanceId: ['i-db', 'i-web', 'i-none'] }, ['i-web', 'i-db']],
      ['a status', { Status: 'Stopped' }, ['i-db']],
      ['health', { HealthStatus: 'Warning' }, ['i-web', 'i-local']],
      ['an event', { EventId: ['e-planned', 'e-asked'] }, ['i-web']],
      ['a type', { EventType: 'SystemMaintenance.Reboot' }, ['i-web']],
      ['types', { InstanceEventType: ['SystemMaintenance.Redeploy'] }, []],
      [
        'the planned time',
        { NotBefore: { Start: '2026-03-03T00:00:00Z', End: '2026-03-04T00:00:00Z' } },
        ['i-web'],
      ],
      ['the time of publication', { EventPublishTime: { End: '2026-03-01T00:00:00Z' } }, []],
    ])('full statuses by %s', async (_case, params, ids) => {
      expect(namesOf(await statuses(params))).toEqual(ids);
    });

    test('health follows what happens to an instance', async () => {
      const healthOf = async (id: string): Promise<string | undefined> =>
        (await statuses({ InstanceId: [id] })).InstanceFullStatusSet.InstanceFullStatusType[0]?.HealthStatus
          .Name;
      api.emulator.raiseEvent({ instance: 'i-local', code: 'SystemFailure.Reboot' });
      expect(await healthOf('i-local')).toBe('Impaired');
      api.emulator.advance(24 * HOUR_MS);
      expect(await healthOf('i-web')).toBe('Maintaining');
      api.emulator.advance(HOUR_MS);
      expect(await healthOf('i-web')).toBe('Ok');
    });

    test('a disk that stalls is impaired until it is over, and the event stays for 7 days', async () => {
      const system = api.emulator.instance('i-web')?.diskIds[0] ?? '';
      const { id } = api.emulator.raiseEvent({ disk: system, code: 'Stalled', lastsMinutes: 5 });
      const span = { EventTime: { Start: '2026-03-02T00:00:00Z', End: '2026-03-02T12:00:00Z' } };
      const open = await disks({ DiskId: [system] });
      expect(open.DiskFullStatusSet.DiskFullStatusType).toMatchObject([
        {
          InstanceId: 'i-web',
          Device: '/dev/xvda',
          HealthStatus: { Code: 128, Name: 'Impaired' },
          DiskEventSet: { DiskEventType: [{ EventId: id, EventType: { Code: 7, Name: 'Stalled' } }] },
        },
      ]);
      expect((await disks({ EventType: 'Stalled' })).TotalCount).toBe(1);
      expect((await disks({ HealthStatus: 'Impaired', Status: 'In_use' })).TotalCount).toBe(1);
      api.emulator.advance(HOUR_MS);
      expect((await disks({ EventType: 'Stalled' })).TotalCount).toBe(0);
      const past = await disks({ ...span, EventId: [id] });
      expect(past.DiskFullStatusSet.DiskFullStatusType[0]).toMatchObject({
        HealthStatus: { Name: 'Ok' },
        DiskEventSet: {
          DiskEventType: [{ EventTime: '2026-03-02T08:00:00Z', EventEndTime: '2026-03-02T08:05:00Z' }],
        },
      });
      api.emulator.advance(7 * 24 * HOUR_MS);
      expect((await disks({ ...span, EventId: [id] })).TotalCount).toBe(0);
      expect((await disks({ Tag: [{ Key: 'env' }] })).TotalCount).toBe(0);
      expect((await disks({ ResourceGroupId: 'rg-none' })).TotalCount).toBe(0);
    });

    test('without permission there is nothing', async () => {
      const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'x'));
      expect(await nobody.call('DescribeInstanceHistoryEvents', REGION)).toMatchObject({
        InstanceSystemEventSet: { InstanceSystemEventType: [] },
      });
      expect(await nobody.call('DescribeInstancesFullStatus', REGION)).toMatchObject({ TotalCount: 0 });
      expect(await nobody.call('DescribeDisksFullStatus', REGION)).toMatchObject({ TotalCount: 0 });
    });

    const TOO_MANY = Array.from({ length: 101 }, (_, index) => `x-${index}`);
    const BACKWARDS = { Start: '2026-03-02T08:00:00Z', End: '2026-03-01T08:00:00Z' };

    test.each<[string, string, Params, string, number]>([
      [
        'DescribeInstanceHistoryEvents',
        'too many events',
        { EventId: TOO_MANY },
        'EventIdLimitExceeded',
        403,
      ],
      [
        'DescribeInstanceHistoryEvents',
        'too many resources',
        { ResourceId: TOO_MANY },
        'ResourceIdLimitExceeded',
        403,
      ],
      [
        'DescribeInstanceHistoryEvents',
        'an end before the start',
        { NotBefore: BACKWARDS },
        'InvalidParameter.TimeEndBeforeStart',
        403,
      ],
      [
        'DescribeInstanceHistoryEvents',
        'no time',
        { NotBefore: { Start: 'tomorrow' } },
        'InvalidParameter',
        403,
      ],
      ['DescribeInstanceHistoryEvents', 'a type of disks', { EventType: 'Stalled' }, 'InvalidParameter', 403],
      [
        'DescribeInstanceHistoryEvents',
        'no state',
        { InstanceEventCycleStatus: ['Done'] },
        'InvalidParameter',
        403,
      ],
      ['DescribeInstanceHistoryEvents', 'a large page', { PageSize: 101 }, 'InvalidParameter', 403],
      [
        'DescribeInstanceHistoryEvents',
        'a foreign token',
        { NextToken: 'x' },
        'InvalidParameter.NextToken',
        400,
      ],
      ['DescribeInstanceHistoryEvents', 'an impact level', { ImpactLevel: '1' }, 'UnsupportedParameter', 400],
      ['DescribeInstanceHistoryEvents', 'no region', { RegionId: '' }, 'MissingParameter', 404],
      [
        'DescribeInstancesFullStatus',
        'too many instances',
        { InstanceId: TOO_MANY },
        'InstanceIdLimitExceeded',
        403,
      ],
      [
        'DescribeInstancesFullStatus',
        'health in lower case',
        { HealthStatus: 'impaired' },
        'InvalidParameter',
        403,
      ],
      [
        'DescribeInstancesFullStatus',
        'a status it does not know',
        { Status: 'Pending' },
        'InvalidParameter',
        403,
      ],
      [
        'DescribeInstancesFullStatus',
        'an end before the start',
        { EventPublishTime: BACKWARDS },
        'InvalidParameter.TimeEndBeforeStart',
        403,
      ],
      ['DescribeDisksFullStatus', 'too many disks', { DiskId: TOO_MANY }, 'DiskIdLimitExceeded', 403],
      [
        'DescribeDisksFullStatus',
        'a type of instances',
        { EventType: 'SystemMaintenance.Reboot' },
        'InvalidParameter',
        403,
      ],
      [
        'DescribeDisksFullStatus',
        'an end before the start',
        { EventTime: BACKWARDS },
        'InvalidParameter.TimeEndBeforeStart',
        403,
      ],
    ])('%s refuses %s', async (action, _case, params, code, status) => {
      const error = await api.errorOf(action, { ...REGION, ...params });
      expect(error.code).toBe(code);
      expect([status, undefined]).toContain(error.status);
    });
  },
);
