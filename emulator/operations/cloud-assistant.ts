import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, list, required } from '../api/parameters';
import { isOnline, lastHeartbeatOf } from '../world/agent';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import type { Body } from '../wire/render';
import { ASSISTANT_PAGES } from './command-parameters';
import { namedInstances, tooManyInstances } from './invocation-targets';
import { emptyPage, pageOf } from './page-parameters';
import { ECS } from './products';
import { instanceArns } from './resources';
import { secondOf } from '../world/times';

/** Instances of one request. https://help.aliyun.com/document_detail/87346.html */
const MOST_INSTANCES = 50;

const OS_NAMES = { linux: 'Linux', windows: 'Windows' } as const;

/** What each of the instances was sent, by instance id. */
function invocationsOf(
  region: Region,
  instances: readonly Instance[],
): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>(instances.map(({ id }) => [id, []]));
  for (const { targets } of region.cloudAssistant.invocations.all()) {
    for (const { current } of targets) times.get(current.instanceId)?.push(current.createdAt);
  }
  return times;
}

function statusView(region: Region, instance: Instance, invokedAt: readonly number[], now: number): Body {
  const { cloudAssistant } = region;
  const agent = cloudAssistant.agentOf(instance);
  const lastInvokedAt = invokedAt.at(-1);
  const lastHeartbeatAt = lastHeartbeatOf(agent, instance, now);
  const active = cloudAssistant.underWay(instance.id).filter(({ current }) => current.status === 'Running');
  return {
    InstanceId: instance.id,
    CloudAssistantStatus: String(isOnline(agent, instance, now)),
    CloudAssistantVersion: agent.installed ? agent.version : '',
    OSType: OS_NAMES[instance.osType],
    InvocationCount: invokedAt.length,
    ActiveTaskCount: active.length,
    LastInvokedTime: lastInvokedAt === undefined ? '' : secondOf(lastInvokedAt),
    LastHeartbeatTime: lastHeartbeatAt === undefined ? '' : secondOf(lastHeartbeatAt),
    SupportSessionManager: agent.installed,
  };
}

/** https://help.aliyun.com/document_detail/87346.html */
const describeCloudAssistantStatus = regionalOperation({
  product: ECS,
  name: 'DescribeCloudAssistantStatus',
  access: 'read',
  parameters: {
    ...ASSISTANT_PAGES,
    InstanceId: list(MOST_INSTANCES, tooManyInstances),
    OSType: choice(['Windows', 'Linux', 'FreeBSD']),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeCloudAssistantStatus',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  whenDenied: (values) => ({
    InstanceCloudAssistantStatusSet: { InstanceCloudAssistantStatus: [] },
    ...emptyPage(values),
  }),
  handle: (call, values) => {
    const { world, region } = call;
    const { InstanceId, OSType } = values;
    const candidates = InstanceId.length > 0 ? namedInstances(region, InstanceId) : region.instances.all();
    const matches = candidates.filter(({ osType }) => OSType === undefined || OS_NAMES[osType] === OSType);
    // Named instances are answered all at once, whatever MaxResults says.
    const size = InstanceId.length > 0 ? { MaxResults: MOST_INSTANCES } : {};
    const { items, paging } = pageOf(call, matches, { ...values, ...size });
    const invokedAt = invocationsOf(region, items);
    const now = world.clock.now();
    const views = items.map((each) => statusView(region, each, invokedAt.get(each.id) ?? [], now));
    return { InstanceCloudAssistantStatusSet: { InstanceCloudAssistantStatus: views }, ...paging };
  },
});

/** The next start of the instance completes it. https://help.aliyun.com/document_detail/85916.html */
const installCloudAssistant = regionalOperation({
  product: ECS,
  name: 'InstallCloudAssistant',
  access: 'write',
  parameters: { InstanceId: required(list(MOST_INSTANCES, tooManyInstances)) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:InstallCloudAssistant',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: ({ region }, { InstanceId }) => {
    for (const instance of namedInstances(region, InstanceId)) {
      const { installed } = region.cloudAssistant.agentOf(instance);
      if (!installed) region.cloudAssistant.changeAgent(instance, { installsAtStart: true });
    }
    return {};
  },
});

export const CLOUD_ASSISTANT_OPERATIONS: readonly Operation[] = [
  describeCloudAssistantStatus,
  installCloudAssistant,
];
