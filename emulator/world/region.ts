import type { Account } from './account';
import type { AutoSnapshotPolicy } from './auto-snapshot-policy';
import { CloudAssistant } from './cloud-assistant';
import type { Disk } from './disk';
import type { Image } from './image';
import type { Instance } from './instance';
import { History } from './history';
import { Inventory } from './inventory';
import type { KeyPair } from './key-pair';
import type { LaunchTemplate } from './launch-template';
import type { NetworkInterface } from './network-interface';
import type { PortRangeList, PrefixList } from './entry-list';
import type { RegionInfo } from './regions';
import type { SecurityGroup } from './security-group';
import type { SnapshotGroup } from './snapshot-group';
import { SnapshotInventory } from './snapshot-inventory';
import { StatusHistory } from './status-history';
import type { SystemEvent } from './system-event';
import type { Task } from './task';
import type { VSwitch } from './vswitch';

/** What one account has in one region. */
export class Region {
  readonly account: Account;
  readonly info: RegionInfo;
  readonly instances = new Inventory<Instance>();
  readonly disks = new Inventory<Disk>();
  readonly snapshots = new SnapshotInventory();
  readonly snapshotGroups = new Inventory<SnapshotGroup>();
  readonly autoSnapshotPolicies = new Inventory<AutoSnapshotPolicy>();
  readonly images = new Inventory<Image>();
  readonly securityGroups = new Inventory<SecurityGroup>();
  readonly networkInterfaces = new Inventory<NetworkInterface>();
  readonly vSwitches = new Inventory<VSwitch>();
  readonly prefixLists = new Inventory<PrefixList>();
  readonly portRangeLists = new Inventory<PortRangeList>();
  readonly tasks = new History<Task>();
  readonly cloudAssistant = new CloudAssistant();
  readonly systemEvents = new History<SystemEvent>();
  readonly statusHistory = new StatusHistory();
  readonly keyPairs = new Inventory<KeyPair>();
  readonly launchTemplates = new Inventory<LaunchTemplate>();

  constructor(account: Account, info: RegionInfo) {
    this.account = account;
    this.info = info;
  }

  get id(): string {
    return this.info.id;
  }
}
