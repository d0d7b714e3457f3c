import { sharedText } from './shared-text';

/** The names of this project's tags under a prefix, `autopilot` by default. */
export interface TagNames {
  /** On an instance: the schedule it follows. */
  readonly schedule: string;
  /** On any resource: no function touches it. */
  readonly ignore: string;
  /** On any resource: nothing disruptive or worse is done to it. */
  readonly protected: string;
  /** On an instance: its schedule does nothing to it until then. */
  readonly holdUntil: string;
  /** On an instance: running or stopped whatever its schedule says, until an instant if there is one. */
  readonly force: string;
  /** On an instance: how long it may run. */
  readonly stopAfter: string;
  /** On an instance: its place among the instances of its schedule; lower ones start first and stop last. */
  readonly order: string;
  /** On an instance: the last transition handled. Written by instance-schedule. */
  readonly last: string;
}

export function tagNames(prefix: string): TagNames {
  return {
    schedule: `${prefix}:schedule`,
    ignore: `${prefix}:ignore`,
    protected: `${prefix}:protected`,
    holdUntil: `${prefix}:hold-until`,
    force: `${prefix}:force`,
    stopAfter: `${prefix}:stop-after`,
    order: `${prefix}:order`,
    last: `${prefix}:last`,
  };
}

export type Tags = Readonly<Record<string, string>>;

export interface WireTag {
  TagKey?: string | undefined;
  TagValue?: string | undefined;
}

/** Tags by key. A prototype-free object, because keys are chosen by other people. */
export function decodeTags(wire: readonly WireTag[] | undefined): Tags {
  const tags = Object.create(null) as Record<string, string>;
  for (const tag of wire ?? []) {
    if (tag.TagKey !== undefined) tags[tag.TagKey] = sharedText(tag.TagValue ?? '');
  }
  return tags;
}
