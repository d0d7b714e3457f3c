import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where in the n-th request the caller is cut off for good: before the cloud hears of it, or before the answer arrives. */
export type Moment = 'before' | 'after';

export interface CrashingProxy {
  readonly endpoint: string;
  /** Requests that reached it. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/**
 * Stands between a run and the cloud and cuts the run off at a chosen call: from then on nothing gets through, which
 * leaves the cloud as a crash of the run at that moment would.
 */
export async function crashingProxy(target: string, crashAt: number, moment: Moment): Promise<CrashingProxy> {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    count += 1;
    const number = count;
    const cutOff = (): void => void incoming.socket.destroy();
    if (number > crashAt || (number === crashAt && moment === 'before')) {
      cutOff();
      return;
    }
    const { hostname, port } = new URL(target);
    const forwarded = request(
      { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (number === crashAt) {
          answer.resume().on('end', cutOff);
        } else {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        }
      },
    );
    forwarded.on('error', cutOff);
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
