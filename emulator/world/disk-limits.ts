import type { CloudDiskCategory, Disk, PerformanceLevel } from './disk';

/** Smallest and largest size in GiB. */
export interface SizeRange {
  readonly low: number;
  readonly high: number;
}

const SMALLEST_OF_LEVEL: Readonly<Record<PerformanceLevel, number>> = {
  PL0: 1,
  PL1: 20,
  PL2: 461,
  PL3: 1261,
};

/** https://help.aliyun.com/document_detail/25513.html */
const DATA_DISKS: Readonly<Record<Exclude<CloudDiskCategory, 'cloud_essd'>, SizeRange>> = {
  cloud: { low: 5, high: 2000 },
  cloud_efficiency: { low: 20, high: 32_768 },
  cloud_ssd: { low: 20, high: 32_768 },
  cloud_auto: { low: 1, high: 65_536 },
  cloud_essd_entry: { low: 10, high: 32_768 },
};

type Sized = Pick<Disk, 'performanceLevel' | 'type'> & { readonly category: CloudDiskCategory };

/**
 * The sizes that a disk can have.
 * https://help.aliyun.com/document_detail/25513.html, https://help.aliyun.com/document_detail/25522.html
 */
export function sizeRange({ category, performanceLevel, type }: Sized): SizeRange {
  const data =
    category === 'cloud_essd'
      ? { low: SMALLEST_OF_LEVEL[performanceLevel ?? 'PL1'], high: 65_536 }
      : DATA_DISKS[category];
  if (type === 'data') return data;
  const hasOwnMinimum = category === 'cloud_essd' || category === 'cloud_auto';
  return { low: hasOwnMinimum ? data.low : 20, high: category === 'cloud' ? 500 : 2048 };
}

/** A ceiling that grows with the size: base + perGiB x size, at most `most`. */
interface Ramp {
  readonly least?: number;
  readonly base: number;
  readonly perGiB: number;
  readonly most: number;
}

interface Performance {
  readonly iops: Ramp;
  /** MB/s */
  readonly throughput: Ramp;
}

function ramps(
  iops: readonly [number, number, number],
  throughput: readonly [number, number, number],
): Performance {
  const ramp = ([base, perGiB, most]: readonly [number, number, number]): Ramp => ({ base, perGiB, most });
  return { iops: ramp(iops), throughput: ramp(throughput) };
}

const AUTOPL: Performance = {
  iops: { least: 3000, base: 1800, perGiB: 50, most: 50_000 },
  throughput: { base: 120, perGiB: 0.5, most: 350 },
};

/** https://help.aliyun.com/document_detail/25382.html */
const PERFORMANCE: Readonly<Record<string, Performance>> = {
  cloud: ramps([300, 0, 300], [40, 0, 40]),
  cloud_efficiency: ramps([1800, 8, 5000], [100, 0.15, 140]),
  cloud_ssd: ramps([1800, 30, 25_000], [120, 0.5, 300]),
  cloud_essd_entry: ramps([1800, 8, 6000], [100, 0.15, 150]),
  cloud_auto: AUTOPL,
  PL0: ramps([1800, 12, 10_000], [100, 0.25, 180]),
  PL1: ramps([1800, 50, 50_000], [120, 0.5, 350]),
  PL2: ramps([1800, 50, 100_000], [120, 0.5, 750]),
  PL3: ramps([1800, 50, 1_000_000], [120, 0.5, 4000]),
};

function reach({ least = 0, base, perGiB, most }: Ramp, sizeGiB: number): number {
  return Math.max(Math.round(Math.min(base + perGiB * sizeGiB, most)), least);
}

/**
 * The most IOPS that can be provisioned for an ESSD AutoPL disk; 0 below 4 GiB.
 * https://help.aliyun.com/document_detail/368372.html
 */
export function mostProvisionedIops(sizeGiB: number): number {
  const room = 1000 * sizeGiB - reach(AUTOPL.iops, sizeGiB);
  return sizeGiB < 4 ? 0 : Math.max(0, Math.min(room, 50_000));
}

/** The ceilings of a disk: IOPS, and MB/s. Local disks are not limited by the cloud and count as 0. */
export function performanceOf(disk: Disk): { readonly iops: number; readonly throughput: number } {
  const known =
    PERFORMANCE[disk.category === 'cloud_essd' ? (disk.performanceLevel ?? 'PL1') : disk.category];
  if (known === undefined) return { iops: 0, throughput: 0 };
  return {
    iops: reach(known.iops, disk.sizeGiB) + (disk.provisionedIops ?? 0),
    throughput: reach(known.throughput, disk.sizeGiB),
  };
}
