import type { Disk, DiskCategory } from './disk';
import type { Resource } from './inventory';
import { Random, seedOf } from './random';
import type { Region } from './region';
import type { SnapshotLock } from './snapshot-lock';
import type { World } from './world';

export const SNAPSHOT_STATUSES = ['progressing', 'accomplished', 'failed'] as const;
export type SnapshotStatus = (typeof SNAPSHOT_STATUSES)[number];

export const SNAPSHOT_CATEGORIES = ['standard', 'archive'] as const;
export type SnapshotCategory = (typeof SNAPSHOT_CATEGORIES)[number];

/** A snapshot of a disk. Instants are virtual epoch milliseconds. */
export interface Snapshot extends Resource {
  readonly regionId: string;
  name: string;
  description: string;
  status: SnapshotStatus;
  /** Made by a request, by an automatic snapshot policy, as a copy, or from a file. */
  readonly type: 'user' | 'timer' | 'copied' | 'imported';
  category: SnapshotCategory;
  /** On its way from standard to archive. */
  archiving: boolean;
  readonly sourceDiskId: string;
  readonly sourceDiskType: 'system' | 'data';
  readonly sourceDiskCategory: DiskCategory;
  readonly sourceDiskSizeGiB: number;
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
  /** Of a copy. */
  readonly sourceSnapshotId: string;
  readonly sourceRegionId: string;
  /** Of an automatic snapshot and of its copy. */
  readonly autoSnapshotPolicyId: string;
  readonly groupId: string;
  /** Counted from the creation; undefined: kept until it is deleted. */
  retentionDays: number | undefined;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  lock: SnapshotLock | undefined;
  /** Everything that was on the disk, and what of it was not in the snapshot before. */
  readonly fullSizeBytes: number;
  readonly incrementBytes: number;
  readonly createdAt: number;
  /** When it is accomplished unless something comes between. */
  readonly dueAt: number;
  /** When it was accomplished or failed. */
  endedAt: number | undefined;
  lastModifiedAt: number;
}

/** What a snapshot takes over from its disk. */
export type SnapshotSource = Pick<Disk, 'id' | 'type' | 'category' | 'sizeGiB' | 'encrypted' | 'kmsKeyId'>;

const DAY_MS = 86_400_000;
const GIB = 2 ** 30;
/** Snapshots are stored, and billed, in blocks of 2 MiB. */
const BLOCK = 2 ** 21;

/** How long a snapshot takes, with next to nothing to store, and how much a second is stored of the rest. */
const SHORTEST_MS = 20_000;
const BYTES_PER_SECOND = 64 * 2 ** 20;

const ESSD_SERIES: ReadonlySet<string> = new Set(['cloud_essd', 'cloud_auto', 'cloud_essd_entry']);

/** Disks that more can be done with: several snapshots at once, groups, snapshots usable before they are complete. */
export function isOfEssdSeries(category: DiskCategory): boolean {
  return ESSD_SERIES.has(category);
}

function blocks(bytes: number): number {
  return Math.max(1, Math.round(bytes / BLOCK)) * BLOCK;
}

/** What is on a disk: between a fifth and three fifths of it, always the same of one disk. */
function contentBytes(disk: SnapshotSource): number {
  return disk.sizeGiB * GIB * (0.2 + 0.4 * new Random(seedOf(`content ${disk.id}`)).next());
}

/** How long it takes to store so many bytes. */
export function storingMs(bytes: number, bytesPerSecond = BYTES_PER_SECOND): number {
  return SHORTEST_MS + Math.ceil(bytes / bytesPerSecond) * 1000;
}

/** The first snapshot of a disk stores all of its content; each further one stores what changed. */
export function newSnapshot(
  world: World,
  region: Region,
  disk: SnapshotSource,
  given: Partial<Snapshot> = {},
): Snapshot {
  const id = given.id ?? world.resourceId('s', region);
  const createdAt = given.createdAt ?? world.clock.now();
  const fullSizeBytes = given.fullSizeBytes ?? blocks(contentBytes(disk));
  const changedShare = 0.005 + 0.045 * new Random(seedOf(`change ${id}`)).next();
  const incrementBytes = blocks(fullSizeBytes * changedShare);
  const isFirst = !region.snapshots.ofDisk(disk.id).some(({ status }) => status === 'accomplished');
  return {
    id,
    sequence: world.nextSequence(),
    regionId: region.id,
    name: '',
    description: '',
    status: 'progressing',
    type: 'user',
    category: 'standard',
    archiving: false,
    sourceDiskId: disk.id,
    sourceDiskType: disk.type,
    sourceDiskCategory: disk.category,
    sourceDiskSizeGiB: disk.sizeGiB,
    encrypted: disk.encrypted,
    kmsKeyId: disk.kmsKeyId,
    sourceSnapshotId: '',
    sourceRegionId: '',
    autoSnapshotPolicyId: '',
    groupId: '',
    retentionDays: undefined,
    resourceGroupId: '',
    tags: new Map(),
    lock: undefined,
    fullSizeBytes,
    incrementBytes,
    createdAt,
    dueAt: createdAt + storingMs(isFirst ? fullSizeBytes : incrementBytes),
    endedAt: undefined,
    lastModifiedAt: createdAt,
    ...given,
  };
}

/** In percent. */
export function progressOf(snapshot: Snapshot, now: number): number {
  if (snapshot.status === 'accomplished') return 100;
  const elapsed = (snapshot.endedAt ?? now) - snapshot.createdAt;
  return Math.min(99, Math.floor((100 * elapsed) / (snapshot.dueAt - snapshot.createdAt)));
}

export function remainingSeconds(snapshot: Snapshot, now: number): number {
  return snapshot.status === 'progressing' ? Math.max(1, Math.ceil((snapshot.dueAt - now) / 1000)) : 0;
}

/** Whether disks can be made of it: of ESSD snapshots that is so from the beginning. */
export function isUsable({ category, sourceDiskCategory, status, type }: Snapshot): boolean {
  if (category === 'archive' || status === 'failed') return false;
  return status === 'accomplished' || (type !== 'copied' && isOfEssdSeries(sourceDiskCategory));
}

/** When its retention ends; undefined when it has none. */
export function releaseAtOf({ createdAt, retentionDays }: Snapshot): number | undefined {
  return retentionDays === undefined ? undefined : createdAt + retentionDays * DAY_MS;
}

/** Whether a policy made it, itself or as the copy of one that a policy made. */
export function isAutomatic({ autoSnapshotPolicyId, type }: Snapshot): boolean {
  return type === 'timer' || autoSnapshotPolicyId !== '';
}
