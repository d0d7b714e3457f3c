import { stopByHand } from '../support/disturbed';
import type { Rehearsal } from '../support/rehearsal';
import {
  callsOf,
  MONDAY,
  OFFICE_HOURS,
  outcomeOf,
  rehearse,
  resultsOf,
  scheduled,
} from '../support/rehearsal';

let rehearsal: Rehearsal;

afterEach(async () => {
  await rehearsal.close();
});

const OWN = 'ecs.c7.large';
const FALLBACK = 'ecs.c6.large';

function monday(time: string): { now: string } {
  return { now: `2026-11-23T${time}:00+08:00` };
}

function configWith(schedule: object, common: object = {}): object {
  return {
    'instance-schedule': {
      dryRun: false,
      schedules: { 'office-hours': { ...OFFICE_HOURS, ...schedule } },
      ...common,
    },
  };
}

const SOLD = {
  id: 'i-sold',
  zone: 'cn-hangzhou-h',
  type: OWN,
  status: 'Stopped',
  stoppedMode: 'StopCharging',
} as const;

describe('a type that is sold out', () => {
  const stock = (type: string, available: boolean): void => {
    rehearsal.emulator.setStock('cn-hangzhou-h', type, available);
  };
  const seen = (): unknown[] => {
    const instance = rehearsal.emulator.instance('i-sold');
    return [instance?.status, instance?.type.id];
  };
  const memory = (): string | undefined => rehearsal.emulator.instance('i-sold')?.tags.get('autopilot:last');

  test('without fallback types: noted on the instance, tried again, started when there is stock', async () => {
    rehearsal = await rehearse({
      instances: [scheduled(1, SOLD), scheduled(1, { status: 'Stopped' })],
      outOfStock: [{ zone: 'cn-hangzhou-h', type: OWN }],
    });
    expect(resultsOf(await rehearsal.fire({ now: MONDAY }))).toEqual({ done: 1, failed: 1 });
    expect(memory()).toBe('failed:running@2026-11-23T01:00Z/2026-11-23T01:05Z;err=OperationDenied.NoStock');
    const again = await rehearsal.fire(monday('09:10'));
    expect(outcomeOf(again, 'i-sold')).toMatchObject({ result: 'failed', severity: 'error' });
    stock(OWN, true);
    expect(outcomeOf(await rehearsal.fire(monday('09:15')), 'i-sold')?.result).toBe('done');
    expect(memory()).toBe('done:running@2026-11-23T01:00Z/2026-11-23T01:15Z;n=3');
    expect(callsOf(rehearsal.emulator, 'ModifyInstanceSpec')).toBe(0);
  });

  test('with fallback types: started as another one by the next run, and back at the next start', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, SOLD)], outOfStock: [{ zone: 'cn-hangzhou-h', type: OWN }] },
      configWith({ fallbackTypes: [FALLBACK] }),
    );
    await rehearsal.fire({ now: MONDAY });
    const second = await rehearsal.fire(monday('09:10'));
    expect(outcomeOf(second, 'i-sold')).toMatchObject({
      result: 'done',
      reason: expect.stringContaining(
        'because ecs.c7.large is sold out; that changes what it costs',
      ) as string,
    });
    expect(seen()).toEqual(['Running', FALLBACK]);
    await rehearsal.fire(monday('19:05'));
    expect(seen()).toEqual(['Stopped', FALLBACK]);

    stock(OWN, true);
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-24T09:05:00+08:00' }))).toEqual({ done: 1 });
    expect(seen()).toEqual(['Running', OWN]);
    expect(memory()).not.toContain('type=');
  });

  test('still sold out at the next start: the other type again, one run later', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, SOLD)], outOfStock: [{ zone: 'cn-hangzhou-h', type: OWN }] },
      configWith({ fallbackTypes: [FALLBACK] }),
    );
    await rehearsal.fire({ now: MONDAY });
    await rehearsal.fire(monday('09:10'));
    await rehearsal.fire(monday('19:05'));
    const refused = await rehearsal.fire({ now: '2026-11-24T09:05:00+08:00' });
    expect(outcomeOf(refused, 'i-sold')).toMatchObject({ result: 'failed', code: 'OperationDenied.NoStock' });
    expect(seen()).toEqual(['Stopped', FALLBACK]);
    await rehearsal.fire({ now: '2026-11-24T09:10:00+08:00' });
    expect(seen()).toEqual(['Running', FALLBACK]);
    expect(memory()).toContain(`type=${OWN}`);
  });

  test.each(['lostResponse', 'throttle'] as const)(
    'a call that changes the type meets %s: done once, and verified',
    async (effect) => {
      rehearsal = await rehearse(
        { instances: [scheduled(1, SOLD)], outOfStock: [{ zone: 'cn-hangzhou-h', type: OWN }] },
        configWith({ fallbackTypes: [FALLBACK] }),
      );
      await rehearsal.fire({ now: MONDAY });
      rehearsal.emulator.setFaults([{ operation: 'ModifyInstanceSpec', effect, nth: 1 }]);
      expect(resultsOf(await rehearsal.fire(monday('09:10')))).toEqual({ done: 1 });
      expect(seen()).toEqual(['Running', FALLBACK]);
      const tokens = rehearsal.emulator
        .journal({ operation: 'ModifyInstanceSpec' })
        .map(({ params }) => params['ClientToken']);
      expect(new Set(tokens).size).toBe(1);
    },
  );
});

