import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import { flag, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import type { Instance } from '../world/instance';
import { disksOf } from '../world/disk';
import { lockRefusal } from '../world/lifecycle';
import type { Region } from '../world/region';
import { relocate } from '../world/relocation';
import { answeredState, enter, isFinished } from '../world/system-event';
import type { SystemEvent } from '../world/system-event';
import { arm } from '../world/system-event-execution';
import type { EventState } from '../world/system-event-types';
import { startTask } from '../world/task';
import type { World } from '../world/world';
import { incorrectInstanceStatus } from './errors';
import { arnOf, locateInstance } from './lookup';
import { ECS } from './products';

const PLANNED: readonly EventState[] = ['Inquiring', 'Scheduled'];
const ASKED: readonly EventState[] = ['Inquiring'];

/** The events that a redeployment answers, and the states it answers them in. */
const ANSWERED: ReadonlyMap<string, readonly EventState[]> = new Map([
  ['SystemMaintenance.Reboot', PLANNED],
  ['SystemMaintenance.Redeploy', PLANNED],
  ['SystemMaintenance.RebootAndIsolateErrorDisk', ASKED],
  ['SystemMaintenance.RebootAndReInitErrorDisk', ASKED],
  ['SystemMaintenance.IsolateErrorDisk', ASKED],
  ['SystemMaintenance.ReInitErrorDisk', ASKED],
  ['SystemFailure.Redeploy', ASKED],
  ['SystemFailure.Reboot', ['Executing']],
]);

function isAnswered(instance: Instance, event: SystemEvent): boolean {
  if (event.simulated) return false;
  if (event.awaitsNewDisk) return true;
  if (event.type.name === 'SystemFailure.Reboot' && instance.type.localStorage === undefined) return false;
  return ANSWERED.get(event.type.name)?.includes(event.state) === true;
}

/** The events of the instance that call for its redeployment; an isolated disk does so until a new one is there. */
function answeredBy(region: Region, instance: Instance): readonly SystemEvent[] {
  const events = region.systemEvents.all().filter(({ resourceId }) => resourceId === instance.id);
  return events.filter((event) => isAnswered(instance, event));
}

function stopAwaitingDisk(event: SystemEvent): void {
  event.callOff();
  event.awaitsNewDisk = false;
}

/** Moves the instance; an event that was answered waits until then, and goes on if the instance could not be moved. */
function redeploy(
  world: World,
  region: Region,
  instance: Instance,
  forced: boolean,
  events: readonly SystemEvent[],
): string {
  for (const event of events) if (!event.awaitsNewDisk) event.callOff();
  const answer = (event: SystemEvent, moved: boolean): void => {
    if (isFinished(event)) {
      if (moved) stopAwaitingDisk(event);
      return;
    }
    if (moved) enter(world, region, event, answeredState(event.type));
    else arm(world, region, event);
  };
  let result: 'Finished' | 'Failed' = 'Failed';
  const durationMs = relocate(world, region, instance, forced, (moved) => {
    if (moved) result = 'Finished';
    for (const event of events) answer(event, moved);
  });
  const subject = { name: 'InstanceId', id: instance.id };
  return startTask(world, region, { action: 'RedeployInstance', subject, durationMs, finish: () => result })
    .id;
}

function check(region: Region, instance: Instance, now: number): void {
  const locked = lockRefusal(instance, 'stop', now);
  if (locked !== undefined) throw locked;
  if (instance.status !== 'Running' && instance.status !== 'Stopped') throw incorrectInstanceStatus();
  if (disksOf(region, instance).some(({ status }) => status !== 'In_use')) {
    throw new ApiError(403, 'DiskError', 'IncorrectDiskStatus.');
  }
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-redeployinstance */
export const redeployInstance = globalOperation({
  product: ECS,
  name: 'RedeployInstance',
  access: 'write',
  parameters: { InstanceId: required(text()), ForceStop: withDefault(flag(), false) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:RedeployInstance',
    resources: (call, { InstanceId }) => [arnOf(call, 'instance', InstanceId, ({ instances }) => instances)],
  },
  handle: (call, { InstanceId, ForceStop }) => {
    const { region, resource: instance } = locateInstance(call, InstanceId);
    check(region, instance, call.world.clock.now());
    const events = answeredBy(region, instance);
    if (events.length === 0) {
      throw new ApiError(
        403,
        'InvalidOperation.RedeployInstance',
        'The instance has no system event that a redeployment answers.',
      );
    }
    return { TaskId: redeploy(call.world, region, instance, ForceStop, events) };
  },
});
