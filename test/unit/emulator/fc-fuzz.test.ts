import fc from 'fast-check';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { fc2, fc3 } from './raw-fc';
import type { FcRequest, SignFc } from './raw-fc';

/** Requests of each protocol; the long form is run beside the tests. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 400);

const LIMIT_MS = 10_000 + REQUESTS * 20;

/** What InvokeFunction documents, with the status. */
const CODES: Readonly<Record<string, number>> = {
  InvalidArgument: 400,
  MissingRequiredHeader: 400,
  PathNotSupported: 400,
  EntityTooLarge: 400,
  AccessDenied: 403,
  SignatureNotMatch: 403,
  ServiceNotFound: 404,
  FunctionNotFound: 404,
  VersionNotFound: 404,
  AliasNotFound: 404,
};

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ frozen: true });
  emulator.registerFunction({ name: 'one', invoke: (event) => event });
  emulator.registerFunction({ name: 'one', service: 'shop', invoke: (event) => event });
});
afterAll(() => emulator.close());

const visible = fc
  .string({ unit: 'grapheme-ascii', maxLength: 20 })
  .map((text) => text.replaceAll(/[^!-~]/g, ''));

const part = fc.oneof(
  { weight: 4, arbitrary: fc.constant('one') },
  { weight: 2, arbitrary: fc.constantFrom('two', 'one.LATEST', 'one.1', '%6fne', '%ff', '%', '..', '') },
  { weight: 1, arbitrary: visible.map(encodeURIComponent) },
);

const service = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('shop', 'shop.LATEST') },
  { weight: 1, arbitrary: fc.constantFrom('shop.7', 'shop.prod', 'other', '') },
  { weight: 1, arbitrary: visible.map(encodeURIComponent) },
);

const headers = fc.dictionary(
  fc.constantFrom('x-fc-invocation-type', 'x-fc-log-type', 'x-fc-trace-id', 'x-fc-unknown', 'x-other'),
  fc.oneof(fc.constantFrom('Sync', 'Async', 'None', 'Tail'), visible),
  { maxKeys: 2 },
);

function requests(path: fc.Arbitrary<string>): fc.Arbitrary<FcRequest> {
  return fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'GET', 'PUT'),
    path,
    headers,
    body: fc.string({ unit: 'grapheme', maxLength: 60 }),
  });
}

test.each<[string, SignFc, fc.Arbitrary<string>]>([
  ['generation 3', fc3, part.map((name) => `/2023-03-30/functions/${name}/invocations`)],
  [
    'generation 2',
    fc2,
    fc
      .tuple(service, part)
      .map(([group, name]) => `/2016-08-15/services/${group}/functions/${name}/invocations`),
  ],
])(
  '%s: any request gets the payload or a documented error',
  async (_, sign, path) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests(path), async (request) => {
        const { status, json, text, headers: answered } = await sign(emulator.endpoint, emulator, request);
        expect(answered['x-fc-request-id']).toMatch(/^1-/);
        const code = String(json['Code'] ?? json['ErrorCode']);
        if (status === 200) expect(text).toBe(request.body);
        else if (status !== 202) expect([request, code, status]).toEqual([request, code, CODES[code]]);
        seen.add(status < 300 ? String(status) : code);
      }),
      { numRuns: REQUESTS, seed: 20_260_302 },
    );
    expect([...seen]).toEqual(
      expect.arrayContaining(['200', '202', 'FunctionNotFound', 'InvalidArgument', 'PathNotSupported']),
    );
  },
  LIMIT_MS,
);
