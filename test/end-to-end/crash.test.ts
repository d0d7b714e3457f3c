import { crashingProxy } from '../support/crashing-proxy';
import type { Moment } from '../support/crashing-proxy';
import type { Rehearsal } from '../support/rehearsal';
import { MONDAY, rehearse, resultsOf, scheduled, statuses } from '../support/rehearsal';

/** Stops that took effect, by instance, from the emulator's journal. */
function stopsByInstance({ emulator }: Rehearsal): Map<string, number> {
  const stops = new Map<string, number>();
  for (const { params, code } of emulator.journal({ operation: 'StopInstances' })) {
    if (code !== 'OK') continue;
    for (const [key, id] of Object.entries(params)) {
      if (key.startsWith('InstanceId.')) stops.set(id, (stops.get(id) ?? 0) + 1);
    }
  }
  return stops;
}

async function fireCutOffAt(
  rehearsal: Rehearsal,
  call: number,
  moment: Moment,
  now?: string,
): Promise<boolean> {
  const proxy = await crashingProxy(rehearsal.emulator.endpoint, call, moment);
  try {
    await rehearsal.fire({ endpoint: proxy.endpoint, ...(now === undefined ? {} : { now }) });
    return proxy.requests() >= call;
  } finally {
    await proxy.close();
  }
}

const FLEET = [scheduled(2), scheduled(1, { publicIp: true })];
const CONFIG = { regions: ['cn-hangzhou'] };

/** More than a run makes, so that every call is tried. */
const MOST_CALLS = 34;

describe.each<Moment>(['before', 'after'])('a run that is cut off %s any one of its calls', (moment) => {
  test.each(Array.from({ length: MOST_CALLS }, (_, index) => index + 1))(
    'call %i: the next run completes it, nothing is stopped twice',
    async (call) => {
      const rehearsal = await rehearse({ instances: FLEET }, CONFIG);
      try {
        await fireCutOffAt(rehearsal, call, moment);
        rehearsal.emulator.advance(60_000);
        const next = await rehearsal.fire({ now: '2026-11-20T21:40:00+08:00' });
        expect(next.counts).toMatchObject({ failed: 0, unverified: 0, deferred: 0 });
        expect(statuses(rehearsal.emulator)).toEqual(['3 Stopped']);
        expect([...stopsByInstance(rehearsal).values()]).toEqual([1, 1, 1]);
        const last = await rehearsal.fire({ now: '2026-11-20T21:45:00+08:00' });
        expect(resultsOf(last)).toEqual({ skipped: 3 });
        expect(resultsOf(await rehearsal.fire({ now: MONDAY }))).toEqual({ done: 3 });
      } finally {
        await rehearsal.close();
      }
    },
  );
});

test('the calls of a run are fewer than those that are cut off above', async () => {
  const rehearsal = await rehearse({ instances: FLEET }, CONFIG);
  try {
    expect(await fireCutOffAt(rehearsal, MOST_CALLS + 1, 'before')).toBe(false);
    expect(statuses(rehearsal.emulator)).toEqual(['3 Stopped']);
  } finally {
    await rehearsal.close();
  }
});
