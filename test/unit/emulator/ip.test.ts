import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { Account } from '../../../emulator/world/account';
import { FreeAddresses } from '../../../emulator/world/free-addresses';
import {
  addressText,
  cidrText,
  contains,
  isStandardCidr,
  networkOf,
  sizeOf,
} from '../../../emulator/world/ip';
import { Random } from '../../../emulator/world/random';
import { REGIONS } from '../../../emulator/world/regions';

describe('addresses', () => {
  test('an IPv4 block is what its first bits say', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
        const network = networkOf(`${address}/${bits}`);
        const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
        const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
        expect(network?.first).toBe(BigInt((number & mask) >>> 0));
        expect(sizeOf(network ?? never())).toBe(2n ** BigInt(32 - bits));
      }),
    );
  });

  test('an address has one way of writing, and it means the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const network = networkOf(address) ?? never();
        const text = addressText(network.family, network.first);
        expect(networkOf(text)).toEqual(network);
        expect(addressText(network.family, networkOf(text)?.first ?? -1n)).toBe(text);
        if (isIPv6(address)) expect(text).toBe(text.toLowerCase());
      }),
    );
  });

  test('a block contains itself and its halves, and not the other way round', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 31 }), (address, bits) => {
        const outer = networkOf(`${address}/${bits}`) ?? never();
        const inner = networkOf(`${address}/${bits + 1}`) ?? never();
        expect(contains(outer, outer)).toBe(true);
        expect(contains(outer, inner)).toBe(true);
        expect(contains(inner, outer)).toBe(false);
      }),
    );
  });

  test.each([
    ['2001:0DB8:0000:0000:0000:0000:0000:0000/32', '2001:db8::/32'],
    ['::ffff:192.0.2.1', '::ffff:c000:201/128'],
    ['::/0', '::/0'],
    ['10.159.6.18/12', '10.144.0.0/12'],
    ['192.0.2.1', '192.0.2.1/32'],
  ])('%s is %s', (text, written) => {
    expect(cidrText(networkOf(text) ?? never())).toBe(written);
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '010.0.0.1',
    'fe80::1%eth0',
    '::/129',
    '1::2::3',
    'x',
  ])('"%s" is no address', (text) => {
    expect(networkOf(text)).toBeUndefined();
  });

  test('a standard block has no host bits', () => {
    expect(isStandardCidr('10.0.0.0/8')).toBe(true);
    expect(isStandardCidr('10.0.0.1')).toBe(true);
    expect(isStandardCidr('10.0.0.1/8')).toBe(false);
    expect(isStandardCidr('2001:db8::1/32')).toBe(false);
    expect(isStandardCidr('everywhere')).toBe(false);
  });
});

describe('free addresses', () => {
  const vSwitch = {
    id: 'vsw-1',
    sequence: 1,
    vpcId: 'vpc-1',
    zoneId: 'cn-hangzhou-h',
    cidrBlock: '192.168.0.0/28',
    ipv6CidrBlock: '',
  };

  test('every address but the reserved four is given once', () => {
    const info = REGIONS.get('cn-hangzhou') ?? never();
    const region = new Account('1234567890123456', [info], false).regions.get(info.id) ?? never();
    const free = new FreeAddresses(region, vSwitch, new Random(7));
    const taken = Array.from({ length: 12 }, () => free.take() ?? '');
    expect(new Set(taken)).toEqual(
      new Set(Array.from({ length: 12 }, (_, index) => `192.168.0.${index + 1}`)),
    );
    expect(free.take()).toBeUndefined();
    expect(taken.every((address) => free.isUsed(address) && free.isInside(address))).toBe(true);
    expect(free.isInside('192.168.0.0')).toBe(false);
    expect(free.isInside('192.168.0.13')).toBe(false);
    expect(free.has('IPv6')).toBe(false);
    expect(free.take('IPv6')).toBeUndefined();
  });
});

function never(): never {
  throw new Error('no network');
}
