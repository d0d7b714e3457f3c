import fc from 'fast-check';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { OPERATIONS } from '../../../emulator/operations';
import { callsOf } from './fuzz/arbitrary';
import type { GeneratedCall } from './fuzz/arbitrary';
import { FLEET, filledIn, inconsistencies } from './fuzz/world';
import { acs3, rpcGet, rpcPost, send } from './raw-client';
import type { RawReply, Sign } from './raw-client';
import { ossV1, ossV4 } from './raw-oss';
import type { OssRequest, SignOss } from './raw-oss';

/** Requests of each protocol; the long form is run beside the tests. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 400);

/** Another seed finds other things; what one has found, the same seed finds again. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_302);

const LIMIT_MS = 10_000 + REQUESTS * 20;

/** A request that is not answered within this many milliseconds has hung. */
const PATIENCE_MS = 5_000;

/** After so many requests the world has to fit together, and begins anew. */
const GENERATION = 200;

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet: FLEET });
});

beforeEach(() => {
  emulator.reset();
});

afterAll(() => emulator.close());

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer'));
    }, PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

/** Sends every generated request; now and then time passes and the world has to fit together. */
async function run<T>(requests: fc.Arbitrary<T>, check: (request: T) => Promise<void>): Promise<void> {
  let sent = 0;
  const steps = fc.tuple(requests, fc.nat(120_000));
  await fc.assert(
    fc.asyncProperty(steps, async ([request, pause]) => {
      await check(request);
      emulator.advance(pause);
      sent += 1;
      if (sent % GENERATION > 0) return;
      expect(inconsistencies(emulator)).toEqual([]);
      expect((await send(emulator.endpoint, { method: 'GET', path: '/_emulator/state' })).status).toBe(200);
      emulator.reset();
    }),
    { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
  );
  expect(inconsistencies(emulator)).toEqual([]);
}

const COMMON = new Set([
  'Action',
  'Version',
  'Format',
  'Timestamp',
  'Signature',
  'SignatureNonce',
  'AccessKeyId',
]);
const OTHER_COMMON = new Set(['SignatureMethod', 'SignatureVersion', 'SecurityToken']);

function parametersOf({ parameters }: GeneratedCall): Record<string, string> {
  const kept = parameters.filter(([name]) => !COMMON.has(name) && !OTHER_COMMON.has(name));
  return {
    RegionId: 'cn-hangzhou',
    ...Object.fromEntries(kept.map(([name, value]) => [name, filledIn(emulator, value)])),
  };
}

function checkAnswer({ status, json }: RawReply): void {
  expect(json['RequestId']).toMatch(/^[0-9A-F-]{36}$/);
  expect(json['Code']).not.toBe('InternalError');
  expect(status).toBeLessThan(500);
  expect(json['Recommend'] === undefined).toBe(status === 200);
}

test.each<[string, Sign]>([
  ['ACS3', acs3],
  ['RPC GET', rpcGet],
  ['RPC POST', rpcPost],
])(
  '%s: any parameters get an answer with a documented shape',
  async (protocol, sign) => {
    const answered = new Set<string>();
    await run(callsOf(OPERATIONS), async (generated) => {
      const { action, version } = generated;
      const isAcs3 = protocol === 'ACS3';
      const reply = await inTime(
        sign(
          emulator.endpoint,
          emulator,
          { Action: action, ...(!isAcs3 && { Version: version }), ...parametersOf(generated) },
          isAcs3 ? { 'x-acs-version': version } : {},
        ),
      );
      checkAnswer(reply);
      if (reply.status === 200) answered.add(action);
    });
    // The requests are worth something only if many of them get through.
    expect(answered.size).toBeGreaterThan(Math.min(OPERATIONS.length, REQUESTS / 10) / 4);
  },
  LIMIT_MS,
);

const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });

const bucketName = fc.oneof(
  { weight: 8, arbitrary: fc.constant('autopilot-store') },
  { weight: 1, arbitrary: fc.constantFrom('no-such-store', 'UPPER', 'ab') },
);

