import { AutopilotError } from '../core/errors';

/** A value as it was read. */
export interface StoredValue {
  readonly value: string;
  readonly lastModified: Date;
}

/**
 * Small values under names: leases, backups, baselines, reports. A reader sees a value whole, the last one or the one
 * before it, whoever writes at the same time. Every method rejects with `StoreError`: for a key that `checkKey`
 * refuses, or when the store cannot be read or written.
 */
export interface Store {
  get(key: string): Promise<StoredValue | undefined>;
  /** Writes only if the key has no value; of any number of writers exactly one gets true. */
  putIfAbsent(key: string, value: string): Promise<boolean>;
  put(key: string, value: string): Promise<void>;
  /** The keys that begin with `prefix`, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  /** Does nothing when the key has no value. */
  delete(key: string): Promise<void>;
}

/** The store refused a key, or could not be read or written. */
export class StoreError extends AutopilotError {
  override readonly name = 'StoreError';
}

/** Longest object name of OSS (https://help.aliyun.com/en/oss/user-guide/object-naming-conventions). */
const MAX_KEY_BYTES = 1023;
/** Control characters and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * Keys are paths such as `leases/instance-schedule/cn-hangzhou`, of names that every adapter can hold.
 *
 * @throws StoreError for an empty key or name, `.` or `..`, a leading or trailing `/`, a backslash, a control character,
 *   half of a surrogate pair, or more than 1023 bytes
 */
export function checkKey(key: string): void {
  const names = key.split('/');
  const isPath = names.every((name) => name !== '' && name !== '.' && name !== '..');
  const isText = !key.includes('\\') && !UNPRINTABLE.test(key);
  if (isPath && isText && Buffer.byteLength(key) <= MAX_KEY_BYTES) return;
  throw new StoreError({
    code: 'invalid_key',
    what: `${JSON.stringify(key)} is not a key of the store`,
    expected: `names separated by single slashes, none of them . or .., without backslashes and control characters, at most ${MAX_KEY_BYTES} bytes`,
  });
}
