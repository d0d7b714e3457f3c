import type { Severity, State, Verdict } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import type { Act } from './change';
import { changeTo, forceStop, remember } from './change';
import type { InstanceTags } from './instance-tags';
import type { Memory } from './memory';
import { decodeMemory, isOurs, isUnfinished, ownTypeIn, remembers } from './memory';
import type { Rule } from './rules';
import { localText } from './schedule/describe';
import type { WantedState } from './schedule/timeline';
import type { Obstacle } from './state';
import { SCALING_GROUP_TAG, stateOf } from './state';
import type { Goal } from './wanted';
import { goalOf } from './wanted';

const MINUTE = 60_000;

/** What is known of an instance beyond itself. */
export interface Circumstances {
  /** Absent: it may be stopped. */
  readonly obstacleToStop?: Obstacle;
  /** An instance of its schedule that has to be running, or stopped, before it. */
  readonly waitsFor: (state: WantedState) => string | undefined;
}

/** One instance with everything its decision takes. */
export class Case {
  private readonly memory: Memory | undefined;
  private readonly observed: State;

  constructor(
    private readonly instance: Instance,
    private readonly rule: Rule,
    private readonly own: InstanceTags,
    private readonly circumstances: Circumstances,
    private readonly tags: TagNames,
    private readonly now: Date,
  ) {
    this.memory = decodeMemory(instance.tags[tags.last]);
    this.observed = { status: instance.status, stoppedMode: instance.stoppedMode };
  }

  decide(): Verdict {
    return this.keptAway() ?? this.inTransition() ?? this.towardsGoal();
  }

  /** Reasons to leave it alone whatever is wanted. */
  private keptAway(): Verdict | undefined {
    const { instance, tags, own } = this;
    if (instance.tags[tags.ignore] !== undefined)
      return this.skip('opted_out', `tag ${tags.ignore} opts it out`);
    const [problem] = own.problems;
    if (problem !== undefined) {
      const code = problem.tag === tags.holdUntil ? 'held' : 'invalid_tag';
      return this.skip(
        code,
        `tag ${problem.tag}: ${problem.message}; left alone until that is put right`,
        'error',
      );
    }
    if (instance.tags[SCALING_GROUP_TAG] !== undefined) {
      return this.skip('scaling_group', 'it belongs to a scaling group, which would replace it');
    }
    if (instance.locks.length > 0) {
      return this.skip('locked', `the instance is locked: ${instance.locks.join(', ')}`, 'warning');
    }
    const { holdUntil } = own.wishes;
    if (holdUntil !== undefined && holdUntil > this.now.getTime()) {
      return this.skip(
        'held',
        `tag ${tags.holdUntil} holds it until ${localText(this.rule.zone, holdUntil)}`,
      );
    }
    return undefined;
  }

  private inTransition(): Verdict | undefined {
    const { status } = this.instance;
    if (status === 'Running' || status === 'Stopped') return undefined;
    const limit = this.rule.behaviour.forceAfterMinutes;
    const { memory } = this;
    if (
      status === 'Stopping' &&
      limit !== undefined &&
      memory?.phase === 'intent' &&
      memory.state === 'stopped'
    ) {
      const minutes = Math.floor((this.now.getTime() - memory.at.getTime()) / MINUTE);
      if (minutes >= limit) return this.forced(memory, minutes);
    }
    return this.skip('in_transition', `the instance is ${status}; the next run looks again`);
  }

  private forced(memory: Memory, minutes: number): Verdict {
    const { obstacleToStop } = this.circumstances;
    if (obstacleToStop !== undefined) {
      return this.skip(obstacleToStop.code, obstacleToStop.reason, obstacleToStop.severity);
    }
    return this.act(forceStop(this.instance, this.rule.behaviour, memory.at, minutes, this.expected()));
  }

  private towardsGoal(): Verdict {
    const goal = goalOf(this.instance, this.own.wishes, this.rule, this.memory, this.now);
    const present = this.present();
    if (goal === undefined)
      return this.skip('may_run', 'it follows no schedule, and no tag of its own wants anything now');
    if (this.memory === undefined && !goal.forced && this.rule.behaviour.atFirstSight === 'record') {
      return this.firstSight(goal, present);
    }
    return present === goal.state ? this.asWanted(goal) : this.otherwise(goal, present);
  }

  private firstSight(goal: Goal, present: WantedState): Verdict {
    const otherwise = present === goal.state ? '' : `, although it is ${present}`;
    return this.note(
      { phase: 'first', state: goal.state, transition: goal.transition, at: this.now },
      'first_sight',
      `${goal.reason}; it is seen for the first time, so nothing is done before the next transition${otherwise} (atFirstSight: act changes that)`,
    );
  }

  /** The memory, if it is about what is wanted now. */
  private handled(goal: Goal): Memory | undefined {
    const { memory } = this;
    return memory !== undefined && remembers(memory, goal.state, goal.transition) ? memory : undefined;
  }

