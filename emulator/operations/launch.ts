import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { record, records, required } from '../api/parameters';
import type { Instance } from '../world/instance';
import { MOST_DATA_DISKS } from '../world/disk';
import { launch } from '../world/launch';
import type { DiskRequest, LaunchRequest } from '../world/launch';
import {
  bandwidthPricePerHour,
  diskPricePerHour,
  instancePricePerHour,
  priceOf,
  spotPricePerHour,
} from '../world/prices';
import type { World } from '../world/world';
import type { Body } from '../wire/render';
import { stopIfDryRun } from './dry-run';
import { launchError, refusal } from './launch-errors';
import { hostNames, instanceNames } from './launch-names';
import { COMMON_PARAMETERS, DATA_DISK, RUN_PARAMETERS, SYSTEM_DISK } from './launch-parameters';
import type { LaunchValues } from './launch-parameters';
import { checkLaunch, periodOf } from './launch-request';
import { completeWithTemplate } from './launch-templates';
import { ECS } from './products';
import { resourceArns } from './resources';

/** Everything that a launch needs permission for. */
function launchArns({ account, region }: RegionalCall, values: LaunchValues): string[] {
  const groups = [...(values.SecurityGroupIds ?? []), values.SecurityGroupId];
  const named: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ['instance', ['*']],
    ['image', [values.ImageId]],
    ['securitygroup', groups],
    ['keypair', [values.KeyPairName]],
    ['snapshot', values.DataDisk.map(({ SnapshotId }) => SnapshotId)],
  ];
  const arns = named.flatMap(([type, ids]) =>
    ids.flatMap((id) => (id === undefined ? [] : resourceArns(account, region.id, type, [id]))),
  );
  const { VSwitchId } = values;
  return VSwitchId === undefined
    ? arns
    : [...arns, `acs:vpc:${region.id}:${account.id}:vswitch/${VSwitchId}`];
}

/** What an hour of one instance costs with all that belongs to it. */
function pricePerHour(request: LaunchRequest): number {
  const { type, image, spotStrategy, internetChargeType, internetBandwidthOutMbps } = request;
  const ofInstance = spotStrategy === 'NoSpot' ? instancePricePerHour : spotPricePerHour;
  const ofDisk = (disk: DiskRequest): number =>
    diskPricePerHour({ ...disk, provisionedIops: disk.provisionedIops ?? 0 });
  const disks = [request.systemDisk, ...request.dataDisks];
  return (
    ofInstance(type, image.osType) +
    disks.reduce((sum, disk) => sum + ofDisk(disk), 0) +
    (internetChargeType === 'PayByBandwidth' ? bandwidthPricePerHour(internetBandwidthOutMbps) : 0)
  );
}

/** The price of what was made, and the order of a subscription. */
function orderView(world: World, values: LaunchValues, request: LaunchRequest, amount: number): Body {
  const period = periodOf(values);
  const price = priceOf(amount * pricePerHour(request), period ?? { unit: 'Hour', count: 1 });
  return {
    TradePrice: price.trade,
    ...(period !== undefined && { OrderId: String(2e14 + world.nextSequence()) }),
  };
}

interface Wanted {
  readonly amount: number;
  readonly uniqueSuffix: boolean;
  readonly withPublicAddress: boolean;
  readonly isToStart: boolean;
}

/** Checks the request, and carries it out unless that was all that was asked. */
function makeInstances(
  call: RegionalCall,
  values: LaunchValues,
  wanted: Wanted,
): { readonly instances: readonly Instance[]; readonly order: Body } {
  const { world, region } = call;
  const { request, placement } = checkLaunch(call, values, wanted.amount);
  const naming = { count: wanted.amount, uniqueSuffix: wanted.uniqueSuffix };
  const names = instanceNames(values.InstanceName, naming);
  const hosts = hostNames(values.HostName, values.HostNames ?? [], request.image.osType, naming);
  stopIfDryRun(values.DryRun);
  const identities = placement.addresses.map((addresses, index) => ({
    ...addresses,
    name: names[index],
    hostName: hosts[index],
  }));
  const complete = {
    ...request,
    withPublicAddress: wanted.withPublicAddress && request.internetBandwidthOutMbps > 0,
  };
  const instances = launch(world, region, complete, identities, wanted.isToStart);
  return { instances, order: orderView(world, values, complete, wanted.amount) };
}

