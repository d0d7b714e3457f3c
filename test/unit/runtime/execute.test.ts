import { automation } from '../../../functions/instance-schedule';
import { schemas } from '../../../functions/instance-schedule/config';
import type { Emulator } from '../../../emulator';
import { startEmulator } from '../../../emulator';
import { fixedCredentials } from '../../../shared/client';
import { systemClock } from '../../../shared/core/clock';
import { ConfigError, EventError } from '../../../shared/core/errors';
import type { Report } from '../../../shared/core/report';
import { readSettings } from '../../../shared/runtime/config';
import type { Surroundings } from '../../../shared/runtime/execute';
import { execute, timeLimit } from '../../../shared/runtime/execute';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    fleet: {
      regions: ['cn-hangzhou', 'cn-shanghai'],
      instances: [{ region: 'cn-hangzhou' }],
      accounts: [
        {
          account: '2222222222222222',
          regions: ['cn-hangzhou'],
          roles: [
            {
              name: 'autopilot',
              trust: ['acs:ram::1234567890123456:root'],
              policies: ['AliyunECSReadOnlyAccess'],
            },
          ],
          instances: [{ region: 'cn-hangzhou', count: 2 }],
        },
      ],
    },
  });
});

afterAll(async () => {
  await emulator.close();
});

beforeEach(() => {
  emulator.reset();
});

function fire(over: Partial<Surroundings> = {}, config: object = {}): Promise<Report> {
  return execute(automation, readSettings({ 'instance-schedule': { dryRun: false }, ...config }, schemas), {
    trigger: { name: 'test', request: {} },
    credentials: fixedCredentials(emulator),
    homeRegion: 'cn-hangzhou',
    clock: systemClock,
    env: { ECS_ENDPOINT: emulator.endpoint },
    ...over,
  });
}

function regionsOf(report: Report): string[] {
  return report.scopes.map(({ region }) => region).sort();
}

const asking = (request: Surroundings['trigger']['request']): Partial<Surroundings> => ({
  trigger: { name: 'test', request },
});

describe('where a run works', () => {
  test('all enabled regions, unless something names them', async () => {
    const report = await fire();
    expect(regionsOf(report)).toEqual(['cn-hangzhou', 'cn-shanghai']);
    expect(report.notes[0]).toContain('All enabled regions');
  });

  test.each<[string, Partial<Surroundings>, object, string]>([
    ['the configuration', {}, { regions: ['cn-shanghai', 'cn-shanghai'] }, 'from the configuration'],
    [
      'an event',
      asking({ regions: ['cn-shanghai'] }),
      { regions: ['cn-hangzhou', 'cn-shanghai'] },
      'asked for',
    ],
    ['an operator', { regions: ['cn-shanghai'] }, { regions: ['cn-hangzhou'] }, 'asked for'],
  ])('%s names them', async (_, around, config, note) => {
    const report = await fire(around, config);
    expect(regionsOf(report)).toEqual(['cn-shanghai']);
    expect(report.notes[0]).toContain(note);
  });

  test('an event cannot widen the configuration', async () => {
    const widened = fire(asking({ regions: ['cn-hangzhou', 'cn-beijing'] }), { regions: ['cn-hangzhou'] });
    await expect(widened).rejects.toThrow(EventError);
    await expect(widened).rejects.toThrow(
      /asks for cn-beijing; expected regions of the configuration: cn-hangzhou/,
    );
    expect(emulator.journal()).toEqual([]);
  });

  test.each<[string, Partial<Surroundings>]>([
    ['an operator', { regions: ['cn-hangzhou', 'x/y'] }],
    ['the environment', { env: { ECS_ENDPOINT: 'http://127.0.0.1:9', ALICLOUD_REGION_ID: 'x/y' } }],
    ['the platform', { homeRegion: 'x/y' }],
  ])('a region of %s that is none: nothing is called', async (_, around) => {
    const wrong = fire(around);
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow('"x/y" is not a region');
    expect(emulator.journal()).toEqual([]);
  });
});

test('accounts are worked in by their roles; one that cannot be entered does not hide the other', async () => {
  const role = (account: string): string => `acs:ram::${account}:role/autopilot`;
  const accounts = [
    { name: 'dev', roleArn: role('2222222222222222') },
    { name: 'closed', roleArn: role('3333333333333333') },
  ];
  const report = await fire({}, { accounts });
  expect(report.scopes.find(({ account }) => account === 'dev')).toMatchObject({
    region: 'cn-hangzhou',
    resources: 2,
  });
  const closed = report.scopes.find(({ account }) => account === 'closed');
  expect(closed).toMatchObject({ region: '(all)', resources: 0 });
  expect(closed?.problem?.where).toContain('AssumeRole');
  expect(report.verdict).toBe('partial');
});

describe('whether it is real', () => {
  test('it is, in a rehearsal also for another instant', async () => {
    expect((await fire()).mode.real).toBe(true);
    expect((await fire(asking({ now: '2026-11-20T20:00:00+08:00' }))).mode.real).toBe(true);
  });

  test.each<[string, Partial<Surroundings>, object, string]>([
    ['the configuration', {}, { 'instance-schedule': {} }, 'the configuration does not say dryRun: false'],
    ['an event', asking({ dryRun: true }), {}, 'the event asks for a dry run'],
    ['a command', { drier: ['the command says so'] }, {}, 'the command says so'],
  ])('%s makes it dry', async (_, around, config, reason) => {
    expect((await fire(around, config)).mode).toEqual({ real: false, because: [reason] });
  });

  test.each([undefined, 'https://192.0.2.1'])(
    'another instant without a rehearsal on this machine (%j) makes it dry',
    async (endpoint) => {
      const env = endpoint === undefined ? {} : { ECS_ENDPOINT: endpoint };
      const report = await fire({
        env,
        ...asking({ now: '2026-11-20T20:00:00+08:00' }),
        endsAt: new Date(Date.now() - 1_000),
      });
      expect(report.mode.because).toEqual([
        'another instant than the present was chosen, which is for rehearsals',
      ]);
      expect(report.scopes).toEqual([expect.objectContaining({ problem: expect.anything() as object })]);
    },
  );
});

describe('how long it may take', () => {
  const start = new Date('2026-11-20T12:00:00Z');

  test.each([
    [300_000, 10_000],
    [40_000, 10_000],
    [3_000, 750],
  ])('of %i ms the last %i are for what is under way and for the report', (timeoutMs, marginMs) => {
    expect(timeLimit(start, timeoutMs)).toEqual({ endsAt: new Date(start.getTime() + timeoutMs), marginMs });
  });

  test('without time nothing is called, and that is said', async () => {
    const report = await fire({ endsAt: new Date(Date.now() + 300), marginMs: 400 });
    expect(report.verdict).toBe('failed');
    expect(report.scopes[0]?.problem).toMatchObject({ code: 'deadline' });
    expect(emulator.journal()).toEqual([]);
  });
});

test('a run says who it was, when, and what it cost', async () => {
  const report = await fire({ runId: 'run-7', regions: ['cn-hangzhou'] });
  expect(report).toMatchObject({ function: 'instance-schedule', runId: 'run-7', trigger: 'test' });
  expect(report.metrics).toMatchObject({ calls: emulator.journal().length, failures: 0 });
});
