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
  /** By rule, and by what the instances remember. */
  private readonly known = new Map<Rule, Map<string | undefined, Kind[]>>();

  constructor(private readonly tags: TagNames) {}

  /**
   * The kind of an instance that follows a rule. One with wishes of its own is a kind of its own, and so is one that was
   * to be stopped: when it was started matters then.
   */
  of(instance: Instance, rule: Rule, own: InstanceTags): Kind {
    const last = instance.tags[this.tags.last];
    const isOneOfAKind =
      own !== NO_WISHES || instance.locks.length > 0 || last?.startsWith('intent:stopped') === true;
    if (isOneOfAKind) return { example: instance };
    const kinds = this.kindsOf(rule, last);
    for (const kind of kinds) if (this.areAlike(kind.example, instance)) return kind;
    const kind = { example: instance };
    kinds.push(kind);
    return kind;
  }

  private kindsOf(rule: Rule, memory: string | undefined): Kind[] {
    let ofRule = this.known.get(rule);
    if (ofRule === undefined) this.known.set(rule, (ofRule = new Map<string | undefined, Kind[]>()));
    let kinds = ofRule.get(memory);
    if (kinds === undefined) ofRule.set(memory, (kinds = []));
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
