import type { Driver, Effects, Performed, Task } from '../../shared/core/effects';
import type { Failure } from '../../shared/core/errors';
import type { Resource, State } from '../../shared/core/plan';
import { resourceKey } from '../../shared/core/plan';

/** An error as a client throws it. */
export class CallFailed extends Error implements Failure {
  constructor(
    readonly errorClass: Failure['errorClass'],
    readonly code: string,
    readonly ambiguous = false,
  ) {
    super(`${code} (from the cloud)`);
  }
}

type Hook = (ids: readonly string[]) => void;

/**
 * The kernel's view of a cloud, in memory: resources with a status, a `stop` that takes effect at once unless told
 * otherwise, and a `note` that only counts. For rules of the kernel; functions are tested against the emulator.
 */
export class SmallCloud implements Effects {
  readonly status = new Map<string, string>();
  readonly calls: { kind: string; ids: readonly string[] }[] = [];
  /** Item results by id, instead of success. */
  readonly refuse = new Map<string, Failure>();
  /** Ids that the answer leaves out. */
  readonly forget = new Set<string>();
  /** Called before a stop takes effect; may throw. */
  beforeStop: Hook = () => undefined;
  afterStop: Hook = () => undefined;
  beforeNote: Hook = () => undefined;
  /** Called for each note. */
  noted: (id: string, text: string) => void = () => undefined;
  beforeVerify: Hook = () => undefined;
  beforeReread: Hook = () => undefined;
  /** Ids whose state is never seen to be reached. */
  readonly slow = new Set<string>();
  batchSize = 100;

  constructor(ids: readonly string[]) {
    for (const id of ids) this.status.set(id, 'Running');
  }

  reread(targets: readonly Resource[]): Promise<ReadonlyMap<string, State>> {
    const ids = targets.map((target) => target.id);
    this.calls.push({ kind: 'reread', ids });
    this.beforeReread(ids);
    return Promise.resolve(
      new Map(
        targets.flatMap((target) => {
          const status = this.status.get(target.id);
          return status === undefined ? [] : [[resourceKey(target), { status }] as const];
        }),
      ),
    );
  }

  get drivers(): Readonly<Record<string, Driver>> {
    return { stop: this.stop(), note: this.note() };
  }

  callsOf(kind: string): readonly (readonly string[])[] {
    return this.calls.filter((call) => call.kind === kind).map((call) => call.ids);
  }

  private stop(): Driver {
    return {
      batchSize: this.batchSize,
      callKey: ({ action, step }) => `${action.target.region} ${String(step.parameters['mode'])}`,
      perform: async (tasks) => {
        const ids = idsOf(tasks);
        this.calls.push({ kind: 'stop', ids });
        await Promise.resolve();
        this.beforeStop(ids);
        for (const id of ids) if (!this.refuse.has(id)) this.status.set(id, 'Stopped');
        this.afterStop(ids);
        const answered = tasks.filter((task) => !this.forget.has(task.action.target.id));
        return answered.map((task) => [task, this.resultFor(task)]);
      },
      verify: async (tasks) => {
        await Promise.resolve();
        this.beforeVerify(idsOf(tasks));
        return new Map(
          tasks.map((task) => {
            const status = this.status.get(task.action.target.id);
            const reached = status === 'Stopped' && !this.slow.has(task.action.target.id);
            return [task, { reached, state: { status } }];
          }),
        );
      },
    };
  }

  private note(): Driver {
    return {
      batchSize: 2,
      callKey: ({ action, step }) => `${action.target.region} ${String(step.parameters['text'])}`,
      perform: async (tasks) => {
        const ids = idsOf(tasks);
        this.calls.push({ kind: 'note', ids });
        await Promise.resolve();
        this.beforeNote(ids);
        for (const { action, step } of tasks) this.noted(action.target.id, String(step.parameters['text']));
        return tasks.map((task) => [task, { accepted: true }]);
      },
    };
  }

  private resultFor(task: Task): Performed {
    const failure = this.refuse.get(task.action.target.id);
    return failure === undefined ? { accepted: true, requestId: 'req-1' } : { accepted: false, failure };
  }
}

function idsOf(tasks: readonly Task[]): string[] {
  return tasks.map((task) => task.action.target.id);
}
