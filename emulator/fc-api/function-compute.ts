import type { Activity } from '../activity';
import { EmulatorInputError } from '../errors';
import type { FunctionReference } from '../events-out/target';
import type { FcCredentials, Invocation } from '../fc';
import { newRequestId } from '../fc/context';
import { describeIssues } from '../input';
import { trustsService } from '../ram/trust';
import type { Account } from '../world/account';
import type { World } from '../world/world';
import { AsyncInvocations } from './async-invocations';
import type { AsyncInvocation, AsyncTarget } from './async-invocations';
import { functionNotFound, resourceExhausted, serviceNotFound } from './errors';
import { functionSchema } from './function-input';
import type { FunctionOptions } from './function-input';
import { runnerOf } from './runner';
import type { Runner } from './runner';

/** What Function Compute needs of the emulated cloud. */
export interface FunctionComputePorts {
  readonly world: () => World;
  readonly activity: Activity;
  /** @throws EmulatorInputError for an unknown one */
  readonly account: (id?: string) => Account;
  readonly issueCredentials: (
    role: string,
    session: string,
    seconds: number,
    accountId: string,
  ) => FcCredentials;
}

/** A function that can be invoked. */
export interface RegisteredFunction {
  readonly name: string;
  /** Undefined for a function of FC 3.0. */
  readonly service: string | undefined;
  readonly region: string;
  readonly arn: string;
  unregister(): Promise<void>;
}

/** What the trust policy of a function's role has to name. */
const SERVICE = 'fc.aliyuncs.com';

/** Validity of the credentials that a function gets. */
const CREDENTIALS_SECONDS = 36 * 3600;

const FUNCTION_ARN = /^acs:fc:[^:]*:(\d+):(?:services\/([^/.]+)(?:\.[^/]*)?\/)?functions\/([^/]+)$/;

function keyOf(accountId: string, service: string | undefined, name: string): string {
  return [accountId, service ?? '', name].join('/');
}

class Deployed implements AsyncTarget {
  private running = 0;

  constructor(
    readonly options: FunctionOptions,
    readonly arn: string,
    private readonly runner: Runner,
  ) {}

  /** @throws ApiError 429 */
  async invoke(event: Buffer, requestId: string): Promise<Invocation> {
    const { name, reservedConcurrency } = this.options;
    if (reservedConcurrency !== undefined && this.running >= reservedConcurrency) {
      throw resourceExhausted(name, reservedConcurrency);
    }
    this.running += 1;
    try {
      return await this.runner.run(event, requestId);
    } finally {
      this.running -= 1;
    }
  }

  close(): Promise<void> {
    return this.runner.close();
  }
}

/** The functions of the emulated cloud. They outlive a reset. */
export class FunctionCompute {
  private readonly functions = new Map<string, Deployed>();
  private readonly queue: AsyncInvocations;

  constructor(private readonly ports: FunctionComputePorts) {
    const notify = (arn: string, event: Buffer): void => {
      this.notify(arn, event);
    };
    this.queue = new AsyncInvocations({ ...ports, notify });
  }

  /** @throws EmulatorInputError */
  register(input: unknown): RegisteredFunction {
    const parsed = functionSchema.safeParse(input);
    if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'function'));
    const options = parsed.data;
    const { name, service, region } = options;
    const { id: accountId } = this.ports.account(options.account);
    const key = keyOf(accountId, service, name);
    if (this.functions.has(key)) {
      throw new EmulatorInputError([
        `function.name: there is a function "${name}" already, expected another name`,
      ]);
    }
    if (options.role !== undefined) this.checkRole(options.role, accountId);
    const path = service === undefined ? `functions/${name}` : `services/${service}/functions/${name}`;
    const arn = `acs:fc:${region}:${accountId}:${path}`;
    const deployed = new Deployed(
      options,
      arn,
      runnerOf(options, {
        accountId,
        now: () => this.now(),
        issueCredentials: (role) => this.ports.issueCredentials(role, name, CREDENTIALS_SECONDS, accountId),
      }),
    );
    this.functions.set(key, deployed);
    const unregister = async (): Promise<void> => {
      this.functions.delete(key);
      await deployed.close();
    };
    return { name, service, region, arn, unregister };
  }

  /** @throws ApiError 404 */
  find(accountId: string, service: string | undefined, name: string): AsyncTarget {
    const found = this.functions.get(keyOf(accountId, service, name));
    if (found !== undefined) return found;
    const isService = service !== undefined && !this.hasService(accountId, service);
    throw isService ? serviceNotFound(service) : functionNotFound(name, service);
  }

  /** Undefined when there is no such function. */
  regionOf(accountId: string, service: string | undefined, name: string): string | undefined {
    return this.functions.get(keyOf(accountId, service, name))?.options.region;
  }

  newRequestId(): string {
    return newRequestId(this.now());
  }

  /** Starts an asynchronous invocation and returns its request id. */
  enqueue(target: AsyncTarget, event: Buffer, requestId = this.newRequestId()): string {
    this.queue.start(target, event, requestId);
    return requestId;
  }

  /** The same for a function by its name, as triggers do it. @throws ApiError 404 */
  enqueueByName({ name, service, account }: FunctionReference, event: Buffer): string {
    return this.enqueue(this.find(this.ports.account(account).id, service, name), event);
  }

  /** Asynchronous invocations, oldest first. */
  invocations(): readonly AsyncInvocation[] {
    return this.queue.list();
  }

  /** Forgets invocations; functions stay. */
  reset(): void {
    this.queue.clear();
  }

  /** Ends every process of a function. */
  async close(): Promise<void> {
    await Promise.all([...this.functions.values()].map((deployed) => deployed.close()));
  }

  private now(): Date {
    return new Date(this.ports.world().clock.now());
  }

  /** @throws EmulatorInputError for a role that there is not or that does not trust Function Compute */
  private checkRole(name: string, accountId: string): void {
    const role = this.ports.account(accountId).roles.get(name);
    if (role === undefined) {
      throw new EmulatorInputError([`function.role: the account ${accountId} has no role "${name}"`]);
    }
    if (!trustsService(role.trust, SERVICE)) {
      throw new EmulatorInputError([
        `function.role: the role "${name}" does not trust ${SERVICE}, expected it in the role's trust`,
      ]);
    }
  }

  private hasService(accountId: string, service: string): boolean {
    const prefix = keyOf(accountId, service, '');
    return [...this.functions.keys()].some((key) => key.startsWith(prefix));
  }

  /** A destination that is no function of this emulator is only recorded. */
  private notify(arn: string, event: Buffer): void {
    const [, accountId, service, name] = FUNCTION_ARN.exec(arn) ?? [];
    if (accountId === undefined || name === undefined) return;
    const target = this.functions.get(keyOf(accountId, service, name));
    if (target !== undefined) this.enqueue(target, event);
  }
}
