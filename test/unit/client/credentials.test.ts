import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextCredentials, fixedCredentials } from '../../../shared/client';
import { findCredentials } from '../../../shared/client/credentials';
import { ConfigError } from '../../../shared/core/errors';
import { json, serve, stopServices } from './service';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'credentials-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
  await stopServices();
});

const OWN = { ALICLOUD_ACCESS_KEY_ID: 'own-id', ALICLOUD_ACCESS_KEY_SECRET: 'own-secret' };
const COMMON = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'common-id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'common-secret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'common-token',
};

const PROFILES = `
# shaped after https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
[default]
type = access_key
access_key_id = default-id
access_key_secret = "default=secret"

[session]
type=sts
access_key_id=session-id
access_key_secret=session-secret
security_token=session-token

[role]
type = ram_role_arn
access_key_id = base-id
access_key_secret = base-secret
role_arn = acs:ram::1000000000000001:role/example
role_session_name = example-session

[metadata]
type = ecs_ram_role
access_key_id = unused
access_key_secret = unused

[half]
type = access_key
access_key_id = half-id
`;

async function writeProfiles(text = PROFILES): Promise<string> {
  await mkdir(join(home, '.alibabacloud'), { recursive: true });
  const file = join(home, '.alibabacloud', 'credentials');
  await writeFile(file, text);
  return file;
}

async function found(env: Record<string, string>): Promise<object> {
  const { accessKeyId, accessKeySecret, securityToken } = await (
    await findCredentials({ env, home })
  ).getCredentials();
  return { accessKeyId, accessKeySecret, securityToken };
}

async function refused(env: Record<string, string>): Promise<ConfigError> {
  const thrown: unknown = await findCredentials({ env, home }).catch((reason: unknown) => reason);
  if (thrown instanceof ConfigError) return thrown;
  throw new Error(`expected a ConfigError, got ${String(thrown)}`);
}

describe('order', () => {
  test('the own variables go before the common ones', async () => {
    await writeProfiles();
    await expect(found({ ...COMMON, ...OWN })).resolves.toEqual({
      accessKeyId: 'own-id',
      accessKeySecret: 'own-secret',
    });
  });

  test('the common variables go before the file', async () => {
    await writeProfiles();
    await expect(found(COMMON)).resolves.toEqual({
      accessKeyId: 'common-id',
      accessKeySecret: 'common-secret',
      securityToken: 'common-token',
    });
  });

  test('the file comes last', async () => {
    await writeProfiles();
    await expect(found({})).resolves.toEqual({
      accessKeyId: 'default-id',
      accessKeySecret: 'default=secret',
    });
  });

  test('variables that are empty are not set', async () => {
    await writeProfiles();
    const env = { ALICLOUD_ACCESS_KEY_ID: '', ALICLOUD_ACCESS_KEY_SECRET: ' ' };
    await expect(found(env)).resolves.toMatchObject({ accessKeyId: 'default-id' });
  });

  test('without any the places are listed in order, and no value', async () => {
    const error = await refused({ ALIBABA_CLOUD_PROFILE: 'web' });
    expect(error.code).toBe('no_credentials');
    expect(error.message).toMatch(
      /ALICLOUD_ACCESS_KEY_ID.*ALIBABA_CLOUD_ACCESS_KEY_ID.*profile web of .*credentials/s,
    );
  });
});

describe('half set', () => {
  test.each([
    [
      { ALICLOUD_ACCESS_KEY_ID: 'own-id' },
      'ALICLOUD_ACCESS_KEY_SECRET: not set, but ALICLOUD_ACCESS_KEY_ID is',
    ],
    [{ ALICLOUD_ACCESS_KEY_SECRET: 'own-secret' }, 'ALICLOUD_ACCESS_KEY_ID: not set'],
    [
      { ALIBABA_CLOUD_SECURITY_TOKEN: 'common-token' },
      'ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    ],
  ])('%j is an error and not passed over', async (env, message) => {
    await writeProfiles();
    const error = await refused(env);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('own-secret');
    expect(error.message).not.toContain('common-token');
  });

  test('a profile that lacks its secret names the field and the file', async () => {
    const file = await writeProfiles();
    const error = await refused({ ALIBABA_CLOUD_PROFILE: 'half' });
    expect(error.message).toContain(`profile half of ${file}: access_key_secret is missing`);
  });
});

describe('profiles', () => {
  test('STS credentials', async () => {
    await writeProfiles();
    await expect(found({ ALIBABA_CLOUD_PROFILE: 'session' })).resolves.toEqual({
      accessKeyId: 'session-id',
      accessKeySecret: 'session-secret',
      securityToken: 'session-token',
    });
  });

  test('a role is assumed through ECS_ENDPOINT', async () => {
    const service = await serve(
      json({
        Credentials: {
          AccessKeyId: 'STS.role-id',
          AccessKeySecret: 'role-secret',
          SecurityToken: 'role-token',
          Expiration: '2100-01-01T00:00:00Z',
        },
      }),
    );
    await writeProfiles();
    await expect(found({ ALIBABA_CLOUD_PROFILE: 'role', ECS_ENDPOINT: service.endpoint })).resolves.toEqual({
      accessKeyId: 'STS.role-id',
      accessKeySecret: 'role-secret',
      securityToken: 'role-token',
    });
    expect(service.received[0]).toMatchObject({
      action: 'AssumeRole',
      params: { RoleArn: 'acs:ram::1000000000000001:role/example', RoleSessionName: 'example-session' },
    });
  });

  test('the metadata address is never asked', async () => {
    await writeProfiles();
    const error = await refused({ ALIBABA_CLOUD_PROFILE: 'metadata' });
    expect(error.message).toContain(
      'type ecs_ram_role is not supported; expected access_key, sts or ram_role_arn',
    );
  });

  test('another file can be named', async () => {
    const file = join(home, 'elsewhere');
    await writeFile(
      file,
      '[default]\ntype=access_key\naccess_key_id=other-id\naccess_key_secret=other-secret\n',
    );
    await expect(found({ ALIBABA_CLOUD_CREDENTIALS_FILE: file })).resolves.toMatchObject({
      accessKeyId: 'other-id',
    });
  });

  test('a file that is there and cannot be read is an error', async () => {
    const file = await writeProfiles();
    await rm(file);
    await mkdir(file);
    expect((await refused({})).message).toContain(`${file}: cannot be read (EISDIR)`);
  });
});

describe('inside Function Compute', () => {
  test('the credentials of the invocation are used', async () => {
    const credentials = { accessKeyId: 'STS.id', accessKeySecret: 'secret', securityToken: 'token' };
    await expect(contextCredentials({ credentials }).getCredentials()).resolves.toMatchObject(credentials);
  });

  test.each([{}, { credentials: { accessKeyId: '', accessKeySecret: '', securityToken: '' } }])(
    'a function without a role: %j',
    (context) => {
      expect(() => contextCredentials(context)).toThrow('Give the function a role');
    },
  );
});

test('the kind of credentials is told without their values', () => {
  const pair = { accessKeyId: 'id', accessKeySecret: 'secret' };
  expect(fixedCredentials(pair).getProviderName()).toBe('static_ak');
  expect(fixedCredentials({ ...pair, securityToken: 'token' }).getProviderName()).toBe('static_sts');
});
