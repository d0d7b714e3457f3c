import type { Instance } from './instance';
import type { Region } from './region';
import type { SystemEvent } from './system-event';
import { isFinished, unfinishedEventsOf } from './system-event';
import { cancel, raise } from './system-event-execution';
import { SYSTEM_EVENT_TYPES } from './system-event-types';
import type { World } from './world';

const DAY_MS = 24 * 3_600_000;

/** The owner is told this long before the end of a subscription. https://help.aliyun.com/document_detail/108464.html */
const NOTICE_MS = 3 * DAY_MS;

/** An instance whose subscription has ended is kept this long. */
const KEPT_MS = 15 * DAY_MS;

/**
 * Lets a subscription come to its end: it is announced, the instance is stopped and locked, and released when nobody
 * has renewed it. A subscription that is over already when it comes into the world stays as it is.
 */
export function watchSubscription(world: World, region: Region, instance: Instance): void {
  const end = instance.expiresAt;
  if (end === undefined || end <= world.clock.now()) return;
  let stop: SystemEvent | undefined;
  const isCurrent = (): boolean =>
    instance.expiresAt === end && region.instances.get(instance.id) === instance;
  world.clock.at(Math.max(end - NOTICE_MS, world.clock.now()), () => {
    if (isCurrent()) stop = announce(world, region, instance, 'InstanceExpiration.Stop', end);
  });
  // Just before the stop falls due, which a renewal in time calls off.
  world.clock.at(end - 1, () => {
    if (region.instances.get(instance.id) !== instance) return;
    if (isCurrent()) {
      announce(world, region, instance, 'InstanceExpiration.Delete', end + KEPT_MS);
      return;
    }
    if (stop !== undefined && !isFinished(stop)) cancel(world, region, stop);
    watchSubscription(world, region, instance);
  });
}

function announce(
  world: World,
  region: Region,
  instance: Instance,
  code: 'InstanceExpiration.Stop' | 'InstanceExpiration.Delete',
  notBefore: number,
): SystemEvent | undefined {
  const { id } = instance;
  const type = SYSTEM_EVENT_TYPES.get(code);
  const isKnown = unfinishedEventsOf(region, id).some((event) => event.type === type);
  if (type === undefined || isKnown) return undefined;
  return raise(world, region, { type, resourceId: id, instanceId: id, state: 'Scheduled', notBefore });
}
