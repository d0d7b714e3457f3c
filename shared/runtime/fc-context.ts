/** STS credentials of the function's role. */
export interface FcCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/**
 * What Function Compute passes to a handler beside the event, as far as it is used here.
 * https://www.alibabacloud.com/help/en/functioncompute/context-1-1
 */
export interface FcContext {
  readonly requestId: string;
  /** Absent when the function has no role. */
  readonly credentials?: FcCredentials;
  readonly function: {
    readonly name: string;
    /** Megabytes. */
    readonly memory: number;
    /** Seconds. */
    readonly timeout: number;
  };
  readonly region: string;
  readonly accountId: string;
}
