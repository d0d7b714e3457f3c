import { chunk, forEachParallel, isolate } from '../../../shared/core/batch';

/** A batch call that fails as a whole when it holds a bad item. */
function call(bad: readonly number[], calls: number[][]) {
  return (items: readonly number[]): Promise<[number, string][]> => {
    calls.push([...items]);
    if (items.some((item) => bad.includes(item)))
      return Promise.reject(new Error('InvalidInstanceId.NotFound'));
    return Promise.resolve(items.map((item) => [item, 'ok']));
  };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('isolating a bad item', () => {
  test('one call when nothing is bad', async () => {
    const calls: number[][] = [];
    const { done, failed } = await isolate(range(100), call([], calls), () => true);
    expect([done.length, failed.length, calls.length]).toEqual([100, 0, 1]);
  });

  test('the good ones are done, the bad ones named, at a logarithmic cost', async () => {
    const calls: number[][] = [];
    const { done, failed, undecided } = await isolate(range(100), call([37], calls), () => true);
    expect(done).toHaveLength(99);
    expect(failed.map(([item]) => item)).toEqual([37]);
    expect(undecided).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(15);
  });

  test('no item is in a successful call twice', async () => {
    const calls: number[][] = [];
    const { done } = await isolate(range(50), call([3, 20, 49], calls), () => true);
    expect(new Set(done.map(([item]) => item)).size).toBe(done.length);
  });

  test('an error that is everybody’s is not taken apart', async () => {
    const calls: number[][] = [];
    const { failed } = await isolate(range(100), call([1], calls), () => false);
    expect([failed.length, calls.length]).toEqual([100, 1]);
  });

  test.each([
    [50, 4],
    [50, 17],
    [100, 25],
    [100, 99],
    [7, 7],
  ])(
    'of %i items with %i bad ones, every good one is done and every bad one named',
    async (count, badCount) => {
      const bad = range(badCount).map((index) => Math.floor((index * count) / badCount));
      const calls: number[][] = [];
      const { done, failed, undecided } = await isolate(range(count), call(bad, calls), () => true);
      expect(failed.map(([item]) => item).sort((a, b) => a - b)).toEqual(bad);
      expect(done).toHaveLength(count - badCount);
      expect(undecided).toEqual([]);
      expect(calls.length).toBeLessThan(2 * count);
    },
  );

  test('when it may not go on, what is left is undecided, not failed', async () => {
    const calls: number[][] = [];
    const { done, failed, undecided } = await isolate(
      range(100),
      call([99], calls),
      () => true,
      () => calls.length < 4,
    );
    expect(calls).toHaveLength(4);
    expect(failed).toEqual([]);
    expect(done.length + undecided.length).toBe(100);
    expect(undecided).toContain(99);
  });
});

test('chunks keep order and miss nothing', () => {
  expect(chunk(range(5), 2)).toEqual([[0, 1], [2, 3], [4]]);
  expect(chunk([], 2)).toEqual([]);
});

test('one failing item does not stop the others', async () => {
  const seen: number[] = [];
  const all = forEachParallel(range(5), 2, (item) => {
    seen.push(item);
    return item === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
  });
  await expect(all).rejects.toThrow('no');
  expect(seen.sort()).toEqual(range(5));
});
