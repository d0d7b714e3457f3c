import type { FleetInput } from '../../emulator';
import { byHand, meanwhile } from '../support/disturbed';
import type { Rehearsal } from '../support/rehearsal';
import { callsOf, MONDAY, outcomeOf, rehearse, resultsOf, scheduled, statuses } from '../support/rehearsal';

let rehearsal: Rehearsal;

afterEach(async () => {
  await rehearsal.close();
});

const LATER = '2026-11-20T20:30:00+08:00';

function withSnapshot(over: NonNullable<FleetInput['snapshots']>[number]): FleetInput {
  return {
    instances: [scheduled(1, { id: 'i-busy', dataDisks: [{ sizeGiB: 100 }] }), scheduled(3)],
    snapshots: [{ instance: 'i-busy', status: 'progressing', ageDays: 0, ...over }],
  };
}

describe('a snapshot in progress', () => {
  test.each([
    ['the system disk', {}],
    ['a data disk', { device: '/dev/xvdb' }],
  ])('of %s keeps its instance from being stopped, and no other', async (_, of) => {
    rehearsal = await rehearse(withSnapshot(of));
    const report = await rehearsal.fire();
    expect(resultsOf(report)).toEqual({ done: 3, skipped: 1 });
    expect(outcomeOf(report, 'i-busy')).toMatchObject({
      code: 'snapshot_in_progress',
      severity: 'warning',
      reason: expect.stringMatching(/snapshot s-\w+ of its disk d-\w+ is in progress/) as string,
    });
    expect(rehearsal.emulator.instance('i-busy')?.tags.get('autopilot:last')).toBeUndefined();

    rehearsal.emulator.advance(25 * 60_000);
    const next = await rehearsal.fire({ now: LATER });
    expect(outcomeOf(next, 'i-busy')).toMatchObject({ result: 'done', code: 'stop' });
    expect(statuses(rehearsal.emulator)).toEqual(['4 Stopped']);
    const { Snapshots } = await byHand(rehearsal).call('DescribeSnapshots', { RegionId: 'cn-hangzhou' });
    expect(Snapshots?.Snapshot?.map(({ Status }) => Status)).toEqual(['accomplished']);
  });

  test.each(['accomplished', 'failed'] as const)('one that is %s keeps nothing', async (status) => {
    rehearsal = await rehearse(withSnapshot({ status }));
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 4 });
  });

  test.each([0, 30_000])(
    'that began after the plan was made is seen before the stop, %d ms on',
    async (pause) => {
      rehearsal = await rehearse({ instances: [scheduled(1, { id: 'i-busy' })] });
      const { emulator } = rehearsal;
      const report = await rehearsal.fire({
        automation: meanwhile(async (workspace) => {
          const [disk = ''] = emulator.instance('i-busy')?.diskIds ?? [];
          await byHand(rehearsal).call('CreateSnapshot', { DiskId: disk });
          await workspace.clock.sleep(pause);
        }),
      });
      expect(outcomeOf(report, 'i-busy')).toMatchObject({
        result: 'stale',
        reason: expect.stringContaining('is in progress, planned for absent; left alone') as string,
      });
      expect(callsOf(emulator, 'StopInstances')).toBe(0);
      expect(callsOf(emulator, 'TagResources')).toBe(0);
    },
  );

  test('costs one listing for planning and one for each hundred stops in each region with something to stop, and none elsewhere', async () => {
    rehearsal = await rehearse(
      {
        instances: [
          scheduled(150),
          scheduled(2, { region: 'cn-shanghai' }),
          scheduled(2, { region: 'cn-beijing', status: 'Stopped' }),
        ],
        snapshots: [{ disk: 'd-gone', region: 'cn-shanghai', sizeGiB: 20, status: 'progressing' }],
      },
      { limits: { 'instance-schedule': { share: 100 } } },
    );
    expect(resultsOf(await rehearsal.fire())).toEqual({ done: 154 });
    const calls = rehearsal.emulator.journal({ operation: 'DescribeSnapshots' });
    const listings = calls.filter(({ params }) => params['DryRun'] === undefined);
    expect(listings.map(({ params }) => params['RegionId']).sort()).toEqual([
      'cn-hangzhou',
      'cn-hangzhou',
      'cn-hangzhou',
      'cn-shanghai',
      'cn-shanghai',
    ]);
    expect(listings.every(({ params }) => params['Status'] === 'progressing')).toBe(true);
    expect(callsOf(rehearsal.emulator, 'DescribeDisks')).toBe(4);
    const before = rehearsal.emulator.journal().length;
    await rehearsal.fire({ now: LATER });
    const quiet = rehearsal.emulator.journal().slice(before);
    expect(quiet.some(({ operation }) => operation === 'DescribeSnapshots')).toBe(false);
  });
});

describe('snapshots that cannot be seen', () => {
  const without = (missing: string): NonNullable<FleetInput['roles']>[number] => ({
    name: 'partial',
    trust: ['fc.aliyuncs.com'],
    policies: [
      {
        Version: '1',
        Statement: [
          { Effect: 'Allow', Action: ['ecs:*'], Resource: ['*'] },
          { Effect: 'Deny', Action: [`ecs:${missing}`], Resource: ['*'] },
        ],
      },
    ],
  });

  test.each(['DescribeSnapshots', 'DescribeDisks'])(
    'without the permission of %s nothing is stopped, and everything else is done',
    async (operation) => {
      rehearsal = await rehearse({ ...withSnapshot({}), roles: [without(operation)] });
      const { emulator } = rehearsal;
      const credentials = emulator.issueRoleCredentials('partial', 'test');
      const report = await rehearsal.fire({ credentials });
      expect(resultsOf(report)).toEqual({ skipped: 4 });
      expect(report.outcomes.map(({ code, severity }) => `${code} ${severity}`)).toEqual(
        Array(4).fill('snapshots_unknown error'),
      );
      expect(report.outcomes[0]?.reason).toContain(`expected the permission ecs:${operation} in cn-hangzhou`);
      expect(statuses(emulator)).toEqual(['4 Running']);
    },
  );

  test('a start needs no such permission', async () => {
    rehearsal = await rehearse({
      instances: [scheduled(2, { status: 'Stopped' })],
      roles: [without('DescribeSnapshots')],
    });
    rehearsal.emulator.moveTo(new Date(MONDAY));
    const credentials = rehearsal.emulator.issueRoleCredentials('partial', 'test');
    expect(resultsOf(await rehearsal.fire({ now: MONDAY, credentials }))).toEqual({ done: 2 });
  });

  test('a listing that fails in one region keeps back the stops of that region', async () => {
    rehearsal = await rehearse({ instances: [scheduled(2), scheduled(2, { region: 'cn-shanghai' })] });
    rehearsal.emulator.setFaults([
      { operation: 'DescribeSnapshots', region: 'cn-shanghai', effect: 'serverError', every: 1 },
    ]);
    const report = await rehearsal.fire();
    expect(resultsOf(report)).toEqual({ done: 2, skipped: 2 });
    const unknown = report.outcomes.filter(({ code }) => code === 'snapshots_unknown');
    expect(unknown.map(({ target }) => target.region)).toEqual(['cn-shanghai', 'cn-shanghai']);
    rehearsal.emulator.setFaults([]);
    expect((await rehearsal.fire({ now: LATER })).counts.done).toBe(2);
  });
});
