import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { acs3, rpcPost } from './raw-client';
import type { RawReply } from './raw-client';

const key = { accessKeyId: 'LTAItestkey', accessKeySecret: 'test-secret' };
const REGION = { RegionId: 'cn-hangzhou' };

let emulator: Emulator;

afterEach(() => emulator.close());

function call(Action: string, params: Readonly<Record<string, string>> = {}): Promise<RawReply> {
  return rpcPost(emulator.endpoint, key, { Action, ...params });
}

const STS = { Version: '2015-04-01' };
const role = 'acs:ram::2000000000000002:role/operator';
const assume = { ...STS, RoleArn: role, RoleSessionName: 'night-shift' };

async function startWithRoles(
  trust: readonly string[] | object,
  policies = ['AliyunSTSAssumeRoleAccess'],
): Promise<void> {
  emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T08:00:00Z',
    fleet: {
      account: '1000000000000001',
      users: [{ name: 'tester', policies, ...key }],
      instances: [{ id: 'i-own' }],
      accounts: [
        {
          account: '2000000000000002',
          roles: [{ name: 'operator', policies: ['AliyunECSFullAccess'], trust, maxSessionSeconds: 7200 }],
          instances: [{ id: 'i-theirs' }],
        },
      ],
    },
  });
}

interface Assumed {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly AccessKeySecret: string;
    readonly SecurityToken: string;
    readonly Expiration: string;
  };
  readonly AssumedRoleUser: { readonly Arn: string };
}

async function credentials(params: Readonly<Record<string, string>> = {}): Promise<Assumed> {
  const { json } = await call('AssumeRole', { ...assume, ...params });
  return json as unknown as Assumed;
}

function signerOf({ Credentials }: Assumed): Parameters<typeof acs3>[1] {
  return {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    securityToken: Credentials.SecurityToken,
  };
}

test('a role of another account sees and stops the instances of that account', async () => {
  await startWithRoles(['acs:ram::1000000000000001:root']);
  const assumed = await credentials();
  expect(assumed.AssumedRoleUser.Arn).toBe('acs:ram::2000000000000002:role/operator/night-shift');
  expect(assumed.Credentials.Expiration).toBe('2026-03-02T09:00:00Z');
  const reply = await acs3(emulator.endpoint, signerOf(assumed), {
    Action: 'DescribeInstanceStatus',
    ...REGION,
  });
  expect(reply.json['InstanceStatuses']).toEqual({
    InstanceStatus: [{ InstanceId: 'i-theirs', Status: 'Running' }],
  });
  const identity = await acs3(
    emulator.endpoint,
    signerOf(assumed),
    { Action: 'GetCallerIdentity' },
    { 'x-acs-version': '2015-04-01' },
  );
  expect(identity.json).toMatchObject({
    AccountId: '2000000000000002',
    Arn: 'acs:sts::2000000000000002:assumed-role/operator/night-shift',
    IdentityType: 'AssumedRoleUser',
  });
});

test('a session policy narrows the role', async () => {
  await startWithRoles(['acs:ram::1000000000000001:user/tester']);
  const Policy = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'ecs:Describe*', Resource: '*' }],
  });
  const signer = signerOf(await credentials({ Policy }));
  const stop = await acs3(emulator.endpoint, signer, { Action: 'StopInstance', InstanceId: 'i-theirs' });
  expect(stop.json['Code']).toBe('Forbidden.RAM');
  expect(stop.json['AccessDeniedDetail']).toMatchObject({
    AuthPrincipalType: 'AssumedRoleUser',
    PolicyType: 'SessionPolicy',
  });
  const list = await acs3(emulator.endpoint, signer, { Action: 'DescribeInstances', ...REGION });
  expect(list.json['TotalCount']).toBe(1);
});

test.each([
  ['the account', ['acs:ram::1000000000000001:root'], 200],
  ['the user', ['acs:ram::1000000000000001:user/tester'], 200],
  ['another user', ['acs:ram::1000000000000001:user/other'], 403],
  ['a service', ['fc.aliyuncs.com'], 403],
  ['nobody', [], 403],
])('a role that trusts %s', async (_case, trust, status) => {
  await startWithRoles(trust);
  const reply = await call('AssumeRole', assume);
  expect(reply.status).toBe(status);
  if (status === 403) expect(reply.json['Code']).toBe('NoPermission');
});

test('trust is not enough without permission', async () => {
  await startWithRoles(['acs:ram::1000000000000001:root'], []);
  expect((await call('AssumeRole', assume)).json['Code']).toBe('NoPermission');
});

