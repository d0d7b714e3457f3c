import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';

/** A virtual minute takes 6 real milliseconds. */
const RATE = 10_000;

let emulator: Emulator;

async function start(frozen: boolean): Promise<void> {
  emulator = await startEmulator({ frozen, rate: RATE, now: '2026-03-02T08:00:00Z' });
}

afterEach(() => emulator.close());

/** Resolves once a timer of every minute has fired so often. */
function fired(times: number): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    emulator.addTimer({
      name: 'tick',
      cron: '@every 1m',
      deliver() {
        count += 1;
        if (count === times) resolve(count);
      },
    });
  });
}

test('what falls due on a running clock happens though nobody calls', async () => {
  await start(false);
  expect(await fired(3)).toBe(3);
});

test('it goes on in the world after a reset', async () => {
  await start(false);
  const third = fired(3);
  emulator.reset();
  expect(await third).toBe(3);
});

test('a frozen clock sleeps', async () => {
  await start(true);
  void fired(1);
  await sleep(20);
  expect(emulator.deliveries()).toEqual([]);
});

test('nothing happens any more once the emulator is closed', async () => {
  await start(false);
  await fired(1);
  await emulator.close();
  const before = emulator.deliveries().length;
  await sleep(20);
  expect(emulator.deliveries()).toHaveLength(before);
  await start(true);
});
