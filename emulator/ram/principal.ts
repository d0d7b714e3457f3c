import { evaluate } from './policy';
import type { AttachedPolicy, Question, Verdict } from './policy';

/** Policies that have to allow an action each: those of an identity, and those a session was narrowed to. */
export interface PolicySet {
  readonly type: 'AccountLevelIdentityBasedPolicy' | 'SessionPolicy';
  readonly policies: readonly AttachedPolicy[];
}

/** Who a request is made by. */
export interface Principal {
  readonly type: 'account' | 'user' | 'role';
  readonly accountId: string;
  /** `acs:ram::<account>:root`, `acs:ram::<account>:user/<name>` or `acs:sts::<account>:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** Numeric id of the account, user or role. */
  readonly id: string;
  readonly displayName: string;
  /** Name of the assumed role. */
  readonly roleName?: string;
  /** Who a session was opened for, as AssumeRole was told. */
  readonly sourceIdentity?: string;
  readonly policySets: readonly PolicySet[];
}

export function accountPrincipal(accountId: string): Principal {
  return {
    type: 'account',
    accountId,
    arn: `acs:ram::${accountId}:root`,
    id: accountId,
    displayName: accountId,
    policySets: [],
  };
}

/** A verdict with the kind of policies that it comes from; the account itself may do everything without any. */
export interface PrincipalVerdict extends Verdict {
  readonly policyType?: PolicySet['type'];
}

/** What a principal may do with one resource. */
export function decide(question: Question): PrincipalVerdict {
  let allowed: PrincipalVerdict = { decision: 'allow' };
  for (const { type, policies } of question.principal.policySets) {
    const verdict = { ...evaluate(policies, question), policyType: type };
    if (verdict.decision !== 'allow') return verdict;
    if (allowed.statement === undefined) allowed = verdict;
  }
  return allowed;
}
