import type { AttachedPolicy } from '../ram/policy';
import type { TrustPolicy } from '../ram/trust';
import { ClientTokens } from './client-tokens';
import type { CommandScript } from './command-script';
import type { Instance } from './instance';
import { DEFAULT_QUOTAS } from './quotas';
import type { Quotas } from './quotas';
import { Region } from './region';
import type { RegionInfo } from './regions';

export interface RamUser {
  readonly name: string;
  readonly id: string;
  readonly policies: readonly AttachedPolicy[];
}

export interface RamRole {
  readonly name: string;
  readonly id: string;
  readonly trust: TrustPolicy;
  readonly policies: readonly AttachedPolicy[];
  readonly maxSessionSeconds: number;
}

/** One Alibaba Cloud account with everything it owns. */
export class Account {
  readonly id: string;
  /** Whether a stop without StoppedMode is economical: the account's own setting in the console. */
  readonly economicalByDefault: boolean;
  readonly regions: ReadonlyMap<string, Region>;
  readonly users = new Map<string, RamUser>();
  readonly roles = new Map<string, RamRole>();
  readonly clientTokens = new ClientTokens();
  /** What commands come to; the first that fits counts. */
  commandScripts: readonly CommandScript[] = [];
  quotas: Quotas = DEFAULT_QUOTAS;
  /** `<zone> <instance type>` pairs that are sold out. */
  private readonly soldOut = new Set<string>();

  constructor(id: string, regions: readonly RegionInfo[], economicalByDefault: boolean) {
    this.id = id;
    this.economicalByDefault = economicalByDefault;
    this.regions = new Map(regions.map((info) => [info.id, new Region(this, info)]));
  }

  findInstance(id: string): Instance | undefined {
    for (const region of this.regions.values()) {
      const instance = region.instances.get(id);
      if (instance !== undefined) return instance;
    }
    return undefined;
  }

  setStock(zoneId: string, instanceType: string, available: boolean): void {
    const key = `${zoneId} ${instanceType}`;
    if (available) this.soldOut.delete(key);
    else this.soldOut.add(key);
  }

  hasStock(zoneId: string, instanceType: string): boolean {
    return !this.soldOut.has(`${zoneId} ${instanceType}`);
  }

  outOfStock(): { zone: string; type: string }[] {
    return [...this.soldOut].map((key) => {
      const [zone = '', type = ''] = key.split(' ');
      return { zone, type };
    });
  }
}
