import { automation } from '../../functions/instance-schedule';
import { schemas } from '../../functions/instance-schedule/config';
import { decodeMemory } from '../../functions/instance-schedule/memory';
import { readSettings } from '../../shared/runtime/config';
import { before, byHand, meanwhile, startByHand } from '../support/disturbed';
import type { Rehearsal } from '../support/rehearsal';
import {
  callsOf,
  EVENING,
  MONDAY,
  OFFICE_HOURS,
  outcomeOf,
  rehearse,
  resultsOf,
  scheduled,
  statuses,
} from '../support/rehearsal';

let rehearsal: Rehearsal;

afterEach(async () => {
  await rehearsal.close();
});

describe('an ordinary week', () => {
  test('dry: everything is said, nothing is done', async () => {
    rehearsal = await rehearse({ instances: [scheduled(5), { region: 'cn-hangzhou', count: 3 }] });
    const report = await rehearsal.fire({ dryRun: true });
    expect(resultsOf(report)).toEqual({ planned: 5 });
    expect(report.scopes.find(({ region }) => region === 'cn-hangzhou')?.resources).toBe(8);
    expect(statuses(rehearsal.emulator)).toEqual(['8 Running']);
    expect(rehearsal.emulator.journal().every(({ operation }) => operation?.startsWith('Describe'))).toBe(
      true,
    );
  });

  test('stops in the evening, does nothing on the next tick, starts on Monday', async () => {
    rehearsal = await rehearse({ instances: [scheduled(5)] });
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 5 });
    expect(statuses(rehearsal.emulator)).toEqual(['5 Stopped']);
    const before = rehearsal.emulator.journal().length;
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-20T20:05:00+08:00' }))).toEqual({ skipped: 5 });
    const second = rehearsal.emulator.journal().slice(before);
    expect(second.every(({ operation }) => operation?.startsWith('Describe'))).toBe(true);
    expect(resultsOf(await rehearsal.fire({ now: MONDAY }))).toEqual({ done: 5 });
    expect(statuses(rehearsal.emulator)).toEqual(['5 Running']);
  });

  test('costs one listing per page, one re-check and one stop per hundred', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(150), { region: 'cn-hangzhou', count: 250 }] },
      { regions: ['cn-hangzhou'] },
    );
    const report = await rehearsal.fire();
    expect(resultsOf(report)).toEqual({ done: 150 });
    expect(callsOf(rehearsal.emulator, 'StopInstances')).toBe(2);
    expect(callsOf(rehearsal.emulator, 'TagResources')).toBe(6);
    const reads = rehearsal.emulator.journal({ operation: 'DescribeInstances' });
    const byId = reads.filter(({ params }) => params['InstanceIds'] !== undefined);
    expect(reads.length - byId.length).toBe(4);
    expect(report.metrics).toMatchObject({
      retries: 0,
      failures: 0,
      calls: rehearsal.emulator.journal().length,
    });
  });

  test('starting costs one call per hundred as well', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(150, { status: 'Stopped', stoppedMode: 'StopCharging' })] },
      { regions: ['cn-hangzhou'] },
    );
    expect(resultsOf(await rehearsal.fire({ now: MONDAY }))).toEqual({ done: 150 });
    expect(callsOf(rehearsal.emulator, 'StartInstances')).toBe(2);
  });

  test('a manual start is respected until the next transition', async () => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-bp1manual0000000001' })] });
    await rehearsal.fire();
    const { emulator } = rehearsal;
    await startByHand(rehearsal, 'i-bp1manual0000000001');
    const report = await rehearsal.fire({ now: '2026-11-20T21:00:00+08:00' });
    expect(report.outcomes).toEqual([expect.objectContaining({ result: 'skipped', code: 'manual_change' })]);
    expect(statuses(emulator)).toEqual(['1 Running']);
    await rehearsal.fire({ now: '2026-11-23T19:00:00+08:00' });
    expect(statuses(emulator)).toEqual(['1 Stopped']);
  });

  test('a manual change is respected also where nothing had to be done at the transition', async () => {
    const id = 'i-bp1manual0000000001';
    rehearsal = await rehearse({ instances: [scheduled(1, { id, status: 'Stopped' })] });
    const first = await rehearsal.fire();
    expect(first.outcomes).toEqual([expect.objectContaining({ result: 'done', code: 'record' })]);
    await startByHand(rehearsal, id);
    const report = await rehearsal.fire({ now: '2026-11-20T21:00:00+08:00' });
    expect(report.outcomes).toEqual([expect.objectContaining({ result: 'skipped', code: 'manual_change' })]);
    expect(callsOf(rehearsal.emulator, 'StopInstances')).toBe(0);
  });

  test('stops within the hour count against the limit of a later run', async () => {
    rehearsal = await rehearse({ instances: [scheduled(40)] });
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 20, refused: 20 });
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-20T20:30:00+08:00' }))).toEqual({
      refused: 20,
      skipped: 20,
    });
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-20T21:05:00+08:00' }))).toEqual({
      done: 10,
      refused: 10,
      skipped: 20,
    });
  });
});

