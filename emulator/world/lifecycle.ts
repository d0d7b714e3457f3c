import { ApiError } from '../errors';
import type { Account } from './account';
import { publicAddress } from './addresses';
import { disksOf } from './disk';
import { supportsEconomicalMode } from './instance';
import type { Instance, InstanceStatus, StoppedMode } from './instance';
import { diskError, incorrectInstanceStatus, instanceLockedForSecurity, noStock } from './refusals';
import type { Region } from './region';
import { failSnapshotsOf } from './snapshot-lifecycle';
import { answerByRestart, isBeingRecovered } from './system-event-answers';
import type { World } from './world';

/** What is asked of an instance. */
export type PowerRequest =
  | { readonly kind: 'start' }
  | { readonly kind: 'stop'; readonly forced: boolean; readonly stoppedMode: StoppedMode | undefined }
  | { readonly kind: 'reboot'; readonly forced: boolean };

const REQUIRED_STATUS: Readonly<Record<PowerRequest['kind'], InstanceStatus>> = {
  start: 'Stopped',
  stop: 'Running',
  reboot: 'Running',
};

/** A stop that does not come to an end can be forced. */
function isInStatusFor(instance: Instance, request: PowerRequest): boolean {
  const isCutShort = request.kind === 'stop' && request.forced && instance.status === 'Stopping';
  return isCutShort || instance.status === REQUIRED_STATUS[request.kind];
}

/** Statuses that an instance leaves by itself, where to, and after which duration. */
const TRANSITIONS = {
  Pending: { to: 'Stopped', duration: 'create' },
  Starting: { to: 'Running', duration: 'start' },
  Stopping: { to: 'Stopped', duration: 'stop' },
} as const;

function isTransient(status: InstanceStatus): status is keyof typeof TRANSITIONS {
  return status in TRANSITIONS;
}

/** Why the locks of an instance, or the end of its subscription, forbid the request, if they do. */
export function lockRefusal(
  instance: Instance,
  kind: PowerRequest['kind'],
  now: number,
): ApiError | undefined {
  const { locks } = instance;
  if (locks.includes('security')) {
    return instanceLockedForSecurity();
  }
  const expired = instance.expiresAt !== undefined && instance.expiresAt <= now;
  if (expired || locks.some((reason) => reason !== 'recycling')) {
    return kind === 'start'
      ? new ApiError(
          403,
          'InstanceExpired',
          instance.chargeType === 'PrePaid'
            ? 'The prePaid instance has been expired.'
            : 'The postPaid instance has been expired. Please ensure your account have enough balance.',
        )
      : new ApiError(
          403,
          'InstanceExpiredOrInArrears',
          'The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).',
        );
  }
  return locks.length > 0 ? incorrectInstanceStatus() : undefined;
}

/** Whether an instance can boot: its system disk is attached, and none of its disks is being made new. */
function areDisksReady(region: Region | undefined, instance: Instance): boolean {
  const disks = region === undefined ? [] : disksOf(region, instance);
  const system = disks.find(({ type }) => type === 'system');
  return system?.status === 'In_use' && disks.every(({ status }) => status !== 'ReIniting');
}

/** Why the cloud would refuse the request now, if it would. */
export function refusalOf(
  account: Account,
  instance: Instance,
  request: PowerRequest,
  now: number,
): ApiError | undefined {
  const locked = lockRefusal(instance, request.kind, now);
  if (locked !== undefined) return locked;
  if (!isInStatusFor(instance, request)) return incorrectInstanceStatus();
  const region = account.regions.get(instance.regionId);
  if (isBeingRecovered(region, instance)) return incorrectInstanceStatus();
  if (request.kind === 'start' && !areDisksReady(region, instance)) return diskError();
  const gaveCapacityBack = request.kind === 'start' && instance.stoppedMode === 'StopCharging';
  if (gaveCapacityBack && !account.hasStock(instance.zoneId, instance.type.id)) {
    return noStock();
  }
  return undefined;
}

