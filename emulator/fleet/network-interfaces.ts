import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { publicAddress } from '../world/addresses';
import { FreeAddresses } from '../world/free-addresses';
import type { Instance } from '../world/instance';
import { NETWORK_INTERFACE_STATUSES, TRAFFIC_MODES, newNetworkInterface } from '../world/network-interface';
import type { AssociatedPublicIp, NetworkInterface } from '../world/network-interface';
import type { Region } from '../world/region';
import { addMissingSecurityGroups, defaultSecurityGroupId } from '../world/security-group';
import { defaultVSwitchId } from '../world/vswitch';
import type { VSwitch } from '../world/vswitch';
import type { World } from '../world/world';
import { instant, name, present, tags } from './fields';
import { regionOf, zoneOf } from './places';

export const networkInterfaceSchema = z.strictObject({
  id: name.optional(),
  name: name.optional(),
  description: z.string().max(256).optional(),
  region: name.optional(),
  /** Zone id, or only its last letter; that of the instance or the vSwitch when left out. */
  zone: z.string().min(1).optional(),
  vSwitch: name.optional(),
  /** Of an interface whose vSwitch nothing else is said of. */
  vpc: name.optional(),
  /** What it is attached to. */
  instance: name.optional(),
  /** The instance need not be part of the fleet. */
  elsewhere: z.boolean().default(false),
  /** Takes the place of the interface that the instance would have by itself. */
  primary: z.boolean().default(false),
  status: z.enum(NETWORK_INTERFACE_STATUSES).optional(),
  securityGroups: z.array(name).min(1).optional(),
  privateIp: z.ipv4().optional(),
  secondaryIps: z.array(z.ipv4()).default([]),
  ipv6: z.array(z.ipv6()).default([]),
  /** An elastic address, `true` for any. */
  eip: z.union([z.boolean(), z.ipv4()]).default(false),
  /** Allocation id of the elastic address. */
  eipId: name.optional(),
  mac: z.string().optional(),
  deleteOnRelease: z.boolean().optional(),
  trafficMode: z.enum(TRAFFIC_MODES).optional(),
  queueNumber: z.int().min(1).max(2048).optional(),
  sourceDestCheck: z.boolean().optional(),
  /** Id of the cloud service that looks after it, or `true` for any. */
  serviceManaged: z.union([z.boolean(), z.int().min(0)]).default(false),
  resourceGroup: z.string().optional(),
  tags: tags.optional(),
  createdAt: instant.optional(),
});

type Spec = z.output<typeof networkInterfaceSchema>;

function instanceOf(region: Region, spec: Spec, where: string): Instance | undefined {
  if (spec.instance === undefined) {
    if (!spec.primary) return undefined;
    throw new EmulatorInputError([`${where}.instance: expected the instance whose primary interface it is`]);
  }
  const instance = region.instances.get(spec.instance);
  if (instance !== undefined || spec.elsewhere) return instance;
  throw new EmulatorInputError([
    `${where}.instance: ${region.id} has no instance "${spec.instance}", expected one of the fleet, or elsewhere: true`,
  ]);
}

function vSwitchOf(
  world: World,
  region: Region,
  spec: Spec,
  instance: Instance | undefined,
  where: string,
): VSwitch {
  const zoneId = zoneOf(region, spec.zone ?? instance?.zoneId, where);
  const id = spec.vSwitch ?? instance?.vSwitchId ?? defaultVSwitchId(region, zoneId);
  const known = region.vSwitches.get(id);
  if (known !== undefined) return known;
  if (spec.vpc === undefined || spec.privateIp === undefined) {
    throw new EmulatorInputError([
      `${where}.vSwitch: ${region.id} has no vSwitch "${id}", expected one of vSwitches, or vpc and privateIp beside it`,
    ]);
  }
  const sequence = world.nextSequence();
  const made = {
    id,
    sequence,
    vpcId: spec.vpc,
    zoneId,
    cidrBlock: `${spec.privateIp}/16`,
    ipv6CidrBlock: '',
  };
  region.vSwitches.add(made);
  return made;
}

function publicIpsOf(world: World, region: Region, spec: Spec, primary: string): AssociatedPublicIp[] {
  if (spec.eip === false) return [];
  return [
    {
      privateIpAddress: primary,
      ipAddress: spec.eip === true ? publicAddress(world.random) : spec.eip,
      allocationId: spec.eipId ?? world.resourceId('eip', region),
    },
  ];
}

