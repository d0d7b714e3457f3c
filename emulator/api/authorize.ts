import { ApiError } from '../errors';
import type { AccessDeniedDetail } from '../errors';
import type { RamDecision } from '../journal';
import { decide } from '../ram/principal';
import type { Principal, PrincipalVerdict } from '../ram/principal';
import type { Account } from '../world/account';
import { TAGGABLE } from '../world/taggable';
import type { Product } from './operation';

/** What RAM is asked about a request. */
export interface AuthorizationRequest {
  readonly principal: Principal;
  /** The account that owns the resources. */
  readonly account: Account;
  /** `<service>:<action>` */
  readonly action: string;
  /** ARNs; all of them must be allowed. */
  readonly resources: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
  /** Virtual epoch milliseconds. */
  readonly now: number;
}

export interface AuthorizationResult {
  /** For the journal. */
  readonly ram: RamDecision;
  /** The verdict that the decision comes from. */
  readonly verdict: PrincipalVerdict;
}

const ECS_RESOURCE = /^acs:ecs:([^:]*):\d+:([a-z]+)\/([^*]+)$/;

function tagsOf(account: Account, arn: string): ReadonlyMap<string, string> | undefined {
  const [, regionId = '', type = '', id = ''] = ECS_RESOURCE.exec(arn) ?? [];
  const inventoryOf = TAGGABLE.get(type);
  const region = account.regions.get(regionId);
  return region && inventoryOf?.(region).get(id)?.tags;
}

/** Asks RAM about every resource of a request; the first one that is not allowed decides. */
export function authorize(request: AuthorizationRequest): AuthorizationResult {
  const { account, action, resources } = request;
  const verdicts = resources.map((resource) => ({
    resource,
    ...decide({ ...request, resource, resourceTags: tagsOf(account, resource) }),
  }));
  const verdict = verdicts.find(({ decision }) => decision !== 'allow') ?? { decision: 'allow' };
  return {
    verdict,
    ram: {
      action,
      decision: verdict.decision,
      resources: verdicts.map(({ resource, decision, statement }) => ({
        resource,
        decision,
        ...(statement !== undefined && { statement }),
      })),
    },
  };
}

/** The reason of a denial, as it is told to the caller. */
export function accessDeniedDetail(
  { action, principal }: AuthorizationRequest,
  { decision, policyType }: PrincipalVerdict,
): AccessDeniedDetail {
  return {
    AuthAction: action,
    AuthPrincipalDisplayName: principal.displayName,
    AuthPrincipalOwnerId: principal.accountId,
    AuthPrincipalType: principal.type === 'role' ? 'AssumedRoleUser' : 'SubUser',
    NoPermissionType: decision === 'explicitDeny' ? 'ExplicitDeny' : 'ImplicitDeny',
    PolicyType: policyType ?? 'AccountLevelIdentityBasedPolicy',
  };
}

/** The error of a request that RAM does not allow, in the code of the product. */
export function denial(
  { denial: { code, message } }: Product,
  request: AuthorizationRequest,
  verdict: PrincipalVerdict,
): ApiError {
  return new ApiError(403, code, message, accessDeniedDetail(request, verdict));
}
