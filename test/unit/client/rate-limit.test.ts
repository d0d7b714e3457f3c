import fc from 'fast-check';
import { RateLimiter } from '../../../shared/client/rate-limit';
import { FakeClock } from './clock';

/** Lets calls through one after the other and tells when each came, in milliseconds from the start. */
async function times(limiter: RateLimiter, clock: FakeClock, count: number): Promise<number[]> {
  const start = clock.now().getTime();
  const at: number[] = [];
  for (let call = 0; call < count; call += 1) {
    await limiter.acquire();
    at.push(clock.now().getTime() - start);
  }
  return at;
}

test('one second worth of calls at once, then at the rate', async () => {
  const clock = new FakeClock();
  const at = await times(new RateLimiter({ clock, callsPerSecond: 4 }), clock, 8);
  expect(at).toEqual([0, 0, 0, 0, 250, 500, 750, 1_000]);
});

test('no second ever has more than twice the ceiling, and no stretch more than the ceiling and one burst', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.nat(2_000), { maxLength: 80 }),
      async (callsPerSecond, gaps) => {
        const clock = new FakeClock();
        const limiter = new RateLimiter({ clock, callsPerSecond });
        const at: number[] = [];
        for (const gap of gaps) {
          clock.advance(gap);
          await limiter.acquire();
          at.push(clock.now().getTime());
        }
        at.forEach((from, first) => {
          at.slice(first).forEach((to, count) => {
            expect(count + 1).toBeLessThanOrEqual(
              callsPerSecond + Math.ceil(((to - from) / 1_000) * callsPerSecond),
            );
          });
        });
      },
    ),
    { numRuns: 50 },
  );
});

test('throttling halves the rate and pauses, success brings it back by steps', async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ clock, callsPerSecond: 10 });
  limiter.throttled();
  expect(limiter.rate).toBe(5);
  expect(await times(limiter, clock, 1)).toEqual([1_000]);
  for (let success = 0; success < 10; success += 1) limiter.succeeded();
  expect(limiter.rate).toBeCloseTo(7);
  for (let success = 0; success < 100; success += 1) limiter.succeeded();
  expect(limiter.rate).toBe(10);
});

test('calls that were throttled together count as one reason to slow down', () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ clock, callsPerSecond: 8 });
  limiter.throttled();
  limiter.throttled();
  expect(limiter.rate).toBe(4);
  clock.advance(1_000);
  limiter.throttled();
  expect([limiter.rate, limiter.throttles]).toEqual([2, 3]);
});

test('the rate never falls so low that nothing goes any more', () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ clock, callsPerSecond: 10 });
  for (let time = 0; time < 20; time += 1) {
    limiter.throttled();
    clock.advance(1_000);
  }
  expect(limiter.rate).toBe(0.5);
});

test('first come, first served', async () => {
  const limiter = new RateLimiter({ clock: new FakeClock(), callsPerSecond: 2 });
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (name) => {
      await limiter.acquire();
      order.push(name);
    }),
  );
  expect(order).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a turn that cannot come before the deadline is refused at once, those ahead counted', async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ clock, callsPerSecond: 2 });
  const deadline = clock.in(700).getTime();
  const turns = await Promise.all(Array.from({ length: 5 }, () => limiter.acquire({ deadline })));
  expect(turns).toEqual([true, true, true, false, false]);
  expect(clock.sleeps).toEqual([500]);
});

test('whoever gives up leaves at once and takes no turn', async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ clock, callsPerSecond: 1 });
  const controller = new AbortController();
  const first = limiter.acquire();
  const second = limiter.acquire({ signal: controller.signal });
  const third = limiter.acquire();
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  await expect(Promise.all([first, third])).resolves.toEqual([true, true]);
  expect(clock.sleeps).toEqual([1_000]);
});
