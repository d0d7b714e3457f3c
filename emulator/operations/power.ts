import { OWNER_PARAMETERS, globalOperation, regionalOperation } from '../api/operation';
import type { Call, Operation, RegionalCall } from '../api/operation';
import { choice, flag, list, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import { STOPPED_MODES } from '../world/instance';
import type { Instance } from '../world/instance';
import { carryOut, refusalOf } from '../world/lifecycle';
import type { PowerRequest } from '../world/lifecycle';
import type { Body } from '../wire/render';
import { stopIfDryRun } from './dry-run';
import { ECS } from './products';
import { arnOf, instanceNotFound, locateInstance } from './lookup';
import { instanceArns } from './resources';

/** One instance: refused as a whole, or begun. */
function powerOne(call: Call, id: string, request: PowerRequest, dryRun: boolean | undefined): Body {
  const { region, resource: instance } = locateInstance(call, id);
  const refused = refusalOf(call.account, instance, request, call.world.clock.now());
  if (refused !== undefined) throw refused;
  stopIfDryRun(dryRun);
  carryOut(call.world, region, instance, request);
  return {};
}

function singleArn(call: Call, id: string): string[] {
  return [arnOf(call, 'instance', id, ({ instances }) => instances)];
}

/** What can be done with one instance of a batch. */
interface Attempt {
  readonly id: string;
  readonly instance: Instance | undefined;
  readonly refused: ApiError | undefined;
}

function attempt(call: RegionalCall, id: string, request: PowerRequest): Attempt {
  const instance = call.region.instances.get(id);
  const refused =
    instance === undefined
      ? instanceNotFound()
      : refusalOf(call.account, instance, request, call.world.clock.now());
  return { id, instance, refused };
}

interface BatchOptions {
  readonly InstanceId: readonly string[];
  readonly BatchOptimization: 'AllTogether' | 'SuccessFirst';
  readonly DryRun: boolean | undefined;
}

/** Several instances: all or none with AllTogether, each for itself with SuccessFirst. */
function powerMany(call: RegionalCall, options: BatchOptions, request: PowerRequest): Body {
  const attempts = [...new Set(options.InstanceId)].map((id) => attempt(call, id, request));
  const isAllTogether = options.BatchOptimization === 'AllTogether';
  const failure = attempts.find(({ refused }) => refused !== undefined);
  if (isAllTogether && failure?.refused !== undefined) throw failure.refused;
  if (options.DryRun === true) {
    throw new ApiError(400, 'DRYRUN.SUCCESS', 'Request validation has been passed with DryRun flag set.');
  }
  return {
    InstanceResponses: { InstanceResponse: attempts.map((each) => settleAttempt(call, each, request)) },
  };
}

function settleAttempt(call: RegionalCall, { id, instance, refused }: Attempt, request: PowerRequest): Body {
  const PreviousStatus = instance?.status ?? '';
  if (instance !== undefined && refused === undefined) carryOut(call.world, call.region, instance, request);
  return {
    InstanceId: id,
    PreviousStatus,
    CurrentStatus: instance?.status ?? '',
    Code: refused?.code ?? '200',
    Message: refused?.message ?? 'success',
  };
}

const ONE_INSTANCE = { InstanceId: required(text()), DryRun: flag() } as const;

const MANY_INSTANCES = {
  InstanceId: required(list(100)),
  BatchOptimization: withDefault(choice(['AllTogether', 'SuccessFirst']), 'AllTogether'),
  DryRun: flag(),
} as const;

/** https://help.aliyun.com/document_detail/25500.html */
const startInstance = globalOperation({
  product: ECS,
  name: 'StartInstance',
  access: 'write',
  parameters: ONE_INSTANCE,
  refused: [...OWNER_PARAMETERS, 'InitLocalDisk'],
  authorization: {
    action: 'ecs:StartInstance',
    resources: (call, { InstanceId }) => singleArn(call, InstanceId),
  },
  handle: (call, { InstanceId, DryRun }) => powerOne(call, InstanceId, { kind: 'start' }, DryRun),
});

/** https://help.aliyun.com/document_detail/155372.html */
const startInstances = regionalOperation({
  product: ECS,
  name: 'StartInstances',
  access: 'write',
  parameters: MANY_INSTANCES,
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:StartInstances',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: (call, options) => powerMany(call, options, { kind: 'start' }),
});

/**
 * `ConfirmStop` is kept by the cloud for compatibility and has no effect.
 * https://help.aliyun.com/document_detail/25501.html
 */
const stopInstance = globalOperation({
  product: ECS,
  name: 'StopInstance',
  access: 'write',
  parameters: {
    ...ONE_INSTANCE,
    ForceStop: withDefault(flag(), false),
    StoppedMode: choice(STOPPED_MODES),
    ConfirmStop: flag(),
  },
  refused: [...OWNER_PARAMETERS, 'Hibernate'],
  authorization: {
    action: 'ecs:StopInstance',
    resources: (call, { InstanceId }) => singleArn(call, InstanceId),
  },
  handle: (call, { InstanceId, DryRun, ForceStop, StoppedMode }) =>
    powerOne(call, InstanceId, { kind: 'stop', forced: ForceStop, stoppedMode: StoppedMode }, DryRun),
});

/** https://help.aliyun.com/document_detail/155373.html */
const stopInstances = regionalOperation({
  product: ECS,
  name: 'StopInstances',
  access: 'write',
  parameters: {
    ...MANY_INSTANCES,
    ForceStop: withDefault(flag(), false),
    StoppedMode: choice(STOPPED_MODES),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:StopInstances',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: (call, options) =>
    powerMany(call, options, { kind: 'stop', forced: options.ForceStop, stoppedMode: options.StoppedMode }),
});

/** https://help.aliyun.com/document_detail/25502.html */
const rebootInstance = globalOperation({
  product: ECS,
  name: 'RebootInstance',
  access: 'write',
  parameters: { ...ONE_INSTANCE, ForceStop: withDefault(flag(), false) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:RebootInstance',
    resources: (call, { InstanceId }) => singleArn(call, InstanceId),
  },
  handle: (call, { InstanceId, DryRun, ForceStop }) =>
    powerOne(call, InstanceId, { kind: 'reboot', forced: ForceStop }, DryRun),
});

/** https://help.aliyun.com/document_detail/155374.html */
const rebootInstances = regionalOperation({
  product: ECS,
  name: 'RebootInstances',
  access: 'write',
  parameters: { ...MANY_INSTANCES, ForceReboot: withDefault(flag(), false) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:RebootInstances',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: (call, options) => powerMany(call, options, { kind: 'reboot', forced: options.ForceReboot }),
});

export const POWER_OPERATIONS: readonly Operation[] = [
  startInstance,
  startInstances,
  stopInstance,
  stopInstances,
  rebootInstance,
  rebootInstances,
];