test('instances with a tag that wants something of them are looked after without a schedule', async () => {
  const region = 'cn-hangzhou';
  rehearsal = await rehearse({
    instances: [
      { region, tags: { 'autopilot:force': 'running' } },
      { region, tags: { 'autopilot:stop-after': '8h' } },
      { region },
    ],
  });
  const { notes } = await rehearsal.fire();
  expect(notes.join('\n')).toContain('1 of 3 instances carry no tag autopilot:schedule');
});

describe('order', () => {
  const ordered = (status: 'Running' | 'Stopped') =>
    [1, 2, 3].map((order) =>
      scheduled(1, { id: `i-${order}`, status, tags: { 'autopilot:order': String(order) } }),
    );
  const orderOf = (operation: string): unknown[] =>
    rehearsal.emulator.journal({ operation }).map(({ params }) => params['InstanceId.1']);

  test('each group starts when the one before it runs, and stops in reverse', async () => {
    rehearsal = await rehearse({ instances: [...ordered('Stopped'), scheduled(1, { id: 'i-any' })] });
    const morning = await rehearsal.fire({ now: MONDAY });
    expect(resultsOf(morning)).toEqual({ done: 4 });
    expect(orderOf('StartInstances')).toEqual(['i-1', 'i-2', 'i-3']);
    const starts = rehearsal.emulator
      .journal({ operation: 'StartInstances' })
      .map(({ at }) => Date.parse(at));
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(gaps.every((gap) => gap > 20_000)).toBe(true);
    await rehearsal.fire(monday('19:05'));
    expect(orderOf('StopInstances').filter((id) => id !== 'i-any')).toEqual(['i-3', 'i-2', 'i-1']);
  });

  test('what comes after one that cannot be started waits, and is taken up by the next run', async () => {
    rehearsal = await rehearse({
      instances: [
        ...ordered('Stopped').slice(1),
        scheduled(1, { ...SOLD, tags: { 'autopilot:order': '1' } }),
      ],
      outOfStock: [{ zone: 'cn-hangzhou-h', type: OWN }],
    });
    const report = await rehearsal.fire({ now: MONDAY });
    expect(resultsOf(report)).toEqual({ failed: 1, deferred: 2 });
    expect(outcomeOf(report, 'i-2')).toMatchObject({
      code: 'waits_for_order',
      reason: expect.stringContaining('it comes after i-sold') as string,
    });
    rehearsal.emulator.setStock('cn-hangzhou-h', OWN, true);
    expect(resultsOf(await rehearsal.fire(monday('09:10')))).toEqual({ done: 3 });
  });

  test('waits for one that is on its way since an earlier run', async () => {
    rehearsal = await rehearse({ instances: ordered('Stopped') }, configWith({}, { verifySeconds: 0 }));
    expect(resultsOf(await rehearsal.fire({ now: MONDAY }))).toEqual({ unverified: 1, deferred: 2 });
    const waiting = await rehearsal.fire({ now: '2026-11-23T09:05:10+08:00' });
    expect(outcomeOf(waiting, 'i-2')).toMatchObject({ result: 'skipped', code: 'waits_for_order' });
  });

  test('a snapshot that keeps one from being stopped keeps those that stop after it too', async () => {
    rehearsal = await rehearse({
      instances: ordered('Running'),
      snapshots: [{ instance: 'i-2', status: 'progressing', ageDays: 0 }],
    });
    const report = await rehearsal.fire();
    expect(['i-3', 'i-2', 'i-1'].map((id) => outcomeOf(report, id)?.code)).toEqual([
      'stop',
      'snapshot_in_progress',
      'waits_for_order',
    ]);
  });

  test.each(['protected', 'hold-until'])(
    'one with the tag %s keeps what stops after it running',
    async (tag) => {
      const kept = { [`autopilot:${tag}`]: '2026-11-30' };
      const instances = ordered('Running').map((one) =>
        one.id === 'i-2' ? { ...one, tags: { ...one.tags, ...kept } } : one,
      );
      rehearsal = await rehearse({ instances });
      const report = await rehearsal.fire();
      expect(outcomeOf(report, 'i-3')).toMatchObject({ result: 'done', code: 'stop' });
      expect(outcomeOf(report, 'i-1')).toMatchObject({
        code: 'waits_for_order',
        reason: expect.stringContaining('it comes after i-2') as string,
      });
      expect(orderOf('StopInstances')).toEqual(['i-3']);
    },
  );

  test('a limit cuts those that stop last', async () => {
    rehearsal = await rehearse(
      { instances: ordered('Running') },
      { limits: { 'instance-schedule': { count: 2 } } },
    );
    const report = await rehearsal.fire();
    expect(['i-3', 'i-2', 'i-1'].map((id) => outcomeOf(report, id)?.result)).toEqual([
      'done',
      'done',
      'refused',
    ]);
  });
});

