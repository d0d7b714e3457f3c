import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextOf, newRequestId } from './context';
import { functionEnvironment } from './environment';
import type { FcFunction, LifecycleHook } from './function';
import { FunctionInstance } from './instance';
import type { Answer } from './instance';
import type { ContextData, FcCredentials, FcErrorType } from './messages';

/** Largest event of a synchronous invocation (https://help.aliyun.com/zh/functioncompute/fc/product-overview/limits-of-usage). */
const MAX_EVENT_BYTES = 32 * 1024 * 1024;

export interface FcHostOptions {
  readonly functions: readonly FcFunction[];
  readonly accountId: string;
  readonly region: string;
  /** Called once for each invocation of a function with a role, as FC assumes the role. */
  readonly issueCredentials: (role: string) => Promise<FcCredentials> | FcCredentials;
  /** Variables added to every function's, such as the address of an emulator. */
  readonly extraEnvironment?: Readonly<Record<string, string>>;
  /** Time shown in request ids and log lines; the machine's by default. */
  readonly now?: () => Date;
  /** The compiled `bootstrap.ts`; by default `fc-bootstrap.js` beside the running program. */
  readonly bootstrap?: string;
}

export interface InvokeOptions {
  /** Run in a new instance, as after an update of the function; idle instances are discarded. */
  readonly cold?: boolean;
  readonly requestId?: string;
}

export interface Invocation {
  readonly requestId: string;
  readonly payload: Buffer;
  /** Value of `X-Fc-Error-Type`; absent when the function succeeded. The HTTP status is 200 in both cases. */
  readonly errorType?: FcErrorType;
  /** Everything that was printed during the invocation. */
  readonly logs: string;
  readonly durationMs: number;
  /** The invocation started an instance. */
  readonly cold: boolean;
  /** Peak resident memory of the instance. */
  readonly memoryUsedMb: number;
}

export interface FcHost {
  /** @throws Error for an unknown function, an event above 32 MB, or an instance that cannot be started */
  invoke(functionName: string, event: Uint8Array | string, options?: InvokeOptions): Promise<Invocation>;
  /** Ends all instances. */
  close(): Promise<void>;
}

/**
 * Function Compute on this machine: runs handlers in processes of their own with the event, context, environment,
 * memory limit and timeout that they have in the cloud. An instance handles one event at a time and is reused;
 * simultaneous invocations get instances of their own.
 */
export function createFcHost(options: FcHostOptions): FcHost {
  return new LocalHost(options);
}

/** The handler with an event, or a hook. */
interface Runnable extends LifecycleHook {
  readonly event?: Buffer;
}

class LocalHost implements FcHost {
  private readonly functions: ReadonlyMap<string, FcFunction>;
  private readonly idle = new Map<string, FunctionInstance[]>();
  private readonly running = new Set<FunctionInstance>();
  /** What the hooks of an instance are given: the context of its last invocation. */
  private readonly contexts = new WeakMap<FunctionInstance, ContextData>();
  private readonly invocations = new Set<Promise<Invocation>>();
  /** Home directory and log files of the instances: nothing of this machine's user is visible to a function. */
  private readonly directory = mkdtempSync(join(tmpdir(), 'fc-host-'));
  private instances = 0;
  private closed = false;

  constructor(private readonly options: FcHostOptions) {
    this.functions = new Map(options.functions.map((each) => [each.functionName, each]));
  }

