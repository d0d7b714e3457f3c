import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const SHELL = { ...REGION, Type: 'RunShellScript' };
const MINUTE_MS = 60_000;

const FLEET = {
  instances: [
    { id: 'i-web', name: 'web', tags: { role: 'web' } },
    { id: 'i-db', tags: { role: 'db' }, resourceGroup: 'rg-db' },
    { id: 'i-off', status: 'Stopped' },
    { id: 'i-bare', cloudAssistant: { installed: false } },
    { id: 'i-mute', cloudAssistant: { state: 'unresponsive' } },
    { id: 'i-old', cloudAssistant: { version: '2.2.3.200' } },
    { id: 'i-win', osType: 'windows' },
    { name: 'many', count: 101, tags: { role: 'many' } },
  ],
  commandScripts: [
    { match: 'hello', output: 'hello\n' },
    { match: '/^fail \\d+$/', output: 'so far', error: ', no further', exitCode: 3 },
    { match: 'sleep', output: 'yawn', seconds: 3600 },
    { match: 'minute', seconds: 60 },
    { match: 'flood', output: 'ä'.repeat(10_000) },
    { match: 'nowhere', errorCode: 'DirectoryNotExists' },
    { match: 'lost', errorCode: 'DeliveryTimeout' },
    { match: 'crash', errorCode: 'ExecutionException' },
    { match: 'only here', instance: 'i-web', output: 'here' },
    { match: 'echo Jack on i-web (web) in cn-hangzhou', output: 'substituted' },
  ],
  users: [{ name: 'guest', accessKeyId: 'LTAI5tGuest0000000000', accessKeySecret: 'guest-secret' }],
};

type Row = Readonly<Record<string, unknown>>;

interface ResultPage {
  readonly Invocation: {
    readonly InvocationResults: { readonly InvocationResult: readonly Row[] };
    readonly TotalCount: number;
    readonly NextToken: string;
  };
}

interface InvocationPage {
  readonly Invocations: {
    readonly Invocation: readonly (Row & {
      readonly InvokeInstances: { readonly InvokeInstance: readonly Row[] };
    })[];
  };
  readonly TotalCount: number;
}

interface Invoked {
  readonly CommandId: string;
  readonly InvokeId: string;
}

