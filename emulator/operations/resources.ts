import type { Account } from '../world/account';

/** ARNs of resources; without ids, of all of the type in the region. */
export function resourceArns(
  account: Account,
  regionId: string,
  type: string,
  ids: readonly string[],
): string[] {
  const names = ids.length === 0 ? ['*'] : ids;
  return names.map((id) => `acs:ecs:${regionId}:${account.id}:${type}/${id}`);
}

/** ARNs of instances; without ids, of all instances of the region. */
export function instanceArns(account: Account, regionId: string, ids: readonly string[]): string[] {
  return resourceArns(account, regionId, 'instance', ids);
}
