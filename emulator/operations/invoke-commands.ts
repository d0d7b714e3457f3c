import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { flag, list, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import type { Command } from '../world/command';
import type { Instance } from '../world/instance';
import type { Invocation, Target } from '../world/invocation';
import { begin, featuresOf, obstacleTo, stop } from '../world/invocation-run';
import { NEW_COMMAND, checkCommandQuota, commandOf, newCommand, timeout } from './command-parameters';
import { stopIfDryRun } from './dry-run';
import { INVOCATION, parametersOf, timingOf, usernameOf } from './invocation-parameters';
import type { InvocationValues } from './invocation-parameters';
import {
  instanceNotFound,
  instanceNotMatching,
  targetArns,
  targetInstances,
  tooManyInstances,
} from './invocation-targets';
import { ECS } from './products';
import { instanceArns, resourceArns } from './resources';
import { tagsOf } from './tag-parameters';

/** Instances of one StopInvocation. */
const MOST_STOPPED = 50;

/** What InvokeCommand may shorten the time of a command to. */
const SHORTEST_TIMEOUT_S = 10;

function newTarget({ world }: RegionalCall, invocation: Invocation, instanceId: string): Target {
  const now = world.clock.now();
  return {
    invocation,
    past: [],
    callOff: () => undefined,
    current: {
      id: `${invocation.id} ${instanceId}`,
      sequence: world.nextSequence(),
      instanceId,
      status: 'Pending',
      errorCode: undefined,
      exitCode: undefined,
      output: '',
      dropped: 0,
      createdAt: now,
      startedAt: undefined,
      finishedAt: undefined,
      stoppedAt: undefined,
      updatedAt: now,
      repeats: 0,
    },
  };
}

/** What a dry run checks beyond the request: whether each instance could be sent the command now. */
function checkEnvironment(
  { region }: RegionalCall,
  instances: readonly Instance[],
  invocation: Pick<Invocation, 'schedule' | 'containerId' | 'containerName'>,
): void {
  const features = featuresOf(invocation);
  if (instances.some((instance) => obstacleTo(region, instance, features) !== undefined)) {
    throw instanceNotMatching();
  }
}

/** Checks everything, and then sends a command to the instances. */
function invoke(
  call: RegionalCall,
  command: Command,
  values: InvocationValues & { readonly Timeout: number | undefined },
): Invocation {
  const { world, region } = call;
  const { ContainerId: containerId = '', ContainerName: containerName = '' } = values;
  const inContainer = containerId !== '' || containerName !== '';
  const timeoutSeconds = values.Timeout ?? command.timeoutSeconds;
  const instances = targetInstances(region, values, { ...values, type: command.type, inContainer });
  const details = {
    ...timingOf(values, world.clock.now(), timeoutSeconds),
    parameters: parametersOf(command, values.Parameters),
    // A container has a user and a working directory of its own.
    username: inContainer ? '' : usernameOf(command, values),
    workingDir: inContainer ? '' : (values.WorkingDir ?? command.workingDir),
    launcher: values.Launcher ?? command.launcher,
    tags: tagsOf(values.Tag),
    containerId,
    containerName,
  };
  if (values.RepeatMode === 'DryRun') checkEnvironment(call, instances, details);
  stopIfDryRun(values.RepeatMode === 'DryRun');
  command.invocations += 1;
  const invocation: Invocation = {
    ...details,
    id: world.resourceId('t', region),
    sequence: world.nextSequence(),
    command: { ...command },
    frequency: values.Frequency ?? '',
    timeoutSeconds,
    terminationMode: values.TerminationMode,
    resourceGroupId: values.ResourceGroupId ?? '',
    createdAt: world.clock.now(),
    targets: [],
  };
  invocation.targets = instances.map(({ id }) => newTarget(call, invocation, id));
  begin(world, region, invocation);
  return invocation;
}

/** https://help.aliyun.com/document_detail/141751.html */
const runCommand = regionalOperation({
  product: ECS,
  name: 'RunCommand',
  access: 'write',
  parameters: { ...INVOCATION, ...NEW_COMMAND, KeepCommand: withDefault(flag(), false) },
  refused: [...OWNER_PARAMETERS, 'OssOutputDelivery'],
  authorization: {
    action: 'ecs:RunCommand',
    resources: (call, values) => [
      ...targetArns(call, values),
      ...resourceArns(call.account, call.region.id, 'command', []),
    ],
  },
  handle: (call, values) => {
    const { world, region } = call;
    if (values.KeepCommand) checkCommandQuota(region);
    const command = newCommand(world, region, values, 'PlainText');
    const invocation = invoke(call, command, values);
    if (values.KeepCommand) region.cloudAssistant.commands.add(command);
    return { CommandId: command.id, InvokeId: invocation.id };
  },
});

/** https://help.aliyun.com/document_detail/64841.html */
const invokeCommand = regionalOperation({
  product: ECS,
  name: 'InvokeCommand',
  access: 'write',
  parameters: { ...INVOCATION, CommandId: required(text()), Timeout: timeout(SHORTEST_TIMEOUT_S) },
  refused: [...OWNER_PARAMETERS, 'OssOutputDelivery'],
  authorization: {
    action: 'ecs:InvokeCommand',
    resources: (call, values) => [
      ...targetArns(call, values),
      ...resourceArns(call.account, call.region.id, 'command', [values.CommandId]),
    ],
  },
  handle: (call, values) => ({ InvokeId: invoke(call, commandOf(call.region, values.CommandId), values).id }),
});

/** Without instances, on all of them. https://help.aliyun.com/document_detail/64838.html */
const stopInvocation = regionalOperation({
  product: ECS,
  name: 'StopInvocation',
  access: 'write',
  parameters: { InvokeId: required(text()), InstanceId: list(MOST_STOPPED, tooManyInstances) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:StopInvocation',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: ({ world, region }, { InvokeId, InstanceId }) => {
    const invocation = region.cloudAssistant.invocations.get(InvokeId);
    if (invocation === undefined) {
      throw new ApiError(404, 'InvalidInvokeId.NotFound', 'The specified invoke ID does not exist.');
    }
    const ids = invocation.targets.map(({ current }) => current.instanceId);
    if (!InstanceId.every((id) => ids.includes(id))) throw instanceNotFound();
    const wanted = InstanceId.length === 0 ? ids : InstanceId;
    for (const target of invocation.targets) {
      if (wanted.includes(target.current.instanceId)) stop(world, region, target);
    }
    return {};
  },
});

export const INVOKE_OPERATIONS: readonly Operation[] = [runCommand, invokeCommand, stopInvocation];
