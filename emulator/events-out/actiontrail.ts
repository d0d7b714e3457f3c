import { bodyWithoutSecrets } from '../api/progress';
import type { JournalEntry } from '../journal';
import type { Body } from '../wire/render';
import { secondOf } from '../world/times';
import { cloudEvent } from './eventbridge';

/** What is known of a call. */
export interface RecordedCall extends Omit<JournalEntry, 'seq'> {
  /** As it was, or would have been, sent; `Code` and `Message` of an error. */
  readonly answer: Body;
}

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

/** Elements of answers that name what was created, by the kinds of ARNs. */
const CREATED: Readonly<Record<string, string>> = {
  InstanceId: 'instance',
  DiskId: 'disk',
  SnapshotId: 'snapshot',
  ImageId: 'image',
  SecurityGroupId: 'securitygroup',
  NetworkInterfaceId: 'eni',
  KeyPairName: 'keypair',
  LaunchTemplateId: 'launchtemplate',
  AutoSnapshotPolicyId: 'snapshotpolicy',
  CommandId: 'command',
};

type Named = readonly [kind: string, id: string];

function createdIn(answer: Body): Named[] {
  const ofOne = Object.entries(CREATED).flatMap(([element, kind]): Named[] => {
    const id = answer[element];
    return typeof id === 'string' ? [[kind, id]] : [];
  });
  const launched = answer['InstanceIdSets'] as { readonly InstanceIdSet: readonly string[] } | undefined;
  return [...ofOne, ...(launched?.InstanceIdSet ?? []).map((id): Named => ['instance', id])];
}

/** Ids by type, of the resources that RAM was asked about by name and of those that the answer names. */
function referencedResources(call: RecordedCall): Record<string, string[]> {
  const asked = resourcesOf(call).map((arn): Named => {
    const [kind = '', id = ''] = (arn.split(':')[4] ?? '').split('/');
    return [kind, id];
  });
  const resources: Record<string, string[]> = {};
  for (const [kind, id] of [...asked, ...createdIn(call.answer)]) {
    const type = RESOURCE_TYPES[kind];
    if (type === undefined || id === '*') continue;
    const ids = (resources[type] ??= []);
    if (!ids.includes(id)) ids.push(id);
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
 * its fields after https://www.alibabacloud.com/help/doc-detail/28821.htm.
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
      responseElements: call.code === 'OK' ? bodyWithoutSecrets(call.answer) : { RequestId: requestId },
      referencedResources: referencedResources(call),
      userIdentity: userIdentityOf(account, principal),
      sourceIpAddress: '127.0.0.1',
      userAgent: 'emulator',
      serviceName: product,
      apiVersion: call.version,
      acsRegion: region,
      isGlobal: false,
      ...(call.code !== 'OK' && { errorCode: call.code, errorMessage: call.answer['Message'] }),
    },
  });
}
