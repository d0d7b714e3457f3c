import { BOOT_MS, firstHeartbeatAt, lastHeartbeatOf } from './agent';
import type { Instance } from './instance';
import { abandon, interrupt, runAtStart } from './invocation-run';
import type { Region } from './region';
import type { World } from './world';

/** https://help.aliyun.com/document_detail/2669130.html */
function announceFirstHeartbeat(world: World, region: Region, instance: Instance): void {
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: 'CloudAssistant:FirstHeartbeat',
    level: 'INFO',
    status: 'Normal',
    resource: { kind: 'instance', id: instance.id, name: instance.name },
    content: {
      vmName: instance.id,
      impact: 'Alert',
      opsCode: 'InstanceStatusChange',
      bizEventId: world.resourceId('e', region),
      extensions: {
        agentVersion: region.cloudAssistant.agentOf(instance).version,
        region: region.id,
        azone: instance.zoneId,
        uptime: BOOT_MS,
      },
    },
  });
}

function comeUp(world: World, region: Region, instance: Instance): void {
  const { startedAt } = instance;
  world.clock.after(BOOT_MS, () => {
    const isSameStart = instance.status === 'Running' && instance.startedAt === startedAt;
    if (!isSameStart || region.instances.get(instance.id) !== instance) return;
    if (region.cloudAssistant.agentOf(instance).installsAtStart) {
      region.cloudAssistant.changeAgent(instance, { installed: true, installsAtStart: false });
    }
    if (firstHeartbeatAt(region.cloudAssistant.agentOf(instance), instance) === undefined) return;
    announceFirstHeartbeat(world, region, instance);
    runAtStart(world, region, instance.id);
  });
}

/** The instance is about to stop: the agent has reported for the last time. */
function rememberHeartbeat(world: World, region: Region, instance: Instance): void {
  const agent = region.cloudAssistant.agentOf(instance);
  const lastHeartbeatAt = lastHeartbeatOf(agent, { ...instance, status: 'Running' }, world.clock.now());
  region.cloudAssistant.changeAgent(instance, { lastHeartbeatAt });
}

/** Keeps the agents of all instances in step with the instances, which are heard of through their state changes. */
export function watchInstances(world: World): void {
  world.announcements.listen(({ name, accountId, regionId, resource, content }) => {
    if (name !== 'Instance:StateChange') return;
    const region = world.accounts.get(accountId)?.regions.get(regionId);
    if (region === undefined) return;
    const instance = region.instances.get(resource.id);
    if (instance === undefined) {
      abandon(world, region, resource.id);
      region.cloudAssistant.forgetAgent(resource.id);
    } else if (content['state'] === 'Running') {
      comeUp(world, region, instance);
    } else {
      if (content['state'] === 'Stopping') rememberHeartbeat(world, region, instance);
      interrupt(world, region, instance.id);
    }
  });
}
