import { EmulatorInputError } from '../errors';
import { privateAddress } from '../world/addresses';
import { FreeAddresses } from '../world/free-addresses';
import type { Instance } from '../world/instance';
import { addPrimaryInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { addMissingSecurityGroups } from '../world/security-group';
import type { VSwitch } from '../world/vswitch';
import type { World } from '../world/world';

type Place = Pick<Instance, 'networkType' | 'vpcId' | 'vSwitchId' | 'zoneId'>;

/** The networks that the instances of a fleet stand on. Made for one list of instances. */
export class FleetNetwork {
  private readonly world: World;
  private readonly vSwitches = new Map<string, VSwitch>();
  private readonly free = new Map<string, FreeAddresses>();
  private readonly given = new Set<string>();

  constructor(world: World) {
    this.world = world;
  }

  /**
   * The private address of an instance: the one it is given, else any.
   *
   * @throws EmulatorInputError when the vSwitch is full, and for an address that is given twice
   */
  addressOf(region: Region, place: Place, given: string | undefined, where: string): string {
    if (place.networkType === 'classic') return given ?? privateAddress(this.world.random);
    const key = `${region.id} ${place.vSwitchId} ${given ?? ''}`;
    if (given !== undefined && this.given.has(key)) {
      throw new EmulatorInputError([
        `${where}.privateIp: the address ${given} of ${place.vSwitchId} is given more than once`,
      ]);
    }
    this.given.add(key);
    const free = this.freeAddressesOf(region, place);
    const address = given ?? free.take();
    if (address !== undefined) {
      free.reserve(address);
      return address;
    }
    throw new EmulatorInputError([
      `${where}.vSwitch: ${place.vSwitchId} has no address left; give it a wider cidr`,
    ]);
  }

  /** Gives an instance its primary interface, and the security groups it names where nothing else is said of them. */
  connect(region: Region, instance: Instance): void {
    const { world } = this;
    const { vpcId, vSwitchId, securityGroupIds } = instance;
    addMissingSecurityGroups(world, region, securityGroupIds, vpcId);
    if (instance.networkType === 'classic') return;
    if (region.vSwitches.get(vSwitchId) === undefined) {
      region.vSwitches.add({ ...this.vSwitchOf(region, instance), sequence: world.nextSequence() });
    }
    addPrimaryInterface(world, region, instance);
  }

  /** The vSwitch of an instance; one that nothing else is said of is made up, each with a block of its own. */
  private vSwitchOf(region: Region, { vSwitchId, vpcId, zoneId }: Place): VSwitch {
    const key = `${region.id} ${vSwitchId}`;
    const vSwitch = region.vSwitches.get(vSwitchId) ??
      this.vSwitches.get(key) ?? {
        id: vSwitchId,
        sequence: 0,
        vpcId,
        zoneId,
        cidrBlock: `172.${16 + ((region.vSwitches.size + this.vSwitches.size) % 16)}.0.0/16`,
        ipv6CidrBlock: '',
      };
    this.vSwitches.set(key, vSwitch);
    return vSwitch;
  }

  private freeAddressesOf(region: Region, place: Place): FreeAddresses {
    const key = `${region.id} ${place.vSwitchId}`;
    const free =
      this.free.get(key) ?? new FreeAddresses(region, this.vSwitchOf(region, place), this.world.random);
    this.free.set(key, free);
    return free;
  }
}
