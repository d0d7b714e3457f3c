import { disksOf, isCloudDisk } from './disk';
import type { Instance } from './instance';
import { letTransitionRun, setStatus } from './lifecycle';
import type { Region } from './region';
import type { World } from './world';

/** Local disks are those of the new host: empty. */
export function clearLocalDisks(world: World, region: Region, instance: Instance): void {
  for (const disk of disksOf(region, instance)) {
    if (!isCloudDisk(disk.category)) disk.clearedAt = world.clock.now();
  }
}

/**
 * Moves an instance to another host: a running one is stopped first, and both start there. Without stock in its zone
 * it stays, and is left as it was found.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-redeployinstance
 *
 * @param instance Running or Stopped
 * @param done is told whether it was moved, once it has arrived; never called when it was released on the way
 * @returns how long it takes, in virtual milliseconds
 */
export function relocate(
  world: World,
  region: Region,
  instance: Instance,
  forced: boolean,
  done: (moved: boolean) => void,
): number {
  const wasRunning = instance.status === 'Running';
  const stopMs = wasRunning ? world.duration(forced ? 'forcedStop' : 'stop') : 0;
  const startMs = world.duration('start');
  let moved = false;
  const arrive = (): void => {
    moved = region.account.hasStock(instance.zoneId, instance.type.id);
    if (moved) clearLocalDisks(world, region, instance);
    if (!moved && !wasRunning) return;
    instance.stoppedMode = 'KeepCharging';
    setStatus(world, region, instance, 'Starting');
    letTransitionRun(world, region, instance, startMs);
  };
  if (wasRunning) {
    setStatus(world, region, instance, 'Stopping');
    letTransitionRun(world, region, instance, stopMs, arrive);
  } else {
    arrive();
  }
  world.clock.after(stopMs + startMs, () => {
    if (region.instances.get(instance.id) === instance) done(moved);
  });
  return stopMs + startMs;
}
