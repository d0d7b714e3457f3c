import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import { BUCKET_NAME } from '../oss/request';
import type { Account } from '../world/account';
import { Bucket } from '../world/bucket';
import type { World } from '../world/world';

export const bucketSchema = z.strictObject({
  name: z
    .string()
    .regex(BUCKET_NAME, 'expected 3 to 63 lower-case letters, digits and hyphens, not at an end a hyphen'),
  region: z.string().default('cn-hangzhou'),
});

/** @throws EmulatorInputError when a region does not exist or a name is taken */
export function addBuckets(
  world: World,
  account: Account,
  specs: readonly z.output<typeof bucketSchema>[],
  where: string,
): void {
  for (const [index, { name, region }] of specs.entries()) {
    if (!account.regions.has(region)) {
      const known = [...account.regions.keys()].join(', ');
      throw new EmulatorInputError([
        `${where}[${index}].region: unknown region "${region}", expected one of ${known}`,
      ]);
    }
    if (world.buckets.has(name)) {
      throw new EmulatorInputError([`${where}[${index}].name: the bucket "${name}" is given more than once`]);
    }
    world.buckets.set(name, new Bucket(name, account.id, region));
  }
}
