import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { clientToken, integer, list, records, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import { newEntryList } from '../world/entry-list';
import type { PortRangeList } from '../world/entry-list';
import type { SecurityGroup } from '../world/security-group';
import { portRangeListNotFound } from './entry-list-errors';
import {
  ENTRY_DESCRIPTION,
  LIST_DESCRIPTION,
  LIST_TESTS,
  MOST_ENTRIES,
  changedEntries,
  groupsWith,
  listName,
  tooManyEntries,
} from './entry-lists';
import type { EntryRules, GivenEntry } from './entry-lists';
import { select } from './filters';
import { minuteOf, tagList } from './instance-view';
import { tokenPageOf, tokenPageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { portsOf } from './rule-values';
import { CREATION_TAGS, TAG_FILTER, tagsOf } from './tag-parameters';

const PAGES = tokenPageParameters({ defaultSize: 10, largest: 100 });
const NAME = listName('InvalidParameter.PortRangeListName');

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

function portRangeListArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'portrangelist', ids);
}

function portRangeListOf({ region }: RegionalCall, id: string): PortRangeList {
  const found = region.portRangeLists.get(id);
  if (found === undefined) throw portRangeListNotFound();
  return found;
}

function groupsOf(call: RegionalCall, id: string): readonly SecurityGroup[] {
  return groupsWith(call, ({ portRangeListId }) => portRangeListId === id);
}

function malformedPortRange(): ApiError {
  return badRequest(
    'InvalidParameter.PortRange',
    'The specified parameter PortRange is not valid. It should be two integers less than 65535 in specified format.',
  );
}

/** Ranges of ports as TCP and UDP have them. */
const PORT_RANGES: EntryRules = {
  parse: (value) =>
    portsOf(value ?? '', 'TCP', { malformed: malformedPortRange, mismatch: malformedPortRange }),
  duplicated: () =>
    badRequest('InvalidParameter.PortRangeDuplicated', 'The specified PortRange is duplicated.'),
  tooMany: () =>
    badRequest(
      'LimitExceed.MaxEntries',
      'The number of entries exceeds the MaxEntries of the specified PortRangeList.',
    ),
};

const ENTRIES = records({ PortRange: text(), Description: ENTRY_DESCRIPTION }, MOST_ENTRIES, tooManyEntries);

function given(
  entries: readonly { readonly PortRange: string | undefined; readonly Description?: string | undefined }[],
): GivenEntry[] {
  return entries.map(({ PortRange, Description }) => ({ value: PortRange, description: Description }));
}

function maxEntriesExceeded(): ApiError {
  return badRequest(
    'InvalidOperation.MaxEntriesCountExceed',
    'The specified MaxEntries exceeded the upper limit.',
  );
}

