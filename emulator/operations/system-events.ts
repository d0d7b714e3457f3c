import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, clampedInteger, text, withDefault } from '../api/parameters';
import type { Instance } from '../world/instance';
import { pageByNumber, pageByToken } from '../world/paging';
import type { Region } from '../world/region';
import type { SystemEvent } from '../world/system-event';
import { EVENT_STATES, FINAL_STATES, listedTypes } from '../world/system-event-types';
import { describeDisksFullStatus } from './disk-full-status';
import { ECS } from './products';
import { numberedPageOf } from './page-parameters';
import { instanceArns } from './resources';
import {
  EVENT_PAGES,
  idList,
  invalidEventParameter,
  isInSpan,
  isSpanGiven,
  missingEventParameter,
  nameList,
  timeSpan,
} from './system-event-parameters';
import type { TimeSpan } from './system-event-parameters';
import {
  historyEventView,
  INSTANCE_HEALTHS,
  instanceHealth,
  instanceStatusView,
  healthView,
  scheduledEventView,
} from './system-event-view';
import { TAG_FILTER, tagTest } from './tag-parameters';

/** Finished events are kept this long. https://help.aliyun.com/document_detail/63962.html */
const HISTORY_MS = 30 * 24 * 3_600_000;

const EVENT_TYPES = listedTypes('instance');
const MOST_TYPES = 30;

/** The parameters that select events. */
const EVENT_FILTERS = {
  EventId: idList('EventId'),
  EventType: choice(EVENT_TYPES, invalidEventParameter('EventType', EVENT_TYPES.join(', '))),
  InstanceEventType: nameList('InstanceEventType', EVENT_TYPES, MOST_TYPES),
  NotBefore: timeSpan('NotBefore'),
  EventPublishTime: timeSpan('EventPublishTime'),
} as const;

interface EventFilters {
  readonly EventId: readonly string[];
  readonly EventType: string | undefined;
  readonly InstanceEventType: readonly string[];
  readonly NotBefore: TimeSpan;
  readonly EventPublishTime: TimeSpan;
}

/** A list of types goes before the single one. */
function wantedTypes({ EventType, InstanceEventType }: EventFilters): readonly string[] {
  if (InstanceEventType.length > 0) return InstanceEventType;
  return EventType === undefined ? [] : [EventType];
}

function hasEventFilter(values: EventFilters): boolean {
  const { EventId, NotBefore, EventPublishTime } = values;
  const lists = [EventId, wantedTypes(values)];
  return lists.some(({ length }) => length > 0) || [NotBefore, EventPublishTime].some(isSpanGiven);
}

/** The listed events of instances that the filters select, in order of publication. */
function selectEvents(region: Region, values: EventFilters): readonly SystemEvent[] {
  const types = wantedTypes(values);
  return region.systemEvents
    .all()
    .filter(
      ({ id, type, notBefore, publishedAt }) =>
        type.listed &&
        type.resource === 'instance' &&
        (values.EventId.length === 0 || values.EventId.includes(id)) &&
        (types.length === 0 || types.includes(type.name)) &&
        isInSpan(notBefore, values.NotBefore) &&
        isInSpan(publishedAt, values.EventPublishTime),
    );
}

/**
 * The pages disagree on whether events that wait for an answer are listed too; the newest one says Scheduled.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstancesfullstatus
 */
function scheduledByInstance(region: Region, values: EventFilters): ReadonlyMap<string, SystemEvent[]> {
  const scheduled = selectEvents(region, values).filter(({ state }) => state === 'Scheduled');
  const byInstance = new Map<string, SystemEvent[]>();
  for (const event of scheduled) {
    byInstance.set(event.instanceId, [...(byInstance.get(event.instanceId) ?? []), event]);
  }
  return byInstance;
}

