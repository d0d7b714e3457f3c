import type { Plan, Resource, State, Step, Subject, Verdict } from '../../shared/core/plan';
import { decideEach } from '../../shared/core/plan';
import type { Instance, ObservedInstance } from '../../shared/model/instance';
import { nearestName } from '../../shared/model/nearest-name';
import type { TagNames } from '../../shared/model/tags';
import type { Config, ScheduleConfig } from './config';
import type { Memory } from './memory';
import { decodeMemory, encodeMemory, remembers } from './memory';
import { describeWanted } from './schedule/describe';
import { compileSchedule } from './schedule/schedule';
import type { Wanted } from './schedule/timeline';
import { wantedAt } from './schedule/timeline';
import { lastMidnight } from './schedule/zone';

/** Rule of an instance whose tag names nothing; no schedule can be called this. */
const NO_RULE = '(none)';

/** Set by Auto Scaling on the instances it makes: it would replace what is stopped under it. */
const SCALING_GROUP_TAG = 'acs:autoscaling:scalingGroupId';

const AT_REST = ['Running', 'Stopped'];

/** What a schedule wants now, worked out once for all its instances. */
interface Due {
  readonly config: ScheduleConfig;
  readonly wanted: Wanted;
  /** The transition that led to the wanted state, or where there is none the last local midnight. */
  readonly transition: Date;
  readonly reason: string;
}

/** Decides for every instance that has a schedule tag whether it is to be started, stopped or left alone. */
export function plan(observed: readonly ObservedInstance[], config: Config, tags: TagNames, now: Date): Plan {
  const due = dueNow(config, now);
  const names = [...due.keys()];
  const subjects = observed
    .filter(({ instance }) => instance.tags[tags.schedule] !== undefined)
    .map((one): Subject<Instance> => {
      const name = scheduleNameOf(one.instance, tags) ?? '';
      return { target: resourceOf(one), rule: due.has(name) ? name : NO_RULE, value: one.instance };
    });
  return decideEach(subjects, ({ value }) =>
    decide(value, due.get(scheduleNameOf(value, tags) ?? ''), tags, now, names),
  );
}

function scheduleNameOf(instance: Instance, tags: TagNames): string | undefined {
  return instance.tags[tags.schedule]?.trim();
}

function dueNow(config: Config, now: Date): Map<string, Due> {
  return new Map(
    Object.entries(config.schedules).map(([name, text]) => {
      const schedule = compileSchedule(name, text);
      const wanted = wantedAt(schedule, now.getTime());
      const transition =
        wanted.since === undefined ? lastMidnight(schedule.zone, now) : new Date(wanted.since.at);
      return [name, { config: text, wanted, transition, reason: describeWanted(schedule, wanted) }];
    }),
  );
}

/** The instance as the kernel knows it. */
function resourceOf({ instance, account }: ObservedInstance): Resource {
  return {
    type: 'instance',
    id: instance.id,
    region: instance.region,
    name: instance.name,
    tags: instance.tags,
    account,
  };
}

/** What a decision depends on; read again before acting and compared. */
export function stateOf(instance: Instance, tags: TagNames): State {
  return {
    status: instance.status,
    schedule: scheduleNameOf(instance, tags),
    optedOut: instance.tags[tags.ignore] !== undefined,
    protected: instance.tags[tags.protected] !== undefined,
    locks: instance.locks.join(',') || undefined,
    scalingGroup: instance.tags[SCALING_GROUP_TAG],
    chargeType: instance.chargeType,
    network: instance.network,
    publicIp: instance.publicIps.length > 0,
  };
}

