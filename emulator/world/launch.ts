import { publicAddress } from './addresses';
import { attachment, freeDevice, newDisk, newLocalDisks, SYSTEM_DISK_DEVICE } from './disk';
import type { Disk } from './disk';
import type { Image } from './image';
import type { Instance } from './instance';
import { DEFAULT_SETTINGS } from './instance-settings';
import type { InstanceSettings } from './instance-settings';
import { letTransitionRun, setStatus } from './lifecycle';
import { addPrimaryInterface, attachNetworkInterface, newNetworkInterface } from './network-interface';
import type { NetworkInterface } from './network-interface';
import type { Region } from './region';
import { watchSubscription } from './expiry';
import { scheduleAutoRelease } from './release';
import { renewAutomatically } from './subscription';
import type { SubscriptionPeriod } from './subscription';
import type { VSwitch } from './vswitch';
import type { World } from './world';

/** What is asked of a disk that comes with an instance. */
export type DiskRequest = Pick<
  Disk,
  | 'name'
  | 'description'
  | 'category'
  | 'performanceLevel'
  | 'provisionedIops'
  | 'burstingEnabled'
  | 'sizeGiB'
  | 'encrypted'
  | 'kmsKeyId'
  | 'sourceSnapshotId'
  | 'autoSnapshotPolicyIds'
  | 'deleteWithInstance'
> & {
  /** Empty for the next free one. */
  readonly device: string;
};

/** A secondary interface: one that there is already, or what a new one is to be like. */
export type InterfaceRequest =
  { readonly existing: NetworkInterface } | { readonly wanted: Parameters<typeof newNetworkInterface>[2] };

/** What all instances of one request have in common. */
export interface LaunchRequest extends Pick<
  Instance,
  | 'type'
  | 'description'
  | 'chargeType'
  | 'internetChargeType'
  | 'internetBandwidthOutMbps'
  | 'securityGroupIds'
  | 'keyPairName'
  | 'resourceGroupId'
  | 'tags'
  | 'spotStrategy'
  | 'spotPriceLimit'
  | 'deletionProtection'
  | 'expiresAt'
  | 'autoReleaseAt'
> {
  readonly internetBandwidthInMbps: number | undefined;
  readonly image: Image;
  readonly vSwitch: VSwitch;
  readonly systemDisk: DiskRequest;
  readonly dataDisks: readonly DiskRequest[];
  readonly settings: Partial<InstanceSettings>;
  /** Undefined: the subscription ends when it ends. */
  readonly renewal: SubscriptionPeriod | undefined;
  /** A static public address beside the bandwidth for it. */
  readonly withPublicAddress: boolean;
}

/** What each instance of a request has of its own. */
export interface Identity {
  /** Undefined: the id. */
  readonly name: string | undefined;
  /** Undefined: one from the id; `${instance_id}` stands for the id. */
  readonly hostName: string | undefined;
  readonly privateIpAddress: string;
  readonly ipv6Addresses: readonly string[];
  readonly interfaces: readonly InterfaceRequest[];
}

