import type { Random } from './random';

/** An address of the range reserved for benchmarks, so that none belongs to anybody. RFC 2544. */
export function publicAddress(random: Random): string {
  return `198.${random.integer(18, 19)}.${random.integer(0, 255)}.${random.integer(1, 254)}`;
}

/** An inner address, as an instance of the classic network has it. */
export function privateAddress(random: Random): string {
  return `172.${random.integer(16, 31)}.${random.integer(0, 255)}.${random.integer(2, 250)}`;
}
