import { Inventory } from './inventory';
import type { Snapshot } from './snapshot';

/** The snapshots of a region, found by the disk that they are of. */
export class SnapshotInventory extends Inventory<Snapshot> {
  private readonly byDisk = new Map<string, Set<Snapshot>>();

  /** The snapshots of a disk, oldest first, whether or not the disk still exists. */
  ofDisk(diskId: string): readonly Snapshot[] {
    return [...(this.byDisk.get(diskId) ?? [])];
  }

  override add(snapshot: Snapshot): void {
    super.add(snapshot);
    const chain = this.byDisk.get(snapshot.sourceDiskId);
    if (chain === undefined) this.byDisk.set(snapshot.sourceDiskId, new Set([snapshot]));
    else chain.add(snapshot);
  }

  override remove(id: string): boolean {
    const snapshot = this.get(id);
    if (snapshot === undefined) return false;
    const chain = this.byDisk.get(snapshot.sourceDiskId);
    chain?.delete(snapshot);
    if (chain?.size === 0) this.byDisk.delete(snapshot.sourceDiskId);
    return super.remove(id);
  }
}
