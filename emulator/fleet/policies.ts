import { z } from 'zod';
import { SYSTEM_POLICIES, policySchema, systemPolicy } from '../ram/policy';
import type { AttachedPolicy } from '../ram/policy';

const systemPolicyName = z.string().refine((policy) => SYSTEM_POLICIES.has(policy), {
  message: `unknown system policy, expected one of ${[...SYSTEM_POLICIES.keys()].join(', ')} or a policy document`,
});

/** Policies of a user or a role: names of system policies and documents, which are named by their place. */
export const policies = z
  .array(z.union([systemPolicyName, policySchema]))
  .default([])
  .transform((list) =>
    list.map((policy, index): AttachedPolicy =>
      typeof policy === 'string' ? systemPolicy(policy) : { name: `policies[${index}]`, document: policy },
    ),
  );
