import type { Announcement } from '../world/announcements';

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** `eventTime` of CloudMonitor, `20190409T121826.922+0800`, of an instant in epoch milliseconds. */
function compactChinaTime(instant: number): string {
  const text = new Date(instant + CHINA_OFFSET_MS).toISOString();
  return `${text.slice(0, -1).replaceAll(/[-:]/g, '')}+0800`;
}

/** An announcement with the id that all of its deliveries carry. */
export interface AnnouncedEvent {
  readonly id: string;
  readonly announcement: Announcement;
}

/** `acs:ecs:<region>:<account>:<kind>/<id>` */
export function announcedArn({ regionId, accountId, resource }: Announcement): string {
  return `acs:ecs:${regionId}:${accountId}:${resource.kind}/${resource.id}`;
}

/** CloudMonitor's class of an event: the values of EventType that DescribeSystemEventMetaList lists for ECS. */
export function eventClassOf(name: string): string {
  if (name.includes(':SystemMaintenance.')) return 'Maintenance';
  return /:(?:SystemFailure\.|InstanceFailure\.|Stalled|ErrorDetected)/.test(name)
    ? 'Exception'
    : 'StatusNotification';
}

/**
 * The notification of an event-triggered alert rule, as Function Compute, a message queue or a callback URL gets it.
 * https://help.aliyun.com/en/ecs/user-guide/overview-35
 */
export function cloudMonitorNotification({ id, announcement }: AnnouncedEvent): Record<string, unknown> {
  const { at, accountId, regionId, name, level, status, resource, content } = announcement;
  return {
    ver: '1.0',
    id,
    product: 'ECS',
    resourceId: announcedArn(announcement),
    level,
    name,
    userId: accountId,
    eventTime: compactChinaTime(at),
    regionId,
    content,
    status,
    instanceName: resource.name,
    groupId: '',
    eventType: eventClassOf(name),
    ruleName: 'emulator',
  };
}

/**
 * The notification of an event subscription (2.0), as a webhook gets it with a JSON body.
 * https://www.alibabacloud.com/help/en/cms/cloudmonitor-1-0/user-guide/configure-callbacks-for-system-event-triggered-alerts-recommended
 */
export function cloudMonitorAlert(event: AnnouncedEvent): Record<string, unknown> {
  const { id, announcement } = event;
  const { at, accountId, regionId, name, level, status, resource, content } = announcement;
  const arn = announcedArn(announcement);
  const eventType = eventClassOf(name);
  return {
    userInfo: { aliyunId: accountId, userId: accountId, userName: accountId, nickName: accountId },
    subscription: {
      subscriptionUuid: 'emulator',
      conditions: [{ field: 'source', op: 'EQ', value: 'SYS_EVENT' }],
      relation: 'AND',
    },
    batchId: id,
    alert: {
      alertStatus: 'TRIGGERED',
      groupId: '',
      source: 'SYS_EVENT',
      eventContentMap: content,
      dedupId: id,
      eventName: name,
      arn,
      timestamp: at,
      traceId: id,
      severity: level,
      product: 'ECS',
      eventRawContent: JSON.stringify(content),
      eventType,
      userId: accountId,
      meta: {
        sysEventMeta: {
          regionNameEn: regionId,
          regionNameZh: regionId,
          regionId,
          resourceId: arn,
          resource: '',
          product: 'ECS',
          serviceTypeEn: 'ECS',
          serviceTypeZh: 'Elastic Compute Service (ECS)',
          eventNameEn: name,
          eventNameZh: name,
          name,
          instanceName: resource.name,
          level,
          groupId: '',
          eventType,
          eventTime: compactChinaTime(at),
          id,
          status,
        },
      },
    },
    severity: level,
    strategyName: 'emulator',
    userId: accountId,
    time: at,
  };
}

/** The same in form encoding, where every value is a text and structures are JSON. */
export function asFormFields(alert: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(alert).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
