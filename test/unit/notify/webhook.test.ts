import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../../shared/core/errors';
import { NotifyError, webhookNotifier } from '../../../shared/notify';
import type { NotifyMessage } from '../../../shared/notify';

const servers: Server[] = [];
const SECRET_PATH = '/hook/path-secret?access_token=query-secret';
const message: NotifyMessage = {
  title: 'instance-schedule stopped 3 instances',
  text: 'cn-hangzhou: 3 stopped\n实例已停止',
  severity: 'info',
  time: new Date('2026-03-04T19:30:00Z'),
  data: { stopped: 3 },
};

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A receiver on loopback; its address has secrets in path, query and user information. */
async function receiver(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://user:user-secret@127.0.0.1:${(server.address() as AddressInfo).port}${SECRET_PATH}`;
}

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers with this status and keeps what it got. */
async function recorder(
  status = 200,
  headers: Record<string, string> = {},
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const url = await receiver((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(status, headers).end('{"answer":"body-secret"}');
    });
  });
  return { url, received };
}

async function failureOf(work: Promise<void>): Promise<NotifyError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NotifyError);
  return error as NotifyError;
}

function expectNoSecrets(error: Error): void {
  const everything = `${error.message} ${error.stack ?? ''} ${JSON.stringify(error)}`;
  expect(everything).not.toMatch(/path-secret|query-secret|user-secret|body-secret|signing-secret/);
}

test('posts the message as JSON', async () => {
  const { url, received } = await recorder();
  await webhookNotifier({ url }).notify(message);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    method: 'POST',
    url: SECRET_PATH,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({ ...message, time: '2026-03-04T19:30:00.000Z' });
  expect(received[0]?.headers).not.toHaveProperty('x-autopilot-signature');
});

test('signs timestamp and body so that a receiver can verify them', async () => {
  const { url, received } = await recorder(204);
  const now = new Date('2026-03-04T19:30:07.900Z');
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  await webhookNotifier({ url, secret: 'signing-secret', clock }).notify(message);
  const headers = received[0]?.headers ?? {};
  const body = received[0]?.body ?? '';
  expect(headers['x-autopilot-timestamp']).toBe(String(Date.UTC(2026, 2, 4, 19, 30, 7) / 1000));
  const expected = createHmac('sha256', 'signing-secret')
    .update(`${String(headers['x-autopilot-timestamp'])}.${body}`)
    .digest('hex');
  expect(headers['x-autopilot-signature']).toBe(`sha256=${expected}`);
  expect(body).not.toContain('signing-secret');
});

test.each([400, 403, 500, 503])('an answer of %i is a NotifyError without secrets', async (status) => {
  const { url } = await recorder(status);
  const error = await failureOf(webhookNotifier({ url, secret: 'signing-secret' }).notify(message));
  expect(error.message).toContain(`answered ${status}`);
  expect(error.message).toMatch(/127\.0\.0\.1:\d+/);
  expectNoSecrets(error);
});

test('a redirect is not followed', async () => {
  const target = await recorder();
  const { url } = await recorder(307, { location: target.url });
  const error = await failureOf(webhookNotifier({ url }).notify(message));
  expect(error.message).toContain('redirect (307)');
  expect(target.received).toEqual([]);
  expectNoSecrets(error);
});

test('a receiver that hangs, before or within its answer, ends at the timeout', async () => {
  const silent = await receiver(() => undefined);
  const halfway = await receiver((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('begin');
  });
  for (const url of [silent, halfway]) {
    const error = await failureOf(webhookNotifier({ url, timeoutMs: 60 }).notify(message));
    expect(error.message).toContain('did not answer within 60 ms');
    expectNoSecrets(error);
  }
});

test('a receiver that is not there, and one that hangs up', async () => {
  const gone = await receiver(() => undefined);
  await new Promise((done) => servers.splice(0)[0]?.close(done));
  expect((await failureOf(webhookNotifier({ url: gone }).notify(message))).message).toContain('ECONNREFUSED');
  const rude = await receiver((request) => request.socket.destroy());
  const error = await failureOf(webhookNotifier({ url: rude }).notify(message));
  expect(error.message).toContain('ECONNRESET');
  expectNoSecrets(error);
});

test('an endless answer is cut off and counts by its status', async () => {
  const url = await receiver((_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
    };
    response.on('drain', more);
    more();
  });
  await expect(webhookNotifier({ url }).notify(message)).resolves.toBeUndefined();
});

test('a host that is not allowed is never connected to', async () => {
  const { url, received } = await recorder();
  const asked: string[] = [];
  const assertHost = (asking: URL): void => {
    asked.push(asking.hostname);
    throw new ConfigError({ code: 'rehearsal_host_refused', what: 'not in a rehearsal' });
  };
  await expect(webhookNotifier({ url, assertHost }).notify(message)).rejects.toThrow(ConfigError);
  expect([asked, received]).toEqual([['127.0.0.1'], []]);
});

test.each(['', 'example.com/hook', 'ftp://example.com/', 'javascript:alert(1)'])(
  '%j is not an address',
  (url) => {
    expect(() => webhookNotifier({ url })).toThrow(ConfigError);
  },
);
