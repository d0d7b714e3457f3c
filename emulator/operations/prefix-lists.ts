import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, clientToken, integer, list, records, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import type { Body } from '../wire/render';
import { newEntryList } from '../world/entry-list';
import type { PrefixList } from '../world/entry-list';
import { cidrText, isStandardCidr, networkOf } from '../world/ip';
import type { AddressFamily } from '../world/ip';
import type { SecurityGroup } from '../world/security-group';
import { prefixListNotFound } from './entry-list-errors';
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
import { CREATION_TAGS, TAG_FILTER, tagsOf } from './tag-parameters';

const PAGES = tokenPageParameters({ defaultSize: 10, largest: 100 });
const NAME = listName('InvalidParameter.PrefixListName');

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

function invalidFamily(): ApiError {
  return badRequest('InvalidParameter.AddressFamily', 'The parameter AddressFamily should be IPv4 or IPv6.');
}

const FAMILY = choice(['IPv4', 'IPv6'], invalidFamily);

function prefixListArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'prefixlist', ids);
}

function prefixListOf({ region }: RegionalCall, id: string): PrefixList {
  const found = region.prefixLists.get(id);
  if (found === undefined) throw prefixListNotFound();
  return found;
}

function groupsOf(call: RegionalCall, id: string): readonly SecurityGroup[] {
  return groupsWith(call, ({ peerPrefixListId }) => peerPrefixListId === id);
}

/** CIDR blocks of one family, without host bits. */
function rulesOf(family: AddressFamily): EntryRules {
  return {
    parse(value) {
      const network = networkOf(value ?? '');
      if (value !== undefined && network?.family === family && isStandardCidr(value))
        return cidrText(network);
      throw badRequest(
        'InvalidParameter.CidrMalformed',
        `The specified Cidr "${value ?? ''}" is not valid: expected an ${family} CIDR block without host bits, such as ${family === 'IPv4' ? '192.168.1.0/24' : '2001:db8::/32'}.`,
      );
    },
    duplicated: () =>
      badRequest('InvalidParameter.CidrDuplicated', 'The specified CIDR blocks contain a duplicate.'),
    tooMany: () =>
      badRequest(
        'LimitExceed.MaxEntries',
        'The number of entries exceeds the MaxEntries of the specified prefix list.',
      ),
  };
}

const ENTRIES = records({ Cidr: text(), Description: ENTRY_DESCRIPTION }, MOST_ENTRIES, tooManyEntries);

function given(
  entries: readonly { readonly Cidr: string | undefined; readonly Description?: string | undefined }[],
): GivenEntry[] {
  return entries.map(({ Cidr, Description }) => ({ value: Cidr, description: Description }));
}

/** https://help.aliyun.com/document_detail/207969.html */
const createPrefixList = regionalOperation({
  product: ECS,
  name: 'CreatePrefixList',
  access: 'write',
  parameters: {
    PrefixListName: required(NAME),
    AddressFamily: required(FAMILY),
    MaxEntries: required(integer(1, MOST_ENTRIES)),
    Description: LIST_DESCRIPTION,
    Entry: ENTRIES,
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:CreatePrefixList',
    resources: (call) => prefixListArns(call, []),
  },
  handle: ({ world, account, region }, values) => {
    const { AddressFamily, MaxEntries } = values;
    const empty = { entries: [], maxEntries: MaxEntries };
    const entries = changedEntries(empty, given(values.Entry), [], rulesOf(AddressFamily));
    const tags = tagsOf(values.Tag);
    if (region.prefixLists.size >= account.quotas.prefixListsPerRegion) {
      throw new ApiError(
        404,
        'LimitExceed.PrefixListPerRegion',
        'The number of prefix lists in the region exceeds the limit.',
      );
    }
    const prefixList = {
      ...newEntryList(world, region, 'pl', {
        name: values.PrefixListName,
        description: values.Description ?? '',
        maxEntries: MaxEntries,
        entries,
        resourceGroupId: values.ResourceGroupId ?? '',
        tags,
      }),
      addressFamily: AddressFamily,
    };
    region.prefixLists.add(prefixList);
    return { PrefixListId: prefixList.id };
  },
});

function headOf(prefixList: PrefixList): Body {
  return {
    PrefixListId: prefixList.id,
    PrefixListName: prefixList.name,
    AddressFamily: prefixList.addressFamily,
    MaxEntries: prefixList.maxEntries,
    Description: prefixList.description,
    CreationTime: minuteOf(prefixList.createdAt),
  };
}

