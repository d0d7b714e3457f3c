import { EmulatorInputError } from '../errors';
import { newAccessKeyId, randomSecret } from '../ram/access-keys';
import type { AccessKey } from '../ram/access-keys';
import { systemPolicy } from '../ram/policy';
import type { AttachedPolicy } from '../ram/policy';
import { accountPrincipal } from '../ram/principal';
import { Account } from '../world/account';
import { watchInstances } from '../world/agent-watch';
import type { RamUser } from '../world/account';
import type { VirtualClock } from '../world/clock';
import { addPublicImages } from '../world/public-images';
import { Random, seedOf } from '../world/random';
import type { Region } from '../world/region';
import { REGIONS } from '../world/regions';
import type { RegionInfo } from '../world/regions';
import { newDefaultSecurityGroup } from '../world/security-group';
import { addDefaultVSwitches } from '../world/vswitch';
import { World } from '../world/world';
import type { Durations } from '../world/world';
import { addAutoSnapshotPolicy } from './auto-snapshot-policies';
import { addBuckets } from './buckets';
import { addCommandScripts, addCommands } from './cloud-assistant';
import { addDisks } from './disks';
import { addImages } from './images';
import { addPortLists, addPrefixLists } from './entry-lists';
import { addInstances } from './instances';
import { addNetworkInterfaces } from './network-interfaces';
import { addSecurityGroups } from './security-groups';
import { addVSwitches } from './vswitches';
import { addKeyPairs } from './key-pairs';
import { addLaunchTemplates } from './launch-templates';
import { quotasOf } from './quotas';
import { addSnapshots } from './snapshots';
import { changeStock } from './stock';
import { addSystemEvent } from './system-events';
import type { Fleet, FleetAccount } from './schema';

export interface AdminKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface BuildOptions {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly adminKey: AdminKey;
  readonly durations: Durations;
}

/** The RAM user behind the emulator's own access key; root keys cannot assume roles, so it is not the root. */
const ADMIN_USER = 'emulator-admin';

function numericId(seed: string): string {
  const random = new Random(seedOf(seed));
  return `2${Array.from({ length: 17 }, () => random.integer(0, 9)).join('')}`;
}

function regionsOf(spec: FleetAccount, where: string): RegionInfo[] {
  const wanted = spec.regions ?? [...REGIONS.keys()];
  return wanted.map((id, index) => {
    const info = REGIONS.get(id);
    if (info !== undefined) return info;
    throw new EmulatorInputError([
      `${where}.regions[${index}]: unknown region "${id}", expected one of ${[...REGIONS.keys()].join(', ')}`,
    ]);
  });
}

function addAccessKey(world: World, key: AccessKey, where: string): void {
  if (world.accessKeys.find(key.accessKeyId) !== undefined) {
    throw new EmulatorInputError([
      `${where}.accessKeyId: the access key ${key.accessKeyId} is given more than once`,
    ]);
  }
  world.accessKeys.add(key);
}

function addUser(
  world: World,
  account: Account,
  name: string,
  policies: readonly AttachedPolicy[],
  key: AdminKey & { readonly inactive?: boolean },
  where: string,
): void {
  if (account.users.has(name)) {
    throw new EmulatorInputError([`${where}.name: the account has a user "${name}" already`]);
  }
  const user: RamUser = { name, id: numericId(`${account.id} user ${name}`), policies };
  account.users.set(name, user);
  addAccessKey(world, { ...key, principal: world.userOf(account, user) }, where);
}

/** What every region of an account has from the start. */
function addDefaultNetwork(world: World, region: Region): void {
  addDefaultVSwitches(world, region);
  region.securityGroups.add(newDefaultSecurityGroup(world, region));
}

/** @param adminKey of the emulator's own user, which the main account has */
function addAccount(world: World, spec: FleetAccount, where: string, adminKey?: AdminKey): void {
  const account = new Account(spec.account, regionsOf(spec, where), spec.economicalModeByDefault);
  account.quotas = quotasOf(spec.quotas);
  world.accounts.set(account.id, account);
  for (const region of account.regions.values()) {
    addDefaultNetwork(world, region);
    addPublicImages(world, region);
  }
  if (adminKey !== undefined) {
    addUser(world, account, ADMIN_USER, [systemPolicy('AdministratorAccess')], adminKey, where);
  }
  if (spec.root !== undefined) {
    addAccessKey(world, { ...spec.root, principal: accountPrincipal(account.id) }, `${where}.root`);
  }
  for (const [
    index,
    { name, policies, accessKeyId, accessKeySecret, accessKeyStatus },
  ] of spec.users.entries()) {
    const key = {
      accessKeyId: accessKeyId ?? newAccessKeyId(),
      accessKeySecret: accessKeySecret ?? randomSecret(30),
      inactive: accessKeyStatus === 'Inactive',
    };
    addUser(world, account, name, policies, key, `${where}.users[${index}]`);
  }
  for (const [index, { name, policies, trust, maxSessionSeconds }] of spec.roles.entries()) {
    if (account.roles.has(name)) {
      throw new EmulatorInputError([
        `${where}.roles[${index}].name: the account has a role "${name}" already`,
      ]);
    }
    const id = numericId(`${account.id} role ${name}`);
    account.roles.set(name, { name, id, trust, policies, maxSessionSeconds });
  }
  addBuckets(world, account, spec.buckets, `${where}.buckets`);
  addCommands(world, account, spec.commands, `${where}.commands`);
  addCommandScripts(account, spec.commandScripts, `${where}.commandScripts`);
  addImages(world, account, spec.images, `${where}.images`);
  addKeyPairs(world, account, spec.keyPairs, `${where}.keyPairs`);
  addLaunchTemplates(world, account, spec.launchTemplates, `${where}.launchTemplates`);
  addVSwitches(world, account, spec.vSwitches, `${where}.vSwitches`);
  addPrefixLists(world, account, spec.prefixLists, `${where}.prefixLists`);
  addPortLists(world, account, spec.portLists, `${where}.portLists`);
  addSecurityGroups(world, account, spec.securityGroups, `${where}.securityGroups`);
  addInstances(world, account, spec.instances, spec.defaults, `${where}.instances`);
  for (const [index, soldOut] of spec.outOfStock.entries()) {
    changeStock(account, soldOut, false, `${where}.outOfStock[${index}]`);
  }
  addNetworkInterfaces(world, account, spec.networkInterfaces, `${where}.networkInterfaces`);
  addDisks(world, account, spec.disks, `${where}.disks`);
  for (const [index, policy] of spec.autoSnapshotPolicies.entries()) {
    addAutoSnapshotPolicy(world, account, policy, `${where}.autoSnapshotPolicies[${index}]`);
  }
  addSnapshots(world, account, spec.snapshots, `${where}.snapshots`);
  for (const [index, event] of spec.events.entries()) {
    addSystemEvent(world, account, event, `${where}.events[${index}]`);
  }
}

/**
 * The world that a fleet describes.
 *
 * @throws EmulatorInputError when the fleet names a region, zone or type that does not exist, or an id, user or key twice
 */
export function buildWorld(fleet: Fleet, options: BuildOptions): World {
  const world = new World(options.clock, new Random(options.seed), options.durations);
  watchInstances(world);
  addAccount(world, fleet, 'fleet', options.adminKey);
  for (const [index, spec] of fleet.accounts.entries()) {
    if (world.accounts.has(spec.account)) {
      throw new EmulatorInputError([
        `fleet.accounts[${index}].account: the account ${spec.account} is given more than once`,
      ]);
    }
    addAccount(world, spec, `fleet.accounts[${index}]`);
  }
  return world;
}
