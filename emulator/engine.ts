import { Faults } from './faults';
import { EmulatorInputError } from './errors';
import { buildWorld } from './fleet/build';
import type { AdminKey } from './fleet/build';
import { addInstances } from './fleet/instances';
import { parseInstances } from './fleet/schema';
import type { Fleet } from './fleet/schema';
import { Journal } from './journal';
import type { RoleCredentials } from './ram/access-keys';
import type { Account } from './world/account';
import type { Instance } from './world/instance';
import { VirtualClock } from './world/clock';
import { DEFAULT_DURATIONS } from './world/world';
import type { Durations, World } from './world/world';

export interface EngineOptions {
  readonly fleet: Fleet;
  /** Key of the administrator of the fleet's own account. */
  readonly adminKey: AdminKey;
  /** Virtual start, epoch milliseconds; undefined is the machine's time whenever the world (re)starts. */
  readonly start: number | undefined;
  readonly frozen: boolean;
  readonly rate: number;
  readonly seed: number;
  readonly durations: Partial<Durations>;
  readonly journalCapacity: number;
  readonly lenient: boolean;
  /** Real milliseconds added to every answer. */
  readonly latencyMs: number;
  readonly wall: () => number;
}

/** The emulated cloud without its sockets: a world, the faults that trouble it and the journal of its calls. */
export class Engine {
  readonly options: EngineOptions;
  readonly faults = new Faults();
  world: World;
  journal: Journal;
  private fleet: Fleet;

  constructor(options: EngineOptions) {
    this.options = options;
    this.fleet = options.fleet;
    this.journal = new Journal(options.journalCapacity);
    this.world = this.newWorld(options.start ?? options.wall());
  }

  /**
   * Starts again with the same fleet: no faults, an empty journal, no temporary credentials.
   *
   * @param start virtual time, epoch milliseconds; by default that of the first start
   */
  reset(start?: number): void {
    this.faults.clear();
    this.journal = new Journal(this.options.journalCapacity);
    this.world = this.newWorld(start ?? this.options.start ?? this.options.wall());
  }

  /** Replaces every resource and identity by those of another fleet; time, faults and journal go on. */
  loadFleet(fleet: Fleet): void {
    const previous = this.fleet;
    this.fleet = fleet;
    try {
      this.world = this.newWorld(this.world.clock.now());
    } catch (error) {
      this.fleet = previous;
      throw error;
    }
  }

  /**
   * An account of the world.
   *
   * @param id the fleet's own account by default
   * @throws EmulatorInputError
   */
  account(id: string = this.fleet.account): Account {
    const account = this.world.accounts.get(id);
    if (account === undefined) {
      const known = [...this.world.accounts.keys()].join(', ');
      throw new EmulatorInputError([`account: unknown account "${id}", expected one of ${known}`]);
    }
    return account;
  }

  /**
   * Adds instances to the fleet's own account.
   *
   * @param instances as in a fleet
   * @throws EmulatorInputError, and then none was added
   */
  addInstances(instances: unknown): Instance[] {
    return addInstances(this.world, this.account(), parseInstances(instances), {}, 'instances');
  }

  /**
   * Credentials of a role without a call of AssumeRole, as Function Compute gives them to a function.
   *
   * @param seconds of validity by the virtual clock
   * @throws EmulatorInputError
   */
  issueRoleCredentials(
    roleName: string,
    sessionName: string,
    seconds: number,
    accountId?: string,
  ): RoleCredentials {
    const account = this.account(accountId);
    const role = account.roles.get(roleName);
    if (role === undefined) {
      const known = [...account.roles.keys()].join(', ') || 'none';
      throw new EmulatorInputError([
        `role: the account ${account.id} has no role "${roleName}", expected one of ${known}`,
      ]);
    }
    return this.world.issueRoleCredentials(account, role, sessionName, seconds);
  }

  private newWorld(start: number): World {
    const { frozen, rate, wall, seed, adminKey, durations } = this.options;
    const clock = new VirtualClock({ start, frozen, rate, wall });
    return buildWorld(this.fleet, {
      clock,
      seed,
      adminKey,
      durations: { ...DEFAULT_DURATIONS, ...durations },
    });
  }
}
