import { AccessKeys } from '../ram/access-keys';
import type { RoleCredentials } from '../ram/access-keys';
import type { Policy } from '../ram/policy';
import type { PolicySet, Principal } from '../ram/principal';
import type { Account, RamRole, RamUser } from './account';
import { Announcements } from './announcements';
import type { Bucket } from './bucket';
import type { VirtualClock } from './clock';
import type { Random } from './random';
import type { Region } from './region';

/** How long transitions take, in virtual milliseconds, before a seeded jitter of up to `jitter` either way. */
export interface Durations {
  readonly create: number;
  readonly start: number;
  readonly stop: number;
  readonly forcedStop: number;
  readonly reboot: number;
  /** Share, 0 to 1. */
  readonly jitter: number;
}

export const DEFAULT_DURATIONS: Durations = {
  create: 15_000,
  start: 30_000,
  stop: 20_000,
  forcedStop: 5_000,
  reboot: 40_000,
  jitter: 0.2,
};

function sessionPolicy(document: Policy): PolicySet {
  return { type: 'SessionPolicy', policies: [{ name: 'Policy of AssumeRole', document }] };
}

/** Everything the emulated cloud holds: one account or several under one clock. */
export class World {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly durations: Durations;
  readonly accounts = new Map<string, Account>();
  /** By name, which no two accounts can share. */
  readonly buckets = new Map<string, Bucket>();
  readonly accessKeys = new AccessKeys();
  readonly announcements = new Announcements();
  private created = 0;

  constructor(clock: VirtualClock, random: Random, durations: Durations) {
    this.clock = clock;
    this.random = random;
    this.durations = durations;
  }

  /** The place of the next resource in the order of creation. */
  nextSequence(): number {
    this.created += 1;
    return this.created;
  }

  /** A new id as the cloud makes them: `i-bp1` and 17 letters and digits. */
  resourceId(prefix: string, region: Region): string {
    return `${prefix}-${region.info.idPrefix}${this.random.letters(17)}`;
  }

  /** A duration with its jitter. */
  duration(kind: Exclude<keyof Durations, 'jitter'>): number {
    const spread = 1 + this.durations.jitter * (2 * this.random.next() - 1);
    return Math.round(this.durations[kind] * spread);
  }

  userOf(account: Account, user: RamUser): Principal {
    return {
      type: 'user',
      accountId: account.id,
      arn: `acs:ram::${account.id}:user/${user.name}`,
      id: user.id,
      displayName: user.id,
      policySets: [{ type: 'AccountLevelIdentityBasedPolicy', policies: user.policies }],
    };
  }

  /**
   * Temporary credentials of a role, as AssumeRole or a service that was given the role hands them out.
   *
   * @param session `policy` narrows it below what the role may do
   */
  issueRoleCredentials(
    account: Account,
    role: RamRole,
    sessionName: string,
    seconds: number,
    session: { readonly policy?: Policy | undefined; readonly sourceIdentity?: string | undefined } = {},
  ): RoleCredentials {
    const { policy, sourceIdentity } = session;
    const principal: Principal = {
      type: 'role',
      accountId: account.id,
      arn: `acs:sts::${account.id}:assumed-role/${role.name}/${sessionName}`,
      id: role.id,
      displayName: `${role.name}:${sessionName}`,
      roleName: role.name,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      policySets: [
        { type: 'AccountLevelIdentityBasedPolicy', policies: role.policies },
        ...(policy === undefined ? [] : [sessionPolicy(policy)]),
      ],
    };
    return this.accessKeys.issueTemporary(principal, seconds * 1000, this.clock.now());
  }
}
