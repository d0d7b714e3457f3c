import type { Resource } from './inventory';
import type { Region } from './region';
import { zonesOf } from './regions';
import type { World } from './world';

/** A network of a zone. The emulator has no VPC API: vSwitches come with the account and with its fleet. */
export interface VSwitch extends Resource {
  readonly vpcId: string;
  readonly zoneId: string;
  readonly cidrBlock: string;
  /** Empty where IPv6 is not enabled. */
  readonly ipv6CidrBlock: string;
}

export function defaultVpcId(region: Region): string {
  return `vpc-${region.info.idPrefix}0default0network0`;
}

/** The vSwitch of a VPC in a zone, where no other is named; without a VPC, of the default one. */
export function defaultVSwitchId(region: Region, zoneId: string, vpcId = defaultVpcId(region)): string {
  const id = `vsw-${region.info.idPrefix}0default0zone0${zoneId.slice(-1)}00`;
  return vpcId === defaultVpcId(region) ? id : `${id}-${vpcId}`;
}

/** Whether there is such a VPC: one that a vSwitch or a security group is in. */
export function hasVpc(region: Region, vpcId: string): boolean {
  const isOfVpc = (each: { readonly vpcId: string }): boolean => each.vpcId === vpcId;
  return region.vSwitches.all().some(isOfVpc) || region.securityGroups.all().some(isOfVpc);
}

/**
 * Every region has a default VPC with a vSwitch in each zone. They are wider than the cloud allows (16 to 29 bits),
 * so that a fleet of a hundred thousand instances fits into one zone.
 */
export function addDefaultVSwitches(world: World, region: Region): void {
  for (const [index, zoneId] of zonesOf(region.info).entries()) {
    region.vSwitches.add({
      id: defaultVSwitchId(region, zoneId),
      sequence: world.nextSequence(),
      vpcId: defaultVpcId(region),
      zoneId,
      cidrBlock: `10.${16 * index}.0.0/12`,
      ipv6CidrBlock: `2001:db8:0:${(index + 1).toString(16)}::/64`,
    });
  }
}
