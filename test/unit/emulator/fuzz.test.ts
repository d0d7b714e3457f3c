import fc from 'fast-check';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { OPERATIONS } from '../../../emulator/operations';
import { acs3, rpcGet, rpcPost, send } from './raw-client';
import type { Sign } from './raw-client';

/** A request that is not answered within this many milliseconds has hung. */
const PATIENCE_MS = 5_000;

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    frozen: true,
    fleet: {
      instances: [
        { id: 'i-1', tags: { env: 'prod' } },
        { id: 'i-2', status: 'Stopped' },
      ],
    },
  });
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

const value = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1',
    'true',
    'TRUE',
    'null',
    '[]',
    '["i-1"]',
    '{}',
    'i-1',
    'i-2',
    'cn-hangzhou',
    'instance',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json({ maxDepth: 3 }),
  fc.bigInt().map(String),
);

const suffix = fc.constantFrom(
  '',
  '.1',
  '.2',
  '.0',
  '.-1',
  '.1.Key',
  '.1.Value',
  '.999999999',
  '.1.1.1',
  '.__proto__',
  ' ',
);

/** A request for an operation that exists, with parameters that mostly do, and values that mostly do not fit. */
const request = fc.constantFrom(...OPERATIONS).chain(({ name, product, parameters, refused }) =>
  fc.record({
    Action: fc.constant(name),
    Version: fc.constant(product.version),
    parameters: fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(...Object.keys(parameters), ...refused, 'constructor'),
          fc.string({ maxLength: 8 }),
        ),
        suffix,
        value,
      ),
      { maxLength: 6 },
    ),
    hasRegion: fc.boolean(),
  }),
);

test.each<[string, Sign]>([
  ['ACS3', acs3],
  ['RPC GET', rpcGet],
  ['RPC POST', rpcPost],
])('%s: any parameters get an answer with a documented shape', async (protocol, sign) => {
  await fc.assert(
    fc.asyncProperty(request, async ({ Action, Version, parameters, hasRegion }) => {
      const common = new Set(['Action', 'Version', 'Format', 'Timestamp', 'Signature', 'SignatureNonce']);
      const sent = Object.fromEntries(
        parameters.map(([name, end, text]) => [name + end, text]).filter(([name = '']) => !common.has(name)),
      ) as Record<string, string>;
      const version =
        protocol === 'ACS3' ? { changes: { 'x-acs-version': Version } } : { params: { Version } };
      const reply = await inTime(
        sign(
          emulator.endpoint,
          emulator,
          { Action, ...sent, ...(hasRegion && { RegionId: 'cn-hangzhou' }), ...version.params },
          version.changes,
        ),
      );
      expect(reply.json['RequestId']).toMatch(/^[0-9A-F-]{36}$/);
      expect([200, 400, 403, 404]).toContain(reply.status);
      expect(reply.json['Code'] === undefined).toBe(reply.status === 200);
    }),
    { numRuns: 300 },
  );
});

test('any request target, method, headers and body get an answer', async () => {
  const printable = fc
    .string({ unit: 'grapheme-ascii', maxLength: 40 })
    .map((text) => text.replace(/[\s#]/g, ''));
  const raw = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    path: fc
      .tuple(fc.constantFrom('/', '/?', '/_emulator/', '/_emulator/state?', '/x/'), printable)
      .map((parts) => parts.join('')),
    headers: fc.dictionary(
      fc.constantFrom(
        'authorization',
        'content-type',
        'x-acs-action',
        'x-acs-version',
        'x-acs-date',
        'origin',
      ),
      fc.oneof(
        fc.constantFrom(
          'ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b',
          'application/x-www-form-urlencoded',
        ),
        printable,
      ),
      { noNullPrototype: true },
    ),
    body: fc.oneof(fc.constant(''), printable, fc.json()),
  });
  await fc.assert(
    fc.asyncProperty(raw, async ({ method, path, headers, body }) => {
      const { status, text } = await inTime(
        send(emulator.endpoint, { method, path, headers, ...(method !== 'GET' && { body }) }),
      );
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
      expect(text).not.toBe('');
    }),
    { numRuns: 300 },
  );
});