/** https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-createportrangelist */
const createPortRangeList = regionalOperation({
  product: ECS,
  name: 'CreatePortRangeList',
  access: 'write',
  parameters: {
    PortRangeListName: required(NAME),
    MaxEntries: required(integer(1, 2000, maxEntriesExceeded)),
    Description: LIST_DESCRIPTION,
    Entry: ENTRIES,
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:CreatePortRangeList',
    resources: (call) => portRangeListArns(call, []),
  },
  handle: ({ world, account, region }, values) => {
    const empty = { entries: [], maxEntries: values.MaxEntries };
    const entries = changedEntries(empty, given(values.Entry), [], PORT_RANGES);
    const tags = tagsOf(values.Tag);
    if (region.portRangeLists.size >= account.quotas.portRangeListsPerRegion) {
      throw badRequest(
        'InvalidOperation.MaxCountExceed',
        'The number of port range list in the current account has exceeded quota.',
      );
    }
    const portRangeList = newEntryList(world, region, 'prl', {
      name: values.PortRangeListName,
      description: values.Description ?? '',
      maxEntries: values.MaxEntries,
      entries,
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
    });
    region.portRangeLists.add(portRangeList);
    return { PortRangeListId: portRangeList.id };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeportrangelists */
const describePortRangeLists = regionalOperation({
  product: ECS,
  name: 'DescribePortRangeLists',
  access: 'read',
  parameters: {
    PortRangeListId: list(100),
    PortRangeListName: text(),
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
    ...PAGES,
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribePortRangeLists',
    resources: (call, { PortRangeListId }) => portRangeListArns(call, PortRangeListId),
  },
  whenDenied: () => ({ PortRangeLists: [], NextToken: '' }),
  handle: (call, values) => {
    const { portRangeLists } = call.region;
    const { PortRangeListId, PortRangeListName } = values;
    const candidates =
      PortRangeListId.length === 0 ? portRangeLists.all() : portRangeLists.pick(PortRangeListId);
    const matches = select(candidates, LIST_TESTS, values).filter(
      ({ name }) => PortRangeListName === undefined || name === PortRangeListName,
    );
    const { items, paging } = tokenPageOf(call, matches, values);
    return {
      PortRangeLists: items.map((portRangeList) => ({
        PortRangeListId: portRangeList.id,
        PortRangeListName: portRangeList.name,
        MaxEntries: portRangeList.maxEntries,
        Description: portRangeList.description,
        CreationTime: minuteOf(portRangeList.createdAt),
        AssociationCount: groupsOf(call, portRangeList.id).length,
        ResourceGroupId: portRangeList.resourceGroupId,
        Tags: tagList(portRangeList.tags),
      })),
      ...paging,
    };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeportrangelistentries */
const describePortRangeListEntries = regionalOperation({
  product: ECS,
  name: 'DescribePortRangeListEntries',
  access: 'read',
  parameters: { PortRangeListId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribePortRangeListEntries',
    resources: (call, { PortRangeListId }) => portRangeListArns(call, [PortRangeListId]),
  },
  handle: (call, { PortRangeListId }) => ({
    Entries: portRangeListOf(call, PortRangeListId).entries.map(({ value, description }) => ({
      PortRange: value,
      Description: description,
    })),
  }),
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeportrangelistassociations */
const describePortRangeListAssociations = regionalOperation({
  product: ECS,
  name: 'DescribePortRangeListAssociations',
  access: 'read',
  parameters: { PortRangeListId: required(text()), ...PAGES },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribePortRangeListAssociations',
    resources: (call, { PortRangeListId }) => portRangeListArns(call, [PortRangeListId]),
  },
  whenDenied: () => ({ PortRangeListAssociations: [], NextToken: '' }),
  handle: (call, values) => {
    const { id } = portRangeListOf(call, values.PortRangeListId);
    const { items, paging } = tokenPageOf(call, groupsOf(call, id), values);
    return {
      PortRangeListAssociations: items.map((group) => ({
        ResourceId: group.id,
        ResourceType: 'SecurityGroup',
      })),
      ...paging,
    };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifyportrangelist */
const modifyPortRangeList = regionalOperation({
  product: ECS,
  name: 'ModifyPortRangeList',
  access: 'write',
  parameters: {
    PortRangeListId: required(text()),
    PortRangeListName: NAME,
    Description: LIST_DESCRIPTION,
    AddEntry: ENTRIES,
    RemoveEntry: records({ PortRange: text() }, MOST_ENTRIES, tooManyEntries),
    ClientToken: clientToken(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifyPortRangeList',
    resources: (call, { PortRangeListId }) => portRangeListArns(call, [PortRangeListId]),
  },
  handle: (call, values) => {
    const found = portRangeListOf(call, values.PortRangeListId);
    found.entries = changedEntries(found, given(values.AddEntry), given(values.RemoveEntry), PORT_RANGES);
    found.name = values.PortRangeListName ?? found.name;
    found.description = values.Description ?? found.description;
    return {};
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deleteportrangelist */
const deletePortRangeList = regionalOperation({
  product: ECS,
  name: 'DeletePortRangeList',
  access: 'write',
  parameters: { PortRangeListId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeletePortRangeList',
    resources: (call, { PortRangeListId }) => portRangeListArns(call, [PortRangeListId]),
  },
  handle: (call, { PortRangeListId }) => {
    const { id } = portRangeListOf(call, PortRangeListId);
    if (groupsOf(call, id).length > 0) {
      throw badRequest(
        'InvalidPortRangeListId.AssociationExist',
        'The specified port range list has association resources.',
      );
    }
    call.region.portRangeLists.remove(id);
    return {};
  },
});

export const PORT_RANGE_LIST_OPERATIONS: readonly Operation[] = [
  createPortRangeList,
  describePortRangeLists,
  describePortRangeListEntries,
  describePortRangeListAssociations,
  modifyPortRangeList,
  deletePortRangeList,
];
