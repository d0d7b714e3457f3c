import * as models from '@alicloud/ecs20140526';
import type { Params } from './driver';

interface RequestClass {
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function flatten(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (isScalar(value)) return [[name, String(value)]];
  const entries = Array.isArray(value)
    ? value.map((item: unknown, index) => [String(index + 1), item] as const)
    : Object.entries(value);
  return entries.flatMap(([key, item]) => flatten(`${name}.${key}`, item));
}

/** Parameters that travel as JSON text, by the SDK's request class. */
function jsonParameters(action: string): ReadonlySet<string> {
  const request = (models as unknown as Record<string, RequestClass | undefined>)[`${action}Request`];
  if (request === undefined) return new Set();
  const types = request.types();
  return new Set(
    Object.entries(request.names())
      .filter(([property]) => (types[property] as { readonly type?: unknown } | undefined)?.type === 'map')
      .map(([, wire]) => wire),
  );
}

/** Parameters as they are sent: `Tag.1.Key`, and maps as JSON text. */
export function wireParams(action: string, params: Params): Record<string, string> {
  const asJson = jsonParameters(action);
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      asJson.has(name) ? [[name, JSON.stringify(value)]] : flatten(name, value),
    ),
  );
}
