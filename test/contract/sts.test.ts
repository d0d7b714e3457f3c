import { startEmulator } from '../../emulator';
import type { Emulator } from '../../emulator';
import { FAMILIES } from '../../emulator/operations';
import { driversOf } from './drivers/any-product';
import type { Connection, Driver, Params } from './drivers/driver';
import { typedSdk } from './drivers/typed-sdk';
import { missingPaths, pathsOf, sampleOf } from './samples';

const ACCOUNT = '1234567890123456';
const ROLE = `acs:ram::${ACCOUNT}:role/operator`;
const ASSUME = { RoleArn: ROLE, RoleSessionName: 'night-shift' };

const key = { accessKeyId: 'LTAIcaller', accessKeySecret: 'secret' };

interface Assumed {
  readonly AssumedRoleUser: { readonly Arn: string; readonly AssumedRoleId: string };
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly AccessKeySecret: string;
    readonly SecurityToken: string;
    readonly Expiration: string;
  };
}

describe.each(driversOf('2015-04-01'))('STS with $name', (factory) => {
  let emulator: Emulator;
  let user: Driver;

  function connect(credentials: Omit<Connection, 'endpoint'>): Driver {
    return factory.connect({ endpoint: emulator.endpoint, ...credentials });
  }

  beforeEach(async () => {
    emulator = await startEmulator({
      frozen: true,
      now: '2026-03-02T08:00:00Z',
      fleet: {
        account: ACCOUNT,
        root: { accessKeyId: 'LTAIroot', accessKeySecret: 'secret' },
        users: [{ name: 'caller', policies: ['AliyunSTSAssumeRoleAccess'], ...key }],
        roles: [
          { name: 'operator', trust: [`acs:ram::${ACCOUNT}:root`], policies: ['AliyunECSFullAccess'] },
          { name: 'stranger', trust: ['fc.aliyuncs.com'] },
        ],
        instances: [{ id: 'i-web' }],
      },
    });
    user = connect(key);
  });

  afterEach(() => emulator.close());

  async function assumed(params: Params = {}): Promise<Assumed> {
    return (await user.call('AssumeRole', { ...ASSUME, ...params })) as unknown as Assumed;
  }

  function signerOf({ Credentials }: Assumed): Omit<Connection, 'endpoint'> {
    return {
      accessKeyId: Credentials.AccessKeyId,
      accessKeySecret: Credentials.AccessKeySecret,
      securityToken: Credentials.SecurityToken,
    };
  }

  test('answers have every field of the published samples', async () => {
    const role = await assumed({ SourceIdentity: 'Alice' });
    const answers = {
      AssumeRole: [role],
      GetCallerIdentity: [
        await user.call('GetCallerIdentity'),
        await connect(signerOf(role)).call('GetCallerIdentity'),
      ],
    };
    expect(FAMILIES.sts.map(({ name }) => name).sort()).toEqual(Object.keys(answers).sort());
    for (const [action, bodies] of Object.entries(answers)) {
      const sample = sampleOf(action);
      if (sample === undefined) throw new Error(`there is no sample of ${action}`);
      expect(missingPaths(sample, new Set(bodies.flatMap((body) => pathsOf(body))))).toEqual([]);
    }
  });

  test('a session has the permissions of the role until it ends', async () => {
    const session = await assumed({ DurationSeconds: 900 });
    expect(session.Credentials.Expiration).toBe('2026-03-02T08:15:00Z');
    const ecs = typedSdk.connect({ endpoint: emulator.endpoint, ...signerOf(session) });
    await ecs.call('StopInstance', { InstanceId: 'i-web' });
    emulator.advance(900_000);
    await expect(ecs.call('DescribeRegions')).rejects.toMatchObject({ code: 'InvalidSecurityToken.Expired' });
  });

  test('who asks is told who they are', async () => {
    const { AssumedRoleUser, ...session } = await assumed();
    const role = await connect(signerOf({ AssumedRoleUser, ...session })).call('GetCallerIdentity');
    const [roleId, name] = AssumedRoleUser.AssumedRoleId.split(':');
    expect(roleId).toMatch(/^\d{18}$/);
    expect(name).toBe('night-shift');
    expect(AssumedRoleUser.Arn).toBe(`${ROLE}/night-shift`);
    expect(role).toMatchObject({
      AccountId: ACCOUNT,
      Arn: `acs:sts::${ACCOUNT}:assumed-role/operator/night-shift`,
      IdentityType: 'AssumedRoleUser',
      PrincipalId: AssumedRoleUser.AssumedRoleId,
      RoleId: roleId,
    });
    expect(await user.call('GetCallerIdentity')).toMatchObject({
      AccountId: ACCOUNT,
      Arn: `acs:ram::${ACCOUNT}:user/caller`,
      IdentityType: 'RAMUser',
    });
    const root = connect({ accessKeyId: 'LTAIroot', accessKeySecret: 'secret' });
    expect(await root.call('GetCallerIdentity')).toMatchObject({ IdentityType: 'Account', UserId: ACCOUNT });
  });

  test.each<[string, Params, string]>([
    ['no role', { RoleArn: '' }, 'MissingParameter.RoleArn'],
    ['a role that is no ARN', { RoleArn: 'operator' }, 'InvalidParameter.RoleArn'],
    ['a role that there is not', { RoleArn: `acs:ram::${ACCOUNT}:role/gone` }, 'EntityNotExist.Role'],
    ['a role that trusts others', { RoleArn: `acs:ram::${ACCOUNT}:role/stranger` }, 'NoPermission'],
    ['a session without a good name', { RoleSessionName: 'a b' }, 'InvalidParameter.RoleSessionName'],
    ['a session that is too short', { DurationSeconds: 899 }, 'InvalidParameter.DurationSeconds'],
    [
      'a session that is longer than the role has it',
      { DurationSeconds: 3601 },
      'InvalidParameter.DurationSeconds',
    ],
    ['a policy that is none', { Policy: '{}' }, 'InvalidParameter.PolicyGrammar'],
  ])('AssumeRole refuses %s', async (_case, params, code) => {
    await expect(assumed(params)).rejects.toMatchObject({ code });
  });

  test('the account itself assumes no role, and a wrong secret is refused', async () => {
    const root = connect({ accessKeyId: 'LTAIroot', accessKeySecret: 'secret' });
    await expect(root.call('AssumeRole', ASSUME)).rejects.toMatchObject({ code: 'NoPermission' });
    const forged = connect({ ...key, accessKeySecret: 'wrong' });
    await expect(forged.call('GetCallerIdentity')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});
