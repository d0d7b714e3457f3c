import { readFileSync } from 'node:fs';
import { checkDeployment } from '../../cli/deployment/check';
import { functionsOf, readDeployment } from '../../cli/deployment/read';
import { toPlain } from '../../cli/deployment/tree';
import { demoFleet, startEmulator } from '../../emulator';
import { DeploymentFolder, VALID } from '../unit/deployment/folder';
import { jsonIn, S_YAML, ServerlessDevs } from './serverless-devs';

jest.setTimeout(60_000);

const s = new ServerlessDevs();
const folder = new DeploymentFolder();
afterAll(() => {
  s.remove();
  folder.remove();
});

const TIMER_EVENT = JSON.stringify({
  triggerTime: '2026-03-04T11:30:00Z',
  triggerName: 'every-5-minutes',
  payload: '{}',
});

describe('the s.yaml of this project, unmodified', () => {
  test('passes the strict check', async () => {
    const { problems, functions } = await checkDeployment(S_YAML, { environment: {} });
    expect(problems).toEqual([]);
    expect(functions.map(({ resource }) => resource)).toContain('instance-schedule');
  });

  test('passes `s verify`', async () => {
    expect(await s.run(['verify', '-t', S_YAML])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('passed') as string,
    });
  });

  test.each([{}, { REGION: 'cn-shanghai', PREFIX: 'team-a' }])(
    'is read the way `s preview` reads it, with %j',
    async (environment) => {
      const { exitCode, output } = await s.run(
        ['preview', '-t', S_YAML, '-o', 'json', '--silent'],
        environment,
      );
      expect(exitCode).toBe(0);
      const preview = jsonIn(output) as { resources: Record<string, { props: unknown }> };
      const { resources } = readDeployment(S_YAML, { environment });
      expect(Object.fromEntries(resources.map(({ name, props }) => [name, toPlain(props)]))).toEqual(
        Object.fromEntries(Object.entries(preview.resources).map(([name, { props }]) => [name, props])),
      );
    },
  );

  test('runs its function with `s instance-schedule local invoke`, and the function only plans', async () => {
    const emulator = await startEmulator({ fleet: demoFleet(), frozen: true, now: '2026-03-04T11:30:00Z' });
    try {
      const [deployed] = functionsOf(readDeployment(S_YAML));
      const credentials = emulator.issueRoleCredentials(deployed?.role ?? '', 'local-invoke');
      const { exitCode, output } = await s.run(
        ['instance-schedule', 'local', 'invoke', '-e', TIMER_EVENT, '-t', S_YAML],
        {
          ECS_ENDPOINT: emulator.endpoint,
          ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
          ALIBABA_CLOUD_SECURITY_TOKEN: credentials.securityToken,
        },
      );
      expect({ exitCode, output }).toMatchObject({
        exitCode: 0,
        output: expect.stringMatching(/function: +instance-schedule/) as string,
      });
      const operations = emulator.journal().map(({ operation = '' }) => operation);
      expect(operations).toContain('DescribeInstances');
      expect(operations.filter((operation) => !operation.startsWith('Describe'))).toEqual([]);
    } finally {
      await emulator.close();
    }
  });
});

describe('a second opinion on the reader and the check', () => {
  test('`s preview` resolves variables, templates and `ignore` as the reader does', async () => {
    folder.write('s.yaml', VALID);
    const { output } = await s.run(['preview', '-t', folder.file, '-o', 'json', '--silent'], {
      REGION: 'cn-beijing',
    });
    const preview = jsonIn(output) as { resources: Record<string, { props: unknown }> };
    for (const { name, props } of readDeployment(folder.file, { environment: { REGION: 'cn-beijing' } })
      .resources) {
      expect(toPlain(props)).toEqual(preview.resources[name]?.props);
    }
  });

  test.each([
    ['memorySize: 512', 'memorySize: 500'],
    ['runtime: nodejs20', 'runtime: nodejs22'],
    ['timeout: 300', 'timeout: 100000'],
    ["'@every 5m'", "'0 0 8 * * *'"],
    ['diskSize: 512', 'disksize: 512'],
  ])('`s verify` and the check both refuse %s -> %s', async (from, to) => {
    const original = readFileSync(S_YAML, 'utf8');
    expect(original).toContain(from);
    const file = folder.write('s.yaml', original.replace(from, to));
    const { problems } = await checkDeployment(file, { environment: {} });
    expect(problems.filter(({ code }) => code !== 'code_missing')).toHaveLength(1);
    expect((await s.run(['verify', '-t', file])).exitCode).not.toBe(0);
  });

  describe('`s local invoke`', () => {
    const invoke = ['stopper', 'local', 'invoke', '-e', TIMER_EVENT, '-t', folder.file];

    test('hands Buffer, context and environment to the handler', async () => {
      folder.write('s.yaml', VALID.replace('component: fc3@0.1.22', 'component: fc3'));
      folder.write(
        'code/stopper/index.js',
        'module.exports.handler = async (event, context) => ({ text: event.toString("utf8"), name: context.function.name, dry: process.env.DRY_RUN });',
      );
      const { exitCode, output } = await s.run([...invoke, '-o', 'json']);
      expect(exitCode).toBe(0);
      expect(jsonIn(output)).toMatchObject({ text: TIMER_EVENT, name: 'fleet-stopper', dry: 'true' });
    });

    test('fails when the handler throws', async () => {
      folder.write('s.yaml', VALID.replace('component: fc3@0.1.22', 'component: fc3'));
      folder.write(
        'code/stopper/index.js',
        'module.exports.handler = async () => { throw new Error("out of order"); };',
      );
      const { exitCode, output } = await s.run(invoke);
      expect(exitCode).not.toBe(0);
      expect(output).toContain('out of order');
    });
  });
});
