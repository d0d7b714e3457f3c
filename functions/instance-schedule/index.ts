import type { Effects } from '../../shared/core/effects';
import type { Automation, Workspace } from '../../shared/runtime/execute';
import { createHandler } from '../../shared/runtime/handler';
import { readInstances, rereadInstances } from '../../shared/runtime/instances';
import { allowedRisks } from '../../shared/runtime/settings';
import { tagDriver } from '../../shared/runtime/tag-driver';
import type { Config, LimitsConfig } from './config';
import { stopLimit } from './limit';
import { plan, stateOf } from './plan';
import { startDriver, stopDriver } from './power';

/** Starts and stops instances by the schedule that a tag on them names. */
export const automation: Automation<Config, LimitsConfig> = {
  name: 'instance-schedule',
  description: 'start and stop instances by tag and time',
  operations: {
    read: ['DescribeRegions', 'DescribeInstances'],
    write: ['StartInstances', 'StopInstances', 'TagResources'],
  },
  async prepare(workspace, now) {
    const { settings, tags, scopes } = workspace;
    const { instances, readings } = await readInstances(scopes.all);
    const untagged = instances.filter(({ instance }) => instance.tags[tags.schedule] === undefined).length;
    return {
      scopes: readings,
      notes: [
        `${untagged} of ${instances.length} instances carry no tag ${tags.schedule} and are not looked after.`,
      ],
      plan: plan(instances, settings.own, tags, now),
      guard: {
        allowed: allowedRisks(settings.limits.allow),
        protectedBy: [{ key: tags.protected }],
        optOutBy: [{ key: tags.ignore }],
        limits: [stopLimit(instances, settings.limits, tags, now)],
      },
      effects: effectsOf(workspace),
    };
  },
};

function effectsOf({ scopes, clock, settings, tags }: Workspace<Config, LimitsConfig>): Effects {
  const power = { scopes, clock, verifySeconds: settings.own.verifySeconds };
  return {
    async reread(targets) {
      const fresh = await rereadInstances(scopes, targets);
      return new Map([...fresh].map(([key, instance]) => [key, stateOf(instance, tags)]));
    },
    drivers: { start: startDriver(power), stop: stopDriver(power), remember: tagDriver(scopes, 'instance') },
  };
}

export const handler = createHandler(automation);
