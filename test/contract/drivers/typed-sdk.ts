import EcsClient, * as models from '@alicloud/ecs20140526';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { callErrorOf } from './driver';
import type { Driver, DriverFactory, Params } from './driver';

/** The parts of the SDK's generated classes that name the wire fields. */
interface ModelClass {
  new (fields: Record<string, unknown>): object;
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

type Method = (request: object) => Promise<{ readonly body: { toMap(): Record<string, unknown> } }>;

function isModel(type: unknown): type is ModelClass {
  return typeof type === 'function';
}

/** A structure as an object of its class, whether it is one value or the element of a list. */
function typedValue(type: unknown, value: unknown): unknown {
  if (isModel(type)) return new type(fieldsOf(type, value as Params));
  const element = (type as { readonly itemType?: unknown } | undefined)?.itemType;
  return Array.isArray(value) && element !== undefined
    ? value.map((item: unknown) => typedValue(element, item))
    : value;
}

/** Wire parameters under the property names of the SDK's request classes. */
function fieldsOf(model: ModelClass, params: Params): Record<string, unknown> {
  const types = model.types();
  const properties = new Map(Object.entries(model.names()).map(([property, wire]) => [wire, property]));
  const fields = Object.entries(params).map(([wire, value]) => {
    const property = properties.get(wire);
    if (property === undefined) throw new Error(`${model.name} has no parameter ${wire}`);
    return [property, typedValue(types[property], value)];
  });
  return Object.fromEntries(fields) as Record<string, unknown>;
}

/** `@alicloud/ecs20140526`: ACS3-HMAC-SHA256, parameters in the query of a POST. */
export const typedSdk: DriverFactory = {
  name: '@alicloud/ecs20140526',
  connect({ endpoint, ...credentials }): Driver {
    const client = new EcsClient(
      new $OpenApiUtil.Config({
        ...credentials,
        endpoint: endpoint.replace('http://', ''),
        protocol: 'HTTP',
      }),
    );
    return {
      name: typedSdk.name,
      async call(action, params = {}) {
        const request = (models as unknown as Record<string, ModelClass>)[`${action}Request`];
        const method = (client as unknown as Record<string, Method>)[
          action.charAt(0).toLowerCase() + action.slice(1)
        ];
        if (request === undefined || method === undefined)
          throw new Error(`the SDK has no operation ${action}`);
        try {
          const response = await method.call(client, new request(fieldsOf(request, params)));
          return response.body.toMap();
        } catch (error) {
          throw callErrorOf(error);
        }
      },
    };
  },
};
