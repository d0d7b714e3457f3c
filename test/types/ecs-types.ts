/** Held by the compiler: each line that must not compile says so, and is an error when it does. */
import type { EcsClient, EcsOperation, EcsRequest, EcsResponse } from '../../shared/client';

export const operation: EcsOperation = 'StopInstances';

// @ts-expect-error an operation that does not exist
export const noOperation: EcsOperation = 'StopInstancez';

// @ts-expect-error the name of a method of the SDK is not the name of an operation
export const methodName: EcsOperation = 'stopInstances';

export const request: EcsRequest<'StopInstances'> = {
  RegionId: 'cn-hangzhou',
  InstanceId: ['i-example1'],
  StoppedMode: 'StopCharging',
};

// @ts-expect-error a misspelt parameter
export const misspelt: EcsRequest<'StopInstances'> = { RegionId: 'cn-hangzhou', InstanceIDs: ['i-example1'] };

// @ts-expect-error a parameter in the spelling of the SDK
export const sdkSpelling: EcsRequest<'StopInstances'> = { regionId: 'cn-hangzhou' };

// @ts-expect-error a list where the API takes one value
export const wrongType: EcsRequest<'StopInstance'> = { InstanceId: ['i-example1'] };

export const nested: EcsRequest<'DescribeInstances'> = { Tag: [{ Key: 'team', Value: 'web' }] };

// @ts-expect-error a misspelt field inside a list
export const nestedMisspelt: EcsRequest<'DescribeInstances'> = { Tag: [{ key: 'team' }] };

export const jsonText: EcsRequest<'RunCommand'> = { Parameters: JSON.stringify({ name: 'web' }) };

// @ts-expect-error a structure where JSON text goes over the wire
export const structure: EcsRequest<'RunCommand'> = { Parameters: { name: 'web' } };

export const lowerCase: EcsRequest<'ApplyAutoSnapshotPolicy'> = {
  regionId: 'cn-hangzhou',
  autoSnapshotPolicyId: 'sp-example1',
  diskIds: '["d-example1"]',
};

// @ts-expect-error this operation has its parameters in lower case
export const upperCase: EcsRequest<'ApplyAutoSnapshotPolicy'> = { RegionId: 'cn-hangzhou' };

// @ts-expect-error a parameter is given or left out, not given as undefined
export const unset: EcsRequest<'DeleteSnapshot'> = { SnapshotId: undefined };

export type Instance = NonNullable<
  NonNullable<EcsResponse<'DescribeInstances'>['Instances']>['Instance']
>[number];

export const instanceType: Instance['InstanceType'] = 'ecs.g7.large';

// @ts-expect-error a field that the answer does not have
export type NoField = Instance['InstanceID'];

// @ts-expect-error every part of an answer may be missing
export type Present = EcsResponse<'DescribeInstances'>['Instances']['Instance'];

export async function useClient(ecs: EcsClient): Promise<string | undefined> {
  const body = await ecs.call('DescribeDisks', { RegionId: 'cn-hangzhou' });
  await ecs.probe('StopInstances', { InstanceId: ['i-example1'] });
  // @ts-expect-error an operation without DryRun would be carried out
  await ecs.probe('DeleteSnapshot', { SnapshotId: 's-example1' });
  // @ts-expect-error an operation that is no list
  ecs.pages('StopInstances', {});
  for await (const instance of ecs.items('DescribeInstances', { RegionId: 'cn-hangzhou' })) {
    const found: Instance = instance;
    return found.InstanceId;
  }
  return body.Disks?.Disk?.[0]?.DiskId;
}
