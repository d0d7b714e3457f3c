import * as models from '@alicloud/ecs20140526';

/** The generated classes of the SDK say which fields an answer has, and of which type each is. */
interface ModelClass {
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

function isModel(type: unknown): type is ModelClass {
  return typeof type === 'function';
}

function problemsOfValue(type: unknown, value: unknown, at: string): string[] {
  if (isModel(type)) return problemsOfModel(type, value, at);
  if (typeof type === 'object' && type !== null && 'itemType' in type) {
    if (!Array.isArray(value)) return [`${at}: expected a list`];
    return value.flatMap((item, index) => problemsOfValue(type.itemType, item, `${at}[${index}]`));
  }
  return typeof value === type ? [] : [`${at}: expected ${String(type)}, found ${typeof value}`];
}

function problemsOfModel(model: ModelClass, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${at}: expected an object`];
  const types = model.types();
  const typeOf = new Map(Object.entries(model.names()).map(([property, wire]) => [wire, types[property]]));
  return Object.entries(value).flatMap(([wire, field]) =>
    typeOf.has(wire)
      ? problemsOfValue(typeOf.get(wire), field, `${at}.${wire}`)
      : [`${at}.${wire}: unknown field`],
  );
}

/** Where an answer does not fit the SDK's model of it: unknown fields and wrong types. */
export function responseProblems(action: string, body: Readonly<Record<string, unknown>>): string[] {
  const model = (models as unknown as Record<string, ModelClass | undefined>)[`${action}ResponseBody`];
  return model === undefined
    ? [`${action}: the SDK has no such answer`]
    : problemsOfModel(model, body, action);
}
