import { simulate } from './simulated-time';

/**
 * A fortnight with a change to daylight saving time in Berlin and Qingming, the tomb-sweeping holiday; as much more as
 * SIMULATED_DAYS says, then with fewer runs a day.
 */
const FORTNIGHT = 14;
const days = Number(process.env['SIMULATED_DAYS'] ?? FORTNIGHT);

test(`${days} days of faults, crashes and people: nothing that must not happen does`, async () => {
  const missed = days > FORTNIGHT ? 0.82 : 0.6;
  const simulated = await simulate({ from: '2026-03-26T00:00:00Z', days, seed: 1, missed });
  expect(simulated.violations).toEqual([]);
  expect(simulated.starts).toBeGreaterThan(4 * days);
  expect(simulated.stops).toBeGreaterThan(4 * days);
  for (const kind of ['runs', 'missed', 'faults', 'crashes', 'interventions'] as const) {
    expect([kind, simulated[kind] > days / FORTNIGHT]).toEqual([kind, true]);
  }
}, 300_000);
