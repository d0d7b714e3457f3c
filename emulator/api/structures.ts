import { invalidParameter } from '../errors';
import type { Parameter, ParameterBag, ParameterMap, Refusal, Values } from './parameter';

/** `Name.N`, or `Name.N.Field` when the element has fields; an absent list is empty. */
function repeated<T>(
  type: string,
  most: number,
  readElement: (bag: ParameterBag, name: string) => T,
  tooMany?: Refusal,
  fields?: ParameterMap,
): Parameter<readonly T[]> {
  return {
    type,
    required: false,
    ...(fields && { fields }),
    read(bag, name) {
      const indices = bag.indices(name, fields);
      // N counts from 1, so that the highest one says as much as the number of elements.
      if ((indices.at(-1) ?? 0) > most) {
        throw tooMany === undefined ? invalidParameter(`${name}.N`, `at most ${most} elements`) : tooMany();
      }
      return indices.map((index) => readElement(bag, `${name}.${index}`));
    },
  };
}

export function list(most: number, tooMany?: Refusal): Parameter<readonly string[]> {
  return repeated('RepeatList', most, (bag, name) => bag.take(name) ?? '', tooMany);
}

export function records<P extends ParameterMap>(
  fields: P,
  most: number,
  tooMany?: Refusal,
): Parameter<readonly Values<P>[]> {
  const read = (bag: ParameterBag, name: string): Values<P> => readAll(fields, bag, `${name}.`);
  return repeated('RepeatList', most, read, tooMany, fields);
}

/** A structure `Name.Field`; its fields are there whether or not any of them was sent. */
export function record<P extends ParameterMap>(fields: P): Parameter<Values<P>> {
  return {
    type: 'Object',
    required: false,
    fields,
    read: (bag, name) => readAll(fields, bag, `${name}.`),
  };
}

export function readAll<P extends ParameterMap>(fields: P, bag: ParameterBag, prefix = ''): Values<P> {
  const values = Object.entries(fields).map(
    ([name, field]) => [name, field.read(bag, prefix + name)] as const,
  );
  return Object.fromEntries(values) as Values<P>;
}

/** @param reportAs the name in the error, where an operation documents another one */
export function required<T>(parameter: Parameter<T>, reportAs?: string): Parameter<Exclude<T, undefined>> {
  return {
    ...parameter,
    required: true,
    read(bag, name) {
      const value = parameter.read(bag, name);
      if (value === undefined || (Array.isArray(value) && value.length === 0)) {
        throw bag.missing(reportAs ?? name);
      }
      return value as Exclude<T, undefined>;
    },
  };
}

/** A parameter of which only these values are implemented; it counts as not implemented where it has another one. */
export function supportedOnly<T extends string | boolean>(
  parameter: Parameter<T | undefined>,
  supported: readonly T[],
): Parameter<T | undefined> {
  return {
    ...parameter,
    options: supported.map(String),
    read(bag, name) {
      const value = parameter.read(bag, name);
      if (value === undefined || supported.includes(value)) return value;
      bag.leave(name);
      return undefined;
    },
  };
}

export function withDefault<T>(
  parameter: Parameter<T | undefined>,
  fallback: T,
): Parameter<Exclude<T, undefined>> {
  return {
    ...parameter,
    read: (bag, name) => (parameter.read(bag, name) ?? fallback) as Exclude<T, undefined>,
  };
}
