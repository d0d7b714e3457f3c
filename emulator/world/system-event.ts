import type { Resource } from './inventory';
import type { Region } from './region';
import { FINAL_STATES, levelOf, SPOT_INTERRUPTION, SYSTEM_EVENT_TYPES } from './system-event-types';
import type { EventState, SystemEventType } from './system-event-types';
import { secondOf } from './times';
import type { World } from './world';

const DAY_MS = 24 * 3_600_000;

/** After a damaged local disk was isolated, until the new one is in its place. */
const DISK_REPLACEMENT_MS = 5 * DAY_MS;

/** What answers say is the reason of a drill. */
export const SIMULATED_REASON = 'A simulated event.';

/** Released disks that are still attached to the host. Times are virtual epoch milliseconds. */
export interface InactiveDisk {
  readonly category: string;
  readonly type: string;
  readonly sizeGiB: number;
  readonly createdAt: number;
  readonly releasedAt: number;
}

/** What some kinds of events tell beyond the rest. */
export interface ExtendedAttribute {
  readonly diskId?: string | undefined;
  readonly device?: string | undefined;
  readonly inactiveDisks?: readonly InactiveDisk[] | undefined;
  readonly migrationOptions?: readonly string[] | undefined;
  readonly onlineRepairPolicy?: string | undefined;
  readonly punishDomain?: string | undefined;
  readonly punishType?: string | undefined;
  readonly punishUrl?: string | undefined;
}

/** A system event of an instance or a disk. Instants are virtual epoch milliseconds. */
export interface SystemEvent extends Resource {
  readonly regionId: string;
  readonly type: SystemEventType;
  readonly resourceId: string;
  /** The instance it is about, or that the disk is attached to. */
  readonly instanceId: string;
  state: EventState;
  readonly publishedAt: number;
  /** When a scheduled one is executed, and when a simulated failure is over. */
  notBefore: number | undefined;
  /** The time that was set when it was published. */
  readonly initialNotBefore: number | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  readonly reason: string;
  readonly simulated: boolean;
  /** A drill that is only announced touches no instance. */
  readonly takesEffect: boolean;
  /** What its execution comes to. */
  readonly outcome: 'Executed' | 'Failed';
  /** How long an event lasts that does nothing but take its time. */
  readonly lastsMs: number | undefined;
  readonly extendedAttribute: ExtendedAttribute;
  /** Whether a new disk is on its way into the place of the one that was isolated. */
  awaitsNewDisk: boolean;
  /** Calls off whatever the event waits for. */
  callOff: () => void;
}

export type NewSystemEvent = Pick<SystemEvent, 'type' | 'resourceId' | 'instanceId' | 'state'> &
  Partial<Omit<SystemEvent, 'callOff' | 'awaitsNewDisk' | 'initialNotBefore'>>;

function nothing(): void {
  // What waits for nothing has nothing to call off.
}

