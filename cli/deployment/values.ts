import { z } from 'zod';

/** Building blocks of the schemas: each says, as its error, what is expected. */

export const text = z.string({ error: 'text' }).min(1, { error: 'text that is not empty' });
export const optionalText = z.string({ error: 'text' }).optional();
export const bool = z.boolean({ error: 'true or false' });

/** A number from `min` to `max` that is a multiple of `step`. */
export function number(min: number, max: number, step = 1): z.ZodNumber {
  const multiple = step === 1 ? 'a whole number' : `a multiple of ${step}`;
  const error = `${multiple} from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error }).multipleOf(step, { error });
}

export function choice<const T extends readonly string[]>(
  values: T,
): z.ZodEnum<z.core.util.ToEnum<T[number]>> {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

/** A name of FC: letters, digits, `_` and `-`, not beginning with a digit or `-`. */
export function name(length: number): z.ZodString {
  const error = `1 to ${length} letters, digits, _ or -, beginning with a letter or _`;
  return z.string({ error }).regex(new RegExp(`^[A-Za-z_][A-Za-z0-9_-]{0,${length - 1}}$`), { error });
}

export function list<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return z.array(item, { error: 'a list' });
}

/** A map with exactly these keys. */
export function map<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `one of ${Object.keys(shape).join(', ')}` : 'a map',
  });
}

/** The keys that the error of an unknown key in a `map` lists. */
export function keysInError(error: string): string[] {
  return error.replace(/^one of /, '').split(', ');
}

/** Either the word `auto` or what `schema` says. */
export function autoOr<T extends z.ZodType>(schema: T): z.ZodUnion<readonly [z.ZodLiteral<'auto'>, T]> {
  return z.union([z.literal('auto'), schema], { error: 'auto or a map' });
}
