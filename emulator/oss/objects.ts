import { createHash } from 'node:crypto';
import type { Bucket, StoredObject } from '../world/bucket';
import { OssError, invalidArgument } from './errors';

type Headers = ReadonlyMap<string, string>;

/** What an operation on an object answers. */
export interface ObjectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Headers of a PutObject that GetObject answers again, beside `x-oss-meta-*`. */
const KEPT_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'expires'];

const EMPTY = Buffer.alloc(0);

function md5(content: Buffer): Buffer {
  return createHash('md5').update(content).digest();
}

function keptHeaders(headers: Headers): Record<string, string> {
  const kept = [...headers].filter(([name]) => KEPT_HEADERS.includes(name) || name.startsWith('x-oss-meta-'));
  return { 'content-type': 'application/octet-stream', ...Object.fromEntries(kept) };
}

/**
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putobject
 *
 * @param now virtual epoch milliseconds
 * @throws OssError
 */
export function putObject(
  bucket: Bucket,
  key: string,
  { headers, body }: { readonly headers: Headers; readonly body: Buffer },
  now: number,
): ObjectAnswer {
  if (!headers.has('content-length') && !headers.has('transfer-encoding')) {
    const message = 'You must provide the Content-Length HTTP header.';
    throw new OssError(411, 'MissingContentLength', message);
  }
  const forbidOverwrite = headers.get('x-oss-forbid-overwrite') ?? 'false';
  if (forbidOverwrite !== 'true' && forbidOverwrite !== 'false') {
    throw invalidArgument('expected true or false', 'x-oss-forbid-overwrite', forbidOverwrite);
  }
  const digest = md5(body);
  const claimed = headers.get('content-md5');
  if (claimed !== undefined && claimed !== digest.toString('base64')) {
    throw new OssError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      'Content-MD5': claimed,
    });
  }
  if (forbidOverwrite === 'true' && bucket.get(key) !== undefined) {
    throw new OssError(
      409,
      'FileAlreadyExists',
      'The object you specified already exists and can not be overwritten.',
    );
  }
  const etag = `"${digest.toString('hex').toUpperCase()}"`;
  bucket.put({ key, content: body, etag, lastModified: now, headers: keptHeaders(headers) });
  return { status: 200, headers: { etag, 'content-md5': digest.toString('base64') }, body: EMPTY };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/deleteobject: what is not there is deleted, too. */
export function deleteObject(bucket: Bucket, key: string): ObjectAnswer {
  bucket.delete(key);
  return { status: 204, headers: {}, body: EMPTY };
}

function existing(bucket: Bucket, key: string): StoredObject {
  const object = bucket.get(key);
  if (object === undefined) {
    throw new OssError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
  }
  return object;
}

function listsEtag(header: string, etag: string): boolean {
  return header.split(',').some((each) => each.trim().replaceAll('"', '') === etag.replaceAll('"', ''));
}

/** Objects change at most once a second as far as dates in headers can tell. */
function isModifiedSince(object: StoredObject, date: string): boolean {
  const instant = Date.parse(date);
  return Number.isNaN(instant) || Math.floor(object.lastModified / 1000) * 1000 > instant;
}

function preconditionFailed(condition: string): OssError {
  return new OssError(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold.',
    { Condition: condition },
  );
}

/** Whether the caller has the object already; @throws OssError PreconditionFailed */
function isKnownToCaller(object: StoredObject, headers: Headers): boolean {
  const match = headers.get('if-match');
  if (match !== undefined && !listsEtag(match, object.etag)) throw preconditionFailed('If-Match');
  const unmodified = headers.get('if-unmodified-since');
  if (
    unmodified !== undefined &&
    !Number.isNaN(Date.parse(unmodified)) &&
    isModifiedSince(object, unmodified)
  ) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const noneMatch = headers.get('if-none-match');
  if (noneMatch !== undefined) return listsEtag(noneMatch, object.etag);
  const modified = headers.get('if-modified-since');
  return modified !== undefined && !isModifiedSince(object, modified);
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function rangeIn(size: number, header: string): Range | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (from === '') return to === '' ? undefined : { first: Math.max(0, size - Number(to)), last: size - 1 };
  return { first: Number(from), last: to === '' ? size - 1 : Number(to) };
}

/**
 * The part of the object that was asked for. A range that does not fit is answered with the whole object unless
 * `x-oss-range-behavior: standard` was sent.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/getobject
 */
function rangeOf({ content }: StoredObject, headers: Headers): Range | undefined {
  const header = headers.get('range');
  if (header === undefined) return undefined;
  const range = rangeIn(content.length, header);
  const isStandard = headers.get('x-oss-range-behavior') === 'standard';
  if (range !== undefined && range.first <= range.last) {
    if (range.last < content.length) return range;
    if (isStandard && range.first < content.length) return { ...range, last: content.length - 1 };
  }
  if (isStandard && range !== undefined && range.first >= content.length) {
    throw new OssError(416, 'InvalidRange', 'The requested range cannot be satisfied.', {
      ActualObjectSize: content.length,
      RangeRequested: header,
    });
  }
  return undefined;
}

/**
 * GetObject and HeadObject, whose body the server leaves out.
 *
 * @throws OssError
 */
export function getObject(bucket: Bucket, key: string, headers: Headers): ObjectAnswer {
  const object = existing(bucket, key);
  const answered = {
    ...object.headers,
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-oss-object-type': 'Normal',
    'x-oss-storage-class': 'Standard',
  };
  if (isKnownToCaller(object, headers)) return { status: 304, headers: answered, body: EMPTY };
  const range = rangeOf(object, headers);
  if (range === undefined) return { status: 200, headers: answered, body: object.content };
  const { first, last } = range;
  return {
    status: 206,
    headers: { ...answered, 'content-range': `bytes ${first}-${last}/${object.content.length}` },
    body: object.content.subarray(first, last + 1),
  };
}
