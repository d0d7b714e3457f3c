import { ApiError } from '../errors';
import type { Account } from './account';
import { publicAddress } from './addresses';
import { supportsEconomicalMode } from './instance';
import type { Instance, InstanceStatus, StoppedMode } from './instance';
import type { Region } from './region';
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

/** Statuses that an instance leaves by itself, where to, and after which duration. */
const TRANSITIONS = {
  Pending: { to: 'Stopped', duration: 'create' },
  Starting: { to: 'Running', duration: 'start' },
  Stopping: { to: 'Stopped', duration: 'stop' },
} as const;

function isTransient(status: InstanceStatus): status is keyof typeof TRANSITIONS {
  return status in TRANSITIONS;
}

function lockRefusal(instance: Instance, kind: PowerRequest['kind'], now: number): ApiError | undefined {
  const { locks } = instance;
  if (locks.includes('security')) {
    return new ApiError(
      403,
      'InstanceLockedForSecurity',
      'The specified operation is denied as your instance is locked for security reasons.',
    );
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
  return locks.length > 0 ? incorrectStatus() : undefined;
}

function incorrectStatus(): ApiError {
  return new ApiError(
    403,
    'IncorrectInstanceStatus',
    'The current status of the resource does not support this operation.',
  );
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
  if (instance.status !== REQUIRED_STATUS[request.kind]) return incorrectStatus();
  const gaveCapacityBack = request.kind === 'start' && instance.stoppedMode === 'StopCharging';
  if (gaveCapacityBack && !account.hasStock(instance.zoneId, instance.type.id)) {
    return new ApiError(
      403,
      'OperationDenied.NoStock',
      'The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.',
    );
  }
  return undefined;
}

/** Puts an instance into a status and announces it. */
export function setStatus(world: World, region: Region, instance: Instance, status: InstanceStatus): void {
  instance.status = status;
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

/** Lets an instance in a transient status arrive; a stable status stays. */
export function letTransitionRun(
  world: World,
  region: Region,
  instance: Instance,
  durationMs?: number,
): void {
  const { status } = instance;
  if (!isTransient(status)) return;
  const { to, duration } = TRANSITIONS[status];
  world.clock.after(durationMs ?? world.duration(duration), () => {
    // Released, or sent elsewhere, in the meantime.
    if (instance.status !== status || region.instances.get(instance.id) !== instance) return;
    if (to === 'Running') instance.startedAt = world.clock.now();
    setStatus(world, region, instance, to);
  });
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
    setStatus(world, region, instance, 'Stopping');
    letTransitionRun(world, region, instance, world.duration(request.forced ? 'forcedStop' : 'stop'));
  } else {
    setStatus(world, region, instance, 'Starting');
    letTransitionRun(world, region, instance, world.duration(request.forced ? 'start' : 'reboot'));
  }
}
