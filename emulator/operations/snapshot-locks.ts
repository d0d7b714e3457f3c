import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, clientToken, flag, integer, list, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import type { Body } from '../wire/render';
import { releaseAtOf } from '../world/snapshot';
import type { Snapshot } from '../world/snapshot';
import { LOCK_STATUSES, coolOffEndsAt, lockEndsAt, lockStatusOf } from '../world/snapshot-lock';
import type { SnapshotLock } from '../world/snapshot-lock';
import { secondOf } from '../world/times';
import { stopIfDryRun } from './dry-run';
import { tokenPageOf, tokenPageParameters } from './page-parameters';
import { ECS } from './products';
import { refusal, snapshotArn, snapshotArns } from './snapshot-parameters';

function snapshotOf({ region }: RegionalCall, id: string): Snapshot {
  const snapshot = region.snapshots.get(id);
  if (snapshot !== undefined) return snapshot;
  throw new ApiError(404, 'InvalidSnapshotId.NotFound', 'The specified snapshot is not found');
}

function notLocked(id: string): ApiError {
  const message = `The specified snapshot(s) ${id} is(are) not locked.`;
  return new ApiError(404, 'InvalidSnapshotLock.NotFound', message);
}

function coolOffExpired(): ApiError {
  return new ApiError(
    403,
    'InvalidOperation.CoolOffPeriodExpired',
    'The snapshot is locked in compliance mode, and the cool-off period has expired. The current operation is not supported.',
  );
}

function lockView(snapshot: Snapshot, lock: SnapshotLock, now: number): Body {
  const endsAt = lockEndsAt(lock);
  return {
    SnapshotId: snapshot.id,
    LockMode: 'compliance',
    LockStatus: lockStatusOf(lock, now),
    LockCreationTime: secondOf(lock.createdAt),
    CoolOffPeriod: lock.coolOffHours,
    CoolOffPeriodExpiredTime: secondOf(coolOffEndsAt(lock)),
    LockDuration: lock.durationDays,
    LockDurationStartTime: lock.startsAt === undefined ? '' : secondOf(lock.startsAt),
    LockExpiredTime: endsAt === undefined ? '' : secondOf(endsAt),
  };
}

/** A lock in force can only be prolonged; during the cool-off, or when there is none, everything is set anew. */
function lockFor(
  snapshot: Snapshot,
  wanted: Pick<SnapshotLock, 'coolOffHours' | 'durationDays'>,
  now: number,
): SnapshotLock {
  const { lock } = snapshot;
  if (lock !== undefined && lockStatusOf(lock, now) === 'compliance') {
    if (wanted.coolOffHours > 0 || wanted.durationDays < lock.durationDays) throw coolOffExpired();
    return { ...lock, durationDays: wanted.durationDays };
  }
  const startsAt = snapshot.status === 'progressing' ? undefined : now;
  return { ...wanted, createdAt: now, startsAt };
}

