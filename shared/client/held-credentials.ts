import { ConfigError } from '../core/errors';

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
}

/** Where a client takes its credentials from, asked before each attempt. Providers of `@alicloud/credentials` fit. */
export interface CredentialsProvider {
  getCredentials(): Promise<Credentials>;
  /** For the people who ask why this identity: never a secret. */
  getProviderName(): string;
}

/** Credentials that the caller holds and that do not change. Without a token those of an AccessKey pair, else STS credentials. */
export function fixedCredentials(credentials: Credentials): CredentialsProvider {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const isTemporary = securityToken !== undefined && securityToken !== '';
  const held = isTemporary
    ? { accessKeyId, accessKeySecret, securityToken }
    : { accessKeyId, accessKeySecret };
  return {
    getCredentials: () => Promise.resolve(held),
    getProviderName: () => (isTemporary ? 'static_sts' : 'static_ak'),
  };
}

/**
 * Credentials of the function's role, from the context of an invocation
 * (https://www.alibabacloud.com/help/en/functioncompute/fc/context). They expire: one provider per invocation.
 *
 * @throws ConfigError when the function has no role
 */
export function contextCredentials(context: {
  readonly credentials?: Partial<Credentials> | undefined;
}): CredentialsProvider {
  const { accessKeyId = '', accessKeySecret = '', securityToken = '' } = context.credentials ?? {};
  if (accessKeyId !== '' && accessKeySecret !== '' && securityToken !== '') {
    return fixedCredentials({ accessKeyId, accessKeySecret, securityToken });
  }
  throw new ConfigError({
    code: 'no_credentials',
    where: 'context.credentials',
    what: 'the invocation carries no credentials',
    expected: 'accessKeyId, accessKeySecret and securityToken',
    next: 'Give the function a role (property role in s.yaml) and do not disable the injection of credentials',
  });
}
