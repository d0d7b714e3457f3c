import { plan } from '../../../functions/instance-schedule/plan';
import type { Plan } from '../../../shared/core/plan';
import type { Instance } from '../../../shared/model/instance';
import { configWith, instanceLike, shanghai, TAGS } from './story';

const CONFIG = configWith({ atFirstSight: 'act' });
const EVENING = shanghai('2026-11-20 20:00');
const NOON = shanghai('2026-11-20 12:00');

function one(order: number, over: Partial<Instance> = {}, tags: Record<string, string> = {}): Instance {
  const own = { 'autopilot:schedule': 'office-hours', [TAGS.order]: String(order), ...tags };
  return instanceLike({ id: `i-${order}`, ...over, tags: own });
}

const STOPPED = { status: 'Stopped', stoppedMode: 'StopCharging' } as const;

function planFor(instances: readonly Instance[], now: Date): Plan {
  return plan(
    instances.map((instance) => ({ instance })),
    CONFIG,
    {},
    TAGS,
    now,
  );
}

function decided(instances: readonly Instance[], now: Date): Record<string, string> {
  const { actions, skips } = planFor(instances, now);
  return Object.fromEntries([...actions, ...skips].map(({ target, code }) => [target.id, code]));
}

const HELD = { [TAGS.holdUntil]: '2026-11-30' };
const BY_HAND = { [TAGS.last]: 'done:stopped@2026-11-20T11:00Z/2026-11-20T11:02Z' };

describe('what cannot arrive holds back what comes after it', () => {
  test.each<[string, Instance, string]>([
    ['held', one(2, {}, HELD), 'held'],
    ['locked', one(2, { locks: ['financial'] }), 'locked'],
    ['started by hand', one(2, {}, BY_HAND), 'manual_change'],
    ['on its way by itself', one(2, { status: 'Stopping' }), 'in_transition'],
    ['with a tag that cannot be read', one(2, {}, { [TAGS.holdUntil]: 'soon' }), 'held'],
    ['forced to run', one(2, {}, { [TAGS.force]: 'running' }), 'record'],
  ])('%s: the database is not stopped under it', (_, application, code) => {
    expect(decided([one(1), application, one(3)], EVENING)).toEqual({
      'i-1': 'waits_for_order',
      'i-2': code,
      'i-3': 'stop',
    });
  });

  test('a database that is held stopped: the application waits for it', () => {
    const { actions, skips } = planFor([one(1, STOPPED, HELD), one(2, STOPPED), one(3, STOPPED)], NOON);
    expect(actions).toEqual([]);
    expect(skips.slice(1)).toMatchObject([
      { target: { id: 'i-2' }, code: 'waits_for_order', severity: 'info' },
      {
        target: { id: 'i-3' },
        reason: expect.stringMatching(/after i-1, which is not running yet$/) as string,
      },
    ]);
  });

  test('a snapshot in progress keeps the application running, and the database', () => {
    const obstacle = { code: 'snapshot_in_progress', reason: 'a snapshot', severity: 'info' } as const;
    const obstaclesToStop = new Map([['/cn-hangzhou/instance/i-2', obstacle]]);
    const fleet = [{ instance: one(1) }, { instance: one(2) }];
    const { actions, skips } = plan(fleet, CONFIG, {}, TAGS, EVENING, { obstaclesToStop });
    expect(actions).toEqual([]);
    expect(skips.map(({ code }) => code)).toEqual(['snapshot_in_progress', 'waits_for_order']);
  });
});

describe('what holds nothing back', () => {
  test.each<[string, Instance]>([
    ['one that is opted out', one(2, {}, { [TAGS.ignore]: '' })],
    ['one that has arrived', one(2, STOPPED)],
    ['one that is to be stopped as well', one(2)],
    ['one of the same order', { ...one(1, {}, HELD), id: 'i-other' }],
    ['one that comes after it', one(0, {}, HELD)],
    ['one of another region', one(2, { region: 'cn-shanghai' }, HELD)],
    ['one of another schedule', one(2, {}, { ...HELD, 'autopilot:schedule': 'daily 09:00-19:00 UTC' })],
    [
      'one without an order',
      instanceLike({ id: 'i-2', tags: { 'autopilot:schedule': 'office-hours', ...HELD } }),
    ],
  ])('%s', (_, other) => {
    expect(decided([one(1), other], EVENING)['i-1']).toBe('stop');
  });
});

test('actions are in the order in which they are to be carried out', () => {
  const { actions } = planFor([one(1), one(3), one(2)], EVENING);
  expect(actions.map(({ target }) => target.id)).toEqual(['i-3', 'i-2', 'i-1']);
});
