import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Emulator } from '../../emulator';
import { startEmulator } from '../../emulator';
import type { Report } from '../../shared/core/report';
import { folderStore } from '../../shared/store';
import { EVENING, OFFICE_HOURS, scheduled, statuses } from '../support/rehearsal';
import type { Ended, Files } from './command-line';
import { autopilot, environmentOf, problemsOf, temporaryFiles } from './command-line';

const FLEET = {
  regions: ['cn-hangzhou', 'cn-shanghai'],
  instances: [
    scheduled(3, { name: 'web' }),
    scheduled(2, { region: 'cn-shanghai' }),
    scheduled(1, { id: 'i-misspelt', tags: { 'autopilot:schedule': 'ofice-hours' } }),
    { region: 'cn-hangzhou', count: 2 },
  ],
  users: [{ name: 'blind', accessKeyId: 'LTAI-blind', accessKeySecret: 'blind-secret', policies: [] }],
};

let files: Files;
let emulator: Emulator;

beforeAll(() => {
  files = temporaryFiles();
});

afterAll(() => {
  files.remove();
});

beforeEach(async () => {
  emulator = await startEmulator({ fleet: FLEET, now: EVENING, rate: 600 });
});

afterEach(async () => {
  await emulator.close();
});

function config(dryRun: boolean, more: object = {}): string {
  const own = { dryRun, schedules: { 'office-hours': OFFICE_HOURS } };
  return files.write('autopilot.yaml', JSON.stringify({ 'instance-schedule': own, ...more }));
}

function run(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return autopilot([command, 'instance-schedule', '--now', EVENING, ...args], {
    ...environmentOf(emulator),
    AUTOPILOT_CONFIG: files.path('autopilot.yaml'),
    ...env,
  });
}

function reportOf({ out }: Ended): Report {
  return JSON.parse(out) as Report;
}

function writes(): string[] {
  return emulator
    .journal()
    .flatMap(({ operation }) => (operation?.startsWith('Describe') ? [] : [operation ?? '']));
}

describe('the store and the people that the configuration names', () => {
  test('get the report of apply, not of plan', async () => {
    const folder = files.path('reports');
    config(false, { store: { folder } });
    await run('plan');
    expect(existsSync(folder)).toBe(false);
    const { code, out } = await run('apply', ['--json']);
    expect(code).toBe(0);
    const store = folderStore(folder);
    const keys = await store.list('reports/instance-schedule/');
    expect(keys).toHaveLength(1);
    expect(JSON.parse((await store.get(keys[0] ?? ''))?.value ?? '')).toEqual(JSON.parse(out));
  });

  test('a receiver that cannot be told is said, and does not change how the command ends', async () => {
    config(false, { notify: [{ type: 'webhook', urlFrom: 'NO_SUCH_VARIABLE' }] });
    const { code, err } = await run('apply');
    expect(code).toBe(0);
    expect(err).toContain('NO_SUCH_VARIABLE');
  });
});

