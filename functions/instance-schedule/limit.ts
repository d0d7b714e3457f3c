import type { Limit } from '../../shared/core/guard';
import type { Instance, ObservedInstance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import type { LimitsConfig } from './config';
import { decodeMemory, isOurs } from './memory';

/** Instances stopped within this long count against the limit. */
const ROLLING_MS = 60 * 60 * 1000;

/** The share of running instances that may be stopped within an hour, by account and region. */
export function stopLimit(
  observed: readonly ObservedInstance[],
  limits: LimitsConfig,
  tags: TagNames,
  now: Date,
): Limit {
  const running = new Map<string, number>();
  const stopped = new Map<string, number>();
  for (const { instance, account } of observed) {
    const scope = scopeText(instance.region, account);
    if (instance.status === 'Running') running.set(scope, (running.get(scope) ?? 0) + 1);
    else if (stoppedWithinTheHour(instance, tags, now)) stopped.set(scope, (stopped.get(scope) ?? 0) + 1);
  }
  return {
    setting: limits.count === undefined ? 'limits.instance-schedule.share' : 'limits.instance-schedule',
    from: 'disruptive',
    // What is already stopping when it is forced has been counted.
    scopeOf: ({ code, target }) => (code === 'stop' ? scopeText(target.region, target.account) : undefined),
    share: limits.share / 100,
    ...(limits.count === undefined ? {} : { count: limits.count }),
    base: (scope) => (running.get(scope) ?? 0) + (stopped.get(scope) ?? 0),
    used: (scope) => stopped.get(scope) ?? 0,
  };
}

function stoppedWithinTheHour(instance: Instance, tags: TagNames, now: Date): boolean {
  if (instance.status === 'Stopping') return true;
  const memory = decodeMemory(instance.tags[tags.last]);
  return (
    instance.status === 'Stopped' &&
    memory?.state === 'stopped' &&
    isOurs(memory) &&
    now.getTime() - memory.at.getTime() < ROLLING_MS
  );
}

function scopeText(region: string, account: string | undefined): string {
  return account === undefined ? region : `${account} ${region}`;
}
