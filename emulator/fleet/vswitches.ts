import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { isStandardCidr, networkOf } from '../world/ip';
import type { AddressFamily } from '../world/ip';
import { defaultVpcId } from '../world/vswitch';
import type { World } from '../world/world';
import { name } from './fields';
import { regionOf, zoneOf } from './places';

function cidr(family: AddressFamily, example: string) {
  return z
    .string()
    .refine((text) => networkOf(text)?.family === family && isStandardCidr(text) && text.includes('/'), {
      message: `expected an ${family} CIDR block without host bits, such as ${example}`,
    });
}

export const vSwitchSchema = z.strictObject({
  id: name,
  region: name.optional(),
  /** Zone id, or only its last letter. */
  zone: z.string().min(1).optional(),
  /** The default VPC of the region when left out; any other id makes one. */
  vpc: name.optional(),
  cidr: cidr('IPv4', '192.168.1.0/24'),
  /** IPv6 is not enabled when left out. */
  ipv6Cidr: cidr('IPv6', '2001:db8:1::/64').optional(),
});

/** @throws EmulatorInputError */
export function addVSwitches(
  world: World,
  account: Account,
  specs: readonly z.output<typeof vSwitchSchema>[],
  where: string,
): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    if (region.vSwitches.get(spec.id) !== undefined) {
      throw new EmulatorInputError([`${path}.id: the id "${spec.id}" is given more than once`]);
    }
    region.vSwitches.add({
      id: spec.id,
      sequence: world.nextSequence(),
      vpcId: spec.vpc ?? defaultVpcId(region),
      zoneId: zoneOf(region, spec.zone, path),
      cidrBlock: spec.cidr,
      ipv6CidrBlock: spec.ipv6Cidr ?? '',
    });
  }
}
