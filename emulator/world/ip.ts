import { isIPv4, isIPv6 } from 'node:net';

export type AddressFamily = 'IPv4' | 'IPv6';

/** A block of addresses; a single address is a block of one. */
export interface Network {
  readonly family: AddressFamily;
  /** Its first address as a number. */
  readonly first: bigint;
  readonly prefixLength: number;
}

const BITS: Readonly<Record<AddressFamily, number>> = { IPv4: 32, IPv6: 128 };

function familyOf(address: string): AddressFamily | undefined {
  if (isIPv4(address)) return 'IPv4';
  return isIPv6(address) && !address.includes('%') ? 'IPv6' : undefined;
}

/** The eight groups of an address, which the host of a URL has in the shortest form without dotted parts. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left;
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
}

function numberOf(address: string, family: AddressFamily): bigint {
  return family === 'IPv4'
    ? address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
    : groupsOf(address).reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** How many addresses a block has. */
export function sizeOf({ family, prefixLength }: Network): bigint {
  return 1n << BigInt(BITS[family] - prefixLength);
}

/** The block that an address or a CIDR block stands for, host bits masked; undefined when it is neither. */
export function networkOf(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const prefixLength = prefix === undefined ? BITS[family] : Number(prefix);
  if (prefixLength > BITS[family]) return undefined;
  const number = numberOf(address, family);
  return { family, prefixLength, first: number - (number % sizeOf({ family, first: number, prefixLength })) };
}

/** The address with a number, in its shortest form. */
export function addressText(family: AddressFamily, number: bigint): string {
  if (family === 'IPv4') {
    return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 0xffn)).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => (number >> BigInt(16 * (7 - index))) & 0xffffn);
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/** `10.0.0.0/8`, `2001:db8::/32`: the one way to write a block. */
export function cidrText({ family, first, prefixLength }: Network): string {
  return `${addressText(family, first)}/${prefixLength}`;
}

/** Whether a CIDR block is written without host bits; so is a single address. */
export function isStandardCidr(text: string): boolean {
  const network = networkOf(text);
  const [address = ''] = text.split('/');
  return network !== undefined && networkOf(address)?.first === network.first;
}

/** Whether all addresses of one block are addresses of the other. */
export function contains(outer: Network, inner: Network): boolean {
  return (
    outer.family === inner.family &&
    outer.prefixLength <= inner.prefixLength &&
    inner.first >= outer.first &&
    inner.first < outer.first + sizeOf(outer)
  );
}
