/** STS credentials of the function's role, as a function receives them in `context.credentials`. */
export interface FcCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** The data of `context`; the instance adds `logger` and `tracing`'s function. */
export interface ContextData {
  readonly requestId: string;
  readonly credentials?: FcCredentials;
  readonly function: {
    readonly name: string;
    readonly handler: string;
    /** MB. */
    readonly memory: number;
    /** Seconds. */
    readonly timeout: number;
  };
  readonly service: {
    readonly logProject: string;
    readonly logStore: string;
    readonly qualifier: string;
    readonly versionId: string;
  };
  readonly region: string;
  readonly accountId: string;
}

/**
 * Value of the response header `X-Fc-Error-Type`: the function handed an error to its callback, failed in any other
 * way, or was not reached because the initializer of its instance failed
 * (https://www.alibabacloud.com/help/en/functioncompute/fc/error-handling-nodejs).
 */
export type FcErrorType = 'HandledInvocationError' | 'UnhandledInvocationError' | 'InitializationError';

/** Host to instance: handle one event, or run a hook. */
export interface InvokeMessage {
  /** `file.export` of what is to run. */
  readonly handler: string;
  /** Hooks get none. */
  readonly event?: Uint8Array;
  readonly context: ContextData;
  /** What to add to the instance's clock for the times of log lines, in milliseconds. */
  readonly clockOffsetMs: number;
}

/** Instance to host: its process runs and waits for events. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** Instance to host: the event was handled. */
export interface ResultMessage {
  readonly type: 'result';
  readonly payload: Uint8Array;
  readonly errorType?: FcErrorType;
  /** Peak resident memory of the instance so far, MB. */
  readonly memoryUsedMb: number;
}

export type InstanceMessage = ReadyMessage | ResultMessage;