/** Puts an instance into a status, wherever it was on its way to, and announces it. */
export function setStatus(world: World, region: Region, instance: Instance, status: InstanceStatus): void {
  region.statusHistory.record(instance, status, world.clock.now());
  instance.status = status;
  instance.transition?.callOff();
  instance.transition = undefined;
  if (status === 'Starting' || status === 'Stopping') failSnapshotsOf(world, region, instance);
  announceState(world, region, instance, status);
}

/** https://help.aliyun.com/document_detail/108464.html */
export function announceState(
  world: World,
  region: Region,
  instance: Instance,
  state: InstanceStatus | 'Deleted',
): void {
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: 'Instance:StateChange',
    level: 'INFO',
    status: 'Normal',
    resource: { kind: 'instance', id: instance.id, name: instance.name },
    content: { resourceId: instance.id, resourceType: 'ALIYUN::ECS::Instance', state },
  });
}

/** A changed subscription shows its new type from its next start on. */
function takeOnPendingType(instance: Instance): void {
  if (instance.pendingType === undefined) return;
  instance.type = instance.pendingType;
  delete instance.pendingType;
}

function nothing(): void {
  // Most transitions have nothing that is to follow.
}

/**
 * Lets an instance in a transient status arrive; a stable status stays. A transition under way out of the same status
 * is cut short, and what was to follow it follows this one.
 *
 * @param arrived called when it has arrived, unless it was released or sent elsewhere in the meantime
 */
export function letTransitionRun(
  world: World,
  region: Region,
  instance: Instance,
  durationMs?: number,
  arrived: () => void = instance.transition?.arrived ?? nothing,
): void {
  const { status } = instance;
  if (!isTransient(status)) return;
  const { to, duration } = TRANSITIONS[status];
  const wanted = world.clock.now() + (durationMs ?? world.duration(duration));
  const dueAt = Math.min(wanted, instance.transition?.dueAt ?? wanted);
  instance.transition?.callOff();
  const callOff = world.clock.at(dueAt, () => {
    if (region.instances.get(instance.id) !== instance) return;
    if (to === 'Running') {
      instance.startedAt = world.clock.now();
      takeOnPendingType(instance);
    }
    setStatus(world, region, instance, to);
    arrived();
  });
  instance.transition = { dueAt, callOff, arrived };
}

function start(world: World, region: Region, instance: Instance): void {
  if (instance.stoppedMode === 'StopCharging' && instance.publicIpAddresses.length > 0) {
    // The documentation says that a static public address may change; here it always does.
    instance.publicIpAddresses = instance.publicIpAddresses.map((address) => otherAddress(world, address));
  }
  instance.stoppedMode = 'KeepCharging';
  setStatus(world, region, instance, 'Starting');
  letTransitionRun(world, region, instance);
}

function otherAddress(world: World, address: string): string {
  let other = publicAddress(world.random);
  while (other === address) other = publicAddress(world.random);
  return other;
}

/** Carries out a request that `refusalOf` has nothing against. */
export function carryOut(world: World, region: Region, instance: Instance, request: PowerRequest): void {
  if (request.kind === 'start') {
    start(world, region, instance);
  } else if (request.kind === 'stop') {
    const wanted =
      request.stoppedMode ?? (region.account.economicalByDefault ? 'StopCharging' : 'KeepCharging');
    instance.stoppedMode = supportsEconomicalMode(instance) ? wanted : 'KeepCharging';
    if (instance.status !== 'Stopping') setStatus(world, region, instance, 'Stopping');
    letTransitionRun(world, region, instance, world.duration(request.forced ? 'forcedStop' : 'stop'));
  } else {
    const durationMs = world.duration(request.forced ? 'start' : 'reboot');
    setStatus(world, region, instance, 'Starting');
    letTransitionRun(world, region, instance, durationMs);
    answerByRestart(world, region, instance, durationMs);
  }
}
