import type { Verdict } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import { SCALING_GROUP_TAG } from './state';
import type { InstanceTags } from './instance-tags';
import { NO_WISHES } from './instance-tags';
import type { Rule } from './rules';

/** Instances that are alike in all that a decision depends on: one of them, and the verdict on all of them. */
interface Kind {
  readonly example: Instance;
  verdict?: Verdict;
}

/**
 * Finds instances that are alike. In a large fleet there are few kinds, and deciding for each kind once is what makes
 * a tick cheap.
 */
export class Kinds {
  /** By rule, and by what the instances remember and wish. */
  private readonly known = new Map<Rule, Map<string | undefined, Kind[]>>();

  constructor(
    private readonly tags: TagNames,
    private readonly now: Date,
  ) {}

  /** The kind of an instance that follows a rule. One whose time of start matters is a kind of its own. */
  of(instance: Instance, rule: Rule, own: InstanceTags): Kind {
    const last = instance.tags[this.tags.last];
    if (instance.locks.length > 0 || this.startMatters(instance, rule, own, last))
      return { example: instance };
    const kinds = this.kindsOf(rule, this.keyOf(instance, own, last));
    for (const kind of kinds) if (this.areAlike(kind.example, instance)) return kind;
    const kind = { example: instance };
    kinds.push(kind);
    return kind;
  }

  /** Whether a decision can depend on when the instance was started. */
  private startMatters(
    { status, startedAt }: Instance,
    { behaviour }: Rule,
    { wishes: { stopAfter, holdUntil, force } }: InstanceTags,
    last: string | undefined,
  ): boolean {
    if (last?.startsWith('intent:') === true || behaviour.retainRunning) return true;
    if (Math.min(holdUntil ?? Infinity, force?.until ?? Infinity) <= this.now.getTime()) return true;
    if (stopAfter === undefined || startedAt === undefined || status === 'Stopped') return false;
    return startedAt.getTime() + stopAfter <= this.now.getTime();
  }

  /** What the instance remembers and what its own tags say. */
  private keyOf({ tags }: Instance, own: InstanceTags, last: string | undefined): string | undefined {
    if (own === NO_WISHES) return last;
    const { holdUntil, force, stopAfter, order } = this.tags;
    return JSON.stringify([last, tags[holdUntil], tags[force], tags[stopAfter], tags[order]]);
  }

  private kindsOf(rule: Rule, key: string | undefined): Kind[] {
    let ofRule = this.known.get(rule);
    if (ofRule === undefined) this.known.set(rule, (ofRule = new Map<string | undefined, Kind[]>()));
    let kinds = ofRule.get(key);
    if (kinds === undefined) ofRule.set(key, (kinds = []));
    return kinds;
  }

  private areAlike(one: Instance, other: Instance): boolean {
    return (
      one.status === other.status &&
      one.stoppedMode === other.stoppedMode &&
      one.type === other.type &&
      one.chargeType === other.chargeType &&
      one.network === other.network &&
      one.localDisks === other.localDisks &&
      one.spot === other.spot &&
      one.publicIps.length > 0 === other.publicIps.length > 0 &&
      this.haveBoth(one, other, this.tags.ignore) &&
      this.haveBoth(one, other, this.tags.protected) &&
      one.tags[SCALING_GROUP_TAG] === other.tags[SCALING_GROUP_TAG]
    );
  }

  /** Whether both have a tag, or neither. */
  private haveBoth(one: Instance, other: Instance, tag: string): boolean {
    return (one.tags[tag] === undefined) === (other.tags[tag] === undefined);
  }
}
