import type { Account } from './account';
import type { Disk } from './disk';
import type { Image } from './image';
import type { Instance } from './instance';
import { Inventory } from './inventory';
import type { NetworkInterface } from './network-interface';
import type { RegionInfo } from './regions';
import type { SecurityGroup } from './security-group';
import type { Snapshot } from './snapshot';
import type { Task } from './task';
import type { VSwitch } from './vswitch';

/** What one account has in one region. */
export class Region {
  readonly account: Account;
  readonly info: RegionInfo;
  readonly instances = new Inventory<Instance>();
  readonly disks = new Inventory<Disk>();
  readonly snapshots = new Inventory<Snapshot>();
  readonly images = new Inventory<Image>();
  readonly securityGroups = new Inventory<SecurityGroup>();
  readonly networkInterfaces = new Inventory<NetworkInterface>();
  readonly vSwitches = new Inventory<VSwitch>();
  readonly tasks = new Inventory<Task>();

  constructor(account: Account, info: RegionInfo) {
    this.account = account;
    this.info = info;
  }

  get id(): string {
    return this.info.id;
  }
}
