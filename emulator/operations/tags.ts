import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { flag, list, records, required, text } from '../api/parameters';
import type { Parameter } from '../api/parameters';
import { ApiError, invalidParameter, missingParameter, unsupportedValue } from '../errors';
import { wildcard } from '../wildcard';
import type { Inventory } from '../world/inventory';
import type { Tagged } from '../world/taggable';
import { tagList } from './instance-view';
import { tokenPageOf } from './page-parameters';
import { ECS } from './products';
import { GIVEN_TAG, MOST_TAGS, WANTED_TAG, isReservedTag, tagTest, tagsOf } from './tag-parameters';
import type { TagTest, WantedTag } from './tag-parameters';
import { TAG_QUERY_OPERATIONS } from './tag-queries';
import { inventoryOf, taggedArns } from './tagged-resources';

const MOST_RESOURCES = 50;
const TAGS_PER_RESOURCE = 20;

/** Resources on one page of ListTagResources; their tags are never split over pages. */
const PAGE_SIZE = 50;

/** A fuzzy search sees no more than this many resources. */
const FUZZY_CEILING = 5000;

function tooManyResources(): ApiError {
  return new ApiError(
    400,
    'NumberExceed.ResourceIds',
    "The ResourceIds parameter's number is exceed , Valid : 50",
  );
}

function tooManyTags(): ApiError {
  return new ApiError(400, 'NumberExceed.Tags', "The Tags parameter's number is exceed , Valid : 20");
}

/** The tag operations document 404 for these parameters where the others answer 400. */
function missingTagParameter(name: string): ApiError {
  return ['RegionId', 'ResourceType', 'Tags'].includes(name)
    ? new ApiError(404, `MissingParameter.${name}`, `The parameter - ${name} should not be null`)
    : missingParameter(name);
}

const RESOURCE_TYPE: Parameter<string> = required(text());
const RESOURCE_IDS = list(MOST_RESOURCES, tooManyResources);

/** All of the resources, or the error that one of them does not exist. */
function resourcesOf(inventory: Inventory<Tagged>, ids: readonly string[]): readonly Tagged[] {
  const missing = ids.find((id) => inventory.get(id) === undefined);
  if (missing !== undefined) {
    throw new ApiError(
      404,
      'InvalidResourceId.NotFound',
      'The specified ResourceIds are not found in our records.',
    );
  }
  return inventory.pick(ids);
}

