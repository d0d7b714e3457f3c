import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import { describeIssues } from '../input';
import type { Account } from '../world/account';
import { LONGEST_SPAN_MS } from '../world/clock';
import type { Region } from '../world/region';
import { newSystemEvent } from '../world/system-event';
import type { NewSystemEvent, SystemEvent } from '../world/system-event';
import { arm, EVENT_DURATIONS, raise } from '../world/system-event-execution';
import {
  EVENT_STATES,
  FINAL_STATES,
  SPOT_INTERRUPTION,
  SYSTEM_EVENT_TYPES,
} from '../world/system-event-types';
import type { EventState, SystemEventType } from '../world/system-event-types';
import type { World } from '../world/world';
import { instant } from './fields';

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** An instance of a subscription, or one not paid for, is released this long after it was stopped. */
const RELEASE_AFTER_MS = 15 * DAY_MS;
const STOP_WHEN_UNPAID_MS = 30 * MINUTE_MS;

const id = z.string().min(1).max(128);

const minutes = z
  .number()
  .min(0)
  .max(LONGEST_SPAN_MS / MINUTE_MS);

const extendedAttributeSchema = z.strictObject({
  diskId: id.optional(),
  device: id.optional(),
  inactiveDisks: z
    .array(
      z.strictObject({
        category: id,
        type: z.enum(['system', 'data']),
        sizeGiB: z.int().min(1),
        createdAt: instant,
        releasedAt: instant,
      }),
    )
    .optional(),
  migrationOptions: z.array(id).optional(),
  onlineRepairPolicy: id.optional(),
  punishDomain: id.optional(),
  punishType: id.optional(),
  punishUrl: z.string().optional(),
});

/** A system event as it is written in a fleet, or asked for while the emulator runs. */
export const systemEventSchema = z.strictObject({
  id: id.optional(),
  /** Of an instance, or of a disk. */
  instance: id.optional(),
  disk: id.optional(),
  /** `SystemMaintenance.Reboot`, `Stalled`, `PreemptibleInstanceInterruption` ... */
  code: z.string().refine((code) => SYSTEM_EVENT_TYPES.has(code), {
    message: `unknown event code, expected one of ${[...SYSTEM_EVENT_TYPES.keys()].join(', ')}`,
  }),
  /** The one the kind of event begins in by default. */
  state: z.enum(EVENT_STATES).optional(),
  publishedAt: instant.optional(),
  /** When a scheduled event is executed; `inMinutes` counts from now. */
  notBefore: instant.optional(),
  inMinutes: minutes.optional(),
  finishedAt: instant.optional(),
  /** How long it is executed, where that is not the time of what it does. */
  lastsMinutes: minutes.optional(),
  reason: z.string().max(256).optional(),
  /** Whether its execution fails. */
  fails: z.boolean().default(false),
  /** A drill: announced, and nothing else. */
  simulated: z.boolean().default(false),
  extendedAttribute: extendedAttributeSchema.default({}),
});

export type FleetSystemEvent = z.output<typeof systemEventSchema>;
export type SystemEventInput = z.input<typeof systemEventSchema>;

interface Place {
  readonly region: Region;
  readonly resourceId: string;
  readonly instanceId: string;
}

function problem(where: string, text: string): EmulatorInputError {
  return new EmulatorInputError([`${where}${text}`]);
}

function placeOf(account: Account, spec: FleetSystemEvent, type: SystemEventType, where: string): Place {
  const wanted = type.resource === 'disk' ? spec.disk : spec.instance;
  if (wanted === undefined) {
    throw problem(where, `: the event ${type.name} needs the id of its ${type.resource} as ${type.resource}`);
  }
  for (const region of account.regions.values()) {
    const disk = type.resource === 'disk' ? region.disks.get(wanted) : undefined;
    if (disk !== undefined) return { region, resourceId: wanted, instanceId: disk.instanceId };
    if (type.resource === 'instance' && region.instances.get(wanted) !== undefined) {
      return { region, resourceId: wanted, instanceId: wanted };
    }
  }
  throw problem(where, `.${type.resource}: the account has no ${type.resource} "${wanted}"`);
}

function stateOf({ state, code, fails }: FleetSystemEvent, type: SystemEventType, where: string): EventState {
  const chosen = state ?? type.states[0] ?? 'Executing';
  if (!type.states.includes(chosen)) {
    throw problem(where, `.state: an event ${code} has only the states ${type.states.join(', ')}`);
  }
  if (fails && !type.states.includes('Failed')) {
    throw problem(where, `.fails: an event ${code} has no state Failed`);
  }
  return chosen;
}

