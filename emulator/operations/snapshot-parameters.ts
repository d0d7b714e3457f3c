import type { Call, RegionalCall } from '../api/operation';
import { integer, text } from '../api/parameters';
import type { Parameter, Refusal } from '../api/parameters';
import { ApiError } from '../errors';
import type { Snapshot } from '../world/snapshot';
import { arnOf, locate } from './lookup';
import type { Located } from './lookup';
import { resourceArns } from './resources';

/** The longest that a snapshot can be kept by days. */
export const LONGEST_RETENTION_DAYS = 65_536;

/** 2 to 128 characters, a letter first; names that begin with `auto` belong to automatic snapshots. */
const SNAPSHOT_NAME = /^(?!https?:\/\/|auto)\p{L}[\p{L}\p{N}:_.-]{1,127}$/u;

export function refusal(status: number, code: string, message: string): Refusal {
  return () => new ApiError(status, code, message);
}

export const MALFORMED = {
  name: refusal(400, 'InvalidSnapshotName.Malformed', 'The specified SnapshotName is wrongly formed.'),
  description: refusal(404, 'InvalidDescription.Malformed', 'The specified description is wrongly formed.'),
  retention: refusal(400, 'InvalidRetentionDays.Malformed', 'The specified RetentionDays is not valid.'),
} as const;

export const snapshotTokenUsed = refusal(
  403,
  'IdempotentParameterMismatch',
  'The specified clientToken is used.',
);

export function snapshotName(): Parameter<string | undefined> {
  return text({ pattern: SNAPSHOT_NAME, refusal: MALFORMED.name });
}

export function retentionDays(shortest = 1): Parameter<number | undefined> {
  return integer(shortest, LONGEST_RETENTION_DAYS, MALFORMED.retention);
}

/** One of a fixed set of words, in capitals or not; read in small letters. */
export function anyCase<const T extends string>(
  options: readonly T[],
  refuse: Refusal,
): Parameter<T | undefined> {
  const any = text();
  return {
    ...any,
    read(bag, name) {
      const given = any.read(bag, name)?.toLowerCase();
      const option = options.find((each) => each === given);
      if (given !== undefined && option === undefined) throw refuse();
      return option;
    },
  };
}

/** @throws ApiError InvalidSnapshotId.NotFound */
export function locateSnapshot(call: Call, id: string): Located<Snapshot> {
  const located = locate(call, id, ({ snapshots }) => snapshots);
  if (located !== undefined) return located;
  throw new ApiError(404, 'InvalidSnapshotId.NotFound', 'The specified SnapshotId does not exist.');
}

export function snapshotArn(call: Call, id: string): string[] {
  return [arnOf(call, 'snapshot', id, ({ snapshots }) => snapshots)];
}

export function snapshotArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'snapshot', ids);
}

/** @throws ApiError when a longer retention was promised before */
export function refuseShorterRetention({ retentionDays: current }: Snapshot, wanted: number): void {
  if (current === undefined || wanted >= current) return;
  throw new ApiError(
    400,
    'InvalidOperation.DecreaseRetentionDaysUnsupported',
    'The requested operation to decrease retention days for the snapshot is not supported.',
  );
}
