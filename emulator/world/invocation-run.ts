import { firstHeartbeatAt, isOnline, supports } from './agent';
import type { AgentFeature } from './agent';
import { remember } from './cloud-assistant';
import { substitute } from './command';
import { scriptFor } from './command-script';
import type { CommandScript } from './command-script';
import type { Instance } from './instance';
import { FAILURES, isOver } from './invocation';
import type { Execution, FailureCode, Invocation, Target } from './invocation';
import type { Region } from './region';
import type { World } from './world';

const DELIVERY_MS = 500;

/** A command that is not delivered by then is given up. https://help.aliyun.com/document_detail/64840.html */
const DELIVERY_LIMIT_MS = 60_000;

/** From the request to stop to the end of the process. */
const STOPPING_MS = 1_000;

/** 24 KB in Base64. https://help.aliyun.com/document_detail/64845.html */
const LONGEST_OUTPUT = 18 * 1024;

/** What an agent has to know for an invocation. */
export function featuresOf({
  schedule,
  containerId,
  containerName,
}: Pick<Invocation, 'schedule' | 'containerId' | 'containerName'>): readonly AgentFeature[] {
  return [
    ...(schedule?.isRecentFeature === true ? (['schedules'] as const) : []),
    ...(containerId === '' && containerName === '' ? [] : (['containers'] as const)),
  ];
}

/** Why a command cannot be sent to an instance now, if so. */
export function obstacleTo(
  region: Region,
  instance: Instance | undefined,
  features: readonly AgentFeature[],
): FailureCode | undefined {
  if (instance === undefined) return 'InstanceNotExists';
  if (instance.status !== 'Running') return 'InstanceNotRunning';
  const agent = region.cloudAssistant.agentOf(instance);
  if (!agent.installed || agent.state === 'stopped') return 'ClientNotRunning';
  if (agent.state === 'unresponsive') return 'ClientNotResponse';
  return supports(agent, instance.osType, features) ? undefined : 'ClientNeedUpgrade';
}

/** The values of all placeholders on one instance. */
function valuesOf(region: Region, { invocation, current: { instanceId } }: Target): Map<string, string> {
  return new Map([
    ...Object.entries(invocation.parameters),
    ['ACS::RegionId', region.id],
    ['ACS::AccountId', region.account.id],
    ['ACS::InstanceId', instanceId],
    ['ACS::InstanceName', region.instances.get(instanceId)?.name ?? ''],
    ['ACS::InvokeId', invocation.id],
    ['ACS::CommandId', invocation.command.id],
  ]);
}

function scriptOf(region: Region, target: Target): CommandScript {
  const { command } = target.invocation;
  const script = command.enableParameter
    ? substitute(command.content, valuesOf(region, target))
    : command.content.toString();
  return scriptFor(region.account.commandScripts, script, target.current.instanceId);
}

/** Cut at a whole character. */
function shortened(output: string): Pick<Execution, 'output' | 'dropped'> {
  const bytes = Buffer.from(output);
  if (bytes.length <= LONGEST_OUTPUT) return { output, dropped: 0 };
  let end = LONGEST_OUTPUT;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { output: bytes.subarray(0, end).toString(), dropped: bytes.length - end };
}

/** Where an invocation takes place. */
interface Scene {
  readonly world: World;
  readonly region: Region;
}

function change({ world }: Scene, { current }: Target, changed: Partial<Execution>): void {
  Object.assign(current, changed, { updatedAt: world.clock.now() });
}

/** Has something happen to a target, instead of whatever else was to happen to it. */
function later({ world }: Scene, target: Target, instant: number, happen: () => void): void {
  target.callOff();
  target.callOff = world.clock.at(instant, happen);
}

function isRepeated({ invocation }: Target): boolean {
  return invocation.repeatMode === 'Period' || invocation.repeatMode === 'EveryReboot';
}

/** Nothing happens to the target any more. */
function settle({ region }: Scene, target: Target): void {
  target.callOff();
  region.cloudAssistant.settle(target);
}

/** A failure after which nothing comes any more. */
function end(scene: Scene, target: Target, errorCode: FailureCode): void {
  const finishedAt = scene.world.clock.now();
  change(scene, target, { status: FAILURES[errorCode][0], errorCode, finishedAt });
  settle(scene, target);
}

/** After the end of a run: the next one, if there is to be one. */
function conclude(scene: Scene, target: Target): void {
  const { world } = scene;
  target.callOff();
  change(scene, target, { finishedAt: world.clock.now() });
  if (!isRepeated(target)) {
    settle(scene, target);
    return;
  }
  remember(target, { ...target.current, sequence: world.nextSequence() });
  awaitRun(scene, target);
}

function fail(scene: Scene, target: Target, errorCode: FailureCode): void {
  change(scene, target, { status: FAILURES[errorCode][0], errorCode });
  conclude(scene, target);
}

function finish(scene: Scene, target: Target, script: CommandScript, timesOut: boolean): void {
  change(scene, target, shortened(script.output));
  if (timesOut) {
    fail(scene, target, 'ExecutionTimeout');
  } else if (script.errorCode !== undefined) {
    fail(scene, target, script.errorCode);
  } else {
    change(scene, target, { exitCode: script.exitCode });
    if (script.exitCode !== 0) {
      fail(scene, target, 'ExitCodeNonzero');
    } else {
      change(scene, target, { status: 'Success' });
      conclude(scene, target);
    }
  }
}

