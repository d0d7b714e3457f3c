import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { instanceTypeOf } from '../world/instance-types';
import { zonesOf } from '../world/regions';

/** Fleets have instances of types that are not in the catalogue. */
function isTypeKnown(account: Account, id: string): boolean {
  const regions = [...account.regions.values()];
  return (
    instanceTypeOf(id) !== undefined ||
    regions.some(({ instances }) => instances.all().some(({ type }) => type.id === id))
  );
}

/**
 * Has a type sold out in a zone, or brings it back.
 *
 * @param where path of the line for errors
 * @throws EmulatorInputError when there is no such zone or type
 */
export function changeStock(
  account: Account,
  { zone, type }: { readonly zone: string; readonly type: string },
  available: boolean,
  where: string,
): void {
  const zones = [...account.regions.values()].flatMap(({ info }) => zonesOf(info));
  const problems = [
    ...(zones.includes(zone)
      ? []
      : [`${where}.zone: unknown zone "${zone}", expected one of ${zones.join(', ')}`]),
    ...(isTypeKnown(account, type)
      ? []
      : [
          `${where}.type: unknown instance type "${type}", expected one of DescribeInstanceTypes or of the fleet`,
        ]),
  ];
  if (problems.length > 0) throw new EmulatorInputError(problems);
  account.setStock(zone, type, available);
}