/** Makes and starts instances. https://help.aliyun.com/document_detail/63440.html */
const runInstances = regionalOperation({
  product: ECS,
  name: 'RunInstances',
  access: 'write',
  parameters: RUN_PARAMETERS,
  refused: [
    ...OWNER_PARAMETERS,
    'Affinity',
    'Arn',
    'ClockOptions',
    'CpuOptions',
    'DataDisk.EncryptAlgorithm',
    'DataDisk.StorageClusterId',
    'DedicatedHostId',
    'DeploymentSetGroupNo',
    'DeploymentSetId',
    'HpcClusterId',
    'Isp',
    'ManagedHostId',
    'NetworkInterface.NetworkCardIndex',
    'NetworkInterface.RxQueueSize',
    'NetworkInterface.TxQueueSize',
    'NetworkInterfaceQueueNumber',
    'NetworkOptions.BandwidthWeighting',
    'PrivatePoolOptions',
    'SchedulerOptions',
    'SecurityOptions',
    'StorageSetId',
    'StorageSetPartitionNumber',
    'SystemDisk.EncryptAlgorithm',
    'SystemDisk.StorageClusterId',
    'Tenancy',
  ],
  complete: completeWithTemplate,
  authorization: { action: 'ecs:RunInstances', resources: launchArns },
  handle: (call, values) => {
    const { Amount: amount = 1, MinAmount, UniqueSuffix: uniqueSuffix = false } = values;
    // Stock is there or not: a smaller number of instances is never what can be had.
    if (MinAmount !== undefined && MinAmount > amount) throw launchError('InvalidMinAmount.Malformed');
    const wanted = { amount, uniqueSuffix, withPublicAddress: true, isToStart: true };
    const { instances, order } = makeInstances(call, values, wanted);
    return { InstanceIdSets: { InstanceIdSet: instances.map(({ id }) => id) }, ...order };
  },
});

/** Makes one instance, which stays stopped and has no public address. https://help.aliyun.com/document_detail/25499.html */
const createInstance = regionalOperation({
  product: ECS,
  name: 'CreateInstance',
  access: 'write',
  parameters: {
    ...COMMON_PARAMETERS,
    InstanceType: required(COMMON_PARAMETERS.InstanceType),
    SystemDisk: record(SYSTEM_DISK),
    DataDisk: records(DATA_DISK, MOST_DATA_DISKS, refusal('InstanceDiskNumber.LimitExceed')),
  },
  refused: [
    ...OWNER_PARAMETERS,
    'Affinity',
    'Arn',
    'ClusterId',
    'DataDisk.EncryptAlgorithm',
    'DataDisk.StorageClusterId',
    'DedicatedHostId',
    'DeploymentSetGroupNo',
    'DeploymentSetId',
    'HpcClusterId',
    'InnerIpAddress',
    'ManagedHostId',
    'NodeControllerId',
    'PrivatePoolOptions',
    'StorageSetId',
    'StorageSetPartitionNumber',
    'SystemDisk.StorageClusterId',
    'Tenancy',
    'UseAdditionalService',
    'VlanId',
  ],
  authorization: { action: 'ecs:CreateInstance', resources: launchArns },
  handle: (call, values) => {
    const wanted = { amount: 1, uniqueSuffix: false, withPublicAddress: false, isToStart: false };
    const { instances, order } = makeInstances(call, values, wanted);
    return { InstanceId: instances[0]?.id ?? '', ...order };
  },
});

export const LAUNCH_OPERATIONS: readonly Operation[] = [runInstances, createInstance];
