import type { RegionalCall } from '../api/operation';
import { list, records } from '../api/parameters';
import { ApiError, invalidParameter, missingParameter } from '../errors';
import { osTypeOf } from '../world/command';
import type { CommandType } from '../world/command';
import type { Instance } from '../world/instance';
import type { Region } from '../world/region';
import { forbidden } from './command-parameters';
import { instanceArns } from './resources';
import { MOST_TAGS, WANTED_TAG, taggedWith } from './tag-parameters';
import type { WantedTag } from './tag-parameters';

/** Instances of one invocation. https://help.aliyun.com/document_detail/141751.html */
const MOST_INSTANCES = 100;

export const tooManyInstances = forbidden(
  'InstanceIds.ExceedLimit',
  'The number of instance IDs exceeds the upper limit.',
);

export function instanceNotFound(): ApiError {
  return new ApiError(404, 'InvalidInstance.NotFound', 'The specified instance does not exist.');
}

/** The state of an instance, or its operating system, does not go with the command. */
export const instanceNotMatching = forbidden(
  'InvalidInstance.NotMatch',
  'The specified instance type does not match the command.',
);

/** What says on which instances a command runs. */
export const TARGETS = {
  InstanceId: list(MOST_INSTANCES, tooManyInstances),
  ResourceTag: records(WANTED_TAG, MOST_TAGS),
} as const;

interface Selection {
  readonly InstanceId: readonly string[];
  readonly ResourceTag: readonly WantedTag[];
}

/** ARNs of the instances that were named; all of the region, where tags select them. */
export function targetArns({ account, region }: RegionalCall, { InstanceId }: Selection): string[] {
  return instanceArns(account, region.id, InstanceId);
}

/**
 * The instances with these ids.
 *
 * @throws ApiError InvalidInstance.NotFound when one of them does not exist
 */
export function namedInstances(region: Region, ids: readonly string[]): readonly Instance[] {
  if (!ids.every((id) => region.instances.get(id) !== undefined)) throw instanceNotFound();
  return region.instances.pick(ids);
}

function taggedInstances(region: Region, tags: readonly WantedTag[]): readonly Instance[] {
  if (tags.some(({ Key }) => Key === undefined)) throw invalidParameter('ResourceTag.N.Key', 'a tag key');
  const tagged = region.instances.all().filter(taggedWith(tags));
  if (tagged.length === 0) throw instanceNotFound();
  if (tagged.length > MOST_INSTANCES) throw tooManyInstances();
  return tagged;
}

function isOfGroup({ resourceGroupId }: Instance, wanted: string | undefined): boolean {
  return wanted === undefined || resourceGroupId === '' || resourceGroupId === wanted;
}

interface Demands {
  readonly type: CommandType;
  readonly inContainer: boolean;
  readonly ResourceGroupId: string | undefined;
}

/** The instances that a command is sent to: all of those that were selected, or none. */
export function targetInstances(
  region: Region,
  { InstanceId, ResourceTag }: Selection,
  { type, inContainer, ResourceGroupId }: Demands,
): readonly Instance[] {
  if (InstanceId.length > 0 && ResourceTag.length > 0) {
    throw invalidParameter('ResourceTag', 'either InstanceId or ResourceTag');
  }
  if (InstanceId.length + ResourceTag.length === 0) throw missingParameter('InstanceId');
  const instances =
    InstanceId.length > 0 ? namedInstances(region, InstanceId) : taggedInstances(region, ResourceTag);
  if (!instances.every((instance) => isOfGroup(instance, ResourceGroupId))) throw instanceNotFound();
  const wanted = osTypeOf(type);
  const isMatch =
    instances.every(({ osType }) => osType === wanted) && !(inContainer && wanted === 'windows');
  if (!isMatch) throw instanceNotMatching();
  return instances;
}
