import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const IN_AN_HOUR = '2026-03-02T09:00:00Z';

interface Created {
  readonly EventIdSet: { readonly EventId: readonly string[] };
}

describeContract(
  'simulated events',
  FAMILIES.simulatedEvents,
  {
    instances: [
      { id: 'i-web' },
      { id: 'i-spot', spot: true },
      { name: 'many', count: 100, tags: { env: 'dev' } },
    ],
  },
  (api) => {
    const create = async (params: Params): Promise<readonly string[]> => {
      const { EventIdSet } = await api.call<Created>('CreateSimulatedSystemEvents', {
        ...REGION,
        InstanceId: ['i-web'],
        NotBefore: IN_AN_HOUR,
        ...params,
      });
      return EventIdSet.EventId;
    };
    const stateOf = (id: string | undefined): string | undefined =>
      api.emulator.systemEvents().find((event) => event.id === id)?.state;
    const statusOf = (id: string): string | undefined => api.emulator.instance(id)?.status;

    test('a drill is announced and touches nothing', async () => {
      const ids = await create({
        EventType: 'SystemMaintenance.Reboot',
        InstanceId: ['i-web', 'i-spot', 'i-web'],
      });
      expect(ids).toHaveLength(2);
      expect(ids.map(stateOf)).toEqual(['Scheduled', 'Scheduled']);
      api.emulator.advance(HOUR_MS);
      expect(ids.map(stateOf)).toEqual(['Executed', 'Executed']);
      expect(statusOf('i-web')).toBe('Running');
      const names = api.emulator.world.announcements.recent().map(({ name }) => name);
      expect(names).toEqual([
        'Instance:SystemMaintenance.Reboot:Scheduled',
        'Instance:SystemMaintenance.Reboot:Scheduled',
        'Instance:SystemMaintenance.Reboot:Executed',
        'Instance:SystemMaintenance.Reboot:Executed',
      ]);
    });

    test('a drill of a failure is executed until its time', async () => {
      const [id] = await create({ EventType: 'SystemFailure.Redeploy' });
      expect(stateOf(id)).toBe('Executing');
      api.emulator.advance(HOUR_MS - 1);
      expect(stateOf(id)).toBe('Executing');
      api.emulator.advance(1);
      expect(stateOf(id)).toBe('Executed');
    });

    test('a restart avoids a drill of maintenance', async () => {
      const [id] = await create({ EventType: 'SystemMaintenance.Reboot' });
      await api.call('RebootInstance', { InstanceId: 'i-web' });
      expect(stateOf(id)).toBe('Avoided');
    });

    test('for real, an instance is stopped', async () => {
      const [id] = await create({ EventType: 'SystemMaintenance.Stop', TriggerRealOps: true });
      api.emulator.advance(HOUR_MS);
      expect(statusOf('i-web')).toBe('Stopping');
      api.emulator.advance(MINUTE_MS);
      expect(statusOf('i-web')).toBe('Stopped');
      expect(stateOf(id)).toBe('Executed');
    });

    test('for real, the platform plans a redeployment by itself', async () => {
      const [id] = await create({ EventType: 'SystemMaintenance.Redeploy', TriggerRealOps: true });
      api.emulator.advance(2 * HOUR_MS);
      expect(stateOf(id)).toBe('Scheduled');
      api.emulator.advance(22 * HOUR_MS);
      expect(statusOf('i-web')).toBe('Stopping');
    });

    test('for real, a spot instance is taken back five minutes after the notice', async () => {
      await create({
        EventType: 'Instance:PreemptibleInstanceInterruption',
        InstanceId: ['i-spot'],
        TriggerRealOps: true,
      });
      expect(api.emulator.instance('i-spot')?.locks).toEqual([]);
      api.emulator.advance(HOUR_MS);
      expect(api.emulator.instance('i-spot')?.locks).toEqual(['recycling']);
      expect(api.emulator.world.announcements.recent().at(-1)).toMatchObject({
        name: 'Instance:PreemptibleInstanceInterruption',
        level: 'WARN',
        content: { instanceId: 'i-spot', action: 'delete' },
      });
      api.emulator.advance(5 * MINUTE_MS);
      expect(api.emulator.instance('i-spot')).toBeUndefined();
      const history = await api.call('DescribeInstanceHistoryEvents', {
        ...REGION,
        InstanceEventCycleStatus: ['Executing', 'Executed', 'Scheduled'],
      });
      expect(history).toMatchObject({ TotalCount: 0 });
    });

    test('what is canceled does not happen', async () => {
      const ids = await create({ EventType: 'SystemMaintenance.Stop', TriggerRealOps: true });
      const failures = await create({ EventType: 'SystemFailure.Stop' });
      await api.call('CancelSimulatedSystemEvents', { ...REGION, EventId: [...ids, ...failures] });
      api.emulator.advance(2 * HOUR_MS);
      expect([...ids, ...failures].map(stateOf)).toEqual(['Canceled', 'Canceled']);
      expect(statusOf('i-web')).toBe('Running');
      expect(await api.refusal('CancelSimulatedSystemEvents', { ...REGION, EventId: ids })).toBe(
        'InvalidParameter',
      );
    });

    test('a notice to a spot instance that is withdrawn leaves it alone', async () => {
      const ids = await create({
        EventType: 'Instance:PreemptibleInstanceInterruption',
        InstanceId: ['i-spot'],
        NotBefore: '2026-03-02T08:00:00Z',
        TriggerRealOps: true,
      });
      api.emulator.advance(MINUTE_MS);
      await api.call('CancelSimulatedSystemEvents', { ...REGION, EventId: ids });
      api.emulator.advance(HOUR_MS);
      expect(api.emulator.instance('i-spot')?.locks).toEqual([]);
    });

    test('there is a limit', async () => {
      const { Instances } = await api.call<{ Instances: { Instance: { InstanceId: string }[] } }>(
        'DescribeInstances',
        {
          ...REGION,
          Tag: [{ Key: 'env', Value: 'dev' }],
          PageSize: 100,
        },
      );
      await create({
        EventType: 'SystemFailure.Reboot',
        InstanceId: Instances.Instance.map(({ InstanceId }) => InstanceId),
      });
      const error = await api.errorOf('CreateSimulatedSystemEvents', {
        ...REGION,
        EventType: 'SystemFailure.Reboot',
        InstanceId: ['i-web'],
        NotBefore: IN_AN_HOUR,
      });
      expect(error.code).toBe('SimulatedEventLimitExceeded');
    });

    test('an event that is none of a drill is not canceled', async () => {
      const { id } = api.emulator.raiseEvent({ instance: 'i-web', code: 'SystemMaintenance.Reboot' });
      expect(await api.refusal('CancelSimulatedSystemEvents', { ...REGION, EventId: [id] })).toBe(
        'CannotCancelSystemEvent.NotSimulated',
      );
    });

    const TOO_MANY = Array.from({ length: 101 }, (_, index) => `x-${index}`);
    const DRILL = { EventType: 'SystemMaintenance.Reboot', InstanceId: ['i-web'], NotBefore: IN_AN_HOUR };
    const SPOT = { EventType: 'Instance:PreemptibleInstanceInterruption' };

    test.each<[string, string, Params, string, number]>([
      [
        'CreateSimulatedSystemEvents',
        'a type there is none of',
        { ...DRILL, EventType: 'SystemFailure.Delete' },
        'InvalidParameter',
        403,
      ],
      [
        'CreateSimulatedSystemEvents',
        'a type that is only a drill',
        { ...DRILL, EventType: 'SystemFailure.Stop', TriggerRealOps: true },
        'InvalidParameter',
        403,
      ],
      [
        'CreateSimulatedSystemEvents',
        'a type that is never a drill',
        { ...DRILL, ...SPOT },
        'InvalidParameter',
        403,
      ],
      [
        'CreateSimulatedSystemEvents',
        'an instance that is no spot instance',
        { ...DRILL, ...SPOT, TriggerRealOps: true },
        'InvalidParameter',
        403,
      ],
      [
        'CreateSimulatedSystemEvents',
        'an unknown instance',
        { ...DRILL, InstanceId: ['i-none'] },
        'InvalidInstanceId.NotFound',
        404,
      ],
      [
        'CreateSimulatedSystemEvents',
        'too many instances',
        { ...DRILL, InstanceId: TOO_MANY },
        'InstanceIdLimitExceeded',
        403,
      ],
      [
        'CreateSimulatedSystemEvents',
        'the past',
        { ...DRILL, NotBefore: '2026-03-02T07:59:59Z' },
        'InvalidNotBefore.Passed',
        403,
      ],
      ['CreateSimulatedSystemEvents', 'no instance', { ...DRILL, InstanceId: [] }, 'MissingParameter', 404],
      [
        'CancelSimulatedSystemEvents',
        'an unknown event',
        { EventId: ['e-none'] },
        'InvalidEventId.NotFound',
        403,
      ],
      ['CancelSimulatedSystemEvents', 'too many events', { EventId: TOO_MANY }, 'EventIdLimitExceeded', 400],
      ['CancelSimulatedSystemEvents', 'no event', {}, 'MissingParameter', 404],
    ])('%s refuses %s', async (action, _case, params, code, status) => {
      const error = await api.errorOf(action, { ...REGION, ...params });
      expect(error.code).toBe(code);
      expect([status, undefined]).toContain(error.status);
    });
  },
);
