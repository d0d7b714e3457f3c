import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../core/clock';
import { systemClock } from '../core/clock';
import { ConfigError } from '../core/errors';
import { NotifyError } from './notifier';
import type { Notifier, NotifyMessage } from './notifier';

export interface WebhookOptions {
  /** http or https; its path, query and user information are taken for secrets. */
  readonly url: string;
  /** Signs every message when set; see `signature`. */
  readonly secret?: string;
  /** Time for the whole exchange, 10 seconds by default. */
  readonly timeoutMs?: number;
  /** Throws for a host that may not be reached, such as every real one in a rehearsal. Called before each connection. */
  readonly assertHost?: (url: URL) => void;
  readonly clock?: Clock;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** An answer is read only to end the exchange; nothing in it is needed. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Value of the header `X-Autopilot-Signature`: `sha256=` and the hexadecimal HMAC-SHA256, keyed with the secret, of the
 * header `X-Autopilot-Timestamp` (Unix time in seconds), a dot and the body. A receiver computes the same and refuses
 * old timestamps, so that a message can be neither forged nor replayed.
 */
export function signature(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * Posts each message as JSON: `title`, `text`, `severity`, `time` (ISO 8601, UTC) and `data`. Only an answer of 2xx
 * counts; redirects are not followed, since they could carry the message to another host.
 *
 * @throws ConfigError when the address is not an http or https URL
 */
export function webhookNotifier(options: WebhookOptions): Notifier {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError({
      code: 'invalid_webhook',
      what: 'the address of a webhook is not a URL',
      expected: 'an address that begins with https:// or http://',
    });
  }
  return { notify: (message) => post(url, message, options) };
}

async function post(url: URL, message: NotifyMessage, options: WebhookOptions): Promise<void> {
  options.assertHost?.(url);
  const clock = options.clock ?? systemClock;
  const body = JSON.stringify({ ...message, time: message.time.toISOString() });
  const timestamp = String(Math.floor(clock.now().getTime() / 1000));
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'ecs-autopilot',
    ...(options.secret !== undefined && {
      'x-autopilot-timestamp': timestamp,
      'x-autopilot-signature': signature(options.secret, timestamp, body),
    }),
  };
  const status = await exchange(url, headers, body, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  if (status >= 200 && status < 300) return;
  const redirected = status >= 300 && status < 400;
  throw refused(
    url,
    redirected ? `answered with a redirect (${status}), which is not followed` : `answered ${status}`,
  );
}

/** Sends the request and reads the answer to its end. */
function exchange(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: string,
  timeoutMs: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // A connection of its own: nothing is left open when a function instance is frozen.
    const request = send(url, { method: 'POST', headers, agent: false }, (response: IncomingMessage) => {
      let received = 0;
      response.on('data', (chunk: Buffer) => {
        received += chunk.byteLength;
        if (received > MAX_ANSWER_BYTES) response.destroy();
      });
      response.on('close', () => {
        finish(() => {
          resolve(response.statusCode ?? 0);
        });
      });
    });
    const timer = setTimeout(() => {
      finish(() => {
        reject(refused(url, `did not answer within ${timeoutMs} ms`));
      });
    }, timeoutMs);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
      request.destroy();
    };
    request.on('error', (error: NodeJS.ErrnoException) => {
      finish(() => {
        reject(refused(url, `could not be reached (${error.code ?? error.name})`));
      });
    });
    request.end(body);
  });
}

function refused(url: URL, what: string): NotifyError {
  return new NotifyError({
    code: 'notification_failed',
    what: `the webhook ${what}`,
    where: url.host,
    next: 'Check that the receiver is up and that the address in its environment variable is current.',
  });
}
