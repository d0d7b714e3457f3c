import { createHash, generateKeyPairSync } from 'node:crypto';
import type { Resource } from './inventory';
import type { Random } from './random';
import type { Region } from './region';
import type { World } from './world';

const BITS = 2048;

/** Algorithms of public keys that can be imported. https://help.aliyun.com/document_detail/51774.html */
const ALGORITHMS = /^(?:rsa|dsa|ssh-rsa|ssh-dss|ecdsa(?:-sha2-nistp(?:256|384|521))?)$/;

const FULL_NAMES: ReadonlyMap<string, string> = new Map([
  ['rsa', 'ssh-rsa'],
  ['dsa', 'ssh-dss'],
]);

/** An SSH key pair. It is known by its name, which is its `id`. */
export interface KeyPair extends Resource {
  readonly keyPairId: string;
  readonly fingerprint: string;
  /** `ssh-rsa AAAA...` as it is written into authorized_keys. */
  readonly publicKey: string;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The public key of an RSA modulus and exponent in the format of RFC 4253, section 6.6. */
function sshRsa(modulus: Buffer, exponent: Buffer): string {
  // The modulus is a signed number: a leading zero keeps it positive.
  const blob = [Buffer.from('ssh-rsa'), exponent, Buffer.concat([Buffer.alloc(1), modulus])].map(field);
  return `ssh-rsa ${Buffer.concat(blob).toString('base64')}`;
}

/** The key material of a public key, when it is one that can be imported. */
function keyMaterial(publicKey: string): Buffer | undefined {
  const [algorithm = '', encoded = ''] = publicKey.trim().split(/\s+/);
  if (!ALGORITHMS.test(algorithm) || !/^[A-Za-z\d+/]+={0,2}$/.test(encoded)) return undefined;
  const blob = Buffer.from(encoded, 'base64');
  if (blob.length < 4) return undefined;
  // The blob says its algorithm again, in full.
  const named = blob.subarray(4, 4 + blob.readUInt32BE()).toString('latin1');
  return named.startsWith(FULL_NAMES.get(algorithm) ?? algorithm) ? blob : undefined;
}

/** Whether it is an OpenSSH public key of an algorithm that can be imported. */
export function isPublicKey(text: string): boolean {
  return keyMaterial(text) !== undefined;
}

/** Whether it is a fingerprint as `fingerprint` of a key pair has it. */
export function isFingerprint(text: string): boolean {
  return /^[\da-f]{2}(?::[\da-f]{2}){15}$/i.test(text);
}

/** MD5 of the key material in pairs of digits, RFC 4716. */
function fingerprintOf(publicKey: string): string {
  const digest = createHash('md5')
    .update(keyMaterial(publicKey) ?? '')
    .digest('hex');
  return digest.match(/../g)?.join(':') ?? '';
}

/** A new RSA key: the public part, and the private one as unencrypted PKCS#8 in PEM. */
export function generateRsaKey(): { readonly publicKey: string; readonly privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: BITS });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return {
    publicKey: sshRsa(Buffer.from(n, 'base64url'), Buffer.from(e, 'base64url')),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A public key that nobody has the private part of. */
function madeUpPublicKey(random: Random): string {
  const modulus = Buffer.from(Array.from({ length: BITS / 8 }, () => random.integer(128, 255)));
  return sshRsa(modulus, Buffer.from([1, 0, 1]));
}

export function newKeyPair(
  world: World,
  region: Region,
  given: Partial<KeyPair> & Pick<KeyPair, 'id'>,
): KeyPair {
  const publicKey = given.publicKey ?? madeUpPublicKey(world.random);
  return {
    sequence: world.nextSequence(),
    keyPairId: world.resourceId('ssh', region),
    resourceGroupId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
    publicKey,
    fingerprint: given.fingerprint ?? fingerprintOf(publicKey),
  };
}
