import { EmulatorInputError } from '../errors';
import type { Account, Region } from '../world/account';
import { privateAddress, publicAddress } from '../world/addresses';
import { instanceTypeOf } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import type { ElasticIp, Instance } from '../world/instance';
import { letTransitionRun } from '../world/lifecycle';
import type { Random } from '../world/random';
import { zonesOf } from '../world/regions';
import type { World } from '../world/world';
import type { FleetAccount, FleetInstance } from './schema';

const DEFAULT_REGION = 'cn-hangzhou';
const DEFAULT_TYPE = 'ecs.g7.large';
const DEFAULT_IMAGE = 'aliyun_3_x64_20G_alibase_20250117.vhd';
const DEFAULT_OS = 'Alibaba Cloud Linux  3.2104 LTS 64bit';
const DAY_MS = 24 * 3_600_000;

type Spec = FleetInstance & FleetAccount['defaults'];

function resourceId(prefix: string, region: Region, random: Random): string {
  return `${prefix}-${region.info.idPrefix}${random.letters(17)}`;
}

function typeOf(spec: Spec, where: string): InstanceType {
  const id = spec.type ?? DEFAULT_TYPE;
  const known = instanceTypeOf(id);
  if (known === undefined && (spec.cpu === undefined || spec.memoryGiB === undefined)) {
    throw new EmulatorInputError([
      `${where}.type: unknown instance type "${id}", expected a known one such as ${DEFAULT_TYPE}, or cpu and memoryGiB beside it`,
    ]);
  }
  const { localStorage, ...rest } = known ?? {
    id,
    family: id.split('.').slice(0, 2).join('.'),
    cpu: 1,
    memoryMiB: 1024,
  };
  const disks = spec.localDisks ?? localStorage !== undefined;
  return {
    ...rest,
    cpu: spec.cpu ?? rest.cpu,
    memoryMiB: spec.memoryGiB === undefined ? rest.memoryMiB : spec.memoryGiB * 1024,
    ...(disks && { localStorage: localStorage ?? { amount: 1, capacityGiB: 894 } }),
  };
}

/** `cn-hangzhou`, or the first region of an account that lacks it. */
function regionOf(account: Account, spec: Spec, where: string): Region {
  const known = [...account.regions.keys()];
  const id = spec.region ?? known.find((each) => each === DEFAULT_REGION) ?? known[0] ?? DEFAULT_REGION;
  const region = account.regions.get(id);
  if (region !== undefined) return region;
  throw new EmulatorInputError([
    `${where}.region: the account has no region "${id}", expected one of ${known.join(', ')}`,
  ]);
}

function zoneOf(region: Region, spec: Spec, where: string): string {
  const zones = zonesOf(region.info);
  if (spec.zone === undefined) return zones[0] ?? region.id;
  const zone = zones.find((id) => id === spec.zone || (spec.zone?.length === 1 && id.endsWith(spec.zone)));
  if (zone !== undefined) return zone;
  throw new EmulatorInputError([
    `${where}.zone: unknown zone "${spec.zone}" of ${region.id}, expected one of ${zones.join(', ')}`,
  ]);
}

function elasticIpOf(region: Region, spec: Spec, random: Random): ElasticIp | undefined {
  if (spec.eip === undefined || spec.eip === false) return undefined;
  return {
    allocationId: resourceId('eip', region, random),
    ipAddress: spec.eip === true ? publicAddress(random) : spec.eip,
    bandwidthMbps: spec.bandwidthMbps ?? 5,
  };
}

function hasPublicAddress({ publicIp }: Spec): boolean {
  return publicIp !== undefined && publicIp !== false;
}

function publicAddressesOf(spec: Spec, random: Random): string[] {
  if (!hasPublicAddress(spec)) return [];
  return [typeof spec.publicIp === 'string' ? spec.publicIp : publicAddress(random)];
}

function spotOf(spec: Spec): Pick<Instance, 'spotStrategy' | 'spotPriceLimit'> {
  if (spec.spot === undefined || spec.spot === false) return { spotStrategy: 'NoSpot', spotPriceLimit: 0 };
  if (spec.spot === true) return { spotStrategy: 'SpotAsPriceGo', spotPriceLimit: 0 };
  return { spotStrategy: spec.spot.strategy, spotPriceLimit: spec.spot.priceLimit };
}

/** Everything about times; a running instance was started, a subscription has an end. */
function timesOf(
  spec: Spec,
  now: number,
): Pick<Instance, 'createdAt' | 'startedAt' | 'expiresAt' | 'autoReleaseAt'> {
  const createdAt = spec.launchedAt ?? now - 30 * DAY_MS;
  const wasNeverStarted = spec.status === 'Pending';
  return {
    createdAt,
    startedAt: spec.startedAt ?? (wasNeverStarted ? undefined : createdAt),
    expiresAt: spec.expiresAt ?? (spec.chargeType === 'PrePaid' ? now + 335 * DAY_MS : undefined),
    autoReleaseAt: spec.autoReleaseAt,
  };
}