describe('what an instance can be', () => {
  test('everything that must not be touched is left alone with its reason', async () => {
    rehearsal = await rehearse({
      instances: [
        scheduled(1, { id: 'i-ignored', tags: { 'autopilot:ignore': '' } }),
        scheduled(1, { id: 'i-protected', tags: { 'autopilot:protected': 'yes' } }),
        scheduled(1, { id: 'i-misspelt', tags: { 'autopilot:schedule': 'ofice-hours' } }),
        scheduled(1, { id: 'i-locked', locks: ['security'] }),
        scheduled(1, { id: 'i-starting', status: 'Starting' }),
        scheduled(1, {
          id: 'i-hostile',
          name: '<img src=x onerror=alert(1)>',
          tags: { __proto__: 'x', constructor: 'y' },
        }),
        { id: 'i-untagged', region: 'cn-hangzhou' },
      ],
    });
    const report = await rehearsal.fire();
    const codes = Object.fromEntries(
      report.outcomes.map(({ target, result, code }) => [target.id, `${result} ${code}`]),
    );
    expect(codes).toEqual({
      'i-ignored': 'skipped opted_out',
      'i-protected': 'refused protected',
      'i-misspelt': 'skipped unknown_schedule',
      'i-locked': 'skipped locked',
      'i-starting': 'skipped in_transition',
      'i-hostile': 'done stop',
    });
    expect(rehearsal.emulator.instance('i-untagged')?.status).toBe('Running');
    expect(outcomeOf(report, 'i-misspelt')?.severity).toBe('error');
  });

  test('stop modes: economical where it saves, never where an address could change', async () => {
    rehearsal = await rehearse({
      instances: [
        scheduled(1, { id: 'i-plain' }),
        scheduled(1, { id: 'i-public', publicIp: true }),
        scheduled(1, { id: 'i-prepaid', chargeType: 'PrePaid' }),
        scheduled(1, { id: 'i-local', type: 'ecs.i2.xlarge' }),
        scheduled(1, { id: 'i-spot', spot: true }),
      ],
    });
    const report = await rehearsal.fire();
    const modeOf = (id: string): unknown => rehearsal.emulator.instance(id)?.stoppedMode;
    expect(['i-plain', 'i-public', 'i-prepaid', 'i-local', 'i-spot'].map(modeOf)).toEqual([
      'StopCharging',
      'KeepCharging',
      'KeepCharging',
      'KeepCharging',
      'KeepCharging',
    ]);
    expect(outcomeOf(report, 'i-public')?.reason).toContain('its public IP address could change');
    expect(outcomeOf(report, 'i-local')?.reason).toContain('it has local disks');
    expect(callsOf(rehearsal.emulator, 'StopInstances')).toBe(2);
  });

  test('stopped but still charged: what the platform made of StopCharging is read and said', async () => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-charged' })] });
    const report = await rehearsal.fire({
      automation: before('stop', () => {
        const instance = rehearsal.emulator.instance('i-charged');
        if (instance !== undefined) instance.spotStrategy = 'SpotAsPriceGo';
      }),
    });
    expect(outcomeOf(report, 'i-charged')).toMatchObject({ result: 'done', severity: 'warning' });
    expect(outcomeOf(report, 'i-charged')?.reason).toContain('stopped but still charged');
  });

  test('no stock on a start is that instance’s failure, and is tried again', async () => {
    rehearsal = await rehearse({
      instances: [
        scheduled(1, {
          id: 'i-sold',
          zone: 'cn-hangzhou-h',
          type: 'ecs.c7.large',
          status: 'Stopped',
          stoppedMode: 'StopCharging',
        }),
        scheduled(2, {
          zone: 'cn-hangzhou-i',
          type: 'ecs.g7.large',
          status: 'Stopped',
          stoppedMode: 'StopCharging',
        }),
      ],
      outOfStock: [{ zone: 'cn-hangzhou-h', type: 'ecs.c7.large' }],
    });
    const report = await rehearsal.fire({ now: MONDAY });
    expect(resultsOf(report)).toEqual({ done: 2, failed: 1 });
    expect(report.verdict).toBe('partial');
    expect(outcomeOf(report, 'i-sold')).toMatchObject({ code: 'OperationDenied.NoStock' });
    rehearsal.emulator.setStock('cn-hangzhou-h', 'ecs.c7.large', true);
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-23T09:10:00+08:00' }))).toEqual({
      done: 1,
      skipped: 2,
    });
  });

  test('instances without room for the memory are not stopped; all the others of their batch are', async () => {
    const full = Object.fromEntries(Array.from({ length: 19 }, (_, index) => [`tag-${index}`, 'x']));
    rehearsal = await rehearse(
      {
        instances: Array.from({ length: 30 }, (_, index) =>
          scheduled(1, index % 3 === 0 ? { id: `i-full-${index}`, tags: full } : {}),
        ),
      },
      { limits: { 'instance-schedule': { share: 100 } } },
    );
    const report = await rehearsal.fire();
    expect(resultsOf(report)).toEqual({ done: 20, failed: 10 });
    expect(statuses(rehearsal.emulator)).toEqual(['10 Running', '20 Stopped']);
    expect(outcomeOf(report, 'i-full-3')?.reason).toContain('remember failed');
  });
});

