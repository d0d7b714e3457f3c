import { choice, flag, jsonList, list, minute, records, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError, invalidParameter } from '../errors';
import { wildcard } from '../wildcard';
import {
  CHARGE_TYPES,
  INSTANCE_STATUSES,
  INTERNET_CHARGE_TYPES,
  LOCK_REASONS,
  NETWORK_TYPES,
} from '../world/instance';
import type { Instance } from '../world/instance';
import type { Inventory } from '../world/inventory';
import { select } from './filters';
import type { FilterTests } from './filters';
import { TAG_FILTER, taggedWith } from './tag-parameters';

const FILTER_KEYS = ['CreationStartTime', 'CreationEndTime', 'ExpiredStartTime', 'ExpiredEndTime'] as const;

function notFound(code: string, subject: string): () => ApiError {
  return () => new ApiError(404, code, `The specified ${subject} is not found`);
}

function badRequest(code: string, message: string): () => ApiError {
  return () => new ApiError(400, code, message);
}

const addresses = jsonList(100);

/** The parameters of DescribeInstances that select instances. All given ones have to hold. */
export const INSTANCE_FILTERS = {
  InstanceIds: jsonList(
    100,
    badRequest(
      'InvalidInstanceIds.Malformed',
      'The specified InstanceIds is not valid: expected a JSON array of at most 100 instance ids.',
    ),
  ),
  Status: choice(INSTANCE_STATUSES, notFound('InvalidStatus.NotFound', 'Status')),
  VpcId: text(),
  VSwitchId: text(),
  ZoneId: text(),
  SecurityGroupId: text(),
  ResourceGroupId: text(),
  ImageId: text(),
  InstanceName: text(),
  InstanceType: text(),
  InstanceTypeFamily: text(),
  KeyPairName: text(),
  InstanceChargeType: choice(
    CHARGE_TYPES,
    notFound('InvalidInstanceChargeType.NotFound', 'InstanceChargeType'),
  ),
  InternetChargeType: choice(
    INTERNET_CHARGE_TYPES,
    notFound('InvalidInternetChargeType.ValueNotSupported', 'InternetChargeType'),
  ),
  InstanceNetworkType: choice(NETWORK_TYPES, notFound('InvalidNetworkType.NotFound', 'InstanceNetworkType')),
  LockReason: choice([...LOCK_REASONS, 'Recycling'], notFound('InvalidLockReason.NotFound', 'LockReason')),
  PrivateIpAddresses: addresses,
  InnerIpAddresses: addresses,
  PublicIpAddresses: addresses,
  EipAddresses: addresses,
  Ipv6Address: list(100),
  IoOptimized: flag(),
  HttpEndpoint: choice(['enabled', 'disabled']),
  HttpTokens: choice(['optional', 'required']),
  Tag: TAG_FILTER,
  Filter: records(
    { Key: choice(FILTER_KEYS, notFound('InvalidFilterKey.NotFound', 'Filter.N.Key')), Value: minute() },
    FILTER_KEYS.length,
  ),
} as const;

type FilterValues = Values<typeof INSTANCE_FILTERS>;

/** What each filter asks of an instance; `InstanceIds` selects before the tests. */
const TESTS: Required<FilterTests<Instance, Omit<FilterValues, 'InstanceIds'>>> = {
  Status: (wanted) => (instance) => instance.status === wanted,
  VpcId: (wanted) => (instance) => instance.vpcId === wanted,
  VSwitchId: (wanted) => (instance) => instance.vSwitchId === wanted,
  ZoneId: (wanted) => (instance) => instance.zoneId === wanted,
  SecurityGroupId: (wanted) => (instance) => instance.securityGroupIds.includes(wanted),
  ResourceGroupId: (wanted) => (instance) => instance.resourceGroupId === wanted,
  ImageId: (wanted) => (instance) => instance.imageId === wanted,
  InstanceName: (wanted) => {
    const pattern = wildcard(wanted);
    return (instance) => pattern.test(instance.name);
  },
  InstanceType: (wanted) => (instance) => instance.type.id === wanted,
  InstanceTypeFamily: (wanted) => (instance) => instance.type.family === wanted,
  KeyPairName: (wanted) => (instance) => instance.keyPairName === wanted,
  InstanceChargeType: (wanted) => (instance) => instance.chargeType === wanted,
  InternetChargeType: (wanted) => (instance) => instance.internetChargeType === wanted,
  InstanceNetworkType: (wanted) => (instance) => instance.networkType === wanted,
  LockReason: (wanted) => (instance) =>
    instance.locks.some((reason) => reason.toLowerCase() === wanted.toLowerCase()),
  PrivateIpAddresses: (wanted) => (instance) =>
    instance.networkType === 'vpc' && instance.privateIpAddresses.some((each) => wanted.includes(each)),
  InnerIpAddresses: (wanted) => (instance) =>
    instance.networkType === 'classic' && instance.privateIpAddresses.some((each) => wanted.includes(each)),
  PublicIpAddresses: (wanted) => (instance) =>
    instance.publicIpAddresses.some((each) => wanted.includes(each)),
  EipAddresses:
    (wanted) =>
    ({ elasticIp }) =>
      elasticIp !== undefined && wanted.includes(elasticIp.ipAddress),
  Ipv6Address: (wanted) => (instance) => instance.ipv6Addresses.some((each) => wanted.includes(each)),
  IoOptimized: (wanted) => () => wanted,
  HttpEndpoint:
    (wanted) =>
    ({ settings }) =>
      settings.metadata.endpoint === wanted,
  HttpTokens:
    (wanted) =>
    ({ settings }) =>
      settings.metadata.tokens === wanted,
  Tag: taggedWith,
  Filter: (wanted) => {
    const bounds = wanted.map(({ Key, Value }, index) => {
      if (Key === undefined) throw invalidParameter(`Filter.${index + 1}.Key`, FILTER_KEYS.join(', '));
      if (Value === undefined) throw invalidParameter(`Filter.${index + 1}.Value`, 'a time');
      return { Key, Value };
    });
    return (instance) => bounds.every(({ Key, Value }) => isWithin(instance, Key, Value));
  },
};

function isWithin(instance: Instance, key: (typeof FILTER_KEYS)[number], bound: number): boolean {
  const expiresAt = instance.expiresAt ?? Infinity;
  switch (key) {
    case 'CreationStartTime':
      return instance.createdAt >= bound;
    case 'CreationEndTime':
      return instance.createdAt <= bound;
    case 'ExpiredStartTime':
      return expiresAt >= bound;
    case 'ExpiredEndTime':
      return expiresAt <= bound;
  }
}

/** The instances that all given filters select, in order of creation. */
export function selectInstances(inventory: Inventory<Instance>, values: FilterValues): readonly Instance[] {
  const candidates = values.InstanceIds === undefined ? inventory.all() : inventory.pick(values.InstanceIds);
  return select(candidates, TESTS, values);
}