  /**
   * The state is as wanted: remembered once for each transition, so that a manual change after it can be told from a
   * transition that is still to be carried out.
   */
  private asWanted(goal: Goal): Verdict {
    const handled = this.handled(goal);
    if (handled !== undefined && !isUnfinished(handled))
      return this.skip(`already_${goal.state}`, goal.reason);
    const { memory } = this;
    // What this function did lately keeps counting against the limit, also when a schedule is edited meanwhile.
    const ours = memory !== undefined && memory.state === goal.state && isOurs(memory);
    const confirms = ours && isUnfinished(memory);
    const isKeptStopped = memory?.phase === 'manual' && goal.state === 'stopped';
    const at = ours ? memory.at : this.now;
    const phase = ours ? 'done' : isKeptStopped ? 'manual' : 'seen';
    const ownType = ownTypeIn(memory, this.instance.type);
    return this.note(
      { phase, state: goal.state, transition: goal.transition, at, ownType },
      confirms ? 'confirm' : 'record',
      `${goal.reason}; ${confirms ? 'what an earlier run began is complete' : 'it is so already'}, which is remembered`,
    );
  }

  /** The state is not as wanted. */
  private otherwise(goal: Goal, present: WantedState): Verdict {
    const handled = this.handled(goal);
    const isHandled = handled !== undefined && (!isUnfinished(handled) || this.wasStartedSince(handled));
    const { enforce } = this.rule.behaviour;
    if (isHandled && !goal.forced && !(enforce && handled.phase !== 'first')) {
      return this.respected(goal, present, handled);
    }
    if (!isHandled && !goal.forced) {
      const kept = this.keptByRule(goal, present);
      if (kept !== undefined) return kept;
    }
    return this.change(goal, handled);
  }

  /** A stop whose end was not seen has ended, if somebody started the instance after it. */
  private wasStartedSince({ phase, state, at }: Memory): boolean {
    const { startedAt } = this.instance;
    return phase === 'intent' && state === 'stopped' && startedAt !== undefined && startedAt > at;
  }

  private respected(goal: Goal, present: WantedState, handled: Memory): Verdict {
    const { retainStopped } = this.rule.behaviour;
    if (handled.phase === 'first') {
      return this.skip(
        'first_sight',
        `${goal.reason}; nothing is done before the next transition, because it was first seen after this one`,
      );
    }
    if (handled.phase === 'kept' || handled.phase === 'manual') {
      return this.skip(
        'kept',
        `${goal.reason}; it is ${present} by hand and left so, as the schedule retains that`,
      );
    }
    if (retainStopped && present === 'stopped') {
      return this.note(
        { ...handled, phase: 'manual', at: this.now },
        'retain',
        `${goal.reason}; it was stopped by hand and stays stopped until somebody starts it (retainStopped)`,
      );
    }
    const verb = present === 'running' ? 'started' : 'stopped';
    return this.skip(
      'manual_change',
      `${goal.reason}; it was ${verb} by hand since and is left alone until the next transition`,
      'warning',
    );
  }

  /** What somebody else started or stopped, where the schedule retains that. */
  private keptByRule(goal: Goal, present: WantedState): Verdict | undefined {
    const { memory } = this;
    const { retainRunning, retainStopped } = this.rule.behaviour;
    const { state, transition } = goal;
    const ownType = ownTypeIn(memory, this.instance.type);
    const common = { state, transition, at: this.now, ownType };
    const ranBefore = memory?.state === 'running' && (memory.phase === 'seen' || memory.phase === 'first');
    if (retainRunning && present === 'running' && ranBefore) {
      const reason = `${goal.reason}; it ran before the window opened and is not stopped (retainRunning)`;
      return this.note({ ...common, phase: 'kept' }, 'retain', reason);
    }
    if (retainStopped && present === 'stopped' && memory?.phase === 'manual') {
      const reason = `${goal.reason}; it was stopped by hand and stays stopped until somebody starts it (retainStopped)`;
      return this.note({ ...common, phase: 'manual' }, 'retain', reason);
    }
    return undefined;
  }

  private change(goal: Goal, handled: Memory | undefined): Verdict {
    const { obstacleToStop, waitsFor } = this.circumstances;
    if (goal.state === 'stopped' && obstacleToStop !== undefined) {
      return this.skip(
        obstacleToStop.code,
        `${goal.reason}; ${obstacleToStop.reason}`,
        obstacleToStop.severity,
      );
    }
    const awaited = waitsFor(goal.state);
    if (awaited !== undefined) {
      return this.skip(
        'waits_for_order',
        `${goal.reason}; it comes after ${awaited}, which is not ${goal.state} yet`,
      );
    }
    const attempt = handled !== undefined && isUnfinished(handled) ? (handled.attempt ?? 1) + 1 : 1;
    return this.act(
      changeTo(
        goal,
        this.instance,
        this.rule.behaviour,
        this.memory,
        attempt,
        this.expected(),
        this.tags,
        this.now,
      ),
    );
  }

  private present(): WantedState {
    return this.instance.status === 'Running' ? 'running' : 'stopped';
  }

  private expected(): State {
    return stateOf(this.instance, this.tags);
  }

  private note(memory: Memory, code: string, reason: string): Verdict {
    return this.act({ code, reason, steps: [{ ...remember(memory, this.tags), expect: this.expected() }] });
  }

  private act(act: Act): Verdict {
    const rank = this.own.wishes.order;
    const direction = act.code === 'stop' ? -1 : 1;
    const order =
      rank === undefined ? undefined : { group: `${this.rule.name} ${act.code}`, rank: rank * direction };
    return { act: { ...act, observed: this.observed, ...(order && { order }) } };
  }

  private skip(code: string, reason: string, severity: Severity = 'info'): Verdict {
    return { skip: { code, reason, severity, observed: this.observed } };
  }
}
