import type { Effects } from '../../shared/core/effects';
import type { Plan, Resource } from '../../shared/core/plan';
import { resourceKey } from '../../shared/core/plan';
import type { Table } from '../../shared/core/report';
import type { ObservedInstance } from '../../shared/model/instance';
import type { Automation, Operations, Workspace } from '../../shared/runtime/execute';
import { createHandler } from '../../shared/runtime/handler';
import { readInstances, rereadInstances } from '../../shared/runtime/instances';
import { allowedRisks } from '../../shared/runtime/settings';
import { tagDriver } from '../../shared/runtime/tag-driver';
import type { Config, LimitsConfig } from './config';
import { missingYears, missingYearText } from './coverage';
import { stopLimit } from './limit';
import { isSubject, plan } from './plan';
import { forceStopDriver, startDriver, stopDriver } from './power';
import { readPrices } from './prices';
import { resizeDriver } from './resize';
import { Rules } from './rules';
import { savingsOf } from './savings';
import { savingsTables } from './savings-tables';
import { obstaclesToStops } from './snapshots';
import { stateOf } from './state';
import { upcomingTable } from './upcoming';

/** Starts and stops instances by the schedule that a tag on them names. */
export const automation: Automation<Config, LimitsConfig> = {
  name: 'instance-schedule',
  description: 'start and stop instances by tag and time',
  operations: operationsFor,
  async prepare(workspace, now) {
    const { settings, tags, scopes } = workspace;
    const { instances, readings } = await readInstances(scopes.all);
    const untagged = instances.filter(({ instance }) => !isSubject(instance, tags)).length;
    const decided = await decide(workspace, instances, now);
    return {
      scopes: readings,
      notes: [
        `${untagged} of ${instances.length} instances carry no tag ${tags.schedule} and are not looked after.`,
        ...missingYears(settings.own, settings.common.calendars, now).map(missingYearText),
      ],
      plan: decided,
      guard: {
        allowed: allowedRisks(settings.limits.allow),
        protectedBy: [{ key: tags.protected }],
        optOutBy: [{ key: tags.ignore }],
        limits: [stopLimit(instances, settings.limits, tags, now)],
      },
      effects: effectsOf(workspace, stopsIn(decided)),
      tables: await tablesOf(workspace, instances, now),
    };
  },
};

/** What is to come, and what it is worth. */
async function tablesOf(
  { scopes, settings, tags }: Workspace<Config, LimitsConfig>,
  instances: readonly ObservedInstance[],
  now: Date,
): Promise<Table[]> {
  const { own, common } = settings;
  const payers = instances.filter(
    ({ instance }) => instance.chargeType === 'PostPaid' && instance.tags[tags.schedule] !== undefined,
  );
  const prices = await readPrices(payers, own.savings, scopes);
  const rules = new Rules(own, common.calendars, tags, now);
  return [
    ...upcomingTable(instances, rules, tags, now),
    ...savingsTables(savingsOf(instances, rules, prices, tags, now), prices, own.savings.currency),
  ];
}

/** Changes of types and prices are asked for by configuration only. */
function operationsFor({ schedules, inline, savings: { askForPrices } }: Config): Operations {
  const mayResize = [...Object.values(schedules), inline].some((one) => one.fallbackTypes !== undefined);
  return {
    read: [
      'DescribeRegions',
      'DescribeInstances',
      'DescribeSnapshots',
      'DescribeDisks',
      ...(askForPrices ? (['DescribePrice'] as const) : []),
    ],
    write: [
      'StartInstances',
      'StopInstances',
      'TagResources',
      ...(mayResize ? (['ModifyInstanceSpec'] as const) : []),
    ],
  };
}

/** The plan, with what keeps instances from being stopped; that is only looked for where there is something to stop. */
async function decide(
  { settings, scopes, tags }: Workspace<Config, LimitsConfig>,
  instances: readonly ObservedInstance[],
  now: Date,
): Promise<Plan> {
  const { own, common } = settings;
  const decided = plan(instances, own, common.calendars, tags, now);
  const obstaclesToStop = await obstaclesToStops(stopsIn(decided), scopes);
  return obstaclesToStop.size === 0
    ? decided
    : plan(instances, own, common.calendars, tags, now, { obstaclesToStop });
}

function stopsIn({ actions }: Plan): Resource[] {
  return actions
    .filter(({ steps }) => steps.some(({ kind }) => kind === 'stop' || kind === 'forceStop'))
    .map(({ target }) => target);
}

function effectsOf(
  { scopes, clock, settings, tags }: Workspace<Config, LimitsConfig>,
  stops: readonly Resource[],
): Effects {
  const power = { scopes, clock, verifySeconds: settings.own.verifySeconds };
  const toStop = new Set(stops.map(resourceKey));
  return {
    async reread(targets) {
      const [fresh, obstacles] = await Promise.all([
        rereadInstances(scopes, targets),
        obstaclesToStops(
          targets.filter((target) => toStop.has(resourceKey(target))),
          scopes,
        ),
      ]);
      return new Map([...fresh].map(([key, instance]) => [key, stateOf(instance, tags, obstacles.get(key))]));
    },
    drivers: {
      start: startDriver(power),
      stop: stopDriver(power),
      forceStop: forceStopDriver(power),
      resize: resizeDriver(scopes),
      remember: tagDriver(scopes, 'instance'),
    },
  };
}

export const handler = createHandler(automation);
