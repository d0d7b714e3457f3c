/** How a list was read. Everything that makes its silence meaningless is recorded here. */
export interface ReadProof {
  /** Every page was read to the end. */
  readonly allPagesRead: boolean;
  /**
   * A tag or resource group filter stopped at its limit of 1,000, so that more may exist.
   * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances
   */
  readonly filterCapped: boolean;
  /**
   * What the operation's DryRun said: a Describe without permission is an empty list in this cloud, so only
   * `allowed` makes an empty list a fact. `none`: the operation has no DryRun, or it was not asked.
   */
  readonly probe: 'allowed' | 'refused' | 'none';
}

export type Absence = { readonly proven: true } | { readonly proven: false; readonly because: string };

/** Whether a resource that is not in a list read this way is known not to exist. */
export function absenceOf(proof: ReadProof): Absence {
  if (!proof.allPagesRead) return { proven: false, because: 'not all pages were read' };
  if (proof.filterCapped)
    return { proven: false, because: 'a filtered listing stopped at its limit of 1,000' };
  if (proof.probe === 'refused') return { proven: false, because: 'the dry run of the listing was refused' };
  if (proof.probe === 'none') {
    return {
      proven: false,
      because: 'an empty answer can mean a missing permission, and nothing ruled that out',
    };
  }
  return { proven: true };
}

export type Presence = 'present' | 'absent' | 'unknown';

/** Three-valued membership: absence is claimed only where it was proven in the same run. */
export function presenceIn(ids: ReadonlySet<string>, id: string, proof: ReadProof): Presence {
  if (ids.has(id)) return 'present';
  return absenceOf(proof).proven ? 'absent' : 'unknown';
}
