import type { Bucket, StoredObject } from '../world/bucket';
import type { Body } from '../wire/render';
import { percentEncode } from '../wire/encoding';
import { invalidArgument } from './errors';

const DEFAULT_KEYS = 100;
const MOST_KEYS = 1000;

/** A page of a listing. */
interface Page {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of the page when there is more behind it. */
  readonly continueAfter: string | undefined;
}

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly most: number;
}

function isBehind(key: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
}

/** The part of a key up to the first delimiter behind the prefix, when the listing is by folder. */
function folderOf(key: string, { prefix, delimiter }: Wanted): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function pageOf(bucket: Bucket, wanted: Wanted): Page {
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let last = wanted.after;
  for (const key of bucket.keys()) {
    if (!key.startsWith(wanted.prefix) || !isBehind(key, wanted.after)) continue;
    const folder = folderOf(key, wanted);
    if (folder !== undefined && folder === last) continue;
    if (objects.length + prefixes.length === wanted.most) return { objects, prefixes, continueAfter: last };
    last = folder ?? key;
    const object = bucket.get(key);
    if (folder !== undefined) prefixes.push(folder);
    else if (object !== undefined) objects.push(object);
  }
  return { objects, prefixes, continueAfter: undefined };
}

function tokenOf(after: string): string {
  return Buffer.from(after).toString('base64url');
}

function positionOf(token: string): string {
  const after = Buffer.from(token, 'base64url').toString('utf8');
  if (tokenOf(after) !== token) {
    throw invalidArgument('The continuation token provided is incorrect.', 'continuation-token', token);
  }
  return after;
}

function mostOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_KEYS;
  const most = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (most < 1 || most > MOST_KEYS) {
    throw invalidArgument(`expected a number from 1 to ${MOST_KEYS}`, 'max-keys', text);
  }
  return most;
}

function objectView(object: StoredObject, encode: (text: string) => string, owner: string | undefined): Body {
  return {
    Key: encode(object.key),
    LastModified: new Date(object.lastModified).toISOString(),
    ETag: object.etag,
    Type: 'Normal',
    Size: object.content.length,
    StorageClass: 'Standard',
    ...(owner !== undefined && { Owner: { ID: owner, DisplayName: owner } }),
  };
}

/** Parameters of ListObjectsV2. */
export const LIST_PARAMETERS: ReadonlySet<string> = new Set([
  ...['list-type', 'prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after'],
  ...['encoding-type', 'fetch-owner'],
]);

/**
 * `ListBucketResult` of ListObjectsV2.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listobjectsv2
 *
 * @throws OssError
 */
export function listObjects(bucket: Bucket, query: ReadonlyMap<string, string>): Body {
  const encoding = query.get('encoding-type') ?? '';
  if (encoding !== '' && encoding !== 'url') {
    throw invalidArgument('expected url', 'encoding-type', encoding);
  }
  const encode = encoding === 'url' ? percentEncode : (text: string): string => text;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const most = mostOf(query.get('max-keys'));
  const after = token === undefined || token === '' ? startAfter : positionOf(token);
  const page = pageOf(bucket, { prefix, delimiter, after, most });
  const owner = query.get('fetch-owner') === 'true' ? bucket.accountId : undefined;
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(startAfter !== '' && { StartAfter: encode(startAfter) }),
    ...(token !== undefined && { ContinuationToken: token }),
    MaxKeys: most,
    Delimiter: encode(delimiter),
    ...(encoding === 'url' && { EncodingType: 'url' }),
    IsTruncated: page.continueAfter !== undefined,
    ...(page.continueAfter !== undefined && { NextContinuationToken: tokenOf(page.continueAfter) }),
    Contents: page.objects.map((object) => objectView(object, encode, owner)),
    CommonPrefixes: page.prefixes.map((each) => ({ Prefix: encode(each) })),
    KeyCount: page.objects.length + page.prefixes.length,
  };
}
