import { z } from 'zod';
import { assertRehearsalHost, assumeRole, createApiClient, STS } from '../shared/client';
import { findCredentials } from '../shared/client/credentials';
import type { CredentialsProvider } from '../shared/client';
import { AutopilotError, ConfigError, messageOf } from '../shared/core/errors';
import type { FcCredentials } from '../shared/runtime/fc-context';

type Environment = Readonly<Record<string, string | undefined>>;

type SessionCredentials = Required<FcCredentials>;

const issuedSchema = z.object({
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
  securityToken: z.string(),
});

/**
 * Credentials that a function gets on this machine: the caller's own when they are temporary already, in a rehearsal
 * those that the emulator issues for the role, else those of the role in the account of the caller.
 *
 * @throws ConfigError without credentials, AutopilotError when there are none for the role
 */
export async function roleCredentials(
  role: string,
  region: string,
  env: Environment,
): Promise<{ credentials: SessionCredentials; accountId: string }> {
  const own = await findCredentials({ env, region });
  const api = createApiClient({ credentials: own, region, env });
  const identity = await api.callApi({ product: STS, operation: 'GetCallerIdentity', params: {} });
  const accountId = String(identity['AccountId']);
  const { accessKeyId, accessKeySecret, securityToken } = await own.getCredentials();
  if (securityToken !== undefined && securityToken !== '') {
    return { accountId, credentials: { accessKeyId, accessKeySecret, securityToken } };
  }
  const endpoint = env['ECS_ENDPOINT']?.trim() ?? '';
  if (endpoint !== '') return { accountId, credentials: await issuedByEmulator(role, endpoint) };
  const roleArn = role.startsWith('acs:') ? role : `acs:ram::${accountId}:role/${role}`;
  return {
    accountId,
    credentials: await session(assumeRole(api, { roleArn, sessionName: SESSION }), roleArn),
  };
}

const SESSION = 'autopilot-local-invoke';

async function session(provider: CredentialsProvider, roleArn: string): Promise<SessionCredentials> {
  try {
    const { accessKeyId, accessKeySecret, securityToken = '' } = await provider.getCredentials();
    return { accessKeyId, accessKeySecret, securityToken };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new AutopilotError(
      {
        code: 'role_not_assumed',
        where: roleArn,
        what: messageOf(error),
        next: 'Let the role trust your account beside fc.aliyuncs.com, or export temporary credentials of it',
      },
      { cause: error },
    );
  }
}

/** An emulator on this machine answers at once. */
const ISSUING_MS = 10_000;

/** An emulator gives them out as Function Compute does: without asking whom the role trusts. */
async function issuedByEmulator(role: string, endpoint: string): Promise<SessionCredentials> {
  const url = new URL('/_emulator/credentials', endpoint.includes('://') ? endpoint : `http://${endpoint}`);
  assertRehearsalHost(url.href, endpoint);
  const answer = await fetch(url, {
    method: 'POST',
    signal: AbortSignal.timeout(ISSUING_MS),
    body: JSON.stringify({ role: role.replace(/^.*:role\//, ''), session: SESSION }),
  });
  const text = await answer.text();
  if (answer.ok) return issuedSchema.parse(JSON.parse(text));
  throw new AutopilotError({
    code: 'role_not_issued',
    where: url.href,
    what: text.trim().replace(/\s+/g, ' ').slice(0, 500),
    next: 'Name a role of the emulated fleet in s.yaml, or add this one to the fleet',
  });
}
