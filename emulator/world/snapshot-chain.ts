import type { Resource } from './inventory';
import { Random, seedOf } from './random';
import type { Region } from './region';
import type { Snapshot, SnapshotCategory } from './snapshot';

/** The snapshots of one disk and category in one region, oldest first: all but the first hold what changed. */
export interface SnapshotChain extends Resource {
  readonly diskId: string;
  readonly category: SnapshotCategory;
  readonly snapshots: readonly [Snapshot, ...Snapshot[]];
}

/** The same for a disk and category whenever it is asked. */
export function chainIdOf(region: Region, { category, sourceDiskId }: Snapshot): string {
  const letters = new Random(seedOf(`${category} chain ${region.id} ${sourceDiskId}`)).letters(17);
  return `sl-${region.info.idPrefix}${letters}`;
}

/** Every chain of a region, by its oldest snapshot. */
export function chainsOf(region: Region): readonly SnapshotChain[] {
  const chains = new Map<string, [Snapshot, ...Snapshot[]]>();
  for (const snapshot of region.snapshots.all()) {
    const key = `${snapshot.category} ${snapshot.sourceDiskId}`;
    const known = chains.get(key);
    if (known === undefined) chains.set(key, [snapshot]);
    else known.push(snapshot);
  }
  return [...chains.values()].map((snapshots) => {
    const [oldest] = snapshots;
    return {
      id: chainIdOf(region, oldest),
      sequence: oldest.sequence,
      diskId: oldest.sourceDiskId,
      category: oldest.category,
      snapshots,
    };
  });
}

/** What the accomplished snapshots of a chain take up. */
export function sizeOfChain({ snapshots }: SnapshotChain): number {
  const [first, ...others] = snapshots.filter(({ status }) => status === 'accomplished');
  if (first === undefined) return 0;
  return others.reduce((sum, { incrementBytes }) => sum + incrementBytes, first.fullSizeBytes);
}