function newInstance(world: World, region: Region, request: LaunchRequest, identity: Identity): Instance {
  const { image, vSwitch } = request;
  const id = world.resourceId('i', region);
  return {
    id,
    sequence: world.nextSequence(),
    regionId: region.id,
    zoneId: vSwitch.zoneId,
    type: request.type,
    name: identity.name ?? id,
    description: request.description,
    hostName: identity.hostName?.replaceAll('${instance_id}', id) ?? `iZ${id.slice(2)}Z`,
    status: 'Pending',
    stoppedMode: 'KeepCharging',
    chargeType: request.chargeType,
    networkType: 'vpc',
    vpcId: vSwitch.vpcId,
    vSwitchId: vSwitch.id,
    privateIpAddresses: [identity.privateIpAddress],
    publicIpAddresses: request.withPublicAddress ? [publicAddress(world.random)] : [],
    ipv6Addresses: identity.ipv6Addresses,
    elasticIp: undefined,
    diskIds: [],
    networkInterfaceIds: [],
    internetChargeType: request.internetChargeType,
    internetBandwidthOutMbps: request.internetBandwidthOutMbps,
    ...(request.internetBandwidthInMbps !== undefined && {
      internetBandwidthInMbps: request.internetBandwidthInMbps,
    }),
    securityGroupIds: request.securityGroupIds,
    imageId: image.id,
    osName: image.osName,
    osType: image.osType,
    keyPairName: request.keyPairName,
    resourceGroupId: request.resourceGroupId,
    tags: new Map(request.tags),
    locks: [],
    spotStrategy: request.spotStrategy,
    spotPriceLimit: request.spotPriceLimit,
    deletionProtection: request.deletionProtection,
    createdAt: world.clock.now(),
    startedAt: undefined,
    expiresAt: request.expiresAt,
    autoReleaseAt: request.autoReleaseAt,
    settings: { ...DEFAULT_SETTINGS, ...request.settings },
    imported: {},
  };
}

function addDisks(world: World, region: Region, instance: Instance, request: LaunchRequest): void {
  const common = {
    ...attachment(instance),
    resourceGroupId: instance.resourceGroupId,
    attachedAt: instance.createdAt,
  };
  const system = newDisk(world, region, {
    ...common,
    ...request.systemDisk,
    tags: new Map(request.tags),
    type: 'system',
    device: SYSTEM_DISK_DEVICE,
    portable: false,
    imageId: instance.imageId,
  });
  const disks = [system, ...newLocalDisks(world, region, instance)];
  for (const wanted of request.dataDisks) {
    const device = wanted.device === '' ? freeDevice([...disks, ...request.dataDisks]) : wanted.device;
    disks.push(newDisk(world, region, { ...common, ...wanted, tags: new Map(request.tags), device }));
  }
  for (const disk of disks) region.disks.add(disk);
  instance.diskIds = disks.map(({ id }) => id);
}

function addInterfaces(
  world: World,
  region: Region,
  instance: Instance,
  requests: readonly InterfaceRequest[],
): void {
  const { resourceGroupId, tags } = instance;
  addPrimaryInterface(world, region, instance, { resourceGroupId, tags: new Map(tags) });
  for (const request of requests) {
    const isNew = 'wanted' in request;
    const secondary = isNew ? newNetworkInterface(world, region, request.wanted) : request.existing;
    if (isNew) region.networkInterfaces.add(secondary);
    attachNetworkInterface(world, region, secondary, instance);
  }
}

/** Begins the life of an instance: it is made, and started if it is to be. */
function bringUp(world: World, region: Region, instance: Instance, isToStart: boolean): void {
  setStatus(world, region, instance, 'Pending');
  if (!isToStart) {
    letTransitionRun(world, region, instance);
    return;
  }
  world.clock.after(world.duration('create'), () => {
    if (instance.status !== 'Pending' || region.instances.get(instance.id) !== instance) return;
    setStatus(world, region, instance, 'Starting');
    letTransitionRun(world, region, instance);
  });
}

/**
 * Makes instances with everything that comes with them. They are Pending at first, and end Running or Stopped.
 *
 * @param identities one for each instance
 */
export function launch(
  world: World,
  region: Region,
  request: LaunchRequest,
  identities: readonly Identity[],
  isToStart: boolean,
): readonly Instance[] {
  return identities.map((identity) => {
    const instance = newInstance(world, region, request, identity);
    addDisks(world, region, instance, request);
    addInterfaces(world, region, instance, identity.interfaces);
    region.instances.add(instance);
    bringUp(world, region, instance, isToStart);
    scheduleAutoRelease(world, region, instance);
    watchSubscription(world, region, instance);
    if (request.renewal !== undefined) renewAutomatically(world, region, instance, request.renewal);
    return instance;
  });
}
