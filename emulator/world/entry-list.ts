import type { Resource } from './inventory';
import type { AddressFamily } from './ip';
import type { Region } from './region';
import type { World } from './world';

export interface ListEntry {
  /** A CIDR block in its one way of writing, or a range of ports such as `80/80`. */
  readonly value: string;
  readonly description: string;
}

/** A named list that rules of security groups refer to. Instants are virtual epoch milliseconds. */
export interface EntryList extends Resource {
  name: string;
  description: string;
  /** What the list counts as in the quotas of the groups that refer to it, however full it is. */
  readonly maxEntries: number;
  entries: readonly ListEntry[];
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
}

/** https://www.alibabacloud.com/help/en/ecs/user-guide/prefix-list-overview */
export interface PrefixList extends EntryList {
  readonly addressFamily: AddressFamily;
}

/** https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-createportrangelist */
export type PortRangeList = EntryList;

/** An empty list for ten entries, unless more is said of it. */
export function newEntryList(
  world: World,
  region: Region,
  idPrefix: 'pl' | 'prl',
  given: Partial<EntryList>,
): EntryList {
  return {
    id: world.resourceId(idPrefix, region),
    sequence: world.nextSequence(),
    name: '',
    description: '',
    maxEntries: 10,
    entries: [],
    resourceGroupId: '',
    tags: new Map(),
    createdAt: world.clock.now(),
    ...given,
  };
}
