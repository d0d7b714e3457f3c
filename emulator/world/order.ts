import type { World } from './world';

/** The number of an order, which everything that is paid in advance is bought with. */
export function newOrderId(world: World): string {
  return String(210_000_000_000_000 + world.nextSequence());
}
