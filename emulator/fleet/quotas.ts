import { z } from 'zod';
import { DEFAULT_QUOTAS } from '../world/quotas';
import type { Quotas } from '../world/quotas';
import { present } from './fields';

const limit = z.int().min(0).optional();

/** What differs from the quotas of a new account, by the names of `Quotas`. */
export const quotasSchema = z.strictObject(
  Object.fromEntries(Object.keys(DEFAULT_QUOTAS).map((name) => [name, limit])) as Record<
    keyof Quotas,
    typeof limit
  >,
);

export function quotasOf(given: z.output<typeof quotasSchema>): Quotas {
  return { ...DEFAULT_QUOTAS, ...present(given) };
}
