/* global performance */
// A month of a fleet in virtual time: every instance is stopped in the evening and started in the morning, every
// announcement is delivered to a subscriber, and a timer fires every quarter of an hour and calls nothing. Beside it
// the same month without subscriber and quarterly timer. On a busy machine it is the processor time that counts.
import { createRequire } from 'node:module';
import { bundleModule } from './_modules.mjs';
import { printTable, printTitle } from './_table.mjs';

const INSTANCES = 1_000;
const DAYS = 30;
const DAY_MS = 24 * 3_600_000;
const BUDGET_SECONDS = 10;

const SOURCE = `
  export { startEmulator } from './emulator';
  export { carryOut } from './emulator/world/lifecycle';
`;

const require = createRequire(import.meta.url);
const { startEmulator, carryOut } = require(bundleModule('emulator', SOURCE, { alias: {} }));

/** Starts or stops the whole fleet at an hour of every day. */
function everyDay(emulator, hour, request) {
  const [region] = [...emulator.world.accounts.values()].map(({ regions }) => regions.get('cn-hangzhou'));
  emulator.addTimer({
    name: request.kind,
    cron: `0 0 ${hour} * * *`,
    deliver() {
      for (const instance of region.instances.all()) carryOut(emulator.world, region, instance, request);
    },
  });
}

/** What happened in the month, and the seconds that it took. */
async function month(listening) {
  const emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T12:00:00Z',
    fleet: { instances: [{ count: INSTANCES }] },
  });
  try {
    const seen = { delivered: 0, fired: 0 };
    everyDay(emulator, 19, { kind: 'stop', forced: false, stoppedMode: 'StopCharging' });
    everyDay(emulator, 8, { kind: 'start' });
    if (listening) {
      emulator.subscribe({ shape: 'eventbridge', deliver: () => void (seen.delivered += 1) });
      emulator.addTimer({ name: 'tick', cron: '0 0/15 * * * *', deliver: () => void (seen.fired += 1) });
    }
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    emulator.advance(DAYS * DAY_MS);
    const { user, system } = process.cpuUsage(cpu);
    return { ...seen, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
  } finally {
    await emulator.close();
  }
}

printTitle(`${DAYS} virtual days of ${INSTANCES} instances with two transitions a day each`);
const row = (name, { delivered, fired, seconds, cpuSeconds }, budget) => [
  name,
  delivered,
  fired,
  seconds.toFixed(2),
  cpuSeconds.toFixed(2),
  ...(budget === undefined ? ['', ''] : [`${budget} s`, seconds <= budget ? 'ok' : 'OVER']),
];
const alone = await month(false);
const listening = await month(true);
printTable(
  ['', 'events delivered', 'timers fired', 'seconds', 'processor seconds', 'budget', ''],
  [
    row('nobody listens', alone),
    row('every event delivered, a timer every 15 minutes', listening, BUDGET_SECONDS),
  ],
);
