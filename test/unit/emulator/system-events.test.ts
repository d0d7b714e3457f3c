import { startEmulator } from '../../../emulator';
import type { Emulator, SystemEventInput } from '../../../emulator';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const FLEET = {
  instances: [
    { id: 'i-web', name: 'web' },
    { id: 'i-off', status: 'Stopped' },
    { id: 'i-local', type: 'ecs.i2.xlarge' },
    { id: 'i-sub', chargeType: 'PrePaid', expiresAt: '2026-03-06T08:00:00Z' },
    { id: 'i-spot', spot: true },
    { id: 'i-plain' },
  ],
};

describe('system events', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet: FLEET });
  });

  afterEach(() => emulator.close());

  const stateOf = (id: string): string | undefined =>
    emulator.systemEvents().find((event) => event.id === id)?.state;
  const statusOf = (id: string): string | undefined => emulator.instance(id)?.status;
  const raise = (event: SystemEventInput): string => emulator.raiseEvent(event).id;
  /** Names of what was announced of instances. */
  const announced = (): string[] => {
    const names = emulator.world.announcements.recent().map(({ name }) => name);
    return names.filter((name) => name.startsWith('Instance:'));
  };

  test('planned maintenance restarts the instance at its time', () => {
    const id = raise({ instance: 'i-web', code: 'SystemMaintenance.Reboot', inMinutes: 60 });
    emulator.advance(HOUR_MS - 1);
    expect([stateOf(id), statusOf('i-web')]).toEqual(['Scheduled', 'Running']);
    emulator.advance(1);
    expect([stateOf(id), statusOf('i-web')]).toEqual(['Executing', 'Starting']);
    emulator.advance(MINUTE_MS);
    expect([stateOf(id), statusOf('i-web')]).toEqual(['Executed', 'Running']);
    expect(announced()).toEqual([
      'Instance:SystemMaintenance.Reboot:Scheduled',
      'Instance:SystemMaintenance.Reboot:Executing',
      'Instance:StateChange',
      'Instance:StateChange',
      'Instance:SystemMaintenance.Reboot:Executed',
    ]);
    const executed = emulator.world.announcements.recent().find(({ name }) => name.endsWith(':Executed'));
    expect(executed?.content).toMatchObject({
      eventId: id,
      eventStatus: 'Executed',
      executeStartTime: '2026-03-02T09:00:00Z',
    });
  });

  test('a day of notice is given unless a time is', () => {
    expect(emulator.raiseEvent({ instance: 'i-web', code: 'SystemMaintenance.Stop' }).notBefore).toBe(
      '2026-03-03T08:00:00.000Z',
    );
  });

  test('a stopped instance is not started by maintenance', () => {
    const id = raise({ instance: 'i-off', code: 'SystemMaintenance.Reboot', inMinutes: 1 });
    const moved = raise({ instance: 'i-off', code: 'SystemMaintenance.Redeploy', inMinutes: 1 });
    emulator.advance(HOUR_MS);
    expect([stateOf(id), stateOf(moved), statusOf('i-off')]).toEqual(['Executed', 'Executed', 'Stopped']);
  });

  test('the failure of a host moves an instance within minutes, one with local disks waits for the host', () => {
    const moved = raise({ instance: 'i-web', code: 'SystemFailure.Reboot' });
    const waiting = raise({ instance: 'i-local', code: 'SystemFailure.Reboot' });
    expect([statusOf('i-web'), statusOf('i-local')]).toEqual(['Starting', 'Running']);
    emulator.advance(5 * MINUTE_MS);
    expect([stateOf(moved), statusOf('i-web')]).toEqual(['Executed', 'Running']);
    expect(stateOf(waiting)).toBe('Executing');
    emulator.advance(3 * HOUR_MS);
    expect([stateOf(waiting), statusOf('i-local')]).toEqual(['Executed', 'Running']);
  });

  test('an execution can fail and then leaves the instance as it was', () => {
    const id = raise({ instance: 'i-web', code: 'SystemMaintenance.Reboot', inMinutes: 0, fails: true });
    emulator.advance(HOUR_MS);
    expect([stateOf(id), statusOf('i-web')]).toEqual(['Failed', 'Running']);
  });

  test('a subscription that ends stops the instance, then releases it', () => {
    const stop = raise({ instance: 'i-sub', code: 'InstanceExpiration.Stop' });
    const release = raise({ instance: 'i-sub', code: 'InstanceExpiration.Delete' });
    emulator.advance(4 * DAY_MS + MINUTE_MS);
    expect([stateOf(stop), statusOf('i-sub')]).toEqual(['Executed', 'Stopped']);
    expect(emulator.instance('i-sub')?.locks).toEqual(['financial']);
    emulator.advance(15 * DAY_MS + HOUR_MS);
    expect(emulator.instance('i-sub')).toBeUndefined();
    expect(stateOf(release)).toBe('Executed');
  });

  test('events about payment are announced with the level of their state', () => {
    raise({ instance: 'i-sub', code: 'InstanceExpiration.Stop' });
    emulator.removeInstance('i-sub');
    const levels = emulator.world.announcements
      .recent()
      .filter(({ name }) => name.includes('Expiration'))
      .map(({ name, level }) => `${name} ${level}`);
    expect(levels).toEqual([
      'Instance:InstanceExpiration.Stop:Scheduled CRITICAL',
      'Instance:InstanceExpiration.Stop:Canceled WARN',
    ]);
  });

  test('an instance that could not be created is gone at once, its event lasts', () => {
    const id = raise({ instance: 'i-plain', code: 'SystemFailure.Delete' });
    expect(emulator.instance('i-plain')).toBeUndefined();
    expect(stateOf(id)).toBe('Executing');
    emulator.advance(5 * MINUTE_MS);
    expect(stateOf(id)).toBe('Executed');
  });

  test('a spot instance has five minutes, and is stopped where it asked for that', () => {
    const spot = emulator.instance('i-spot');
    if (spot !== undefined) spot.settings = { ...spot.settings, spotInterruptionBehavior: 'Stop' };
    raise({ instance: 'i-spot', code: 'PreemptibleInstanceInterruption' });
    expect(spot?.locks).toEqual(['recycling']);
    expect(emulator.world.announcements.recent()).toMatchObject([
      { name: 'Instance:PreemptibleInstanceInterruption', content: { instanceId: 'i-spot', action: 'stop' } },
    ]);
    emulator.advance(5 * MINUTE_MS + HOUR_MS);
    expect(spot).toMatchObject({ status: 'Stopped', stoppedMode: 'StopCharging', locks: [] });
  });

  test('a spot instance that its user released in time is not stopped', () => {
    const spot = emulator.instance('i-spot');
    if (spot !== undefined) spot.settings = { ...spot.settings, spotInterruptionBehavior: 'Stop' };
    raise({ id: 'e-spot', instance: 'i-spot', code: 'PreemptibleInstanceInterruption' });
    emulator.removeInstance('i-spot');
    const before = announced();
    emulator.advance(HOUR_MS);
    expect(announced()).toEqual(before);
    expect(stateOf('e-spot')).toBe('Executed');
  });

  test('the end of a stalled disk is told with the id of its begin', () => {
    const disk = emulator.instance('i-web')?.diskIds[0] ?? '';
    raise({ id: 'e-stalled', disk, code: 'Stalled', lastsMinutes: 2 });
    emulator.advance(HOUR_MS);
    expect(emulator.world.announcements.recent()).toMatchObject([
      {
        name: 'Disk:Stalled:Executing',
        resource: { kind: 'disk', id: disk },
        content: { eventId: 'e-stalled', diskId: disk, device: '/dev/xvda', ecsInstanceName: 'web' },
      },
      { name: 'Disk:Stalled:Executed', content: { executeFinishTime: '2026-03-02T08:02:00Z' } },
    ]);
    expect(emulator.world.announcements.recent()[0]?.content).not.toHaveProperty('eventStatus');
  });

  test('what CloudMonitor does not list is not announced', () => {
    raise({ instance: 'i-web', code: 'SecurityPunish.Locked', extendedAttribute: { punishType: 'mining' } });
    expect(announced()).toEqual([]);
  });

  test('an instance released by hand ends its events but for those that are over', () => {
    const done = raise({ instance: 'i-web', code: 'InstanceFailure.Alert' });
    const open = raise({ instance: 'i-web', code: 'SystemMaintenance.Redeploy', state: 'Inquiring' });
    emulator.removeInstance('i-web');
    expect([stateOf(done), stateOf(open)]).toEqual(['Executed', 'Canceled']);
  });

  test.each<[SystemEventInput, string]>([
    [{ instance: 'i-web', code: 'Stalled' }, 'event: the event Stalled needs the id of its disk as disk'],
    [{ disk: 'd-none', code: 'Stalled' }, 'event.disk: the account has no disk "d-none"'],
    [
      { instance: 'i-none', code: 'SystemFailure.Stop' },
      'event.instance: the account has no instance "i-none"',
    ],
    [
      { instance: 'i-web', code: 'PreemptibleInstanceInterruption' },
      'event.instance: "i-web" is no spot instance',
    ],
    [
      { instance: 'i-web', code: 'SystemFailure.Stop', state: 'Avoided' },
      'event.state: an event SystemFailure.Stop has only the states Executing, Executed',
    ],
    [
      { instance: 'i-web', code: 'SystemFailure.Stop', fails: true },
      'event.fails: an event SystemFailure.Stop has no state Failed',
    ],
    [
      { instance: 'i-web', code: 'Reboot' },
      'event.code: unknown event code, expected one of SystemMaintenance.Reboot',
    ],
  ])('refuses %j', (event, problem) => {
    expect(() => emulator.raiseEvent(event)).toThrow(problem);
  });

  test('an id is used once', () => {
    raise({ id: 'e-1', instance: 'i-web', code: 'InstanceFailure.Alert' });
    expect(() =>
      emulator.raiseEvent({ id: 'e-1', instance: 'i-web', code: 'InstanceFailure.Alert' }),
    ).toThrow('event.id: the id "e-1" is given more than once');
  });

  test('what a fleet says of the past is history and not announced', () => {
    emulator.loadFleet({
      instances: [{ id: 'i-web' }],
      events: [
        {
          id: 'e-old',
          instance: 'i-web',
          code: 'SystemMaintenance.Reboot',
          state: 'Executed',
          publishedAt: '2026-02-01T00:00:00Z',
        },
        {
          id: 'e-open',
          instance: 'i-web',
          code: 'SystemMaintenance.Reboot',
          publishedAt: '2026-03-01T00:00:00Z',
          inMinutes: 5,
        },
      ],
    });
    expect(announced()).toEqual([]);
    emulator.advance(HOUR_MS);
    expect([stateOf('e-old'), stateOf('e-open')]).toEqual(['Executed', 'Executed']);
    expect(() => {
      emulator.loadFleet({ events: [{ instance: 'i-web', code: 'SystemFailure.Stop' }] });
    }).toThrow('fleet.events[0].instance: the account has no instance "i-web"');
  });

  test('a fleet can be made of saved answers about instances and events', () => {
    const instance = { InstanceId: 'i-saved', RegionId: 'cn-hangzhou', InstanceType: 'ecs.g7.large' };
    const event = {
      InstanceId: 'i-saved',
      EventId: 'e-saved',
      EventType: { Code: 1, Name: 'SystemMaintenance.Reboot' },
      EventCycleStatus: { Code: 24, Name: 'Scheduled' },
      EventPublishTime: '2026-03-01T06:32:31Z',
      NotBefore: '2026-03-02T09:00:00Z',
    };
    emulator.loadFleet([
      { Instances: { Instance: [instance] } },
      { InstanceSystemEventSet: { InstanceSystemEventType: [event] } },
    ]);
    expect(stateOf('e-saved')).toBe('Scheduled');
    emulator.advance(HOUR_MS);
    expect(statusOf('i-saved')).toBe('Starting');
  });

  test('a drill of a fleet touches nothing', () => {
    const id = raise({ instance: 'i-web', code: 'SystemMaintenance.Stop', inMinutes: 1, simulated: true });
    emulator.advance(HOUR_MS);
    expect([stateOf(id), statusOf('i-web')]).toEqual(['Executed', 'Running']);
  });

  test('events are raised and listed over the control API', async () => {
    const url = `${emulator.endpoint}/_emulator/events`;
    const post = (body: unknown): Promise<Response> =>
      fetch(url, { method: 'POST', body: JSON.stringify(body) });
    const raised = await post({ instance: 'i-web', code: 'SystemMaintenance.Reboot', inMinutes: 60 });
    expect(await raised.json()).toMatchObject({
      code: 'SystemMaintenance.Reboot',
      state: 'Scheduled',
      resource: 'i-web',
    });
    expect(await (await fetch(url)).json()).toMatchObject({
      events: [{ notBefore: '2026-03-02T09:00:00.000Z' }],
    });
    const refused = await post({ instance: 'i-web', code: 'SystemMaintenance.Reboot', later: true });
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { problems: [expect.stringContaining('later')] },
    ]);
    expect((await post({ account: '1', instance: 'i-web', code: 'SystemFailure.Stop' })).status).toBe(400);
  });
});
