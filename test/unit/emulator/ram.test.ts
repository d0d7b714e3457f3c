import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { rpcPost } from './raw-client';
import type { RawReply } from './raw-client';

interface Policy {
  readonly Version: '1';
  readonly Statement: readonly object[];
}

function policy(...Statement: object[]): Policy {
  return { Version: '1', Statement };
}

const key = { accessKeyId: 'LTAItestkey', accessKeySecret: 'test-secret' };
const REGION = { RegionId: 'cn-hangzhou' };

let emulator: Emulator;

async function start(...policies: (Policy | string)[]): Promise<void> {
  emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T08:00:00Z',
    fleet: {
      users: [{ name: 'tester', policies, ...key }],
      instances: [{ id: 'i-1', tags: { env: 'prod' } }, { id: 'i-2' }],
    },
  });
}

function call(Action: string, params: Readonly<Record<string, string>> = {}): Promise<RawReply> {
  return rpcPost(emulator.endpoint, key, { Action, ...params });
}

afterEach(() => emulator.close());

describe('a user without permission', () => {
  test.each([
    ['StopInstance', { InstanceId: 'i-1' }],
    ['StopInstances', { ...REGION, 'InstanceId.1': 'i-1' }],
    ['TagResources', { ...REGION, ResourceType: 'instance', 'ResourceId.1': 'i-1', 'Tag.1.Key': 'k' }],
    ['DescribeRegions', {}],
  ])('%s is forbidden, with the reason', async (action, params) => {
    await start();
    const reply = await call(action, params);
    expect([reply.status, reply.json['Code']]).toEqual([403, 'Forbidden.RAM']);
    expect(reply.json['AccessDeniedDetail']).toMatchObject({
      AuthAction: `ecs:${action}`,
      AuthPrincipalType: 'SubUser',
      AuthPrincipalOwnerId: emulator.accountId,
      NoPermissionType: 'ImplicitDeny',
    });
    expect(emulator.instance('i-1')?.status).toBe('Running');
  });

  test.each([
    ['DescribeInstances', REGION, { TotalCount: 0, Instances: { Instance: [] } }],
    ['DescribeInstanceStatus', REGION, { TotalCount: 0, InstanceStatuses: { InstanceStatus: [] } }],
    [
      'ListTagResources',
      { ...REGION, ResourceType: 'instance', 'Tag.1.Key': 'env' },
      { TagResources: { TagResource: [] } },
    ],
  ])('%s is answered as if there were nothing', async (action, params, empty) => {
    await start();
    const reply = await call(action, params);
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject(empty);
    expect(emulator.journal().at(-1)?.ram).toMatchObject({
      action: `ecs:${action}`,
      decision: 'implicitDeny',
    });
  });

  test('only DryRun tells', async () => {
    await start();
    expect((await call('DescribeInstances', { ...REGION, DryRun: 'true' })).json['Code']).toBe(
      'Forbidden.RAM',
    );
    await emulator.close();
    await start('AliyunECSReadOnlyAccess');
    expect((await call('DescribeInstances', { ...REGION, DryRun: 'true' })).json['Code']).toBe(
      'DryRunOperation',
    );
  });
});

