import { Inventory } from './inventory';
import type { Resource } from './inventory';

const DAY_MS = 24 * 3_600_000;

/**
 * What is over is listed this long.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstancehistoryevents
 */
const REMEMBERED_MS = 30 * DAY_MS;

interface Passing extends Resource {
  /** Virtual epoch milliseconds; undefined while it goes on. */
  readonly finishedAt: number | undefined;
}

/** Resources that come to an end by themselves and are forgotten some time after it. */
export class History<T extends Passing> extends Inventory<T> {
  private nextSweepAt = -Infinity;

  /**
   * Adds a resource; what ended over 30 days ago is forgotten at such an opportunity, at most once a day.
   *
   * @param now virtual epoch milliseconds
   */
  begin(resource: T, now: number): void {
    if (now >= this.nextSweepAt) this.sweep(now);
    this.add(resource);
  }

  private sweep(now: number): void {
    this.nextSweepAt = now + DAY_MS;
    for (const { id, finishedAt } of [...this.all()]) {
      if (finishedAt !== undefined && finishedAt < now - REMEMBERED_MS) this.remove(id);
    }
  }
}
