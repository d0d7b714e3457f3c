import { randomBytes } from 'node:crypto';
import type { FcFunction } from './function';
import type { ContextData, FcCredentials } from './messages';

/** `1-<seconds>-<random>-<random>`, the form of FC 3.0. */
export function newRequestId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(4).toString('hex')}-${randomBytes(6).toString('hex')}`;
}

export interface ContextFacts {
  readonly requestId: string;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: FcCredentials | undefined;
}

/**
 * What a handler gets as its context.
 * https://help.aliyun.com/en/functioncompute/context-1-1
 */
export function contextOf(
  deployed: Pick<FcFunction, 'functionName' | 'handler' | 'memorySize' | 'timeout'>,
  { requestId, region, accountId, credentials }: ContextFacts,
): ContextData {
  return {
    requestId,
    ...(credentials !== undefined && { credentials }),
    function: {
      name: deployed.functionName,
      handler: deployed.handler,
      memory: deployed.memorySize,
      timeout: deployed.timeout,
    },
    service: { logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
    region,
    accountId,
  };
}