function securityGroupsOf(world: World, region: Region, spec: Spec, vpcId: string): readonly string[] {
  const ids = spec.securityGroups ?? [defaultSecurityGroupId(region, vpcId)];
  addMissingSecurityGroups(world, region, ids, vpcId);
  return ids;
}

function statusOf(spec: Spec): NetworkInterface['status'] {
  return spec.status ?? (spec.instance === undefined ? 'Available' : 'InUse');
}

/** What a primary interface and its instance both say is said alike. */
function replacePrimary(
  region: Region,
  instance: Instance,
  madeUp: NetworkInterface,
  primary: NetworkInterface,
): void {
  region.networkInterfaces.replace(madeUp.id, primary);
  instance.networkInterfaceIds = [primary.id, ...instance.networkInterfaceIds.slice(1)];
  instance.securityGroupIds = primary.securityGroupIds;
  instance.privateIpAddresses = primary.privateIpAddresses.slice(0, 1);
  instance.ipv6Addresses = primary.ipv6Addresses;
}

/** The free addresses of each vSwitch, looked up once for all lines of a fleet. */
type FreeOf = (region: Region, vSwitch: VSwitch) => FreeAddresses;

function freeAddresses(world: World): FreeOf {
  const known = new Map<VSwitch, FreeAddresses>();
  return (region, vSwitch) => {
    const free = known.get(vSwitch) ?? new FreeAddresses(region, vSwitch, world.random);
    known.set(vSwitch, free);
    return free;
  };
}

function addOne(world: World, region: Region, spec: Spec, freeOf: FreeOf, where: string): void {
  if (spec.id !== undefined && region.networkInterfaces.get(spec.id) !== undefined) {
    throw new EmulatorInputError([`${where}.id: the id "${spec.id}" is given more than once`]);
  }
  const instance = instanceOf(region, spec, where);
  const vSwitch = vSwitchOf(world, region, spec, instance, where);
  const [ownIp] = spec.primary ? (instance?.privateIpAddresses ?? []) : [];
  const privateIp = spec.privateIp ?? ownIp ?? freeOf(region, vSwitch).take();
  if (privateIp === undefined) {
    throw new EmulatorInputError([`${where}.privateIp: the vSwitch ${vSwitch.id} has no address left`]);
  }
  const replaced = spec.primary
    ? region.networkInterfaces.get(instance?.networkInterfaceIds[0] ?? '')
    : undefined;
  const networkInterface = newNetworkInterface(world, region, {
    ...present({
      id: spec.id,
      sequence: replaced?.sequence,
      name: spec.name,
      description: spec.description,
      macAddress: spec.mac,
      deleteOnRelease: spec.deleteOnRelease,
      trafficMode: spec.trafficMode,
      queueNumber: spec.queueNumber,
      sourceDestCheck: spec.sourceDestCheck,
      resourceGroupId: spec.resourceGroup,
      createdAt: spec.createdAt,
    }),
    type: spec.primary ? 'Primary' : 'Secondary',
    zoneId: vSwitch.zoneId,
    vpcId: vSwitch.vpcId,
    vSwitchId: vSwitch.id,
    status: statusOf(spec),
    instanceId: spec.instance ?? '',
    privateIpAddresses: [privateIp, ...spec.secondaryIps],
    ipv6Addresses: spec.ipv6,
    associatedPublicIps: publicIpsOf(world, region, spec, privateIp),
    securityGroupIds: securityGroupsOf(world, region, spec, vSwitch.vpcId),
    serviceManaged: spec.serviceManaged !== false,
    serviceId: typeof spec.serviceManaged === 'number' ? spec.serviceManaged : 0,
    tags: new Map(Object.entries(spec.tags ?? {})),
  });
  if (instance !== undefined && replaced !== undefined) {
    replacePrimary(region, instance, replaced, networkInterface);
    return;
  }
  region.networkInterfaces.add(networkInterface);
  if (instance !== undefined) {
    instance.networkInterfaceIds = [...instance.networkInterfaceIds, networkInterface.id];
  }
}

/** @throws EmulatorInputError */
export function addNetworkInterfaces(
  world: World,
  account: Account,
  specs: readonly Spec[],
  where: string,
): void {
  const freeOf = freeAddresses(world);
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    addOne(world, regionOf(account, spec.region, path), spec, freeOf, path);
  }
}
