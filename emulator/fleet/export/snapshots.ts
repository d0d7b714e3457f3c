import type { FleetInput } from '../schema';
import { nonEmpty, tagsOf, time } from './wire';
import type { Wire } from './wire';

type SnapshotInput = NonNullable<FleetInput['snapshots']>[number];

/** What a saved snapshot spells out; it stands for itself, whether or not its disk is part of the fleet. */
export function snapshotOf(wire: Wire): SnapshotInput {
  const settings: Partial<Record<keyof SnapshotInput, unknown>> = {
    id: wire['SnapshotId'],
    name: nonEmpty(wire['SnapshotName']),
    description: nonEmpty(wire['Description']),
    disk: wire['SourceDiskId'],
    region: nonEmpty(wire['RegionId']),
    sizeGiB: Number(wire['SourceDiskSize']),
    diskType: wire['SourceDiskType'],
    encrypted: wire['Encrypted'],
    kmsKey: nonEmpty(wire['KMSKeyId']),
    createdAt: time(wire['CreationTime']),
    modifiedAt: time(wire['LastModifiedTime']),
    status: wire['Status'],
    automatic: ['auto', 'timer'].includes(String(wire['SnapshotType'])),
    category: nonEmpty(wire['Category'])?.toLowerCase(),
    retentionDays: wire['RetentionDays'],
    tags: tagsOf(wire),
    resourceGroup: wire['ResourceGroupId'],
    sourceSnapshot: nonEmpty(wire['SourceSnapshotId']),
    sourceRegion: nonEmpty(wire['SourceRegionId']),
  };
  // What a saved snapshot says is checked with the rest of the fleet.
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  );
}
