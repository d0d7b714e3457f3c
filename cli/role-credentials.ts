import { assumeRole, createApiClient, findCredentials, STS } from '../shared/client';
import type { FcCredentials } from '../shared/runtime/fc-context';

type Environment = Readonly<Record<string, string | undefined>>;

type SessionCredentials = Required<FcCredentials>;

/**
 * Credentials that a function gets on this machine: those of its role in the account of the caller, or the caller's
 * own when they are temporary already.
 *
 * @throws ConfigError without credentials, CloudError when the role cannot be assumed
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
  const roleArn = role.startsWith('acs:') ? role : `acs:ram::${accountId}:role/${role}`;
  const session = await assumeRole(api, { roleArn, sessionName: 'autopilot-local-invoke' }).getCredentials();
  return { accountId, credentials: { ...session, securityToken: session.securityToken ?? '' } };
}
