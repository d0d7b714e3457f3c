import OpenApi, { Config, OpenApiRequest, Params as ApiParams } from '@alicloud/openapi-client';
import PopCore from '@alicloud/pop-core';
import { RuntimeOptions } from '@alicloud/tea-util';
import { callErrorOf } from './driver';
import type { Driver, DriverFactory, Params } from './driver';

type Send = (action: string, params: Record<string, string>) => Promise<Record<string, unknown>>;

function driver(name: string, send: Send): Driver {
  return {
    name,
    async call(action, params: Params = {}) {
      try {
        return await send(
          action,
          Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])),
        );
      } catch (error) {
        throw callErrorOf(error);
      }
    },
  };
}

/** RPC signature version 1.0. */
function popCore(name: string, apiVersion: string): DriverFactory {
  return {
    name,
    connect({ endpoint, ...credentials }) {
      const client = new PopCore({ ...credentials, endpoint, apiVersion });
      return driver(name, (action, params) => client.request(action, params, { method: 'POST' }));
    },
  };
}

/** ACS3-HMAC-SHA256. */
function openApi(name: string, version: string): DriverFactory {
  return {
    name,
    connect({ endpoint, ...credentials }) {
      const client = new OpenApi(
        new Config({ ...credentials, endpoint: endpoint.replace('http://', ''), protocol: 'HTTP' }),
      );
      return driver(name, async (action, query) => {
        const call = new ApiParams({
          action,
          version,
          protocol: 'HTTP',
          pathname: '/',
          method: 'POST',
          authType: 'AK',
          style: 'RPC',
          reqBodyType: 'formData',
          bodyType: 'json',
        });
        const answer = await client.callApi(call, new OpenApiRequest({ query }), new RuntimeOptions({}));
        return answer['body'] as Record<string, unknown>;
      });
    },
  };
}

/** Two independent clients of products without an SDK of their own here; parameters are texts and numbers. */
export function driversOf(version: string): readonly DriverFactory[] {
  return [popCore('@alicloud/pop-core', version), openApi('@alicloud/openapi-client', version)];
}
