import type { Instance } from './instance';
import type { Region } from './region';
import type { World } from './world';

export interface SubscriptionPeriod {
  readonly unit: 'Week' | 'Month';
  readonly count: number;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** The end of a period that begins at an instant: in months the same day, or the last one of a shorter month. */
export function endOf({ unit, count }: SubscriptionPeriod, start: number): number {
  if (unit === 'Week') return start + count * WEEK_MS;
  const end = new Date(start);
  const day = end.getUTCDate();
  end.setUTCMonth(end.getUTCMonth() + count);
  // A day that the month lacks has run over into the next one.
  if (end.getUTCDate() !== day) end.setUTCDate(0);
  return end.getTime();
}

/** Has a subscription extended each time that it ends, unless its end was moved or the instance released. */
export function renewAutomatically(
  world: World,
  region: Region,
  instance: Instance,
  period: SubscriptionPeriod,
): void {
  const end = instance.expiresAt;
  if (end === undefined) return;
  world.clock.at(end, () => {
    if (instance.expiresAt !== end || region.instances.get(instance.id) !== instance) return;
    instance.expiresAt = endOf(period, end);
    renewAutomatically(world, region, instance, period);
  });
}
