import type { Config } from '../../../functions/instance-schedule/config';
import { configSchema, limitsSchema } from '../../../functions/instance-schedule/config';
import { stopLimit } from '../../../functions/instance-schedule/limit';
import type { Memory } from '../../../functions/instance-schedule/memory';
import { decodeMemory, encodeMemory } from '../../../functions/instance-schedule/memory';
import { plan } from '../../../functions/instance-schedule/plan';
import { mainStep } from '../../../shared/core/apply';
import { ceilingOf } from '../../../shared/core/guard';
import type { Instance } from '../../../shared/model/instance';
import { instanceLike, TAGS } from './story';

const ACT = { atFirstSight: 'act' };
const CONFIG: Config = configSchema.parse({
  schedules: {
    'office-hours': {
      timezone: 'Asia/Shanghai',
      ...ACT,
      windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }],
    },
    always: {
      timezone: 'Asia/Shanghai',
      ...ACT,
      windows: [{ days: 'daily', start: '00:00', stop: '24:00' }],
    },
    keep: {
      timezone: 'Asia/Shanghai',
      ...ACT,
      windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }],
      stoppedMode: 'KeepCharging',
    },
    'any-address': {
      timezone: 'Asia/Shanghai',
      ...ACT,
      windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }],
      publicIpMayChange: true,
    },
  },
});
const LIMITS = limitsSchema.parse({});
/** Friday evening and Friday noon in Shanghai. */
const EVENING = new Date('2026-11-20T12:00:00Z');
const NOON = new Date('2026-11-20T04:00:00Z');

function decisionFor(
  one: Instance,
  now: Date,
): { kinds?: string[]; code: string; reason: string; stoppedMode?: unknown } {
  const { actions, skips } = plan([{ instance: one }], CONFIG, {}, TAGS, now);
  const [action] = actions;
  const [skip] = skips;
  if (action !== undefined) {
    return {
      kinds: action.steps.map((step) => step.kind),
      code: action.code,
      reason: action.reason,
      stoppedMode: mainStep(action).parameters['stoppedMode'],
    };
  }
  return { code: skip?.code ?? 'none', reason: skip?.reason ?? '' };
}

describe('decisions', () => {
  test('a schedule in a tag that is written without colons: how it would be written', () => {
    const { code, reason } = decisionFor(
      instanceLike({ tags: { 'autopilot:schedule': 'mon-fri 9-17' } }),
      EVENING,
    );
    expect(code).toBe('unknown_schedule');
    expect(reason).toContain('such as "mon-fri 09:00-17:00 Asia/Shanghai"');
  });

  test('running in the evening: stop, remembered before and after', () => {
    expect(decisionFor(instanceLike(), EVENING)).toMatchObject({
      kinds: ['remember', 'stop', 'remember'],
      stoppedMode: 'StopCharging',
      reason: expect.stringContaining('wants it stopped since Fri 2026-11-20 19:00') as string,
    });
  });

  test('stopped at noon: start', () => {
    expect(decisionFor(instanceLike({ status: 'Stopped' }), NOON)).toMatchObject({
      kinds: ['remember', 'start', 'remember'],
    });
  });

  test.each<[string, Partial<Instance>, Date, string]>([
    [
      'a member of a scaling group',
      { tags: { ...instanceLike().tags, 'acs:autoscaling:scalingGroupId': 'asg-1' } },
      EVENING,
      'scaling_group',
    ],
    ['opted out', { tags: { ...instanceLike().tags, 'autopilot:ignore': '' } }, EVENING, 'opted_out'],
    [
      'opted out with a schedule that names nothing',
      { tags: { 'autopilot:schedule': 'x', 'autopilot:ignore': '1' } },
      EVENING,
      'opted_out',
    ],
    [
      'a schedule that names nothing',
      { tags: { 'autopilot:schedule': 'ofice-hours' } },
      EVENING,
      'unknown_schedule',
    ],
    ['an empty schedule tag', { tags: { 'autopilot:schedule': '' } }, EVENING, 'unknown_schedule'],
    [
      'a schedule named like a property of every object',
      { tags: { 'autopilot:schedule': 'constructor' } },
      EVENING,
      'unknown_schedule',
    ],
    [
      'a schedule in its tag that never opens',
      { tags: { 'autopilot:schedule': 'mon#5 1-7 09:00-19:00 UTC' } },
      EVENING,
      'invalid_schedule',
    ],
    ['locked', { locks: ['security'] }, EVENING, 'locked'],
    ['starting', { status: 'Starting' }, EVENING, 'in_transition'],
    ['stopping', { status: 'Stopping' }, NOON, 'in_transition'],
    ['pending', { status: 'Pending' }, EVENING, 'in_transition'],
    ['a state that is not known yet', { status: 'Hibernated' }, EVENING, 'in_transition'],
  ])('%s', (_, over, now, code) => {
    expect(decisionFor(instanceLike(over), now).code).toBe(code);
  });

  test('without the tag there is no outcome at all', () => {
    expect(plan([{ instance: instanceLike({ tags: {} }) }], CONFIG, {}, TAGS, EVENING)).toEqual({
      actions: [],
      skips: [],
    });
  });

  test('a misspelt schedule is an error that names the nearest one', () => {
    const { skips } = plan(
      [{ instance: instanceLike({ tags: { 'autopilot:schedule': 'ofice-hours' } }) }],
      CONFIG,
      {},
      TAGS,
      EVENING,
    );
    expect(skips[0]).toMatchObject({
      severity: 'error',
      reason: expect.stringContaining('did you mean office-hours?') as string,
    });
  });
});

