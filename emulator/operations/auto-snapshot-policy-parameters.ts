import type { RegionalCall } from '../api/operation';
import { flag, integer, record, records, text } from '../api/parameters';
import type { Parameter, Values } from '../api/parameters';
import { ApiError } from '../errors';
import { NO_COPIES } from '../world/auto-snapshot-policy';
import type { AutoSnapshotPolicy, SnapshotCopies } from '../world/auto-snapshot-policy';
import type { Region } from '../world/region';
import { refusal } from './snapshot-parameters';
import { WANTED_TAG } from './tag-parameters';
import { resourceName } from './texts';

/** What automatic snapshot policies and their snapshots are kept by: days, or -1 for ever. */
export const FOR_EVER = -1;
const MOST_DAYS = 65_535;
const MOST_TARGET_TAGS = 5;

/** Which parameter is wrong is only in the message. */
export function parameterInvalid(name: string): () => ApiError {
  return refusal(403, 'ParameterInvalid', `The specified ${name} parameter is invalid.`);
}

/** A JSON array of whole numbers, as texts or not: `["1","2"]`; read in order and each once. */
function numbers(
  low: number,
  high: number,
  refuse: () => ApiError,
): Parameter<readonly number[] | undefined> {
  const any = text();
  return {
    ...any,
    type: 'String (JSON array)',
    read(bag, name) {
      const given = any.read(bag, name);
      if (given === undefined) return undefined;
      const found = numbersIn(given);
      if (!found.every((each) => Number.isInteger(each) && each >= low && each <= high)) throw refuse();
      return [...new Set(found)].sort((left, right) => left - right);
    },
  };
}

/** Not a number where there is none. */
function numbersIn(json: string): number[] {
  const list = /^\s*\[(.+)\]\s*$/s.exec(json)?.[1]?.split(',') ?? [''];
  return list.map((item) => Number(/^\s*(?:"(\d{1,2})"|(\d{1,2}))\s*$/.exec(item)?.slice(1).join('') ?? NaN));
}

/** 1 to 65,535, or -1 for ever. */
function days(refuse: () => ApiError): Parameter<number | undefined> {
  const any = integer(FOR_EVER, MOST_DAYS, refuse);
  return {
    ...any,
    read(bag, name) {
      const value = any.read(bag, name);
      if (value === 0) throw refuse();
      return value;
    },
  };
}

/** What a policy does; required or not, with a new policy and with a changed one. */
export const POLICY_SETTINGS = {
  autoSnapshotPolicyName: resourceName(parameterInvalid('AutoSnapshotPolicyName')),
  timePoints: numbers(0, 23, parameterInvalid('TimePoints')),
  repeatWeekdays: numbers(1, 7, parameterInvalid('RepeatWeekDays')),
  retentionDays: days(parameterInvalid('RetentionDays')),
  EnableCrossRegionCopy: flag(),
  TargetCopyRegions: text(),
  CopiedSnapshotsRetentionDays: days(
    refusal(
      403,
      'InvalidParameter.CopiedSnapshotsRetentionDays',
      'The specified CopiedSnapshotsRetentionDays is invalid.',
    ),
  ),
  CopyEncryptionConfiguration: record({ Encrypted: flag(), KMSKeyId: text() }),
  TargetTags: records(WANTED_TAG, MOST_TARGET_TAGS),
} as const;

type Settings = Values<typeof POLICY_SETTINGS>;

export function daysOf(given: number): number | undefined {
  return given === FOR_EVER ? undefined : given;
}

/** The one region that TargetCopyRegions names: another one of the account. */
function targetRegionOf(region: Region, given: string): string {
  const id = /^\s*\[\s*"([^"]+)"\s*\]\s*$/.exec(given)?.[1] ?? '';
  if (id !== region.id && region.account.regions.has(id)) return id;
  throw new ApiError(
    403,
    'InvalidParameter.TargetCopyRegions',
    'The specified TargetCopyRegions is invalid.',
  );
}

/**
 * Where the snapshots of a policy are to be copied to.
 *
 * @param current what holds where the request says nothing
 */
export function copiesOf(
  { region }: RegionalCall,
  values: Settings,
  current: SnapshotCopies = NO_COPIES,
): SnapshotCopies {
  const { CopyEncryptionConfiguration, CopiedSnapshotsRetentionDays, EnableCrossRegionCopy } = values;
  const { Encrypted, KMSKeyId } = CopyEncryptionConfiguration;
  if (KMSKeyId !== undefined && Encrypted !== true) {
    throw new ApiError(
      400,
      'InvalidParameter.EncryptedIllegal',
      'The specified parameter Encrypted must be true when kmsKeyId is not empty.',
    );
  }
  const enabled = EnableCrossRegionCopy ?? current.enabled;
  const target = values.TargetCopyRegions;
  const regionId = target === undefined ? current.regionId : targetRegionOf(region, target);
  return {
    enabled,
    regionId: enabled && regionId === '' ? targetRegionOf(region, '') : regionId,
    retentionDays:
      CopiedSnapshotsRetentionDays === undefined
        ? current.retentionDays
        : daysOf(CopiedSnapshotsRetentionDays),
    encrypted: Encrypted ?? current.encrypted,
    kmsKeyId: KMSKeyId ?? current.kmsKeyId,
  };
}

export function targetTagsOf(given: Settings['TargetTags']): AutoSnapshotPolicy['targetTags'] {
  return given.map(({ Key, Value = '' }) => {
    if (Key !== undefined) return { key: Key, value: Value };
    throw new ApiError(400, 'InvalidTagKey.Malformed', 'The specified Tag.n.Key is not valid.');
  });
}
