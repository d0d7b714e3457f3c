import type { Action, State, Step } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import type { Behaviour } from './config';
import type { Memory } from './memory';
import { CODE, encodeMemory, ownTypeIn } from './memory';
import type { Goal } from './wanted';

/** What an action is made of. */
export type Act = Pick<Action, 'code' | 'reason' | 'steps' | 'onFailure' | 'warning'>;

/** Codes with which a type is refused, for want of capacity or because it does not go with the instance. */
const TYPE_REFUSED =
  /^(?:OperationDenied\.NoStock|QuotaExceed\.ElasticQuota|Zone\.NotOnSale|InvalidInstanceType)/;

/** The part of an action that does something, with what people should know about it. */
interface Change {
  readonly steps: readonly [Step, ...Step[]];
  readonly remarks: readonly string[];
  /** The instance's own type, as long as it may have another one. */
  readonly ownType?: string | undefined;
  /** The same once the change has worked. */
  readonly ownTypeAfter?: string | undefined;
}

/** Sets the tag that remembers what was handled. */
export function remember(memory: Memory, tags: TagNames): Step {
  return { kind: 'remember', risk: 'safe', parameters: { key: tags.last, value: encodeMemory(memory) } };
}

/** Starts or stops an instance, remembered before and after. */
export function changeTo(
  goal: Goal,
  instance: Instance,
  behaviour: Behaviour,
  memory: Memory | undefined,
  attempt: number,
  expect: State,
  tags: TagNames,
  now: Date,
): Act {
  const change =
    goal.state === 'running'
      ? start(goal, instance, behaviour, memory, attempt, expect)
      : stop(instance, behaviour, memory, expect);
  const noted: Memory = {
    phase: 'intent',
    state: goal.state,
    transition: goal.transition,
    at: now,
    attempt,
    ownType: change.ownType,
  };
  return {
    code: goal.state === 'running' ? 'start' : 'stop',
    reason: [goal.reason, ...change.remarks].join('; '),
    steps: [
      { ...remember(noted, tags), expect },
      ...change.steps,
      { ...remember({ ...noted, phase: 'done', ownType: change.ownTypeAfter }, tags), closing: true },
    ],
    onFailure: remember({ ...noted, phase: 'failed', code: CODE }, tags),
  };
}

/**
 * Switches off an instance whose graceful stop takes too long.
 *
 * @param begun when it was first seen to be stopping, for people
 */
export function forceStop(
  instance: Instance,
  behaviour: Behaviour,
  begun: string,
  minutes: number,
  expect: State,
): Act {
  const { stoppedMode } = modeToStopIn(instance, behaviour);
  return {
    code: 'force_stop',
    reason: `it has been stopping for ${minutes} minutes, since ${begun}, longer than forceAfterMinutes`,
    steps: [{ kind: 'forceStop', risk: 'disruptive', parameters: { stoppedMode }, expect }],
  };
}

function start(
  goal: Goal,
  instance: Instance,
  behaviour: Behaviour,
  memory: Memory | undefined,
  attempt: number,
  expect: State,
): Change {
  const step: Step = { kind: 'start', risk: 'safe', parameters: {}, expect };
  const own = ownTypeIn(memory, instance.type, behaviour.fallbackTypes) ?? instance.type;
  const type = typeToStartAs(own, instance, behaviour, memory, attempt);
  if (type === instance.type)
    return { steps: [step], remarks: [], ...keepingType(memory, instance, behaviour) };
  return {
    steps: [
      {
        kind: 'resize',
        risk: 'disruptive',
        parameters: { instanceType: type, due: goal.transition.toISOString(), attempt },
        expect,
      },
      // The type is another one by then; everything else has to be as it was.
      { ...step, expect: { ...expect, type } },
    ],
    remarks: [
      type === own
        ? `its own type ${type} is tried again`
        : `as ${type}, because ${own} is sold out; that changes what it costs`,
    ],
    // Until the change is seen to have worked.
    ownType: own,
    ownTypeAfter: type === own ? undefined : own,
  };
}

/**
 * The instance's own type at first, and after each refusal of a type the next of those that are allowed. The present
 * type stays where something else failed.
 */
function typeToStartAs(
  own: string,
  instance: Instance,
  { fallbackTypes = [] }: Behaviour,
  memory: Memory | undefined,
  attempt: number,
): string {
  if (instance.chargeType !== 'PostPaid' || instance.localDisks) return instance.type;
  if (attempt === 1) return own;
  if (!TYPE_REFUSED.test(memory?.code ?? '')) return instance.type;
  const candidates = [...new Set([own, ...fallbackTypes, instance.type])];
  return candidates[(attempt - 1) % candidates.length] ?? own;
}

function stop(instance: Instance, behaviour: Behaviour, memory: Memory | undefined, expect: State): Change {
  const { stoppedMode, because } = modeToStopIn(instance, behaviour);
  return {
    steps: [{ kind: 'stop', risk: 'disruptive', parameters: { stoppedMode }, expect }],
    remarks: because === undefined ? [] : [`stopped with KeepCharging because ${because}`],
    ...keepingType(memory, instance, behaviour),
  };
}

function keepingType(
  memory: Memory | undefined,
  { type }: Instance,
  { fallbackTypes }: Behaviour,
): Pick<Change, 'ownType' | 'ownTypeAfter'> {
  const ownType = ownTypeIn(memory, type, fallbackTypes);
  return { ownType, ownTypeAfter: ownType };
}

/** The mode that the schedule wants, or the one that goes on charging, and why. */
export function modeToStopIn(
  instance: Instance,
  behaviour: Behaviour,
): { readonly stoppedMode: string; readonly because?: string } {
  const { stoppedMode } = behaviour;
  const because = stoppedMode === 'StopCharging' ? obstacleToEconomicalStop(instance, behaviour) : undefined;
  return because === undefined ? { stoppedMode } : { stoppedMode: 'KeepCharging', because };
}

/**
 * Why an instance is not to be stopped in economical mode. The API does not refuse: it stops with charging.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/economical-mode
 */
export function obstacleToEconomicalStop(instance: Instance, behaviour: Behaviour): string | undefined {
  if (instance.chargeType === 'PrePaid') return 'subscription instances are paid for in advance';
  if (instance.network === 'classic') return 'it is in the classic network';
  if (instance.localDisks) return 'it has local disks';
  if (instance.spot) return 'it is a spot instance';
  if (instance.publicIps.length > 0 && !behaviour.publicIpMayChange) {
    return 'its public IP address could change (publicIpMayChange allows that)';
  }
  return undefined;
}
