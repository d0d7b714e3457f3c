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
}
