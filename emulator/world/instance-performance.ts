import { isBurstable } from './instance-types';
import type { InstanceType } from './instance-types';

/** What a processor generation brings, whatever the size of the instance. Frequencies in GHz. */
interface Processor {
  readonly model: string;
  readonly architecture: 'X86' | 'ARM';
  readonly frequency: number;
  readonly turbo: number;
}

/** By the last part of the family: `7` of ecs.g7, `8y` of ecs.c8y. */
const PROCESSORS: ReadonlyMap<string, Processor> = new Map(
  (
    [
      ['5', 'Intel Xeon(Skylake) Platinum 8163', 'X86', 2.5, 2.7],
      ['6', 'Intel Xeon(Cascade Lake) Platinum 8269CY', 'X86', 2.5, 3.2],
      ['7', 'Intel Xeon(Ice Lake) Platinum 8369B', 'X86', 2.7, 3.5],
      ['8i', 'Intel Xeon(Sapphire Rapids) Platinum 8475B', 'X86', 2.7, 3.2],
      ['8a', 'AMD EPYC Genoa 9T24', 'X86', 2.7, 3.7],
      ['8y', 'Yitian 710', 'ARM', 2.75, 2.75],
      ['9i', 'Intel Xeon(Granite Rapids) 6982P-C', 'X86', 3.2, 3.6],
    ] as const
  ).map(([generation, model, architecture, frequency, turbo]) => [
    generation,
    { model, architecture, frequency, turbo },
  ]),
);

const OLDEST: Processor = {
  model: 'Intel Xeon(Skylake) Platinum 8163',
  architecture: 'X86',
  frequency: 2.5,
  turbo: 2.7,
};

function processorOf({ family }: InstanceType): Processor {
  return PROCESSORS.get(/\d[a-z]?$/.exec(family)?.[0] ?? '') ?? OLDEST;
}

/** Network of an instance by its vCPUs: interfaces, IPv4 addresses of each, queues of each. */
const NETWORKS = [
  { upTo: 1, interfaces: 2, addresses: 2, queues: 1 },
  { upTo: 2, interfaces: 3, addresses: 6, queues: 2 },
  { upTo: 8, interfaces: 4, addresses: 15, queues: 4 },
  { upTo: 12, interfaces: 6, addresses: 15, queues: 8 },
  { upTo: Infinity, interfaces: 8, addresses: 30, queues: 16 },
] as const;

/** What a type can do, and how many things an instance of it can have. */
export interface Performance {
  readonly processor: Processor;
  readonly interfaces: number;
  /** Private IPv4 addresses of one interface, the primary one included. */
  readonly addressesPerInterface: number;
  readonly queuesPerInterface: number;
  /** Disks, the system disk included. */
  readonly disks: number;
  readonly bandwidthKbps: number;
  readonly packetsPerSecond: number;
  /** Percent of one vCPU that a burstable instance may use for ever; undefined of other types. */
  readonly baseline: number | undefined;
}

/**
 * The performance of a type, after the published figures of the seventh generation: those of other generations are
 * close to it but not these. https://www.alibabacloud.com/help/en/ecs/user-guide/overview-of-instance-families
 */
export function performanceOf(type: InstanceType): Performance {
  const network = NETWORKS.find(({ upTo }) => type.cpu <= upTo) ?? NETWORKS[4];
  return {
    processor: processorOf(type),
    interfaces: network.interfaces,
    addressesPerInterface: network.addresses,
    queuesPerInterface: network.queues,
    disks: type.cpu > 12 ? 33 : 17,
    bandwidthKbps: 1_024_000 * Math.max(1, type.cpu / 2),
    packetsPerSecond: 450_000 * Math.max(1, type.cpu / 2),
    baseline: isBurstable(type) ? 20 * type.cpu : undefined,
  };
}

/** Whether instances of the type are made from images of 64-bit ARM systems. */
export function isArm(type: InstanceType): boolean {
  return processorOf(type).architecture === 'ARM';
}
