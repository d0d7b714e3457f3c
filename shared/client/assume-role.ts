import { AutopilotError, ConfigError } from '../core/errors';
import type { ApiClient } from './api-client';
import type { Credentials, CredentialsProvider } from './held-credentials';
import { STS } from './endpoints';
import { property, textOf } from './values';

/** A role to work as, usually of another account. */
export interface RoleRequest {
  /** `acs:ram::<account>:role/<name>` */
  readonly roleArn: string;
  /** Identifies the run in ActionTrail: 2 to 64 letters, digits and `.@-_`. */
  readonly sessionName: string;
  /** Default 3,600; from 900 to the maximum session duration of the role. */
  readonly durationSeconds?: number;
  /** What the role's trust policy asks for, if it does. */
  readonly externalId?: string;
  /** A policy, as JSON text, that narrows what the role allows. */
  readonly policy?: string;
}

/** Credentials are replaced when they have less than this to live. */
const MARGIN_MS = 5 * 60_000;

interface Session {
  readonly credentials: Credentials;
  readonly expiresAt: number;
}

/**
 * Credentials of a role, through STS AssumeRole (https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerole),
 * fetched when first needed and again shortly before they expire; callers at the same time share one request.
 *
 * @param api a client with the credentials that may assume the role; its clock says when they expire
 * @throws ConfigError when the ARN or the session name is malformed
 */
export function assumeRole(api: ApiClient, role: RoleRequest): CredentialsProvider {
  assertRole(role);
  let session: Session | undefined;
  let fetching: Promise<Session> | undefined;

  const isFresh = ({ expiresAt }: Session): boolean => expiresAt - MARGIN_MS > api.clock.now().getTime();

  return {
    getProviderName: () => 'assume_role',
    async getCredentials() {
      if (session !== undefined && isFresh(session)) return session.credentials;
      fetching ??= fetchSession(api, role).finally(() => {
        fetching = undefined;
      });
      session = await fetching;
      return session.credentials;
    },
  };
}

async function fetchSession(api: ApiClient, role: RoleRequest): Promise<Session> {
  const body = await api.callApi({
    product: STS,
    operation: 'AssumeRole',
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName,
      DurationSeconds: role.durationSeconds ?? 3_600,
      ExternalId: role.externalId,
      Policy: role.policy,
    },
  });
  const answer = body['Credentials'];
  const accessKeyId = textOf(property(answer, 'AccessKeyId'));
  const accessKeySecret = textOf(property(answer, 'AccessKeySecret'));
  const securityToken = textOf(property(answer, 'SecurityToken'));
  const expiresAt = Date.parse(textOf(property(answer, 'Expiration')) ?? '');
  const complete = accessKeyId !== undefined && accessKeySecret !== undefined && securityToken !== undefined;
  if (complete && !Number.isNaN(expiresAt)) {
    return { credentials: { accessKeyId, accessKeySecret, securityToken }, expiresAt };
  }
  throw new AutopilotError({
    code: 'incomplete_credentials',
    where: `AssumeRole of ${role.roleArn}`,
    what: 'the answer lacks a key, a token or an expiry',
    next: 'Try again; if it goes on, check what ECS_ENDPOINT or a proxy answers',
  });
}

function assertRole({ roleArn, sessionName }: RoleRequest): void {
  if (!/^acs:ram::\d+:role\/[\w.@-]+$/.test(roleArn)) {
    throw new ConfigError({
      code: 'invalid_role_arn',
      where: roleArn,
      what: 'not the ARN of a RAM role',
      expected: 'acs:ram::<account ID>:role/<role name>',
    });
  }
  if (!/^[\w.@-]{2,64}$/.test(sessionName)) {
    throw new ConfigError({
      code: 'invalid_session_name',
      where: sessionName,
      what: 'not a role session name',
      expected: '2 to 64 letters, digits and .@-_',
    });
  }
}
