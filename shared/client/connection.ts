import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What the SDK's HTTP layer does not offer: a connect timeout that is not also an idle timeout, a read timeout that
 * survives the reuse of a connection, an end to an attempt at a given time, cancellation, and the knowledge whether a
 * connection ever stood. Node announces every client request on a diagnostics channel
 * (https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#http); an attempt recognises its own by the
 * asynchronous context it was made in.
 */

/** Why an attempt was ended from this side. */
export type EndReason = 'connect_timeout' | 'read_timeout' | 'out_of_time' | 'aborted';

export interface AttemptLimits {
  readonly connectTimeoutMs: number;
  /** From the connection to the end of the answer. */
  readonly readTimeoutMs: number;
  /** The whole attempt, from now on. */
  readonly totalMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One request on its way. */
export class Attempt {
  /** Whether anything can have reached the other side. */
  connected = false;
  endedBy: EndReason | undefined;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: AttemptLimits) {}

  /** Runs `send`, which makes one HTTP request and reads its answer, under the limits. */
  async run<T>(send: () => Promise<T>): Promise<T> {
    const onAbort = (): void => {
      this.#end('aborted');
    };
    const total = setTimeout(() => {
      this.#end('out_of_time');
    }, this.limits.totalMs);
    this.limits.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await running.run(this, send);
    } catch (error) {
      this.#request?.destroy();
      throw error;
    } finally {
      clearTimeout(total);
      clearTimeout(this.#timer);
      this.limits.signal?.removeEventListener('abort', onAbort);
    }
  }

  watch(request: ClientRequest): void {
    this.#request = request;
    if (request.socket === null) {
      request.once('socket', (socket) => {
        this.#watchSocket(socket);
      });
    } else {
      this.#watchSocket(request.socket);
    }
  }

  #watchSocket(socket: Socket): void {
    if (!socket.connecting) {
      this.#onConnected();
      return;
    }
    this.#endAfter(this.limits.connectTimeoutMs, 'connect_timeout');
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
      this.#onConnected();
    });
  }

  #onConnected(): void {
    this.connected = true;
    this.#endAfter(this.limits.readTimeoutMs, 'read_timeout');
  }

  #endAfter(milliseconds: number, reason: EndReason): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#end(reason);
    }, milliseconds);
  }

  #end(reason: EndReason): void {
    this.endedBy ??= reason;
    this.#request?.destroy(new Error(reason));
  }
}

const running = new AsyncLocalStorage<Attempt>();

subscribe('http.client.request.start', (message) => {
  running.getStore()?.watch((message as { request: ClientRequest }).request);
});