/** https://help.aliyun.com/document_detail/205046.html */
const describePrefixLists = regionalOperation({
  product: ECS,
  name: 'DescribePrefixLists',
  access: 'read',
  parameters: {
    PrefixListId: list(100),
    PrefixListName: text(),
    AddressFamily: FAMILY,
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
    ...PAGES,
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribePrefixLists',
    resources: (call, { PrefixListId }) => prefixListArns(call, PrefixListId),
  },
  whenDenied: () => ({ PrefixLists: { PrefixList: [] }, NextToken: '' }),
  handle: (call, values) => {
    const { prefixLists } = call.region;
    const { PrefixListId, PrefixListName, AddressFamily } = values;
    const candidates = PrefixListId.length === 0 ? prefixLists.all() : prefixLists.pick(PrefixListId);
    const matches = select(candidates, LIST_TESTS, values).filter(
      ({ name, addressFamily }) =>
        (PrefixListName === undefined || name === PrefixListName) &&
        (AddressFamily === undefined || addressFamily === AddressFamily),
    );
    const { items, paging } = tokenPageOf(call, matches, values);
    return {
      PrefixLists: {
        PrefixList: items.map((prefixList) => ({
          ...headOf(prefixList),
          AssociationCount: groupsOf(call, prefixList.id).length,
          ResourceGroupId: prefixList.resourceGroupId,
          Tags: { Tag: tagList(prefixList.tags) },
        })),
      },
      ...paging,
    };
  },
});

/** https://help.aliyun.com/document_detail/205872.html */
const describePrefixListAttributes = regionalOperation({
  product: ECS,
  name: 'DescribePrefixListAttributes',
  access: 'read',
  parameters: { PrefixListId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribePrefixListAttributes',
    resources: (call, { PrefixListId }) => prefixListArns(call, [PrefixListId]),
  },
  handle: (call, { PrefixListId }) => {
    const prefixList = prefixListOf(call, PrefixListId);
    return {
      ...headOf(prefixList),
      Entries: {
        Entry: prefixList.entries.map(({ value, description }) => ({
          Cidr: value,
          Description: description,
        })),
      },
    };
  },
});

/** https://help.aliyun.com/document_detail/204724.html */
const describePrefixListAssociations = regionalOperation({
  product: ECS,
  name: 'DescribePrefixListAssociations',
  access: 'read',
  parameters: { PrefixListId: required(text()), ...PAGES },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribePrefixListAssociations',
    resources: (call, { PrefixListId }) => prefixListArns(call, [PrefixListId]),
  },
  whenDenied: () => ({ PrefixListAssociations: { PrefixListAssociation: [] }, NextToken: '' }),
  handle: (call, values) => {
    const { id } = prefixListOf(call, values.PrefixListId);
    const { items, paging } = tokenPageOf(call, groupsOf(call, id), values);
    return {
      PrefixListAssociations: {
        PrefixListAssociation: items.map((group) => ({
          ResourceId: group.id,
          ResourceType: 'securitygroup',
        })),
      },
      ...paging,
    };
  },
});

/** https://help.aliyun.com/document_detail/207970.html */
const modifyPrefixList = regionalOperation({
  product: ECS,
  name: 'ModifyPrefixList',
  access: 'write',
  parameters: {
    PrefixListId: required(text()),
    PrefixListName: NAME,
    Description: LIST_DESCRIPTION,
    AddEntry: ENTRIES,
    RemoveEntry: records({ Cidr: text() }, MOST_ENTRIES, tooManyEntries),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifyPrefixList',
    resources: (call, { PrefixListId }) => prefixListArns(call, [PrefixListId]),
  },
  handle: (call, values) => {
    const prefixList = prefixListOf(call, values.PrefixListId);
    const rules = rulesOf(prefixList.addressFamily);
    prefixList.entries = changedEntries(prefixList, given(values.AddEntry), given(values.RemoveEntry), rules);
    prefixList.name = values.PrefixListName ?? prefixList.name;
    prefixList.description = values.Description ?? prefixList.description;
    return {};
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deleteprefixlist */
const deletePrefixList = regionalOperation({
  product: ECS,
  name: 'DeletePrefixList',
  access: 'write',
  parameters: { PrefixListId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeletePrefixList',
    resources: (call, { PrefixListId }) => prefixListArns(call, [PrefixListId]),
  },
  handle: (call, { PrefixListId }) => {
    const { id } = prefixListOf(call, PrefixListId);
    if (groupsOf(call, id).length > 0) {
      throw badRequest('NotAllowed.AssociationExist', 'The specified prefix list has associated resources.');
    }
    call.region.prefixLists.remove(id);
    return {};
  },
});

export const PREFIX_LIST_OPERATIONS: readonly Operation[] = [
  createPrefixList,
  describePrefixLists,
  describePrefixListAttributes,
  describePrefixListAssociations,
  modifyPrefixList,
  deletePrefixList,
];