  async invoke(
    functionName: string,
    event: Uint8Array | string,
    options: InvokeOptions = {},
  ): Promise<Invocation> {
    const deployed = this.functions.get(functionName);
    if (deployed === undefined) {
      throw new Error(`no function ${functionName}; deployed here: ${[...this.functions.keys()].join(', ')}`);
    }
    const body = Buffer.from(event);
    if (body.byteLength > MAX_EVENT_BYTES) {
      throw new Error(`the event has ${body.byteLength} bytes; the limit is 32 MB`);
    }
    const invocation = this.run(deployed, body, options);
    this.invocations.add(invocation);
    try {
      return await invocation;
    } finally {
      this.invocations.delete(invocation);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.idle.keys()].map((functionName) => this.discardIdle(functionName)));
    await Promise.all([...this.running].map((instance) => instance.stop()));
    await Promise.allSettled(this.invocations);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async run(deployed: FcFunction, event: Buffer, options: InvokeOptions): Promise<Invocation> {
    const credentials =
      deployed.role === undefined ? undefined : await this.options.issueCredentials(deployed.role);
    if (options.cold === true) await this.discardIdle(deployed.functionName);
    const warm = this.takeIdle(deployed.functionName);
    const instance = warm ?? this.createInstance(deployed, credentials);
    this.running.add(instance);
    const requestId = options.requestId ?? newRequestId(this.now());
    const { accountId, region } = this.options;
    this.contexts.set(instance, contextOf(deployed, { requestId, accountId, region, credentials }));
    const run = async (part: Runnable): Promise<Invocation> => {
      const start = performance.now();
      const answer = await this.runIn(instance, part);
      const durationMs = Math.round((performance.now() - start) * 100) / 100;
      const logs = `FC Invoke Start RequestId: ${requestId}\n${instance.takeLogs()}FC Invoke End RequestId: ${requestId}\n`;
      return {
        requestId,
        ...outcomeOf(answer, part.timeout, durationMs),
        logs,
        durationMs,
        cold: warm === undefined,
      };
    };
    try {
      if (warm === undefined) await instance.ready();
      if (warm === undefined && deployed.initializer !== undefined) {
        const initialized = await run(deployed.initializer);
        if (initialized.errorType !== undefined) {
          await instance.stop();
          return { ...initialized, errorType: 'InitializationError' };
        }
      }
      return await run({ handler: deployed.handler, timeout: deployed.timeout, event });
    } finally {
      this.running.delete(instance);
      if (this.closed) await instance.stop();
      else if (instance.alive) this.keepIdle(deployed.functionName, instance);
    }
  }

  private runIn(instance: FunctionInstance, { handler, timeout, event }: Runnable): Promise<Answer> {
    const context = this.contexts.get(instance);
    if (context === undefined) throw new Error('the instance has no context yet');
    const clockOffsetMs = this.now().getTime() - Date.now();
    return instance.invoke(
      { handler, context, clockOffsetMs, ...(event !== undefined && { event }) },
      timeout * 1000,
    );
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  private takeIdle(functionName: string): FunctionInstance | undefined {
    const candidates = this.idle.get(functionName) ?? [];
    let instance = candidates.pop();
    while (instance !== undefined && !instance.alive) instance = candidates.pop();
    return instance;
  }

  private keepIdle(functionName: string, instance: FunctionInstance): void {
    this.idle.set(functionName, [...(this.idle.get(functionName) ?? []), instance]);
  }

  private async discardIdle(functionName: string): Promise<void> {
    const instances = this.idle.get(functionName) ?? [];
    this.idle.delete(functionName);
    const preStop = this.functions.get(functionName)?.preStop;
    await Promise.all(
      instances.map(async (instance) => {
        if (preStop !== undefined && instance.alive) await this.runIn(instance, preStop);
        await instance.stop();
      }),
    );
  }

  private createInstance(deployed: FcFunction, credentials: FcCredentials | undefined): FunctionInstance {
    if (this.closed) throw new Error('the host is closed');
    this.instances += 1;
    const instanceId = `c-${randomBytes(4).toString('hex')}-${randomBytes(6).toString('hex')}`;
    return new FunctionInstance({
      bootstrap: this.options.bootstrap ?? join(__dirname, 'fc-bootstrap.js'),
      code: deployed.code,
      environment: functionEnvironment(deployed, {
        accountId: this.options.accountId,
        region: this.options.region,
        instanceId,
        home: this.directory,
        credentials,
        extra: this.options.extraEnvironment ?? {},
      }),
      memorySizeMb: deployed.memorySize,
      logFile: join(this.directory, `instance-${this.instances}.log`),
    });
  }
}

function outcomeOf(
  answer: Answer,
  timeout: number,
  durationMs: number,
): Pick<Invocation, 'payload' | 'errorType' | 'memoryUsedMb'> {
  if (answer.kind === 'result') {
    const { payload, errorType, memoryUsedMb } = answer.result;
    return { payload: Buffer.from(payload), ...(errorType !== undefined && { errorType }), memoryUsedMb };
  }
  // The memory of a process that is gone can no longer be measured; FC's own example says 0MB too.
  const errorMessage =
    answer.kind === 'timeout'
      ? `Function time out after ${timeout} seconds (maxMemoryUsage: 0MB)`
      : `Process exited unexpectedly before completing request (duration: ${Math.round(durationMs)}ms, maxMemoryUsage: 0MB)`;
  return {
    payload: Buffer.from(JSON.stringify({ errorMessage })),
    errorType: 'UnhandledInvocationError',
    memoryUsedMb: 0,
  };
}