describeContract('invocations', FAMILIES.invocations, FLEET, (api) => {
  const run = async (CommandContent: string, params: Params = {}): Promise<string> =>
    (
      await api.call<Invoked>('RunCommand', {
        ...SHELL,
        CommandContent,
        ...('ResourceTag' in params ? {} : { InstanceId: ['i-web'] }),
        ...params,
      })
    ).InvokeId;

  const results = async (params: Params): Promise<readonly Row[]> => {
    const body = await api.call<ResultPage>('DescribeInvocationResults', {
      ...REGION,
      ContentEncoding: 'PlainText',
      ...params,
    });
    return body.Invocation.InvocationResults.InvocationResult;
  };

  const invocation = async (
    InvokeId: string,
  ): Promise<InvocationPage['Invocations']['Invocation'][number] | undefined> =>
    (await api.call<InvocationPage>('DescribeInvocations', { ...REGION, InvokeId })).Invocations
      .Invocation[0];

  /** InvocationStatus, InvokeRecordStatus and ErrorCode on each instance. */
  const outcome = async (InvokeId: string): Promise<unknown[]> =>
    (await results({ InvokeId })).map(({ InvocationStatus, InvokeRecordStatus, ErrorCode }) => [
      InvocationStatus,
      InvokeRecordStatus,
      ErrorCode,
    ]);

  test('a command is sent, runs and succeeds', async () => {
    const InvokeId = await run('hello', { Name: 'greet', Tag: [{ Key: 'team', Value: 'web' }] });
    expect(await outcome(InvokeId)).toEqual([['Pending', 'Running', '']]);
    api.emulator.advance(500);
    expect(await outcome(InvokeId)).toEqual([['Running', 'Running', '']]);
    api.emulator.advance(1000);
    expect(await results({ InvokeId })).toEqual([
      {
        InvokeId,
        CommandId: expect.stringMatching(/^c-bp1\w{17}$/) as string,
        InstanceId: 'i-web',
        InvocationStatus: 'Success',
        InvokeRecordStatus: 'Finished',
        ErrorCode: '',
        ErrorInfo: '',
        ExitCode: 0,
        Output: 'hello\n',
        Dropped: 0,
        Repeats: 1,
        StartTime: '2026-03-02T08:00:00Z',
        FinishedTime: '2026-03-02T08:00:01Z',
        StopTime: '',
        Launcher: '',
        ContainerId: '',
        ContainerName: '',
        TerminationMode: 'Process',
        Username: 'root',
        Tags: { Tag: [{ TagKey: 'team', TagValue: 'web' }] },
      },
    ]);
    const [encoded] = await results({ InvokeId, ContentEncoding: 'Base64' });
    expect(encoded).toMatchObject({ Output: 'aGVsbG8K' });
  });

  test('an exit code is a finished record and a failed invocation', async () => {
    const InvokeId = await run('fail 1');
    api.emulator.advance(MINUTE_MS);
    expect(await results({ InvokeId })).toMatchObject([
      {
        InvocationStatus: 'Failed',
        InvokeRecordStatus: 'Finished',
        ErrorCode: 'ExitCodeNonzero',
        ErrorInfo: 'the command execution exit code is not zero.',
        ExitCode: 3,
        Output: 'so far, no further',
      },
    ]);
    expect(await invocation(InvokeId)).toMatchObject({
      InvocationStatus: 'Failed',
      InvokeStatus: 'Finished',
    });
  });

  test('a timeout is one to the second', async () => {
    const InvokeId = await run('sleep', { Timeout: 100 });
    api.emulator.advance(100_499);
    expect(await outcome(InvokeId)).toEqual([['Running', 'Running', '']]);
    api.emulator.advance(1);
    expect(await outcome(InvokeId)).toEqual([['Timeout', 'Failed', 'ExecutionTimeout']]);
    expect(await results({ InvokeId })).toMatchObject([
      { Output: 'yawn', StartTime: '2026-03-02T08:00:00Z', FinishedTime: '2026-03-02T08:01:40Z' },
    ]);
  });

  test('each instance has its own obstacle', async () => {
    const InstanceId = ['i-web', 'i-off', 'i-bare', 'i-mute'];
    const InvokeId = await run('hello', { InstanceId });
    api.emulator.advance(2000);
    expect(await outcome(InvokeId)).toEqual([
      ['Success', 'Finished', ''],
      ['Aborted', 'Failed', 'InstanceNotRunning'],
      ['Aborted', 'Failed', 'ClientNotRunning'],
      ['Pending', 'Running', ''],
    ]);
    expect(await invocation(InvokeId)).toMatchObject({
      InvocationStatus: 'Pending',
      InvokeStatus: 'Running',
    });
    api.emulator.advance(58_000);
    expect((await outcome(InvokeId))[3]).toEqual(['Aborted', 'Failed', 'ClientNotResponse']);
    expect(await invocation(InvokeId)).toMatchObject({
      InvocationStatus: 'PartialFailed',
      InvokeStatus: 'PartialFailed',
      InvokeInstances: { InvokeInstance: { length: 4 } },
    });
  });

  test.each([
    ['nowhere', 2000, 'Invalid', 'DirectoryNotExists'],
    ['lost', 59_999, 'Pending', ''],
    ['lost', 60_000, 'Aborted', 'DeliveryTimeout'],
    ['crash', 2000, 'Error', 'ExecutionException'],
  ])('%s after %d ms is %s', async (script, milliseconds, status, code) => {
    const InvokeId = await run(script);
    api.emulator.advance(milliseconds);
    expect(await outcome(InvokeId)).toMatchObject([[status, expect.anything(), code]]);
  });

  test('a long output is cut', async () => {
    const InvokeId = await run('flood');
    api.emulator.advance(MINUTE_MS);
    const [row] = await results({ InvokeId });
    expect(row).toMatchObject({ Dropped: 20_000 - 18 * 1024 });
    expect(Buffer.from(String(row?.['Output'])).toString('base64')).toHaveLength(24 * 1024);
  });

  test('a script of one instance leaves the others alone', async () => {
    const InvokeId = await run('only here', { InstanceId: ['i-web', 'i-db'] });
    api.emulator.advance(MINUTE_MS);
    expect((await results({ InvokeId })).map(({ Output }) => Output)).toEqual(['here', '']);
  });

  test('placeholders get their values', async () => {
    const content =
      'echo {{Name}} on {{ ACS::InstanceId }} ({{ACS::InstanceName}}) in {{acs::regionid}}{{none}}';
    const InvokeId = await run(content, { EnableParameter: true, Parameters: { name: 'Jack' } });
    const literal = await run(content);
    api.emulator.advance(MINUTE_MS);
    expect(await results({ InvokeId })).toMatchObject([{ Output: 'substituted' }]);
    expect(await results({ InvokeId: literal })).toMatchObject([{ Output: '' }]);
    expect(await invocation(InvokeId)).toMatchObject({ Parameters: '{"name":"Jack"}' });
  });

  test('describes an invocation to the last field', async () => {
    const InvokeId = await run('hello', {
      Name: 'greet',
      Description: 'a greeting',
      WorkingDir: '/srv',
      Username: 'app',
      TerminationMode: 'ProcessTree',
      Launcher: 'bash',
      ContentEncoding: 'PlainText',
    });
    api.emulator.advance(MINUTE_MS);
    const { Invocations } = await api.call<InvocationPage>('DescribeInvocations', {
      ...REGION,
      InvokeId,
      IncludeOutput: true,
    });
    expect(Invocations.Invocation).toEqual([
      {
        InvokeId,
        InvocationStatus: 'Success',
        InvokeStatus: 'Finished',
        InvokeInstances: {
          InvokeInstance: [
            {
              InstanceId: 'i-web',
              InvocationStatus: 'Success',
              InstanceInvokeStatus: 'Finished',
              ErrorCode: '',
              ErrorInfo: '',
              ExitCode: 0,
              Output: 'aGVsbG8K',
              Dropped: 0,
              Repeats: 1,
              Timed: false,
              CreationTime: '2026-03-02T08:00:00Z',
              StartTime: '2026-03-02T08:00:00Z',
              FinishTime: '2026-03-02T08:00:01Z',
              UpdateTime: '2026-03-02T08:00:01Z',
              StopTime: '',
            },
          ],
        },
        CommandId: expect.stringMatching(/^c-/) as string,
        CommandName: 'greet',
        CommandDescription: 'a greeting',
        CommandType: 'RunShellScript',
        CommandContent: 'aGVsbG8=',
        RepeatMode: 'Once',
        Frequency: '',
        Timed: false,
        Timeout: 60,
        Parameters: '{}',
        WorkingDir: '/srv',
        Username: 'app',
        Launcher: 'bash',
        ContainerId: '',
        ContainerName: '',
        TerminationMode: 'ProcessTree',
        CreationTime: '2026-03-02T08:00:00Z',
        Tags: { Tag: [] },
      },
    ]);
  });

  test('tags and resource groups select instances', async () => {
    const InvokeId = await run('hello', {
      ResourceTag: [{ Key: 'role', Value: 'db' }],
      ResourceGroupId: 'rg-db',
    });
    expect((await results({ InvokeId })).map(({ InstanceId }) => InstanceId)).toEqual(['i-db']);
    expect(await results({ ResourceGroupId: 'rg-db' })).toHaveLength(1);
    expect(await results({ ResourceGroupId: 'rg-other' })).toEqual([]);
  });

  test('filters invocations and results', async () => {
    const good = await run('hello', { Name: 'good', Tag: [{ Key: 'k', Value: 'v' }] });
    const bad = await run('nowhere', { Name: 'bad', InstanceId: ['i-db'] });
    await run('hello', { Name: 'daily', Frequency: 'rate(1d)' });
    api.emulator.advance(2000);
    const ids = async (params: Params): Promise<string[]> => {
      const { Invocations } = await api.call<InvocationPage>('DescribeInvocations', { ...REGION, ...params });
      return Invocations.Invocation.map(({ CommandName }) => String(CommandName));
    };
    expect(await ids({})).toEqual(['good', 'bad', 'daily']);
    expect(await ids({ Timed: true })).toEqual(['daily']);
    expect(await ids({ Timed: false })).toEqual(['good', 'bad']);
    expect(await ids({ RepeatMode: 'Once' })).toEqual(['good', 'bad']);
    expect(await ids({ InvokeStatus: 'Success' })).toEqual(['good']);
    expect(await ids({ InvokeStatus: 'Scheduled' })).toEqual(['daily']);
    expect(await ids({ InvokeStatus: 'Failed' })).toEqual(['bad']);
    expect(await ids({ CommandName: 'bad', CommandType: 'RunShellScript' })).toEqual(['bad']);
    expect(await ids({ InstanceId: 'i-db' })).toEqual(['bad']);
    expect(await ids({ InstanceId: 'i-db', CommandName: 'without effect' })).toEqual(['bad']);
    expect(await ids({ Tag: [{ Key: 'k' }] })).toEqual(['good']);
    expect((await results({ InvokeRecordStatus: 'Failed' })).map(({ InvokeId }) => InvokeId)).toEqual([bad]);
    expect((await results({ InvokeRecordStatus: 'Success' })).map(({ InvokeId }) => InvokeId)).toEqual([
      good,
    ]);
    expect((await results({ Tag: [{ Key: 'k', Value: 'v' }] })).map(({ InvokeId }) => InvokeId)).toEqual([
      good,
    ]);
    expect(await results({ InstanceId: 'i-db' })).toHaveLength(1);
  });

  test('pages by token and by number', async () => {
    for (let count = 0; count < 3; count += 1) await run('hello', { InstanceId: ['i-web', 'i-db'] });
    const query = { ...REGION, InstanceId: 'i-db', MaxResults: 2 };
    const { Invocation: first } = await api.call<ResultPage>('DescribeInvocationResults', query);
    expect([first.TotalCount, first.InvocationResults.InvocationResult.length]).toEqual([3, 2]);
    const rest = { ...REGION, InstanceId: 'i-db', NextToken: first.NextToken, ContentEncoding: 'Base64' };
    const { Invocation: second } = await api.call<ResultPage>('DescribeInvocationResults', rest);
    expect([second.NextToken, second.InvocationResults.InvocationResult.length]).toEqual(['', 1]);
    expect(await results({ PageNumber: 2, PageSize: 5 })).toHaveLength(1);
  });

  test('KeepCommand keeps the command for the next time', async () => {
    const kept = await api.call<Invoked>('RunCommand', {
      ...SHELL,
      CommandContent: 'hello',
      InstanceId: ['i-web'],
      KeepCommand: true,
    });
    const forgotten = await api.call<Invoked>('RunCommand', {
      ...SHELL,
      CommandContent: 'hello',
      InstanceId: ['i-web'],
    });
    const again = {
      ...REGION,
      InstanceId: ['i-db'],
      CommandId: kept.CommandId,
      Timeout: 10,
      WorkingDir: '/tmp',
    };
    const { InvokeId } = await api.call<Invoked>('InvokeCommand', again);
    expect(await invocation(InvokeId)).toMatchObject({
      Timeout: 10,
      WorkingDir: '/tmp',
      CommandContent: 'aGVsbG8=',
    });
    expect(await api.refusal('InvokeCommand', { ...again, CommandId: forgotten.CommandId })).toBe(
      'InvalidCmdId.NotFound',
    );
  });

  test('stops what runs, and what has not begun', async () => {
    const running = await run('sleep', { Timeout: 7200 });
    api.emulator.advance(1000);
    const pending = await run('sleep', { InstanceId: ['i-web', 'i-db'] });
    await api.call('StopInvocation', { ...REGION, InvokeId: pending, InstanceId: ['i-db'] });
    await api.call('StopInvocation', { ...REGION, InvokeId: running });
    expect(await outcome(running)).toEqual([['Stopping', 'Stopping', '']]);
    expect(await invocation(running)).toMatchObject({
      InvocationStatus: 'Stopping',
      InvokeStatus: 'Stopping',
    });
    api.emulator.advance(1000);
    expect(await results({ InvokeId: running })).toMatchObject([
      {
        InvocationStatus: 'Terminated',
        InvokeRecordStatus: 'Stopped',
        StopTime: '2026-03-02T08:00:01Z',
        FinishedTime: '2026-03-02T08:00:02Z',
      },
    ]);
    expect(await invocation(running)).toMatchObject({ InvocationStatus: 'Stopped', InvokeStatus: 'Stopped' });
    expect(await outcome(pending)).toEqual([
      ['Running', 'Running', ''],
      ['Cancelled', 'Stopped', ''],
    ]);
    await api.call('StopInvocation', { ...REGION, InvokeId: running });
    expect(await outcome(running)).toEqual([['Terminated', 'Stopped', '']]);
  });

  test('a rate repeats until it is stopped, and leaves a history', async () => {
    const InvokeId = await run('fail 2', { Frequency: 'rate(5m)', Timeout: 60 });
    expect(await outcome(InvokeId)).toEqual([['Pending', 'Running', '']]);
    api.emulator.advance(MINUTE_MS);
    expect(await outcome(InvokeId)).toEqual([['Scheduled', 'Running', '']]);
    api.emulator.advance(15 * MINUTE_MS);
    expect(await results({ InvokeId })).toMatchObject([
      { InvocationStatus: 'Scheduled', Repeats: 3, ExitCode: 3, StartTime: '2026-03-02T08:15:00Z' },
    ]);
    expect(await invocation(InvokeId)).toMatchObject({
      RepeatMode: 'Period',
      Timed: true,
      Frequency: 'rate(5m)',
    });
    const history = await results({ InvokeId, IncludeHistory: true });
    expect(history.map(({ StartTime, InvocationStatus }) => [StartTime, InvocationStatus])).toEqual([
      ['2026-03-02T08:05:00Z', 'Failed'],
      ['2026-03-02T08:10:00Z', 'Failed'],
      ['2026-03-02T08:15:00Z', 'Failed'],
    ]);
    await api.call('StopInvocation', { ...REGION, InvokeId });
    api.emulator.advance(60 * MINUTE_MS);
    expect(await results({ InvokeId })).toMatchObject([{ InvocationStatus: 'Terminated', Repeats: 3 }]);
    expect(await invocation(InvokeId)).toMatchObject({ Timed: false, InvocationStatus: 'Stopped' });
  });

  test('a moment comes once', async () => {
    const InvokeId = await run('hello', { Frequency: 'at(2026-03-02 17:00:00 Asia/Shanghai)' });
    api.emulator.advance(59 * MINUTE_MS);
    expect(await outcome(InvokeId)).toEqual([['Scheduled', 'Running', '']]);
    api.emulator.advance(60 * MINUTE_MS);
    expect(await results({ InvokeId })).toMatchObject([
      { InvocationStatus: 'Success', Repeats: 1, StartTime: '2026-03-02T09:00:00Z' },
    ]);
  });

  test('a start of the instance runs what waits for it', async () => {
    const once = await run('hello', { InstanceId: ['i-off'], RepeatMode: 'NextRebootOnly' });
    const always = await run('hello', { InstanceId: ['i-off'], RepeatMode: 'EveryReboot' });
    const start = async (): Promise<void> => {
      await api.call('StartInstance', { InstanceId: 'i-off' });
      api.emulator.advance(5 * MINUTE_MS);
    };
    await start();
    await api.call('StopInstance', { InstanceId: 'i-off' });
    api.emulator.advance(5 * MINUTE_MS);
    await start();
    expect(await results({ InvokeId: once })).toMatchObject([{ InvocationStatus: 'Success', Repeats: 1 }]);
    expect(await results({ InvokeId: always })).toMatchObject([
      { InvocationStatus: 'Scheduled', Repeats: 2 },
    ]);
    expect(await results({ InvokeId: always, IncludeHistory: true })).toHaveLength(2);
  });

  test('a reboot interrupts, a release ends', async () => {
    const rebooted = await run('sleep', { Timeout: 7200 });
    const released = await run('sleep', { InstanceId: ['i-db'], Timeout: 7200 });
    api.emulator.advance(1000);
    await api.call('RebootInstance', { InstanceId: 'i-web' });
    api.emulator.removeInstance('i-db');
    expect(await outcome(rebooted)).toEqual([['Error', 'Failed', 'ExecutionInterrupted']]);
    expect(await outcome(released)).toEqual([['Aborted', 'Failed', 'InstanceReleased']]);
    api.emulator.advance(7_200_000);
    expect(await outcome(released)).toEqual([['Aborted', 'Failed', 'InstanceReleased']]);
  });

  test('an interrupted run of many is over, and the next one is its own', async () => {
    const InvokeId = await run('sleep', { RepeatMode: 'EveryReboot', Timeout: 7200 });
    const reboot = async (): Promise<void> => {
      await api.call('RebootInstance', { InstanceId: 'i-web' });
      api.emulator.advance(5 * MINUTE_MS);
    };
    await reboot();
    expect(await results({ InvokeId })).toMatchObject([{ InvocationStatus: 'Running', Repeats: 1 }]);
    await api.call('StopInstance', { InstanceId: 'i-web' });
    api.emulator.advance(120 * MINUTE_MS);
    expect(await results({ InvokeId })).toMatchObject([
      { InvocationStatus: 'Scheduled', ErrorCode: 'ExecutionInterrupted', Output: '', Repeats: 1 },
    ]);
  });

  test('a moment that passes before the agent is there is missed', async () => {
    await api.call('StartInstance', { InstanceId: 'i-off' });
    while (api.emulator.instance('i-off')?.status !== 'Running') api.emulator.advance(1000);
    const soon = new Date(api.emulator.now().getTime() + 3000).toISOString();
    const Frequency = `at(${soon.slice(0, 19).replace('T', ' ')})`;
    const InvokeId = await run('hello', { InstanceId: ['i-off'], Frequency });
    api.emulator.advance(MINUTE_MS);
    expect(await outcome(InvokeId)).toEqual([['Cancelled', 'Stopped', '']]);
  });

  test('new features need a new agent', async () => {
    const rated = await run('hello', { InstanceId: ['i-old'], Frequency: 'rate(1h)' });
    const contained = await run('hello', { InstanceId: ['i-old'], ContainerName: 'app', Username: 'app' });
    api.emulator.advance(2000);
    expect(await outcome(contained)).toEqual([['Aborted', 'Failed', 'ClientNeedUpgrade']]);
    expect(await results({ InvokeId: contained })).toMatchObject([{ ContainerName: 'app', Username: '' }]);
    expect(await outcome(rated)).toEqual([['Aborted', 'Failed', 'ClientNeedUpgrade']]);
  });

  test('what is over is forgotten after 30 days', async () => {
    await run('hello');
    api.emulator.advance(30 * 24 * 60 * MINUTE_MS);
    expect(await results({})).toHaveLength(1);
    api.emulator.advance(1);
    expect(await results({})).toEqual([]);
  });

  test('a client token invokes once', async () => {
    const token = { ClientToken: 'once' };
    expect(await run('hello', token)).toBe(await run('hello', token));
    expect(await results({})).toHaveLength(1);
    expect(
      await api.refusal('RunCommand', { ...SHELL, ...token, CommandContent: 'bye', InstanceId: ['i-web'] }),
    ).toBe('IdempotentParameterMismatch');
  });

  test('a dry run checks the agents and runs nothing', async () => {
    const dry = { ...SHELL, CommandContent: 'hello', RepeatMode: 'DryRun' };
    expect(await api.refusal('RunCommand', { ...dry, InstanceId: ['i-web'] })).toBe('DryRunOperation');
    expect(await api.refusal('RunCommand', { ...dry, InstanceId: ['i-web', 'i-bare'] })).toBe(
      'InvalidInstance.NotMatch',
    );
    expect(await results({})).toEqual([]);
  });

  test('who has no permission sees nothing and runs nothing', async () => {
    await run('hello');
    const guest = api.as({ accessKeyId: 'LTAI5tGuest0000000000', accessKeySecret: 'guest-secret' });
    expect(await guest.call('DescribeInvocations', REGION)).toMatchObject({ TotalCount: 0 });
    expect(await guest.call('DescribeInvocationResults', REGION)).toMatchObject({
      Invocation: { TotalCount: 0 },
    });
    const params = { ...SHELL, CommandContent: 'hello', InstanceId: ['i-web'] };
    await expect(guest.call('RunCommand', params)).rejects.toMatchObject({ code: 'Forbidden.RAM' });
  });

  const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `i-${index}`);
  const parameters = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, '']));

  test.each<[Params, string, number]>([
    [{ InstanceId: [] }, 'MissingParameter.InstanceId', 400],
    [{ InstanceId: ['i-web', 'i-none'] }, 'InvalidInstance.NotFound', 404],
    [{ InstanceId: ['i-web', 'i-win'] }, 'InvalidInstance.NotMatch', 403],
    [{ InstanceId: ids(101) }, 'InstanceIds.ExceedLimit', 403],
    [{ InstanceId: [], ResourceTag: [{ Key: 'role', Value: 'many' }] }, 'InstanceIds.ExceedLimit', 403],
    [{ InstanceId: [], ResourceTag: [{ Key: 'role', Value: 'none' }] }, 'InvalidInstance.NotFound', 404],
    [{ ResourceTag: [{ Key: 'role', Value: 'web' }] }, 'InvalidParameter', 400],
    [{ InstanceId: ['i-db'], ResourceGroupId: 'rg-web' }, 'InvalidInstance.NotFound', 404],
    [{ Type: 'RunPython' }, 'InvalidCmdType.NotFound', 403],
    [{ RepeatMode: 'Period' }, 'MissingParam.Frequency', 403],
    [{ Frequency: 'rate(30s)' }, 'InvalidParam.Frequency', 403],
    [{ Frequency: 'rate(60s)', Timeout: 60 }, 'InvalidParam.Frequency', 403],
    [{ Username: 'u'.repeat(256) }, 'Username.ExceedLimit', 403],
    [{ Parameters: { name: 'x' } }, 'Parameter.Disabled', 404],
    [{ EnableParameter: true, Parameters: { other: 'x' } }, 'Parameter.NotMatched', 403],
    [{ EnableParameter: true, Parameters: { name: 'x', NAME: 'y' } }, 'ParameterKey.Duplicate', 403],
    [{ EnableParameter: true, Parameters: { ['k'.repeat(65)]: '' } }, 'ParameterKey.ExceedLimit', 403],
    [{ EnableParameter: true, Parameters: parameters(11) }, 'ParameterCount.ExceedLimit', 403],
    [{ EnableParameter: true, Parameters: { name: 'x'.repeat(18_432) } }, 'CmdContent.ExceedLimit', 403],
    [{ CommandContent: 'x'.repeat(18_433) }, 'CmdContent.ExceedLimit', 403],
    [{ Type: 'RunBatScript', InstanceId: ['i-win'], Username: 'app' }, 'InvalidParameter', 400],
    [{ Type: 'RunBatScript', InstanceId: ['i-win'], ContainerName: 'app' }, 'InvalidInstance.NotMatch', 403],
    [{ OssOutputDelivery: 'oss://bucket/prefix' }, 'UnsupportedParameter', 400],
  ])('RunCommand %j is refused with %s', async (params, code, status) => {
    const error = await api.errorOf('RunCommand', {
      ...SHELL,
      CommandContent: 'echo {{name}}',
      InstanceId: ['i-web'],
      ...params,
    });
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });

  test.each<[string, Params, string]>([
    ['InvokeCommand', { CommandId: 'c-none', InstanceId: ['i-web'] }, 'InvalidCmdId.NotFound'],
    ['InvokeCommand', { CommandId: 'c-none', Timeout: 9 }, 'InvalidParameter'],
    ['StopInvocation', { InvokeId: 't-none' }, 'InvalidInvokeId.NotFound'],
    ['StopInvocation', { InvokeId: 't-none', InstanceId: ids(51) }, 'InstanceIds.ExceedLimit'],
    ['DescribeInvocations', { IncludeOutput: true }, 'MissingParameter.InvokeId'],
    ['DescribeInvocations', { PageNumber: 0 }, 'InvalidParam.PageNumber'],
    ['DescribeInvocationResults', { IncludeHistory: true }, 'MissingParameter.InvokeId'],
    ['DescribeInvocationResults', { InvokeRecordStatus: 'Odd' }, 'InvalidParameter'],
  ])('%s %j is refused with %s', async (action, params, code) => {
    expect(await api.refusal(action, { ...REGION, ...params })).toBe(code);
  });

  test('only instances of an invocation can be stopped, only a repeated one has a history', async () => {
    const InvokeId = await run('hello');
    expect(await api.refusal('StopInvocation', { ...REGION, InvokeId, InstanceId: ['i-db'] })).toBe(
      'InvalidInstance.NotFound',
    );
    expect(
      await api.refusal('DescribeInvocationResults', { ...REGION, InvokeId, IncludeHistory: true }),
    ).toBe('InvalidParameter');
  });
});
