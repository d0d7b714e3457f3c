import { classifyCode, waitFor } from '../../shared/client';
import type { EcsRequest, EcsResponse } from '../../shared/client';
import type { Clock } from '../../shared/core/clock';
import type { Driver, Performed, Task, Verified } from '../../shared/core/effects';
import { messageOf } from '../../shared/core/errors';
import { resourceKey } from '../../shared/core/plan';
import type { State } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import { rereadInstances } from '../../shared/runtime/instances';
import type { Scopes } from '../../shared/runtime/scopes';
import { stillCharged } from './state';

/** Instances that one StartInstances or StopInstances call takes. */
const INSTANCES_PER_CALL = 100;

export interface PowerContext {
  readonly scopes: Scopes;
  readonly clock: Clock;
  readonly verifySeconds: number;
}

type Answer = EcsResponse<'StartInstances'> | EcsResponse<'StopInstances'>;

/** What is particular to starting and to stopping. */
interface Direction {
  readonly call: (task: Task, ids: string[], scopes: Scopes) => Promise<Answer>;
  readonly goal: string;
  readonly underWay: string;
  readonly warning?: (task: Task, instance: Instance) => string | undefined;
}

/**
 * Starts instances. With `SuccessFirst` each instance has a result of its own, under HTTP 200.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startinstances
 */
export function startDriver(context: PowerContext): Driver {
  return powerDriver(context, {
    call: ({ action }, ids, scopes) =>
      scopes.of(action.target).ecs.call('StartInstances', common(action.target.region, ids)),
    goal: 'Running',
    underWay: 'Starting',
  });
}

/**
 * Stops instances, always with an explicit `StoppedMode`: its default depends on a setting of the account.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-stopinstances
 */
export function stopDriver(context: PowerContext): Driver {
  return powerDriver(context, {
    call: ({ action, step }, ids, scopes) =>
      scopes.of(action.target).ecs.call('StopInstances', {
        ...common(action.target.region, ids),
        StoppedMode: String(step.parameters['stoppedMode']),
      }),
    goal: 'Stopped',
    underWay: 'Stopping',
    warning: chargedAfter,
  });
}

/** Switches instances off whose stop does not come to an end; what they had not written is lost. */
export function forceStopDriver(context: PowerContext): Driver {
  return powerDriver(context, {
    call: ({ action, step }, ids, scopes) =>
      scopes.of(action.target).ecs.call('StopInstances', {
        ...common(action.target.region, ids),
        ForceStop: true,
        StoppedMode: String(step.parameters['stoppedMode']),
      }),
    goal: 'Stopped',
    underWay: 'Stopped',
    warning: chargedAfter,
  });
}

function chargedAfter({ step }: Task, instance: Instance): string | undefined {
  return stillCharged(instance, String(step.parameters['stoppedMode']));
}

function common(region: string, ids: string[]): EcsRequest<'StartInstances'> {
  return { RegionId: region, InstanceId: ids, BatchOptimization: 'SuccessFirst' };
}

function powerDriver(context: PowerContext, direction: Direction): Driver {
  return {
    batchSize: INSTANCES_PER_CALL,
    callKey: ({ action, step }) =>
      [action.target.account, action.target.region, step.parameters['stoppedMode']].join(' '),
    perform: (tasks) => perform(tasks, context, direction),
    verify: (tasks, deadline) => verify(tasks, deadline.remaining(), context, direction),
  };
}

async function perform(
  tasks: readonly Task[],
  { scopes }: PowerContext,
  direction: Direction,
): Promise<readonly (readonly [Task, Performed])[]> {
  const first = tasks[0];
  if (first === undefined) return [];
  const answer = await direction.call(
    first,
    tasks.map((task) => task.action.target.id),
    scopes,
  );
  const results = tasks.map((task) => [task, resultFor(task, answer)] as const);
  const inConflict = results.filter(
    ([, result]) => !result.accepted && result.failure.errorClass === 'conflict',
  );
  if (inConflict.length === 0) return results;
  // A repetition of a call whose answer was lost meets instances that are on their way already. The call was answered,
  // so a failure to look must not look like a failure of the call.
  const targets = inConflict.map(([task]) => task.action.target);
  const seen = await rereadInstances(scopes, targets).catch(() => undefined);
  return results.map(([task, result]) => {
    if (!inConflict.some(([other]) => other === task)) return [task, result];
    const status = seen?.get(resourceKey(task.action.target))?.status;
    const mayBeOnItsWay = seen === undefined || status === direction.underWay || status === direction.goal;
    return [task, mayBeOnItsWay ? { accepted: true } : result];
  });
}

function resultFor(task: Task, answer: Answer): Performed {
  const requestId = answer.RequestId;
  const item = answer.InstanceResponses?.InstanceResponse?.find(
    (one) => one.InstanceId === task.action.target.id,
  );
  if (item?.Code === '200') return { accepted: true, requestId };
  const code = item?.Code ?? 'no_result';
  const message = item?.Message ?? 'the answer says nothing about this instance';
  return { accepted: false, failure: { errorClass: classifyCode(code), code, message, requestId } };
}

async function verify(
  tasks: readonly Task[],
  remainingMs: number,
  { scopes, clock, verifySeconds }: PowerContext,
  direction: Direction,
): Promise<ReadonlyMap<Task, Verified>> {
  const byKey = new Map(tasks.map((task) => [resourceKey(task.action.target), task]));
  const looked = await waitFor<Instance>({
    ids: [...byKey.keys()],
    observe: async (keys) => ({
      present: await rereadInstances(
        scopes,
        keys.flatMap((key) => byKey.get(key)?.action.target ?? []),
      ),
    }),
    reached: (instance) => instance.status === direction.goal,
    deadline: new Date(clock.now().getTime() + Math.min(verifySeconds * 1000, remainingMs)),
    clock,
  });
  const unseen =
    looked.lastError === undefined ? undefined : `looking again failed: ${messageOf(looked.lastError)}`;
  const verified = new Map<Task, Verified>();
  for (const [key, task] of byKey) {
    const reached = looked.reached.get(key);
    const instance = reached ?? looked.pending.get(key);
    verified.set(task, {
      reached: reached !== undefined,
      state: instance === undefined ? undefined : powerState(instance),
      warning: reached === undefined ? unseen : direction.warning?.(task, reached),
    });
  }
  return verified;
}

function powerState(instance: Instance): State {
  return { status: instance.status, stoppedMode: instance.stoppedMode };
}
