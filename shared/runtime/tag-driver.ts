import type { Driver } from '../core/effects';
import type { Scopes } from './scopes';

/** Resources that one TagResources call takes: https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-tagresources */
const RESOURCES_PER_CALL = 50;

/** Carries out steps that set one tag, given as parameters `key` and `value`, on resources of one type. */
export function tagDriver(scopes: Scopes, resourceType: string): Driver {
  return {
    batchSize: RESOURCES_PER_CALL,
    callKey: ({ action, step }) =>
      [action.target.account, action.target.region, step.parameters['key'], step.parameters['value']].join(
        ' ',
      ),
    async perform(tasks) {
      const first = tasks[0];
      if (first === undefined) return [];
      const { RequestId } = await scopes.of(first.action.target).ecs.call('TagResources', {
        RegionId: first.action.target.region,
        ResourceType: resourceType,
        ResourceId: tasks.map((task) => task.action.target.id),
        Tag: [{ Key: String(first.step.parameters['key']), Value: String(first.step.parameters['value']) }],
      });
      return tasks.map((task) => [task, { accepted: true, requestId: RequestId }]);
    },
  };
}
