import type { Instance, InstanceStatus } from './instance';

/** Monitoring data go back this far, and so do the statuses. */
const REMEMBERED_MS = 31 * 24 * 3_600_000;

interface Change {
  /** Virtual epoch milliseconds. */
  readonly at: number;
  readonly from: InstanceStatus;
}

/** Which statuses the instances of a region had in the last 31 days. */
export class StatusHistory {
  private readonly changes = new Map<string, Change[]>();

  /** @param instance still in the status that it is about to leave */
  record(instance: Instance, to: InstanceStatus, now: number): void {
    if (instance.status === to) return;
    const known = this.changes.get(instance.id) ?? [];
    const forgotten = known.findIndex(({ at }) => at >= now - REMEMBERED_MS);
    if (forgotten > 0) known.splice(0, forgotten);
    known.push({ at: now, from: instance.status });
    this.changes.set(instance.id, known);
  }

  /** Of an instance that is released nothing is asked any more. */
  forget({ id }: Instance): void {
    this.changes.delete(id);
  }

  /** The status at an instant; before the first known change, the one that it ended. */
  statusAt(instance: Instance, instant: number): InstanceStatus {
    const next = this.changes.get(instance.id)?.find(({ at }) => at > instant);
    return next?.from ?? instance.status;
  }
}
