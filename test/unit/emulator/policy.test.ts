import type { z } from 'zod';
import { describeIssues } from '../../../emulator/input';
import type { Circumstances } from '../../../emulator/ram/condition-keys';
import { evaluate, policySchema } from '../../../emulator/ram/policy';
import type { Verdict } from '../../../emulator/ram/policy';
import { accountPrincipal } from '../../../emulator/ram/principal';

const ARN = 'acs:ecs:cn-hangzhou:123:instance/i-1';

type Statement = z.input<typeof policySchema>['Statement'][number];

function statement(fields: Partial<Statement>): Statement {
  return {
    Effect: 'Allow',
    ...(fields.NotAction === undefined && { Action: '*' }),
    Resource: '*',
    ...fields,
  };
}

/** What policies of one statement each say. */
function ask(
  statements: readonly Partial<Statement>[],
  action: string,
  circumstances: Partial<Circumstances> = {},
): Verdict {
  const policies = statements.map((fields, index) => ({
    name: `policy-${index}`,
    document: policySchema.parse({ Version: '1', Statement: [statement(fields)] }),
  }));
  return evaluate(policies, {
    principal: accountPrincipal('123'),
    parameters: new Map(),
    now: Date.parse('2026-03-02T08:00:00Z'),
    resourceTags: undefined,
    resource: ARN,
    ...circumstances,
    action,
  });
}

