/**
 * The process of one function instance: loads the handler once and runs it for one event at a time, as the Node.js
 * runtime of Function Compute does. Started by the local host, which talks to it over the IPC channel.
 */
import { createLogger } from './logging';
import { failed, loadHandler, runHandler } from './handler';
import type { Handler, Outcome } from './handler';
import type { InstanceMessage, InvokeMessage } from './messages';

const loaded = new Map<string, Handler>();

async function load(handler: string): Promise<Handler> {
  const known = loaded.get(handler) ?? (await loadHandler(process.env['FC_FUNC_CODE_PATH'] ?? '', handler));
  loaded.set(handler, known);
  return known;
}

async function handle(message: InvokeMessage): Promise<Outcome> {
  const now = (): Date => new Date(Date.now() + message.clockOffsetMs);
  const logger = createLogger(message.context.requestId, now);
  Object.assign(console, logger);
  let handler;
  try {
    handler = await load(message.handler);
  } catch (error) {
    return failed(error);
  }
  const { credentials, ...context } = message.context;
  const tracing = {
    spanContext: '',
    jaegerEndpoint: '',
    spanBaggages: {},
    parseOpenTracingBaggages: () => ({}),
  };
  const given = deepFreeze({
    ...context,
    ...(credentials !== undefined && { credentials }),
    logger,
    tracing,
  });
  return runHandler(handler, message.event === undefined ? [given] : [Buffer.from(message.event), given]);
}

/** Every attribute of the context is read-only. */
function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}

function send(message: InstanceMessage): void {
  process.send?.(message);
}

process.on('message', (message: InvokeMessage) => {
  void handle(message).then((outcome) => {
    const memoryUsedMb = Math.round(process.resourceUsage().maxRSS / 1024);
    send({ type: 'result', ...outcome, memoryUsedMb });
  });
});
// The host is gone: nothing will ever be asked again.
process.on('disconnect', () => process.exit());
send({ type: 'ready' });
