import { EmulatorInputError } from '../errors';
import { newAccessKeyId, randomSecret } from '../ram/access-keys';
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

function addUser(
  world: World,
  account: Account,
  name: string,
  policies: readonly AttachedPolicy[],
  key: AdminKey & { readonly inactive?: boolean },
): void {
  const user: RamUser = { name, id: numericId(`${account.id} user ${name}`), policies };
  account.users.set(name, user);
  world.accessKeys.add({ ...key, principal: world.userOf(account, user) });
}

/** What every region of an account has from the start. */
function addDefaultNetwork(world: World, region: Region): void {
  addDefaultVSwitches(world, region);
  region.securityGroups.add(newDefaultSecurityGroup(world, region));
}

function addAccount(world: World, spec: FleetAccount, where: string): Account {
  const account = new Account(spec.account, regionsOf(spec, where), spec.economicalModeByDefault);
  account.quotas = quotasOf(spec.quotas);
  world.accounts.set(account.id, account);
  for (const region of account.regions.values()) {
    addDefaultNetwork(world, region);
    addPublicImages(world, region);
  }
  if (spec.root !== undefined)
    world.accessKeys.add({ ...spec.root, principal: accountPrincipal(account.id) });
  for (const { zone, type } of spec.outOfStock) account.setStock(zone, type, false);
  for (const { name, policies, accessKeyId, accessKeySecret, accessKeyStatus } of spec.users) {
    addUser(world, account, name, policies, {
      accessKeyId: accessKeyId ?? newAccessKeyId(),
      accessKeySecret: accessKeySecret ?? randomSecret(30),
      inactive: accessKeyStatus === 'Inactive',
    });
  }
  for (const { name, policies, trust, maxSessionSeconds } of spec.roles) {
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
  addNetworkInterfaces(world, account, spec.networkInterfaces, `${where}.networkInterfaces`);
  addDisks(world, account, spec.disks, `${where}.disks`);
  for (const [index, policy] of spec.autoSnapshotPolicies.entries()) {
    addAutoSnapshotPolicy(world, account, policy, `${where}.autoSnapshotPolicies[${index}]`);
  }
  addSnapshots(world, account, spec.snapshots, `${where}.snapshots`);
  for (const [index, event] of spec.events.entries()) {
    addSystemEvent(world, account, event, `${where}.events[${index}]`);
  }
  return account;
}

/**
 * The world that a fleet describes.
 *
 * @throws EmulatorInputError when the fleet names a region, zone or type that does not exist, or an id twice
 */
export function buildWorld(fleet: Fleet, options: BuildOptions): World {
  const world = new World(options.clock, new Random(options.seed), options.durations);
  watchInstances(world);
  const main = addAccount(world, fleet, 'fleet');
  for (const [index, spec] of fleet.accounts.entries()) {
    if (world.accounts.has(spec.account)) {
      throw new EmulatorInputError([
        `fleet.accounts[${index}].account: the account ${spec.account} is given more than once`,
      ]);
    }
    addAccount(world, spec, `fleet.accounts[${index}]`);
  }
  addUser(world, main, ADMIN_USER, [systemPolicy('AdministratorAccess')], options.adminKey);
  return world;
}
