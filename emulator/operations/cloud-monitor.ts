import { globalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, integer, text, withDefault } from '../api/parameters';
import { announcedArn, eventClassOf } from '../events-out/cloudmonitor';
import type { Announcement } from '../world/announcements';
import { pageByNumber } from '../world/paging';
import type { Body } from '../wire/render';
import { select } from './filters';
import { CMS } from './products';

/** All announcements are of ECS, in the spelling of CloudMonitor. */
const PRODUCT = 'ECS';

/** There are no application groups; this stands for none. */
const NO_GROUP = '0';

const LARGEST_PAGE_NUMBER = 100_000_000;

const epochMilliseconds = integer(0, Number.MAX_SAFE_INTEGER);

function isEqual(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** `a and b` or `a or b`: the words are looked for in the content. */
function keywordTest(keywords: string): (content: string) => boolean {
  const alternatives = keywords.split(/\s+or\s+/i).map((words) => words.split(/\s+and\s+/i));
  return (content) => alternatives.some((words) => words.every((word) => content.includes(word.trim())));
}

function contentOf({ content }: Announcement): string {
  return JSON.stringify(content);
}

const PARAMETERS = {
  Product: text(),
  EventType: text(),
  Name: text(),
  Level: choice(['CRITICAL', 'WARN', 'INFO']),
  Status: text(),
  GroupId: text(),
  SearchKeywords: text(),
  StartTime: epochMilliseconds,
  EndTime: epochMilliseconds,
  PageNumber: withDefault(integer(1, LARGEST_PAGE_NUMBER), 1),
  PageSize: withDefault(integer(1, 100), 10),
} as const;

interface Filters {
  readonly Product: string | undefined;
  readonly EventType: string | undefined;
  readonly Name: string | undefined;
  readonly Level: string | undefined;
  readonly Status: string | undefined;
  readonly GroupId: string | undefined;
  readonly SearchKeywords: string | undefined;
  readonly StartTime: number | undefined;
  readonly EndTime: number | undefined;
}

function selectAnnouncements(
  announcements: readonly Announcement[],
  filters: Filters,
): readonly Announcement[] {
  return select(
    announcements,
    {
      Product: (wanted) => () => isEqual(wanted, PRODUCT),
      EventType: (wanted) => (each: Announcement) => eventClassOf(each.name) === wanted,
      Name: (wanted) => (each: Announcement) => each.name === wanted,
      Level: (wanted) => (each: Announcement) => each.level === wanted,
      Status: (wanted) => (each: Announcement) => isEqual(each.status, wanted),
      GroupId: (wanted) => () => wanted === NO_GROUP,
      SearchKeywords: (wanted) => {
        const test = keywordTest(wanted);
        return (each: Announcement) => test(contentOf(each));
      },
      StartTime: (wanted) => (each: Announcement) => each.at >= wanted,
      EndTime: (wanted) => (each: Announcement) => each.at <= wanted,
    },
    filters,
  );
}

function announcementView(announcement: Announcement): Body {
  const { at, name, level, status, regionId, resource } = announcement;
  return {
    Product: PRODUCT,
    Name: name,
    Level: level,
    Status: status,
    Time: at,
    RegionId: regionId,
    ResourceId: announcedArn(announcement),
    InstanceName: resource.name,
    GroupId: NO_GROUP,
    Content: contentOf(announcement),
  };
}

/**
 * The announcements of the account, the newest first, as far back as they are remembered.
 * https://www.alibabacloud.com/help/en/cms/cloudmonitor-1-0/api-describesystemeventattribute
 */
const describeSystemEventAttribute = globalOperation({
  product: CMS,
  name: 'DescribeSystemEventAttribute',
  access: 'read',
  parameters: PARAMETERS,
  refused: [],
  authorization: {
    action: 'cms:DescribeSystemEventAttribute',
    resources: ({ account }) => [`acs:cms:*:${account.id}:*`],
  },
  handle: ({ account, world }, { PageNumber, PageSize, ...filters }) => {
    const own = world.announcements.recent().filter(({ accountId }) => accountId === account.id);
    const matches = selectAnnouncements(own, filters).toReversed();
    return {
      Code: '200',
      Message: 'success',
      Success: 'true',
      SystemEvents: {
        SystemEvent: pageByNumber(matches, PageSize, PageNumber).items.map(announcementView),
      },
    };
  },
});

export const CLOUD_MONITOR_OPERATIONS: readonly Operation[] = [describeSystemEventAttribute];
