import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { RegionalCall } from '../api/operation';
import { clientToken, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import type { SecurityGroup } from '../world/security-group';
import { authorizationObjectOf, identityOf } from '../world/security-group-rule';
import type {
  AuthorizationObject,
  RuleContent,
  RuleDirection,
  SecurityGroupRule,
} from '../world/security-group-rule';
import { ECS } from './products';
import { checkLimits, checkReferences } from './rule-checks';
import { ruleContentOf } from './rule-content';
import { EGRESS_RULE, INGRESS_RULE, PORT_LIST } from './rule-values';
import type { RuleParameter, RuleValues } from './rule-values';
import { ownSecurityGroupOf } from './security-group-lookup';

interface RuleChange extends RuleValues {
  readonly SecurityGroupId: string;
  readonly SecurityGroupRuleId: string | undefined;
}

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

function portMismatch(): ApiError {
  return badRequest(
    'InvalidParam.ProtocolAndPortRangeMismatch',
    'The specified Protocol and PortRange do not match.',
  );
}

/** The rule as a request would describe it. */
function valuesOf(rule: RuleContent): RuleValues {
  const end = rule.direction === 'ingress' ? 'Source' : 'Dest';
  const values: RuleValues = {
    Description: rule.description,
    IpProtocol: rule.ipProtocol,
    PortRange: rule.portRange,
    PortRangeListId: rule.portRangeListId,
    SourcePortRange: rule.sourcePortRange,
    SourceCidrIp: rule.sourceCidrIp,
    Ipv6SourceCidrIp: rule.ipv6SourceCidrIp,
    DestCidrIp: rule.destCidrIp,
    Ipv6DestCidrIp: rule.ipv6DestCidrIp,
    [`${end}GroupId`]: rule.peerGroupId,
    [`${end}GroupOwnerId`]: rule.peerGroupOwnerId,
    [`${end}PrefixListId`]: rule.peerPrefixListId,
    Policy: rule.policy,
    NicType: rule.nicType,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/** What a change names as the other end, by the same precedence as in a new rule. */
function objectNamedIn(change: RuleValues, direction: RuleDirection): AuthorizationObject | undefined {
  const isIngress = direction === 'ingress';
  if ((isIngress ? change.SourceCidrIp : change.DestCidrIp) !== undefined) return 'ipv4';
  if ((isIngress ? change.Ipv6SourceCidrIp : change.Ipv6DestCidrIp) !== undefined) return 'ipv6';
  if ((isIngress ? change.SourceGroupId : change.DestGroupId) !== undefined) return 'group';
  const prefixListId = isIngress ? change.SourcePrefixListId : change.DestPrefixListId;
  return prefixListId === undefined ? undefined : 'prefixList';
}

/** What a rule keeps for good: the kind of its other end, of its ports, and its network card. */
function checkKinds(rule: SecurityGroupRule, change: RuleValues): void {
  const object = objectNamedIn(change, rule.direction);
  if (object !== undefined && object !== authorizationObjectOf(rule)) {
    throw badRequest(
      'InvalidOperation.ModifySgRuleEntityType',
      'The source or destination type of the rules cannot be modified.',
    );
  }
  const usesList = rule.portRangeListId !== '';
  const isOther = usesList
    ? change.PortRange !== undefined
    : change.PortRange === undefined && change.PortRangeListId !== undefined;
  if (isOther) {
    throw badRequest(
      'InvalidOperation.ModifyPortRangeType',
      'The PortRange type is not allowed to be modified. You cannot modify a rule from using the port list to not using it, and vice versa.',
    );
  }
  if (change.NicType !== undefined && change.NicType !== rule.nicType) {
    throw badRequest('InvalidOperation.ModifyNicType', 'NicType is not allowed to modify.');
  }
}

function replaceRule(group: SecurityGroup, rule: SecurityGroupRule, content: RuleContent): void {
  const { id, sequence, createdAt } = rule;
  const changed: SecurityGroupRule = { ...content, id, sequence, createdAt };
  group.rules = group.rules.map((each) => (each === rule ? changed : each));
}

function givenOf(change: RuleChange): RuleValues {
  const parameters = Object.keys({ ...INGRESS_RULE, ...EGRESS_RULE, ...PORT_LIST }) as RuleParameter[];
  const given = parameters.filter((parameter) => change[parameter] !== undefined);
  return Object.fromEntries(given.map((parameter) => [parameter, change[parameter]]));
}

/** A rule named by its id takes over whatever is given. */
function modifyById(
  call: RegionalCall,
  group: SecurityGroup,
  direction: RuleDirection,
  ruleId: string,
  change: RuleValues,
): void {
  const rule = group.rules.find((each) => each.id === ruleId && each.direction === direction);
  if (rule === undefined) {
    throw new ApiError(
      404,
      'InvalidSecurityGroupRuleId.NotFound',
      'The specified SecurityGroupRuleId is not exists.',
    );
  }
  if (Object.keys(change).length === 0) {
    throw badRequest('InvalidParam.InvalidModifyRuleRequest', 'The request parameters are illegal.');
  }
  checkKinds(rule, change);
  const context = { call, group, direction, prefix: '', portMismatch };
  const merged = ruleContentOf(context, { ...valuesOf(rule), ...change });
  // A rule from before 2020 keeps a priority that could not be set today.
  const content = { ...merged, priority: change.Priority === undefined ? rule.priority : merged.priority };
  checkReferences(call, group, content);
  const others = group.rules.filter((each) => each !== rule);
  if (others.some((each) => identityOf(each) === identityOf(content))) {
    throw badRequest(
      'InvalidOperation.RuleDuplicate',
      'The modified rule would be the same as another one of the security group.',
    );
  }
  checkLimits(call, group, [...others, content]);
  replaceRule(group, rule, content);
}

/** The old form: everything but the description says which rule is meant, and the description is changed. */
function describeRule(
  call: RegionalCall,
  group: SecurityGroup,
  direction: RuleDirection,
  change: RuleValues,
): void {
  const wanted = ruleContentOf({ call, group, direction, prefix: '', portMismatch }, change);
  const rule = group.rules.find((each) => identityOf(each) === identityOf(wanted));
  if (rule === undefined) {
    throw new ApiError(404, 'SecurityGroupRule.NotFound', 'The target security group rule not exist.');
  }
  replaceRule(group, rule, { ...rule, description: wanted.description });
}

function modify(call: RegionalCall, direction: RuleDirection, change: RuleChange): Record<string, never> {
  const group = ownSecurityGroupOf(call, change.SecurityGroupId);
  const given = givenOf(change);
  if (change.SecurityGroupRuleId === undefined) describeRule(call, group, direction, given);
  else modifyById(call, group, direction, change.SecurityGroupRuleId, given);
  return {};
}

const TARGET = {
  SecurityGroupId: required(text()),
  SecurityGroupRuleId: text(),
  ClientToken: clientToken(),
} as const;

/** https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-modifysecuritygrouprule */
export const modifySecurityGroupRule = regionalOperation({
  product: ECS,
  name: 'ModifySecurityGroupRule',
  access: 'write',
  parameters: { ...TARGET, ...INGRESS_RULE, ...PORT_LIST },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:ModifySecurityGroupRule', resources: () => ['*'] },
  handle: (call, change) => modify(call, 'ingress', change),
});

/** https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-modifysecuritygroupegressrule */
export const modifySecurityGroupEgressRule = regionalOperation({
  product: ECS,
  name: 'ModifySecurityGroupEgressRule',
  access: 'write',
  parameters: { ...TARGET, ...EGRESS_RULE, ...PORT_LIST },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:ModifySecurityGroupEgressRule', resources: () => ['*'] },
  handle: (call, change) => modify(call, 'egress', change),
});
