/** Hardware of an instance type. https://www.alibabacloud.com/help/en/ecs/user-guide/overview-of-instance-families */
export interface InstanceType {
  readonly id: string;
  readonly family: string;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly gpu?: { readonly amount: number; readonly spec: string };
  /** Disks of the host itself; their content is lost when the instance leaves the host. */
  readonly localStorage?: { readonly amount: number; readonly capacityGiB: number };
}

/** GiB of memory for each vCPU of the enterprise-level families. */
const MEMORY_RATIOS: ReadonlyMap<string, number> = new Map([
  ...['c5', 'c6', 'c7', 'c8i', 'c8a', 'c9i'].map((family) => [family, 2] as const),
  ...['g5', 'g6', 'g7', 'g8i', 'g8a', 'g9i'].map((family) => [family, 4] as const),
  ...['r5', 'r6', 'r7', 'r8i', 'r8a', 'r9i'].map((family) => [family, 8] as const),
]);

const GIB = 1024;

const SPECIAL_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [
    { id: 'ecs.t5-lc1m2.small', family: 'ecs.t5', cpu: 1, memoryMiB: 2 * GIB },
    { id: 'ecs.t6-c2m1.large', family: 'ecs.t6', cpu: 2, memoryMiB: GIB },
    { id: 'ecs.t6-c1m1.large', family: 'ecs.t6', cpu: 2, memoryMiB: 2 * GIB },
    { id: 'ecs.t6-c1m2.large', family: 'ecs.t6', cpu: 2, memoryMiB: 4 * GIB },
    { id: 'ecs.t6-c1m4.large', family: 'ecs.t6', cpu: 2, memoryMiB: 8 * GIB },
    { id: 'ecs.t6-c1m4.xlarge', family: 'ecs.t6', cpu: 4, memoryMiB: 16 * GIB },
    {
      id: 'ecs.i2.xlarge',
      family: 'ecs.i2',
      cpu: 4,
      memoryMiB: 32 * GIB,
      localStorage: { amount: 1, capacityGiB: 894 },
    },
    {
      id: 'ecs.i2.2xlarge',
      family: 'ecs.i2',
      cpu: 8,
      memoryMiB: 64 * GIB,
      localStorage: { amount: 1, capacityGiB: 1788 },
    },
    {
      id: 'ecs.gn6i-c4g1.xlarge',
      family: 'ecs.gn6i',
      cpu: 4,
      memoryMiB: 15 * GIB,
      gpu: { amount: 1, spec: 'NVIDIA T4' },
    },
    {
      id: 'ecs.gn6i-c8g1.2xlarge',
      family: 'ecs.gn6i',
      cpu: 8,
      memoryMiB: 31 * GIB,
      gpu: { amount: 1, spec: 'NVIDIA T4' },
    },
  ].map((type) => [type.id, type]),
);

/** vCPUs of a size: large 2, xlarge 4, 2xlarge 8, ... */
function cpuOfSize(size: string): number | undefined {
  if (size === 'large') return 2;
  const multiple = /^(\d*)xlarge$/.exec(size)?.[1];
  return multiple === undefined ? undefined : 4 * Number(multiple === '' ? 1 : multiple);
}

/** The hardware of a type by its name, as far as the emulator knows it. */
export function instanceTypeOf(id: string): InstanceType | undefined {
  const special = SPECIAL_TYPES.get(id);
  if (special !== undefined) return special;
  const [prefix, family, size] = id.split('.');
  const ratio = MEMORY_RATIOS.get(family ?? '');
  const cpu = cpuOfSize(size ?? '');
  if (prefix !== 'ecs' || family === undefined || ratio === undefined || cpu === undefined) return undefined;
  return { id, family: `ecs.${family}`, cpu, memoryMiB: cpu * ratio * GIB };
}