test.each<[Record<string, string>, string]>([
  [{ RoleArn: '' }, '400 MissingParameter.RoleArn'],
  [{ RoleArn: 'operator' }, '400 InvalidParameter.RoleArn'],
  [{ RoleArn: 'acs:ram::2000000000000002:role/nobody' }, '404 EntityNotExist.Role'],
  [{ RoleSessionName: 'a' }, '400 InvalidParameter.RoleSessionName'],
  [{ RoleSessionName: 'not allowed' }, '400 InvalidParameter.RoleSessionName'],
  [{ DurationSeconds: '899' }, '400 InvalidParameter.DurationSeconds'],
  [{ DurationSeconds: '7201' }, '400 InvalidParameter.DurationSeconds'],
  [{ ExternalId: 'a' }, '400 InvalidParameter.ExternalId'],
  [{ ExternalId: 'not allowed' }, '400 InvalidParameter.ExternalId'],
  [{ SourceIdentity: 'acs:alice' }, '400 InvalidParameter.SourceIdentity'],
  [{ Policy: '{"Version":"2"}' }, '400 InvalidParameter.PolicyGrammar'],
  [
    { Policy: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*"}]}' },
    '400 InvalidParameter.PolicyGrammar',
  ],
  [{ Policy: 'x'.repeat(2049) }, '400 InvalidParameter.PolicySize'],
])('%j', async (change, expected) => {
  await startWithRoles(['acs:ram::1000000000000001:root']);
  const { status, json } = await call('AssumeRole', { ...assume, ...change });
  expect(`${status} ${String(json['Code'])}`).toBe(expected);
});

test('the identity of a user', async () => {
  await startWithRoles([], []);
  const { json } = await call('GetCallerIdentity', STS);
  expect(json).toMatchObject({
    AccountId: '1000000000000001',
    Arn: 'acs:ram::1000000000000001:user/tester',
    IdentityType: 'RAMUser',
  });
});

test('the account itself may do everything but assume a role', async () => {
  await startWithRoles(['acs:ram::1000000000000001:root']);
  emulator.loadFleet({ account: '1000000000000001', root: key, instances: [{ id: 'i-own' }] });
  expect((await call('GetCallerIdentity', STS)).json).toMatchObject({
    Arn: 'acs:ram::1000000000000001:root',
    IdentityType: 'Account',
  });
  expect((await call('StopInstance', { InstanceId: 'i-own' })).status).toBe(200);
  const reply = await call('AssumeRole', assume);
  expect([reply.status, reply.json['Code']]).toEqual([403, 'NoPermission']);
  expect(reply.json['Message']).toBe('Roles may not be assumed by root accounts.');
});

describe('a trust policy', () => {
  const root = 'acs:ram::1000000000000001:root';
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [root] } };
  const withId = { ...allow, Condition: { StringEquals: { 'sts:ExternalId': 'customer-7' } } };

  const assumeAs = async (...Statement: object[]): Promise<void> => {
    await startWithRoles({ Version: '1', Statement });
  };

  test('may ask for an external id', async () => {
    await assumeAs(withId);
    expect((await call('AssumeRole', assume)).json['Code']).toBe('NoPermission');
    expect((await call('AssumeRole', { ...assume, ExternalId: 'customer-8' })).status).toBe(403);
    expect((await call('AssumeRole', { ...assume, ExternalId: 'customer-7' })).status).toBe(200);
  });

  test('may deny', async () => {
    const tester = { RAM: 'acs:ram::1000000000000001:user/tester' };
    await assumeAs(allow, { ...allow, Effect: 'Deny', Principal: tester });
    expect((await call('AssumeRole', assume)).json['Code']).toBe('NoPermission');
  });

  test('of a service alone lets nobody in', async () => {
    await assumeAs({ ...allow, Principal: { Service: ['fc.aliyuncs.com'] } });
    expect((await call('AssumeRole', assume)).json['Code']).toBe('NoPermission');
  });

  test('that is none is refused with the fleet', async () => {
    await assumeAs(allow);
    const trust = { Version: '1', Statement: [{ ...allow, Principal: {} }] };
    expect(() => {
      emulator.loadFleet({ roles: [{ name: 'operator', trust }] });
    }).toThrow('fleet.roles[0].trust.Statement[0].Principal: expected RAM, Service or both');
  });
});

test('a session keeps the identity that it was opened for', async () => {
  await startWithRoles(['acs:ram::1000000000000001:root', 'acs:ram::2000000000000002:root']);
  emulator.loadFleet({
    account: '1000000000000001',
    users: [{ name: 'tester', policies: ['AliyunSTSAssumeRoleAccess'], ...key }],
    roles: [
      {
        name: 'gate',
        trust: ['acs:ram::1000000000000001:user/tester'],
        policies: ['AliyunSTSAssumeRoleAccess'],
      },
      { name: 'operator', trust: ['acs:ram::1000000000000001:role/gate'] },
    ],
  });
  const RoleArn = 'acs:ram::1000000000000001:role/gate';
  expect((await credentials({ RoleArn })) as object).not.toHaveProperty('SourceIdentity');
  const first = await credentials({ RoleArn, SourceIdentity: 'Alice' });
  expect(first).toMatchObject({ SourceIdentity: 'Alice' });
  const second = await acs3(
    emulator.endpoint,
    signerOf(first),
    {
      Action: 'AssumeRole',
      RoleSessionName: 'next',
      RoleArn: 'acs:ram::1000000000000001:role/operator',
      SourceIdentity: 'Bob',
    },
    { 'x-acs-version': '2015-04-01' },
  );
  expect(second.json).toMatchObject({ SourceIdentity: 'Alice' });
});
