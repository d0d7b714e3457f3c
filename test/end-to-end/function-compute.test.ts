import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedFunction } from '../../cli/commands/invoke';
import type { DeployedFunction } from '../../cli/deployment/read';
import type { Emulator, FleetInput } from '../../emulator';
import { startEmulator } from '../../emulator';
import type { FcHost, Invocation } from '../../emulator/fc';
import { createFcHost } from '../../emulator/fc';
import { schemas } from '../../functions/instance-schedule/config';
import { readSettings } from '../../shared/runtime/config';
import type { FunctionConfig, Settings } from '../../shared/runtime/settings';
import { compileSettings } from '../../shared/runtime/settings';
import type { Report } from '../../shared/core/report';
import { folderStore } from '../../shared/store';
import { typedSdk } from '../contract/drivers/typed-sdk';
import { EVENING, MONDAY, OFFICE_HOURS, scheduled } from '../support/rehearsal';

const ROOT = join(__dirname, '../..');

let folder: string;
let deployed: DeployedFunction;
let emulator: Emulator;
let host: FcHost;

beforeAll(async () => {
  deployed = await deployedFunction('instance-schedule', join(ROOT, 's.yaml'));
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autopilot-fc-'));
});

afterEach(async () => {
  await host.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Deployment {
  readonly fleet?: FleetInput;
  /** Beside the function's own section. */
  readonly common?: object;
  /** Instead of a good configuration. */
  readonly configText?: string;
  readonly environment?: Record<string, string>;
  readonly withoutRole?: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

/** The built function as s.yaml deploys it, in front of an emulator. */
async function deploy({
  fleet = {},
  common,
  configText,
  environment,
  withoutRole = false,
  timeout,
}: Deployment): Promise<void> {
  const { role = '', ...unnamed } = deployed;
  emulator = await startEmulator({
    fleet: {
      regions: ['cn-hangzhou'],
      roles: [{ name: role, trust: ['fc.aliyuncs.com'], policies: ['AliyunECSFullAccess'] }],
      ...fleet,
    },
    now: EVENING,
    rate: 600,
  });
  const config = join(folder, 'autopilot.json');
  const section = { dryRun: false, schedules: { 'office-hours': OFFICE_HOURS } };
  const settings = (): Settings<FunctionConfig, unknown> =>
    readSettings({ 'instance-schedule': section, ...common }, schemas);
  writeFileSync(config, configText ?? compileSettings(schemas.name, settings()));
  host = createFcHost({
    functions: [{ ...unnamed, ...(withoutRole ? {} : { role }), timeout: timeout ?? deployed.timeout }],
    accountId: emulator.accountId,
    region: 'cn-hangzhou',
    issueCredentials: (name) => emulator.issueRoleCredentials(name, 'instance-schedule'),
    extraEnvironment: {
      ECS_ENDPOINT: emulator.endpoint,
      AUTOPILOT_CONFIG: config,
      DRY_RUN: 'false',
      ...environment,
    },
    bootstrap: join(ROOT, 'dist/cli/fc-bootstrap.js'),
  });
}

function timer(now: string, more: object = {}): string {
  return JSON.stringify({
    triggerTime: new Date(now).toISOString(),
    triggerName: 'every-5-minutes',
    payload: JSON.stringify({ now, ...more }),
  });
}

function invoke(event: string | Buffer = timer(EVENING)): Promise<Invocation> {
  return host.invoke(deployed.functionName, event);
}

/** Loads the function with an event it refuses, so that loading takes none of the time of the next invocation. */
async function warmUp(): Promise<void> {
  errorOf(await invoke(''));
}

function reportOf({ errorType, payload }: Invocation): Report {
  expect(errorType).toBeUndefined();
  return JSON.parse(payload.toString()) as Report;
}

/** What the function threw, as the platform passes it on. */
function errorOf({ errorType, payload }: Invocation): string {
  expect(errorType).toBe('UnhandledInvocationError');
  return (JSON.parse(payload.toString()) as { errorMessage: string }).errorMessage;
}

function linesOf({ logs }: Invocation): Record<string, unknown>[] {
  return logs
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Statuses as somebody else sees them: through the official SDK. */
async function statusesBySdk(): Promise<string[]> {
  const { Instances } = (await typedSdk
    .connect(emulator)
    .call('DescribeInstances', { RegionId: 'cn-hangzhou' })) as {
    Instances: { Instance: { Status: string }[] };
  };
  return [...new Set(Instances.Instance.map(({ Status }) => Status))];
}

describe('a timer', () => {
  test('stops instances in the evening and starts them on Monday, as the official SDK sees it', async () => {
    await deploy({ fleet: { instances: [scheduled(3)] } });
    expect(reportOf(await invoke()).counts).toMatchObject({ done: 3 });
    expect(await statusesBySdk()).toEqual(['Stopped']);
    emulator.moveTo(new Date(MONDAY));
    expect(reportOf(await invoke(timer(MONDAY))).counts).toMatchObject({ done: 3 });
    expect(await statusesBySdk()).toEqual(['Running']);
  });

  test('the event may be bytes; the credentials are those of the role, fresh for each invocation', async () => {
    await deploy({ fleet: { instances: [scheduled(1)] } });
    const first = await invoke(Buffer.from(timer(EVENING)));
    const second = await invoke(Buffer.from(timer(EVENING)));
    expect([first.cold, second.cold]).toEqual([true, false]);
    expect(reportOf(second).counts).toMatchObject({ skipped: 1 });
    const principals = new Set(emulator.journal().map(({ principal }) => principal));
    expect([...principals]).toEqual([
      expect.stringMatching(new RegExp(`role/${deployed.role ?? ''}/instance-schedule$`)),
    ]);
  });

  test('as deployed, s.yaml keeps it dry', async () => {
    await deploy({
      fleet: { instances: [scheduled(2)] },
      environment: { DRY_RUN: deployed.environment['DRY_RUN'] ?? '' },
    });
    const report = reportOf(await invoke());
    expect(report.mode).toEqual({ real: false, because: ['DRY_RUN is "true", not "false"'] });
    expect(report.counts).toMatchObject({ planned: 2 });
    expect(await statusesBySdk()).toEqual(['Running']);
  });

  test('logs are lines of JSON with the request id, and hold no secret', async () => {
    await deploy({
      fleet: { instances: [scheduled(1), scheduled(1, { tags: { 'autopilot:schedule': 'nights' } })] },
    });
    const invocation = await invoke();
    const lines = linesOf(invocation);
    expect(lines.map(({ event }) => event)).toEqual(['outcome', 'outcome', 'run']);
    for (const line of lines) expect(line['runId']).toBe(invocation.requestId);
    expect(lines.at(-1)).toMatchObject({
      level: 'info',
      trigger: 'timer every-5-minutes',
      verdict: 'complete',
    });
    expect(invocation.logs).not.toContain(emulator.accessKeySecret);
    expect(invocation.logs).not.toMatch(/CAIS\w{16,}|STS\.N/);
  });
});

describe('what it cannot use is thrown, by name', () => {
  test.each([
    [
      'was never compiled',
      '{"instance-schedule":{"dryRun":false}}',
      /autopilot\.json: this is no compiled configuration/,
    ],
    ['is no JSON', 'instance-schedule: {}', /autopilot\.json: this is no compiled configuration/],
    [
      'lacks a part',
      '{"compiledFor":"instance-schedule","settings":{"own":{"dryRun":false}}}',
      /this is no compiled configuration/,
    ],
    ['is null', 'null', /autopilot\.json: this is no compiled configuration/],
    ['was compiled for another function', '{"compiledFor":"inventory"}', /compiled for inventory/],
    [
      'does not say whether it is dry',
      '{"compiledFor":"instance-schedule","settings":{"own":{"dryRun":"false"},"common":{},"limits":{}}}',
      /expected the configuration of instance-schedule/,
    ],
  ])('a configuration that %s', async (_, configText, text) => {
    await deploy({ configText });
    expect(errorOf(await invoke())).toMatch(text);
    expect(emulator.journal()).toEqual([]);
  });

  test.each([
    ['nothing', '', /event: the event is empty/],
    ['garbage', Buffer.from([0x00, 0xff, 0x7b]), /event: not JSON/],
    ['a message of another product', '{"ver":"1.0","product":"ECS"}', /direct invocation, ver: unknown key/],
    [
      'a timer with a wrong payload',
      timer(EVENING, { regions: 'cn-hangzhou' }),
      /payload of timer every-5-minutes/,
    ],
  ])('an event of %s', async (_, event, text) => {
    await deploy({});
    expect(errorOf(await invoke(event))).toMatch(text);
    expect(emulator.journal()).toEqual([]);
  });

  test('a function without a role', async () => {
    await deploy({ withoutRole: true });
    expect(errorOf(await invoke())).toMatch(/no credentials.*Give the function a role/);
  });
});

describe('a bad day', () => {
  test('nothing could be read: thrown, so that the platform sees it, and logged', async () => {
    await deploy({ fleet: { roles: [{ name: deployed.role ?? '' }], instances: [scheduled(1)] } });
    const invocation = await invoke();
    expect(errorOf(invocation)).toMatch(/nothing could be read/);
    expect(linesOf(invocation).at(-1)).toMatchObject({ event: 'run', level: 'error', verdict: 'failed' });
  });

  test('everything that was tried failed: thrown', async () => {
    await deploy({ fleet: { instances: [scheduled(2)] } });
    emulator.setFaults([{ operation: 'StopInstances', effect: 'expiredToken' }]);
    expect(errorOf(await invoke())).toMatch(/all 2 actions that were tried failed/);
  });

  test('something failed: the report says so, nothing is thrown', async () => {
    const soldOut = { zone: 'cn-hangzhou-h', type: 'ecs.c7.large' };
    const asleep = { status: 'Stopped', stoppedMode: 'StopCharging' } as const;
    await deploy({
      fleet: {
        outOfStock: [soldOut],
        instances: [
          scheduled(1, { ...asleep, ...soldOut }),
          scheduled(2, { ...asleep, zone: 'cn-hangzhou-i', type: 'ecs.g7.large' }),
        ],
      },
    });
    emulator.moveTo(new Date(MONDAY));
    const report = reportOf(await invoke(timer(MONDAY)));
    expect(report).toMatchObject({ verdict: 'partial', counts: { done: 2, failed: 1 } });
  });

  test('slow calls: what does not fit is deferred, and the report is out before the timeout', async () => {
    await deploy({
      fleet: { instances: [scheduled(1_000)] },
      common: { limits: { 'instance-schedule': { share: 100 } } },
      timeout: 4,
    });
    await warmUp();
    emulator.setFaults([{ operation: 'TagResources', effect: 'slow', delayMs: 150 }]);
    const report = reportOf(await invoke());
    expect(report.counts.deferred).toBeGreaterThan(0);
    expect(report.outcomes.find(({ result }) => result === 'deferred')?.reason).toContain('no time left');
  });

  test('calls that never end: said before the timeout', async () => {
    await deploy({ fleet: { instances: [scheduled(1)] }, timeout: 4 });
    await warmUp();
    emulator.setFaults([{ effect: 'slow', delayMs: 60_000 }]);
    const invocation = await invoke();
    expect(errorOf(invocation)).toMatch(/nothing could be read.*no answer from http:\/\/127\.0\.0\.1/);
    expect(linesOf(invocation).at(-1)).toMatchObject({ event: 'run', verdict: 'failed' });
  });
});

describe('deliveries', () => {
  test('a report goes to the store', async () => {
    const store = join(folder, 'store');
    await deploy({ fleet: { instances: [scheduled(1)] }, common: { store: { folder: store } } });
    const { requestId } = await invoke();
    const [key = ''] = await folderStore(store).list('reports/instance-schedule/');
    const stored = JSON.parse((await folderStore(store).get(key))?.value ?? '') as Report;
    expect(stored).toMatchObject({ runId: requestId, counts: { done: 1 } });
  });

  test('a receiver that never answers is a line in the log, not a timeout', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await deploy({
      fleet: { instances: [scheduled(1)] },
      common: { notify: [{ type: 'webhook', urlFrom: 'HOOK', when: 'always' }] },
      environment: { DRY_RUN: 'true', HOOK: `http://127.0.0.1:${port}/robot/secret-path` },
      timeout: 4,
    });
    await warmUp();
    const invocation = await invoke();
    silent.closeAllConnections();
    silent.close();
    expect(reportOf(invocation).counts).toMatchObject({ planned: 1 });
    expect(linesOf(invocation).at(-1)).toMatchObject({
      level: 'error',
      event: 'delivery',
      to: 'webhook HOOK',
    });
    expect(invocation.logs).not.toContain('secret-path');
  });
});
