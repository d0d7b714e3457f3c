import { z } from 'zod';
import { wildcard } from '../wildcard';

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/**
 * A RAM policy document. Conditions and NotAction are not evaluated here and therefore refused.
 * https://www.alibabacloud.com/help/en/ram/policy-language-syntax-and-structure
 */
export const policySchema = z.strictObject({
  Version: z.literal('1'),
  Statement: z
    .array(z.strictObject({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore }))
    .min(1),
});

export type Policy = z.infer<typeof policySchema>;

export type Decision = 'allow' | 'implicitDeny' | 'explicitDeny';

function allow(...actions: string[]): Policy {
  return { Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

export const ADMINISTRATOR_ACCESS = allow('*');

/** System policies that can be attached by name. https://www.alibabacloud.com/help/en/ram/policy-reference */
export const SYSTEM_POLICIES: ReadonlyMap<string, Policy> = new Map([
  ['AdministratorAccess', ADMINISTRATOR_ACCESS],
  ['ReadOnlyAccess', allow('*:Describe*', '*:List*', '*:Get*')],
  ['AliyunECSFullAccess', allow('ecs:*')],
  ['AliyunECSReadOnlyAccess', allow('ecs:Describe*', 'ecs:List*')],
  ['AliyunSTSAssumeRoleAccess', allow('sts:AssumeRole')],
]);

function anyMatches(patterns: string | readonly string[], text: string, ignoreCase: boolean): boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return list.some((pattern) => wildcard(pattern, { single: true, ignoreCase }).test(text));
}

/** What policies attached to one identity say together: a Deny wins, without an Allow nothing is allowed. */
export function evaluate(policies: readonly Policy[], action: string, resource: string): Decision {
  const applying = policies
    .flatMap((policy) => policy.Statement)
    .filter(
      (statement) =>
        anyMatches(statement.Action, action, true) && anyMatches(statement.Resource, resource, false),
    );
  if (applying.some((statement) => statement.Effect === 'Deny')) return 'explicitDeny';
  return applying.length > 0 ? 'allow' : 'implicitDeny';
}
