/** A hook of the life of an instance. https://www.alibabacloud.com/help/en/functioncompute/fc/lifecycle-hooks-for-function-instances */
export interface LifecycleHook {
  /** `file.export` */
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
}

/** A function as it is deployed; a `DeployedFunction` of the s.yaml reader is one. */
export interface FcFunction {
  readonly functionName: string;
  /** Absolute path of the directory that FC sees as /code. */
  readonly code: string;
  /** `file.export` */
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  /** Without a role there are no credentials, neither in the context nor in the environment. */
  readonly role?: string;
  /** The function's own environment variables, and only those. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs once in an instance, before its first event. When it fails, so does the invocation, and the instance ends. */
  readonly initializer?: LifecycleHook;
  /** Runs before an idle instance is ended. */
  readonly preStop?: LifecycleHook;
}
