import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { isFingerprint, isPublicKey, newKeyPair } from '../world/key-pair';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { instant, name, present, tags } from './fields';
import { regionOf } from './places';

export const keyPairSchema = z.strictObject({
  name,
  region: name.optional(),
  /** As in authorized_keys; made up by default, and then nobody has the private key. */
  publicKey: z
    .string()
    .refine(isPublicKey, 'expected an OpenSSH public key of the kind rsa, dsa or ecdsa')
    .optional(),
  /** Of a public key that is not known; MD5 in pairs of digits. */
  fingerprint: z
    .string()
    .refine(isFingerprint, 'expected 16 pairs of digits with colons between them')
    .optional(),
  tags: tags.optional(),
  resourceGroup: z.string().optional(),
  createdAt: instant.optional(),
});

type FleetKeyPair = z.output<typeof keyPairSchema>;

/**
 * Adds key pairs to an account.
 *
 * @param where path of `specs` for errors
 * @throws EmulatorInputError for an unknown region or a name given twice
 */
export function addKeyPairs(
  world: World,
  account: Account,
  specs: readonly FleetKeyPair[],
  where: string,
): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    if (region.keyPairs.get(spec.name) !== undefined) {
      throw new EmulatorInputError([`${path}.name: the region has a key pair "${spec.name}" already`]);
    }
    const { publicKey, fingerprint, resourceGroup: resourceGroupId, createdAt } = spec;
    region.keyPairs.add(
      newKeyPair(world, region, {
        id: spec.name,
        tags: new Map(Object.entries(spec.tags ?? {})),
        ...present({ publicKey, fingerprint, resourceGroupId, createdAt }),
      }),
    );
  }
}

/** Adds the key pair that an instance was made with, if nothing was said of it. */
export function addKeyPairOf(world: World, region: Region, keyPairName: string): void {
  if (keyPairName === '' || region.keyPairs.get(keyPairName) !== undefined) return;
  region.keyPairs.add(newKeyPair(world, region, { id: keyPairName }));
}
