import { createFcHost } from '../fc';
import type { FcCredentials, Invocation } from '../fc';
import { contextOf } from '../fc/context';
import { runHandler } from '../fc/handler';
import type { Handler } from '../fc/handler';
import type { FunctionOptions } from './function-input';

/** What runs the code of one function. */
export interface Runner {
  run(event: Buffer, requestId: string): Promise<Invocation>;
  close(): Promise<void>;
}

export interface RunnerFacts {
  readonly accountId: string;
  readonly now: () => Date;
  readonly issueCredentials: (role: string) => FcCredentials;
}

/** Functions of this process take part in everything but limits: no timeout, no memory limit, no log. */
class CallbackRunner implements Runner {
  constructor(
    private readonly handler: Handler,
    private readonly options: FunctionOptions,
    private readonly facts: RunnerFacts,
  ) {}

  async run(event: Buffer, requestId: string): Promise<Invocation> {
    const { name, role, region } = this.options;
    const { accountId, issueCredentials } = this.facts;
    const credentials = role === undefined ? undefined : issueCredentials(role);
    const context = contextOf(
      { ...this.options, functionName: name },
      { requestId, region, accountId, credentials },
    );
    const start = performance.now();
    const outcome = await runHandler(this.handler, [event, context]);
    const durationMs = performance.now() - start;
    return { requestId, ...outcome, logs: '', durationMs, cold: false, memoryUsedMb: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Code in a folder, on a local host of its own. */
function hostRunner(options: FunctionOptions, folder: string, facts: RunnerFacts): Runner {
  const { name, handler, timeout, memorySize, role, environment, initializer, preStop, bootstrap } = options;
  const host = createFcHost({
    functions: [
      {
        functionName: name,
        code: folder,
        handler,
        timeout,
        memorySize,
        environment,
        ...(role !== undefined && { role }),
        ...(initializer !== undefined && { initializer }),
        ...(preStop !== undefined && { preStop }),
      },
    ],
    accountId: facts.accountId,
    region: options.region,
    issueCredentials: facts.issueCredentials,
    now: facts.now,
    ...(bootstrap !== undefined && { bootstrap }),
  });
  return {
    run: (event, requestId) => host.invoke(name, event, { requestId }),
    close: () => host.close(),
  };
}

export function runnerOf(options: FunctionOptions, facts: RunnerFacts): Runner {
  return options.folder === undefined
    ? new CallbackRunner(options.invoke ?? (() => undefined), options, facts)
    : hostRunner(options, options.folder, facts);
}
