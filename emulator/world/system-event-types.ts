import type { Announcement } from './announcements';

export const EVENT_STATES = [
  'Inquiring',
  'Scheduled',
  'Executing',
  'Executed',
  'Avoided',
  'Canceled',
  'Failed',
] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** States that an event does not leave. */
export const FINAL_STATES: readonly EventState[] = ['Executed', 'Avoided', 'Canceled', 'Failed'];

/** What an event does to its instance while it is executed. */
export type EventEffect =
  /** Nothing but taking its time. */
  | 'none'
  | 'restart'
  /** The platform restarts the instance elsewhere, or on the repaired host when its disks are there. */
  | 'failOver'
  | 'stop'
  /** Stopped and locked until it is paid for. */
  | 'stopUnpaid'
  | 'redeploy'
  | 'release'
  /** A spot instance is taken back. */
  | 'reclaim'
  /** A local disk is worked on while the instance runs. */
  | 'repairDisk'
  /** A local disk is worked on with the next restart, which is left to the user. */
  | 'repairDiskAtRestart';

type Level = Announcement['level'];

/** A kind of system event. */
export interface SystemEventType {
  /** `EventType.Name`: `SystemMaintenance.Reboot`. */
  readonly name: string;
  /** `EventType.Code`; the disk API counts for itself. */
  readonly code: number;
  readonly resource: 'instance' | 'disk';
  /** The states there are, the one it begins in first. */
  readonly states: readonly EventState[];
  readonly effect: EventEffect;
  /** Undefined where CloudMonitor lists no such event. */
  readonly level: Level | undefined;
  /** Whether the level follows the state, as that of the events about payment does. */
  readonly levelFollowsState: boolean;
  /** Whether the ECS API lists its events; what it does not list is only announced. */
  readonly listed: boolean;
}

const MAINTENANCE: readonly EventState[] = [
  'Scheduled',
  'Inquiring',
  'Executing',
  'Executed',
  'Avoided',
  'Canceled',
];
const INQUIRY: readonly EventState[] = ['Inquiring', 'Executing', 'Executed', 'Avoided', 'Canceled'];
const PLANNED: readonly EventState[] = [
  'Scheduled',
  'Executing',
  'Executed',
  'Avoided',
  'Failed',
  'Canceled',
];
const NOTICE: readonly EventState[] = ['Executing', 'Executed'];

/** Codes of the API's published answers. The codes of other kinds are not published: from 9000 on they are made up. */
const PUBLISHED_CODES: ReadonlyMap<string, number> = new Map([
  ['SystemMaintenance.Reboot', 1],
  ['SystemMaintenance.RebootAndIsolateErrorDisk', 3],
  ['InstanceExpiration.Stop', 34],
  ['SystemFailure.Reboot', 65],
  ['Degraded', 1],
  ['Stalled', 7],
]);
const FIRST_MADE_UP_CODE = 9000;

interface Row {
  readonly level?: Level;
  readonly states: readonly EventState[];
  readonly effect?: EventEffect;
  readonly resource?: 'disk';
}

/**
 * States, levels and names are those of CloudMonitor's list of ECS events and of the ECS pages about system events.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/summary
 */
