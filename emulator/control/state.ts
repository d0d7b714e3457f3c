import type { Engine } from '../engine';
import { INSTANCE_STATUSES } from '../world/instance';
import type { Instance, InstanceStatus } from '../world/instance';

export interface RegionState {
  readonly account: string;
  readonly region: string;
  readonly instances: number;
  readonly byStatus: Readonly<Record<InstanceStatus, number>>;
}

export interface EmulatorState {
  /** Virtual time, ISO 8601. */
  readonly now: string;
  readonly frozen: boolean;
  readonly rate: number;
  readonly lenient: boolean;
  readonly instances: number;
  /** Only regions with instances. */
  readonly regions: readonly RegionState[];
  readonly outOfStock: readonly { readonly zone: string; readonly type: string }[];
  readonly pendingTransitions: number;
  readonly journal: { readonly entries: number; readonly dropped: number };
}

function countByStatus(instances: readonly Instance[]): Record<InstanceStatus, number> {
  const counts = Object.fromEntries(INSTANCE_STATUSES.map((status) => [status, 0])) as Record<
    InstanceStatus,
    number
  >;
  for (const { status } of instances) counts[status] += 1;
  return counts;
}

/** The world in figures. */
export function stateOf(engine: Engine): EmulatorState {
  const { world, journal, options } = engine;
  world.clock.settle();
  const accounts = [...world.accounts.values()];
  const regions = accounts.flatMap((account) =>
    [...account.regions.values()]
      .filter(({ instances }) => instances.size > 0)
      .map(({ id, instances }) => ({
        account: account.id,
        region: id,
        instances: instances.size,
        byStatus: countByStatus(instances.all()),
      })),
  );
  return {
    now: new Date(world.clock.now()).toISOString(),
    frozen: options.frozen,
    rate: options.rate,
    lenient: options.lenient,
    instances: regions.reduce((sum, region) => sum + region.instances, 0),
    regions,
    outOfStock: accounts.flatMap((account) => account.outOfStock()),
    pendingTransitions: world.clock.pendingAlarms,
    journal: { entries: journal.size, dropped: journal.dropped },
  };
}

/** One line of the listing of a region. */
export interface InstanceSummary {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly type: string;
  readonly status: InstanceStatus;
  readonly stoppedMode: string;
  readonly chargeType: string;
  readonly network: string;
  readonly publicIps: readonly string[];
  readonly eip: string | null;
  readonly locks: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export function summaryOf(instance: Instance): InstanceSummary {
  return {
    id: instance.id,
    name: instance.name,
    zone: instance.zoneId,
    type: instance.type.id,
    status: instance.status,
    stoppedMode: instance.stoppedMode,
    chargeType: instance.chargeType,
    network: instance.networkType,
    publicIps: instance.publicIpAddresses,
    eip: instance.elasticIp?.ipAddress ?? null,
    locks: instance.locks,
    tags: Object.fromEntries(instance.tags),
  };
}