export function newSystemEvent(world: World, region: Region, given: NewSystemEvent): SystemEvent {
  const now = world.clock.now();
  return {
    id: world.resourceId('e', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    publishedAt: now,
    notBefore: undefined,
    initialNotBefore: given.notBefore,
    startedAt: given.state === 'Executing' ? (given.publishedAt ?? now) : undefined,
    finishedAt: undefined,
    reason: given.simulated === true ? SIMULATED_REASON : '',
    simulated: false,
    takesEffect: true,
    outcome: 'Executed',
    lastsMs: undefined,
    extendedAttribute: {},
    ...given,
    awaitsNewDisk: false,
    callOff: nothing,
  };
}

export function isFinished({ state }: Pick<SystemEvent, 'state'>): boolean {
  return FINAL_STATES.includes(state);
}

/** The events of an instance, or of a disk, that are not over, in order of publication. */
export function unfinishedEventsOf(region: Region, resourceId: string): readonly SystemEvent[] {
  return region.systemEvents.all().filter((event) => event.resourceId === resourceId && !isFinished(event));
}

/** One that was never executed began and ended at once. */
function executionTimes({ startedAt, finishedAt }: SystemEvent): Record<string, string> {
  const start = startedAt ?? finishedAt;
  return {
    ...(start !== undefined && { executeStartTime: secondOf(start) }),
    ...(finishedAt !== undefined && { executeFinishTime: secondOf(finishedAt) }),
  };
}

function diskContent(region: Region, event: SystemEvent): Record<string, unknown> {
  return {
    eventId: event.id,
    diskId: event.resourceId,
    device: region.disks.get(event.resourceId)?.device ?? '',
    eventType: event.type.name,
    ...executionTimes(event),
    ecsInstanceId: event.instanceId,
    ecsInstanceName: region.instances.get(event.instanceId)?.name ?? '',
  };
}

function instanceContent(event: SystemEvent): Record<string, unknown> {
  return {
    eventId: event.id,
    publishTime: secondOf(event.publishedAt),
    ...(event.notBefore !== undefined && { notBefore: secondOf(event.notBefore) }),
    instanceId: event.resourceId,
    eventType: event.type.name,
    eventStatus: event.state,
    ...executionTimes(event),
  };
}

function spotContent(region: Region, { resourceId }: SystemEvent): Record<string, unknown> {
  const behavior = region.instances.get(resourceId)?.settings.spotInterruptionBehavior;
  return { instanceId: resourceId, action: behavior === 'Stop' ? 'stop' : 'delete' };
}

/** https://www.alibabacloud.com/help/en/ecs/user-guide/instance-event-notification */
function announce(world: World, region: Region, event: SystemEvent): void {
  const { type, state, resourceId, instanceId } = event;
  const level = levelOf(type, state);
  const isSpot = type.name === SPOT_INTERRUPTION;
  if (level === undefined || (isSpot && state !== 'Executing')) return;
  const isDisk = type.resource === 'disk';
  const name = `${isDisk ? 'Disk' : 'Instance'}:${type.name}`;
  const named = isDisk ? region.disks.get(resourceId) : region.instances.get(instanceId);
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: isSpot ? name : `${name}:${state}`,
    level,
    status: 'Normal',
    resource: { kind: type.resource, id: resourceId, name: named?.name ?? '' },
    content: isSpot
      ? spotContent(region, event)
      : isDisk
        ? diskContent(region, event)
        : instanceContent(event),
  });
}

/** Puts an event into the world and announces it. */
export function publish(world: World, region: Region, given: NewSystemEvent): SystemEvent {
  const event = newSystemEvent(world, region, given);
  region.systemEvents.begin(event, world.clock.now());
  announce(world, region, event);
  return event;
}

/** Puts an event into its next state and announces that. */
export function enter(world: World, region: Region, event: SystemEvent, state: EventState): void {
  event.callOff();
  event.callOff = nothing;
  event.state = state;
  if (state === 'Executing') event.startedAt = world.clock.now();
  if (isFinished(event)) event.finishedAt = world.clock.now();
  announce(world, region, event);
}

/** The state that stands for "no longer called for", where the kind of event has one. */
export function dismissedState({ states }: SystemEventType): EventState {
  return states.includes('Canceled') ? 'Canceled' : 'Executed';
}

/** The state of an event that its user has answered, where the kind of event has one. */
export function answeredState({ states }: SystemEventType): EventState {
  return states.includes('Avoided') ? 'Avoided' : 'Executed';
}

/** Brings an execution to its end. An isolated disk is replaced later, which asks the user once more. */
export function finish(world: World, region: Region, event: SystemEvent): void {
  enter(world, region, event, event.outcome);
  const next = SYSTEM_EVENT_TYPES.get(event.type.name.replace('IsolateErrorDisk', 'ReInitErrorDisk'));
  const isIsolated = next !== undefined && next !== event.type && event.state === 'Executed';
  if (!isIsolated || !event.takesEffect) return;
  event.awaitsNewDisk = true;
  event.callOff = world.clock.after(DISK_REPLACEMENT_MS, () => {
    event.awaitsNewDisk = false;
    if (region.instances.get(event.instanceId) === undefined) return;
    const { resourceId, instanceId, extendedAttribute } = event;
    publish(world, region, { type: next, state: 'Inquiring', resourceId, instanceId, extendedAttribute });
  });
}
