import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { FcErrorType } from './messages';

type Callback = (error: unknown, data?: unknown) => void;
/** Takes an event and the context, a hook the context alone, and both a callback. */
export type Handler = (...values: unknown[]) => unknown;

export interface Outcome {
  readonly payload: Buffer;
  readonly errorType?: FcErrorType;
}

/** What a handler gave to its callback as an error, apart from what it threw. */
class HandledError extends Error {
  constructor(readonly reason: unknown) {
    super('handed to the callback');
  }
}

/**
 * Loads `file.export` from a code directory: `file.js` or `file.mjs`, CommonJS or ES module.
 * See https://www.alibabacloud.com/help/en/functioncompute/fc/request-handlers.
 */
export async function loadHandler(codeDirectory: string, handler: string): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const base = join(codeDirectory, handler.slice(0, dot));
  const name = handler.slice(dot + 1);
  const file = [`${base}.js`, `${base}.mjs`].find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`Cannot find module '${base}.js'`);
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const commonJs = module['default'] as Record<string, unknown> | undefined;
  const found = commonJs?.[name] ?? module[name];
  if (typeof found !== 'function')
    throw new Error(`Handler '${name}' missing on module '${handler.slice(0, dot)}'`);
  return found as Handler;
}

/**
 * Runs a handler, with or without callback, and encodes what it returned or threw the way the runtime does.
 *
 * @param values event and context; the context alone for a hook
 */
export async function runHandler(handler: Handler, values: readonly unknown[]): Promise<Outcome> {
  try {
    return { payload: encodeResult(await settle(handler, values)) };
  } catch (error) {
    return error instanceof HandledError
      ? { payload: encodeError(error.reason), errorType: 'HandledInvocationError' }
      : failed(error);
  }
}

/** The answer for an error that the handler did not hand over itself. */
export function failed(error: unknown): Outcome {
  return { payload: encodeError(error), errorType: 'UnhandledInvocationError' };
}

function settle(handler: Handler, values: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, data) => {
      if (error === undefined || error === null) resolve(data);
      else reject(new HandledError(error));
    };
    const returned = handler(...values, callback);
    // A handler that declares a callback and returns no promise answers through the callback, maybe later.
    if (returned instanceof Promise || handler.length <= values.length) resolve(returned);
  });
}

/** A Buffer as it is, an object as JSON, anything else as text. */
function encodeResult(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof value === 'object' ? JSON.stringify(value) : format('%s', value));
}

function encodeError(error: unknown): Buffer {
  const body =
    error instanceof Error
      ? { errorMessage: error.message, errorType: error.name, stackTrace: error.stack?.split('\n') ?? [] }
      : { errorMessage: typeof error === 'string' ? error : format('%j', error) };
  return Buffer.from(JSON.stringify(body));
}
