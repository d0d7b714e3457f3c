import OpenApi, { Config, OpenApiRequest, Params } from '@alicloud/openapi-client';
import OpenApiUtil from '@alicloud/openapi-util';
import { RuntimeOptions } from '@alicloud/tea-util';
import { messageOf } from '../core/errors';
import { Attempt, type AttemptLimits } from './connection';
import type { Credentials } from './held-credentials';
import { type Endpoint, originOf } from './endpoints';
import { classifyCode } from './error-codes';
import type { AttemptFailure } from './errors';
import { redact } from './redact';
import { property, textOf } from './values';

/** One request of an RPC style API. */
export interface WireRequest {
  readonly action: string;
  readonly version: string;
  readonly region: string;
  /** Wire names; lists and structures are flattened (`Tag.1.Key`), what is JSON text on the wire is given as text. */
  readonly params: object;
}

export interface SendOptions extends AttemptLimits {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
}

export type Body = Readonly<Record<string, unknown>>;

export type SendResult =
  | { readonly ok: true; readonly body: Body; readonly status: number | undefined }
  | { readonly ok: false; readonly failure: AttemptFailure };

/** Makes one attempt: signs with a fresh nonce and date, sends, reads. Never throws for what the other side does. */
export async function send(request: WireRequest, options: SendOptions): Promise<SendResult> {
  const attempt = new Attempt(options);
  try {
    const { body = {}, statusCode } = await attempt.run(() => callOnce(request, options));
    if (textOf(body['RequestId']) === undefined)
      return { ok: false, failure: withoutRequestId(options, statusCode) };
    return { ok: true, body, status: statusCode };
  } catch (error) {
    const failure = readFailure(error, attempt, options);
    const { accessKeySecret, securityToken } = options.credentials;
    return {
      ok: false,
      failure: { ...failure, text: redact(failure.text, [accessKeySecret, securityToken ?? '']) },
    };
  }
}

/** Every answer of the API carries a RequestId: what has none comes from somebody else. */
function withoutRequestId({ endpoint }: SendOptions, status: number | undefined): AttemptFailure {
  return {
    errorClass: 'transient',
    code: 'UnreadableAnswer',
    text: `${originOf(endpoint)} gave an answer without RequestId`,
    mayHaveHappened: true,
    ...(status === undefined ? {} : { status }),
  };
}

interface RawAnswer {
  readonly body?: Body;
  readonly statusCode?: number;
}

async function callOnce(request: WireRequest, options: SendOptions): Promise<RawAnswer> {
  const client = new OpenApi(
    new Config({
      credential: holderOf(options.credentials),
      endpoint: options.endpoint.host,
      protocol: options.endpoint.protocol,
      regionId: request.region,
    }),
  );
  const params = new Params({
    action: request.action,
    version: request.version,
    protocol: options.endpoint.protocol,
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  // `Attempt` keeps the timeouts: the HTTP layer's own are cut short by each other and lost on a reused connection.
  const never = 2 * (options.connectTimeoutMs + options.readTimeoutMs);
  const runtime = new RuntimeOptions({ autoretry: false, readTimeout: never, connectTimeout: never });
  return await client.callApi(
    params,
    new OpenApiRequest({ query: OpenApiUtil.query({ ...request.params }) }),
    runtime,
  );
}

/**
 * Credentials in the form in which the SDK asks for them. Given as a pair, the SDK would construct them through
 * `@alicloud/credentials`, which a function's bundle does without.
 */
function holderOf({
  accessKeyId,
  accessKeySecret,
  securityToken,
}: Credentials): NonNullable<Config['credential']> {
  const isTemporary = securityToken !== undefined && securityToken !== '';
  const held = { accessKeyId, accessKeySecret, securityToken, type: isTemporary ? 'sts' : 'access_key' };
  return { getCredential: () => Promise.resolve(held) } as unknown as NonNullable<Config['credential']>;
}

/** The SDK's error for an answer with status 4xx or 5xx. */
interface AnsweredError {
  readonly data: Body & { readonly statusCode: number };
}

function readFailure(error: unknown, attempt: Attempt, options: SendOptions): AttemptFailure {
  if (attempt.endedBy === undefined && isAnswered(error)) return readAnswered(error);
  const { code, text } = describeLocal(error, attempt, options);
  return { errorClass: 'transient', code, text, mayHaveHappened: attempt.connected };
}

function isAnswered(error: unknown): error is AnsweredError {
  const data = property(error, 'data');
  return typeof property(data, 'statusCode') === 'number';
}

function readAnswered({ data }: AnsweredError): AttemptFailure {
  const status = data.statusCode;
  const code = textOf(data['Code']) ?? textOf(data['code']) ?? `HTTP ${status}`;
  const requestId = textOf(data['RequestId']) ?? textOf(data['requestId']);
  const errorClass = classifyCode(code, status);
  return {
    errorClass,
    code,
    text: textOf(data['Message']) ?? textOf(data['message']) ?? '',
    status,
    ...(requestId === undefined ? {} : { requestId }),
    mayHaveHappened: errorClass === 'transient' && status >= 500 && !code.startsWith('ServiceUnavailable'),
  };
}

function describeLocal(
  error: unknown,
  attempt: Attempt,
  options: SendOptions,
): { code: string; text: string } {
  const address = originOf(options.endpoint);
  switch (attempt.endedBy) {
    case 'connect_timeout':
      return {
        code: 'ConnectTimeout',
        text: `no connection to ${address} within ${options.connectTimeoutMs} ms`,
      };
    case 'read_timeout':
      return {
        code: 'ReadTimeout',
        text: `no complete answer from ${address} within ${options.readTimeoutMs} ms`,
      };
    case 'out_of_time':
      return { code: 'OutOfTime', text: `no answer from ${address} within the ${options.totalMs} ms left` };
    case 'aborted':
      return { code: 'Aborted', text: `the caller gave up on ${address}` };
    case undefined:
      return describeConnection(error, attempt, address, options);
  }
}

function describeConnection(
  error: unknown,
  attempt: Attempt,
  address: string,
  options: SendOptions,
): { code: string; text: string } {
  const code = textOf(property(error, 'code'));
  if (code === undefined) {
    return { code: 'UnreadableAnswer', text: `${address} did not answer in JSON (${messageOf(error)})` };
  }
  const within = `(given ${options.connectTimeoutMs} ms to connect and ${options.readTimeoutMs} ms to answer)`;
  return {
    code,
    text: `${attempt.connected ? 'connection lost to' : 'no connection to'} ${address} ${within}`,
  };
}
