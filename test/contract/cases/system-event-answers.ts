import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describeContract(
  'system event answers',
  FAMILIES.systemEventAnswers,
  {
    instances: [
      { id: 'i-web', name: 'web' },
      { id: 'i-off', status: 'Stopped' },
      { id: 'i-local', type: 'ecs.i2.xlarge' },
      { id: 'i-locked', locks: ['security'] },
      { id: 'i-starting', status: 'Starting' },
    ],
  },
  (api) => {
    const stateOf = (id: string): string | undefined =>
      api.emulator.systemEvents().find((event) => event.id === id)?.state;
    const statusOf = (id: string): string | undefined => api.emulator.instance(id)?.status;
    const localDisk = (): string => api.emulator.instance('i-local')?.diskIds[1] ?? '';
    const isolation = (code = 'SystemMaintenance.RebootAndIsolateErrorDisk', diskId = localDisk()): string =>
      api.emulator.raiseEvent({ instance: 'i-local', code, extendedAttribute: { diskId } }).id;
    const maintenance = (instance = 'i-web', code = 'SystemMaintenance.Reboot'): string =>
      api.emulator.raiseEvent({ instance, code, notBefore: '2026-03-03T08:00:00Z' }).id;

    test('what is accepted is executed', async () => {
      const { id } = api.emulator.raiseEvent({
        instance: 'i-web',
        code: 'SystemMaintenance.Redeploy',
        state: 'Inquiring',
      });
      await api.call('AcceptInquiredSystemEvent', { ...REGION, EventId: id });
      expect(stateOf(id)).toBe('Executing');
      expect(statusOf('i-web')).toBe('Stopping');
      api.emulator.advance(2 * MINUTE_MS);
      expect(stateOf(id)).toBe('Executed');
      expect(statusOf('i-web')).toBe('Running');
      expect(await api.refusal('AcceptInquiredSystemEvent', { ...REGION, EventId: id })).toBe(
        'InvalidEventId.NoInquiringEventFound',
      );
    });

    test('a damaged local disk is isolated with the restart, then replaced, and asked for again', async () => {
      const id = isolation();
      await api.call('AcceptInquiredSystemEvent', { ...REGION, EventId: id });
      api.emulator.advance(DAY_MS);
      expect(stateOf(id)).toBe('Executing');
      await api.call('RebootInstance', { InstanceId: 'i-local' });
      api.emulator.advance(MINUTE_MS);
      expect(stateOf(id)).toBe('Executed');
      api.emulator.advance(5 * DAY_MS);
      expect(api.emulator.systemEvents().at(-1)).toMatchObject({
        code: 'SystemMaintenance.RebootAndReInitErrorDisk',
        state: 'Inquiring',
        resource: 'i-local',
      });
    });

    test('planned maintenance is pulled forward, and only forward', async () => {
      const id = maintenance();
      const modify = (NotBefore: string): Params => ({
        ...REGION,
        EventId: id,
        InstanceId: 'i-web',
        NotBefore,
      });
      await api.call('ModifySystemEventAttribute', modify('2026-03-02T20:00:00Z'));
      expect(await api.refusal('ModifySystemEventAttribute', modify('2026-03-03T08:00:01Z'))).toBe(
        'InvalidParameter',
      );
      expect(await api.refusal('ModifySystemEventAttribute', modify('2026-03-02T07:59:59Z'))).toBe(
        'InvalidNotBefore.Passed',
      );
      await api.call('ModifySystemEventAttribute', modify('2026-03-02T22:00:00Z'));
      api.emulator.advance(13 * HOUR_MS);
      expect(stateOf(id)).toBe('Scheduled');
      api.emulator.advance(HOUR_MS + 1000);
      expect(stateOf(id)).toBe('Executing');
      expect(await api.refusal('ModifySystemEventAttribute', modify('2026-03-02T23:00:00Z'))).toBe(
        'IncorrectEventStatus',
      );
      api.emulator.advance(MINUTE_MS);
      expect(stateOf(id)).toBe('Executed');
      expect(statusOf('i-web')).toBe('Running');
    });

    test('a restart through the API comes before a planned one', async () => {
      const id = maintenance();
      const other = maintenance('i-web', 'SystemMaintenance.Redeploy');
      await api.call('RebootInstance', { InstanceId: 'i-web' });
      expect(stateOf(id)).toBe('Avoided');
      expect(stateOf(other)).toBe('Scheduled');
    });

    test('a running instance is redeployed', async () => {
      const id = maintenance('i-local', 'SystemMaintenance.Redeploy');
      const { TaskId } = await api.call<{ TaskId: string }>('RedeployInstance', { InstanceId: 'i-local' });
      expect(statusOf('i-local')).toBe('Stopping');
      api.emulator.advance(2 * MINUTE_MS);
      expect(statusOf('i-local')).toBe('Running');
      expect(stateOf(id)).toBe('Avoided');
      const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
      expect(region?.tasks.get(TaskId)).toMatchObject({ action: 'RedeployInstance', status: 'Finished' });
      expect(region?.disks.get(localDisk())?.clearedAt).toBeGreaterThan(0);
    });

    test('a stopped instance is redeployed and runs afterwards', async () => {
      const id = maintenance('i-off');
      await api.call('RedeployInstance', { InstanceId: 'i-off', ForceStop: true });
      expect(statusOf('i-off')).toBe('Starting');
      api.emulator.advance(MINUTE_MS);
      expect(statusOf('i-off')).toBe('Running');
      expect(stateOf(id)).toBe('Avoided');
    });

    test('without stock an instance stays where it is, and its event stays open', async () => {
      const id = maintenance();
      api.emulator.setStock('cn-hangzhou-b', 'ecs.g7.large', false);
      const { TaskId } = await api.call<{ TaskId: string }>('RedeployInstance', { InstanceId: 'i-web' });
      api.emulator.advance(2 * MINUTE_MS);
      expect(statusOf('i-web')).toBe('Running');
      expect(stateOf(id)).toBe('Scheduled');
      const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
      expect(region?.tasks.get(TaskId)?.status).toBe('Failed');
      api.emulator.advance(DAY_MS);
      expect(stateOf(id)).toBe('Executed');
    });

    test('an instance with local disks can be redeployed instead of waiting for its host', async () => {
      const { id } = api.emulator.raiseEvent({ instance: 'i-local', code: 'SystemFailure.Reboot' });
      expect(await api.refusal('RebootInstance', { InstanceId: 'i-local' })).toBe('IncorrectInstanceStatus');
      await api.call('RedeployInstance', { InstanceId: 'i-local', ForceStop: true });
      api.emulator.advance(2 * MINUTE_MS);
      expect(stateOf(id)).toBe('Executed');
      expect(statusOf('i-local')).toBe('Running');
    });

    test('an isolated disk that is not replaced yet can be left behind', async () => {
      const id = isolation('SystemMaintenance.IsolateErrorDisk');
      await api.call('AcceptInquiredSystemEvent', { ...REGION, EventId: id });
      api.emulator.advance(HOUR_MS);
      expect(stateOf(id)).toBe('Executed');
      await api.call('RedeployInstance', { InstanceId: 'i-local' });
      api.emulator.advance(6 * DAY_MS);
      expect(api.emulator.systemEvents()).toHaveLength(1);
      expect(await api.refusal('RedeployInstance', { InstanceId: 'i-local' })).toBe(
        'InvalidOperation.RedeployInstance',
      );
    });

    test.each([
      ['no event', 'i-web', undefined, 'InvalidOperation.RedeployInstance'],
      [
        'an event that it does not answer',
        'i-web',
        'SystemMaintenance.Stop',
        'InvalidOperation.RedeployInstance',
      ],
      ['a failure of a host without local disks', 'i-web', 'SystemFailure.Reboot', 'IncorrectInstanceStatus'],
      ['a lock', 'i-locked', 'SystemMaintenance.Reboot', 'InstanceLockedForSecurity'],
      ['a transition', 'i-starting', 'SystemMaintenance.Reboot', 'IncorrectInstanceStatus'],
    ])('an instance with %s is not redeployed', async (_case, instance, code, refusal) => {
      if (code !== undefined) api.emulator.raiseEvent({ instance, code });
      expect(await api.refusal('RedeployInstance', { InstanceId: instance })).toBe(refusal);
    });

    test('a drill is not answered by a redeployment', async () => {
      api.emulator.raiseEvent({ instance: 'i-web', code: 'SystemMaintenance.Reboot', simulated: true });
      expect(await api.refusal('RedeployInstance', { InstanceId: 'i-web' })).toBe(
        'InvalidOperation.RedeployInstance',
      );
    });

    test('an instance that is gone has no events left', () => {
      const id = maintenance();
      api.emulator.removeInstance('i-web');
      expect(stateOf(id)).toBe('Canceled');
      api.emulator.advance(2 * DAY_MS);
      expect(stateOf(id)).toBe('Canceled');
    });

    test('disks and statuses that do not fit are no ground for an accept', async () => {
      const cloudDisk = api.emulator.instance('i-local')?.diskIds[0] ?? '';
      const accept = (id: string): Promise<string> =>
        api.refusal('AcceptInquiredSystemEvent', { ...REGION, EventId: id });
      expect(await accept(isolation(undefined, cloudDisk))).toBe('OperationFail.DiskCategoryNotSupported');
      const id = isolation();
      api.emulator.raiseEvent({ instance: 'i-local', code: 'SystemMaintenance.PerformanceImpact' });
      expect(await accept(id)).toBe('OperationConflict');
      api.emulator.advance(HOUR_MS);
      await api.call('RebootInstance', { InstanceId: 'i-local' });
      expect(await accept(id)).toBe('OperationFail.InstanceStatusNotSupported');
    });

    const modified = { EventId: 'e-none', InstanceId: 'i-web', NotBefore: '2026-03-02T09:00:00Z' };

    test.each<[string, Params, string, number]>([
      ['AcceptInquiredSystemEvent', { EventId: 'e-none' }, 'InvalidEventId.NoInquiringEventFound', 404],
      ['AcceptInquiredSystemEvent', {}, 'MissingParameter', 400],
      ['AcceptInquiredSystemEvent', { EventId: 'e-none', Choice: 'a' }, 'UnsupportedParameter', 400],
      ['ModifySystemEventAttribute', modified, 'InvalidEventId.NotFound', 403],
      [
        'ModifySystemEventAttribute',
        { ...modified, InstanceId: 'i-none' },
        'InvalidInstanceId.NotFound',
        404,
      ],
      ['ModifySystemEventAttribute', { ...modified, NotBefore: 'soon' }, 'InvalidParameter', 403],
    ])('%s %j is refused with %s', async (action, params, code, status) => {
      const error = await api.errorOf(action, { ...REGION, ...params });
      expect(error.code).toBe(code);
      expect([status, undefined]).toContain(error.status);
    });

    test('an instance that does not exist is not redeployed', async () => {
      expect(await api.refusal('RedeployInstance', { InstanceId: 'i-none' })).toBe(
        'InvalidInstanceId.NotFound',
      );
    });
  },
);
