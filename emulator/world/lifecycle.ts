import { ApiError } from '../errors';
import type { Account } from './account';
import { publicAddress } from './addresses';
import { supportsEconomicalMode } from './instance';
import type { Instance, InstanceStatus, StoppedMode } from './instance';
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

/** Lets an instance in a transient status arrive; a stable status stays. */
export function letTransitionRun(world: World, instance: Instance, durationMs?: number): void {
  const { status } = instance;
  if (!isTransient(status)) return;
  const { to, duration } = TRANSITIONS[status];
  world.clock.after(durationMs ?? world.duration(duration), () => {
    instance.status = to;
    if (to === 'Running') instance.startedAt = world.clock.now();
  });
}

function start(world: World, instance: Instance): void {
  if (instance.stoppedMode === 'StopCharging' && instance.publicIpAddresses.length > 0) {
    // The documentation says that a static public address may change; here it always does.
    instance.publicIpAddresses = instance.publicIpAddresses.map((address) => otherAddress(world, address));
  }
  instance.stoppedMode = 'KeepCharging';
  instance.status = 'Starting';
  letTransitionRun(world, instance);
}

function otherAddress(world: World, address: string): string {
  let other = publicAddress(world.random);
  while (other === address) other = publicAddress(world.random);
  return other;
}

/** Carries out a request that `refusalOf` has nothing against. */
export function carryOut(world: World, account: Account, instance: Instance, request: PowerRequest): void {
  if (request.kind === 'start') {
    start(world, instance);
  } else if (request.kind === 'stop') {
    const wanted = request.stoppedMode ?? (account.economicalByDefault ? 'StopCharging' : 'KeepCharging');
    instance.stoppedMode = supportsEconomicalMode(instance) ? wanted : 'KeepCharging';
    instance.status = 'Stopping';
    letTransitionRun(world, instance, world.duration(request.forced ? 'forcedStop' : 'stop'));
  } else {
    instance.status = 'Starting';
    letTransitionRun(world, instance, world.duration(request.forced ? 'start' : 'reboot'));
  }
}
