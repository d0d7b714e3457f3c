const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const LOCK_STATUSES = ['compliance-cooloff', 'compliance', 'expired'] as const;
export type LockStatus = (typeof LOCK_STATUSES)[number];

/** A lock in compliance mode. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-locksnapshot */
export interface SnapshotLock {
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
  /** 0 to 72; 0 for none. */
  readonly coolOffHours: number;
  readonly durationDays: number;
  /** Virtual epoch milliseconds; undefined until the snapshot is accomplished. */
  readonly startsAt: number | undefined;
}

export function coolOffEndsAt({ createdAt, coolOffHours }: SnapshotLock): number {
  return createdAt + coolOffHours * HOUR_MS;
}

/** Undefined while the snapshot is in creation. */
export function lockEndsAt({ durationDays, startsAt }: SnapshotLock): number | undefined {
  return startsAt === undefined ? undefined : startsAt + durationDays * DAY_MS;
}

export function lockStatusOf(lock: SnapshotLock, now: number): LockStatus {
  if ((lockEndsAt(lock) ?? Infinity) <= now) return 'expired';
  return now < coolOffEndsAt(lock) ? 'compliance-cooloff' : 'compliance';
}

/** Whether nobody can delete what has the lock. */
export function isLocked(lock: SnapshotLock | undefined, now: number): boolean {
  return lock !== undefined && lockStatusOf(lock, now) !== 'expired';
}
