import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { required, text } from '../api/parameters';
import type { Disk } from '../world/disk';
import type { Instance } from '../world/instance';
import { isBurstable } from '../world/instance-types';
import { loadAt } from '../world/load';
import type { Region } from '../world/region';
import { secondOf } from '../world/times';
import type { Body } from '../wire/render';
import { diskArn, locateDisk } from './disk-checks';
import { arnOf, locateInstance } from './lookup';
import { instantsOf, SERIES } from './monitoring-parameters';
import { ECS } from './products';

/** What an instance, or a disk, does at full load. */
const FULL = {
  /** Kilobits a second inside the cloud. */
  intranetKbps: 20_000,
  iops: 2_000,
  bytesPerOperation: 16 * 1024,
  latencyMicroseconds: 1_500,
} as const;

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Traffic is what went through in the period, in kilobits; a bandwidth is the average, in kilobits a second. */
function trafficView(instance: Instance, at: number, period: number): Body {
  const hasPublicAddress = instance.publicIpAddresses.length > 0 || instance.elasticIp !== undefined;
  const internet = hasPublicAddress ? Math.max(instance.internetBandwidthOutMbps, 1) * 1000 : 0;
  const rate = (metric: string, full: number): number => Math.round(loadAt(instance.id, metric, at) * full);
  const internetIn = rate('InternetRX', internet);
  const internetOut = rate('InternetTX', internet);
  const intranetIn = rate('IntranetRX', FULL.intranetKbps);
  const intranetOut = rate('IntranetTX', FULL.intranetKbps);
  return {
    InternetRX: internetIn * period,
    InternetTX: internetOut * period,
    InternetBandwidth: internetIn + internetOut,
    IntranetRX: intranetIn * period,
    IntranetTX: intranetOut * period,
    IntranetBandwidth: intranetIn + intranetOut,
  };
}

interface Throughput {
  readonly IOPSRead: number;
  readonly IOPSWrite: number;
  readonly BPSRead: number;
  readonly BPSWrite: number;
}

const IDLE: Throughput = { IOPSRead: 0, IOPSWrite: 0, BPSRead: 0, BPSWrite: 0 };

/** Operations and bytes a second. */
function throughputView(id: string, at: number): Throughput {
  const reads = Math.round(loadAt(id, 'IOPSRead', at) * FULL.iops);
  const writes = Math.round(loadAt(id, 'IOPSWrite', at) * FULL.iops);
  return {
    IOPSRead: reads,
    IOPSWrite: writes,
    BPSRead: reads * FULL.bytesPerOperation,
    BPSWrite: writes * FULL.bytesPerOperation,
  };
}

/** Credits of a burstable instance: used in the period, earned and unused, advanced, owed. */
function creditView(instance: Instance, at: number, period: number): Body {
  if (!isBurstable(instance.type)) return {};
  const used = (loadAt(instance.id, 'CPU', at) * instance.type.cpu * period) / 60;
  return {
    CPUCreditUsage: rounded(used),
    CPUCreditBalance: rounded((1 - loadAt(instance.id, 'CPUCreditBalance', at)) * 144 * instance.type.cpu),
    CPUAdvanceCreditBalance: 0,
    CPUNotpaidSurplusCreditUsage: 0,
  };
}

function instanceView(instance: Instance, at: number, period: number): Body {
  return {
    InstanceId: instance.id,
    TimeStamp: secondOf(at),
    CPU: Math.round(loadAt(instance.id, 'CPU', at) * 100),
    ...trafficView(instance, at, period),
    ...throughputView(instance.id, at),
    ...creditView(instance, at, period),
  };
}

/** There is nothing to measure while an instance does not run. https://help.aliyun.com/document_detail/25612.html */
const describeInstanceMonitorData = globalOperation({
  product: ECS,
  name: 'DescribeInstanceMonitorData',
  access: 'read',
  parameters: { InstanceId: required(text()), ...SERIES },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeInstanceMonitorData',
    resources: (call, { InstanceId }) => [arnOf(call, 'instance', InstanceId, ({ instances }) => instances)],
  },
  whenDenied: () => ({ MonitorData: { InstanceMonitorData: [] } }),
  handle: (call, { InstanceId, ...series }) => {
    const { region, resource: instance } = locateInstance(call, InstanceId);
    const measured = instantsOf(series, call.world.clock.now()).filter(
      (at) => at >= instance.createdAt && region.statusHistory.statusAt(instance, at) === 'Running',
    );
    return {
      MonitorData: { InstanceMonitorData: measured.map((at) => instanceView(instance, at, series.Period)) },
    };
  },
});

function isRunningAt(region: Region, { instanceId }: Disk, at: number): boolean {
  const instance = region.instances.get(instanceId);
  return instance !== undefined && region.statusHistory.statusAt(instance, at) === 'Running';
}

/** A disk of an instance that does not run is in use, and nothing uses it. */
function diskView(region: Region, disk: Disk, at: number): Body {
  const isUsed = isRunningAt(region, disk, at);
  const throughput = isUsed ? throughputView(disk.id, at) : IDLE;
  const latency = (metric: string): number =>
    isUsed ? Math.round(loadAt(disk.id, metric, at) * FULL.latencyMicroseconds) : 0;
  return {
    DiskId: disk.id,
    TimeStamp: secondOf(at),
    ...throughput,
    IOPSTotal: throughput.IOPSRead + throughput.IOPSWrite,
    BPSTotal: throughput.BPSRead + throughput.BPSWrite,
    LatencyRead: latency('LatencyRead'),
    LatencyWrite: latency('LatencyWrite'),
  };
}

/** Only disks that are in use are measured. https://help.aliyun.com/document_detail/25614.html */
const describeDiskMonitorData = globalOperation({
  product: ECS,
  name: 'DescribeDiskMonitorData',
  access: 'read',
  parameters: { DiskId: required(text()), ...SERIES },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeDiskMonitorData',
    resources: (call, { DiskId }) => [diskArn(call, DiskId)],
  },
  whenDenied: () => ({ TotalCount: 0, MonitorData: { DiskMonitorData: [] } }),
  handle: (call, { DiskId, ...series }) => {
    const { region, resource: disk } = locateDisk(call, DiskId);
    const instants = instantsOf(series, call.world.clock.now());
    const attachedAt = disk.status === 'In_use' ? (disk.attachedAt ?? disk.createdAt) : Infinity;
    const measured = instants.filter((at) => at >= attachedAt);
    return {
      TotalCount: measured.length,
      MonitorData: { DiskMonitorData: measured.map((at) => diskView(region, disk, at)) },
    };
  },
});

export const MONITORING_OPERATIONS: readonly Operation[] = [
  describeInstanceMonitorData,
  describeDiskMonitorData,
];
