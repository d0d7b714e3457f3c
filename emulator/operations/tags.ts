import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { flag, list, records, required, text } from '../api/parameters';
import type { Parameter } from '../api/parameters';
import { ApiError, invalidParameter, missingParameter, unsupportedParameter } from '../errors';
import { wildcard } from '../wildcard';
import type { Region } from '../world/region';
import type { Inventory, Resource } from '../world/inventory';
import { pageByToken } from '../world/paging';
import { tagList } from './instance-view';
import { ECS } from './products';
import { resourceArns } from './resources';

interface Tagged extends Resource {
  readonly tags: Map<string, string>;
}

/** Where the resources of each taggable type are. */
const TAGGABLE = new Map<string, (region: Region) => Inventory<Tagged>>([
  ['instance', ({ instances }) => instances],
  ['disk', ({ disks }) => disks],
  ['snapshot', ({ snapshots }) => snapshots],
  ['image', ({ images }) => images],
  ['securitygroup', ({ securityGroups }) => securityGroups],
  ['eni', ({ networkInterfaces }) => networkInterfaces],
]);

/** Types that the cloud can tag and the emulator does not have. */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  ...['volume', 'ddh', 'ddhcluster', 'keypair'],
  ...['launchtemplate', 'reservedinstance', 'snapshotpolicy', 'elasticityassurance', 'capacityreservation'],
  ...['command', 'invocation', 'activation', 'managedinstance'],
]);

const MOST_RESOURCES = 50;
const MOST_TAGS = 20;
const TAGS_PER_RESOURCE = 20;
const LONGEST = 128;

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

function inventoryOf(region: Region, type: string, operation: string): Inventory<Tagged> {
  const find = TAGGABLE.get(type.toLowerCase());
  if (find !== undefined) return find(region);
  if (OTHER_TYPES.has(type.toLowerCase())) throw unsupportedParameter(`ResourceType=${type}`, operation);
  throw new ApiError(
    404,
    'InvalidResourceType.NotFound',
    'The ResourceType provided does not exist in our records.',
  );
}

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

function isReserved(key: string): boolean {
  return /^(?:aliyun|acs:)/i.test(key);
}

function isPlain(text: string): boolean {
  return text.length <= LONGEST && !/https?:\/\//i.test(text);
}

/** The tags to set, as documented for keys and values. */
function checkedTags(
  tags: readonly { readonly Key: string | undefined; readonly Value: string }[],
): Map<string, string> {
  const checked = new Map<string, string>();
  for (const { Key, Value } of tags) {
    if (Key === undefined || isReserved(Key) || !isPlain(Key)) {
      throw new ApiError(400, 'InvalidTagKey.Malformed', 'The specified Tag.n.Key is not valid.');
    }
    if (!isPlain(Value)) {
      throw new ApiError(400, 'InvalidTagValue.Malformed', 'The specified Tag.n.Value is not valid.');
    }
    if (checked.has(Key)) {
      throw new ApiError(400, 'Duplicate.TagKey', 'The Tag.N.Key contain duplicate key.');
    }
    checked.set(Key, Value);
  }
  return checked;
}

function taggedArns({ account, region }: RegionalCall, type: string, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, type.toLowerCase(), ids);
}

/** A tag value may be the empty text, which is something else than no value. */
const tagValue: Parameter<string> = {
  type: 'String',
  required: false,
  read: (bag, name) => bag.take(name) ?? '',
};

/** https://help.aliyun.com/document_detail/110424.html */
const tagResources = regionalOperation({
  product: ECS,
  name: 'TagResources',
  access: 'write',
  parameters: {
    ResourceType: RESOURCE_TYPE,
    ResourceId: required(RESOURCE_IDS),
    Tag: required(records({ Key: text(), Value: tagValue }, MOST_TAGS, tooManyTags), 'Tags'),
  },
  refused: OWNER_PARAMETERS,
  missing: missingTagParameter,
  authorization: {
    action: 'ecs:TagResources',
    resources: (call, { ResourceType, ResourceId }) => taggedArns(call, ResourceType, ResourceId),
  },
  handle: ({ region }, { ResourceType, ResourceId, Tag }) => {
    const resources = resourcesOf(inventoryOf(region, ResourceType, 'TagResources'), ResourceId);
    const tags = checkedTags(Tag);
    for (const resource of resources) {
      const own = new Set([...resource.tags.keys(), ...tags.keys()]);
      if ([...own].filter((key) => !isReserved(key)).length > TAGS_PER_RESOURCE) {
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

/** https://help.aliyun.com/document_detail/110425.html */
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
      const keys = TagKey.length > 0 ? TagKey : [...tags.keys()].filter((key) => !isReserved(key));
      for (const key of keys) tags.delete(key);
    }
    return {};
  },
});

type TagTest = (tags: ReadonlyMap<string, string>) => boolean;

function exactTest(
  wanted: readonly { readonly Key: string | undefined; readonly Value: string | undefined }[],
): TagTest {
  for (const { Key } of wanted) {
    if (Key === undefined) {
      throw new ApiError(400, 'InvalidParameter.TagValue', 'Tag.N.Value is given without Tag.N.Key.');
    }
    if (Key === 'acs:rm:rgId') throw unsupportedParameter('Tag.N.Key=acs:rm:rgId', 'ListTagResources');
  }
  return (tags) =>
    wanted.every(({ Key = '', Value }) => tags.has(Key) && (Value === undefined || tags.get(Key) === Value));
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
    Tag: records({ Key: text(), Value: text() }, MOST_TAGS, tooManyTags),
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
  handle: ({ account, region }, { ResourceType, ResourceId, Tag, TagFilter, NextToken }) => {
    const inventory = inventoryOf(region, ResourceType, 'ListTagResources');
    if (ResourceId.length + Tag.length + TagFilter.length === 0) throw missingTagParameter('Tags');
    if (Tag.length > 0 && TagFilter.length > 0)
      throw invalidParameter('TagFilter', 'either Tag or TagFilter');
    const exact = exactTest(Tag);
    const fuzzy = fuzzyTest(TagFilter);
    const candidates = ResourceId.length > 0 ? inventory.pick(ResourceId) : inventory.all();
    const matches = candidates.filter(({ tags }) => tags.size > 0 && exact(tags) && fuzzy(tags));
    const visible = TagFilter.length > 0 ? matches.slice(0, FUZZY_CEILING) : matches;
    const query = JSON.stringify([account.id, region.id, ResourceType, ResourceId, Tag, TagFilter]);
    const page = pageByToken(visible, PAGE_SIZE, NextToken, query);
    return {
      NextToken: page.nextToken,
      TagResources: {
        TagResource: page.items.flatMap(({ id, tags }) =>
          tagList(tags).map((tag) => ({ ResourceType: ResourceType.toLowerCase(), ResourceId: id, ...tag })),
        ),
      },
    };
  },
});

export const TAG_OPERATIONS: readonly Operation[] = [tagResources, untagResources, listTagResources];
