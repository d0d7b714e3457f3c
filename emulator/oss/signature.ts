import { createHash, createHmac } from 'node:crypto';
import { percentEncode } from '../wire/encoding';
import type { OssAddress } from './request';

/** The parts of a request that are signed. */
export interface SignedRequest extends Pick<OssAddress, 'bucket' | 'key'> {
  readonly method: string;
  readonly query: ReadonlyMap<string, string>;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Parameters that version 1 signs; the others can be changed on the way. */
export const SUB_RESOURCES: ReadonlySet<string> = new Set([
  ...['acl', 'append', 'asyncFetch', 'bucketInfo', 'callback', 'callback-var', 'cname', 'comp'],
  ...['continuation-token', 'cors', 'delete', 'encryption', 'endTime', 'group', 'inventory', 'inventoryId'],
  ...['lifecycle', 'link', 'live', 'location', 'logging', 'metaQuery', 'objectInfo', 'objectMeta'],
  ...['partNumber', 'policy', 'position', 'qos', 'qosInfo', 'referer', 'replication', 'replicationLocation'],
  ...['replicationProgress', 'requestPayment', 'response-cache-control', 'response-content-disposition'],
  ...['response-content-encoding', 'response-content-language', 'response-content-type', 'response-expires'],
  ...['restore', 'security-token', 'sequential', 'startTime', 'stat', 'status', 'symlink', 'tagging'],
  ...['transferAcceleration', 'uploadId', 'uploads', 'versionId', 'versioning', 'versions', 'vod', 'website'],
  ...['worm', 'wormExtend', 'wormId', 'x-oss-process', 'x-oss-request-payer', 'x-oss-traffic-limit'],
]);

type Entry = readonly [string, string];

function byName([left]: Entry, [right]: Entry): number {
  return left < right ? -1 : 1;
}

function headerLines(headers: Iterable<Entry>): string[] {
  return [...headers].sort(byName).map(([name, value]) => `${name}:${value.trim()}\n`);
}

/** `name=value&name`, sorted; a name without a value stands alone. */
function queryText(query: Iterable<Entry>, encode: (text: string) => string): string {
  return [...query]
    .map(([name, value]): Entry => [encode(name), encode(value)])
    .sort(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header */
export function stringToSignV1({ method, bucket, key, query, headers }: SignedRequest): string {
  const header = (name: string): string => headers.get(name) ?? '';
  const ossHeaders = headerLines([...headers].filter(([name]) => name.startsWith('x-oss-')));
  const subResources = [...query].filter(([name]) => SUB_RESOURCES.has(name));
  const resource = bucket === '' ? '/' : `/${bucket}/${key}`;
  const suffix = subResources.length === 0 ? '' : `?${queryText(subResources, (text) => text)}`;
  const date = headers.get('x-oss-date') ?? header('date');
  return (
    [method, header('content-md5'), header('content-type'), date].map((line) => `${line}\n`).join('') +
    ossHeaders.join('') +
    resource +
    suffix
  );
}

/** Base64 of HMAC-SHA1. */
export function signatureV1(accessKeySecret: string, stringToSign: string): string {
  return createHmac('sha1', accessKeySecret).update(stringToSign).digest('base64');
}

/** What a key of version 4 is derived for. */
export interface Scope {
  /** `yyyyMMdd` */
  readonly date: string;
  readonly regionId: string;
}

function scopeText({ date, regionId }: Scope): string {
  return `${date}/${regionId}/oss/aliyun_v4_request`;
}

/**
 * https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4
 *
 * @param additionalHeaders sorted lower-case names of headers that are signed beyond those that have to be
 */
export function canonicalRequestV4(
  { method, bucket, key, query, headers }: SignedRequest,
  additionalHeaders: readonly string[],
): string {
  const path = bucket === '' ? '/' : `/${bucket}/${key}`;
  const signed = [...headers].filter(
    ([name]) =>
      name === 'content-type' ||
      name === 'content-md5' ||
      name.startsWith('x-oss-') ||
      additionalHeaders.includes(name),
  );
  return [
    method,
    percentEncode(path).replaceAll('%2F', '/'),
    queryText(query, percentEncode),
    headerLines(signed).join(''),
    additionalHeaders.join(';'),
    headers.get('x-oss-content-sha256') ?? '',
  ].join('\n');
}

/** @param timestamp `yyyyMMddTHHmmssZ` */
export function stringToSignV4(canonicalRequest: string, timestamp: string, scope: Scope): string {
  const hash = createHash('sha256').update(canonicalRequest).digest('hex');
  return ['OSS4-HMAC-SHA256', timestamp, scopeText(scope), hash].join('\n');
}

/** Hex of HMAC-SHA256 with the key that is derived for the scope. */
export function signatureV4(
  accessKeySecret: string,
  { date, regionId }: Scope,
  stringToSign: string,
): string {
  const steps = [date, regionId, 'oss', 'aliyun_v4_request'];
  const key = steps.reduce<string | Buffer>(
    (derived, step) => createHmac('sha256', derived).update(step).digest(),
    `aliyun_v4${accessKeySecret}`,
  );
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}