describe('a bad day', () => {
  test('throttling: slower, but all is done', async () => {
    rehearsal = await rehearse({ instances: [scheduled(8)] });
    rehearsal.emulator.setFaults([{ effect: 'throttle', rate: 0.4, seed: 7 }]);
    const report = await rehearsal.fire();
    expect(resultsOf(report)).toEqual({ done: 8 });
    expect(report.metrics?.['throttles']).toBeGreaterThan(0);
  });

  test.each(['StopInstances', 'TagResources', 'DescribeInstances', 'DescribeRegions'])(
    'a lost answer of %s: done once, nothing is lost',
    async (operation) => {
      rehearsal = await rehearse({ instances: [scheduled(8)] });
      rehearsal.emulator.setFaults([{ operation, effect: 'lostResponse', nth: 1 }]);
      expect(resultsOf(await rehearsal.fire())).toEqual({ done: 8 });
      expect(statuses(rehearsal.emulator)).toEqual(['8 Stopped']);
    },
  );

  test('throttling of one operation for a minute is waited out', async () => {
    rehearsal = await rehearse({ instances: [scheduled(3)] });
    rehearsal.emulator.setFaults([{ operation: 'StopInstances', effect: 'throttle', every: 1, times: 8 }]);
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 3 });
  });

  test('a failing look after a conflict does not make the stop be repeated', async () => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-early' }), scheduled(2)] });
    const report = await rehearsal.fire({
      automation: before('stop', async () => {
        await byHand(rehearsal).call('StopInstance', { InstanceId: 'i-early', ForceStop: true });
        rehearsal.emulator.setFaults([
          { operation: 'DescribeInstances', effect: 'serverError', every: 1, times: 5 },
        ]);
      }),
    });
    expect(callsOf(rehearsal.emulator, 'StopInstances')).toBe(1);
    expect(report.counts.failed).toBe(0);
    expect(statuses(rehearsal.emulator)).toEqual(['3 Stopped']);
  });

  test('server errors, resets and pages of HTML are survived', async () => {
    rehearsal = await rehearse({ instances: [scheduled(8)] });
    rehearsal.emulator.setFaults([
      { effect: 'serverError', rate: 0.15, seed: 1 },
      { effect: 'reset', rate: 0.1, seed: 2 },
      { effect: 'htmlError', rate: 0.1, seed: 3 },
    ]);
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 8 });
  });

  test('a region that cannot be read is named, and the others are looked after', async () => {
    rehearsal = await rehearse({ instances: [scheduled(4), scheduled(4, { region: 'cn-shanghai' })] });
    rehearsal.emulator.setFaults([{ region: 'cn-shanghai', effect: 'serviceUnavailable', every: 1 }]);
    const report = await rehearsal.fire();
    expect(resultsOf(report)).toEqual({ done: 4 });
    expect(report.verdict).toBe('partial');
    expect(report.scopes.find(({ region }) => region === 'cn-shanghai')?.problem?.what).toContain(
      'ServiceUnavailable',
    );
  });

  test('nothing can be read: the run failed', async () => {
    rehearsal = await rehearse({ instances: [scheduled(4)] });
    rehearsal.emulator.setFaults([{ operation: 'DescribeInstances', effect: 'serverError', every: 1 }]);
    expect((await rehearsal.fire()).verdict).toBe('failed');
    expect(statuses(rehearsal.emulator)).toEqual(['4 Running']);
  });

  test('no time left: the rest is deferred and taken up by the next run', async () => {
    rehearsal = await rehearse({ instances: [scheduled(8)] });
    const deferred = await rehearsal.fire({
      timeoutMs: 2_000,
      automation: meanwhile(({ clock }) => clock.sleep(5_000)),
    });
    expect(resultsOf(deferred)).toEqual({ deferred: 8 });
    expect(statuses(rehearsal.emulator)).toEqual(['8 Running']);
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 8 });
  });

  test('a stop that takes longer than the run waits for is unverified, then confirmed', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(3)] },
      {
        'instance-schedule': {
          dryRun: false,
          verifySeconds: 0,
          schedules: { 'office-hours': OFFICE_HOURS },
        },
      },
    );
    expect(resultsOf(await rehearsal.fire())).toEqual({ unverified: 3 });
    const next = await rehearsal.fire({ now: '2026-11-20T20:05:00+08:00' });
    expect(next.outcomes.map(({ result, code }) => `${result} ${code}`)).toEqual(
      Array(3).fill('done confirm'),
    );
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-20T20:10:00+08:00' }))).toEqual({ skipped: 3 });
  });

  test('a stop that only a later run sees the end of, and that goes on charging, is warned of by that run', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, { id: 'i-charged' })] },
      {
        'instance-schedule': {
          dryRun: false,
          verifySeconds: 0,
          schedules: { 'office-hours': OFFICE_HOURS },
        },
      },
    );
    expect(resultsOf(await rehearsal.fire())).toEqual({ unverified: 1 });
    rehearsal.emulator.advance(200_000);
    const instance = rehearsal.emulator.instance('i-charged');
    if (instance !== undefined) instance.stoppedMode = 'KeepCharging';
    expect(outcomeOf(await rehearsal.fire({ now: '2026-11-20T20:05:00+08:00' }), 'i-charged')).toMatchObject({
      result: 'done',
      code: 'confirm',
      severity: 'warning',
      reason: expect.stringContaining('stopped but still charged') as string,
    });
  });

  test('duplicate triggers at the same moment: one effect, no failure', async () => {
    rehearsal = await rehearse({ instances: [scheduled(8)] });
    const reports = await Promise.all([rehearsal.fire(), rehearsal.fire(), rehearsal.fire()]);
    expect(statuses(rehearsal.emulator)).toEqual(['8 Stopped']);
    expect(reports.every(({ counts }) => counts.failed === 0)).toBe(true);
    expect(reports.reduce((sum, { counts }) => sum + counts.done, 0)).toBeGreaterThanOrEqual(8);
  });

  test('what changed after the plan was made is left alone', async () => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-changed' }), scheduled(2)] });
    const report = await rehearsal.fire({
      automation: meanwhile(() => {
        rehearsal.emulator.instance('i-changed')?.tags.set('autopilot:ignore', '');
      }),
    });
    expect(resultsOf(report)).toEqual({ done: 2, stale: 1 });
    expect(rehearsal.emulator.instance('i-changed')?.status).toBe('Running');
    const writes = rehearsal.emulator.journal().filter(({ operation }) => !operation?.startsWith('Describe'));
    expect(writes.flatMap(({ params }) => Object.values(params))).not.toContain('i-changed');
  });

  test.each<[string, (rehearsal: Rehearsal) => void]>([
    ['was protected', ({ emulator }) => emulator.instance('i-changed')?.tags.set('autopilot:protected', '')],
    [
      'got another schedule',
      ({ emulator }) => emulator.instance('i-changed')?.tags.set('autopilot:schedule', 'none'),
    ],
    [
      'joined a scaling group',
      ({ emulator }) => emulator.instance('i-changed')?.tags.set('acs:autoscaling:scalingGroupId', 'asg-1'),
    ],
    [
      'was locked',
      ({ emulator }) => {
        const instance = emulator.instance('i-changed');
        if (instance !== undefined) instance.locks = ['security'];
      },
    ],
  ])('what %s after the plan was made is left alone', async (_, change) => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-changed' }), scheduled(2)] });
    const report = await rehearsal.fire({
      automation: meanwhile(() => {
        change(rehearsal);
      }),
    });
    expect(resultsOf(report)).toEqual({ done: 2, stale: 1 });
    expect(rehearsal.emulator.instance('i-changed')?.status).toBe('Running');
  });

  test('an instance released after the plan was made is no failure', async () => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-gone' }), scheduled(2)] });
    const report = await rehearsal.fire({
      automation: meanwhile(() => rehearsal.emulator.removeInstance('i-gone')),
    });
    expect(outcomeOf(report, 'i-gone')?.result).toBe('stale');
    expect(report.counts).toMatchObject({ done: 2, stale: 1, failed: 0 });
  });
});

