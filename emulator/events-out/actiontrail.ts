import type { JournalEntry } from '../journal';
import { cloudEvent } from './eventbridge';
import { secondOf } from '../world/times';

/** What is known of a call. */
export type RecordedCall = Omit<JournalEntry, 'seq'>;

/** ARNs of the resources that RAM was asked about. */
export function resourcesOf({ ram }: RecordedCall): string[] {
  return (ram?.resources ?? []).map(({ resource }) => resource);
}

const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  instance: 'ACS::ECS::Instance',
  disk: 'ACS::ECS::Disk',
  snapshot: 'ACS::ECS::Snapshot',
  image: 'ACS::ECS::Image',
  securitygroup: 'ACS::ECS::SecurityGroup',
  eni: 'ACS::ECS::NetworkInterface',
  keypair: 'ACS::ECS::KeyPair',
  launchtemplate: 'ACS::ECS::LaunchTemplate',
  snapshotpolicy: 'ACS::ECS::AutoSnapshotPolicy',
  command: 'ACS::ECS::Command',
};

/** Ids by type, of the resources that RAM was asked about by name. */
function referencedResources(arns: readonly string[]): Record<string, string[]> {
  const resources: Record<string, string[]> = {};
  for (const arn of arns) {
    const [kind = '', id = ''] = (arn.split(':')[4] ?? '').split('/');
    const type = RESOURCE_TYPES[kind];
    if (type !== undefined && id !== '*') (resources[type] ??= []).push(id);
  }
  return resources;
}

function userIdentityOf(account: string, principal: string): Record<string, unknown> {
  const name = principal.split('/').slice(1).join('/');
  if (principal.includes(':assumed-role/')) {
    return { accountId: account, principalId: name, type: 'assumed-role', userName: name };
  }
  return principal.includes(':user/')
    ? { accountId: account, principalId: name, type: 'ram-user', userName: name }
    : { accountId: account, principalId: account, type: 'root-account', userName: 'root' };
}

/**
 * The record of a write call, on the default bus: ActionTrail publishes nothing else there.
 * https://www.alibabacloud.com/help/en/eventbridge/user-guide/actiontrail-events,
 * its fields after https://www.alibabacloud.com/help/doc-detail/28821.htm (elements of the answer and the
 * message of an error are not known here and left out).
 */
export function actionTrailEvent(id: string, call: RecordedCall): Record<string, unknown> {
  const { account = '', principal = '', region = '', requestId, operation = '', product = '' } = call;
  const at = Date.parse(call.at);
  return cloudEvent({
    id,
    source: 'acs.actiontrail',
    type: 'actiontrail:ActionTrail:ApiCall',
    subject: `acs:actiontrail:${region}:${account}:${operation}`,
    at,
    accountId: account,
    regionId: region,
    data: {
      eventId: requestId,
      eventVersion: 1,
      eventSource: `${product.toLowerCase()}.aliyuncs.com`,
      eventCategory: 'Management',
      eventType: 'ApiCall',
      eventRW: 'Write',
      eventName: operation,
      eventTime: secondOf(at),
      requestId,
      requestParameters: call.params,
      responseElements: { RequestId: requestId },
      referencedResources: referencedResources(resourcesOf(call)),
      userIdentity: userIdentityOf(account, principal),
      sourceIpAddress: '127.0.0.1',
      userAgent: 'emulator',
      serviceName: product,
      apiVersion: call.version,
      acsRegion: region,
      isGlobal: false,
      ...(call.code !== 'OK' && { errorCode: call.code }),
    },
  });
}
