import { globalOperation } from '../api/operation';
import type { Call, Operation } from '../api/operation';
import { integer, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import { policySchema } from '../ram/policy';
import type { Policy } from '../ram/policy';
import { isTrusted } from '../ram/trust';
import type { Account, RamRole } from '../world/account';
import { STS } from './products';

const SHORTEST_SESSION_SECONDS = 900;
const DEFAULT_SESSION_SECONDS = 3600;
const LONGEST_POLICY = 2048;

function invalid(parameter: string, message: string): () => ApiError {
  return () => new ApiError(400, `InvalidParameter.${parameter}`, message);
}

function denied(message: string): ApiError {
  return new ApiError(403, 'NoPermission', message);
}

const ROLE_ARN = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/i;

function roleOf(call: Call, arn: string): { account: Account; role: RamRole } {
  const [, accountId = '', name = ''] = ROLE_ARN.exec(arn) ?? [];
  const account = call.world.accounts.get(accountId);
  const role = [...(account?.roles.values() ?? [])].find(
    (each) => each.name.toLowerCase() === name.toLowerCase(),
  );
  if (account === undefined || role === undefined) {
    throw new ApiError(404, 'EntityNotExist.Role', 'The specified Role not exists.');
  }
  return { account, role };
}

function sessionPolicy(source: string | undefined): Policy | undefined {
  if (source === undefined) return undefined;
  if (source.length > LONGEST_POLICY) {
    throw invalid('PolicySize', `The size of Policy must be smaller than ${LONGEST_POLICY} bytes.`)();
  }
  try {
    return policySchema.parse(JSON.parse(source));
  } catch {
    throw invalid('PolicyGrammar', 'The parameter Policy has not passed grammar check.')();
  }
}

/** https://help.aliyun.com/document_detail/371864.html */
const assumeRole = globalOperation({
  product: STS,
  name: 'AssumeRole',
  access: 'write',
  parameters: {
    RoleArn: required(
      text({ pattern: ROLE_ARN, refusal: invalid('RoleArn', 'The parameter RoleArn is wrongly formed.') }),
    ),
    RoleSessionName: required(
      text({
        pattern: /^[\w.@-]{2,64}$/,
        refusal: invalid('RoleSessionName', 'The parameter RoleSessionName is wrongly formed.'),
      }),
    ),
    DurationSeconds: integer(
      SHORTEST_SESSION_SECONDS,
      43_200,
      invalid('DurationSeconds', 'The Min/Max value of DurationSeconds is 15min/12hr.'),
    ),
    Policy: text(),
    ExternalId: text({
      pattern: /^[\w+=,.@:/-]{2,1224}$/,
      refusal: invalid('ExternalId', 'The parameter ExternalId is wrongly formed.'),
    }),
    SourceIdentity: text({
      pattern: /^(?!acs:|aliyun:|alibabacloud:)[\w+=,.@-]{2,64}$/,
      refusal: invalid('SourceIdentity', 'The parameter SourceIdentity is wrongly formed.'),
    }),
  },
  refused: [],
  authorization: { action: 'sts:AssumeRole', resources: (_call, { RoleArn }) => [RoleArn] },
  handle: (call, { RoleArn, RoleSessionName, DurationSeconds, Policy, ExternalId, SourceIdentity }) => {
    const { principal, world } = call;
    if (principal.type === 'account') throw denied('Roles may not be assumed by root accounts.');
    const { account, role } = roleOf(call, RoleArn);
    const circumstances = {
      principal,
      action: 'sts:AssumeRole',
      parameters: new Map(ExternalId === undefined ? [] : [['ExternalId', ExternalId]]),
      now: world.clock.now(),
      resourceTags: undefined,
    };
    if (!isTrusted(role.trust, circumstances)) throw denied(STS.denial.message);
    const seconds = DurationSeconds ?? Math.min(DEFAULT_SESSION_SECONDS, role.maxSessionSeconds);
    if (seconds > role.maxSessionSeconds) {
      throw invalid(
        'DurationSeconds',
        `The Min/Max value of DurationSeconds is 15min/${role.maxSessionSeconds}s.`,
      )();
    }
    // A session that assumes a further role keeps the identity that it was opened for.
    const sourceIdentity = principal.sourceIdentity ?? SourceIdentity;
    const issued = world.issueRoleCredentials(account, role, RoleSessionName, seconds, {
      policy: sessionPolicy(Policy),
      sourceIdentity,
    });
    return {
      AssumedRoleUser: {
        Arn: `acs:ram::${account.id}:role/${role.name}/${RoleSessionName}`,
        AssumedRoleId: `${role.id}:${RoleSessionName}`,
      },
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        AccessKeySecret: issued.accessKeySecret,
        SecurityToken: issued.securityToken,
        Expiration: issued.expiration,
      },
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    };
  },
});

/** https://help.aliyun.com/document_detail/371868.html */
const getCallerIdentity = globalOperation({
  product: STS,
  name: 'GetCallerIdentity',
  access: 'read',
  parameters: {},
  refused: [],
  handle: ({ principal }) => {
    const { accountId: AccountId, arn: Arn, id, type } = principal;
    switch (type) {
      case 'account':
        return { AccountId, Arn, IdentityType: 'Account', PrincipalId: id, UserId: id };
      case 'user':
        return { AccountId, Arn, IdentityType: 'RAMUser', PrincipalId: id, UserId: id };
      case 'role': {
        const session = Arn.slice(Arn.lastIndexOf('/') + 1);
        return {
          AccountId,
          Arn,
          IdentityType: 'AssumedRoleUser',
          PrincipalId: `${id}:${session}`,
          RoleId: id,
        };
      }
    }
  },
});

export const STS_OPERATIONS: readonly Operation[] = [assumeRole, getCallerIdentity];
