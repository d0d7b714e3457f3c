import { z } from 'zod';
import { MOST_TAGS, isReservedTag } from '../operations/tag-parameters';

/** What lines of several kinds of resources have in common. */

export const name = z.string().min(1).max(128);

/** A time, read as epoch milliseconds. */
export const instant = z.iso
  .datetime({ offset: true, message: 'expected an ISO 8601 time such as 2026-03-02T08:00:00Z' })
  .transform((text) => Date.parse(text));

/** Those of the cloud itself, such as `acs:...`, are not counted. */
export function hasTooManyTags(given: Readonly<Record<string, string>>): boolean {
  return Object.keys(given).filter((key) => !isReservedTag(key)).length > MOST_TAGS;
}

export const TOO_MANY_TAGS = `expected at most ${MOST_TAGS} tags, not counting those of the cloud itself`;

export const tags = z
  .record(name, z.string().max(128))
  .refine((given) => !hasTooManyTags(given), TOO_MANY_TAGS);

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is said of a resource, without what is not. */
export function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
