import type { Resource } from './inventory';
import type { Region } from './region';
import { zonesOf } from './regions';
import type { World } from './world';

/** A network of a zone. The emulator has no VPC API: vSwitches come with the account and with its fleet. */
export interface VSwitch extends Resource {
  readonly vpcId: string;
  readonly zoneId: string;
  readonly cidrBlock: string;
}

export function defaultVpcId(region: Region): string {
  return `vpc-${region.info.idPrefix}0default0network0`;
}

/** The vSwitch of the default VPC in a zone. */
export function defaultVSwitchId(region: Region, zoneId: string): string {
  return `vsw-${region.info.idPrefix}0default0zone0${zoneId.slice(-1)}00`;
}

/** Every region has a default VPC with a vSwitch in each zone. */
export function addDefaultVSwitches(world: World, region: Region): void {
  for (const [index, zoneId] of zonesOf(region.info).entries()) {
    region.vSwitches.add({
      id: defaultVSwitchId(region, zoneId),
      sequence: world.nextSequence(),
      vpcId: defaultVpcId(region),
      zoneId,
      cidrBlock: `172.16.${16 * index}.0/20`,
    });
  }
}
