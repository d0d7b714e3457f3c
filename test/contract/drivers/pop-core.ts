import PopCore from '@alicloud/pop-core';
import { callErrorOf } from './driver';
import type { Driver, DriverFactory } from './driver';
import { wireParams } from './wire';

/** `@alicloud/pop-core`: RPC signature version 1.0. It does not tell the HTTP status of an error. */
function popCore(method: 'GET' | 'POST'): DriverFactory {
  const name = `@alicloud/pop-core ${method}`;
  return {
    name,
    connect({ endpoint, ...credentials }): Driver {
      const client = new PopCore({ ...credentials, endpoint, apiVersion: '2014-05-26' });
      return {
        name,
        async call(action, params = {}) {
          try {
            return await client.request<Record<string, unknown>>(action, wireParams(action, params), {
              method,
            });
          } catch (error) {
            throw callErrorOf(error);
          }
        },
      };
    },
  };
}

export const popCoreGet = popCore('GET');
export const popCorePost = popCore('POST');
