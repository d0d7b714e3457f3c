import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { deployedFunction } from '../../cli/commands/invoke';
import { startEmulator } from '../../emulator';
import type { Emulator } from '../../emulator';
import { createApiClient, ECS, fixedCredentials } from '../../shared/client';
import { EVENING, OFFICE_HOURS, scheduled } from '../support/rehearsal';
import type { Files } from './command-line';
import { environmentOf, problemsOf, runProgram, startProgram, temporaryFiles } from './command-line';

let files: Files;
let children: ChildProcessWithoutNullStreams[] = [];

beforeAll(() => {
  files = temporaryFiles();
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

afterAll(() => {
  files.remove();
});

interface Announcement {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

async function emulatorProgram(
  args: readonly string[],
): Promise<{ child: ChildProcessWithoutNullStreams; announced: Announcement }> {
  const child = startProgram(['emulator', ...args]);
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, announced: JSON.parse(line) as Announcement };
}

describe('emulator', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('serves until %s, which is a good end', async (signal) => {
    const { child, announced } = await emulatorProgram(['--fleet', 'demo', '--now', EVENING, '--frozen']);
    expect(announced.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const client = createApiClient({
      credentials: fixedCredentials(announced),
      region: 'cn-hangzhou',
      env: { ECS_ENDPOINT: announced.endpoint },
    });
    const regions = await client.callApi({ product: ECS, operation: 'DescribeRegions', params: {} });
    expect(regions).toHaveProperty('Regions');
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });

  test('a signal at the first line is a good end, too', async () => {
    const { child } = await emulatorProgram([]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test('a fleet of a file; a wrong one is said with its name', async () => {
    const fleet = files.write('fleet.yaml', 'instances: [{ region: cn-hangzhou, count: 2 }]\n');
    const { announced } = await emulatorProgram(['--fleet', fleet]);
    const state = (await (await fetch(`${announced.endpoint}/_emulator/state`)).json()) as {
      instances: number;
    };
    expect(state.instances).toBe(2);
    const wrong = files.write('wrong.yaml', 'instances: [{ region: cn-hangzhou, cuont: 2 }]\n');
    const { code, out, err } = await runProgram(['emulator', '--fleet', wrong]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .*wrong\.yaml: .*cuont/);
  });

  test('a port that is taken', async () => {
    const { announced } = await emulatorProgram([]);
    const { port } = new URL(announced.endpoint);
    const ended = await runProgram(['emulator', '--port', port, '--json']);
    expect(ended.code).toBe(1);
    expect(problemsOf(ended)).toMatchObject({
      error: 'emulator_not_started',
      problems: [{ where: `--port ${port}`, next: expect.stringContaining('another port') as string }],
    });
  });
});

describe('a function from a shell', () => {
  let emulator: Emulator;
  let env: NodeJS.ProcessEnv;
  let role: string;

  beforeAll(async () => {
    const { role: name = '' } = await deployedFunction('instance-schedule', 's.yaml');
    role = name;
    const fleet = {
      regions: ['cn-hangzhou'],
      roles: [{ name, policies: ['AliyunECSFullAccess'] }],
      instances: [scheduled(600)],
    };
    emulator = await startEmulator({ fleet, now: EVENING, rate: 600 });
    const own = { dryRun: false, schedules: { 'office-hours': OFFICE_HOURS } };
    const config = files.write('autopilot.yaml', JSON.stringify({ 'instance-schedule': own }));
    env = { ...environmentOf(emulator), AUTOPILOT_CONFIG: config };
  });

  afterAll(async () => {
    await emulator.close();
  });

  test('--event - reads standard input, also when it comes late', async () => {
    const child = startProgram(['plan', 'instance-schedule', '--event', '-', '--json'], env);
    children.push(child);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await pause(50);
    child.stdin.end(JSON.stringify({ now: EVENING }));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(JSON.parse(out)).toMatchObject({
      trigger: 'direct invocation',
      counts: { planned: 600 - 300, refused: 300 },
    });
  });

  test('an empty standard input is an empty event', async () => {
    const { code, err } = await runProgram(['plan', 'instance-schedule', '--event', '-'], env);
    expect(code).toBe(2);
    expect(err).toContain('the event is empty');
  });

  test('a reader that goes away early is no failure', async () => {
    const child = startProgram(['plan', 'instance-schedule', '--now', EVENING, '--json'], env);
    children.push(child);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'exit')) as [number];
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('invoke: the built function with the settings of s.yaml, in a rehearsal with a role of the emulator', async () => {
    const event = files.write('event.json', JSON.stringify({ now: EVENING }));
    const { code, out } = await runProgram(['invoke', 'instance-schedule', '--event', event], env);
    expect(code).toBe(0);
    expect(out).toContain('FC Invoke Start RequestId:');
    expect(out).toMatch(/"event":"run".*DRY_RUN is \\"true\\"/);
    expect(out).toMatch(/succeeded \(\d+ ms, \d+ MB\)\n$/);
    const assumed = emulator.journal({ operation: 'DescribeInstances' }).at(-1);
    expect(assumed?.principal).toContain(`role/${role}/`);
  });

  test('invoke: an event that the function cannot read', async () => {
    const event = files.write('event.json', 'garbage');
    const ended = await runProgram(['invoke', 'instance-schedule', '--event', event, '--json'], env);
    expect(ended.code).toBe(1);
    const invocation = JSON.parse(ended.out) as { errorType: string; payload: string };
    expect(invocation.errorType).toBe('UnhandledInvocationError');
    expect(JSON.parse(invocation.payload)).toMatchObject({
      errorMessage: expect.stringContaining('event: not JSON') as string,
    });
  });

  test('invoke: a configuration that is wrong is said before anything is called', async () => {
    const config = files.write('wrong-config.yaml', 'instance-schedule:\n  dryrun: false\n');
    const before = emulator.journal().length;
    const event = files.write('event.json', '{}');
    const { code, err } = await runProgram(['invoke', 'instance-schedule', '--event', event], {
      ...env,
      AUTOPILOT_CONFIG: config,
    });
    expect(code).toBe(2);
    expect(err).toContain(`${config}:2:3`);
    expect(emulator.journal().length).toBe(before);
  });

  test('invoke: a role that the rehearsal does not have', async () => {
    emulator.loadFleet({ regions: ['cn-hangzhou'] });
    const event = files.write('event.json', '{}');
    const { code, err } = await runProgram(['invoke', 'instance-schedule', '--event', event], env);
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`no role .*${role}.*Name a role of the emulated fleet`));
  });
});
