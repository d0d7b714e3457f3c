import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const SCRIPT = 'echo {{name}} on {{ ACS::InstanceId }}';
const HELLO = { ...REGION, Name: 'hello', Type: 'RunShellScript', CommandContent: base64(SCRIPT) };

const FLEET = {
  instances: [{ id: 'i-web' }],
  commandScripts: [{ seconds: 30 }],
  quotas: { commandsPerRegion: 5 },
  users: [{ name: 'guest', accessKeyId: 'LTAI5tGuest0000000000', accessKeySecret: 'guest-secret' }],
};

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

interface CommandPage {
  readonly Commands: { readonly Command: readonly Readonly<Record<string, unknown>>[] };
  readonly TotalCount: number;
  readonly NextToken: string;
}

describeContract('commands', FAMILIES.commands, FLEET, (api) => {
  const create = async (params: Params = {}): Promise<string> =>
    (await api.call<{ CommandId: string }>('CreateCommand', { ...HELLO, ...params })).CommandId;

  const page = (params: Params = {}): Promise<CommandPage> =>
    api.call<CommandPage>('DescribeCommands', { ...REGION, ...params });

  const names = async (params: Params): Promise<unknown[]> =>
    (await page(params)).Commands.Command.map(({ Name }) => Name);

  test('describes a command to the last field', async () => {
    const CommandId = await create({
      Description: 'says hello',
      EnableParameter: true,
      Launcher: 'bash -x',
      ResourceGroupId: 'rg-1',
      Tag: [{ Key: 'team', Value: 'web' }],
      Timeout: 30,
      WorkingDir: '/srv',
    });
    expect((await page()).Commands.Command).toEqual([
      {
        CommandId,
        Name: 'hello',
        Description: 'says hello',
        Type: 'RunShellScript',
        CommandContent: base64(SCRIPT),
        WorkingDir: '/srv',
        Timeout: 30,
        EnableParameter: true,
        ParameterNames: { ParameterName: ['name'] },
        ParameterDefinitions: { ParameterDefinition: [] },
        Launcher: 'bash -x',
        InvokeTimes: 0,
        CreationTime: '2026-03-02T08:00Z',
        Category: '',
        Provider: '',
        ResourceGroupId: 'rg-1',
        Tags: { Tag: [{ TagKey: 'team', TagValue: 'web' }] },
      },
    ]);
    expect((await page({ ContentEncoding: 'PlainText' })).Commands.Command[0]).toMatchObject({
      CommandContent: SCRIPT,
    });
  });

  test('takes a plain content when told so, and Base64 otherwise', async () => {
    await create({ Name: 'plain', ContentEncoding: 'plaintext', CommandContent: 'uptime' });
    await create({ Name: 'odd', ContentEncoding: 'rot13' });
    const { Commands } = await page({ ContentEncoding: 'PlainText' });
    expect(Commands.Command.map(({ CommandContent }) => CommandContent)).toEqual(['uptime', SCRIPT]);
    expect(await api.refusal('CreateCommand', { ...HELLO, CommandContent: 'no base 64!' })).toBe(
      'CmdContent.DecodeError',
    );
  });

  test('filters and pages', async () => {
    await create({ Name: 'web-start', Tag: [{ Key: 'team', Value: 'web' }] });
    await create({ Name: 'web-stop', Description: 'stops', ResourceGroupId: 'rg-1' });
    const CommandId = await create({ Name: 'windows', Type: 'RunBatScript' });
    expect(await names({ Name: 'web-*' })).toEqual(['web-start', 'web-stop']);
    expect(await names({ Description: '*ops' })).toEqual(['web-stop']);
    expect(await names({ Type: 'RunBatScript' })).toEqual(['windows']);
    expect(await names({ CommandId })).toEqual(['windows']);
    expect(await names({ ResourceGroupId: 'rg-1' })).toEqual(['web-stop']);
    expect(await names({ Tag: [{ Key: 'team' }] })).toEqual(['web-start']);
    expect(await names({ Provider: 'AlibabaCloud', Latest: true })).toEqual([]);
    const first = await page({ MaxResults: 2 });
    expect(first.TotalCount).toBe(3);
    expect(await names({ MaxResults: 2, NextToken: first.NextToken })).toEqual(['windows']);
    expect(await names({ PageNumber: 2, PageSize: 1 })).toEqual(['web-stop']);
    expect(await api.refusal('DescribeCommands', { ...REGION, Type: 'RunPython' })).toBe(
      'InvalidCmdType.NotFound',
    );
  });

  test('changes details, and never the content', async () => {
    const CommandId = await create();
    await api.call('ModifyCommand', {
      ...REGION,
      CommandId,
      Name: 'bye',
      Timeout: 600,
      WorkingDir: '/',
      CommandContent: base64('exit'),
    });
    expect((await page()).Commands.Command[0]).toMatchObject({
      Name: 'bye',
      Timeout: 600,
      WorkingDir: '/',
      CommandContent: base64(SCRIPT),
    });
  });

  test('deletes a command unless it is being executed', async () => {
    const CommandId = await create();
    const { InvokeId } = await api.call<{ InvokeId: string }>('InvokeCommand', {
      ...REGION,
      CommandId,
      InstanceId: ['i-web'],
    });
    expect(await api.refusal('DeleteCommand', { ...REGION, CommandId })).toBe('Operation.Forbidden');
    expect((await page()).Commands.Command[0]).toMatchObject({ InvokeTimes: 1 });
    api.emulator.advance(60_000);
    await api.call('DeleteCommand', { ...REGION, CommandId });
    expect((await page()).TotalCount).toBe(0);
    const { Invocations } = await api.call<{ Invocations: { Invocation: unknown[] } }>(
      'DescribeInvocations',
      { ...REGION, InvokeId },
    );
    expect(Invocations.Invocation).toMatchObject([{ CommandName: 'hello', InvocationStatus: 'Success' }]);
  });

  test('a client token makes one command', async () => {
    const token = { ClientToken: 'once' };
    expect(await create(token)).toBe(await create(token));
    expect((await page()).TotalCount).toBe(1);
    expect(await api.refusal('CreateCommand', { ...HELLO, ...token, Name: 'other' })).toBe(
      'IdempotentParameterMismatch',
    );
  });

  test('a region keeps no more commands than its quota', async () => {
    for (let count = 0; count < 5; count += 1) await create();
    expect(await api.refusal('CreateCommand', HELLO)).toBe('CmdCount.ExceedQuota');
    const kept = { ...REGION, Type: 'RunShellScript', CommandContent: 'date', InstanceId: ['i-web'] };
    expect(await api.refusal('RunCommand', { ...kept, KeepCommand: true })).toBe('CmdCount.ExceedQuota');
    await api.call('RunCommand', kept);
  });

  test('who has no permission sees nothing and changes nothing', async () => {
    await create();
    const guest = api.as({ accessKeyId: 'LTAI5tGuest0000000000', accessKeySecret: 'guest-secret' });
    expect(await guest.call('DescribeCommands', REGION)).toMatchObject({ TotalCount: 0 });
    await expect(guest.call('CreateCommand', HELLO)).rejects.toMatchObject({ code: 'Forbidden.RAM' });
  });

  const placeholders = (count: number): string =>
    Array.from({ length: count }, (_, index) => `{{p${index}}}`).join(' ');

  test.each<[string, Params, string, number]>([
    ['CreateCommand', { Name: '' }, 'MissingParameter.Name', 400],
    ['CreateCommand', { Type: 'RunPython' }, 'InvalidCmdType.NotFound', 403],
    ['CreateCommand', { Name: 'n'.repeat(129) }, 'CmdName.ExceedLimit', 403],
    ['CreateCommand', { Description: 'd'.repeat(513) }, 'CmdDesc.ExceedLimit', 403],
    ['CreateCommand', { CommandContent: base64('x'.repeat(18_433)) }, 'CmdContent.ExceedLimit', 403],
    ['CreateCommand', { EnableParameter: true, CommandContent: base64('{{}}') }, 'CmdParam.EmptyKey', 403],
    [
      'CreateCommand',
      { EnableParameter: true, CommandContent: base64('{{a b}}') },
      'CmdParam.InvalidParamName',
      403,
    ],
    [
      'CreateCommand',
      { EnableParameter: true, CommandContent: base64('{{ACS::Secret}}') },
      'CmdParam.InvalidParamName',
      403,
    ],
    [
      'CreateCommand',
      { EnableParameter: true, CommandContent: base64(`{{${'a'.repeat(65)}}}`) },
      'CmdParamName.ExceedLimit',
      403,
    ],
    [
      'CreateCommand',
      { EnableParameter: true, CommandContent: base64(placeholders(21)) },
      'ParameterCount.ExceedLimit',
      403,
    ],
    ['CreateCommand', { Tag: [{ Key: 'acs:x' }] }, 'InvalidTagKey.Malformed', 400],
    ['ModifyCommand', { CommandId: 'c-none' }, 'InvalidCmdId.NotFound', 404],
    ['DeleteCommand', { CommandId: 'c-none' }, 'InvalidCmdId.NotFound', 404],
    ['DescribeCommands', { PageSize: 51 }, 'InvalidParam.PageSize', 403],
  ])('%s %j is refused with %s', async (action, params, code, status) => {
    const error = await api.errorOf(
      action,
      action === 'CreateCommand' ? { ...HELLO, ...params } : { ...REGION, ...params },
    );
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