describe('stopping without surprises', () => {
  test.each<[string, Partial<Instance>, string, RegExp]>([
    ['a subscription instance', { chargeType: 'PrePaid' }, 'KeepCharging', /subscription/],
    ['a classic network instance', { network: 'classic' }, 'KeepCharging', /classic/],
    ['an instance with a public IP address', { publicIps: ['203.0.113.7'] }, 'KeepCharging', /public IP/],
  ])('%s is stopped with %3$s', (_, over, mode, because) => {
    const decision = decisionFor(instanceLike(over), EVENING);
    expect(decision.stoppedMode).toBe(mode);
    expect(decision.reason).toMatch(because);
  });

  test('a public IP address may change where the schedule says so', () => {
    const tags = { 'autopilot:schedule': 'any-address' };
    expect(decisionFor(instanceLike({ publicIps: ['203.0.113.7'], tags }), EVENING).stoppedMode).toBe(
      'StopCharging',
    );
  });

  test('KeepCharging by configuration needs no excuse', () => {
    const decision = decisionFor(
      instanceLike({ chargeType: 'PrePaid', tags: { 'autopilot:schedule': 'keep' } }),
      EVENING,
    );
    expect(decision.stoppedMode).toBe('KeepCharging');
    expect(decision.reason).not.toContain('subscription');
  });
});

