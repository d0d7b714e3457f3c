import PopCore from '@alicloud/pop-core';
import { callErrorOf } from './driver';
import type { Driver, DriverFactory } from './driver';
import { wireParams } from './wire';

/** Whole numbers of more than 15 digits, such as account ids, are objects to pop-core. */
function isLargeNumber(value: object): value is { toNumber(): number } {
  return 'toNumber' in value;
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (isLargeNumber(value)) return value.toNumber();
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

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
            const body = await client.request<object>(action, wireParams(action, params), { method });
            return plain(body) as Record<string, unknown>;
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
