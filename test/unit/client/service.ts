import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the service received it. */
export interface Received {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

/** Answers one request, or leaves it unanswered. */
export type Answer = (received: Received, response: ServerResponse) => void;

/** A loopback HTTP server that follows a script. */
export class ScriptedService {
  readonly received: Received[] = [];
  readonly #server: Server;

  /** @param script answers in order; the last one is repeated */
  constructor(script: readonly Answer[]) {
    this.#server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const received = {
        action: String(request.headers['x-acs-action']),
        params: Object.fromEntries(searchParams),
        headers: request.headers,
      };
      this.received.push(received);
      script[Math.min(this.received.length, script.length) - 1]?.(received, response);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get endpoint(): string {
    return `http://${this.address}`;
  }
}

const running: ScriptedService[] = [];

/** Starts a service that `stopServices` ends. */
export async function serve(...script: readonly Answer[]): Promise<ScriptedService> {
  const service = new ScriptedService(script);
  await service.start();
  running.push(service);
  return service;
}

export async function stopServices(): Promise<void> {
  await Promise.all(running.splice(0).map((service) => service.stop()));
}

/** An answer in JSON, with the RequestId that every answer of the API has. */
export function json(body: object, status = 200): Answer {
  return bare({ RequestId: 'request-of-a-test', ...body }, status);
}

/** An answer in JSON as it is. */
export function bare(body: unknown, status = 200): Answer {
  return (_received, response) => {
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
    response.end(JSON.stringify(body));
  };
}

/** An error in the form of https://help.aliyun.com/zh/ecs/developer-reference/api-error-codes. */
export function error(status: number, code: string, message = 'The request was refused.'): Answer {
  return json(
    { RequestId: `request-of-${code}`, HostId: 'ecs.aliyuncs.com', Code: code, Message: message },
    status,
  );
}

export const html: Answer = (_received, response) => {
  response.writeHead(502, { 'content-type': 'text/html' });
  response.end('<html><body>Bad Gateway</body></html>');
};

/** The request has arrived, the connection ends without an answer. */
export const reset: Answer = (_received, response) => {
  response.socket?.destroy();
};

export const silence: Answer = () => undefined;
