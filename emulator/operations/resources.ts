import type { Account } from '../world/account';

/** ARNs of instances; without ids, of all instances of the region. */
export function instanceArns(account: Account, regionId: string, ids: readonly string[]): string[] {
  const names = ids.length === 0 ? ['*'] : ids;
  return names.map((id) => `acs:ecs:${regionId}:${account.id}:instance/${id}`);
}