function refuseBeyondRetention(snapshot: Snapshot, lock: SnapshotLock, now: number): void {
  const endsAt = lockEndsAt({ ...lock, startsAt: lock.startsAt ?? now }) ?? now;
  if (endsAt < (releaseAtOf(snapshot) ?? Infinity)) return;
  throw new ApiError(
    400,
    'InvalidLockDuration.ExceedRetentionDays',
    'The specified parameter LockDuration is invalid. The LockDuration should be less than the snapshot RetentionDays.',
  );
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-locksnapshot */
const lockSnapshot = regionalOperation({
  product: ECS,
  name: 'LockSnapshot',
  access: 'write',
  parameters: {
    SnapshotId: required(text()),
    LockMode: required(
      choice(
        ['compliance'],
        refusal(
          400,
          'InvalidLockMode.Malformed',
          'The specified parameter LockMode is invalid. Please check the valid range for this parameter.',
        ),
      ),
    ),
    LockDuration: required(integer(1, 36_500)),
    CoolOffPeriod: required(integer(0, 72)),
    DryRun: flag(),
    ClientToken: clientToken(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:LockSnapshot',
    resources: (call, { SnapshotId }) => snapshotArn(call, SnapshotId),
  },
  handle: (call, { SnapshotId, LockDuration, CoolOffPeriod, DryRun }) => {
    const now = call.world.clock.now();
    const snapshot = snapshotOf(call, SnapshotId);
    if (snapshot.status === 'failed') {
      throw new ApiError(
        403,
        'InvalidOperation.SnapshotNotAvailable',
        'The unavailable snapshot does not support locking.',
      );
    }
    if (CoolOffPeriod >= LockDuration * 24) {
      throw new ApiError(
        400,
        'InvalidCoolOffPeriod.ExceedLockDuration',
        'The specified parameter CoolOffPeriod is invalid. The CoolOffPeriod should be less than the LockDuration.',
      );
    }
    const lock = lockFor(snapshot, { coolOffHours: CoolOffPeriod, durationDays: LockDuration }, now);
    refuseBeyondRetention(snapshot, lock, now);
    stopIfDryRun(DryRun);
    snapshot.lock = lock;
    return { LockedSnapshotInfo: lockView(snapshot, lock, now) };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-unlocksnapshot */
const unlockSnapshot = regionalOperation({
  product: ECS,
  name: 'UnlockSnapshot',
  access: 'write',
  parameters: { SnapshotId: required(text()), DryRun: flag(), ClientToken: clientToken() },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:UnlockSnapshot',
    resources: (call, { SnapshotId }) => snapshotArn(call, SnapshotId),
  },
  handle: (call, { SnapshotId, DryRun }) => {
    const snapshot = snapshotOf(call, SnapshotId);
    const { lock } = snapshot;
    const status = lock && lockStatusOf(lock, call.world.clock.now());
    if (status === undefined || status === 'expired') throw notLocked(SnapshotId);
    if (status === 'compliance') throw coolOffExpired();
    stopIfDryRun(DryRun);
    snapshot.lock = undefined;
    return {};
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describelockedsnapshots */
const describeLockedSnapshots = regionalOperation({
  product: ECS,
  name: 'DescribeLockedSnapshots',
  access: 'read',
  parameters: {
    SnapshotIds: list(100),
    LockStatus: choice(
      LOCK_STATUSES,
      refusal(
        400,
        'InvalidLockStatus.Malformed',
        'The specified parameter LockStatus is invalid. Please check the valid range for this parameter.',
      ),
    ),
    DryRun: flag(),
    ...tokenPageParameters({ defaultSize: 10, smallest: 10, largest: 100 }),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeLockedSnapshots',
    resources: (call, { SnapshotIds }) => snapshotArns(call, SnapshotIds),
  },
  whenDenied: () => ({ LockedSnapshotsInfo: [], NextToken: '' }),
  handle: (call, values) => {
    const { snapshots } = call.region;
    const { LockStatus, SnapshotIds } = values;
    const now = call.world.clock.now();
    const unlocked = SnapshotIds.filter((id) => snapshots.get(id)?.lock === undefined);
    if (unlocked.length > 0) throw notLocked(unlocked.join(','));
    stopIfDryRun(values.DryRun);
    const candidates = SnapshotIds.length > 0 ? snapshots.pick(SnapshotIds) : snapshots.all();
    const matches = candidates.filter(
      ({ lock }) =>
        lock !== undefined && (LockStatus === undefined || lockStatusOf(lock, now) === LockStatus),
    );
    const { items, paging } = tokenPageOf(call, matches, values);
    return {
      LockedSnapshotsInfo: items.flatMap((each) =>
        each.lock === undefined ? [] : [lockView(each, each.lock, now)],
      ),
      ...paging,
    };
  },
});

export const SNAPSHOT_LOCK_OPERATIONS: readonly Operation[] = [
  lockSnapshot,
  unlockSnapshot,
  describeLockedSnapshots,
];
