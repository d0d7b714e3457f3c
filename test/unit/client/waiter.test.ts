import fc from 'fast-check';
import { type WaitRequest, waitFor } from '../../../shared/client';
import { FakeClock } from './clock';

const isRunning = (state: string): boolean => state === 'Running';

/** A world in which each ID gets to `Running` after some milliseconds, disappears, or never does. */
function world(clock: FakeClock, plan: Readonly<Record<string, number | 'never' | 'gone'>>) {
  const start = clock.now().getTime();
  const asked: string[][] = [];
  const observe: WaitRequest<string>['observe'] = (ids) => {
    asked.push([...ids]);
    const elapsed = clock.now().getTime() - start;
    const present = ids.flatMap((id): [string, string][] => {
      const when = plan[id];
      if (when === 'gone' || when === undefined) return [];
      return [[id, when !== 'never' && elapsed >= when ? 'Running' : 'Starting']];
    });
    return Promise.resolve({
      present: new Map(present),
      gone: new Set(ids.filter((id) => plan[id] === 'gone')),
    });
  };
  return { asked, observe };
}

test('each resource ends where it belongs, and only the pending ones are looked at again', async () => {
  const clock = new FakeClock();
  const { asked, observe } = world(clock, { a: 0, b: 2_000, c: 'gone', d: 'never' });
  const result = await waitFor({
    ids: ['a', 'b', 'c', 'd', 'unknown'],
    observe,
    reached: isRunning,
    deadline: clock.in(5_000),
    clock,
  });
  expect([...result.reached]).toEqual([
    ['a', 'Running'],
    ['b', 'Running'],
  ]);
  expect([...result.gone]).toEqual(['c']);
  expect([...result.pending]).toEqual([
    ['d', 'Starting'],
    ['unknown', undefined],
  ]);
  expect(asked[0]).toEqual(['a', 'b', 'c', 'd', 'unknown']);
  expect(asked.at(-1)).toEqual(['d', 'unknown']);
});

test('pauses grow up to the longest, and the last look is at the deadline', async () => {
  const clock = new FakeClock();
  const { observe } = world(clock, { a: 'never' });
  await waitFor({
    ids: ['a'],
    observe,
    reached: isRunning,
    deadline: clock.in(10_000),
    clock,
    firstPauseMs: 1_000,
    longestPauseMs: 2_000,
  });
  expect(clock.sleeps).toEqual([1_000, 1_500, 2_000, 2_000, 2_000, 1_500]);
});

test('nothing to wait for: nothing is looked at', async () => {
  const clock = new FakeClock();
  const { asked, observe } = world(clock, {});
  const result = await waitFor({ ids: [], observe, reached: isRunning, deadline: clock.in(1_000), clock });
  expect([result.reached.size, result.pending.size, asked.length]).toEqual([0, 0, 0]);
});

test('a deadline that has passed still allows one look', async () => {
  const clock = new FakeClock();
  const { asked, observe } = world(clock, { a: 0, b: 'never' });
  const result = await waitFor({
    ids: ['a', 'b'],
    observe,
    reached: isRunning,
    deadline: clock.in(-1),
    clock,
  });
  expect(asked).toHaveLength(1);
  expect([...result.reached.keys(), ...result.pending.keys()]).toEqual(['a', 'b']);
});

test('a look that fails is followed by the next one, and what was seen before stays', async () => {
  const clock = new FakeClock();
  let looks = 0;
  const observe = (): Promise<{ present: Map<string, string> }> => {
    looks += 1;
    if (looks === 2) return Promise.reject(new Error('throttled'));
    return Promise.resolve({ present: new Map(looks === 1 ? [['a', 'Running']] : [['b', 'Running']]) });
  };
  const result = await waitFor({
    ids: ['a', 'b'],
    observe,
    reached: isRunning,
    deadline: clock.in(60_000),
    clock,
  });
  expect([...result.reached.keys()]).toEqual(['a', 'b']);
});

test('when every look fails, all is pending and the error is handed back', async () => {
  const clock = new FakeClock();
  const observe = (): Promise<never> => Promise.reject(new Error('no permission'));
  const result = await waitFor({ ids: ['a'], observe, reached: isRunning, deadline: clock.in(1_000), clock });
  expect([...result.pending.keys()]).toEqual(['a']);
  expect(result.lastError).toEqual(new Error('no permission'));
});

test('a signal ends the wait', async () => {
  const clock = new FakeClock();
  const { observe } = world(clock, { a: 'never' });
  const signal = AbortSignal.abort(new Error('enough'));
  const wait = waitFor({ ids: ['a'], observe, reached: isRunning, deadline: clock.in(1_000), clock, signal });
  await expect(wait).rejects.toThrow('enough');
});

test('every ID has exactly one end, and the deadline is kept', async () => {
  const when = fc.oneof(fc.nat(20_000), fc.constant('never' as const), fc.constant('gone' as const));
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.stringMatching(/^i-[a-z]{1,4}$/), when),
      fc.nat(15_000),
      async (plan, time) => {
        const clock = new FakeClock();
        const deadline = clock.in(time);
        const ids = Object.keys(plan);
        const { reached, pending, gone } = await waitFor({
          ids,
          ...world(clock, plan),
          reached: isRunning,
          deadline,
          clock,
        });
        expect([...reached.keys(), ...pending.keys(), ...gone].sort()).toEqual([...ids].sort());
        expect(clock.now().getTime()).toBeLessThanOrEqual(deadline.getTime());
        for (const id of ids) expect(reached.has(id)).toBe(Number(plan[id]) <= time);
      },
    ),
  );
});
