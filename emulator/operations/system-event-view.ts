import type { Disk } from '../world/disk';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import { unfinishedEventsOf } from '../world/system-event';
import { secondOf } from '../world/times';
import type { ExtendedAttribute, SystemEvent } from '../world/system-event';
import type { EventState } from '../world/system-event-types';
import type { Body } from '../wire/render';

/**
 * Numbers that answers show beside the names. Published are those of the samples of the API pages: from 9000 on they
 * are made up, since clients have to read the names.
 */
const STATE_CODES: Readonly<Record<EventState, number>> = {
  Executed: 0,
  Avoided: 8,
  Scheduled: 24,
  Inquiring: 28,
  Executing: 9001,
  Canceled: 9002,
  Failed: 9003,
};

const INSTANCE_STATUS_CODES: Readonly<Record<Instance['status'], number>> = {
  Running: 1,
  Pending: 9001,
  Starting: 9002,
  Stopping: 9003,
  Stopped: 9004,
};

const DISK_STATUS_CODES: Readonly<Record<Disk['status'], number>> = {
  Available: 129,
  In_use: 9001,
  Attaching: 9002,
  Detaching: 9003,
  Creating: 9004,
  ReIniting: 9005,
};

const HEALTH_CODES = {
  Ok: 0,
  Warning: 64,
  Impaired: 128,
  Maintaining: 9001,
  Initializing: 9002,
  InsufficientData: 9003,
  NotApplicable: 9004,
} as const;

export type Health = keyof typeof HEALTH_CODES;

/** What instances, and disks, can be selected by. */
export const DISK_HEALTHS = [
  'Impaired',
  'Warning',
  'Initializing',
  'InsufficientData',
  'NotApplicable',
] as const;
export const INSTANCE_HEALTHS = [...DISK_HEALTHS, 'Maintaining'] as const;

export interface Coded {
  readonly Code: number;
  readonly Name: string;
}

export function healthView(health: Health): Coded {
  return { Code: HEALTH_CODES[health], Name: health };
}

export function instanceStatusView({ status }: Instance): Coded {
  return { Code: INSTANCE_STATUS_CODES[status], Name: status };
}

export function diskStatusView({ status }: Disk): Coded {
  return { Code: DISK_STATUS_CODES[status], Name: status };
}

/** A failure impairs an instance, maintenance announces itself. */
export function instanceHealth(region: Region, instance: Instance): Health {
  if (instance.status === 'Pending') return 'Initializing';
  const open = unfinishedEventsOf(region, instance.id).filter(({ type }) => type.listed);
  const executing = open.filter(({ state }) => state === 'Executing');
  if (executing.some(({ type }) => type.name.includes('Failure.'))) return 'Impaired';
  if (executing.length > 0) return 'Maintaining';
  return open.length > 0 ? 'Warning' : 'Ok';
}

export function diskHealth(region: Region, disk: Disk): Health {
  if (disk.status === 'Creating' || disk.status === 'ReIniting') return 'Initializing';
  const open = unfinishedEventsOf(region, disk.id).map(({ type }) => type.name);
  if (open.includes('Stalled') || open.includes('ErrorDetected')) return 'Impaired';
  return open.length > 0 ? 'Warning' : 'Ok';
}

function deviceView({ diskId, device, inactiveDisks }: ExtendedAttribute): Body {
  return {
    ...(diskId !== undefined && { DiskId: diskId }),
    ...(device !== undefined && { Device: device }),
    ...(inactiveDisks !== undefined && {
      InactiveDisks: {
        InactiveDisk: inactiveDisks.map(({ category, type, sizeGiB, createdAt, releasedAt }) => ({
          DeviceCategory: category,
          DeviceType: type,
          DeviceSize: String(sizeGiB),
          CreationTime: secondOf(createdAt),
          ReleaseTime: secondOf(releasedAt),
        })),
      },
    }),
  };
}

function extendedView({ extendedAttribute: given, ...event }: SystemEvent): Body {
  const texts = {
    OnlineRepairPolicy: given.onlineRepairPolicy,
    PunishDomain: given.punishDomain,
    PunishType: given.punishType,
    PunishUrl: given.punishUrl,
  };
  return {
    ...deviceView(given),
    ...(given.migrationOptions && { MigrationOptions: { MigrationOption: given.migrationOptions } }),
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
    ...(event.state === 'Inquiring' && { CanAccept: 'true' }),
    ...(event.initialNotBefore !== undefined && { InitialNotBefore: secondOf(event.initialNotBefore) }),
  };
}

/** What every list of events of instances says of one. */
function commonView({ id, type, state, publishedAt, notBefore, reason }: SystemEvent): Body {
  return {
    EventId: id,
    EventType: { Code: type.code, Name: type.name },
    EventCycleStatus: { Code: STATE_CODES[state], Name: state },
    EventPublishTime: secondOf(publishedAt),
    ...(notBefore !== undefined && { NotBefore: secondOf(notBefore) }),
    ImpactLevel: '100',
    Reason: reason,
  };
}

/** An event in DescribeInstancesFullStatus. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstancesfullstatus */
export function scheduledEventView(event: SystemEvent): Body {
  return { ...commonView(event), ExtendedAttribute: deviceView(event.extendedAttribute) };
}

/** An event in DescribeInstanceHistoryEvents. https://help.aliyun.com/document_detail/63962.html */
export function historyEventView(event: SystemEvent): Body {
  return {
    ...commonView(event),
    InstanceId: event.instanceId,
    ResourceType: 'instance',
    ReasonCode: '',
    ...(event.finishedAt !== undefined && { EventFinishTime: secondOf(event.finishedAt) }),
    ExtendedAttribute: extendedView(event),
  };
}

/** An event in DescribeDisksFullStatus. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describedisksfullstatus */
export function diskEventView(event: SystemEvent): Body {
  return {
    EventId: event.id,
    EventType: { Code: event.type.code, Name: event.type.name },
    EventTime: secondOf(event.publishedAt),
    ...(event.finishedAt !== undefined && { EventEndTime: secondOf(event.finishedAt) }),
    ImpactLevel: '100',
  };
}
