import type { DiskCategory, PerformanceLevel } from './disk';
import type { InstanceType } from './instance-types';

/**
 * Fictional prices in CNY. They have the proportions of real ones, so that a longer subscription, a smaller type or
 * a slower disk is cheaper, but no real price list is behind them.
 */

export const PRICE_UNITS = ['Hour', 'Week', 'Month', 'Year'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

export interface PricePeriod {
  readonly unit: PriceUnit;
  readonly count: number;
}

export interface DiskSpec {
  readonly category: DiskCategory;
  readonly performanceLevel: PerformanceLevel | undefined;
  readonly sizeGiB: number;
  readonly provisionedIops: number;
}

/** Hourly, pay-as-you-go. */
const PER_VCPU = 0.12;
const PER_GIB_OF_MEMORY = 0.03;
const PER_GPU = 8;
const PER_LOCAL_GIB = 0.0004;
const PER_VCPU_OF_WINDOWS = 0.05;
const PER_PROVISIONED_IOPS = 0.00003;
const PER_MBPS = 0.063;

/** For a GB of traffic, whenever it flows. */
export const PER_GB_OF_TRAFFIC = 0.8;

const PER_GIB_OF_DISK: Readonly<Record<DiskCategory, number>> = {
  cloud: 0.0003,
  cloud_efficiency: 0.00049,
  cloud_ssd: 0.0014,
  cloud_essd: 0.0021,
  cloud_auto: 0.0012,
  cloud_essd_entry: 0.0006,
  local_ssd_pro: 0,
  local_hdd_pro: 0,
  ephemeral_ssd: 0.001,
};

const PERFORMANCE_FACTORS: Readonly<Record<PerformanceLevel, number>> = { PL0: 0.5, PL1: 1, PL2: 2, PL3: 4 };

/** What a spot instance costs of the pay-as-you-go price. */
const SPOT_SHARE = 0.3;

/** Hours that each unit of a subscription is charged as. */
const CHARGED_HOURS: Readonly<Record<PriceUnit, number>> = { Hour: 1, Week: 110, Month: 360, Year: 12 * 360 };

/** Share taken off a subscription of at least so many years. */
const YEARLY_DISCOUNTS = [
  { years: 3, share: 0.5 },
  { years: 2, share: 0.3 },
  { years: 1, share: 0.15 },
];

/** Of an instance without its disks and bandwidth. */
export function instancePricePerHour(
  { cpu, memoryMiB, gpu, localStorage }: InstanceType,
  osType: 'linux' | 'windows',
): number {
  return (
    cpu * PER_VCPU +
    (memoryMiB / 1024) * PER_GIB_OF_MEMORY +
    (gpu?.amount ?? 0) * PER_GPU +
    (localStorage === undefined ? 0 : localStorage.amount * localStorage.capacityGiB * PER_LOCAL_GIB) +
    (osType === 'windows' ? cpu * PER_VCPU_OF_WINDOWS : 0)
  );
}

export function spotPricePerHour(type: InstanceType, osType: 'linux' | 'windows'): number {
  return instancePricePerHour(type, osType) * SPOT_SHARE;
}

export function diskPricePerHour(disk: DiskSpec): number {
  const level = disk.performanceLevel === undefined ? 1 : PERFORMANCE_FACTORS[disk.performanceLevel];
  return disk.sizeGiB * PER_GIB_OF_DISK[disk.category] * level + provisionedPricePerHour(disk);
}

export function provisionedPricePerHour({ provisionedIops }: Pick<DiskSpec, 'provisionedIops'>): number {
  return provisionedIops * PER_PROVISIONED_IOPS;
}

export function bandwidthPricePerHour(mbps: number): number {
  return mbps * PER_MBPS;
}

/** What is paid, and what was taken off to get there. */
export interface Price {
  readonly original: number;
  readonly discount: number;
  readonly trade: number;
}

/** Share taken off for the length of a subscription. */
export function discountOf({ unit, count }: PricePeriod): number {
  const years = unit === 'Year' ? count : unit === 'Month' ? count / 12 : 0;
  return YEARLY_DISCOUNTS.find((each) => years >= each.years)?.share ?? 0;
}

function rounded(amount: number): number {
  return Math.round(amount * 1000) / 1000;
}

/** The price for a period of what costs `perHour`. */
export function priceOf(perHour: number, period: PricePeriod): Price {
  const original = rounded(perHour * CHARGED_HOURS[period.unit] * period.count);
  const discount = rounded(original * discountOf(period));
  return { original, discount, trade: rounded(original - discount) };
}
