import type { FcFunction } from './function';
import type { FcCredentials } from './messages';

export interface InstanceFacts {
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly home: string;
  readonly credentials: FcCredentials | undefined;
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * The whole environment of an instance: the function's own variables, what the host adds, and what FC provides, which
 * cannot be overridden. Nothing is inherited from the machine.
 * See https://www.alibabacloud.com/help/en/functioncompute/fc/environment-variables.
 */
export function functionEnvironment(deployed: FcFunction, facts: InstanceFacts): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin',
    TZ: 'UTC',
    ...deployed.environment,
    ...facts.extra,
    HOME: facts.home,
    FC_FUNC_CODE_PATH: deployed.code,
    FC_ACCOUNT_ID: facts.accountId,
    FC_FUNCTION_NAME: deployed.functionName,
    FC_FUNCTION_HANDLER: deployed.handler,
    FC_FUNCTION_MEMORY_SIZE: String(deployed.memorySize),
    FC_REGION: facts.region,
    FC_INSTANCE_ID: facts.instanceId,
    FC_QUALIFIER: 'LATEST',
    ...(facts.credentials !== undefined && {
      ALIBABA_CLOUD_ACCESS_KEY_ID: facts.credentials.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: facts.credentials.accessKeySecret,
      ALIBABA_CLOUD_SECURITY_TOKEN: facts.credentials.securityToken,
    }),
  };
}
