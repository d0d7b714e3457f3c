import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import type { Region } from '../world/region';
import { publicAddress } from '../world/addresses';
import type { Disk } from '../world/disk';
import { DEFAULT_SETTINGS } from '../world/instance-settings';
import { instanceTypeOf } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import type { ElasticIp, Instance } from '../world/instance';
import { letTransitionRun } from '../world/lifecycle';
import type { Random } from '../world/random';
import { watchSubscription } from '../world/expiry';
import { scheduleAutoRelease } from '../world/release';
import { defaultSecurityGroupId } from '../world/security-group';
import { defaultVSwitchId, defaultVpcId } from '../world/vswitch';
import type { World } from '../world/world';
import { replaceableView } from '../operations/instance-view';
import { agentOf } from './cloud-assistant';
import { addInstanceDisks, diskModels } from './disks';
import { addImageOf, imageOf } from './images';
import { TOO_MANY_TAGS, hasTooManyTags } from './fields';
import { FleetNetwork } from './network';
import { addKeyPairOf } from './key-pairs';
import { regionOf, zoneOf } from './places';
import type { FleetAccount, FleetInstance } from './schema';

const DEFAULT_TYPE = 'ecs.g7.large';
const DEFAULT_IMAGE = 'aliyun_3_x64_20G_alibase_20250117.vhd';
const DAY_MS = 24 * 3_600_000;

type Spec = FleetInstance & FleetAccount['defaults'];

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

function elasticIpOf(world: World, region: Region, spec: Spec): ElasticIp | undefined {
  if (spec.eip === undefined || spec.eip === false) return undefined;
  return {
    allocationId: world.resourceId('eip', region),
    ipAddress: spec.eip === true ? publicAddress(world.random) : spec.eip,
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
  zoneId: string,
): Pick<Instance, 'networkType' | 'vpcId' | 'vSwitchId' | 'securityGroupIds'> {
  const networkType = spec.network ?? 'vpc';
  const isVpc = networkType === 'vpc';
  const known = region.vSwitches.get(spec.vSwitch ?? '');
  const vpcId = isVpc ? (spec.vpc ?? known?.vpcId ?? defaultVpcId(region)) : '';
  return {
    networkType,
    vpcId,
    vSwitchId: isVpc ? (spec.vSwitch ?? defaultVSwitchId(region, zoneId, vpcId)) : '',
    securityGroupIds: spec.securityGroups ?? [defaultSecurityGroupId(region, vpcId)],
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
  const zoneId = zoneOf(region, spec.zone ?? region.vSwitches.get(spec.vSwitch ?? '')?.zoneId, where);
  const image = imageOf(world, region, spec.image ?? DEFAULT_IMAGE);
  return {
    id: '',
    sequence: 0,
    regionId: region.id,
    zoneId,
    type: typeOf(spec, where),
    name: '',
    description: spec.description ?? '',
    hostName: '',
    status: spec.status ?? 'Running',
    stoppedMode: spec.stoppedMode ?? 'KeepCharging',
    chargeType: spec.chargeType ?? 'PostPaid',
    ...networkOf(region, spec, zoneId),
    privateIpAddresses: [],
    publicIpAddresses: [],
    ipv6Addresses: spec.ipv6 ?? [],
    elasticIp: undefined,
    diskIds: [],
    networkInterfaceIds: [],
    internetChargeType: spec.internetChargeType ?? 'PayByTraffic',
    internetBandwidthOutMbps: spec.bandwidthMbps ?? (hasPublicAddress(spec) ? 5 : 0),
    imageId: image.id,
    osName: spec.os ?? image.osName,
    osType: spec.osType ?? image.osType,
    keyPairName: spec.keyPair ?? '',
    resourceGroupId: spec.resourceGroup ?? '',
    tags: new Map(),
    locks: spec.locks ?? [],
    ...spotOf(spec),
    deletionProtection: spec.deletionProtection ?? false,
    ...timesOf(spec, world.clock.now()),
    settings: DEFAULT_SETTINGS,
    imported: spec.imported ?? {},
  };
}

/** The instances of one line of a fleet. */
function instancesOf(
  world: World,
  account: Account,
  network: FleetNetwork,
  spec: Spec,
  where: string,
): Instance[] {
  const { random } = world;
  const region = regionOf(account, spec.region, where);
  const model = modelOf(world, region, spec, where);
  return Array.from({ length: spec.count }, (_, index) => {
    const id = spec.id ?? world.resourceId('i', region);
    return {
      ...model,
      id,
      sequence: world.nextSequence(),
      name: nameOf(spec, id, index + 1),
      hostName: spec.hostName ?? `iZ${id.slice(2)}Z`,
      privateIpAddresses: [network.addressOf(region, model, spec.privateIp, where)],
      publicIpAddresses: publicAddressesOf(spec, random),
      elasticIp: elasticIpOf(world, region, spec),
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
  const network = new FleetNetwork(world);
  const added = new Map<string, Instance>();
  const plans: {
    readonly instance: Instance;
    readonly spec: Spec;
    readonly path: string;
  }[] = [];
  for (const [index, given] of specs.entries()) {
    const path = `${where}[${index}]`;
    const spec = { ...defaults, ...given, tags: { ...defaults.tags, ...given.tags } };
    if (hasTooManyTags(spec.tags)) throw new EmulatorInputError([`${path}.tags: ${TOO_MANY_TAGS}`]);
    for (const instance of instancesOf(world, account, network, spec, path)) {
      if (added.has(instance.id) || account.findInstance(instance.id) !== undefined) {
        throw new EmulatorInputError([`${path}.id: the id "${instance.id}" is given more than once`]);
      }
      added.set(instance.id, instance);
      plans.push({ instance, spec, path });
    }
  }
  const models = new Map<Spec, readonly Disk[]>();
  for (const { instance, spec, path } of plans) {
    const region = account.regions.get(instance.regionId);
    if (region === undefined) continue;
    addImageOf(world, region, instance);
    addKeyPairOf(world, region, instance.keyPairName);
    const disks = models.get(spec) ?? diskModels(world, region, instance, spec);
    models.set(spec, disks);
    addInstanceDisks(world, region, instance, disks, path);
    network.connect(region, instance);
    if (spec.imported !== undefined) instance.modelAtImport = replaceableView(region, instance);
    region.instances.add(instance);
    if (spec.cloudAssistant !== undefined) {
      region.cloudAssistant.changeAgent(instance, agentOf(spec.cloudAssistant));
    }
    letTransitionRun(world, region, instance);
    scheduleAutoRelease(world, region, instance);
    watchSubscription(world, region, instance);
  }
  return [...added.values()];
}
