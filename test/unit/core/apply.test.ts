import { apply } from '../../../shared/core/apply';
import { systemClock } from '../../../shared/core/clock';
import type { Deadline } from '../../../shared/core/deadline';
import type { Effects } from '../../../shared/core/effects';
import { DeadlineError } from '../../../shared/core/errors';
import type { Failure } from '../../../shared/core/errors';
import type { Action } from '../../../shared/core/plan';
import type { Outcome, Result } from '../../../shared/core/report';
import { actionOn, instanceNamed, step } from '../../support/actions';
import { CallFailed, SmallCloud } from '../../support/small-cloud';

const NO_DEADLINE: Deadline = { remaining: () => Infinity, passed: false };

/** A deadline that passes after it was asked so many times. */
function deadlineAfter(questions: number): Deadline {
  let left = questions;
  return {
    remaining: () => Math.max(0, left),
    get passed() {
      return left-- <= 0;
    },
  };
}

const stop = step('stop', 'disruptive', { expect: { status: 'Running' } });
const intent = step('note', 'safe', { parameters: { text: 'intent' } });
const done = step('note', 'safe', { parameters: { text: 'done' }, closing: true });

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `i-${index}`);
const stops = (count: number): Action[] => ids(count).map((id) => actionOn(id, [stop]));
const remembered = (count: number): Action[] => ids(count).map((id) => actionOn(id, [intent, stop, done]));

function results(outcomes: readonly Outcome[]): Record<string, Result> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome.target.id, outcome.result]));
}

describe('applying', () => {
  test('acts in batches and says what was reached', async () => {
    const cloud = new SmallCloud(ids(250));
    const outcomes = await apply(stops(250), cloud, NO_DEADLINE, systemClock);
    expect(cloud.callsOf('stop').map((call) => call.length)).toEqual([100, 100, 50]);
    expect(cloud.callsOf('reread').map((call) => call.length)).toEqual([100, 100, 50]);
    expect(
      outcomes.every(({ result, reached }) => result === 'done' && reached?.['status'] === 'Stopped'),
    ).toBe(true);
    expect(outcomes[0]?.requestIds).toEqual(['req-1']);
  });

  test('actions that cannot share a call do not', async () => {
    const cloud = new SmallCloud(ids(4));
    const actions = stops(4).map((action, index) => ({
      ...action,
      steps: [{ ...stop, parameters: { mode: index % 2 === 0 ? 'StopCharging' : 'KeepCharging' } }] as const,
    }));
    await apply(actions, cloud, NO_DEADLINE, systemClock);
    expect(cloud.callsOf('stop')).toEqual([
      ['i-0', 'i-2'],
      ['i-1', 'i-3'],
    ]);
  });

  test('a wave is as large as the batches of the step that the action is about', async () => {
    const cloud = new SmallCloud(ids(100));
    const safeStop = { ...stop, risk: 'safe' as const };
    await apply(
      ids(100).map((id) => actionOn(id, [intent, safeStop, done])),
      cloud,
      NO_DEADLINE,
      systemClock,
    );
    expect(cloud.callsOf('stop').map((call) => call.length)).toEqual([100]);
  });

  test('steps are taken in order, each in its own batches', async () => {
    const cloud = new SmallCloud(ids(3));
    await apply(remembered(3), cloud, NO_DEADLINE, systemClock);
    expect(cloud.calls.map(({ kind }) => kind)).toEqual(['note', 'note', 'reread', 'stop', 'note', 'note']);
  });

  test('outcomes come in the order of the plan', async () => {
    const cloud = new SmallCloud(ids(3));
    const elsewhere = { ...actionOn('i-9', [stop]), target: instanceNamed('i-9', { region: 'cn-beijing' }) };
    cloud.status.set('i-9', 'Running');
    const outcomes = await apply([elsewhere, ...stops(3)], cloud, NO_DEADLINE, systemClock);
    expect(outcomes.map(({ target }) => target.id)).toEqual(['i-9', 'i-0', 'i-1', 'i-2']);
  });
});