describe('a stop that does not come to an end', () => {
  const HANGING = { durations: { stop: 7_200_000, jitter: 0 } };

  test('is forced after its time, in economical mode, and confirmed', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, { id: 'i-hangs' })] },
      configWith({ forceAfterMinutes: 30 }),
      HANGING,
    );
    const { emulator } = rehearsal;
    expect(resultsOf(await rehearsal.fire())).toEqual({ unverified: 1 });
    const first = await rehearsal.fire({ now: '2026-11-20T20:05:00+08:00' });
    expect(outcomeOf(first, 'i-hangs')).toMatchObject({ result: 'done', code: 'stopping' });
    const early = await rehearsal.fire({ now: '2026-11-20T20:25:00+08:00' });
    expect(outcomeOf(early, 'i-hangs')?.code).toBe('in_transition');
    const forced = await rehearsal.fire({ now: '2026-11-20T20:35:00+08:00' });
    expect(outcomeOf(forced, 'i-hangs')).toMatchObject({ result: 'done', code: 'force_stop' });
    expect(emulator.instance('i-hangs')).toMatchObject({ status: 'Stopped', stoppedMode: 'StopCharging' });
    expect(emulator.journal({ operation: 'StopInstances' }).map(({ params }) => params['ForceStop'])).toEqual(
      [undefined, 'true'],
    );
    const last = await rehearsal.fire({ now: '2026-11-20T20:40:00+08:00' });
    expect(outcomeOf(last, 'i-hangs')?.code).toBe('confirm');
  });

  test('is not forced without the option, nor where somebody else began it', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, { id: 'i-hangs' })] },
      configWith({ forceAfterMinutes: 5, atFirstSight: 'record' }),
      HANGING,
    );
    await stopByHand(rehearsal, 'i-hangs');
    const report = await rehearsal.fire({ now: '2026-11-20T21:00:00+08:00' });
    expect(outcomeOf(report, 'i-hangs')?.code).toBe('in_transition');
    expect(rehearsal.emulator.instance('i-hangs')?.status).toBe('Stopping');
  });

  test('is not forced by a limit’s budget: what is stopping has been counted', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, { id: 'i-hangs' })] },
      { ...configWith({ forceAfterMinutes: 30 }), limits: { 'instance-schedule': { count: 1 } } },
      HANGING,
    );
    await rehearsal.fire();
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-20T20:35:00+08:00' }))).toEqual({ done: 1 });
  });
});