describe('a policy', () => {
  test.each<[string, Partial<Statement>[], string]>([
    ['nothing', [], 'implicitDeny'],
    ['the action', [{ Action: 'ecs:StopInstance' }], 'allow'],
    ['a pattern', [{ Action: ['ecs:St*'], Resource: [ARN] }], 'allow'],
    ['another case', [{ Action: 'ECS:stopinstance' }], 'allow'],
    ['one character', [{ Resource: `${ARN.slice(0, -1)}?` }], 'allow'],
    ['another resource', [{ Resource: `${ARN}0` }], 'implicitDeny'],
    ['all but other actions', [{ NotAction: ['ram:*', 'ecs:Delete*'] }], 'allow'],
    ['all but the action', [{ NotAction: 'ecs:Stop*' }], 'implicitDeny'],
    [
      'a Deny, in another policy',
      [{}, { Effect: 'Deny', Action: 'ecs:Stop*', Resource: 'acs:ecs:*:*:instance/i-1' }],
      'explicitDeny',
    ],
    ['a Deny of all but others', [{}, { Effect: 'Deny', NotAction: 'ecs:Describe*' }], 'explicitDeny'],
  ])('that allows %s', (_case, statements, decision) => {
    expect(ask(statements, 'ecs:StopInstance').decision).toBe(decision);
  });

  test('says which statement decided', () => {
    const other = { Action: 'ecs:Start*' };
    expect(ask([other, {}], 'ecs:StopInstance')).toEqual({ decision: 'allow', statement: 'policy-1#0' });
    expect(ask([{}, other, { Effect: 'Deny' }], 'ecs:StopInstance').statement).toBe('policy-2#0');
    expect(ask([other], 'ecs:StopInstance')).toEqual({ decision: 'implicitDeny' });
  });

  test.each<[unknown, string]>([
    [{ Action: '*', NotAction: '*' }, 'expected either Action or NotAction'],
    [{ Action: undefined }, 'expected either Action or NotAction'],
    [{ NotResource: '*' }, 'NotResource'],
    [{ Condition: { StringMatches: { 'acs:SourceIp': 'x' } } }, 'StringMatches: unknown operator'],
    [{ Condition: { BoolIfExists: { 'acs:MFAPresent': 'true' } } }, 'BoolIfExists: unknown operator'],
    [{ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 'a condition key that the emulator'],
    [{ Condition: { StringEquals: { 'acs:ResourceTag/': 'x' } } }, 'a condition key that the emulator'],
    [{ Condition: { Bool: { 'acs:MFAPresent': 'yes' } } }, '"yes" is not valid, expected true or false'],
    [{ Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/33' } } }, 'an IP address or a CIDR block'],
    [{ Condition: { DateLessThan: { 'acs:CurrentTime': 'soon' } } }, 'an ISO 8601 time'],
    [{ Condition: { NumericLessThan: { 'acs:SourceIp': '1x' } } }, 'a number'],
  ])('%j is refused', (fields, problem) => {
    const document = { Version: '1', Statement: [{ ...statement({}), ...(fields as object) }] };
    const parsed = policySchema.safeParse(document);
    expect(parsed.success).toBe(false);
    if (!parsed.success) expect(describeIssues(parsed.error, 'policy').join('\n')).toContain(problem);
  });
});

type Condition = NonNullable<Statement['Condition']>;

describe('a condition', () => {
  function isAllowed(
    Condition: Condition,
    circumstances: Partial<Circumstances> = {},
    action = 'ecs:RunInstances',
  ): boolean {
    return ask([{ Condition }], action, circumstances).decision === 'allow';
  }

  const withType = { parameters: new Map([['InstanceType', 'ecs.g7.large']]) };

  test.each<[string, string | string[], boolean]>([
    ['StringEquals', 'ecs.g7.large', true],
    ['StringEquals', 'ECS.G7.LARGE', false],
    ['StringEquals', ['ecs.c7.large', 'ecs.g7.large'], true],
    ['StringNotEquals', 'ecs.c7.large', true],
    ['StringNotEquals', ['ecs.c7.large', 'ecs.g7.large'], false],
    ['StringEqualsIgnoreCase', 'ECS.G7.LARGE', true],
    ['StringNotEqualsIgnoreCase', 'ECS.G7.LARGE', false],
    ['StringLike', 'ecs.g?.*', true],
    ['StringLike', 'ecs.G?.*', false],
    ['StringNotLike', 'ecs.g?.*', false],
    ['StringNotLike', 'ecs.c*', true],
  ])('%s %j', (operator, wanted, expected) => {
    expect(isAllowed({ [operator]: { 'ecs:InstanceType': wanted } }, withType)).toBe(expected);
  });

  test.each([
    ['NumericEquals', '7', true],
    ['NumericEquals', '7.0', true],
    ['NumericNotEquals', '7', false],
    ['NumericLessThan', '7', false],
    ['NumericLessThan', '8', true],
    ['NumericLessThanEquals', '7', true],
    ['NumericGreaterThan', '6', true],
    ['NumericGreaterThan', '7', false],
    ['NumericGreaterThanEquals', '7', true],
  ])('7 %s %s', (operator, wanted, expected) => {
    const resourceTags = new Map([['level', '7']]);
    expect(isAllowed({ [operator]: { 'acs:ResourceTag/level': wanted } }, { resourceTags })).toBe(expected);
  });

  test.each([
    ['DateLessThan', '2026-03-02T16:00:01+08:00', true],
    ['DateLessThan', '2026-03-02T16:00:00+08:00', false],
    ['DateLessThanEquals', '2026-03-02T08:00:00Z', true],
    ['DateGreaterThan', '2026-03-01', true],
    ['DateGreaterThanEquals', '2026-03-02T08:00:00Z', true],
    ['DateEquals', '2026-03-02T08:00:00Z', true],
    ['DateNotEquals', '2026-03-02T08:00:00Z', false],
  ])('the virtual time 2026-03-02T08:00:00Z %s %s', (operator, wanted, expected) => {
    expect(isAllowed({ [operator]: { 'acs:CurrentTime': wanted } })).toBe(expected);
  });

  test.each([
    ['IpAddress', '127.0.0.0/8', true],
    ['IpAddress', '127.0.0.1', true],
    ['IpAddress', ['10.0.0.0/8', '2001:db8::/32'], false],
    ['NotIpAddress', '10.0.0.0/8', true],
    ['NotIpAddress', ['10.0.0.0/8', '127.0.0.1/32'], false],
  ])('the loopback address %s %j', (operator, wanted, expected) => {
    expect(isAllowed({ [operator]: { 'acs:SourceIp': wanted } })).toBe(expected);
  });

  test('a request that is signed with an AccessKey has no acs:MFAPresent, whatever a policy asks', () => {
    expect(isAllowed({ Bool: { 'acs:MFAPresent': 'true' } })).toBe(false);
    expect(isAllowed({ Bool: { 'acs:MFAPresent': 'false' } })).toBe(false);
    expect(isAllowed({ Bool: { 'acs:SecureTransport': [true] } })).toBe(true);
  });

  test('all operators and keys have to hold', () => {
    const both: Condition = {
      StringEquals: { 'ecs:InstanceType': 'ecs.g7.large', 'ecs:InstanceTypeFamily': 'ecs.g7' },
      Bool: { 'acs:SecureTransport': 'true' },
    };
    expect(isAllowed(both, withType)).toBe(true);
    expect(isAllowed({ ...both, Bool: { 'acs:SecureTransport': 'false' } }, withType)).toBe(false);
  });

  test.each<[string, string, Record<string, string>, string, boolean]>([
    [
      'acs:RequestTag/team',
      'shop',
      { 'Tag.1.Key': 'a', 'Tag.2.Key': 'team', 'Tag.2.Value': 'shop' },
      'x',
      true,
    ],
    ['acs:RequestTag/team', 'shop', { 'Tag.1.key': 'team', 'Tag.1.value': 'shop' }, 'x', true],
    ['acs:RequestTag/team', 'shop', { 'Tag.1.Key': 'Team', 'Tag.1.Value': 'shop' }, 'x', false],
    ['ecs:tag/team', 'shop', { 'Tag.1.Key': 'team', 'Tag.1.Value': 'shop' }, 'x', true],
    ['acs:ResourceTag/team', 'shop', { 'Tag.1.Key': 'team', 'Tag.1.Value': 'shop' }, 'x', true],
    ['ecs:AssociatePublicIpAddress', 'true', { InternetMaxBandwidthOut: '5' }, 'ecs:RunInstances', true],
    ['ecs:AssociatePublicIpAddress', 'false', {}, 'ecs:RunInstances', true],
    ['ecs:AssociatePublicIpAddress', 'false', {}, 'ecs:StopInstance', false],
    ['ecs:IsDiskEncrypted', 'true', { 'DataDisk.2.Encrypted': 'True' }, 'ecs:RunInstances', true],
    ['ecs:IsDiskEncrypted', 'true', { Encrypted: 'true' }, 'ecs:CreateDisk', true],
    ['ecs:IsSystemDiskEncrypted', 'true', { 'DataDisk.2.Encrypted': 'true' }, 'ecs:RunInstances', false],
    ['ecs:NotSpecifySecurityGroupId', 'true', {}, 'ecs:RunInstances', true],
    ['ecs:NotSpecifySecurityGroupId', 'false', { 'SecurityGroupIds.1': 'sg-1' }, 'ecs:RunInstances', true],
    ['ecs:PasswordCustomized', 'true', { Password: 'x' }, 'ecs:CreateInstance', true],
    ['ecs:SecurityHardeningMode', 'true', { HttpTokens: 'required' }, 'ecs:RunInstances', true],
    ['ecs:CommandRunAs', 'root', {}, 'ecs:RunCommand', true],
    ['ecs:CommandRunAs', 'root', { Username: 'nobody' }, 'ecs:RunCommand', false],
    [
      'ecs:SecurityGroupSourceCidrIps',
      '0.0.0.0/0',
      { 'Permissions.1.SourceCidrIp': '10.0.0.0/8', 'Permissions.2.SourceCidrIp': '0.0.0.0/0' },
      'ecs:AuthorizeSecurityGroup',
      true,
    ],
  ])('%s %s of %j', (key, wanted, parameters, action, expected) => {
    const circumstances = { parameters: new Map(Object.entries(parameters)) };
    expect(isAllowed({ StringEquals: { [key]: wanted } }, circumstances, action)).toBe(expected);
  });

  test('the tags of a resource count, not those of the request, where there is a resource', () => {
    const circumstances = {
      resourceTags: new Map([['team', 'shop']]),
      parameters: new Map([
        ['Tag.1.Key', 'team'],
        ['Tag.1.Value', 'bank'],
      ]),
    };
    expect(isAllowed({ StringEquals: { 'acs:ResourceTag/team': 'shop' } }, circumstances)).toBe(true);
    expect(isAllowed({ StringEquals: { 'acs:ResourceTag/team': 'bank' } }, circumstances)).toBe(false);
    expect(isAllowed({ StringEquals: { 'acs:RequestTag/team': 'bank' } }, circumstances)).toBe(true);
  });

  test('a key that the request does not have fulfils the negated operators only', () => {
    expect(isAllowed({ StringEquals: { 'acs:ResourceTag/team': 'shop' } })).toBe(false);
    expect(isAllowed({ StringNotEquals: { 'acs:ResourceTag/team': 'shop' } })).toBe(true);
    expect(isAllowed({ NotIpAddress: { 'acs:ResourceTag/address': '10.0.0.0/8' } })).toBe(true);
  });
});