const describeInstancesFullStatus = regionalOperation({
  product: ECS,
  name: 'DescribeInstancesFullStatus',
  access: 'read',
  parameters: {
    ...EVENT_FILTERS,
    ...EVENT_PAGES,
    InstanceId: idList('InstanceId'),
    Status: choice(
      ['Starting', 'Running', 'Stopped'],
      invalidEventParameter('Status', 'Starting, Running or Stopped'),
    ),
    HealthStatus: choice(
      INSTANCE_HEALTHS,
      invalidEventParameter('HealthStatus', INSTANCE_HEALTHS.join(', ')),
    ),
  },
  refused: OWNER_PARAMETERS,
  missing: missingEventParameter,
  authorization: {
    action: 'ecs:DescribeInstancesFullStatus',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  whenDenied: ({ PageNumber, PageSize }) => ({
    InstanceFullStatusSet: { InstanceFullStatusType: [] },
    ...numberedPageOf([], { PageNumber, PageSize }).paging,
  }),
  handle: ({ region }, values) => {
    const { InstanceId, Status, HealthStatus } = values;
    const events = scheduledByInstance(region, values);
    const isEventWanted = hasEventFilter(values);
    const isSelected = (instance: Instance): boolean =>
      (Status === undefined || instance.status === Status) &&
      (HealthStatus === undefined || instanceHealth(region, instance) === HealthStatus) &&
      (!isEventWanted || events.has(instance.id));
    const { instances } = region;
    const candidates = InstanceId.length > 0 ? instances.pick(InstanceId) : instances.all();
    const { items, paging } = numberedPageOf(candidates.filter(isSelected), values);
    return {
      InstanceFullStatusSet: {
        InstanceFullStatusType: items.map((instance) => ({
          InstanceId: instance.id,
          Status: instanceStatusView(instance),
          HealthStatus: healthView(instanceHealth(region, instance)),
          ScheduledSystemEventSet: {
            ScheduledSystemEventType: (events.get(instance.id) ?? []).map(scheduledEventView),
          },
        })),
      },
      ...paging,
    };
  },
});

const RESOURCE_TYPES = ['instance', 'ddh', 'managedhost'] as const;

interface HistoryFilters extends EventFilters {
  readonly EventCycleStatus: (typeof EVENT_STATES)[number] | undefined;
  readonly InstanceEventCycleStatus: readonly string[];
  readonly InstanceId: string | undefined;
  readonly ResourceId: readonly string[];
  readonly ResourceType: (typeof RESOURCE_TYPES)[number];
  readonly ResourceGroupId: string | undefined;
  readonly Tag: Parameters<typeof tagTest>[0];
}

/** Finished events alone, unless states are asked for; a list of states goes before the single one. */
function wantedStates({ EventCycleStatus, InstanceEventCycleStatus }: HistoryFilters): readonly string[] {
  if (InstanceEventCycleStatus.length > 0) return InstanceEventCycleStatus;
  return EventCycleStatus === undefined ? FINAL_STATES : [EventCycleStatus];
}

/** There are no dedicated hosts and no managed ones here, so that there are no events of theirs. */
function selectHistory(region: Region, values: HistoryFilters, now: number): readonly SystemEvent[] {
  if (values.ResourceType !== 'instance') return [];
  const states = wantedStates(values);
  const single = values.InstanceId === undefined ? [] : [values.InstanceId];
  const ids = values.ResourceId.length > 0 ? values.ResourceId : single;
  const hasTags = tagTest(values.Tag);
  const isOfResource = ({ instanceId }: SystemEvent): boolean => {
    if (values.Tag.length === 0 && values.ResourceGroupId === undefined) return true;
    const instance = region.instances.get(instanceId);
    if (instance === undefined || !hasTags(instance.tags)) return false;
    return values.ResourceGroupId === undefined || instance.resourceGroupId === values.ResourceGroupId;
  };
  return selectEvents(region, values).filter(
    (event) =>
      states.includes(event.state) &&
      (event.finishedAt === undefined || event.finishedAt >= now - HISTORY_MS) &&
      (ids.length === 0 || ids.includes(event.instanceId)) &&
      isOfResource(event),
  );
}

interface HistoryPage {
  readonly MaxResults: number | undefined;
  readonly NextToken: string | undefined;
  readonly PageNumber: number;
  readonly PageSize: number;
}

function isByToken({ MaxResults, NextToken }: HistoryPage): boolean {
  return MaxResults !== undefined || NextToken !== undefined;
}

/** Counts and numbers mean nothing beside a token; the cloud has been seen to answer 0. */
function historyPaging(values: HistoryPage, nextToken: string, total: number): Record<string, unknown> {
  if (isByToken(values)) return { NextToken: nextToken, TotalCount: 0, PageNumber: 0, PageSize: 0 };
  return { NextToken: '', TotalCount: total, PageNumber: values.PageNumber, PageSize: values.PageSize };
}

/** https://help.aliyun.com/document_detail/63962.html */
const describeInstanceHistoryEvents = regionalOperation({
  product: ECS,
  name: 'DescribeInstanceHistoryEvents',
  access: 'read',
  parameters: {
    ...EVENT_FILTERS,
    ...EVENT_PAGES,
    MaxResults: clampedInteger(10, 100),
    NextToken: text(),
    EventCycleStatus: choice(
      EVENT_STATES,
      invalidEventParameter('EventCycleStatus', EVENT_STATES.join(', ')),
    ),
    InstanceEventCycleStatus: nameList('InstanceEventCycleStatus', EVENT_STATES, EVENT_STATES.length),
    InstanceId: text(),
    ResourceId: idList('ResourceId'),
    ResourceType: withDefault(
      choice(RESOURCE_TYPES, invalidEventParameter('ResourceType', RESOURCE_TYPES.join(', '))),
      'instance',
    ),
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
  },
  refused: [...OWNER_PARAMETERS, 'ImpactLevel'],
  missing: missingEventParameter,
  authorization: {
    action: 'ecs:DescribeInstanceHistoryEvents',
    resources: ({ account, region }, { InstanceId, ResourceId }) =>
      instanceArns(
        account,
        region.id,
        ResourceId.length > 0 || InstanceId === undefined ? ResourceId : [InstanceId],
      ),
  },
  whenDenied: (values) => ({
    InstanceSystemEventSet: { InstanceSystemEventType: [] },
    ...historyPaging(values, '', 0),
  }),
  handle: ({ account, region, world }, values) => {
    const { MaxResults, NextToken, PageNumber, PageSize, ...filters } = values;
    const matches = selectHistory(region, values, world.clock.now());
    const query = JSON.stringify([account.id, region.id, filters]);
    const page = isByToken(values)
      ? pageByToken(matches, MaxResults ?? PageSize, NextToken, query)
      : pageByNumber(matches, PageSize, PageNumber);
    return {
      InstanceSystemEventSet: { InstanceSystemEventType: page.items.map(historyEventView) },
      ...historyPaging(values, page.nextToken, matches.length),
    };
  },
});

export const SYSTEM_EVENT_OPERATIONS: readonly Operation[] = [
  describeInstancesFullStatus,
  describeInstanceHistoryEvents,
  describeDisksFullStatus,
];