describe('order', () => {
  const ranked = (ranks: Readonly<Record<string, number>>, group = 'shop'): Action[] =>
    Object.entries(ranks).map(([id, rank]) => actionOn(id, [stop], { order: { group, rank } }));

  test('lower ranks are done before higher ones begin, whatever the order of the plan', async () => {
    const cloud = new SmallCloud(ids(4));
    await apply(ranked({ 'i-0': 2, 'i-1': 1, 'i-2': 2, 'i-3': -1 }), cloud, NO_DEADLINE, systemClock);
    expect(cloud.callsOf('stop')).toEqual([['i-3'], ['i-1'], ['i-0', 'i-2']]);
  });

  test('what comes after something that is not done waits, and only in its own group', async () => {
    const cloud = new SmallCloud(ids(5));
    cloud.slow.add('i-1');
    const actions = [
      ...ranked({ 'i-0': 1, 'i-1': 1, 'i-2': 2 }),
      ...ranked({ 'i-3': 2 }, 'other'),
      ...stops(5).slice(4),
    ];
    const outcomes = await apply(actions, cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({
      'i-0': 'done',
      'i-1': 'unverified',
      'i-2': 'deferred',
      'i-3': 'done',
      'i-4': 'done',
    });
    expect(outcomes[2]).toMatchObject({
      code: 'waits_for_order',
      reason: expect.stringContaining('i-1') as string,
    });
  });

  test('what was left alone because it changed holds nothing up', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.status.set('i-0', 'Stopping');
    expect(results(await apply(ranked({ 'i-0': 1, 'i-1': 2 }), cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'stale',
      'i-1': 'done',
    });
  });
});

describe('a note of a failure', () => {
  const refused = (code: string): Failure => ({ errorClass: 'no_stock', code, message: 'sold out' });
  const onFailure = step('note', 'safe', { parameters: { text: 'failed {code}' } });
  const noting = (count: number): Action[] => ids(count).map((id) => actionOn(id, [stop], { onFailure }));

  test('is left on what failed, with the code, and on nothing else', async () => {
    const cloud = new SmallCloud(ids(3));
    const notes: string[] = [];
    cloud.refuse.set('i-1', refused('NoStock'));
    cloud.noted = (id, text) => notes.push(`${id}: ${text}`);
    const outcomes = await apply(noting(3), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'done', 'i-1': 'failed', 'i-2': 'done' });
    expect(notes).toEqual(['i-1: failed NoStock']);
  });

  test('that cannot be left is said beside the failure', async () => {
    const cloud = new SmallCloud(ids(1));
    cloud.refuse.set('i-0', refused('NoStock'));
    cloud.beforeNote = () => {
      throw new CallFailed('forbidden', 'Forbidden.RAM');
    };
    const [outcome] = await apply(noting(1), cloud, NO_DEADLINE, systemClock);
    expect(outcome).toMatchObject({ result: 'failed', code: 'NoStock' });
    expect(outcome?.reason).toContain('not noted on it: Forbidden.RAM');
  });
});

describe('looking again before acting', () => {
  test('what changed since it was planned is left alone, and said', async () => {
    const cloud = new SmallCloud(ids(3));
    cloud.status.set('i-1', 'Stopping');
    const outcomes = await apply(stops(3), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'done', 'i-1': 'stale', 'i-2': 'done' });
    expect(outcomes[1]?.reason).toContain('status is Stopping, planned for Running');
    expect(cloud.callsOf('stop')).toEqual([['i-0', 'i-2']]);
  });

  const expectation = { status: 'Running' };
  const expectantIntent = { ...intent, expect: expectation };
  const expectantStop = { ...stop, expect: expectation };

  test('an expectation of the first step keeps every step away, and is looked at once for both', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.status.set('i-1', 'Stopping');
    const actions = ids(2).map((id) => actionOn(id, [expectantIntent, expectantStop, done]));
    expect(results(await apply(actions, cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'done',
      'i-1': 'stale',
    });
    expect(cloud.callsOf('note').flat()).toEqual(['i-0', 'i-0']);
    expect(cloud.callsOf('reread')).toHaveLength(1);
  });

  /** A clock of which every look takes so many seconds. */
  function slowClock(seconds: number): typeof systemClock {
    let now = 0;
    return { ...systemClock, now: () => new Date((now += seconds * 1000)) };
  }

  test.each([
    [2, 1],
    [6, 2],
  ])('a look that is %i s old when its step comes means %i looks', async (seconds, looks) => {
    const cloud = new SmallCloud(ids(1));
    await apply([actionOn('i-0', [expectantIntent, expectantStop])], cloud, NO_DEADLINE, slowClock(seconds));
    expect(cloud.callsOf('reread')).toHaveLength(looks);
  });

  test('a look for another resource or another expectation does not serve', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.beforeNote = () => {
      cloud.status.set('i-1', 'Stopping');
    };
    const actions = [
      actionOn('i-0', [expectantIntent, { ...stop, expect: { status: 'Stopped' } }]),
      actionOn('i-1', [intent, expectantStop]),
    ];
    expect(results(await apply(actions, cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'stale',
      'i-1': 'stale',
    });
    expect(cloud.callsOf('stop')).toEqual([]);
  });

  test('what is not seen any more is left alone', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.status.delete('i-0');
    expect(results(await apply(stops(2), cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'stale',
      'i-1': 'done',
    });
  });

  test('a view that cannot be read stops the acting, not the run', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.beforeReread = () => {
      throw new CallFailed('transient', 'ServiceUnavailable');
    };
    const outcomes = await apply(stops(2), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'failed', 'i-1': 'failed' });
    expect(cloud.callsOf('stop')).toEqual([]);
  });
});

