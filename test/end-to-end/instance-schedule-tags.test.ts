import { before, startByHand } from '../support/disturbed';
import type { Rehearsal } from '../support/rehearsal';
import {
  callsOf,
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

const LATER = '2026-11-20T20:30:00+08:00';

/** The schedule without `atFirstSight: act`. */
const CAREFUL = {
  'instance-schedule': {
    dryRun: false,
    schedules: { 'office-hours': { ...OFFICE_HOURS, atFirstSight: 'record' } },
  },
};

function tagsOf(id: string): Map<string, string> {
  const instance = rehearsal.emulator.instance(id);
  if (instance === undefined) throw new Error(`there is no ${id}`);
  return instance.tags;
}

function memoryOf(id: string): string | undefined {
  return tagsOf(id).get('autopilot:last');
}

describe('the memory', () => {
  test('a first run records, writes nothing twice, and acts at the next transition', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(60)] },
      {
        ...CAREFUL,
        limits: { 'instance-schedule': { share: 100 } },
      },
    );
    const { emulator } = rehearsal;
    const first = await rehearsal.fire();
    expect(first.outcomes.map(({ result, code }) => `${result} ${code}`)).toEqual(
      Array(60).fill('done first_sight'),
    );
    expect(statuses(emulator)).toEqual(['60 Running']);
    expect(callsOf(emulator, 'TagResources')).toBe(2);
    expect(resultsOf(await rehearsal.fire({ now: LATER }))).toEqual({ skipped: 60 });
    expect(callsOf(emulator, 'TagResources')).toBe(2);
    await rehearsal.fire({ now: MONDAY });
    expect(resultsOf(await rehearsal.fire({ now: '2026-11-23T19:05:00+08:00' }))).toEqual({ done: 60 });
    expect(statuses(emulator)).toEqual(['60 Stopped']);
  });

  test('deleted by somebody: first sight again, nothing is undone', async () => {
    rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-one' })] }, CAREFUL);
    tagsOf('i-one').set('autopilot:last', 'done:stopped@2026-11-19T11:00Z/2026-11-19T11:00Z');
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 1 });
    await startByHand(rehearsal, 'i-one');
    tagsOf('i-one').delete('autopilot:last');
    const report = await rehearsal.fire({ now: LATER });
    expect(outcomeOf(report, 'i-one')?.code).toBe('first_sight');
    expect(rehearsal.emulator.instance('i-one')?.status).toBe('Running');
  });

  test('without the permission to write it nothing is stopped, tick after tick', async () => {
    rehearsal = await rehearse({
      instances: [scheduled(2)],
      roles: [
        {
          name: 'no-tags',
          trust: ['fc.aliyuncs.com'],
          policies: [
            {
              Version: '1',
              Statement: [
                { Effect: 'Allow', Action: ['ecs:*'], Resource: ['*'] },
                { Effect: 'Deny', Action: ['ecs:TagResources'], Resource: ['*'] },
              ],
            },
          ],
        },
      ],
    });
    const { emulator } = rehearsal;
    for (const now of ['2026-11-20T20:00:00+08:00', LATER]) {
      const credentials = emulator.issueRoleCredentials('no-tags', 'test');
      const report = await rehearsal.fire({ now, credentials });
      expect(report.outcomes.map(({ result, severity }) => `${result} ${severity}`)).toEqual(
        Array(2).fill('failed error'),
      );
    }
    expect(callsOf(emulator, 'StopInstances')).toBe(0);
  });

  test('a stop that was not seen to end, and a start by hand after it: left alone', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, { id: 'i-one' })] },
      {
        'instance-schedule': {
          dryRun: false,
          verifySeconds: 0,
          schedules: { 'office-hours': OFFICE_HOURS },
        },
      },
    );
    expect(resultsOf(await rehearsal.fire())).toEqual({ unverified: 1 });
    expect(memoryOf('i-one')).toMatch(/^intent:stopped@/);
    rehearsal.emulator.advance(120_000);
    await startByHand(rehearsal, 'i-one');
    const report = await rehearsal.fire({ now: LATER });
    expect(outcomeOf(report, 'i-one')).toMatchObject({ result: 'skipped', code: 'manual_change' });
    expect(rehearsal.emulator.instance('i-one')?.status).toBe('Running');
  });

  test('a start that was accepted and then failed is tried again', async () => {
    rehearsal = await rehearse({
      instances: [scheduled(1, { id: 'i-one', status: 'Stopped', stoppedMode: 'KeepCharging' })],
    });
    const startedBefore = rehearsal.emulator.instance('i-one')?.startedAt;
    await rehearsal.fire({
      now: MONDAY,
      timeoutMs: 5_000,
      automation: before('start', () => {
        rehearsal.emulator.setFaults([{ operation: 'DescribeInstances', effect: 'serverError', every: 1 }]);
      }),
    });
    rehearsal.emulator.setFaults([]);
    const instance = rehearsal.emulator.instance('i-one');
    instance?.transition?.callOff();
    if (instance !== undefined) Object.assign(instance, { status: 'Stopped', startedAt: startedBefore });
    const next = await rehearsal.fire({ now: '2026-11-23T09:10:00+08:00' });
    expect(outcomeOf(next, 'i-one')).toMatchObject({ result: 'done', code: 'start' });
  });
});

