import { choice, flag, text } from '../api/parameters';
import type { Parameter, Values } from '../api/parameters';
import { ApiError } from '../errors';
import { DISK_CATEGORIES, DISK_LOCK_REASONS, DISK_STATUSES, LOCAL_DISK_CATEGORIES } from '../world/disk';
import type { Disk } from '../world/disk';
import { CHARGE_TYPES } from '../world/instance';
import type { Region } from '../world/region';
import { zonesOf } from '../world/regions';
import { CREATION_FILTER, creationTest } from './creation-filter';
import { select } from './filters';
import type { FilterTests } from './filters';
import { TAG_FILTER, taggedWith } from './tag-parameters';

const MOST_IDS = 100;

/** Categories that can be asked for and that no disk of the emulator has. */
const OTHER_CATEGORIES = [
  'cloud_regional_disk_auto',
  'elastic_ephemeral_disk_standard',
  'elastic_ephemeral_disk_premium',
  'ephemeral',
] as const;

function unsupported(subject: string, name: string): () => ApiError {
  return () =>
    new ApiError(400, `Invalid${name}.ValueNotSupported`, `The specified ${subject} is not supported.`);
}

function notFound(name: string, message: string): () => ApiError {
  return () => new ApiError(404, `Invalid${name}.NotFound`, message);
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

/** An empty array selects nothing. */
const diskIds: Parameter<readonly string[] | undefined> = {
  type: 'String (JSON array)',
  required: false,
  read(bag, name) {
    const source = bag.take(name) ?? '';
    if (source === '') return undefined;
    const ids = parse(source);
    if (!isListOfTexts(ids)) {
      throw new ApiError(400, 'InvalidParameter.DiskIds', 'The specified parameter diskIds is not valid.');
    }
    if (ids.length > MOST_IDS) {
      throw new ApiError(
        403,
        'InvalidDiskIds.Malformed',
        'The amount of specified disk Ids exceeds the limit.',
      );
    }
    return ids;
  },
};

/** The parameters of DescribeDisks that select disks. All given ones have to hold. */
export const DISK_FILTERS = {
  DiskIds: diskIds,
  AutoSnapshotPolicyId: text(),
  Category: choice(
    ['all', ...DISK_CATEGORIES, ...LOCAL_DISK_CATEGORIES, ...OTHER_CATEGORIES],
    unsupported('disk category', 'Category'),
  ),
  DeleteAutoSnapshot: flag(),
  DeleteWithInstance: flag(),
  DiskChargeType: choice(
    CHARGE_TYPES,
    notFound('DiskChargeType', 'The DiskChargeType does not exist in our records'),
  ),
  DiskName: text(),
  DiskType: choice(['all', 'system', 'data'], unsupported('disk type', 'DiskType')),
  EnableAutoSnapshot: flag(),
  EnableAutomatedSnapshotPolicy: flag(),
  EnableShared: flag(),
  Encrypted: flag(),
  InstanceId: text(),
  KMSKeyId: text(),
  LockReason: choice(DISK_LOCK_REASONS, notFound('LockReason', 'The specified LockReason is not found')),
  MultiAttach: choice(['Disabled', 'Enabled', 'LegacyShared']),
  Portable: flag(),
  ResourceGroupId: text(),
  SnapshotId: text(),
  Status: choice(['All', ...DISK_STATUSES], unsupported('disk status', 'Status')),
  ZoneId: text(),
  Tag: TAG_FILTER,
  Filter: CREATION_FILTER,
} as const;

type FilterValues = Values<typeof DISK_FILTERS>;

const TESTS: FilterTests<Disk, FilterValues> = {
  AutoSnapshotPolicyId: (wanted) => (disk) => disk.autoSnapshotPolicyIds.includes(wanted),
  Category: (wanted) => (disk) => wanted === 'all' || disk.category === wanted,
  DeleteAutoSnapshot: (wanted) => (disk) => disk.deleteAutoSnapshot === wanted,
  DeleteWithInstance: (wanted) => (disk) => disk.deleteWithInstance === wanted,
  DiskChargeType: (wanted) => (disk) => disk.chargeType === wanted,
  DiskName: (wanted) => (disk) => disk.name === wanted,
  DiskType: (wanted) => (disk) => wanted === 'all' || disk.type === wanted,
  EnableAutoSnapshot: (wanted) => (disk) => disk.enableAutoSnapshot === wanted,
  EnableAutomatedSnapshotPolicy: (wanted) => (disk) => disk.autoSnapshotPolicyIds.length > 0 === wanted,
  // No disk can be attached to several instances here.
  EnableShared: (wanted) => () => !wanted,
  MultiAttach: (wanted) => () => wanted === 'Disabled',
  // `false` asks for nothing.
  Encrypted: (wanted) => (disk) => disk.encrypted || !wanted,
  InstanceId: (wanted) => (disk) => disk.instanceId === wanted,
  KMSKeyId: (wanted) => (disk) => disk.kmsKeyId === wanted,
  LockReason: (wanted) => (disk) => disk.locks.includes(wanted),
  Portable: (wanted) => (disk) => disk.portable === wanted,
  ResourceGroupId: (wanted) => (disk) => disk.resourceGroupId === wanted,
  SnapshotId: (wanted) => (disk) => disk.sourceSnapshotId === wanted,
  Status: (wanted) => (disk) => wanted === 'All' || disk.status === wanted,
  ZoneId: (wanted) => (disk) => disk.zoneId === wanted,
  Tag: taggedWith,
  Filter: creationTest,
};

/**
 * The disks that all given filters select, in order of creation.
 *
 * @throws ApiError InvalidZoneId.NotFound
 */
export function selectDisks({ disks, info }: Region, values: FilterValues): readonly Disk[] {
  if (values.ZoneId !== undefined && !zonesOf(info).includes(values.ZoneId)) {
    throw new ApiError(400, 'InvalidZoneId.NotFound', 'The zoneId provided does not exist in our records.');
  }
  const candidates = values.DiskIds === undefined ? disks.all() : disks.pick(values.DiskIds);
  return select(candidates, TESTS, values);
}
