import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpReply, HttpRequest, RequestHead, Surface } from './surface';

/** A client that sends headers or a body slower than this, in milliseconds, is disconnected. */
const SLOWEST_REQUEST_MS = 30_000;

/** Bytes of request line and headers: the SDKs send every parameter in the URL, user data and commands included. */
const LARGEST_HEAD = 256 * 1024;

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The body, or undefined when it is over the limit; then it is read to its end but not kept. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

function headersOf(incoming: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function headOf(incoming: IncomingMessage): RequestHead {
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: headersOf(incoming),
  };
}

async function send(reply: HttpReply, outgoing: ServerResponse): Promise<void> {
  if (reply.delayMs > 0) await delay(reply.delayMs, undefined, { ref: false });
  if (reply.kind === 'disconnect') {
    outgoing.destroy();
    return;
  }
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  outgoing.writeHead(reply.status, {
    ...reply.headers,
    'content-length': String(body.length),
  });
  if (reply.truncated) outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.destroy());
  else outgoing.end(body);
}

async function exchange(
  surfaces: readonly Surface[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const head = headOf(incoming);
  const surface = surfaces.find((candidate) => candidate.accepts(head));
  if (surface === undefined) {
    outgoing.destroy();
    return;
  }
  const body = await readBody(incoming, surface.maxBodyBytes);
  const request: HttpRequest = { ...head, body: body ?? Buffer.alloc(0) };
  const reply = body === undefined ? surface.handleOversized(request) : await surface.handle(request);
  await send(reply, outgoing);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Serves the surfaces on 127.0.0.1; the first one that accepts a path answers it.
 *
 * @param port 0 for any free one
 * @param slowestRequestMs real milliseconds
 */
export async function serve(
  surfaces: readonly Surface[],
  port: number,
  slowestRequestMs = SLOWEST_REQUEST_MS,
): Promise<RunningServer> {
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEAD,
      headersTimeout: slowestRequestMs,
      requestTimeout: slowestRequestMs,
      connectionsCheckingInterval: slowestRequestMs / 2,
      keepAliveTimeout: 60_000,
    },
    (incoming, outgoing) => {
      exchange(surfaces, incoming, outgoing).catch(() => {
        // Only the socket can fail here: surfaces turn every mistake into an answer.
        outgoing.destroy();
      });
    },
  );
  const bound = await listen(server, port);
  return {
    port: bound,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}
