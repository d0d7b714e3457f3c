import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { text } from '../api/parameters';
import { TAGGABLE } from '../world/taggable';
import type { Tagged } from '../world/taggable';
import type { Region } from '../world/region';
import { numberedPageOf, numberedPageParameters } from './page-parameters';
import { ECS } from './products';
import { TAG_FILTER, taggedWith } from './tag-parameters';
import type { WantedTag } from './tag-parameters';
import { inventoryOf, taggedArns } from './tagged-resources';

/** The older queries of tags, which know no token. */
const PAGES = numberedPageParameters({ defaultSize: 50, largest: 100 });

/** The types that DescribeTags counts, by the field of each. */
const COUNTED_TYPES = {
  Instance: 'instance',
  Disk: 'disk',
  Snapshot: 'snapshot',
  SnapshotPolicy: 'snapshotpolicy',
  Image: 'image',
  Securitygroup: 'securitygroup',
  Eni: 'eni',
  KeyPair: 'keypair',
  LaunchTemplate: 'launchtemplate',
} as const;

interface TypedResource {
  readonly type: string;
  readonly resource: Tagged;
}

/** The resources of one type, or of all types that can be tagged. */
function resourcesOf(region: Region, type: string | undefined, operation: string): readonly TypedResource[] {
  const types = type === undefined ? [...TAGGABLE.keys()] : [type.toLowerCase()];
  return types.flatMap((each) =>
    inventoryOf(region, each, operation)
      .all()
      .map((resource) => ({ type: each, resource })),
  );
}

/** A tag with how many resources of each type have it. */
interface TagCount {
  readonly key: string;
  readonly value: string;
  readonly byType: Map<string, number>;
}

function isWanted(wanted: readonly WantedTag[], key: string, value: string): boolean {
  return (
    wanted.length === 0 ||
    wanted.some(({ Key, Value }) => Key === key && (Value === undefined || Value === value))
  );
}

function countsOf(resources: readonly TypedResource[], wanted: readonly WantedTag[]): readonly TagCount[] {
  const counts = new Map<string, TagCount>();
  for (const { type, resource } of resources) {
    for (const [key, value] of resource.tags) {
      if (!isWanted(wanted, key, value)) continue;
      const id = JSON.stringify([key, value]);
      const count = counts.get(id) ?? { key, value, byType: new Map<string, number>() };
      count.byType.set(type, (count.byType.get(type) ?? 0) + 1);
      counts.set(id, count);
    }
  }
  return [...counts.values()];
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describetags */
const describeTags = regionalOperation({
  product: ECS,
  name: 'DescribeTags',
  access: 'read',
  parameters: { ...PAGES, ResourceType: text(), ResourceId: text(), Tag: TAG_FILTER },
  refused: [...OWNER_PARAMETERS, 'Category'],
  authorization: {
    action: 'ecs:DescribeTags',
    resources: (call, { ResourceType = '*', ResourceId }) =>
      taggedArns(call, ResourceType, ResourceId === undefined ? [] : [ResourceId]),
  },
  whenDenied: (values) => ({ Tags: { Tag: [] }, ...numberedPageOf([], values).paging }),
  handle: ({ region }, { ResourceType, ResourceId, Tag, ...page }) => {
    const resources = resourcesOf(region, ResourceType, 'DescribeTags').filter(
      ({ resource }) => ResourceId === undefined || resource.id === ResourceId,
    );
    const { items, paging } = numberedPageOf(countsOf(resources, Tag), page);
    const views = items.map(({ key, value, byType }) => ({
      TagKey: key,
      TagValue: value,
      ResourceTypeCount: Object.fromEntries(
        Object.entries(COUNTED_TYPES).map(([field, type]) => [field, byType.get(type) ?? 0]),
      ),
    }));
    return { Tags: { Tag: views }, ...paging };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeresourcebytags */
const describeResourceByTags = regionalOperation({
  product: ECS,
  name: 'DescribeResourceByTags',
  access: 'read',
  parameters: { ...PAGES, ResourceType: text(), Tag: TAG_FILTER },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeResourceByTags',
    resources: (call, { ResourceType = '*' }) => taggedArns(call, ResourceType, []),
  },
  whenDenied: (values) => ({ Resources: { Resource: [] }, ...numberedPageOf([], values).paging }),
  handle: ({ region }, { ResourceType, Tag, ...page }) => {
    const hasTags = taggedWith(Tag);
    const matches = resourcesOf(region, ResourceType, 'DescribeResourceByTags').filter(
      ({ resource }) => resource.tags.size > 0 && hasTags(resource),
    );
    const { items, paging } = numberedPageOf(matches, page);
    const views = items.map(({ type, resource }) => ({
      RegionId: region.id,
      ResourceType: type,
      ResourceId: resource.id,
    }));
    return { Resources: { Resource: views }, ...paging };
  },
});

export const TAG_QUERY_OPERATIONS: readonly Operation[] = [describeTags, describeResourceByTags];
