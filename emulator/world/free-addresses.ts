import { addressText, contains, networkOf, sizeOf } from './ip';
import type { AddressFamily, Network } from './ip';
import type { Random } from './random';
import type { Region } from './region';
import type { VSwitch } from './vswitch';

/** The first address of a vSwitch and its last three belong to the platform. */
const RESERVED_AT_START = 1n;
const RESERVED = 4n;

/**
 * The addresses of a vSwitch that no interface has. Made for one request, or for one fleet: it sees the interfaces
 * that there are when it is made, and what was taken from it since.
 */
export class FreeAddresses {
  private readonly blocks: Readonly<Record<AddressFamily, Network | undefined>>;
  private readonly used = new Set<string>();
  private readonly random: Random;

  constructor(region: Region, vSwitch: VSwitch, random: Random) {
    this.blocks = { IPv4: networkOf(vSwitch.cidrBlock), IPv6: networkOf(vSwitch.ipv6CidrBlock) };
    this.random = random;
    for (const { vSwitchId, privateIpAddresses, ipv6Addresses } of region.networkInterfaces.all()) {
      if (vSwitchId !== vSwitch.id) continue;
      for (const address of [...privateIpAddresses, ...ipv6Addresses]) this.used.add(address);
    }
  }

  /** False where IPv6 is not enabled. */
  has(family: AddressFamily): boolean {
    return this.blocks[family] !== undefined;
  }

  /** Whether the address is one of the vSwitch that its interfaces may have. */
  isInside(address: string): boolean {
    const network = networkOf(address);
    const block = network && this.blocks[network.family];
    if (network === undefined || block === undefined || !contains(block, network)) return false;
    const place = network.first - block.first;
    return place >= RESERVED_AT_START && place < sizeOf(block) - (RESERVED - RESERVED_AT_START);
  }

  isUsed(address: string): boolean {
    return this.used.has(address);
  }

  /** Takes a certain address, used or not. */
  reserve(address: string): void {
    this.used.add(address);
  }

  /** Takes any free address; undefined when there is none. */
  take(family: AddressFamily = 'IPv4'): string | undefined {
    const block = this.blocks[family];
    const usable = block === undefined ? 0n : sizeOf(block) - RESERVED;
    if (block === undefined || usable <= 0n) return undefined;
    const start = this.randomBelow(usable);
    for (let step = 0n; step < usable; step += 1n) {
      const place = RESERVED_AT_START + ((start + step) % usable);
      const address = addressText(family, block.first + place);
      if (this.used.has(address)) continue;
      this.used.add(address);
      return address;
    }
    return undefined;
  }

  private randomBelow(limit: bigint): bigint {
    const draw = (): bigint => BigInt(this.random.integer(0, 0xffff_ffff));
    return ((draw() << 32n) | draw()) % limit;
  }
}
