import { connect } from 'node:net';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { serve } from '../../../emulator/wire/server';
import { answer } from '../../../emulator/wire/surface';
import type { Surface } from '../../../emulator/wire/surface';
import { call } from './raw-client';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ frozen: true, fleet: { buckets: [{ name: 'autopilot-store' }] } });
});

afterAll(() => emulator.close());

interface Talk {
  /** The client hangs up after it has said everything. */
  readonly hangUp?: boolean;
}

/** Says something over a bare connection; everything that is answered until the connection ends. */
function talk(port: number, said: string | Buffer, { hangUp = false }: Talk = {}): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => {
      if (hangUp) socket.end(said);
      else socket.write(said);
    });
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    // A connection that the server resets has ended, too.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(heard);
    });
  });
}

function portOf(endpoint: string): number {
  return Number(new URL(endpoint).port);
}

/** The request line and headers of a request; the connection ends after its answer. */
function head(line: string, ...headers: readonly string[]): string {
  return [line, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');
}

const FORM = 'Content-Type: application/x-www-form-urlencoded';

test.each<[string, string | Buffer, number]>([
  ['no HTTP', '\u0000\u0001 nonsense\r\n\r\n', 400],
  ['binary garbage', Buffer.from([0xff, 0xfe, 0x00, 0x16, 0x03, 0x01, 0x0d, 0x0a, 0x0d, 0x0a]), 400],
  ['a TLS handshake', Buffer.from('16030100c8010000c40303', 'hex'), 400],
  ['another version of HTTP', 'GET / HTTP/7.3\r\n\r\n', 400],
  ['a request line without a target', 'GET\r\n\r\n', 400],
  ['a method that nobody knows', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a header without a colon', head('GET / HTTP/1.1', 'nonsense'), 400],
  ['a header with a control character', head('GET / HTTP/1.1', 'X: \u0000'), 400],
  ['headers beyond all measure', head('GET / HTTP/1.1', `X: ${'x'.repeat(300_000)}`), 431],
  [
    'a flood of headers',
    head('GET / HTTP/1.1', ...Array.from({ length: 30_000 }, (_, i) => `X-${i}: ${'x'.repeat(20)}`)),
    431,
  ],
  ['an expectation', head('POST / HTTP/1.1', 'Expect: a-miracle', 'Content-Length: 0'), 417],
  ['two lengths', head('POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2') + 'x', 400],
  ['a length that is none', head('POST / HTTP/1.1', 'Content-Length: many'), 400],
  [
    'a length and chunks',
    head('POST / HTTP/1.1', 'Content-Length: 3', 'Transfer-Encoding: chunked') + 'abc',
    400,
  ],
  [
    'chunks that are none',
    head('POST / HTTP/1.1', FORM, 'Transfer-Encoding: chunked') + 'zz\r\nabc\r\n',
    400,
  ],
  ['another transfer encoding', head('POST / HTTP/1.1', 'Transfer-Encoding: gzip') + 'abc', 400],
  [
    'more than the promised body',
    `${head('POST / HTTP/1.1', FORM, 'Content-Length: 1').replace('close', 'keep-alive')}abc\r\n\r\n`,
    400,
  ],
  ['a target of another host', head('GET http://example.com/?Format=JSON HTTP/1.1'), 404],
  ['a target that is no path', head('OPTIONS * HTTP/1.1'), 405],
  ['an upload of OSS without its length', head('PUT /autopilot-store/x HTTP/1.1', 'x-oss-date: x'), 403],
])('%s is refused, and the emulator lives on', async (_case, said, status) => {
  expect(await talk(portOf(emulator.endpoint), said)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect((await call(emulator, 'DescribeRegions')).status).toBe(200);
});

test.each([
  ['nothing', ''],
  ['half a request line', 'GET / HT'],
  ['half the headers', 'GET / HTTP/1.1\r\nHost: loc'],
  ['less than the promised body', `${head('POST / HTTP/1.1', FORM, 'Content-Length: 100')}Action=`],
  ['half a chunk', `${head('POST / HTTP/1.1', FORM, 'Transfer-Encoding: chunked')}10\r\nAct`],
])('whoever says %s and hangs up does no harm', async (_case, said) => {
  const before = emulator.journal().length;
  await talk(portOf(emulator.endpoint), said, { hangUp: true });
  expect(emulator.journal()).toHaveLength(before);
  expect((await call(emulator, 'DescribeRegions')).status).toBe(200);
});

test('requests that come at once are answered in order', async () => {
  const line = (action: string): string => `GET /?Format=JSON&Version=2014-05-26&Action=${action} HTTP/1.1`;
  const keep = (action: string): string => head(line(action)).replace('close', 'keep-alive');
  const heard = await talk(portOf(emulator.endpoint), keep('First') + keep('Second') + head(line('Third')));
  expect(heard.match(/does not implement "?\\?"(\w+)/g)?.map((text) => text.replace(/.*"/, ''))).toEqual([
    'First',
    'Second',
    'Third',
  ]);
});

test('whoever dawdles is disconnected', async () => {
  const surface: Surface = {
    maxBodyBytes: 1_000,
    accepts: () => true,
    handle: () => answer(200, 'text/plain', 'done'),
    handleOversized: () => answer(413, 'text/plain', 'too much'),
  };
  const server = await serve([surface], 0, 40);
  try {
    expect(await talk(server.port, 'GET / HTTP/1.1\r\nHost: ')).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    const body = head('POST / HTTP/1.1', 'Content-Length: 100');
    expect(await talk(server.port, `${body}slow`)).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    expect(await talk(server.port, head('GET / HTTP/1.1'))).toMatch(/^HTTP\/1\.1 200 .*done$/s);
  } finally {
    await server.close();
  }
});