const ROWS: Readonly<Record<string, Row>> = {
  'SystemMaintenance.Reboot': { level: 'CRITICAL', states: [...MAINTENANCE, 'Failed'], effect: 'restart' },
  'SystemMaintenance.Stop': { level: 'CRITICAL', states: PLANNED, effect: 'stop' },
  'SystemMaintenance.Redeploy': { level: 'CRITICAL', states: MAINTENANCE, effect: 'redeploy' },
  'SystemMaintenance.IsolateErrorDisk': {
    level: 'CRITICAL',
    states: [...INQUIRY, 'Failed'],
    effect: 'repairDisk',
  },
  'SystemMaintenance.ReInitErrorDisk': {
    level: 'CRITICAL',
    states: [...INQUIRY, 'Failed'],
    effect: 'repairDisk',
  },
  'SystemMaintenance.RebootAndIsolateErrorDisk': {
    level: 'CRITICAL',
    states: INQUIRY,
    effect: 'repairDiskAtRestart',
  },
  'SystemMaintenance.RebootAndReInitErrorDisk': {
    level: 'CRITICAL',
    states: INQUIRY,
    effect: 'repairDiskAtRestart',
  },
  'SystemMaintenance.CleanInactiveDisks': { states: INQUIRY },
  'SystemMaintenance.PerformanceImpact': { level: 'WARN', states: NOTICE },
  'SystemMaintenance.StopAndRepair': { states: INQUIRY, effect: 'stop' },
  'SystemUpgrade.Migrate': { states: INQUIRY },
  'SystemFailure.Reboot': { level: 'CRITICAL', states: [...NOTICE, 'Failed'], effect: 'failOver' },
  'SystemFailure.Stop': { level: 'CRITICAL', states: NOTICE, effect: 'stop' },
  'SystemFailure.Redeploy': {
    level: 'CRITICAL',
    states: ['Inquiring', ...MAINTENANCE.filter((state) => state !== 'Inquiring')],
    effect: 'redeploy',
  },
  'SystemFailure.Delete': { level: 'CRITICAL', states: [...NOTICE, 'Avoided'], effect: 'release' },
  'InstanceFailure.Reboot': { level: 'CRITICAL', states: NOTICE, effect: 'restart' },
  'InstanceFailure.Alert': { level: 'WARN', states: ['Executed'] },
  'Security.TpmAlert': { level: 'WARN', states: NOTICE },
  'InstanceExpiration.Stop': { level: 'CRITICAL', states: PLANNED, effect: 'stopUnpaid' },
  'InstanceExpiration.Delete': { level: 'CRITICAL', states: PLANNED, effect: 'release' },
  'AccountUnbalanced.Stop': { level: 'CRITICAL', states: PLANNED, effect: 'stopUnpaid' },
  'AccountUnbalanced.Delete': { level: 'CRITICAL', states: PLANNED, effect: 'release' },
  'AccountUnbalanced.PerformanceAffect': { level: 'CRITICAL', states: PLANNED },
  'SecurityPunish.Locked': { states: NOTICE },
  'SecurityPunish.WebsiteBanned': { states: NOTICE },
  Stalled: { level: 'CRITICAL', states: NOTICE, resource: 'disk' },
  ErrorDetected: { level: 'CRITICAL', states: NOTICE, resource: 'disk' },
  Degraded: { states: NOTICE, resource: 'disk' },
  SeverelyDegraded: { states: NOTICE, resource: 'disk' },
  PreemptibleInstanceInterruption: {
    level: 'WARN',
    states: ['Executing', 'Scheduled', 'Executed', 'Canceled'],
    effect: 'reclaim',
  },
};

/** The notice to a spot instance, which has neither states nor an id for its users. */
export const SPOT_INTERRUPTION = 'PreemptibleInstanceInterruption';

function isAboutPayment(name: string): boolean {
  return /^(?:InstanceExpiration|AccountUnbalanced)\./.test(name);
}

function typeOf(name: string, row: Row, index: number): SystemEventType {
  return {
    name,
    code: PUBLISHED_CODES.get(name) ?? FIRST_MADE_UP_CODE + index,
    resource: row.resource ?? 'instance',
    states: row.states,
    effect: row.effect ?? 'none',
    level: row.level,
    levelFollowsState: isAboutPayment(name),
    listed: name !== SPOT_INTERRUPTION,
  };
}

export const SYSTEM_EVENT_TYPES: ReadonlyMap<string, SystemEventType> = new Map(
  Object.entries(ROWS).map(([name, row], index) => [name, typeOf(name, row, index)]),
);

/** The event types of the ECS API about instances, or about disks. */
export function listedTypes(resource: 'instance' | 'disk'): readonly string[] {
  return [...SYSTEM_EVENT_TYPES.values()]
    .filter((type) => type.listed && type.resource === resource)
    .map(({ name }) => name);
}

/** The level that CloudMonitor announces a state with; undefined when it does not announce the event. */
export function levelOf(type: SystemEventType, state: EventState): Level | undefined {
  if (!type.levelFollowsState) return type.level;
  if (state === 'Avoided') return 'INFO';
  return state === 'Canceled' || state === 'Failed' ? 'WARN' : type.level;
}
