import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { clientToken, list, records, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import type { SecurityGroup } from '../world/security-group';
import { identityOf, newSecurityGroupRule } from '../world/security-group-rule';
import type { RuleContent, RuleDirection } from '../world/security-group-rule';
import { ECS } from './products';
import { checkLimits, checkReferences } from './rule-checks';
import { ruleContentOf } from './rule-content';
import { EGRESS_RULE, INGRESS_RULE, PORT_LIST } from './rule-values';
import type { RuleValues } from './rule-values';
import { ownSecurityGroupOf, securityGroupArns } from './security-group-lookup';
import { modifySecurityGroupEgressRule, modifySecurityGroupRule } from './security-group-rule-changes';

const MOST_PERMISSIONS = 100;

/** A request has its rules in a list, or one rule in parameters of its own: the old form. */
interface RuleRequest {
  readonly SecurityGroupId: string;
  readonly Permissions: readonly RuleValues[];
}

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

function portMismatch(): ApiError {
  return badRequest(
    'OperationDenied',
    'The specified IpProtocol does not exist or IpProtocol and PortRange do not match.',
  );
}

/** Whether a rule is given in parameters of its own. */
function hasOwnRule(request: RuleRequest & RuleValues): boolean {
  const parameters = Object.keys({ ...INGRESS_RULE, ...EGRESS_RULE }) as (keyof RuleValues)[];
  return parameters.some((parameter) => request[parameter] !== undefined);
}

function permissionsConflict(): ApiError {
  return badRequest(
    'InvalidParam.Permissions',
    'The specified parameter Permissions cannot coexist with other parameters.',
  );
}

/** The rules that a request describes, each once. */
function requestedRules(
  call: RegionalCall,
  group: SecurityGroup,
  direction: RuleDirection,
  request: RuleRequest & RuleValues,
): readonly RuleContent[] {
  if (request.Permissions.length > 0 && hasOwnRule(request)) throw permissionsConflict();
  const ruleOf = (values: RuleValues, prefix: string): RuleContent => {
    const content = ruleContentOf({ call, group, direction, prefix, portMismatch }, values);
    checkReferences(call, group, content);
    return content;
  };
  if (request.Permissions.length === 0) return [ruleOf(request, '')];
  const rules = request.Permissions.map((values, index) => ruleOf(values, `Permissions.${index + 1}.`));
  if (new Set(rules.map(identityOf)).size < rules.length) {
    throw badRequest(
      'InvalidParam.DuplicatePermissions',
      'There are duplicate permissions in the specified parameter Permissions.',
    );
  }
  return rules;
}

/** Adds the rules that the group does not have yet; that it has them is no error. */
function authorize(
  call: RegionalCall,
  direction: RuleDirection,
  request: RuleRequest & RuleValues,
): Record<string, never> {
  const { world, region } = call;
  const group = ownSecurityGroupOf(call, request.SecurityGroupId);
  const existing = new Set(group.rules.map(identityOf));
  const added = requestedRules(call, group, direction, request).filter(
    (rule) => !existing.has(identityOf(rule)),
  );
  checkLimits(call, group, [...group.rules, ...added]);
  group.rules = [...group.rules, ...added.map((rule) => newSecurityGroupRule(world, region, rule))];
  return {};
}

/** What the operation of a direction answers for an id that is no rule of it. */
function unknownRule(direction: RuleDirection): ApiError {
  return direction === 'ingress'
    ? badRequest(
        'InvalidParam.SecurityGroupRuleId',
        'The specified parameter SecurityGroupRuleId is not valid.',
      )
    : badRequest('InvalidSecurityGroupRule.RuleNotExist', 'The specified rule does not exist.');
}

function revokeById(group: SecurityGroup, direction: RuleDirection, ids: readonly string[]): void {
  const wanted = new Set(ids);
  if (wanted.size < ids.length) {
    throw badRequest(
      'InvalidParam.SecurityGroupRuleIdRepeated',
      'The specified parameter SecurityGroupRuleId is repeated.',
    );
  }
  const found = group.rules.filter((rule) => rule.direction === direction && wanted.has(rule.id));
  if (found.length < wanted.size) throw unknownRule(direction);
  group.rules = group.rules.filter((rule) => !found.includes(rule));
}

/** By id, all or none; by description, those that there are. */
function revoke(
  call: RegionalCall,
  direction: RuleDirection,
  request: RuleRequest & RuleValues & { readonly SecurityGroupRuleId: readonly string[] },
): Record<string, never> {
  const group = ownSecurityGroupOf(call, request.SecurityGroupId);
  if (request.SecurityGroupRuleId.length > 0) {
    if (request.Permissions.length > 0 || hasOwnRule(request)) throw permissionsConflict();
    revokeById(group, direction, request.SecurityGroupRuleId);
  } else {
    const revoked = new Set(requestedRules(call, group, direction, request).map(identityOf));
    group.rules = group.rules.filter((rule) => !revoked.has(identityOf(rule)));
  }
  return {};
}

const INGRESS = {
  SecurityGroupId: required(text()),
  ...INGRESS_RULE,
  Permissions: records({ ...INGRESS_RULE, ...PORT_LIST }, MOST_PERMISSIONS),
  ClientToken: clientToken(),
} as const;

const EGRESS = {
  SecurityGroupId: required(text()),
  ...EGRESS_RULE,
  Permissions: records({ ...EGRESS_RULE, ...PORT_LIST }, MOST_PERMISSIONS),
  ClientToken: clientToken(),
} as const;

const RULE_IDS = { SecurityGroupRuleId: list(MOST_PERMISSIONS) } as const;

/** RAM knows no resource of it, only conditions. https://help.aliyun.com/document_detail/25554.html */
const authorizeSecurityGroup = regionalOperation({
  product: ECS,
  name: 'AuthorizeSecurityGroup',
  access: 'write',
  parameters: INGRESS,
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:AuthorizeSecurityGroup', resources: () => ['*'] },
  handle: (call, request) => authorize(call, 'ingress', request),
});

/** https://help.aliyun.com/document_detail/25560.html */
const authorizeSecurityGroupEgress = regionalOperation({
  product: ECS,
  name: 'AuthorizeSecurityGroupEgress',
  access: 'write',
  parameters: EGRESS,
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:AuthorizeSecurityGroupEgress', resources: () => ['*'] },
  handle: (call, request) => authorize(call, 'egress', request),
});

/** https://help.aliyun.com/document_detail/2679855.html */
const revokeSecurityGroup = regionalOperation({
  product: ECS,
  name: 'RevokeSecurityGroup',
  access: 'write',
  parameters: { ...INGRESS, ...RULE_IDS },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:RevokeSecurityGroup',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, [SecurityGroupId]),
  },
  handle: (call, request) => revoke(call, 'ingress', request),
});

/** https://help.aliyun.com/document_detail/2679856.html */
const revokeSecurityGroupEgress = regionalOperation({
  product: ECS,
  name: 'RevokeSecurityGroupEgress',
  access: 'write',
  parameters: { ...EGRESS, ...RULE_IDS },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:RevokeSecurityGroupEgress',
    resources: (call, { SecurityGroupId }) => securityGroupArns(call, [SecurityGroupId]),
  },
  handle: (call, request) => revoke(call, 'egress', request),
});

export const SECURITY_GROUP_RULE_OPERATIONS: readonly Operation[] = [
  authorizeSecurityGroup,
  authorizeSecurityGroupEgress,
  revokeSecurityGroup,
  revokeSecurityGroupEgress,
  modifySecurityGroupRule,
  modifySecurityGroupEgressRule,
];
