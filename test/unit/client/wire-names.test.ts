import EcsSdk, * as sdk from '@alicloud/ecs20140526';
import OpenApiUtil from '@alicloud/openapi-util';
import { RuntimeOptions } from '@darabonba/typescript';
import { LOWER_CASE_FIELDS, LOWER_CASE_PARAMETERS } from '../../../shared/client/wire-names';

/**
 * The types of requests and responses are derived from the SDK's by a rule: field names capitalised, with exceptions by
 * operation, and fields of `...Shrink` classes as JSON text. Here the rule is held against what the SDK really sends and
 * reads, for every operation that it has.
 */

/** A class of the SDK's models. */
interface Model {
  new (fields: object): object;
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

const models = sdk as unknown as Readonly<Record<string, Model | undefined>>;

const operations = Object.getOwnPropertyNames(EcsSdk.prototype)
  .filter((method) => method.endsWith('WithOptions'))
  .map((method) => capitalise(method.slice(0, -'WithOptions'.length)));

function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function model(name: string): Model {
  const found = models[name];
  if (found === undefined) throw new Error(`the SDK has no ${name}`);
  return found;
}

type Exceptions = Readonly<Record<string, readonly string[] | undefined>>;

function wireName(exceptions: Exceptions, operation: string, field: string): string {
  const isException = exceptions[operation]?.includes(field) === true;
  return isException ? field : capitalise(field.replace(/Shrink$/, ''));
}

function isModel(type: unknown): type is Model {
  return typeof type === 'function' && 'names' in type;
}

/** A value of the type, and the same value in the spelling that `name` gives. */
function sample(type: unknown, name: (field: string) => string): [value: unknown, renamed: unknown] {
  if (isModel(type)) {
    const [fields, renamed] = sampleFields(type, name);
    return [new type(fields), renamed];
  }
  if (typeof type === 'object' && type !== null && 'itemType' in type) {
    const [value, renamed] = sample(type.itemType, name);
    return [[value], [renamed]];
  }
  if (typeof type === 'object' || type === 'any') return [{ key: 'value' }, { key: 'value' }];
  const scalar = type === 'number' ? 7 : type === 'boolean' ? true : 'text';
  return [scalar, scalar];
}

function sampleFields(of: Model, name: (field: string) => string): [fields: object, renamed: object] {
  const samples = Object.entries(of.types()).map(([field, type]) => [field, sample(type, name)] as const);
  return [
    Object.fromEntries(samples.map(([field, [value]]) => [field, value])),
    Object.fromEntries(samples.map(([field, [, renamed]]) => [name(field), renamed])),
  ];
}

/** What the SDK would send, taken where it hands the request to its HTTP layer. */
class Recorder extends EcsSdk {
  sent: { action?: string; query?: Record<string, string>; body?: object } = {};

  override callApi(
    params: { action: string },
    request: { query?: Record<string, string>; body?: object },
  ): Promise<Record<string, unknown>> {
    this.sent = { action: params.action, ...request };
    return Promise.resolve({ statusCode: 200, headers: {}, body: {} });
  }

  async record(operation: string, request: object): Promise<Recorder['sent']> {
    const method = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}WithOptions`;
    const methods = this as unknown as Readonly<
      Record<string, (request: object, runtime: object) => Promise<object>>
    >;
    await methods[method]?.call(this, request, new RuntimeOptions({}));
    return this.sent;
  }
}

test('the SDK has the operations that the project knows of', () => {
  expect(operations.length).toBeGreaterThan(350);
  expect(operations).toEqual(
    expect.arrayContaining(['DescribeInstances', 'StopInstances', 'CreateSnapshot']),
  );
});

test.each(operations)('%s: the request goes over the wire as the rule says', async (operation) => {
  const request = model(`${operation}Request`);
  const [fields, renamed] = sampleFields(request, (field) =>
    wireName(LOWER_CASE_PARAMETERS, operation, field),
  );
  const asText = Object.keys(models[`${operation}ShrinkRequest`]?.names() ?? {})
    .filter((field) => field.endsWith('Shrink'))
    .map((field) => wireName(LOWER_CASE_PARAMETERS, operation, field));
  const params = Object.fromEntries(
    Object.entries(renamed).map(([name, value]) => [
      name,
      asText.includes(name) ? JSON.stringify(value) : value,
    ]),
  );

  const recorder = new Recorder({
    endpoint: 'localhost',
    accessKeyId: 'id',
    accessKeySecret: 'secret',
  } as never);
  const sent = await recorder.record(operation, new request(fields));

  expect(sent.action).toBe(operation);
  expect({ ...sent.query, ...OpenApiUtil.query({ ...sent.body }) }).toEqual(OpenApiUtil.query(params));
});

/** The fields of a model and of the models in it, with their wire names. */
function allFields(type: unknown, seen: Set<unknown> = new Set()): [field: string, wire: string][] {
  if (typeof type === 'object' && type !== null && 'itemType' in type) return allFields(type.itemType, seen);
  if (!isModel(type) || seen.has(type)) return [];
  seen.add(type);
  return [
    ...Object.entries(type.names()),
    ...Object.values(type.types()).flatMap((inner) => allFields(inner, seen)),
  ];
}

test.each(operations)('%s: the answer is read as the rule says', (operation) => {
  const fields = allFields(model(`${operation}ResponseBody`));
  expect(fields.map(([field]) => wireName(LOWER_CASE_FIELDS, operation, field))).toEqual(
    fields.map(([, wire]) => wire),
  );
});

test.each([
  ['Request', LOWER_CASE_PARAMETERS],
  ['ResponseBody', LOWER_CASE_FIELDS],
])('every exception for %s is one', (kind, exceptions: Exceptions) => {
  for (const [operation, fields] of Object.entries(exceptions)) {
    const known = allFields(model(`${operation}${kind}`));
    for (const field of fields ?? []) expect(known).toContainEqual([field, field]);
  }
});
