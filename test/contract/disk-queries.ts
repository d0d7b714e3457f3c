import type { Disk } from '../../emulator/world/disk';
import type { Contract } from './contract';
import type { Params } from './drivers/driver';
import { regionOf } from './world-view';

interface DiskRow {
  readonly DiskId: string;
  readonly Status: string;
  readonly [field: string]: unknown;
}

export interface DiskPage {
  readonly Disks: { readonly Disk: readonly DiskRow[] };
  readonly TotalCount: number;
  readonly NextToken: string;
  readonly PageNumber: number;
  readonly PageSize: number;
}

/** What cases about disks look at. */
export interface DiskQueries {
  page(params?: Params): Promise<DiskPage>;
  /** Ids of the disks that DescribeDisks selects. */
  ids(params?: Params): Promise<string[]>;
  /** What DescribeDisks says of one disk. */
  row(id: string): Promise<DiskRow>;
  /** Id of a disk of the host of an instance. */
  localDisk(instanceId: string): Promise<string>;
  /** The disk itself. */
  disk(id: string): Disk;
  /** Begins a snapshot. */
  snapshotOf(diskId: string): Promise<string>;
}

export function diskQueries(api: Contract): DiskQueries {
  const page = (params: Params = {}): Promise<DiskPage> =>
    api.call<DiskPage>('DescribeDisks', { RegionId: 'cn-hangzhou', ...params });

  async function rows(params: Params): Promise<readonly DiskRow[]> {
    return (await page({ MaxResults: 100, ...params })).Disks.Disk;
  }

  async function row(params: Params): Promise<DiskRow> {
    const [disk] = await rows(params);
    if (disk === undefined) throw new Error(`no disk for ${JSON.stringify(params)}`);
    return disk;
  }

  return {
    page,
    ids: async (params = {}) => (await rows(params)).map(({ DiskId }) => DiskId),
    row: (id) => row({ DiskIds: JSON.stringify([id]) }),
    localDisk: async (InstanceId) => (await row({ InstanceId, Category: 'local_ssd_pro' })).DiskId,
    disk(id) {
      const found = regionOf(api.emulator).disks.get(id);
      if (found === undefined) throw new Error(`no disk ${id}`);
      return found;
    },
    snapshotOf: async (DiskId) =>
      (await api.call<{ SnapshotId: string }>('CreateSnapshot', { DiskId })).SnapshotId,
  };
}
