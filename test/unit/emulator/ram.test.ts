import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import type { Policy } from '../../../emulator/ram/policy';
import { rpcPost } from './raw-client';
import type { RawReply } from './raw-client';

function policy(...Statement: Policy['Statement']): Policy {
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
