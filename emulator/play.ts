import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from './engine';

/** Other requests are answered at least this often, in real milliseconds. */
const LONGEST_TURN_MS = 50;

/**
 * Moves the clock from one due time to the next and waits at each until subscribers have answered and functions have
 * ended, so that what they do in turn happens at the virtual time at which they were called. A function that waits for
 * a change which takes time needs a clock that is not frozen: it waits in real time. A reset ends it.
 *
 * @param until epoch milliseconds
 * @throws EmulatorInputError when that has passed already, or is too far ahead
 */
export async function play(engine: Engine, until: number): Promise<void> {
  const { activity, world } = engine;
  const { clock } = world;
  clock.checkMove('until', until);
  const isOver = (): boolean => engine.world !== world;
  clock.settle();
  await activity.idle();
  let turnBegan = performance.now();
  for (let due = clock.nextDueAt; due !== undefined && due <= until; due = clock.nextDueAt) {
    if (isOver()) return;
    clock.reach(due);
    await activity.idle();
    if (performance.now() - turnBegan > LONGEST_TURN_MS) {
      await nextTurn();
      turnBegan = performance.now();
    }
  }
  if (!isOver()) clock.reach(until);
}
