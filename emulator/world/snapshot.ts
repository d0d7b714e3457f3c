import type { DiskCategory } from './disk';
import type { Resource } from './inventory';

export const SNAPSHOT_STATUSES = ['progressing', 'accomplished', 'failed'] as const;
export type SnapshotStatus = (typeof SNAPSHOT_STATUSES)[number];

/** A snapshot of a disk. Instants are virtual epoch milliseconds. */
export interface Snapshot extends Resource {
  readonly regionId: string;
  name: string;
  description: string;
  status: SnapshotStatus;
  /** 0 to 100. */
  progress: number;
  readonly type: 'user' | 'timer' | 'copied' | 'imported';
  category: 'standard' | 'archive';
  readonly sourceDiskId: string;
  readonly sourceDiskType: 'system' | 'data';
  readonly sourceDiskCategory: DiskCategory;
  readonly sourceDiskSizeGiB: number;
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
  /** Of a copy. */
  readonly sourceSnapshotId: string;
  readonly sourceRegionId: string;
  /** Of an automatic snapshot. */
  readonly autoSnapshotPolicyId: string;
  readonly groupId: string;
  /** Undefined: kept until it is deleted. */
  retentionDays: number | undefined;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  lastModifiedAt: number;
}
