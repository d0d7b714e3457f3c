import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { StaticAKCredentialsProvider, StaticSTSCredentialsProvider } from '@alicloud/credentials';
import { ConfigError, messageOf } from '../core/errors';
import { createApiClient } from './api-client';
import { assumeRole } from './assume-role';
import type { Credentials, CredentialsProvider } from './held-credentials';
import { parseIni } from './ini';
import { property, textOf } from './values';

type Environment = Readonly<Record<string, string | undefined>>;

export interface CredentialSources {
  /** Default the process environment. */
  readonly env?: Environment;
  /** Home directory, default that of the user. */
  readonly home?: string;
  /** Where STS is called when the profile asks for a role, default `cn-hangzhou`. */
  readonly region?: string;
}

/** The project's own names first, then those of the Alibaba Cloud SDKs. */
const PREFIXES = ['ALICLOUD', 'ALIBABA_CLOUD'] as const;

/**
 * Credentials outside Function Compute (imported from this file and not from the index, so that no function's bundle
 * has it), from the first of: `ALICLOUD_ACCESS_KEY_ID` and `ALICLOUD_ACCESS_KEY_SECRET`
 * (with `ALICLOUD_SECURITY_TOKEN` for STS credentials), the same with `ALIBABA_CLOUD_`, the profile
 * `ALIBABA_CLOUD_PROFILE` or `default` of `~/.alibabacloud/credentials`
 * (https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials).
 *
 * The default chain of `@alicloud/credentials` and its profile provider are not used: they ask a metadata address and
 * call STS past `ECS_ENDPOINT`.
 *
 * @throws ConfigError naming the variable or the file that is half set or unreadable, or all places when there is none
 */
export async function findCredentials(sources: CredentialSources = {}): Promise<CredentialsProvider> {
  const env = sources.env ?? process.env;
  for (const prefix of PREFIXES) {
    const found = fromVariables(env, prefix);
    if (found !== undefined) return found;
  }
  const file = setting(env, 'ALIBABA_CLOUD_CREDENTIALS_FILE') ?? defaultFile(sources.home ?? homedir());
  const profile = setting(env, 'ALIBABA_CLOUD_PROFILE') ?? 'default';
  const found = await fromFile(file, profile, { ...sources, env });
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'no_credentials',
    what: `no credentials; looked at ${[...PREFIXES.map(pairNames), `profile ${profile} of ${file}`].join('; ')}`,
    expected: 'an AccessKey pair in one of them',
    next: 'Export the pair of a RAM user with the policy that `autopilot policy` prints',
  });
}

/** Credentials of one of the library's own providers: STS credentials with a token, else those of an AccessKey pair. */
function libraryProvider({ accessKeyId, accessKeySecret, securityToken }: Credentials): CredentialsProvider {
  if (securityToken === undefined) {
    return StaticAKCredentialsProvider.builder()
      .withAccessKeyId(accessKeyId)
      .withAccessKeySecret(accessKeySecret)
      .build();
  }
  return StaticSTSCredentialsProvider.builder()
    .withAccessKeyId(accessKeyId)
    .withAccessKeySecret(accessKeySecret)
    .withSecurityToken(securityToken)
    .build();
}

function fromVariables(env: Environment, prefix: string): CredentialsProvider | undefined {
  const [idName, secretName, tokenName] = variableNames(prefix);
  const accessKeyId = setting(env, idName);
  const accessKeySecret = setting(env, secretName);
  const securityToken = setting(env, tokenName);
  if (accessKeyId !== undefined && accessKeySecret !== undefined) {
    return libraryProvider({ accessKeyId, accessKeySecret, securityToken });
  }
  const present = [idName, secretName, tokenName].filter((name) => setting(env, name) !== undefined);
  if (present.length === 0) return undefined;
  const missing = [idName, secretName].filter((name) => setting(env, name) === undefined);
  throw new ConfigError({
    code: 'half_set_credentials',
    where: missing.join(', '),
    what: `not set, but ${present.join(' and ')} is`,
    expected: `both ${idName} and ${secretName}, or neither`,
    next: 'Set what is missing, or unset the rest to use another source',
  });
}

async function fromFile(
  file: string,
  profile: string,
  sources: CredentialSources,
): Promise<CredentialsProvider | undefined> {
  const text = await readOptional(file);
  const fields = text === undefined ? undefined : parseIni(text).get(profile);
  if (fields === undefined) return undefined;
  const where = `profile ${profile} of ${file}`;
  const type = field(fields, 'type', where);
  const pair = (): Credentials => ({
    accessKeyId: field(fields, 'access_key_id', where),
    accessKeySecret: field(fields, 'access_key_secret', where),
  });
  switch (type) {
    case 'access_key':
      return libraryProvider(pair());
    case 'sts':
      return libraryProvider({ ...pair(), securityToken: field(fields, 'security_token', where) });
    case 'ram_role_arn':
      return roleOfProfile(libraryProvider(pair()), fields, where, sources);
    default:
      throw new ConfigError({
        code: 'unsupported_credentials',
        where,
        what: `type ${type} is not supported`,
        expected: 'access_key, sts or ram_role_arn',
        next: 'Choose another profile with ALIBABA_CLOUD_PROFILE, or export an AccessKey pair',
      });
  }
}

function roleOfProfile(
  credentials: CredentialsProvider,
  fields: ReadonlyMap<string, string>,
  where: string,
  sources: CredentialSources,
): CredentialsProvider {
  const api = createApiClient({
    credentials,
    region: sources.region ?? 'cn-hangzhou',
    ...(sources.env === undefined ? {} : { env: sources.env }),
  });
  const policy = fields.get('policy');
  return assumeRole(api, {
    roleArn: field(fields, 'role_arn', where),
    sessionName: fields.get('role_session_name') ?? 'ecs-autopilot',
    ...(policy === undefined ? {} : { policy }),
  });
}

function field(fields: ReadonlyMap<string, string>, name: string, where: string): string {
  const value = fields.get(name);
  if (value !== undefined && value !== '') return value;
  throw new ConfigError({
    code: 'half_set_credentials',
    where,
    what: `${name} is missing`,
    next: `Add ${name}, or choose another profile with ALIBABA_CLOUD_PROFILE`,
  });
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = textOf(property(error, 'code'));
    if (code === 'ENOENT') return undefined;
    throw new ConfigError({
      code: 'unreadable_credentials',
      where: file,
      what: `cannot be read (${code ?? messageOf(error)})`,
      next: 'Make the file readable for this user, or export an AccessKey pair',
    });
  }
}

function setting(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function variableNames(prefix: string): [string, string, string] {
  return [`${prefix}_ACCESS_KEY_ID`, `${prefix}_ACCESS_KEY_SECRET`, `${prefix}_SECURITY_TOKEN`];
}

function pairNames(prefix: string): string {
  const [id, secret] = variableNames(prefix);
  return `${id} and ${secret}`;
}

function defaultFile(home: string): string {
  return join(home, '.alibabacloud', 'credentials');
}
