import { randomBytes } from 'node:crypto';
import { accessDeniedDetail, authorize } from '../api/authorize';
import { deliver, preempts } from '../api/deliver';
import { withoutSecrets } from '../api/progress';
import type { Engine } from '../engine';
import { defectText } from '../errors';
import type { Fault } from '../faults';
import type { JournalEntry, RamDecision } from '../journal';
import type { Principal } from '../ram/principal';
import { render } from '../wire/render';
import type { HttpReply, HttpRequest, RequestHead, Surface } from '../wire/surface';
import type { Bucket } from '../world/bucket';
import { authenticateOss } from './authenticate';
import type { OssIdentity } from './authenticate';
import { OssError, accessDenied, expiredToken, invalidArgument, notImplemented } from './errors';
import { LIST_PARAMETERS, listObjects } from './list';
import { deleteObject, getObject, putObject } from './objects';
import type { ObjectAnswer } from './objects';
import { addressOf, isOssRequest, operationOf, queryOf } from './request';
import type { OssAddress, OssOperation, OssProtocol } from './request';
import { SUB_RESOURCES } from './signature';

/** `x-oss-*` headers that are acted on, beside `x-oss-meta-*`. */
const KNOWN_HEADERS: ReadonlySet<string> = new Set([
  ...['x-oss-date', 'x-oss-security-token', 'x-oss-content-sha256', 'x-oss-user-agent'],
  ...['x-oss-forbid-overwrite', 'x-oss-range-behavior'],
]);

/** Conditions of reading, which OSS does not document for writing: ignored they would overwrite what they protect. */
const READING_CONDITIONS: ReadonlySet<string> = new Set([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
]);

const RAM_ACTIONS: Readonly<Record<OssOperation, string>> = {
  PutObject: 'oss:PutObject',
  GetObject: 'oss:GetObject',
  HeadObject: 'oss:GetObject',
  DeleteObject: 'oss:DeleteObject',
  ListObjectsV2: 'oss:ListObjects',
};

/** What is known of a request so far; the answer and the journal are made of it however far it came. */
interface Progress {
  readonly requestId: string;
  protocol?: OssProtocol;
  address?: OssAddress;
  query: ReadonlyMap<string, string>;
  operation?: OssOperation;
  bucket?: Bucket;
  principal?: Principal;
  fault?: Fault;
  ram?: RamDecision;
  ignored: readonly string[];
}

/** Faults that are told by an error of OSS. */
function throwFault(fault: Fault | undefined): void {
  switch (fault?.effect) {
    case 'throttle':
      throw new OssError(503, 'QpsLimitExceeded', 'The QPS of the requests exceeds the limit.');
    case 'serverError':
      throw new OssError(500, 'InternalError', 'We encountered an internal error. Please try again.');
    case 'serviceUnavailable':
      throw new OssError(503, 'ServiceUnavailable', 'Please reduce your request rate.');
    case 'expiredToken':
      throw expiredToken();
    default:
  }
}

/** OSS as far as a store of small objects needs it: buckets come from the fleet and have no versions. */
export class OssSurface implements Surface {
  /** OSS takes objects of up to 5 GB. */
  readonly maxBodyBytes = 64 * 1024 * 1024;
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  accepts(head: RequestHead): boolean {
    return isOssRequest(head);
  }

  handle(http: HttpRequest): HttpReply {
    this.engine.world.clock.settle();
    const progress = this.begin();
    return this.reply(http, progress, () => this.carryOut(http, progress));
  }

  handleOversized(http: HttpRequest): HttpReply {
    return this.reply(http, this.begin(), () => {
      const message = 'Your proposed upload exceeds the maximum allowed object size.';
      throw new OssError(400, 'EntityTooLarge', message, { MaxSizeAllowed: this.maxBodyBytes });
    });
  }

  private begin(): Progress {
    return { requestId: randomBytes(12).toString('hex').toUpperCase(), query: new Map(), ignored: [] };
  }

  private carryOut(http: HttpRequest, progress: Progress): ObjectAnswer {
    const { world, options, faults } = this.engine;
    const address = addressOf(http);
    progress.address = address;
    const query = queryOf(http);
    progress.query = query;
    const operation = operationOf(http.method, address, query);
    progress.operation = operation;
    const bucket = world.buckets.get(address.bucket);
    const fault = faults.strike(operation, bucket?.regionId);
    if (fault !== undefined) progress.fault = fault;
    throwFault(fault);
    if (preempts(fault)) return { status: 200, headers: {}, body: Buffer.alloc(0) };

    const identity = authenticateOss(
      { ...address, method: http.method, query, headers: http.headers },
      {
        keys: world.accessKeys,
        wallNow: options.wall() + (fault?.skewMs ?? 0),
        virtualNow: world.clock.now(),
      },
    );
    progress.principal = identity.principal;
    progress.protocol = identity.protocol;
    this.refuseUnknown(http, progress, operation);
    if (bucket === undefined) {
      throw new OssError(404, 'NoSuchBucket', 'The specified bucket does not exist.', {
        BucketName: address.bucket,
      });
    }
    progress.bucket = bucket;
    this.checkAccess(progress, bucket, identity, operation);
    return this.perform(http, bucket, address.key, query, operation);
  }

