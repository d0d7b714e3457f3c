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

/**
 * Filters by tag or by resource group see no more than this many resources.
 * https://help.aliyun.com/document_detail/25506.html
 */
const FILTER_CEILING = 1000;

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
  Tag: records(
    { Key: text(), Value: text() },
    20,
    badRequest('InvalidTagCount', 'The specified tags are beyond the permitted range.'),
  ),
  Filter: records(
    { Key: choice(FILTER_KEYS, notFound('InvalidFilterKey.NotFound', 'Filter.N.Key')), Value: minute() },
    FILTER_KEYS.length,
  ),
} as const;

type FilterValues = Values<typeof INSTANCE_FILTERS>;

type Test = (instance: Instance) => boolean;

/** What each filter asks of an instance; `InstanceIds` selects before the tests. */
const TESTS: {
  readonly [K in Exclude<keyof FilterValues, 'InstanceIds'>]: (wanted: NonNullable<FilterValues[K]>) => Test;
} = {
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
  Tag: (wanted) => {
    for (const { Key, Value } of wanted) {
      if (Key === undefined && Value !== undefined) {
        throw new ApiError(
          400,
          'InvalidTag.Mismatch',
          'The specified Tag.n.Key and Tag.n.Value are not match.',
        );
      }
    }
    return ({ tags }) =>
      wanted.every(
        ({ Key = '', Value }) => tags.has(Key) && (Value === undefined || tags.get(Key) === Value),
      );
  },
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

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

function testsFor(values: FilterValues): Test[] {
  return Object.entries(TESTS).flatMap(([name, makeTest]) => {
    const wanted = values[name as keyof typeof TESTS];
    return isGiven(wanted) ? [(makeTest as (value: unknown) => Test)(wanted)] : [];
  });
}

/** The instances that all given filters select, in order of creation. */
export function selectInstances(inventory: Inventory<Instance>, values: FilterValues): readonly Instance[] {
  const tests = testsFor(values);
  const candidates = values.InstanceIds === undefined ? inventory.all() : inventory.pick(values.InstanceIds);
  if (tests.length === 0) return candidates;
  const selected = candidates.filter((instance) => tests.every((test) => test(instance)));
  const hasCeiling = isGiven(values.Tag) || isGiven(values.ResourceGroupId);
  return hasCeiling ? selected.slice(0, FILTER_CEILING) : selected;
}
