import type { RegionalCall } from '../api/operation';
import { text } from '../api/parameters';
import { ApiError } from '../errors';
import type { EntryList, ListEntry } from '../world/entry-list';
import type { SecurityGroup } from '../world/security-group';
import type { RuleContent } from '../world/security-group-rule';
import type { FilterTests } from './filters';
import { taggedWith } from './tag-parameters';
import type { WantedTag } from './tag-parameters';
import { description, resourceName } from './texts';

/** What prefix lists and port lists have in common. */

/** Entries that one request may bring, or take away. https://help.aliyun.com/document_detail/205046.html */
export const MOST_ENTRIES = 200;

export function tooManyEntries(): ApiError {
  return new ApiError(400, 'LimitExceed.Entry', 'The number of entries added or removed exceeds the limit.');
}

/** @param code of a name that is not valid; it ends with the name of the parameter */
export function listName(code: string) {
  const refusal = (): ApiError =>
    new ApiError(400, code, `The parameter ${code.split('.').at(-1) ?? ''} is not valid.`);
  const parameter = resourceName(refusal);
  return {
    ...parameter,
    read: (...bagAndName: Parameters<typeof parameter.read>): string | undefined => {
      const name = parameter.read(...bagAndName);
      if (name !== undefined && /^com\.(?:aliyun|alibabacloud)/.test(name)) throw refusal();
      return name;
    },
  };
}

function malformedDescription(): ApiError {
  return new ApiError(
    400,
    'InvalidDescription.Malformed',
    'The specified Description is wrongly formed: expected 2 to 256 characters, not beginning with http:// or https://.',
  );
}

export const LIST_DESCRIPTION = description(malformedDescription);

export const ENTRY_DESCRIPTION = text({
  pattern: /^(?!https?:\/\/).{2,32}$/s,
  refusal: malformedDescription,
});

/** An entry of a request; to be removed, it has no description. */
export interface GivenEntry {
  readonly value: string | undefined;
  readonly description?: string | undefined;
}

/** What is special about the entries of one kind of list. */
export interface EntryRules {
  /** @returns the value in its one way of writing; @throws ApiError when it is none */
  parse(value: string | undefined): string;
  duplicated(): ApiError;
  /** Of more entries than the list was made for. */
  tooMany(): ApiError;
}

/**
 * The entries of a list after a change: added ones that are there already get their new description, removed ones that
 * are not there are passed over.
 */
export function changedEntries(
  { entries, maxEntries }: Pick<EntryList, 'entries' | 'maxEntries'>,
  added: readonly GivenEntry[],
  removed: readonly GivenEntry[],
  rules: EntryRules,
): readonly ListEntry[] {
  const values = [...removed, ...added].map(({ value }) => rules.parse(value));
  if (new Set(values).size < values.length) throw rules.duplicated();
  const changed = new Map(entries.map((entry) => [entry.value, entry]));
  for (const value of values.slice(0, removed.length)) changed.delete(value);
  for (const [index, value] of values.slice(removed.length).entries()) {
    changed.set(value, { value, description: added[index]?.description ?? '' });
  }
  if (changed.size > maxEntries) throw rules.tooMany();
  return [...changed.values()];
}

/** The groups with a rule that refers to a list. */
export function groupsWith(
  { region }: RegionalCall,
  refers: (rule: RuleContent) => boolean,
): readonly SecurityGroup[] {
  return region.securityGroups.all().filter(({ rules }) => rules.some(refers));
}

interface ListFilters {
  readonly ResourceGroupId: string | undefined;
  readonly Tag: readonly WantedTag[];
}

export const LIST_TESTS: Required<FilterTests<EntryList, ListFilters>> = {
  ResourceGroupId: (wanted) => (list) => list.resourceGroupId === wanted,
  Tag: taggedWith,
};