describe('rights', () => {
  const roleWith = (name: string, actions: string[]) => ({
    name,
    trust: ['fc.aliyuncs.com'],
    policies: [
      { Version: '1' as const, Statement: [{ Effect: 'Allow' as const, Action: actions, Resource: ['*'] }] },
    ],
  });

  test('a read-only role plans, and fails openly when it is to act', async () => {
    rehearsal = await rehearse({
      roles: [roleWith('reader', ['ecs:Describe*'])],
      instances: [scheduled(3)],
    });
    const credentials = rehearsal.emulator.issueRoleCredentials('reader', 'test');
    expect(resultsOf(await rehearsal.fire({ dryRun: true, credentials }))).toEqual({ planned: 3 });
    const report = await rehearsal.fire({ credentials });
    expect(resultsOf(report)).toEqual({ failed: 3 });
    expect(report.verdict).toBe('failed');
    expect(report.outcomes[0]?.reason).toContain('Forbidden.RAM');
    expect(statuses(rehearsal.emulator)).toEqual(['3 Running']);
  });

  test('exactly the declared operations are enough', async () => {
    const { read, write } = automation.operations(readSettings({}, schemas).own);
    rehearsal = await rehearse({
      roles: [
        roleWith(
          'exact',
          [...read, ...write].map((operation) => `ecs:${operation}`),
        ),
      ],
      instances: [scheduled(3), scheduled(3, { region: 'cn-shanghai', status: 'Stopped' })],
    });
    const { emulator } = rehearsal;
    const asExact = () => ({ credentials: emulator.issueRoleCredentials('exact', 'test') });
    expect(resultsOf(await rehearsal.fire(asExact()))).toEqual({ done: 6 });
    emulator.moveTo(new Date(MONDAY));
    expect(resultsOf(await rehearsal.fire({ now: MONDAY, ...asExact() }))).toEqual({ done: 6 });
    // Disks are only asked for where a snapshot is in progress.
    const used = new Set([...emulator.journal().map(({ operation }) => operation), 'DescribeDisks']);
    expect([...used].sort()).toEqual([...read, ...write].sort());
  });

  test('an empty list for want of rights is unknown, not nothing', async () => {
    rehearsal = await rehearse(
      { roles: [roleWith('blind', ['ecs:DescribeRegions'])], instances: [scheduled(3)] },
      { regions: ['cn-hangzhou'] },
    );
    const report = await rehearsal.fire({
      credentials: rehearsal.emulator.issueRoleCredentials('blind', 'test'),
    });
    expect(report.verdict).toBe('failed');
    expect(report.scopes).toEqual([
      expect.objectContaining({
        region: 'cn-hangzhou',
        resources: 0,
        unknown: expect.stringContaining('refused') as string,
      }),
    ]);
  });
});