function networkOf(
  region: Region,
  spec: Spec,
): Pick<Instance, 'networkType' | 'vpcId' | 'vSwitchId' | 'securityGroupIds'> {
  const networkType = spec.network ?? 'vpc';
  const isVpc = networkType === 'vpc';
  const prefix = region.info.idPrefix;
  return {
    networkType,
    vpcId: isVpc ? (spec.vpc ?? `vpc-${prefix}0default0network0`) : '',
    vSwitchId: isVpc ? (spec.vSwitch ?? `vsw-${prefix}0default0network0`) : '',
    securityGroupIds: spec.securityGroups ?? [`sg-${prefix}0default0secgroup`],
  };
}

function nameOf(spec: Spec, id: string, number: number): string {
  const name = spec.name ?? id;
  return spec.count > 1 ? `${name}-${String(number).padStart(3, '0')}` : name;
}

/**
 * What all instances of one line of a fleet have in common; the rest is still empty. Copies of a complete object
 * share their layout, which is what lets a hundred thousand of them fit into memory.
 */
function modelOf(world: World, region: Region, spec: Spec, where: string): Instance {
  return {
    id: '',
    sequence: 0,
    regionId: region.id,
    zoneId: zoneOf(region, spec, where),
    type: typeOf(spec, where),
    name: '',
    description: spec.description ?? '',
    hostName: '',
    status: spec.status ?? 'Running',
    stoppedMode: spec.stoppedMode ?? 'KeepCharging',
    chargeType: spec.chargeType ?? 'PostPaid',
    ...networkOf(region, spec),
    privateIpAddresses: [],
    publicIpAddresses: [],
    ipv6Addresses: spec.ipv6 ?? [],
    elasticIp: undefined,
    internetChargeType: spec.internetChargeType ?? 'PayByTraffic',
    internetBandwidthOutMbps: spec.bandwidthMbps ?? (hasPublicAddress(spec) ? 5 : 0),
    imageId: spec.image ?? DEFAULT_IMAGE,
    osName: spec.os ?? DEFAULT_OS,
    osType: spec.osType ?? 'linux',
    keyPairName: spec.keyPair ?? '',
    resourceGroupId: spec.resourceGroup ?? '',
    tags: new Map(),
    locks: spec.locks ?? [],
    ...spotOf(spec),
    deletionProtection: spec.deletionProtection ?? false,
    ...timesOf(spec, world.clock.now()),
    imported: spec.imported ?? {},
  };
}

/** The instances of one line of a fleet. */
function instancesOf(world: World, account: Account, spec: Spec, where: string): Instance[] {
  const { random } = world;
  const region = regionOf(account, spec, where);
  const model = modelOf(world, region, spec, where);
  return Array.from({ length: spec.count }, (_, index) => {
    const id = spec.id ?? resourceId('i', region, random);
    return {
      ...model,
      id,
      sequence: world.nextSequence(),
      name: nameOf(spec, id, index + 1),
      hostName: spec.hostName ?? `iZ${id.slice(2)}Z`,
      privateIpAddresses: [spec.privateIp ?? privateAddress(random)],
      publicIpAddresses: publicAddressesOf(spec, random),
      elasticIp: elasticIpOf(region, spec, random),
      tags: new Map(Object.entries(spec.tags ?? {})),
    };
  });
}

/**
 * Adds the instances to an account; those in a transient status go on from there.
 *
 * @param where path of `specs` for errors
 * @throws EmulatorInputError, and then none was added
 */
export function addInstances(
  world: World,
  account: Account,
  specs: readonly FleetInstance[],
  defaults: FleetAccount['defaults'],
  where: string,
): Instance[] {
  const added = new Map<string, Instance>();
  for (const [index, given] of specs.entries()) {
    const path = `${where}[${index}]`;
    const spec: Spec = { ...defaults, ...given, tags: { ...defaults.tags, ...given.tags } };
    for (const instance of instancesOf(world, account, spec, path)) {
      if (added.has(instance.id) || account.findInstance(instance.id) !== undefined) {
        throw new EmulatorInputError([`${path}.id: the id "${instance.id}" is given more than once`]);
      }
      added.set(instance.id, instance);
    }
  }
  for (const instance of added.values()) {
    account.regions.get(instance.regionId)?.instances.add(instance);
    letTransitionRun(world, instance);
  }
  return [...added.values()];
}
