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

/** Whether the type earns and spends CPU credits. */
export function isBurstable({ family }: InstanceType): boolean {
  return /^ecs\.t\d/.test(family);
}

/** GiB of memory for each vCPU of the families whose types differ only in size. */
const MEMORY_RATIOS: ReadonlyMap<string, number> = new Map([
  ...['c5', 'c6', 'c7', 'c8i', 'c8a', 'c8y', 'c9i'].map((family) => [family, 2] as const),
  ...['g5', 'g6', 'g7', 'g8i', 'g8a', 'g8y', 'g9i'].map((family) => [family, 4] as const),
  ...['r5', 'r6', 'r7', 'r8i', 'r8a', 'r8y', 'r9i'].map((family) => [family, 8] as const),
  ...[1, 2, 4].flatMap((ratio) => ['e', 'u1'].map((family) => [`${family}-c1m${ratio}`, ratio] as const)),
]);

/** vCPUs of each size. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ['large', 2],
  ['xlarge', 4],
  ...[2, 3, 4, 6, 8, 16, 32].map((multiple) => [`${multiple}xlarge`, 4 * multiple] as const),
]);

const GIB = 1024;

const SPECIAL_TYPES: readonly InstanceType[] = [
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
];

function sizedTypes(): InstanceType[] {
  return [...MEMORY_RATIOS].flatMap(([name, ratio]) =>
    [...SIZES].map(([size, cpu]) => ({
      id: `ecs.${name}.${size}`,
      family: `ecs.${name.replace(/-.*/, '')}`,
      cpu,
      memoryMiB: cpu * ratio * GIB,
    })),
  );
}

/** Every type that the emulator knows, by its name. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map([
  ...sizedTypes().map((type) => [type.id, type] as const),
  ...SPECIAL_TYPES.map((type) => [type.id, type] as const),
]);

/** The hardware of a type by its name, as far as the emulator knows it. */
export function instanceTypeOf(id: string): InstanceType | undefined {
  return INSTANCE_TYPES.get(id);
}

/** Whether a change makes an instance bigger: more vCPUs, or as many and no less memory. */
export function isUpgrade(from: InstanceType, to: InstanceType): boolean {
  return to.cpu > from.cpu || (to.cpu === from.cpu && to.memoryMiB >= from.memoryMiB);
}
