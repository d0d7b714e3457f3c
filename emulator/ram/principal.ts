import { evaluate } from './policy';
import type { Decision, Policy } from './policy';

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
  /** Every set has to allow an action: those of the identity and, for a session, those it was narrowed to. */
  readonly policySets: readonly (readonly Policy[])[];
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

/** What the principal may do with one resource; the account itself may do everything. */
export function decide(principal: Principal, action: string, resource: string): Decision {
  const decisions = principal.policySets.map((policies) => evaluate(policies, action, resource));
  return decisions.find((decision) => decision !== 'allow') ?? 'allow';
}
