import { records, text } from '../api/parameters';
import type { Parameter } from '../api/parameters';
import { ApiError } from '../errors';

/** Tags that a request may carry, and that a resource may have. https://help.aliyun.com/document_detail/25477.html */
export const MOST_TAGS = 20;
const LONGEST = 128;

export type TagTest = (tags: ReadonlyMap<string, string>) => boolean;

/** A tag to look for; without a value, with whatever value. */
export interface WantedTag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** A tag to set. */
export interface GivenTag {
  readonly Key: string | undefined;
  readonly Value: string;
}

function tooManyTags(): ApiError {
  return new ApiError(400, 'InvalidTagCount', 'The specified tags are beyond the permitted range.');
}

/** A tag value may be the empty text, which is something else than no value. */
const tagValue: Parameter<string> = {
  type: 'String',
  required: false,
  read: (bag, name) => bag.take(name) ?? '',
};

/** A tag to set; the operations differ in what they call too many of them. */
export const GIVEN_TAG = { Key: text(), Value: tagValue } as const;

/** A tag to look for. */
export const WANTED_TAG = { Key: text(), Value: text() } as const;

/** `Tag.N.Key` and `Tag.N.Value` of an operation that creates something; read with `tagsOf`. */
export const CREATION_TAGS = records(GIVEN_TAG, MOST_TAGS, tooManyTags);

/** `Tag.N.Key` and `Tag.N.Value` of an operation that looks for something; read with `tagTest`. */
export const TAG_FILTER = records(WANTED_TAG, MOST_TAGS, tooManyTags);

/** Whether the key is one of the cloud's own, which users can neither set nor remove. */
export function isReservedTag(key: string): boolean {
  return /^(?:aliyun|acs:)/i.test(key);
}

function isPlain(text: string): boolean {
  return text.length <= LONGEST && !/https?:\/\//i.test(text);
}

/**
 * The tags to set, by key.
 *
 * @throws ApiError InvalidTagKey.Malformed, InvalidTagValue.Malformed, Duplicate.TagKey
 */
export function tagsOf(given: readonly GivenTag[]): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { Key, Value } of given) {
    if (Key === undefined || isReservedTag(Key) || !isPlain(Key)) {
      throw new ApiError(400, 'InvalidTagKey.Malformed', 'The specified Tag.n.Key is not valid.');
    }
    if (!isPlain(Value)) {
      throw new ApiError(400, 'InvalidTagValue.Malformed', 'The specified Tag.n.Value is not valid.');
    }
    if (tags.has(Key)) {
      throw new ApiError(400, 'Duplicate.TagKey', 'The Tag.N.Key contain duplicate key.');
    }
    tags.set(Key, Value);
  }
  return tags;
}

/**
 * Whether a resource has all of the tags.
 *
 * @throws ApiError InvalidTag.Mismatch for a value without a key
 */
export function tagTest(wanted: readonly WantedTag[]): TagTest {
  for (const { Key, Value } of wanted) {
    if (Key === undefined && Value !== undefined) {
      throw new ApiError(
        400,
        'InvalidTag.Mismatch',
        'The specified Tag.n.Key and Tag.n.Value are not match.',
      );
    }
  }
  return (tags) =>
    wanted.every(({ Key = '', Value }) => tags.has(Key) && (Value === undefined || tags.get(Key) === Value));
}

/** The same test of a resource, for a table of filters. */
export function taggedWith(
  wanted: readonly WantedTag[],
): (resource: { readonly tags: ReadonlyMap<string, string> }) => boolean {
  const test = tagTest(wanted);
  return ({ tags }) => test(tags);
}
