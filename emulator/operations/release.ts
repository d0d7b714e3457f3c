import { OWNER_PARAMETERS, globalOperation, regionalOperation } from '../api/operation';
import type { Call, Operation } from '../api/operation';
import { clientToken, flag, list, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import { releaseAfterStop, releaseInstance } from '../world/release';
import type { World } from '../world/world';
import { stopIfDryRun } from './dry-run';
import { chargeTypeViolation, incorrectInstanceStatus } from './errors';
import { arnOf, instanceNotFound, locateInstance } from './lookup';
import { ECS } from './products';
import { instanceArns } from './resources';

/** Instances of one DeleteInstances. */
const MOST_INSTANCES = 100;

interface Options {
  readonly Force: boolean;
  readonly ForceStop: boolean;
  readonly TerminateSubscription: boolean;
}

const OPTIONS = {
  Force: withDefault(flag(), false),
  ForceStop: withDefault(flag(), true),
  TerminateSubscription: withDefault(flag(), false),
  DryRun: flag(),
} as const;

/** A lock for security does not keep an instance from being released. https://help.aliyun.com/document_detail/25695.html */
function checkRelease(instance: Instance, { Force, TerminateSubscription }: Options, now: number): void {
  const { chargeType, deletionProtection, expiresAt, status } = instance;
  if (deletionProtection) {
    throw new ApiError(
      403,
      'InvalidOperation.DeletionProtection',
      'The operation is not allowed due to deletion protection.',
    );
  }
  const hasEnded = expiresAt !== undefined && expiresAt <= now;
  if (chargeType === 'PrePaid' && !(hasEnded && TerminateSubscription)) throw chargeTypeViolation();
  if (status === 'Pending') {
    throw new ApiError(
      403,
      'IncorrectInstanceStatus.Initializing',
      'The specified instance status does not support this operation.',
    );
  }
  if (status !== 'Stopped' && !(status === 'Running' && Force)) throw incorrectInstanceStatus();
}

/** Releases an instance at once, or once it has shut down by itself. */
function release(world: World, region: Region, instance: Instance, { ForceStop }: Options): void {
  if (instance.status === 'Stopped' || ForceStop) releaseInstance(world, region, instance);
  else releaseAfterStop(world, region, instance);
}

/** https://help.aliyun.com/document_detail/25507.html */
const deleteInstance = globalOperation({
  product: ECS,
  name: 'DeleteInstance',
  access: 'write',
  parameters: { InstanceId: required(text()), ...OPTIONS },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteInstance',
    resources: (call: Call, { InstanceId }) => [
      arnOf(call, 'instance', InstanceId, ({ instances }) => instances),
    ],
  },
  handle: (call, { InstanceId, DryRun, ...options }) => {
    const { world } = call;
    const { region, resource: instance } = locateInstance(call, InstanceId);
    checkRelease(instance, options, world.clock.now());
    stopIfDryRun(DryRun);
    release(world, region, instance, options);
    return {};
  },
});

function tooMany(): ApiError {
  return new ApiError(403, 'InvalidParameter.TooManyInstanceIds', 'Instance ids cannot be more than 100.');
}

/** Releases all of the instances or none. https://help.aliyun.com/document_detail/2679710.html */
const deleteInstances = regionalOperation({
  product: ECS,
  name: 'DeleteInstances',
  access: 'write',
  parameters: {
    InstanceId: required(list(MOST_INSTANCES, tooMany)),
    ...OPTIONS,
    ClientToken: clientToken(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteInstances',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: ({ world, region }, { InstanceId, DryRun, ...options }) => {
    const ids = [...new Set(InstanceId)];
    if (ids.some((id) => region.instances.get(id) === undefined)) throw instanceNotFound();
    const instances = region.instances.pick(ids);
    for (const instance of instances) checkRelease(instance, options, world.clock.now());
    if (DryRun === true) {
      throw new ApiError(400, 'DRYRUN.SUCCESS', 'This request is a dryrun request with successful result.');
    }
    for (const instance of instances) release(world, region, instance, options);
    return {};
  },
});

export const RELEASE_OPERATIONS: readonly Operation[] = [deleteInstance, deleteInstances];