function decide(
  instance: Instance,
  due: Due | undefined,
  tags: TagNames,
  now: Date,
  names: readonly string[],
): Verdict {
  const observed = { status: instance.status, stoppedMode: instance.stoppedMode };
  const skip = (code: string, reason: string, severity: 'info' | 'warning' | 'error' = 'info'): Verdict => ({
    skip: { code, reason, severity, observed },
  });
  if (instance.tags[tags.ignore] !== undefined) return skip('opted_out', `tag ${tags.ignore} opts it out`);
  if (due === undefined) return skip('unknown_schedule', unknownSchedule(instance, tags, names), 'error');
  if (instance.tags[SCALING_GROUP_TAG] !== undefined) {
    return skip('scaling_group', 'it belongs to a scaling group, which would replace it');
  }
  if (instance.locks.length > 0) {
    return skip('locked', `the instance is locked: ${instance.locks.join(', ')}`, 'warning');
  }
  if (!AT_REST.includes(instance.status)) {
    return skip('in_transition', `the instance is ${instance.status}; the next run looks again`);
  }
  const memory = decodeMemory(instance.tags[tags.last]);
  const handled =
    memory !== undefined && remembers(memory, due.wanted.state, due.transition) ? memory : undefined;
  const present = instance.status === 'Running' ? 'running' : 'stopped';
  if (present === due.wanted.state) {
    if (handled !== undefined && handled.phase !== 'intent') return skip(`already_${present}`, due.reason);
    return { act: { ...record(instance, due, memory, tags, now), observed } };
  }
  if (handled !== undefined && handled.phase !== 'intent') {
    const reason = `${due.reason}; it was ${present === 'running' ? 'started' : 'stopped'} by hand since and is left alone until the next transition`;
    return skip('manual_change', reason, 'warning');
  }
  return { act: { ...change(instance, due, tags, now), observed } };
}

function unknownSchedule(instance: Instance, tags: TagNames, names: readonly string[]): string {
  const name = instance.tags[tags.schedule] ?? '';
  const nearest = nearestName(name, names);
  const hint =
    nearest === undefined
      ? `the configuration has ${names.join(', ') || 'none'}`
      : `did you mean ${nearest}?`;
  return `tag ${tags.schedule} names ${JSON.stringify(name)}, which is not a schedule; ${hint}`;
}

type Act = Extract<Verdict, { act: unknown }>['act'];

function change(instance: Instance, due: Due, tags: TagNames, now: Date): Act {
  const { state } = due.wanted;
  const expect = stateOf(instance, tags);
  const memory: Memory = { phase: 'intent', state, transition: due.transition, at: now };
  const main = state === 'running' ? start(expect) : stop(instance, due.config, expect);
  return {
    code: main.step.kind,
    reason: [due.reason, ...main.remarks].join('; '),
    steps: [
      { ...remember(memory, tags), expect },
      main.step,
      { ...remember({ ...memory, phase: 'done' }, tags), closing: true },
    ],
  };
}

/**
 * The state is as wanted: remembered once for each transition, so that a manual change after it can be told from a
 * transition that is still to be carried out.
 */
function record(instance: Instance, due: Due, memory: Memory | undefined, tags: TagNames, now: Date): Act {
  const { state } = due.wanted;
  // What this function did lately keeps counting against the limit, also when a schedule is edited meanwhile.
  const ours = memory !== undefined && memory.state === state && memory.phase !== 'seen';
  const recorded: Memory = ours
    ? { ...memory, phase: 'done', transition: due.transition }
    : { phase: 'seen', state, transition: due.transition, at: now };
  const confirms = ours && memory.phase === 'intent';
  return {
    code: confirms ? 'confirm' : 'record',
    reason: `${due.reason}; ${confirms ? 'what an earlier run began is complete' : 'it is so already'}, which is remembered`,
    steps: [{ ...remember(recorded, tags), expect: stateOf(instance, tags) }],
  };
}

function remember(memory: Memory, tags: TagNames): Step {
  return { kind: 'remember', risk: 'safe', parameters: { key: tags.last, value: encodeMemory(memory) } };
}

interface MainStep {
  readonly step: Step;
  readonly remarks: readonly string[];
}

function start(expect: State): MainStep {
  return { step: { kind: 'start', risk: 'safe', parameters: {}, expect }, remarks: [] };
}

function stop(instance: Instance, config: ScheduleConfig, expect: State): MainStep {
  const obstacle =
    config.stoppedMode === 'StopCharging' ? obstacleToEconomicalStop(instance, config) : undefined;
  const stoppedMode = obstacle === undefined ? config.stoppedMode : 'KeepCharging';
  return {
    step: { kind: 'stop', risk: 'disruptive', parameters: { stoppedMode }, expect },
    remarks: obstacle === undefined ? [] : [`stopped with KeepCharging because ${obstacle}`],
  };
}

/**
 * Why an instance is not to be stopped in economical mode. The API does not refuse: it stops with charging.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/economical-mode
 */
function obstacleToEconomicalStop(instance: Instance, config: ScheduleConfig): string | undefined {
  if (instance.chargeType === 'PrePaid') return 'subscription instances are paid for in advance';
  if (instance.network === 'classic') return 'it is in the classic network';
  if (instance.publicIps.length > 0 && !config.publicIpMayChange) {
    return 'its public IP address could change (publicIpMayChange allows that)';
  }
  return undefined;
}
