import OpenApi, { Config, OpenApiRequest, Params } from '@alicloud/openapi-client';
import { RuntimeOptions } from '@alicloud/tea-util';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CallError, callErrorOf } from './driver';
import type { Connection } from './driver';

export interface FunctionCall {
  /** Only of generation 2. */
  readonly service?: string;
  readonly name: string;
  readonly event: string;
  readonly qualifier?: string;
  /** `X-Fc-...` */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FunctionAnswer {
  readonly status: number | undefined;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A client of InvokeFunction. */
export interface FunctionDriver {
  /** @throws CallError for an answer that is an error */
  invoke(call: FunctionCall): Promise<FunctionAnswer>;
}

export interface FunctionDriverFactory {
  readonly name: string;
  /** The generation has services. */
  readonly hasServices: boolean;
  connect(connection: Connection, accountId: string): FunctionDriver;
}

/** Generation 3 through the generic `@alicloud/openapi-client`: ROA style, ACS3-HMAC-SHA256. */
const generation3: FunctionDriverFactory = {
  name: 'generation 3, @alicloud/openapi-client',
  hasServices: false,
  connect({ endpoint, ...credentials }) {
    const client = new OpenApi(
      new Config({ ...credentials, endpoint: endpoint.replace('http://', ''), protocol: 'http' }),
    );
    return {
      async invoke({ name, event, qualifier, headers = {} }) {
        const params = new Params({
          action: 'InvokeFunction',
          version: '2023-03-30',
          protocol: 'HTTP',
          pathname: `/2023-03-30/functions/${name}/invocations`,
          method: 'POST',
          authType: 'AK',
          style: 'ROA',
          reqBodyType: 'json',
          bodyType: 'binary',
        });
        const request = new OpenApiRequest({
          headers,
          query: qualifier === undefined ? {} : { qualifier },
          stream: Readable.from([Buffer.from(event)]),
        });
        try {
          const answer = (await client.callApi(params, request, new RuntimeOptions({}))) as unknown as {
            readonly body: Readable;
            readonly headers: Readonly<Record<string, string>>;
            readonly statusCode: number;
          };
          const payload = (await buffer(answer.body)).toString();
          return { status: answer.statusCode, payload, headers: answer.headers };
        } catch (error) {
          const status = (error as { readonly data?: { readonly statusCode?: number } }).data?.statusCode;
          const { code, message } = callErrorOf(error);
          throw new CallError(code, status, message);
        }
      },
    };
  },
};

interface Fc2Client {
  invokeFunction(
    service: string,
    name: string,
    event: string,
    headers: Readonly<Record<string, string>>,
    qualifier?: string,
  ): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly data: string }>;
}

type Fc2 = new (accountId: string, config: Readonly<Record<string, unknown>>) => Fc2Client;

/** Generation 2 through `@alicloud/fc2`, which has no types and does not tell the status of an answer. */
const generation2: FunctionDriverFactory = {
  name: 'generation 2, @alicloud/fc2',
  hasServices: true,
  connect({ endpoint, accessKeyId, accessKeySecret, securityToken }, accountId) {
    const Client = createRequire(__filename)('@alicloud/fc2') as Fc2;
    const client = new Client(accountId, {
      accessKeyID: accessKeyId,
      accessKeySecret,
      securityToken,
      region: 'cn-hangzhou',
      endpoint,
    });
    return {
      async invoke({ service = '', name, event, qualifier, headers = {} }) {
        try {
          const answer = await client.invokeFunction(service, name, event, headers, qualifier);
          return { status: undefined, payload: answer.data, headers: answer.headers };
        } catch (error) {
          const { code, message } = callErrorOf(error);
          const status = / failed with (\d+)\./.exec(message)?.[1];
          throw new CallError(code, status === undefined ? undefined : Number(status), message);
        }
      },
    };
  },
};

export const FUNCTION_DRIVERS: readonly FunctionDriverFactory[] = [generation3, generation2];