describe('failures', () => {
  test('one item’s failure is its own', async () => {
    const cloud = new SmallCloud(ids(3));
    cloud.refuse.set('i-1', { errorClass: 'no_stock', code: 'OperationDenied.NoStock', message: 'sold out' });
    const outcomes = await apply(stops(3), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'done', 'i-1': 'failed', 'i-2': 'done' });
    expect(outcomes[1]).toMatchObject({ code: 'OperationDenied.NoStock', severity: 'error' });
  });

  test('a bad id that fails the whole call is isolated', async () => {
    const cloud = new SmallCloud(ids(40));
    cloud.beforeStop = (batch) => {
      if (batch.includes('i-7')) throw new CallFailed('invalid', 'InvalidInstanceId.Malformed');
    };
    const outcomes = await apply(stops(40), cloud, NO_DEADLINE, systemClock);
    expect(outcomes.filter(({ result }) => result === 'done')).toHaveLength(39);
    expect(outcomes[7]).toMatchObject({ result: 'failed', code: 'InvalidInstanceId.Malformed' });
  });

  test('a missing permission is found out with a few calls, not with one for each resource', async () => {
    const cloud = new SmallCloud(ids(100));
    cloud.beforeStop = () => {
      throw new CallFailed('forbidden', 'Forbidden.RAM');
    };
    const outcomes = await apply(stops(100), cloud, NO_DEADLINE, systemClock);
    expect(outcomes.every(({ result, code }) => result === 'failed' && code === 'Forbidden.RAM')).toBe(true);
    expect(cloud.callsOf('stop').length).toBeLessThanOrEqual(20);
  });

  test('resources that are forbidden one by one do not keep the others from being done', async () => {
    const cloud = new SmallCloud(ids(100));
    const forbidden = new Set(['i-0', 'i-1', 'i-50', 'i-99']);
    cloud.beforeStop = (batch) => {
      if (batch.some((id) => forbidden.has(id))) throw new CallFailed('forbidden', 'Forbidden.RAM');
    };
    const outcomes = await apply(stops(100), cloud, NO_DEADLINE, systemClock);
    const failed = outcomes.filter(({ result }) => result === 'failed').map(({ target }) => target.id);
    expect(new Set(failed)).toEqual(forbidden);
    expect(outcomes.filter(({ result }) => result === 'done')).toHaveLength(96);
  });

  test('one item that is throttled is left to the next run', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.refuse.set('i-1', { errorClass: 'throttled', code: 'Throttling.User', message: 'too many' });
    expect(results(await apply(stops(2), cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'done',
      'i-1': 'deferred',
    });
  });

  test('an item about which nothing is said is not done', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.forget.add('i-1');
    const outcomes = await apply(stops(2), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'done', 'i-1': 'failed' });
    expect(outcomes[1]?.code).toBe('no_result');
  });

  test('a throttled batch is not taken apart, and is left to the next run', async () => {
    const cloud = new SmallCloud(ids(40));
    cloud.beforeStop = () => {
      throw new CallFailed('throttled', 'Throttling');
    };
    const outcomes = await apply(stops(40), cloud, NO_DEADLINE, systemClock);
    expect(outcomes.every(({ result, code }) => result === 'deferred' && code === 'throttled')).toBe(true);
    expect(cloud.callsOf('stop')).toHaveLength(1);
  });

  test('a resource that is gone is not a failure', async () => {
    const cloud = new SmallCloud(ids(1));
    cloud.refuse.set('i-0', { errorClass: 'not_found', code: 'InvalidInstanceId.NotFound', message: 'gone' });
    expect(results(await apply(stops(1), cloud, NO_DEADLINE, systemClock))).toEqual({ 'i-0': 'stale' });
  });

  test('a lost answer is looked up, not repeated and not believed', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.afterStop = () => {
      throw new CallFailed('transient', 'ReadTimeout', true);
    };
    expect(results(await apply(stops(2), cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'done',
      'i-1': 'done',
    });
    expect(cloud.callsOf('stop')).toHaveLength(1);
  });

  test('a lost request is not believed either', async () => {
    const cloud = new SmallCloud(ids(1));
    cloud.beforeStop = () => {
      throw new CallFailed('transient', 'ReadTimeout', true);
    };
    expect(results(await apply(stops(1), cloud, NO_DEADLINE, systemClock))).toEqual({ 'i-0': 'unverified' });
  });

  test('an accepted call whose effect is not seen is unverified', async () => {
    const cloud = new SmallCloud(ids(2));
    cloud.slow.add('i-1');
    const outcomes = await apply(stops(2), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'done', 'i-1': 'unverified' });
  });

  test.each([
    ['there was no time', new DeadlineError({ code: 'deadline', what: 'no time left' })],
    ['reading failed', new CallFailed('transient', 'ServiceUnavailable')],
  ])('an accepted call that could not be looked at, because %s, is unverified', async (_, error) => {
    const cloud = new SmallCloud(ids(2));
    cloud.beforeVerify = () => {
      throw error;
    };
    expect(results(await apply(stops(2), cloud, NO_DEADLINE, systemClock))).toEqual({
      'i-0': 'unverified',
      'i-1': 'unverified',
    });
  });

  test('a call for which there was no time is deferred', async () => {
    const cloud = new SmallCloud(ids(1));
    cloud.beforeStop = () => {
      throw new DeadlineError({ code: 'deadline', what: 'no time left' });
    };
    expect(results(await apply(stops(1), cloud, NO_DEADLINE, systemClock))).toEqual({ 'i-0': 'deferred' });
  });

  test('a failed step keeps the later ones from being taken', async () => {
    const cloud = new SmallCloud(ids(3));
    cloud.beforeNote = (batch) => {
      if (batch.includes('i-1')) throw new CallFailed('invalid', 'OperationDenied.QuotaExceed');
    };
    const outcomes = await apply(remembered(3), cloud, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-0': 'done', 'i-1': 'failed', 'i-2': 'done' });
    expect(cloud.callsOf('stop')).toEqual([['i-0', 'i-2']]);
  });

  test('a failed closing step is a warning on what is done', async () => {
    const cloud = new SmallCloud(ids(1));
    let notes = 0;
    cloud.beforeNote = () => {
      if (++notes === 2) throw new CallFailed('forbidden', 'Forbidden.RAM');
    };
    const [outcome] = await apply(remembered(1), cloud, NO_DEADLINE, systemClock);
    expect(outcome).toMatchObject({ result: 'done', severity: 'warning' });
    expect(outcome?.reason).toContain('Forbidden.RAM');
  });

  test('a driver that breaks fails the actions of its region, not those of others', async () => {
    const cloud = new SmallCloud(['i-0', 'i-9']);
    const stopDriver = cloud.drivers['stop'];
    if (stopDriver === undefined) throw new Error('there is no stop driver');
    const breaking: Effects = {
      reread: (targets) => cloud.reread(targets),
      drivers: {
        stop: {
          ...stopDriver,
          callKey: ({ action }) => {
            if (action.target.region === 'cn-beijing') throw new Error('broken');
            return '';
          },
        },
      },
    };
    const elsewhere = { ...actionOn('i-9', [stop]), target: instanceNamed('i-9', { region: 'cn-beijing' }) };
    const outcomes = await apply([elsewhere, actionOn('i-0', [stop])], breaking, NO_DEADLINE, systemClock);
    expect(results(outcomes)).toEqual({ 'i-9': 'failed', 'i-0': 'done' });
  });

  test('a kind without a driver fails its actions only', async () => {
    const cloud = new SmallCloud(ids(2));
    const outcomes = await apply(
      [actionOn('i-0', [step('fly')]), actionOn('i-1', [stop])],
      cloud,
      NO_DEADLINE,
      systemClock,
    );
    expect(results(outcomes)).toEqual({ 'i-0': 'failed', 'i-1': 'done' });
    expect(outcomes[0]?.reason).toContain('fly');
  });
});

describe('the deadline', () => {
  test('nothing is begun after it', async () => {
    const cloud = new SmallCloud(ids(3));
    const outcomes = await apply(remembered(3), cloud, { remaining: () => 0, passed: true }, systemClock);
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['deferred']));
    expect(cloud.calls).toEqual([]);
  });

  test.each(Array.from({ length: 12 }, (_, questions) => questions))(
    'whenever it passes (after %i looks at the clock), every action has one outcome that is true',
    async (questions) => {
      const cloud = new SmallCloud(ids(5));
      cloud.batchSize = 2;
      const outcomes = await apply(remembered(5), cloud, deadlineAfter(questions), systemClock);
      expect(outcomes).toHaveLength(5);
      for (const { target, result } of outcomes) {
        expect(cloud.status.get(target.id)).toBe(result === 'done' ? 'Stopped' : 'Running');
        expect(['done', 'deferred']).toContain(result);
      }
    },
  );
});
