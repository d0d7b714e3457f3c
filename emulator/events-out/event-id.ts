import type { Random } from '../world/random';

function hex8(random: Random): string {
  return random.integer(0, 0xffff_ffff).toString(16).padStart(8, '0');
}

/** An id in the form of a UUID, repeatable for one seed. */
export function eventId(random: Random): string {
  const [a, b, c, d] = [hex8(random), hex8(random), hex8(random), hex8(random)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
