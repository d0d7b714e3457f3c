import { forEachParallel } from '../../shared/core/batch';
import type { Driver, Performed, Task } from '../../shared/core/effects';
import { DeadlineError, failureOf } from '../../shared/core/errors';
import { resourceKey } from '../../shared/core/plan';
import { clientToken } from '../../shared/core/token';
import { rereadInstances } from '../../shared/runtime/instances';
import type { Scopes } from '../../shared/runtime/scopes';

/** Instances that travel together; each has a call of its own. */
const INSTANCES_AT_ONCE = 100;
const PARALLEL_CALLS = 4;

/**
 * Changes the type of stopped pay-as-you-go instances, given as parameter `instanceType`; `due`, the transition, and
 * `attempt` make a repetition the same request.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifyinstancespec
 */
export function resizeDriver(scopes: Scopes): Driver {
  return {
    batchSize: INSTANCES_AT_ONCE,
    callKey: ({ action }) => [action.target.account, action.target.region].join(' '),
    async perform(tasks) {
      const results: (readonly [Task, Performed])[] = [];
      await forEachParallel(tasks, PARALLEL_CALLS, async (task) => {
        results.push([task, await resize(task, scopes)]);
      });
      return results;
    },
    async verify(tasks) {
      const seen = await rereadInstances(
        scopes,
        tasks.map((task) => task.action.target),
      );
      return new Map(
        tasks.map((task) => {
          const type = seen.get(resourceKey(task.action.target))?.type;
          return [task, { reached: type === typeIn(task), state: { type } }];
        }),
      );
    },
  };
}

/** @throws DeadlineError when there was no time left for the call */
async function resize(task: Task, scopes: Scopes): Promise<Performed> {
  const { target } = task.action;
  const request = { InstanceId: target.id, InstanceType: typeIn(task), ClientToken: tokenOf(task) };
  try {
    const { RequestId } = await scopes
      .of(target)
      .ecs.call('ModifyInstanceSpec', request, { region: target.region });
    return { accepted: true, requestId: RequestId };
  } catch (error) {
    if (error instanceof DeadlineError) throw error;
    const failure = failureOf(error);
    // A lost answer is not a refusal: the type that the instance has by then tells.
    return failure.ambiguous === true ? { accepted: true } : { accepted: false, failure };
  }
}

function typeIn({ step }: Task): string {
  return String(step.parameters['instanceType']);
}

function tokenOf({ action, step }: Task): string {
  const { due, attempt, ...parameters } = step.parameters;
  return clientToken({
    function: 'instance-schedule',
    policy: action.rule,
    target: action.target,
    due: new Date(String(due)),
    // Counted from the first attempt here, from the failures before it there.
    attempt: Number(attempt) - 1,
    parameters,
  });
}
