import { z } from 'zod';
import { wildcard } from '../wildcard';
import { conditionSchema, isFulfilled } from './condition';
import { valuesOf } from './condition-keys';
import type { Circumstances } from './condition-keys';

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const statementSchema = z
  .strictObject({
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Resource: oneOrMore,
    Condition: conditionSchema.optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    message: 'expected either Action or NotAction',
  });

/**
 * A RAM policy document.
 * https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax
 */
export const policySchema = z.strictObject({
  Version: z.literal('1'),
  Statement: z.array(statementSchema).min(1),
});

export type Policy = z.output<typeof policySchema>;
type Statement = Policy['Statement'][number];

/** A policy as it is attached to an identity, with the name that decisions refer to it by. */
export interface AttachedPolicy {
  readonly name: string;
  readonly document: Policy;
}

export type Decision = 'allow' | 'implicitDeny' | 'explicitDeny';

/** A decision and what it rests on. */
export interface Verdict {
  readonly decision: Decision;
  /** `<policy>#<index of the statement>`; absent when no statement applied. */
  readonly statement?: string;
}

/** What RAM is asked: the action is part of the circumstances. */
export interface Question extends Circumstances {
  readonly resource: string;
}

function allow(...actions: string[]): Policy {
  return { Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

const READ_ACTIONS = ['Describe*', 'List*', 'Get*', 'BatchGet*', 'Query*', 'BatchQuery*'];

function readOnly(service: string): Policy {
  return allow(...READ_ACTIONS.map((action) => `${service}:${action}`));
}

/** System policies that can be attached by name. https://www.alibabacloud.com/help/en/ram/policy-reference */
export const SYSTEM_POLICIES: ReadonlyMap<string, Policy> = new Map([
  ['AdministratorAccess', allow('*')],
  ['ReadOnlyAccess', readOnly('*')],
  ['AliyunECSFullAccess', allow('ecs:*')],
  ['AliyunECSReadOnlyAccess', allow('ecs:Describe*', 'ecs:List*')],
  ['AliyunOSSFullAccess', allow('oss:*')],
  ['AliyunOSSReadOnlyAccess', allow('oss:Get*', 'oss:List*')],
  ['AliyunFCFullAccess', allow('fc:*')],
  ['AliyunFCInvocationAccess', allow('fc:InvokeFunction')],
  ['AliyunFCReadOnlyAccess', allow('fc:Get*', 'fc:List*')],
  ['AliyunCloudMonitorFullAccess', allow('cms:*')],
  ['AliyunCloudMonitorReadOnlyAccess', readOnly('cms')],
  ['AliyunSTSAssumeRoleAccess', allow('sts:AssumeRole')],
]);

/** @throws Error when there is no such system policy */
export function systemPolicy(name: string): AttachedPolicy {
  const document = SYSTEM_POLICIES.get(name);
  if (document === undefined) throw new Error(`there is no system policy "${name}"`);
  return { name, document };
}

function anyMatches(patterns: string | readonly string[], text: string, ignoreCase: boolean): boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return list.some((pattern) => wildcard(pattern, { single: true, ignoreCase }).test(text));
}

function applies({ Action, NotAction, Resource, Condition }: Statement, question: Question): boolean {
  const hasAction =
    Action === undefined
      ? !anyMatches(NotAction ?? [], question.action, true)
      : anyMatches(Action, question.action, true);
  return (
    hasAction &&
    anyMatches(Resource, question.resource, false) &&
    (Condition === undefined || isFulfilled(Condition, (key) => valuesOf(key, question)))
  );
}

/** What policies attached to one identity say together: a Deny wins, without an Allow nothing is allowed. */
export function evaluate(policies: readonly AttachedPolicy[], question: Question): Verdict {
  let allowedBy: string | undefined;
  for (const { name, document } of policies) {
    for (const [index, statement] of document.Statement.entries()) {
      if (!applies(statement, question)) continue;
      if (statement.Effect === 'Deny') return { decision: 'explicitDeny', statement: `${name}#${index}` };
      allowedBy ??= `${name}#${index}`;
    }
  }
  return allowedBy === undefined ? { decision: 'implicitDeny' } : { decision: 'allow', statement: allowedBy };
}