test('where disruption is not allowed, nothing is stopped', async () => {
  rehearsal = await rehearse(
    { instances: [scheduled(3)] },
    { limits: { 'instance-schedule': { allow: [] } } },
  );
  const report = await rehearsal.fire();
  expect(report.outcomes.map(({ code }) => code)).toEqual(Array(3).fill('risk_not_allowed'));
  expect(statuses(rehearsal.emulator)).toEqual(['3 Running']);
});

test('a function that needs a store only plans without one', async () => {
  rehearsal = await rehearse({ instances: [scheduled(3)] });
  const report = await rehearsal.fire({ automation: { ...automation, needsStore: true } });
  expect(resultsOf(report)).toEqual({ planned: 3 });
  expect(report.mode.because).toEqual([expect.stringContaining('store')]);
});

test('the memory is written before the stop and completed after it', async () => {
  rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-one' })] });
  await rehearsal.fire();
  const tags = rehearsal.emulator.journal({ operation: 'TagResources' }).map(({ params, seq }) => ({
    seq,
    memory: decodeMemory(params['Tag.1.Value']),
  }));
  const stop = rehearsal.emulator.journal({ operation: 'StopInstances' })[0]?.seq ?? 0;
  expect(tags.map(({ memory, seq }) => [memory?.phase, seq < stop])).toEqual([
    ['intent', true],
    ['done', false],
  ]);
  expect(tags[0]?.memory?.at).toEqual(new Date(EVENING));
});
