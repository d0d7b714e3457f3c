import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Call } from '../api/operation';
import { required, text } from '../api/parameters';
import { ApiError, missingParameter } from '../errors';
import type { Instance } from '../world/instance';
import { setSecurityGroups } from '../world/network-interface';
import type { NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { incorrectInstanceStatus, instanceLockedForSecurity } from '../world/refusals';
import { arnOf, locateInstance } from './lookup';
import {
  INTERFACE_MEMBERSHIP,
  eniServiceManaged,
  invalidEniState,
  invalidEniType,
  networkInterfaceNotFound,
} from './network-interface-errors';
import { ECS } from './products';
import { managedByCloudProduct, securityGroupNotFound } from './security-group-lookup';
import { INSTANCE_MEMBERSHIP, checkMembership } from './security-group-membership';

/** An instance, or an interface, whose groups are changed one by one. */
interface Subject {
  readonly region: Region;
  readonly kind: 'instance' | 'interface';
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly addresses: number;
  set(ids: readonly string[]): void;
}

interface Wanted {
  readonly SecurityGroupId: string;
  readonly InstanceId: string | undefined;
  readonly NetworkInterfaceId: string | undefined;
}

function instanceSubject(region: Region, instance: Instance): Subject {
  if (instance.locks.includes('security')) throw instanceLockedForSecurity();
  if (instance.status !== 'Running' && instance.status !== 'Stopped') throw incorrectInstanceStatus();
  return {
    region,
    kind: 'instance',
    vpcId: instance.vpcId,
    securityGroupIds: instance.securityGroupIds,
    addresses: instance.privateIpAddresses.length,
    set: (ids) => {
      setSecurityGroups(region, instance, ids);
    },
  };
}

function interfaceSubject(region: Region, networkInterface: NetworkInterface): Subject {
  if (networkInterface.serviceManaged) throw eniServiceManaged();
  if (networkInterface.type === 'Primary') throw invalidEniType('a primary network interface');
  if (!['Available', 'InUse'].includes(networkInterface.status)) throw invalidEniState('Available or InUse');
  return {
    region,
    kind: 'interface',
    vpcId: networkInterface.vpcId,
    securityGroupIds: networkInterface.securityGroupIds,
    addresses: networkInterface.privateIpAddresses.length,
    set: (ids) => {
      networkInterface.securityGroupIds = ids;
    },
  };
}

function subjectOf(call: Call, { InstanceId, NetworkInterfaceId }: Wanted): Subject {
  if (InstanceId !== undefined && NetworkInterfaceId !== undefined) {
    throw new ApiError(
      403,
      'InvalidParam.EniIdAndInstanceId.Conflict',
      'The parameters InstanceId and NetworkInterfaceId cannot be specified at the same time.',
    );
  }
  if (InstanceId !== undefined) {
    const { region, resource } = locateInstance(call, InstanceId);
    return instanceSubject(region, resource);
  }
  if (NetworkInterfaceId === undefined) throw missingParameter('InstanceId');
  if (call.region === undefined) {
    throw new ApiError(400, 'MissingParameter.RegionId', 'The specified RegionId should not be null.');
  }
  const networkInterface = call.region.networkInterfaces.get(NetworkInterfaceId);
  if (networkInterface === undefined) throw networkInterfaceNotFound();
  return interfaceSubject(call.region, networkInterface);
}

const WANTED = {
  SecurityGroupId: required(text()),
  InstanceId: text(),
  NetworkInterfaceId: text(),
} as const;

function arnsOf(call: Call, { SecurityGroupId, InstanceId, NetworkInterfaceId }: Wanted): string[] {
  const instance =
    InstanceId === undefined ? [] : [arnOf(call, 'instance', InstanceId, ({ instances }) => instances)];
  const networkInterface =
    NetworkInterfaceId === undefined
      ? []
      : [arnOf(call, 'eni', NetworkInterfaceId, ({ networkInterfaces }) => networkInterfaces)];
  const group = arnOf(call, 'securitygroup', SecurityGroupId, ({ securityGroups }) => securityGroups);
  return [...instance, ...networkInterface, group];
}

function alreadyMember(): ApiError {
  return new ApiError(
    403,
    'InvalidInstanceId.AlreadyExists',
    'The specified instance already exists in the specified security group.',
  );
}

/** https://help.aliyun.com/document_detail/25508.html */
export const joinSecurityGroup = globalOperation({
  product: ECS,
  name: 'JoinSecurityGroup',
  access: 'write',
  parameters: WANTED,
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:JoinSecurityGroup', resources: arnsOf },
  handle: (call, wanted) => {
    const subject = subjectOf(call, wanted);
    const ids = [...new Set([...subject.securityGroupIds, wanted.SecurityGroupId])];
    const isInstance = subject.kind === 'instance';
    checkMembership(subject.region, subject, ids, isInstance ? INSTANCE_MEMBERSHIP : INTERFACE_MEMBERSHIP);
    if (isInstance && ids.length === subject.securityGroupIds.length) throw alreadyMember();
    subject.set(ids);
    return {};
  },
});

/** https://help.aliyun.com/document_detail/25509.html */
export const leaveSecurityGroup = globalOperation({
  product: ECS,
  name: 'LeaveSecurityGroup',
  access: 'write',
  parameters: WANTED,
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:LeaveSecurityGroup', resources: arnsOf },
  handle: (call, wanted) => {
    const subject = subjectOf(call, wanted);
    const group = subject.region.securityGroups.get(wanted.SecurityGroupId);
    if (group === undefined) throw securityGroupNotFound();
    if (group.serviceManaged) throw managedByCloudProduct('security group');
    if (!subject.securityGroupIds.includes(group.id)) {
      throw new ApiError(
        400,
        'InvalidSecurityGroupAssociation.NotFound',
        'The specified instance or network interface is not in the specified security group.',
      );
    }
    const ids = subject.securityGroupIds.filter((id) => id !== group.id);
    if (ids.length === 0) {
      throw subject.kind === 'instance'
        ? new ApiError(
            403,
            'InstanceLastSecurityGroup',
            'The specified security group is the last security group for the instance.',
          )
        : new ApiError(
            403,
            'InvalidOperation.AtLeastInOneGroup',
            'The network interface must be in at least one security group.',
          );
    }
    subject.set(ids);
    return {};
  },
});
