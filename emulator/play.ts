import type { Activity } from './activity';
import { EmulatorInputError } from './errors';
import type { VirtualClock } from './world/clock';

/**
 * Moves the clock from one due time to the next and waits at each until subscribers have answered and functions have
 * ended, so that what they do in turn happens at the virtual time at which they were called. A function that waits for
 * a change which takes time needs a clock that is not frozen: it waits in real time.
 *
 * @param until epoch milliseconds
 * @throws EmulatorInputError when that has passed already
 */
export async function play(clock: VirtualClock, activity: Activity, until: number): Promise<void> {
  if (!Number.isFinite(until) || until < clock.now()) {
    throw new EmulatorInputError([
      `until: the virtual clock shows ${new Date(clock.now()).toISOString()}, expected that or a later instant`,
    ]);
  }
  clock.settle();
  await activity.idle();
  for (let due = clock.nextDueAt; due !== undefined && due <= until; due = clock.nextDueAt) {
    clock.reach(due);
    await activity.idle();
  }
  clock.reach(until);
}