describe('plan', () => {
  test('says what would be done, and does nothing', async () => {
    config(false);
    const { code, out, err } = await run('plan');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('instance-schedule: 5 would be done, 1 left alone');
    expect(out).toContain('dry run: the command plan never changes anything');
    expect(out).toMatch(/would be done: stop \(5\)\n {4}office-hours wants it stopped since Fri/);
    expect(out).toMatch(/cn-hangzhou +i-\w+ +web-001/);
    expect(out).toContain('2 of 8 instances carry no tag autopilot:schedule');
    expect(out).toMatch(
      /office-hours +5 +start Mon 2026-11-23 09:00 +stop Mon 2026-11-23 19:00 +start Tue 2026-11-24 09:00 +Asia\/Shanghai\n/,
    );
    expect(writes()).toEqual([]);
  });

  test('a calendar without data for a year that is needed soon is said', async () => {
    const windows = [{ days: 'workdays', start: '09:00', stop: '19:00' }];
    const schedules = { 'office-hours': { timezone: 'Asia/Shanghai', calendar: 'china', windows } };
    const calendars = { china: { builtin: 'china' } };
    config(true, { calendars, 'instance-schedule': { schedules } });
    const { code, out } = await run('plan', ['--now', '2026-12-15T20:00:00+08:00']);
    expect(code).toBe(0);
    expect(out).toContain(
      'Calendar china has no data for 2027, needed now or within 45 days by office-hours;',
    );
  });

  test('--json is the report and nothing else', async () => {
    config(true);
    const ended = await run('plan', ['--json']);
    expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' });
    expect(reportOf(ended)).toMatchObject({
      function: 'instance-schedule',
      trigger: 'command line',
      now: new Date(EVENING).toISOString(),
      mode: { real: false },
      counts: { planned: 5, skipped: 1 },
      verdict: 'complete',
    });
  });

  test('a tag that names nothing is an error on that instance, with the name that is near', async () => {
    config(true);
    const report = reportOf(await run('plan', ['--json']));
    const outcome = report.outcomes.find(({ target }) => target.id === 'i-misspelt');
    expect(outcome).toMatchObject({ result: 'skipped', severity: 'error', code: 'unknown_schedule' });
    expect(outcome?.reason).toMatch(/"ofice-hours".*did you mean office-hours\?/);
    expect((await run('plan')).out).toMatch(/Needs attention \(1\)\n {2}error +i-misspelt/);
  });

  test('--region narrows, --all lists what is left alone', async () => {
    config(true);
    const { out } = await run('plan', ['--all', '--region', 'cn-hangzhou']);
    expect(out).toContain('3 would be done');
    expect(out).toContain('Regions as asked for: cn-hangzhou.');
    expect(out).toMatch(/Left alone \(1\)\n {2}i-misspelt/);
    expect(emulator.journal().every(({ region }) => region === 'cn-hangzhou')).toBe(true);
  });

  test('the region of the environment is used when nothing else is said', async () => {
    config(true);
    const { out } = await run('plan', [], { ALICLOUD_REGION_ID: 'cn-shanghai' });
    expect(out).toContain('Region from ALICLOUD_REGION_ID: cn-shanghai.');
    expect(out).toContain('2 would be done');
  });

  test('an empty ALICLOUD_REGION_ID is none', async () => {
    config(true);
    expect((await run('plan', [], { ALICLOUD_REGION_ID: '' })).out).toContain('All enabled regions');
  });

  test('nothing selected is exit code 4', async () => {
    emulator.loadFleet({ regions: ['cn-hangzhou'], instances: [{ region: 'cn-hangzhou', count: 2 }] });
    config(true);
    const { code, out, err } = await run('plan', [], credentialsOf(emulator));
    expect(code).toBe(4);
    expect(out).toContain('no resource is selected');
    expect(err).toContain('no resource carries the tag');
  });

  test('an empty list without the permission to list proves nothing: exit code 1, and UNKNOWN', async () => {
    config(true, { regions: ['cn-hangzhou'] });
    const blind = { ALICLOUD_ACCESS_KEY_ID: 'LTAI-blind', ALICLOUD_ACCESS_KEY_SECRET: 'blind-secret' };
    const { code, out, err } = await run('plan', [], blind);
    expect(code).toBe(1);
    expect(out).toMatch(/cn-hangzhou +0 read +UNKNOWN: the list is empty, but/);
    expect(err).toContain('not everything could be seen');
    const json = await run('plan', ['--json'], blind);
    expect({ code: json.code, err: json.err }).toEqual({ code: 1, err: '' });
  });

  test('an event narrows a run; a wrong one is named', async () => {
    config(true);
    const event = files.write('event.json', JSON.stringify({ regions: ['cn-shanghai'] }));
    const { out } = await run('plan', ['--event', event]);
    expect(out).toContain('2 would be done');
    expect(out).toContain('by direct invocation');
  });
});

function credentialsOf({ accessKeyId, accessKeySecret }: Emulator): NodeJS.ProcessEnv {
  return { ALICLOUD_ACCESS_KEY_ID: accessKeyId, ALICLOUD_ACCESS_KEY_SECRET: accessKeySecret };
}

describe('apply', () => {
  test('does what the plan says', async () => {
    config(false);
    const { code, out } = await run('apply');
    expect(code).toBe(0);
    expect(out).toContain('instance-schedule: 5 done, 1 left alone');
    expect(out).toContain('real run');
    expect(statuses(emulator)).toEqual(['3 Running', '3 Stopped', '2 Stopped']);
  });

  test('without dryRun: false it changes nothing, calls nothing and names the line', async () => {
    const file = files.write('autopilot.yaml', 'instance-schedule:\n  schedules: {}\n  dryRun: true\n');
    const { code, err } = await run('apply');
    expect(code).toBe(2);
    expect(err).toContain(`${file}:3:3`);
    expect(err).toContain('expected dryRun: false');
    expect(emulator.journal()).toEqual([]);
  });

  test('a configuration that says nothing about it is dry, too', async () => {
    const file = files.write(
      'autopilot.yaml',
      'regions: [cn-hangzhou]\ninstance-schedule:\n  schedules: {}\n',
    );
    const ended = await run('apply', ['--json']);
    expect(ended.code).toBe(2);
    expect(problemsOf(ended)).toMatchObject({
      error: 'dry_run_configured',
      problems: [{ where: `${file}:2:1`, expected: 'dryRun: false' }],
    });
  });

  test.each(['true', 'True', 'FALSE', 'False', '0', 'no', 'off', '', ' false', 'flase'])(
    'DRY_RUN=%j keeps it dry',
    async (value) => {
      config(false);
      const report = reportOf(await run('apply', ['--json'], { DRY_RUN: value }));
      expect(report.mode).toEqual({
        real: false,
        because: [`DRY_RUN is ${JSON.stringify(value)}, not "false"`],
      });
      expect(writes()).toEqual([]);
    },
  );

  test('DRY_RUN=false does not', async () => {
    config(false);
    expect(reportOf(await run('apply', ['--json'], { DRY_RUN: 'false' })).mode.real).toBe(true);
  });

  test('an event can ask for a dry run', async () => {
    config(false);
    const event = files.write('event.json', '{"dryRun":true}');
    const report = reportOf(await run('apply', ['--json', '--event', event]));
    expect(report.mode.because).toEqual(['the event asks for a dry run']);
    expect(writes()).toEqual([]);
  });

  test('what failed is exit code 1, beside what was done', async () => {
    emulator.setFaults([{ operation: 'StopInstances', region: 'cn-shanghai', effect: 'expiredToken' }]);
    config(false);
    const { code, out } = await run('apply');
    expect(code).toBe(1);
    expect(out).toContain('3 done, 2 failed');
  });
});