describe('tags of one instance', () => {
  test('holds, forces and runs that have lasted long enough, side by side', async () => {
    const with_ = (id: string, tags: Record<string, string>) => scheduled(1, { id, tags });
    rehearsal = await rehearse({
      instances: [
        with_('i-held', { 'autopilot:hold-until': '2026-11-21 08:00' }),
        with_('i-misheld', { 'autopilot:hold-until': 'next week' }),
        with_('i-forced-on', { 'autopilot:force': 'running until 2026-11-20 20:20' }),
        with_('i-opted-out', { 'autopilot:ignore': '', 'autopilot:force': 'stopped' }),
        {
          id: 'i-unscheduled',
          region: 'cn-hangzhou',
          startedAt: '2026-11-20T10:00:00+08:00',
          tags: { 'autopilot:stop-after': '8h' },
        },
      ],
    });
    const codes = async (now?: string): Promise<Record<string, string>> => {
      const report = await rehearsal.fire(now === undefined ? {} : { now });
      return Object.fromEntries(report.outcomes.map(({ target, code }) => [target.id, code]));
    };
    expect(await codes()).toEqual({
      'i-held': 'held',
      'i-misheld': 'held',
      'i-forced-on': 'record',
      'i-opted-out': 'opted_out',
      'i-unscheduled': 'stop',
    });
    expect(await codes(LATER)).toMatchObject({ 'i-forced-on': 'stop', 'i-held': 'held' });
    expect(await codes('2026-11-21T08:00:00+08:00')).toMatchObject({ 'i-held': 'stop', 'i-misheld': 'held' });
    expect(rehearsal.emulator.instance('i-misheld')?.status).toBe('Running');
  });

  test('a schedule in a tag is followed; one that is wrong is that instance’s error alone', async () => {
    const inTag = (id: string, schedule: string) =>
      scheduled(1, { id, tags: { 'autopilot:schedule': schedule } });
    rehearsal = await rehearse(
      {
        instances: [
          inTag('i-inline', 'mon-fri 09:00-19:00 Asia/Shanghai'),
          inTag('i-loops', '1/0 09:00-19:00 Asia/Shanghai'),
          inTag('i-nowhere', 'mon-fri 09:00-19:00 Mars/Olympus'),
          scheduled(1, { id: 'i-named' }),
        ],
      },
      {
        'instance-schedule': {
          dryRun: false,
          inline: { atFirstSight: 'act' },
          schedules: { 'office-hours': OFFICE_HOURS },
        },
      },
    );
    const report = await rehearsal.fire();
    const seen = report.outcomes.map(({ target, code, severity }) => [target.id, `${code} ${severity}`]);
    expect(Object.fromEntries(seen)).toEqual({
      'i-inline': 'stop info',
      'i-loops': 'invalid_schedule error',
      'i-nowhere': 'invalid_schedule error',
      'i-named': 'stop info',
    });
  });

  test('an edited tag counts from the next run on', async () => {
    rehearsal = await rehearse(
      { instances: [scheduled(1, { id: 'i-one' })] },
      {
        'instance-schedule': {
          dryRun: false,
          schedules: {
            'office-hours': OFFICE_HOURS,
            late: { ...OFFICE_HOURS, windows: [{ days: 'mon-fri', start: '09:00', stop: '22:00' }] },
          },
        },
      },
    );
    tagsOf('i-one').set('autopilot:schedule', 'late');
    expect(outcomeOf(await rehearsal.fire(), 'i-one')?.code).toBe('record');
    tagsOf('i-one').set('autopilot:schedule', 'office-hours');
    expect(outcomeOf(await rehearsal.fire({ now: LATER }), 'i-one')?.code).toBe('stop');
  });
});