const key = fc.oneof(
  // Few names again and again, so that what is read has often been written.
  fc.constantFrom('a', 'lease'),
  fc.constantFrom('', 'a', 'a/b', 'a/b/c', 'lease', 'ü/ö', '/', '\\', '..', 'x'.repeat(1100)),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

/** Half of the requests have none: any that OSS does not know is the end of a request. */
function orNone(some: fc.Arbitrary<Record<string, string>>): fc.Arbitrary<Record<string, string>> {
  return fc.oneof(fc.constant({}), some);
}

const ossRequest: fc.Arbitrary<OssRequest> = fc.record({
  method: fc.constantFrom('GET', 'GET', 'PUT', 'PUT', 'HEAD', 'DELETE', 'POST', 'PATCH'),
  bucket: bucketName,
  key,
  query: orNone(
    fc.dictionary(
      fc.constantFrom(
        'list-type',
        'prefix',
        'delimiter',
        'max-keys',
        'continuation-token',
        'start-after',
        'acl',
        'x',
      ),
      fc.oneof(
        fc.constantFrom('2', '/', 'a', '1', '1000', '', 'YQ'),
        fc.string({ unit: 'grapheme', maxLength: 10 }),
      ),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
  headers: orNone(
    fc.dictionary(
      fc.constantFrom(
        ...['range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'content-md5'],
        ...[
          'content-type',
          'x-oss-forbid-overwrite',
          'x-oss-range-behavior',
          'x-oss-meta-a',
          'x-oss-object-acl',
        ],
      ),
      fc.oneof(
        fc.constantFrom(
          'bytes=0-1',
          'bytes=-0',
          'bytes=5-',
          'true',
          'standard',
          'Mon, 02 Mar 2026 08:00:00 GMT',
        ),
        printable.map((text) => text.trim()),
      ),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
  body: fc.oneof(fc.constant(''), printable),
});

test.each<[string, SignOss]>([
  ['version 1', ossV1],
  ['version 4', ossV4],
])(
  'OSS %s: any request gets an answer with a documented shape',
  async (_version, sign) => {
    const answered = new Set<string>();
    await run(ossRequest, async (request) => {
      const { body = '', ...rest } = request;
      const hasBody = request.method === 'PUT' || request.method === 'POST';
      const reply = await inTime(sign(emulator.endpoint, emulator, { ...rest, ...(hasBody && { body }) }));
      expect(reply.headers['x-oss-request-id']).toMatch(/^[0-9A-F]{24}$/);
      expect(reply.status === 501 || reply.status < 500).toBe(true);
      if (reply.status < 300) answered.add(request.method);
      if (reply.status >= 400 && request.method !== 'HEAD') {
        expect(reply.text).toMatch(/^<\?xml [^>]*\?><Error><Code>[A-Za-z]+<\/Code><Message>/);
        expect(reply.text).not.toContain('<Code>SignatureDoesNotMatch</Code>');
      }
    });
    expect([...answered].sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PUT']);
  },
  LIMIT_MS,
);

test(
  'any request target, method, headers and body get an answer',
  async () => {
    const bare = printable.map((text) => text.replace(/[\s#]/g, ''));
    const raw = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
      path: fc
        .tuple(fc.constantFrom('/', '/?', '/_emulator/', '/_emulator/state?', '/x/'), bare)
        .map((parts) => parts.join('')),
      headers: fc.dictionary(
        fc.constantFrom(
          ...['authorization', 'content-type', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'origin'],
          ...['x-oss-date', 'date'],
        ),
        fc.oneof(
          fc.constantFrom(
            'ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b',
            'OSS a:b',
            'OSS4-HMAC-SHA256 Credential=a/20260302/cn-hangzhou/oss/aliyun_v4_request,Signature=b',
            'application/x-www-form-urlencoded',
          ),
          bare,
        ),
        { noNullPrototype: true },
      ),
      body: fc.oneof(fc.constant(''), bare, fc.json()),
    });
    await run(raw, async ({ method, path, headers, body }) => {
      const { status, text } = await inTime(
        send(emulator.endpoint, { method, path, headers, ...(method !== 'GET' && { body }) }),
      );
      expect(status === 501 || status < 500).toBe(true);
      expect(text).not.toBe('');
    });
  },
  LIMIT_MS,
);