test('permission on one instance is not permission on another', async () => {
  await start(
    policy({ Effect: 'Allow', Action: 'ecs:StopInstance*', Resource: 'acs:ecs:cn-hangzhou:*:instance/i-1' }),
  );
  const both = await call('StopInstances', { ...REGION, 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2' });
  expect(both.json['Code']).toBe('Forbidden.RAM');
  const one = await call('StopInstance', { InstanceId: 'i-1' });
  expect(one.status).toBe(200);
  expect(emulator.journal().map(({ ram }) => ram?.decision)).toEqual(['implicitDeny', 'allow']);
});

test('an explicit Deny is said to be one', async () => {
  await start('AdministratorAccess', policy({ Effect: 'Deny', Action: 'ecs:Stop*', Resource: '*' }));
  const reply = await call('StopInstance', { InstanceId: 'i-1' });
  expect(reply.json['AccessDeniedDetail']).toMatchObject({ NoPermissionType: 'ExplicitDeny' });
});

describe('conditions', () => {
  const ofProd = { Condition: { StringEquals: { 'acs:ResourceTag/env': 'prod' } } };

  test('a tag of the resource', async () => {
    await start(policy({ Effect: 'Allow', Action: 'ecs:*', Resource: '*', ...ofProd }));
    expect((await call('StopInstance', { InstanceId: 'i-1' })).status).toBe(200);
    expect((await call('StopInstance', { InstanceId: 'i-2' })).json['Code']).toBe('Forbidden.RAM');
  });

  test('whoever may only see what has a tag has to ask for it', async () => {
    await start(policy({ Effect: 'Allow', Action: 'ecs:Describe*', Resource: '*', ...ofProd }));
    expect((await call('DescribeInstances', REGION)).json['TotalCount']).toBe(0);
    const asked = { 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod' };
    expect((await call('DescribeInstances', { ...REGION, ...asked })).json['TotalCount']).toBe(1);
  });

  test('only some tags may be set', async () => {
    await start(
      policy({
        Effect: 'Allow',
        Action: 'ecs:TagResources',
        Resource: '*',
        Condition: { StringLike: { 'acs:RequestTag/autopilot:last': '*' } },
      }),
    );
    const tag = (key: string): Promise<RawReply> =>
      call('TagResources', {
        ...REGION,
        ResourceType: 'instance',
        'ResourceId.1': 'i-1',
        'Tag.1.Key': key,
        'Tag.1.Value': 'x',
      });
    expect((await tag('autopilot:last')).status).toBe(200);
    expect((await tag('env')).json['Code']).toBe('Forbidden.RAM');
    expect(emulator.instance('i-1')?.tags.get('env')).toBe('prod');
  });

  test('the hour, by the virtual clock', async () => {
    await start(
      'AdministratorAccess',
      policy({
        Effect: 'Deny',
        Action: 'ecs:StopInstance',
        Resource: '*',
        Condition: { DateLessThan: { 'acs:CurrentTime': '2026-03-02T09:00:00Z' } },
      }),
    );
    expect((await call('StopInstance', { InstanceId: 'i-1' })).json['Code']).toBe('Forbidden.RAM');
    emulator.advance(3_600_000);
    expect((await call('StopInstance', { InstanceId: 'i-1' })).status).toBe(200);
  });
});

test('the journal has each resource with the statement that decided', async () => {
  await start(
    'AliyunECSReadOnlyAccess',
    policy(
      { Effect: 'Allow', Action: 'ecs:Stop*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: 'acs:ecs:*:*:instance/i-2' },
    ),
  );
  await call('StopInstances', { ...REGION, 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2' });
  const arn = `acs:ecs:cn-hangzhou:${emulator.accountId}:instance`;
  expect(emulator.journal().at(-1)?.ram).toEqual({
    action: 'ecs:StopInstances',
    decision: 'explicitDeny',
    resources: [
      { resource: `${arn}/i-1`, decision: 'allow', statement: 'policies[1]#0' },
      { resource: `${arn}/i-2`, decision: 'explicitDeny', statement: 'policies[1]#1' },
    ],
  });
});

test('an AccessKey that was disabled', async () => {
  emulator = await startEmulator({
    fleet: { users: [{ name: 'left', ...key, accessKeyStatus: 'Inactive' }] },
  });
  const reply = await call('GetCallerIdentity', { Version: '2015-04-01' });
  expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidAccessKeyId.Inactive']);
});

test.each([
  [{ StringMatches: { 'acs:SourceIp': 'x' } }, 'Condition.StringMatches: unknown operator'],
  [{ StringEquals: { 'vpc:VPC': 'x' } }, 'Condition.StringEquals.vpc:VPC: a condition key that the emulator'],
])('a fleet with the condition %j is refused', async (Condition, problem) => {
  await start();
  const policies = [policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition })];
  expect(() => {
    emulator.loadFleet({ users: [{ name: 'tester', policies, ...key }] });
  }).toThrow(`fleet.users[0].policies[0].Statement[0].${problem}`);
});