/** https://help.aliyun.com/document_detail/110424.html */
const tagResources = regionalOperation({
  product: ECS,
  name: 'TagResources',
  access: 'write',
  parameters: {
    ResourceType: RESOURCE_TYPE,
    ResourceId: required(RESOURCE_IDS),
    Tag: required(records(GIVEN_TAG, MOST_TAGS, tooManyTags), 'Tags'),
  },
  refused: OWNER_PARAMETERS,
  missing: missingTagParameter,
  authorization: {
    action: 'ecs:TagResources',
    resources: (call, { ResourceType, ResourceId }) => taggedArns(call, ResourceType, ResourceId),
  },
  handle: ({ region }, { ResourceType, ResourceId, Tag }) => {
    const resources = resourcesOf(inventoryOf(region, ResourceType, 'TagResources'), ResourceId);
    const tags = tagsOf(Tag);
    for (const resource of resources) {
      const own = new Set([...resource.tags.keys(), ...tags.keys()]);
      if ([...own].filter((key) => !isReservedTag(key)).length > TAGS_PER_RESOURCE) {
        throw new ApiError(
          400,
          'OperationDenied.QuotaExceed',
          'The quota of tags on resource is beyond permitted range.',
        );
      }
    }
    for (const resource of resources) {
      for (const [key, value] of tags) resource.tags.set(key, value);
    }
    return {};
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-untagresources */
const untagResources = regionalOperation({
  product: ECS,
  name: 'UntagResources',
  access: 'write',
  parameters: {
    ResourceType: RESOURCE_TYPE,
    ResourceId: required(RESOURCE_IDS),
    TagKey: list(MOST_TAGS, tooManyTags),
    All: flag(),
  },
  refused: OWNER_PARAMETERS,
  missing: missingTagParameter,
  authorization: {
    action: 'ecs:UntagResources',
    resources: (call, { ResourceType, ResourceId }) => taggedArns(call, ResourceType, ResourceId),
  },
  handle: ({ region }, { ResourceType, ResourceId, TagKey, All }) => {
    const resources = resourcesOf(inventoryOf(region, ResourceType, 'UntagResources'), ResourceId);
    if (TagKey.length === 0 && All !== true) throw missingParameter('TagKey');
    for (const { tags } of resources) {
      const keys = TagKey.length > 0 ? TagKey : [...tags.keys()].filter((key) => !isReservedTag(key));
      for (const key of keys) tags.delete(key);
    }
    return {};
  },
});

function exactTest(wanted: readonly WantedTag[]): TagTest {
  for (const { Key } of wanted) {
    if (Key === undefined) {
      throw new ApiError(400, 'InvalidParameter.TagValue', 'Tag.N.Value is given without Tag.N.Key.');
    }
    if (Key === 'acs:rm:rgId') throw unsupportedValue('Tag.N.Key', Key, 'ListTagResources');
  }
  return tagTest(wanted);
}

/** Either the key is a pattern, or the key is exact and its values are patterns. */
function fuzzyTest(
  wanted: readonly { readonly TagKey: string | undefined; readonly TagValues: readonly string[] }[],
): TagTest {
  const tests = wanted.map(({ TagKey, TagValues }, index): TagTest => {
    if (TagKey === undefined) throw invalidParameter(`TagFilter.${index + 1}.TagKey`, 'a tag key');
    const values = TagValues.map((value) => wildcard(value));
    if (values.length > 0) {
      return (tags) => values.some((pattern) => tags.has(TagKey) && pattern.test(tags.get(TagKey) ?? ''));
    }
    const key = wildcard(TagKey);
    return (tags) => [...tags.keys()].some((each) => key.test(each));
  });
  return (tags) => tests.every((test) => test(tags));
}

/** https://help.aliyun.com/document_detail/110425.html */
const listTagResources = regionalOperation({
  product: ECS,
  name: 'ListTagResources',
  access: 'read',
  parameters: {
    ResourceType: RESOURCE_TYPE,
    ResourceId: RESOURCE_IDS,
    Tag: records(WANTED_TAG, MOST_TAGS, tooManyTags),
    TagFilter: records({ TagKey: text(), TagValues: list(5) }, 5),
    NextToken: text(),
  },
  refused: OWNER_PARAMETERS,
  missing: missingTagParameter,
  authorization: {
    action: 'ecs:ListTagResources',
    resources: (call, { ResourceType, ResourceId }) => taggedArns(call, ResourceType, ResourceId),
  },
  whenDenied: () => ({ NextToken: '', TagResources: { TagResource: [] } }),
  handle: (call, values) => {
    const { ResourceType, ResourceId, Tag, TagFilter } = values;
    const inventory = inventoryOf(call.region, ResourceType, 'ListTagResources');
    if (ResourceId.length + Tag.length + TagFilter.length === 0) throw missingTagParameter('Tags');
    if (Tag.length > 0 && TagFilter.length > 0)
      throw invalidParameter('TagFilter', 'either Tag or TagFilter');
    const exact = exactTest(Tag);
    const fuzzy = fuzzyTest(TagFilter);
    const candidates = ResourceId.length > 0 ? inventory.pick(ResourceId) : inventory.all();
    const matches = candidates.filter(({ tags }) => tags.size > 0 && exact(tags) && fuzzy(tags));
    const visible = TagFilter.length > 0 ? matches.slice(0, FUZZY_CEILING) : matches;
    const { items, paging } = tokenPageOf(call, visible, { ...values, MaxResults: PAGE_SIZE });
    return {
      ...paging,
      TagResources: {
        TagResource: items.flatMap(({ id, tags }) =>
          tagList(tags).map((tag) => ({ ResourceType: ResourceType.toLowerCase(), ResourceId: id, ...tag })),
        ),
      },
    };
  },
});

export const TAG_OPERATIONS: readonly Operation[] = [
  tagResources,
  untagResources,
  listTagResources,
  ...TAG_QUERY_OPERATIONS,
];
