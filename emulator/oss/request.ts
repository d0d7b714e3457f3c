import { FormSyntaxError, readForm } from '../wire/encoding';
import type { HttpRequest, RequestHead } from '../wire/surface';
import { OssError, invalidArgument, notImplemented } from './errors';

/** How a request is signed: version 1 or version 4. */
export type OssProtocol = 'OSS' | 'OSS4-HMAC-SHA256';

export const OSS_OPERATIONS = [
  'PutObject',
  'GetObject',
  'HeadObject',
  'DeleteObject',
  'ListObjectsV2',
] as const;

export type OssOperation = (typeof OSS_OPERATIONS)[number];

/** https://www.alibabacloud.com/help/en/oss/user-guide/bucket-naming-conventions */
export const BUCKET_NAME = /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;

const LONGEST_KEY_BYTES = 1023;

/** `<bucket>.oss-<region>.aliyuncs.com`, also the internal one, or `<bucket>.localhost`. */
const BUCKET_HOST = /^(?:([^.]+)\.)?(?:oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com|localhost)(?::\d+)?$/i;

const OBJECT_OPERATIONS: Readonly<Record<string, OssOperation>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};

/** Where a request goes. */
export interface OssAddress {
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  /** Region of the host name; undefined where the host names none. */
  readonly regionId: string | undefined;
}

/** Whether a request is one of OSS rather than of another product on the same address. */
export function isOssRequest({ headers }: RequestHead): boolean {
  const host = BUCKET_HOST.exec(headers.get('host') ?? '');
  if (host?.[1] !== undefined || host?.[2] !== undefined) return true;
  if (/^OSS4?[ -]/.test(headers.get('authorization') ?? '')) return true;
  return [...headers.keys()].some((name) => name.startsWith('x-oss-'));
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    throw new OssError(
      400,
      'InvalidObjectName',
      'The specified object is not valid: its percent-encoding is no UTF-8.',
    );
  }
}

/**
 * The bucket is in the host name or, for a host that names none, in the path.
 *
 * @throws OssError
 */
export function addressOf({ headers, path }: RequestHead): OssAddress {
  const [, hostBucket, regionId] = BUCKET_HOST.exec(headers.get('host') ?? '') ?? [];
  const name = decodePath(path);
  const slash = name.indexOf('/');
  const [bucket, key] =
    hostBucket !== undefined
      ? [hostBucket, name]
      : slash < 0
        ? [name, '']
        : [name.slice(0, slash), name.slice(slash + 1)];
  if (bucket !== '' && !BUCKET_NAME.test(bucket)) {
    throw new OssError(400, 'InvalidBucketName', 'The specified bucket is not valid.', {
      BucketName: bucket,
    });
  }
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES || /^[/\\]/.test(key)) {
    throw new OssError(400, 'InvalidObjectName', 'The specified object is not valid.', { ObjectName: key });
  }
  return { bucket, key, regionId };
}

/** @throws OssError */
export function queryOf({ query }: HttpRequest): Map<string, string> {
  const parameters = new Map<string, string>();
  try {
    readForm(query, parameters);
  } catch (error) {
    if (error instanceof FormSyntaxError) throw invalidArgument(error.message, 'query', query);
    throw error;
  }
  return parameters;
}

/**
 * What a request asks for.
 *
 * @throws OssError for what OSS has and the emulator does not, and for methods that OSS does not have
 */
export function operationOf(
  method: string,
  { bucket, key }: OssAddress,
  query: ReadonlyMap<string, string>,
): OssOperation {
  if (key !== '') {
    const operation = OBJECT_OPERATIONS[method];
    if (operation !== undefined) return operation;
    if (method === 'POST') throw notImplemented('POST of objects');
  } else if (method === 'GET') {
    if (bucket !== '' && query.get('list-type') === '2') return 'ListObjectsV2';
    throw notImplemented(bucket === '' ? 'ListBuckets' : 'GetBucket but ListObjectsV2 (list-type=2)');
  } else if (['PUT', 'POST', 'DELETE', 'HEAD'].includes(method)) {
    throw notImplemented(`${method} of buckets: they come from the fleet`);
  }
  throw new OssError(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    Method: method,
  });
}