  private perform(
    http: HttpRequest,
    bucket: Bucket,
    key: string,
    query: ReadonlyMap<string, string>,
    operation: OssOperation,
  ): ObjectAnswer {
    switch (operation) {
      case 'PutObject':
        return putObject(bucket, key, http, this.engine.world.clock.now());
      case 'GetObject':
      case 'HeadObject':
        return getObject(bucket, key, http.headers);
      case 'DeleteObject':
        return deleteObject(bucket, key);
      case 'ListObjectsV2':
        return {
          status: 200,
          headers: { 'content-type': 'application/xml' },
          body: Buffer.from(render(listObjects(bucket, query), 'ListBucketResult', 'xml')),
        };
    }
  }

  /** A sub-resource makes another operation of a request, so that not even a lenient emulator ignores it. */
  private refuseUnknown({ headers }: HttpRequest, progress: Progress, operation: OssOperation): void {
    const known = operation === 'ListObjectsV2' ? LIST_PARAMETERS : new Set<string>();
    const parameters = [...progress.query.keys()].filter((name) => !known.has(name));
    const subResource = parameters.find((name) => SUB_RESOURCES.has(name));
    if (subResource !== undefined) throw notImplemented(`parameter ${subResource} of ${operation}`);
    const isWrite = operation === 'PutObject' || operation === 'DeleteObject';
    const unknown = [...headers.keys()].filter(
      (name) =>
        (name.startsWith('x-oss-') && !name.startsWith('x-oss-meta-') && !KNOWN_HEADERS.has(name)) ||
        (isWrite && READING_CONDITIONS.has(name)),
    );
    const [first] = [...parameters, ...unknown];
    if (first !== undefined && !this.engine.options.lenient) {
      throw notImplemented(`${first} of ${operation}; the option lenient ignores it`);
    }
    progress.ignored = [...parameters, ...unknown];
  }

  private checkAccess(
    progress: Progress,
    bucket: Bucket,
    { principal, regionId }: OssIdentity,
    operation: OssOperation,
  ): void {
    if (regionId !== undefined && regionId !== bucket.regionId) {
      throw invalidArgument('Invalid signing region in Authorization header.', 'Authorization', regionId);
    }
    const { key = '', regionId: hostRegion = bucket.regionId } = progress.address ?? {};
    if (hostRegion !== bucket.regionId) {
      throw accessDenied(
        'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
          'Please send all future requests to this endpoint.',
        { Bucket: bucket.name, Endpoint: `oss-${bucket.regionId}.aliyuncs.com` },
      );
    }
    if (principal.accountId !== bucket.accountId) {
      throw accessDenied('The bucket you access does not belong to you.');
    }
    const asked = {
      principal,
      account: this.engine.account(bucket.accountId),
      action: RAM_ACTIONS[operation],
      resources: [`acs:oss:*:${bucket.accountId}:${bucket.name}${key === '' ? '' : `/${key}`}`],
      parameters: progress.query,
      now: this.engine.world.clock.now(),
    };
    const { ram, verdict } = authorize(asked);
    progress.ram = ram;
    if (ram.decision === 'allow') return;
    throw accessDenied('You have no right to access this object.', {
      AccessDeniedDetail: accessDeniedDetail(asked, verdict),
    });
  }

  private reply(http: HttpRequest, progress: Progress, carryOut: () => ObjectAnswer): HttpReply {
    const { world, options, journal } = this.engine;
    let code = 'OK';
    let answered: ObjectAnswer;
    try {
      answered = carryOut();
    } catch (thrown) {
      const error =
        thrown instanceof OssError ? thrown : new OssError(500, 'InternalError', defectText(thrown));
      code = error.code;
      answered = this.failure(http, progress, error);
    }
    const { 'content-type': contentType = '', ...headers } = answered.headers;
    const intended = {
      status: answered.status,
      code,
      contentType,
      body: answered.body,
      headers: { ...headers, server: 'AliyunOSS', 'x-oss-request-id': progress.requestId },
    };
    const { reply, ...noted } = deliver(intended, progress.fault, options.latencyMs);
    const entry = journalEntryOf(progress, noted);
    journal.record({
      at: new Date(world.clock.now()).toISOString(),
      wall: new Date(options.wall()).toISOString(),
      ...entry,
    });
    return reply;
  }

  /** The answer to HEAD has no body, so that the error is in a header. */
  private failure(http: HttpRequest, { requestId }: Progress, error: OssError): ObjectAnswer {
    const xml = render(
      {
        Code: error.code,
        Message: error.message,
        RequestId: requestId,
        HostId: http.headers.get('host') ?? '',
        ...error.details,
      },
      'Error',
      'xml',
    );
    const inHeader = http.method === 'HEAD' && { 'x-oss-err': Buffer.from(xml).toString('base64') };
    return {
      status: error.status,
      headers: { 'content-type': 'application/xml', ...inHeader },
      body: Buffer.from(xml),
    };
  }
}

function journalEntryOf(
  progress: Progress,
  sent: { readonly status: number; readonly code: string },
): Omit<JournalEntry, 'seq' | 'at' | 'wall'> {
  const { requestId, protocol, address, query, operation, bucket, principal, fault, ram, ignored } = progress;
  return {
    requestId,
    ...(protocol !== undefined && { protocol }),
    product: 'Oss',
    ...(operation !== undefined && { operation }),
    ...(bucket !== undefined && { region: bucket.regionId }),
    ...(principal && { account: principal.accountId, principal: principal.arn }),
    params: {
      ...(address && { bucket: address.bucket, ...(address.key !== '' && { key: address.key }) }),
      ...withoutSecrets(query),
    },
    ...sent,
    ...(fault && { fault: fault.effect }),
    ignoredParams: ignored,
    ...(ram && { ram }),
  };
}