/** What the platform would plan. */
function plannedAt({ name }: SystemEventType, region: Region, instanceId: string, now: number): number {
  const expiresAt = Math.max(region.instances.get(instanceId)?.expiresAt ?? now, now);
  switch (name) {
    case 'InstanceExpiration.Stop':
      return expiresAt;
    case 'InstanceExpiration.Delete':
      return expiresAt + RELEASE_AFTER_MS;
    case 'AccountUnbalanced.Stop':
      return now + STOP_WHEN_UNPAID_MS;
    case 'AccountUnbalanced.Delete':
      return now + RELEASE_AFTER_MS;
    default:
      return now + EVENT_DURATIONS.maintenanceNotice;
  }
}

function notBeforeOf(
  spec: FleetSystemEvent,
  type: SystemEventType,
  state: EventState,
  place: Place,
  now: number,
): number | undefined {
  if (spec.inMinutes !== undefined) return now + spec.inMinutes * MINUTE_MS;
  if (spec.notBefore !== undefined) return spec.notBefore;
  return state === 'Scheduled' ? plannedAt(type, place.region, place.instanceId, now) : undefined;
}

function checkSpot(
  { region, instanceId }: Place,
  { code }: FleetSystemEvent,
  state: EventState,
  where: string,
): void {
  if (code !== SPOT_INTERRUPTION || FINAL_STATES.includes(state)) return;
  if (region.instances.get(instanceId)?.spotStrategy === 'NoSpot') {
    throw problem(where, `.instance: "${instanceId}" is no spot instance`);
  }
}

/** A local disk is named by its id alone. */
function deviceOf({ region }: Place, { extendedAttribute }: FleetSystemEvent): string | undefined {
  const disk = region.disks.get(extendedAttribute.diskId ?? '');
  return extendedAttribute.device ?? disk?.device;
}

function eventOf(
  world: World,
  place: Place,
  spec: FleetSystemEvent,
  type: SystemEventType,
  where: string,
): NewSystemEvent {
  const now = world.clock.now();
  const state = stateOf(spec, type, where);
  const isFinal = FINAL_STATES.includes(state);
  checkSpot(place, spec, state, where);
  return {
    ...(spec.id !== undefined && { id: spec.id }),
    type,
    state,
    resourceId: place.resourceId,
    instanceId: place.instanceId,
    publishedAt: Math.min(spec.publishedAt ?? now, now),
    notBefore: notBeforeOf(spec, type, state, place, now),
    finishedAt: isFinal ? (spec.finishedAt ?? now) : undefined,
    ...(spec.reason !== undefined && { reason: spec.reason }),
    simulated: spec.simulated,
    takesEffect: !spec.simulated,
    outcome: spec.fails ? 'Failed' : 'Executed',
    lastsMs: spec.lastsMinutes === undefined ? undefined : spec.lastsMinutes * MINUTE_MS,
    extendedAttribute: { ...spec.extendedAttribute, device: deviceOf(place, spec) },
  };
}

/**
 * Has an event happen to a resource of an account. What was published earlier is not announced again.
 *
 * @param where path of `spec` for errors
 * @throws EmulatorInputError when there is no such resource, or when the kind of event has no such state
 */
export function addSystemEvent(
  world: World,
  account: Account,
  spec: FleetSystemEvent,
  where: string,
): SystemEvent {
  const type = SYSTEM_EVENT_TYPES.get(spec.code);
  if (type === undefined) throw problem(where, `.code: unknown event code "${spec.code}"`);
  const place = placeOf(account, spec, type, where);
  const { region } = place;
  if (spec.id !== undefined && region.systemEvents.get(spec.id) !== undefined) {
    throw problem(where, `.id: the id "${spec.id}" is given more than once`);
  }
  const given = eventOf(world, place, spec, type, where);
  if (given.publishedAt === world.clock.now()) return raise(world, region, given);
  const event = newSystemEvent(world, region, given);
  region.systemEvents.add(event);
  arm(world, region, event);
  return event;
}

/** @throws EmulatorInputError with one line per mistake */
export function parseSystemEvent(input: unknown, where: string): FleetSystemEvent {
  const parsed = systemEventSchema.safeParse(input);
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, where));
  return parsed.data;
}