function run(scene: Scene, target: Target): void {
  const { world, region } = scene;
  const { timeoutSeconds } = target.invocation;
  const script = scriptOf(region, target);
  const timesOut = script.seconds > timeoutSeconds || script.errorCode === 'ExecutionTimeout';
  change(scene, target, {
    status: 'Running',
    startedAt: world.clock.now(),
    finishedAt: undefined,
    errorCode: undefined,
    exitCode: undefined,
    output: '',
    dropped: 0,
    repeats: target.current.repeats + 1,
  });
  const seconds = timesOut ? timeoutSeconds : script.seconds;
  later(scene, target, world.clock.now() + seconds * 1000, () => {
    finish(scene, target, script, timesOut);
  });
}

/** What stands in the way of the delivery, foreseen by the fleet or not. */
function deliveryObstacle({ region }: Scene, target: Target): FailureCode | undefined {
  const instance = region.instances.get(target.current.instanceId);
  const obstacle = obstacleTo(region, instance, featuresOf(target.invocation));
  if (obstacle !== undefined) return obstacle;
  const { errorCode } = scriptOf(region, target);
  const isBeforeStart = errorCode !== undefined && ['Aborted', 'Invalid'].includes(FAILURES[errorCode][0]);
  return isBeforeStart ? errorCode : undefined;
}

/** When the agent of the target's instance can be reached. */
function reachableAt({ world, region }: Scene, { current }: Target): number {
  const instance = region.instances.get(current.instanceId);
  const first = instance && firstHeartbeatAt(region.cloudAssistant.agentOf(instance), instance);
  return Math.max(first ?? 0, world.clock.now());
}

/** A schedule that does not reach its agent is over; a start of the instance comes again. */
function failDelivery(scene: Scene, target: Target, errorCode: FailureCode): void {
  if (target.invocation.schedule === undefined) fail(scene, target, errorCode);
  else end(scene, target, errorCode);
}

function deliver(scene: Scene, target: Target): void {
  const obstacle = deliveryObstacle(scene, target);
  const now = scene.world.clock.now();
  const giveUpAt = target.current.createdAt + DELIVERY_LIMIT_MS;
  const isSilent = obstacle === 'ClientNotResponse' || obstacle === 'DeliveryTimeout';
  if (isSilent && now < giveUpAt) {
    later(scene, target, giveUpAt, () => {
      failDelivery(scene, target, obstacle);
    });
  } else if (obstacle !== undefined) {
    failDelivery(scene, target, obstacle);
  } else if (reachableAt(scene, target) > now) {
    later(scene, target, reachableAt(scene, target), () => {
      deliver(scene, target);
    });
  } else if (target.invocation.schedule !== undefined) {
    awaitRun(scene, target);
  } else {
    run(scene, target);
  }
}

function isReachable({ world, region }: Scene, { current }: Target): boolean {
  const instance = region.instances.get(current.instanceId);
  return (
    instance !== undefined && isOnline(region.cloudAssistant.agentOf(instance), instance, world.clock.now())
  );
}

/** Waits for the next time of the schedule, or for a start of the instance. */
function awaitRun(scene: Scene, target: Target): void {
  const { schedule } = target.invocation;
  const next = schedule?.next(scene.world.clock.now());
  if (schedule !== undefined && next === undefined) {
    // The last run of a schedule leaves its own status; one that was missed leaves none.
    if (!isOver(target.current)) change(scene, target, { status: 'Cancelled' });
    settle(scene, target);
    return;
  }
  change(scene, target, { status: 'Scheduled' });
  if (next === undefined) return;
  later(scene, target, next, () => {
    // The agent keeps the schedule: while it is not there, nothing happens.
    if (isReachable(scene, target)) run(scene, target);
    else awaitRun(scene, target);
  });
}

/** Sends a new invocation on its way. */
export function begin(world: World, region: Region, invocation: Invocation): void {
  const scene = { world, region };
  region.cloudAssistant.prune(world.clock.now());
  region.cloudAssistant.add(invocation);
  for (const target of invocation.targets) {
    if (invocation.repeatMode === 'NextRebootOnly' || invocation.repeatMode === 'EveryReboot') {
      awaitRun(scene, target);
    } else {
      later(scene, target, world.clock.now() + DELIVERY_MS, () => {
        deliver(scene, target);
      });
    }
  }
}

/** Stops what is under way, a running process within a moment. https://help.aliyun.com/document_detail/64838.html */
export function stop(world: World, region: Region, target: Target): void {
  const scene = { world, region };
  const { status, repeats } = target.current;
  if (isOver(target.current) || status === 'Stopping') return;
  change(scene, target, { stoppedAt: world.clock.now() });
  if (status !== 'Running') {
    change(scene, target, { status: repeats === 0 ? 'Cancelled' : 'Terminated' });
    settle(scene, target);
    return;
  }
  change(scene, target, { status: 'Stopping' });
  later(scene, target, world.clock.now() + STOPPING_MS, () => {
    change(scene, target, { status: 'Terminated', finishedAt: world.clock.now() });
    settle(scene, target);
  });
}

/** The agent of an instance has reported for the first time after a start. */
export function runAtStart(world: World, region: Region, instanceId: string): void {
  for (const target of region.cloudAssistant.underWay(instanceId)) {
    const waits = target.invocation.schedule === undefined && target.current.status === 'Scheduled';
    if (waits) deliver({ world, region }, target);
  }
}

/** The instance goes down, and the processes on it with it. */
export function interrupt(world: World, region: Region, instanceId: string): void {
  for (const target of region.cloudAssistant.underWay(instanceId)) {
    if (target.current.status === 'Running') fail({ world, region }, target, 'ExecutionInterrupted');
  }
}

/** The instance is gone, and whatever was to run on it. */
export function abandon(world: World, region: Region, instanceId: string): void {
  for (const target of region.cloudAssistant.underWay(instanceId)) {
    end({ world, region }, target, 'InstanceReleased');
  }
}
