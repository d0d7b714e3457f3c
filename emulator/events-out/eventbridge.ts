import type { AnnouncedEvent } from './cloudmonitor';
import { announcedArn } from './cloudmonitor';
import { secondOf } from '../world/times';

interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly accountId: string;
  readonly regionId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** From the block that RFC 5737 keeps for documentation. */
const PUBLISHER_ADDRESS = '192.0.2.10';

/**
 * An event of the default bus.
 * https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-overview
 */
export function cloudEvent(event: CloudEvent): Record<string, unknown> {
  const { id, source, type, subject, at, accountId, regionId, data } = event;
  return {
    id,
    source,
    specversion: '1.0',
    type,
    datacontenttype: 'application/json;charset=utf-8',
    subject,
    time: secondOf(at),
    aliyunaccountid: accountId,
    aliyunpublishtime: new Date(at).toISOString(),
    aliyunoriginalaccountid: accountId,
    aliyuneventbusname: 'default',
    aliyunregionid: regionId,
    aliyunpublishaddr: PUBLISHER_ADDRESS,
    data,
  };
}

/** `ecs:<Resource>:<code>`: without the state, which CloudMonitor's name ends with. */
function ecsEventType(name: string): string {
  return `ecs:${name.split(':').slice(0, 2).join(':')}`;
}

/**
 * An announcement on the default bus. The types are those of
 * https://www.alibabacloud.com/help/en/eventbridge/user-guide/ecs-events; no event of source `acs.ecs` is public, so
 * that `data` is CloudMonitor's `content`, as it is or wrapped, is an assumption.
 */
export function ecsCloudEvent(
  { id, announcement }: AnnouncedEvent,
  form: 'flat' | 'content',
): Record<string, unknown> {
  const { at, accountId, regionId, name, content } = announcement;
  return cloudEvent({
    id,
    source: 'acs.ecs',
    type: ecsEventType(name),
    subject: announcedArn(announcement),
    at,
    accountId,
    regionId,
    data: form === 'flat' ? content : { name, content },
  });
}
