import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import type { Region } from '../world/region';
import { zonesOf } from '../world/regions';

const DEFAULT_REGION = 'cn-hangzhou';

/**
 * The region that a line of a fleet names; else `cn-hangzhou`, or the first region of an account that lacks it.
 *
 * @param where path of the line
 * @throws EmulatorInputError when the account has no such region
 */
export function regionOf(account: Account, wanted: string | undefined, where: string): Region {
  const known = [...account.regions.keys()];
  const id = wanted ?? known.find((each) => each === DEFAULT_REGION) ?? known[0] ?? DEFAULT_REGION;
  const region = account.regions.get(id);
  if (region !== undefined) return region;
  throw new EmulatorInputError([
    `${where}.region: the account has no region "${id}", expected one of ${known.join(', ')}`,
  ]);
}

/**
 * The zone that a line of a fleet names, by id or last letter; else the first one of the region.
 *
 * @throws EmulatorInputError when the region has no such zone
 */
export function zoneOf(region: Region, wanted: string | undefined, where: string): string {
  const zones = zonesOf(region.info);
  if (wanted === undefined) return zones[0] ?? region.id;
  const zone = zones.find((id) => id === wanted || (wanted.length === 1 && id.endsWith(wanted)));
  if (zone !== undefined) return zone;
  throw new EmulatorInputError([
    `${where}.zone: unknown zone "${wanted}" of ${region.id}, expected one of ${zones.join(', ')}`,
  ]);
}
