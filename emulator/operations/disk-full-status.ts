import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import { choice, text } from '../api/parameters';
import { DISK_STATUSES } from '../world/disk';
import type { Disk } from '../world/disk';
import type { Region } from '../world/region';
import type { SystemEvent } from '../world/system-event';
import { listedTypes } from '../world/system-event-types';
import type { Body } from '../wire/render';
import { select } from './filters';
import { numberedPageOf } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import {
  EVENT_PAGES,
  idList,
  invalidEventParameter,
  isInSpan,
  isSpanGiven,
  missingEventParameter,
  timeSpan,
} from './system-event-parameters';
import type { TimeSpan } from './system-event-parameters';
import { DISK_HEALTHS, diskEventView, diskHealth, diskStatusView, healthView } from './system-event-view';
import { TAG_FILTER, taggedWith } from './tag-parameters';

/** Events of disks are kept this long. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describedisksfullstatus */
const HISTORY_MS = 7 * 24 * 3_600_000;

const EVENT_TYPES = listedTypes('disk');

const PARAMETERS = {
  ...EVENT_PAGES,
  DiskId: idList('DiskId'),
  EventId: idList('EventId'),
  EventType: choice(EVENT_TYPES, invalidEventParameter('EventType', EVENT_TYPES.join(', '))),
  EventTime: timeSpan('EventTime'),
  HealthStatus: choice(DISK_HEALTHS, invalidEventParameter('HealthStatus', DISK_HEALTHS.join(', '))),
  Status: choice(DISK_STATUSES, invalidEventParameter('Status', DISK_STATUSES.join(', '))),
  ResourceGroupId: text(),
  Tag: TAG_FILTER,
} as const;

interface EventFilters {
  readonly EventId: readonly string[];
  readonly EventType: string | undefined;
  readonly EventTime: TimeSpan;
}

/** With a span of time all events in it, without one those that are not over. */
function selectEvents(region: Region, values: EventFilters, now: number): readonly SystemEvent[] {
  const { EventId, EventType, EventTime } = values;
  const isHistoryWanted = isSpanGiven(EventTime);
  return region.systemEvents
    .all()
    .filter(
      ({ id, type, publishedAt, finishedAt }) =>
        type.resource === 'disk' &&
        publishedAt >= now - HISTORY_MS &&
        (EventId.length === 0 || EventId.includes(id)) &&
        (EventType === undefined || EventType === type.name) &&
        (isHistoryWanted ? isInSpan(publishedAt, EventTime) : finishedAt === undefined),
    );
}

function hasEventFilter({ EventId, EventType, EventTime }: EventFilters): boolean {
  return EventId.length > 0 || EventType !== undefined || isSpanGiven(EventTime);
}

function diskView(region: Region, disk: Disk, events: readonly SystemEvent[]): Body {
  return {
    DiskId: disk.id,
    InstanceId: disk.instanceId,
    Device: disk.device,
    Status: diskStatusView(disk),
    HealthStatus: healthView(diskHealth(region, disk)),
    DiskEventSet: {
      DiskEventType: events.filter(({ resourceId }) => resourceId === disk.id).map(diskEventView),
    },
  };
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describedisksfullstatus */
export const describeDisksFullStatus = regionalOperation({
  product: ECS,
  name: 'DescribeDisksFullStatus',
  access: 'read',
  parameters: PARAMETERS,
  refused: OWNER_PARAMETERS,
  missing: missingEventParameter,
  authorization: {
    action: 'ecs:DescribeDisksFullStatus',
    resources: ({ account, region }, { DiskId }) => resourceArns(account, region.id, 'disk', DiskId),
  },
  whenDenied: ({ PageNumber, PageSize }) => ({
    DiskFullStatusSet: { DiskFullStatusType: [] },
    ...numberedPageOf([], { PageNumber, PageSize }).paging,
  }),
  handle: ({ region, world }, values) => {
    const { DiskId, HealthStatus, Status, ResourceGroupId, Tag } = values;
    const events = selectEvents(region, values, world.clock.now());
    const withEvents = new Set(events.map(({ resourceId }) => resourceId));
    const candidates = DiskId.length > 0 ? region.disks.pick(DiskId) : region.disks.all();
    const matches = select(
      hasEventFilter(values) ? candidates.filter(({ id }) => withEvents.has(id)) : candidates,
      {
        HealthStatus: (wanted) => (disk: Disk) => diskHealth(region, disk) === wanted,
        Status: (wanted) => (disk: Disk) => disk.status === wanted,
        ResourceGroupId: (wanted) => (disk: Disk) => disk.resourceGroupId === wanted,
        Tag: taggedWith,
      },
      { HealthStatus, Status, ResourceGroupId, Tag },
    );
    const { items, paging } = numberedPageOf(matches, values);
    return {
      DiskFullStatusSet: {
        DiskFullStatusType: items.map((disk) => diskView(region, disk, events)),
      },
      ...paging,
    };
  },
});
