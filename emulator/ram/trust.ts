import { z } from 'zod';
import { conditionSchema, isFulfilled } from './condition';
import { valuesOf } from './condition-keys';
import type { Circumstances } from './condition-keys';
import type { Principal } from './principal';

const names = z.union([
  z
    .string()
    .min(1)
    .transform((name) => [name]),
  z.array(z.string().min(1)).min(1),
]);

const trustSchema = z.strictObject({
  Version: z.literal('1'),
  Statement: z
    .array(
      z.strictObject({
        Effect: z.enum(['Allow', 'Deny']),
        Action: z.literal('sts:AssumeRole'),
        Principal: z
          .strictObject({ RAM: names.optional(), Service: names.optional() })
          .refine(({ RAM, Service }) => (RAM ?? Service) !== undefined, {
            message: 'expected RAM, Service or both',
          }),
        Condition: conditionSchema.optional(),
      }),
    )
    .min(1),
});

/** Who may assume a role. https://www.alibabacloud.com/help/en/ram/user-guide/edit-the-trust-policy-of-a-ram-role */
export type TrustPolicy = z.output<typeof trustSchema>;

function trustOf(principals: readonly string[]): TrustPolicy {
  const RAM = principals.filter((principal) => principal.startsWith('acs:ram::'));
  const Service = principals.filter((principal) => !principal.startsWith('acs:ram::'));
  const Principal = { RAM, Service };
  return { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] };
}

/** A trust policy, or only a list of ARNs of principals and names of services. */
export const trustPolicy = z.union([z.array(z.string().min(1)).transform(trustOf), trustSchema]);

/** A principal is trusted by its own name or by that of its account; a session by the name of its role. */
function namesOf({ accountId, arn, roleName }: Principal): readonly string[] {
  const own = roleName === undefined ? arn : `acs:ram::${accountId}:role/${roleName}`;
  return [own, `acs:ram::${accountId}:root`];
}

/** Whether the principal that asks may assume the role, as far as the role is concerned. */
export function isTrusted({ Statement }: TrustPolicy, circumstances: Circumstances): boolean {
  const asking = namesOf(circumstances.principal);
  const applying = Statement.filter(
    ({ Principal, Condition }) =>
      Principal.RAM?.some((name) => asking.includes(name)) === true &&
      (Condition === undefined || isFulfilled(Condition, (key) => valuesOf(key, circumstances))),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
}

/** Whether a service may assume the role; conditions are on properties of callers, which services do not have. */
export function trustsService({ Statement }: TrustPolicy, service: string): boolean {
  const applying = Statement.filter(({ Principal }) => Principal.Service?.includes(service) === true);
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
}