describe('memory', () => {
  const stopEdge = new Date('2026-11-20T11:00:00Z');
  const remembering = (phase: Memory['phase'], transition = stopEdge): Instance['tags'] => ({
    ...instanceLike().tags,
    'autopilot:last': encodeMemory({
      phase,
      state: 'stopped',
      transition,
      at: new Date('2026-11-20T11:02:00Z'),
    }),
  });

  test('survives its tag', () => {
    const memory = {
      phase: 'done',
      state: 'stopped',
      transition: stopEdge,
      at: new Date('2026-11-20T11:02:00Z'),
    } as const;
    expect(decodeMemory(encodeMemory(memory))).toEqual(memory);
    const longest = encodeMemory({
      ...memory,
      phase: 'failed',
      state: 'running',
      attempt: 99,
      ownType: 'ecs.gn7i-c56g1.14xlarge',
      code: 'OperationDenied.SpotPriceLowerThanPu',
    });
    expect(longest.length).toBeLessThanOrEqual(128);
  });

  test.each([
    '',
    'yes',
    'done:stopped',
    'done:stopped@x/y',
    'done:gone@2026-11-20T11:00Z/2026-11-20T11:00Z',
    'done:stopped@2026-11-20T11:00Z/2026-99-20T11:00Z',
    'done:stopped@2026-99-20T11:00Z/2026-11-20T11:00Z',
  ])('somebody else’s text %j is no memory', (text) => {
    expect(decodeMemory(text)).toBeUndefined();
  });

  test('what was stopped within the hour still counts after its schedule was edited', () => {
    const tags = remembering('done', new Date('2026-11-20T10:30:00Z'));
    const stopped = instanceLike({ status: 'Stopped', tags });
    const [action] = plan([{ instance: stopped }], CONFIG, {}, TAGS, EVENING).actions;
    const recorded = decodeMemory(String(action?.steps[0].parameters['value']));
    expect(recorded).toEqual({
      phase: 'done',
      state: 'stopped',
      transition: stopEdge,
      at: new Date('2026-11-20T11:02:00Z'),
    });
  });

  test('a confirmation keeps the time at which it was acted', () => {
    const stopped = instanceLike({ status: 'Stopped', tags: remembering('intent') });
    const [action] = plan([{ instance: stopped }], CONFIG, {}, TAGS, EVENING).actions;
    expect(decodeMemory(String(action?.steps[0].parameters['value']))?.at).toEqual(
      new Date('2026-11-20T11:02:00Z'),
    );
  });

  test('a state that is as wanted is recorded once for each transition', () => {
    expect(decisionFor(instanceLike({ status: 'Stopped' }), EVENING)).toMatchObject({
      code: 'record',
      kinds: ['remember'],
    });
    expect(decisionFor(instanceLike({ status: 'Stopped', tags: remembering('seen') }), EVENING).code).toBe(
      'already_stopped',
    );
    expect(decisionFor(instanceLike(), NOON).code).toBe('record');
  });

  test('an instance started by hand after it was seen stopped is left alone until the next transition', () => {
    expect(decisionFor(instanceLike({ tags: remembering('seen') }), EVENING).code).toBe('manual_change');
  });

  test('a schedule without transitions respects a manual change until midnight', () => {
    const tags = {
      'autopilot:schedule': 'always',
      'autopilot:last': 'seen:running@2026-11-19T16:00Z/2026-11-20T04:00Z',
    };
    const stoppedByHand = instanceLike({ status: 'Stopped', tags });
    expect(decisionFor(stoppedByHand, EVENING).code).toBe('manual_change');
    expect(decisionFor(stoppedByHand, new Date('2026-11-20T16:00:00Z')).code).toBe('start');
  });

  test('an instance started by hand after its stop is left alone until the next transition', () => {
    expect(decisionFor(instanceLike({ tags: remembering('done') }), EVENING).code).toBe('manual_change');
    const nextEvening = new Date('2026-11-23T12:00:00Z');
    expect(decisionFor(instanceLike({ tags: remembering('done') }), nextEvening).code).toBe('stop');
  });

  test('an intent that was not carried out is carried out', () => {
    expect(decisionFor(instanceLike({ tags: remembering('intent') }), EVENING).code).toBe('stop');
  });

  test('of instances with the same intent, one that was started since is left alone', () => {
    const like = (id: string, startedAt: string) => ({
      instance: instanceLike({ id, tags: remembering('intent'), startedAt: new Date(startedAt) }),
    });
    const fleet = [like('i-1', '2026-11-20T01:00:00Z'), like('i-2', '2026-11-20T11:30:00Z')];
    for (const observed of [fleet, [...fleet].reverse()]) {
      const { actions, skips } = plan(observed, CONFIG, {}, TAGS, EVENING);
      expect([...actions, ...skips].map(({ target, code }) => `${target.id} ${code}`)).toEqual([
        'i-1 stop',
        'i-2 manual_change',
      ]);
    }
  });

  test('an intent that was carried out is confirmed, once', () => {
    expect(
      decisionFor(instanceLike({ status: 'Stopped', tags: remembering('intent') }), EVENING),
    ).toMatchObject({
      code: 'confirm',
      kinds: ['remember'],
    });
    expect(decisionFor(instanceLike({ status: 'Stopped', tags: remembering('done') }), EVENING).code).toBe(
      'already_stopped',
    );
  });
});

