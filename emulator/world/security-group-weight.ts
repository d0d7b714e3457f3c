import type { Region } from './region';
import { weightOfAll } from './security-group-rule';

/**
 * How many rules several groups have together, each group being counted once however often it is asked for.
 *
 * @param known weights of groups that are about to change
 */
export function ruleWeightOf(
  region: Region,
  known: ReadonlyMap<string, number> = new Map(),
): (groupIds: readonly string[]) => number {
  const weights = new Map(known);
  const weightOf = (id: string): number => {
    const weight = weights.get(id) ?? weightOfAll(region, region.securityGroups.get(id)?.rules ?? []);
    weights.set(id, weight);
    return weight;
  };
  return (groupIds) => groupIds.reduce((sum, id) => sum + weightOf(id), 0);
}
