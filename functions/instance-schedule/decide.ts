import type { Severity, State, Verdict } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import type { Act } from './change';
import { changeTo, forceStop, modeToStopIn, remember } from './change';
import type { InstanceTags } from './instance-tags';
import type { Memory } from './memory';
import { decodeMemory, isOurs, isUnfinished, ownTypeIn, remembers } from './memory';
import type { Rule } from './rules';
import { localText } from './schedule/describe';
import type { WantedState } from './schedule/timeline';
import type { Obstacle } from './state';
import { SCALING_GROUP_TAG, stateOf, stillCharged } from './state';
import type { Goal } from './wanted';
import { goalOf } from './wanted';

const MINUTE = 60_000;

/** What is known of an instance beyond itself. */
export interface Circumstances {
  /** Absent: it may be stopped. */
  readonly obstacleToStop?: Obstacle;
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
    const ending = status === 'Stopping' ? this.stopping() : undefined;
    return ending ?? this.skip('in_transition', `the instance is ${status}; the next run looks again`);
  }

  /**
   * What may be forced is a stop that this function began and still wants. Whether its call was made is not known of an
   * intent, so the time counts from where the instance was first seen to be stopping.
   */
  private stopping(): Verdict | undefined {
    const { memory } = this;
    const limit = this.rule.behaviour.forceAfterMinutes;
    if (limit === undefined || memory?.phase !== 'intent' || memory.state !== 'stopped') return undefined;
    if (this.goal()?.state !== 'stopped' || this.wasStartedSince(memory)) return undefined;
    const { stoppingSince } = memory;
    if (stoppingSince === undefined) {
      return this.note(
        { ...memory, stoppingSince: this.now },
        'stopping',
        `the instance is Stopping; it is forced after ${limit} minutes from now (forceAfterMinutes)`,
      );
    }
    const minutes = Math.floor((this.now.getTime() - stoppingSince.getTime()) / MINUTE);
    return minutes >= limit ? this.forced(stoppingSince, minutes) : undefined;
  }

  private forced(since: Date, minutes: number): Verdict {
    const { obstacleToStop } = this.circumstances;
    if (obstacleToStop !== undefined) {
      return this.skip(obstacleToStop.code, obstacleToStop.reason, obstacleToStop.severity);
    }
    const begun = localText(this.rule.zone, since.getTime());
    return this.act(forceStop(this.instance, this.rule.behaviour, begun, minutes, this.expected()));
  }

  private towardsGoal(): Verdict {
    const goal = this.goal();
    const present = this.present();
    if (goal === undefined)
      return this.skip('may_run', 'it follows no schedule, and no tag of its own wants anything now');
    if (this.isNew() && !goal.forced && this.rule.behaviour.atFirstSight === 'record') {
      return this.firstSight(goal, present);
    }
    return present === goal.state ? this.asWanted(goal) : this.otherwise(goal, present);
  }

  private goal(): Goal | undefined {
    return goalOf(this.instance, this.own.wishes, this.rule, this.memory, this.now);
  }

  /** Never seen, or not for so long that people have come to use it in another way; a hold explains its time. */
  private isNew(): boolean {
    const { memory } = this;
    if (memory === undefined) return true;
    const missed = this.rule.longPast()?.getTime() ?? -Infinity;
    const { holdUntil = -Infinity } = this.own.wishes;
    return Math.max(memory.transition.getTime(), memory.at.getTime(), holdUntil) < missed;
  }

  private firstSight(goal: Goal, present: WantedState): Verdict {
    const { memory } = this;
    const seen =
      memory === undefined
        ? 'for the first time'
        : `again, not having been since ${localText(this.rule.zone, memory.at.getTime())}`;
    const otherwise = present === goal.state ? '' : `, although it is ${present}`;
    return this.note(
      { phase: 'first', ...this.aboutNow(goal) },
      'first_sight',
      `${goal.reason}; it is seen ${seen}, so nothing is done before the next transition${otherwise} (atFirstSight: act changes that)`,
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
    const isKeptStopped = goal.state === 'stopped' && (memory?.phase === 'manual' || this.wasStoppedByHand());
    const at = ours ? memory.at : this.now;
    const phase = ours ? 'done' : isKeptStopped ? 'manual' : 'seen';
    return this.note(
      { ...this.aboutNow(goal), phase, at },
      confirms ? 'confirm' : 'record',
      `${goal.reason}; ${confirms ? 'what an earlier run began is complete' : 'it is so already'}, which is remembered`,
      confirms && goal.state === 'stopped' ? this.stillCharged() : undefined,
    );
  }

  private stillCharged(): string | undefined {
    return stillCharged(this.instance, modeToStopIn(this.instance, this.rule.behaviour).stoppedMode);
  }

  /** What ran inside the window is stopped at its end, and this function has not begun to stop it. */
  private wasStoppedByHand(): boolean {
    const { memory } = this;
    if (!this.rule.behaviour.retainStopped || memory?.state !== 'running') return false;
    return memory.phase === 'done' || memory.phase === 'seen' || this.wasStartedSince(memory);
  }

  /** The state is not as wanted. */
  private otherwise(goal: Goal, present: WantedState): Verdict {
    const handled = this.handled(goal) ?? this.startedAfterHold(goal);
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

  /** The memory, where the end of a hold or force was over already when somebody started the instance. */
  private startedAfterHold(goal: Goal): Memory | undefined {
    const { memory, instance } = this;
    const scheduled = this.rule.goal?.transition;
    if (memory === undefined || scheduled === undefined || !remembers(memory, goal.state, scheduled))
      return undefined;
    return instance.startedAt !== undefined && instance.startedAt > goal.transition ? memory : undefined;
  }

  /**
   * What was begun without its end being seen has ended, if the instance was started after it: a stop, because somebody
   * undid it, and a start, because it worked. Starts are known to the minute, as intents are.
   */
  private wasStartedSince({ phase, state, at }: Memory): boolean {
    const { startedAt } = this.instance;
    if (phase !== 'intent' || startedAt === undefined) return false;
    return state === 'stopped' ? startedAt > at : startedAt >= at;
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
      present === 'running' && this.isStartedByPeople() ? 'info' : 'warning',
    );
  }

  /** Whether the schedule only stops, so that all starts are somebody's. */
  private isStartedByPeople(): boolean {
    return this.rule.schedule?.windows.every(({ start }) => start === undefined) === true;
  }

  /** What somebody else started or stopped, where the schedule retains that. */
  private keptByRule(goal: Goal, present: WantedState): Verdict | undefined {
    const { memory } = this;
    const { retainRunning, retainStopped } = this.rule.behaviour;
    const common = this.aboutNow(goal);
    if (retainRunning && present === 'running' && this.ranBeforeWindow()) {
      const reason = `${goal.reason}; it ran before the window opened and is not stopped (retainRunning)`;
      return this.note({ ...common, phase: 'kept' }, 'retain', reason);
    }
    if (retainStopped && present === 'stopped' && memory?.phase === 'manual') {
      const reason = `${goal.reason}; it was stopped by hand and stays stopped until somebody starts it (retainStopped)`;
      return this.note({ ...common, phase: 'manual' }, 'retain', reason);
    }
    return undefined;
  }

  private ranBeforeWindow(): boolean {
    const { memory, instance } = this;
    if (memory?.state !== 'running' || (memory.phase !== 'seen' && memory.phase !== 'first')) return false;
    return instance.startedAt === undefined || instance.startedAt < memory.transition;
  }

  private change(goal: Goal, handled: Memory | undefined): Verdict {
    const { obstacleToStop } = this.circumstances;
    if (goal.state === 'stopped' && obstacleToStop !== undefined) {
      return this.skip(
        obstacleToStop.code,
        `${goal.reason}; ${obstacleToStop.reason}`,
        obstacleToStop.severity,
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

  /** What a memory of this run says, whatever its phase. */
  private aboutNow({ state, transition }: Goal): Omit<Memory, 'phase'> {
    const ownType = ownTypeIn(this.memory, this.instance.type, this.rule.behaviour.fallbackTypes);
    return { state, transition, at: this.now, ownType };
  }

  private note(memory: Memory, code: string, reason: string, warning?: string): Verdict {
    const step = { ...remember(memory, this.tags), expect: this.expected() };
    return this.act({ code, reason, steps: [step], warning });
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
