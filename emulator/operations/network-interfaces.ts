import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { list, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import type { Instance } from '../world/instance';
import { performanceOf } from '../world/instance-performance';
import {
  attachNetworkInterface as attach,
  deleteNetworkInterface as remove,
  detachNetworkInterface as detach,
  networkInterfacesOf,
} from '../world/network-interface';
import type { NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { createNetworkInterface } from './network-interface-creation';
import {
  INTERFACE_MEMBERSHIP,
  eniServiceManaged,
  invalidEcsState,
  invalidEniState,
  invalidEniType,
  networkInterfaceNotFound,
  queueNumberExceeded,
  vpcMismatch,
} from './network-interface-errors';
import { describeNetworkInterfaceAttribute, describeNetworkInterfaces } from './network-interface-queries';
import { INTERFACE_SETTINGS, REFUSED_SETTINGS, settingsAfter } from './network-interface-settings';
import { ECS } from './products';
import { instanceArns, resourceArns } from './resources';
import { checkMembership } from './security-group-membership';

function interfaceArns({ account, region }: RegionalCall, id: string): string[] {
  return resourceArns(account, region.id, 'eni', [id]);
}

/** An interface that its user may change. */
function ownInterfaceOf({ region }: RegionalCall, id: string): NetworkInterface {
  const networkInterface = region.networkInterfaces.get(id);
  if (networkInterface === undefined) throw networkInterfaceNotFound();
  if (networkInterface.serviceManaged) throw eniServiceManaged();
  return networkInterface;
}

function instanceOf({ region }: RegionalCall, id: string): Instance {
  const instance = region.instances.get(id);
  if (instance !== undefined) return instance;
  throw new ApiError(404, 'InvalidEcsId.NotFound', 'The specified InstanceId does not exist.');
}

function checkInstanceState({ status }: Instance): void {
  if (status !== 'Running' && status !== 'Stopped') throw invalidEcsState('Running or Stopped');
}

function checkPlace(networkInterface: NetworkInterface, instance: Instance): void {
  if (networkInterface.vpcId !== instance.vpcId) throw vpcMismatch('network interface and the instance');
  if (networkInterface.zoneId !== instance.zoneId) {
    throw new ApiError(
      403,
      'InvalidOperation.AvailabilityZoneMismatch',
      'The network interface and the instance are not in the same zone.',
    );
  }
}

/** Whether the type of an instance bears the queues of its interfaces; `more` is not attached yet. */
function checkQueues(region: Region, instance: Instance, more: NetworkInterface, queues: number): void {
  const { queuesPerInterface, interfaces } = performanceOf(instance.type);
  if (queues > queuesPerInterface) throw queueNumberExceeded('MaxEniQueueNumberExceeded', queuesPerInterface);
  const others = networkInterfacesOf(region, instance).filter(({ id }) => id !== more.id);
  const total = others.reduce((sum, { queueNumber }) => sum + (queueNumber ?? queuesPerInterface), queues);
  const most = interfaces * queuesPerInterface;
  if (total > most) throw queueNumberExceeded('ExceedInstanceTypeQueueNumber', most);
}

/** Whether the type of an instance bears one more interface. */
function checkRoom(region: Region, instance: Instance, more: NetworkInterface): void {
  const { interfaces, addressesPerInterface, queuesPerInterface } = performanceOf(instance.type);
  if (instance.networkInterfaceIds.length >= interfaces) {
    throw new ApiError(
      403,
      'EniPerInstanceLimitExceeded',
      `An instance of the type ${instance.type.id} can have at most ${interfaces} network interfaces.`,
    );
  }
  if (more.privateIpAddresses.length > addressesPerInterface) {
    throw new ApiError(
      403,
      'MaxEniPrivateIpsCountExceeded',
      `A network interface of the type ${instance.type.id} can have at most ${addressesPerInterface} private IP addresses.`,
    );
  }
  if (more.trafficMode === 'HighPerformance') {
    throw invalidEniType(`an RDMA interface and the instance type ${instance.type.id}`);
  }
  checkQueues(region, instance, more, more.queueNumber ?? queuesPerInterface);
}

const PAIR = { InstanceId: required(text()), NetworkInterfaceId: required(text()) } as const;

function pairArns(
  call: RegionalCall,
  { InstanceId, NetworkInterfaceId }: { readonly InstanceId: string; readonly NetworkInterfaceId: string },
): string[] {
  const instances = instanceArns(call.account, call.region.id, [InstanceId]);
  return [...instances, ...interfaceArns(call, NetworkInterfaceId)];
}

/** https://help.aliyun.com/document_detail/58515.html */
const attachNetworkInterface = regionalOperation({
  product: ECS,
  name: 'AttachNetworkInterface',
  access: 'write',
  parameters: PAIR,
  refused: [
    ...OWNER_PARAMETERS,
    ...['NetworkCardIndex', 'TrunkNetworkInstanceId', 'WaitForNetworkConfigurationReady'],
  ],
  authorization: { action: 'ecs:AttachNetworkInterface', resources: pairArns },
  handle: (call, { InstanceId, NetworkInterfaceId }) => {
    const { world, region } = call;
    const networkInterface = ownInterfaceOf(call, NetworkInterfaceId);
    const instance = instanceOf(call, InstanceId);
    if (networkInterface.type === 'Primary') throw invalidEniType('a primary network interface');
    if (networkInterface.status !== 'Available') throw invalidEniState('Available');
    checkInstanceState(instance);
    checkPlace(networkInterface, instance);
    checkRoom(region, instance, networkInterface);
    attach(world, region, networkInterface, instance);
    return {};
  },
});

/** https://help.aliyun.com/document_detail/58514.html */
const detachNetworkInterface = regionalOperation({
  product: ECS,
  name: 'DetachNetworkInterface',
  access: 'write',
  parameters: PAIR,
  refused: [...OWNER_PARAMETERS, 'TrunkNetworkInstanceId'],
  authorization: { action: 'ecs:DetachNetworkInterface', resources: pairArns },
  handle: (call, { InstanceId, NetworkInterfaceId }) => {
    const networkInterface = ownInterfaceOf(call, NetworkInterfaceId);
    const instance = instanceOf(call, InstanceId);
    if (networkInterface.type === 'Primary') {
      throw new ApiError(
        400,
        'InvalidOperation.DetachPrimaryEniNotAllowed',
        'Detaching primary ENI from ECS instance is not allowed.',
      );
    }
    const { status } = networkInterface;
    if (status !== 'InUse' && status !== 'Detaching') throw invalidEniState('InUse or Detaching');
    if (networkInterface.instanceId !== instance.id) {
      throw new ApiError(
        403,
        'InvalidInstanceId.NotFound',
        'The specified network interface is not attached to the specified instance.',
      );
    }
    checkInstanceState(instance);
    if (status === 'InUse') detach(call.world, call.region, networkInterface);
    return {};
  },
});

/** https://help.aliyun.com/document_detail/58513.html */
const deleteNetworkInterface = regionalOperation({
  product: ECS,
  name: 'DeleteNetworkInterface',
  access: 'write',
  parameters: { NetworkInterfaceId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteNetworkInterface',
    resources: (call, { NetworkInterfaceId }) => interfaceArns(call, NetworkInterfaceId),
  },
  handle: (call, { NetworkInterfaceId }) => {
    const networkInterface = ownInterfaceOf(call, NetworkInterfaceId);
    if (networkInterface.type === 'Primary') throw invalidEniType('a primary network interface');
    const { status } = networkInterface;
    if (status !== 'Available' && status !== 'Deleting') throw invalidEniState('Available');
    if (status === 'Available') remove(call.world, call.region, networkInterface);
    return {};
  },
});

/** Queues are set while nobody uses them. */
function checkQueueChange(region: Region, networkInterface: NetworkInterface, queues: number): void {
  if (networkInterface.status === 'Available') return;
  if (networkInterface.status !== 'InUse') throw invalidEniState('Available or InUse');
  const instance = region.instances.get(networkInterface.instanceId);
  if (instance === undefined) return;
  if (instance.status !== 'Stopped') throw invalidEcsState('Stopped');
  checkQueues(region, instance, networkInterface, queues);
}

/** https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-modifynetworkinterfaceattribute */
const modifyNetworkInterfaceAttribute = regionalOperation({
  product: ECS,
  name: 'ModifyNetworkInterfaceAttribute',
  access: 'write',
  parameters: {
    NetworkInterfaceId: required(text()),
    SecurityGroupId: list(16),
    ...INTERFACE_SETTINGS,
  },
  refused: [...OWNER_PARAMETERS, ...REFUSED_SETTINGS],
  authorization: {
    action: 'ecs:ModifyNetworkInterfaceAttribute',
    resources: (call, { NetworkInterfaceId, SecurityGroupId }) => [
      ...interfaceArns(call, NetworkInterfaceId),
      ...(SecurityGroupId.length === 0
        ? []
        : resourceArns(call.account, call.region.id, 'securitygroup', SecurityGroupId)),
    ],
  },
  handle: (call, values) => {
    const { region } = call;
    const networkInterface = ownInterfaceOf(call, values.NetworkInterfaceId);
    const settings = settingsAfter(values, networkInterface);
    if (settings.queueNumber !== undefined && settings.queueNumber !== networkInterface.queueNumber) {
      checkQueueChange(region, networkInterface, settings.queueNumber);
    }
    const securityGroupIds = [...new Set(values.SecurityGroupId)];
    if (securityGroupIds.length > 0) {
      // The groups of a primary interface are its instance's: ModifyInstanceAttribute.
      if (networkInterface.type === 'Primary')
        throw invalidEniType('the groups of a primary network interface');
      const addresses = networkInterface.privateIpAddresses.length;
      checkMembership(region, { ...networkInterface, addresses }, securityGroupIds, INTERFACE_MEMBERSHIP);
      networkInterface.securityGroupIds = securityGroupIds;
    }
    Object.assign(networkInterface, settings);
    return {};
  },
});

export const NETWORK_INTERFACE_OPERATIONS: readonly Operation[] = [
  createNetworkInterface,
  attachNetworkInterface,
  detachNetworkInterface,
  deleteNetworkInterface,
  describeNetworkInterfaces,
  describeNetworkInterfaceAttribute,
  modifyNetworkInterfaceAttribute,
];
