import type { Action, Plan, Resource, Subject, Verdict } from '../../shared/core/plan';
import { decideEach, resourceKey } from '../../shared/core/plan';
import type { CalendarData } from '../../shared/model/calendar';
import type { Instance, ObservedInstance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import { Kinds } from './alike';
import type { Config } from './config';
import { Case } from './decide';
import type { InstanceTags } from './instance-tags';
import { readInstanceTags } from './instance-tags';
import type { Ordered } from './order';
import { inTurn } from './order';
import type { NoRule, Rule } from './rules';
import { NO_RULE, Rules } from './rules';
import type { Obstacle } from './state';

/** What was seen of the cloud beside the instances. */
export interface Facts {
  /** Why instances must not be stopped now, by resource key. */
  readonly obstaclesToStop?: ReadonlyMap<string, Obstacle>;
}

interface Subjected {
  readonly instance: Instance;
  readonly rule: Rule | NoRule;
  readonly own: InstanceTags;
}

/** Decides for every instance that follows a schedule, or has a tag of its own, what is to be done with it. */
export function plan(
  observed: readonly ObservedInstance[],
  config: Config,
  calendars: Readonly<Record<string, CalendarData>>,
  tags: TagNames,
  now: Date,
  facts: Facts = {},
): Plan {
  const rules = new Rules(config, calendars, tags, now);
  const ordered: Ordered[] = [];
  const kinds = new Kinds(tags, now);
  const decided = decideEach(
    subjectsOf(observed, rules, tags),
    ({ target, rule: name, value: { instance, rule, own } }) => {
      if (!('behaviour' in rule)) return withoutRule(instance, rule, tags);
      const { order } = own.wishes;
      if (order !== undefined && instance.tags[tags.ignore] === undefined)
        ordered.push({ target, rule: name, order, status: instance.status });
      const obstacle = facts.obstaclesToStop?.get(resourceKey(target));
      const kind = kinds.of(instance, rule, own);
      if (obstacle === undefined && kind.verdict !== undefined) return kind.verdict;
      const circumstances = obstacle === undefined ? {} : { obstacleToStop: obstacle };
      const verdict = new Case(instance, rule, own, circumstances, tags, now).decide();
      if (obstacle === undefined) kind.verdict = verdict;
      return verdict;
    },
  );
  const { actions, skips } = inTurn(decided, ordered);
  return { actions: firstToGoFirst(actions), skips };
}

/** An instance whose tag names no schedule and is none. */
function withoutRule(
  { status, stoppedMode, tags: own }: Instance,
  { code, reason }: NoRule,
  tags: TagNames,
): Verdict {
  const observed = { status, stoppedMode };
  return own[tags.ignore] === undefined
    ? { skip: { code, reason, severity: 'error', observed } }
    : { skip: { code: 'opted_out', reason: `tag ${tags.ignore} opts it out`, severity: 'info', observed } };
}

/** What a limit cuts is cut from the end: of ordered instances the last to go. */
function firstToGoFirst(actions: readonly Action[]): readonly Action[] {
  const rankOf = ({ order }: Action): number => order?.rank ?? 0;
  return actions.some(({ order }) => order !== undefined)
    ? [...actions].sort((left, right) => rankOf(left) - rankOf(right))
    : actions;
}

/** Consent: a schedule, or a time that it may run. */
export function isSubject({ tags: own }: Instance, tags: TagNames): boolean {
  return (
    own[tags.schedule] !== undefined || own[tags.stopAfter] !== undefined || own[tags.force] !== undefined
  );
}

/** One after the other: in a large fleet most are forgotten as soon as they are decided about. */
function* subjectsOf(
  observed: readonly ObservedInstance[],
  rules: Rules,
  tags: TagNames,
): Generator<Subject<Subjected>> {
  for (const one of observed) if (isSubject(one.instance, tags)) yield subjectOf(one, rules, tags);
}

function subjectOf(one: ObservedInstance, rules: Rules, tags: TagNames): Subject<Subjected> {
  const { instance } = one;
  const rule = rules.of(instance);
  const isRule = 'behaviour' in rule;
  const own = isRule ? readInstanceTags(instance.tags, tags, rule.zone) : { wishes: {}, problems: [] };
  return { target: resourceOf(one), rule: isRule ? rule.name : NO_RULE, value: { instance, rule, own } };
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