describe('the stop limit', () => {
  const fleet = (running: number, stopping: number, stoppedNow: number, stoppedEarlier: number) =>
    [
      ...Array.from({ length: running }, () => ({})),
      ...Array.from({ length: stopping }, () => ({ status: 'Stopping' })),
      ...Array.from({ length: stoppedNow }, () => ({
        status: 'Stopped',
        tags: stoppedAt('2026-11-20T11:30:00Z'),
      })),
      ...Array.from({ length: stoppedEarlier }, () => ({
        status: 'Stopped',
        tags: stoppedAt('2026-11-20T10:30:00Z'),
      })),
    ].map((over, index) => ({ instance: instanceLike({ id: `i-${index}`, ...over }) }));
  const stoppedAt = (at: string, phase: Memory['phase'] = 'done'): Record<string, string> => ({
    'autopilot:last': encodeMemory({ phase, state: 'stopped', transition: new Date(at), at: new Date(at) }),
  });

  test('is a share of what runs or was stopped within the hour', () => {
    const limit = stopLimit(fleet(60, 10, 30, 50), LIMITS, TAGS, EVENING);
    expect(ceilingOf(limit, 'cn-hangzhou')).toBe(50);
    expect(limit.used('cn-hangzhou')).toBe(40);
  });

  test('does not count what was seen stopped without being stopped', () => {
    const tags = stoppedAt('2026-11-20T11:30:00Z', 'seen');
    const limit = stopLimit([{ instance: instanceLike({ status: 'Stopped', tags }) }], LIMITS, TAGS, EVENING);
    expect(limit.used('cn-hangzhou')).toBe(0);
  });

  test('can be a count as well', () => {
    const limit = stopLimit(fleet(60, 0, 0, 0), { ...LIMITS, count: 5 }, TAGS, EVENING);
    expect(ceilingOf(limit, 'cn-hangzhou')).toBe(5);
  });

  test('is one budget for each account and region', () => {
    const limit = stopLimit(
      [{ instance: instanceLike(), account: 'prod' }, { instance: instanceLike() }],
      LIMITS,
      TAGS,
      EVENING,
    );
    expect(limit.base?.('prod cn-hangzhou')).toBe(1);
    expect(limit.base?.('cn-hangzhou')).toBe(1);
  });
});

test.each<[string, Instance['tags']]>([
  ['order', { 'autopilot:order': '1' }],
  ['stop-after', { 'autopilot:stop-after': '8h' }],
])('instances that are alike in their tag %s are decided about once', (_, own) => {
  const fleet = ['i-1', 'i-2'].map((id, index) => ({
    instance: instanceLike({
      id,
      startedAt: new Date(NOON.getTime() - index * 60_000),
      tags: { ...instanceLike().tags, ...own },
    }),
  }));
  const { actions } = plan(fleet, CONFIG, {}, TAGS, NOON);
  expect(actions).toHaveLength(2);
  expect(actions[0]?.steps).toBe(actions[1]?.steps);
});

test('a run that has lasted long enough ends, whatever one like it does', () => {
  const started = (id: string, hours: number): { instance: Instance } => ({
    instance: instanceLike({
      id,
      startedAt: new Date(NOON.getTime() - hours * 3_600_000),
      tags: { 'autopilot:stop-after': '8h' },
    }),
  });
  const { actions } = plan([started('i-1', 2), started('i-2', 9), started('i-3', 3)], CONFIG, {}, TAGS, NOON);
  expect(actions.map(({ target, code }) => [target.id, code])).toEqual([['i-2', 'stop']]);
});
