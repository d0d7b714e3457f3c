import { startEmulator } from '../../emulator';
import type { Emulator } from '../../emulator';
import type { Operation } from '../../emulator/api/operation';
import { CONTRACT_DRIVERS } from './drivers';
import { CallError } from './drivers/driver';
import type { Connection, Driver, Params } from './drivers/driver';
import { missingPaths, pathsOf, sampleOf } from './samples';
import { responseProblems } from './sdk-model';
import { statusProblems } from './statuses';

type Answer = Record<string, unknown>;

/** What a contract case works with; everything is new for each case. */
export interface Contract {
  readonly emulator: Emulator;
  /** A call that succeeds, with an answer that fits the SDK's model. */
  call<T = Answer>(action: string, params?: Params): Promise<T>;
  /** The code of a call that is refused. */
  refusal(action: string, params?: Params): Promise<string>;
  /** The error of a call that is refused. */
  errorOf(action: string, params?: Params): Promise<CallError>;
  /** The same client with other credentials. */
  as(credentials: Omit<Connection, 'endpoint'>): Driver;
}

class Subject implements Contract {
  readonly emulator: Emulator;
  private readonly connect: (connection: Connection) => Driver;
  private readonly log: CallLog;
  private readonly driver: Driver;

  constructor(emulator: Emulator, connect: (connection: Connection) => Driver, log: CallLog) {
    this.emulator = emulator;
    this.connect = connect;
    this.log = log;
    this.driver = connect(emulator);
  }

  async call<T = Answer>(action: string, params: Params = {}): Promise<T> {
    const body = await this.driver.call(action, params);
    expect(responseProblems(action, body)).toEqual([]);
    this.log.answered(action, body);
    return body as T;
  }

  async refusal(action: string, params: Params = {}): Promise<string> {
    return (await this.errorOf(action, params)).code;
  }

  async errorOf(action: string, params: Params = {}): Promise<CallError> {
    const failure = await this.driver.call(action, params).then(
      () => new Error(`${action} ${JSON.stringify(params)} succeeded`),
      (error: unknown) => error,
    );
    if (!(failure instanceof CallError)) throw failure;
    expect(failure.message).not.toBe('');
    this.log.refused(action, failure);
    return failure;
  }

  as(credentials: Omit<Connection, 'endpoint'>): Driver {
    return this.connect({ ...credentials, endpoint: this.emulator.endpoint });
  }
}

/** What one driver has seen of a family of operations. */
class CallLog {
  private readonly paths = new Map<string, Set<string>>();
  private readonly refusals = new Map<string, Map<string, number>>();

  answered(action: string, body: Answer): void {
    const known = this.paths.get(action) ?? new Set<string>();
    for (const path of pathsOf(body)) known.add(path);
    this.paths.set(action, known);
  }

  refused(action: string, { code, status }: CallError): void {
    const known = this.refusals.get(action) ?? new Map<string, number>();
    if (status !== undefined) known.set(code, status);
    this.refusals.set(action, known);
  }

  statusProblems(): string[] {
    return statusProblems(this.refusals);
  }

  neverAnswered(family: readonly Operation[]): string[] {
    return family.map(({ name }) => name).filter((name) => !this.paths.has(name));
  }

  neverRefused(family: readonly Operation[]): string[] {
    return family.map(({ name }) => name).filter((name) => !this.refusals.has(name));
  }

  missingOf(action: string): string[] {
    const sample = sampleOf(action);
    return sample === undefined ? [] : missingPaths(sample, this.paths.get(action) ?? new Set());
  }
}

/**
 * Runs the cases of a family of operations with every contract driver. Beyond the cases it holds that each operation
 * of the family was answered and refused at least once, and that the answers have every field of the published samples.
 *
 * @param fleet what each case begins with, at 2026-03-02T08:00:00Z and with a clock that stands still
 */
export function describeContract(
  name: string,
  family: readonly Operation[],
  fleet: unknown,
  cases: (api: Contract) => void,
): void {
  describe.each(CONTRACT_DRIVERS)(`${name} with $name`, (factory) => {
    const log = new CallLog();
    let subject: Subject;

    beforeEach(async () => {
      const emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet });
      subject = new Subject(emulator, (connection) => factory.connect(connection), log);
    });

    afterEach(() => subject.emulator.close());

    cases({
      get emulator() {
        return subject.emulator;
      },
      call: (action, params) => subject.call(action, params),
      refusal: (action, params) => subject.refusal(action, params),
      errorOf: (action, params) => subject.errorOf(action, params),
      as: (credentials) => subject.as(credentials),
    });

    test('every operation was answered and refused', () => {
      expect(log.neverAnswered(family)).toEqual([]);
      expect(log.neverRefused(family)).toEqual([]);
    });

    test('every error came with the status of its table', () => {
      expect(log.statusProblems()).toEqual([]);
    });

    test.each(family)('$name has every field of the published sample', ({ name: action }) => {
      expect(log.missingOf(action)).toEqual([]);
    });
  });
}