describe('who asks', () => {
  test('without credentials: the places that were looked at, in order', async () => {
    config(true);
    const { code, err } = await run('plan', [], {
      ALICLOUD_ACCESS_KEY_ID: undefined,
      ALICLOUD_ACCESS_KEY_SECRET: undefined,
    });
    expect(code).toBe(2);
    expect(err).toMatch(
      /ALICLOUD_ACCESS_KEY_ID and ALICLOUD_ACCESS_KEY_SECRET; ALIBABA_CLOUD_ACCESS_KEY_ID.*; profile default of \/nonexistent\/credentials/,
    );
    expect(emulator.journal()).toEqual([]);
  });

  test('half a pair: the half that is missing', async () => {
    config(true);
    const { code, err } = await run('plan', [], { ALICLOUD_ACCESS_KEY_SECRET: '' });
    expect(code).toBe(2);
    expect(err).toContain('error: ALICLOUD_ACCESS_KEY_SECRET: not set, but ALICLOUD_ACCESS_KEY_ID is');
  });

  test('a wrong secret is a failure that does not print it', async () => {
    config(true);
    const { code, out, err } = await run('plan', [], { ALICLOUD_ACCESS_KEY_SECRET: 'wrong-secret-42' });
    expect(code).toBe(1);
    expect(out).toMatch(/NOT READ: .*SignatureDoesNotMatch/);
    expect(out).toContain('nothing could be read');
    expect(out + err).not.toContain('wrong-secret-42');
    expect(out + err).not.toContain(emulator.accessKeySecret);
  });
});

describe('where it is asked', () => {
  test.each(['http://192.0.2.1:8080', 'http://example.com'])(
    'plain http to %s is refused',
    async (endpoint) => {
      config(true);
      const { code, out, err } = await run('plan', [], { ECS_ENDPOINT: endpoint });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^error: ECS_ENDPOINT: plain http to .*; expected https, or a loopback address/);
    },
  );

  test('an endpoint that is none', async () => {
    config(true);
    const { code, err } = await run('plan', [], {
      ECS_ENDPOINT: 'http://127.0.0.1:1/path?AccessKeySecret=x',
    });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: ECS_ENDPOINT: not an endpoint; expected a host/);
    expect(err).not.toContain('AccessKeySecret');
  });

  test.each([
    ['--region', ['--region', 'cn_hangzhou!'], {}],
    ['ALICLOUD_REGION_ID', [], { ALICLOUD_REGION_ID: 'cn_hangzhou!' }],
  ])('%s that is no region calls nothing', async (_, args, env) => {
    config(true);
    const { code, err } = await run('plan', args, env);
    expect(code).toBe(2);
    expect(err).toContain('"cn_hangzhou!" is not a region; expected a region ID such as cn-hangzhou');
    expect(emulator.journal()).toEqual([]);
  });

  test('a region that does not exist is a region that was not read', async () => {
    config(true);
    const { code, out } = await run('plan', ['--region', 'cn-nowhere', 'cn-hangzhou']);
    expect(code).toBe(1);
    expect(out).toMatch(/cn-nowhere +NOT READ: .*InvalidRegionId/);
    expect(out).toContain('3 would be done');
  });

  test('a closed port: the address', async () => {
    config(true);
    const endpoint = await closedPort();
    const { code, out } = await run('plan', [], { ECS_ENDPOINT: endpoint });
    expect(code).toBe(1);
    expect(out).toContain(`ECONNREFUSED: no connection to ${endpoint}`);
  });

  test('a server that accepts and never answers: the address and the time it was given', async () => {
    config(true);
    const server = createServer((socket) => void socket.on('error', () => undefined));
    const endpoint = await listening(server);
    const { code, out } = await run('plan', ['--timeout', '0.4'], { ECS_ENDPOINT: endpoint });
    server.close();
    expect(code).toBe(1);
    expect(out).toMatch(/NOT READ: DescribeRegions in cn-hangzhou: OutOfTime/);
    expect(out).toMatch(new RegExp(`no answer from ${endpoint} within the \\d+ ms left`));
  });
});

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

async function closedPort(): Promise<string> {
  const server = createServer();
  const endpoint = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return endpoint;
}
