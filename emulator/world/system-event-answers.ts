import type { Instance } from './instance';
import type { Region } from './region';
import { dismissedState, enter, finish, isFinished, unfinishedEventsOf } from './system-event';
import type { World } from './world';

/**
 * A restart through the API comes before the one that maintenance has planned, and is the one that work on a local
 * disk waits for. A restart inside of the operating system is neither.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/summary
 *
 * @param durationMs how long the restart takes
 */
export function answerByRestart(world: World, region: Region, instance: Instance, durationMs: number): void {
  for (const event of unfinishedEventsOf(region, instance.id)) {
    const { state, type } = event;
    if (type.name === 'SystemMaintenance.Reboot' && (state === 'Inquiring' || state === 'Scheduled')) {
      enter(world, region, event, 'Avoided');
    } else if (type.effect === 'repairDiskAtRestart' && state === 'Executing') {
      event.callOff = world.clock.after(durationMs, () => {
        finish(world, region, event);
      });
    }
  }
}

/** Whether the platform is recovering the instance from a failure of its host, so that nobody else can restart it. */
export function isBeingRecovered(region: Region | undefined, instance: Instance): boolean {
  if (region === undefined || region.systemEvents.size === 0) return false;
  return unfinishedEventsOf(region, instance.id).some(
    ({ type, state, takesEffect }) => type.effect === 'failOver' && state === 'Executing' && takesEffect,
  );
}

/** Nothing is left to happen to an instance that is gone. Its release may be what an event is about, though. */
export function dismissEventsOf(world: World, region: Region, instance: Instance): void {
  for (const event of region.systemEvents.all()) {
    if (event.instanceId !== instance.id) continue;
    const isOwnDoing = ['release', 'reclaim'].includes(event.type.effect) && event.state === 'Executing';
    if (event.awaitsNewDisk) {
      event.callOff();
      event.awaitsNewDisk = false;
    } else if (!isFinished(event) && !isOwnDoing && event.type.resource === 'instance') {
      enter(world, region, event, dismissedState(event.type));
    }
  }
}
