import { Activity } from './activity';
import { Deliveries } from './events-out/deliveries';
import { EventsOut } from './events-out/events-out';
import { FunctionCompute } from './fc-api/function-compute';
import { Faults } from './faults';
import { EmulatorInputError } from './errors';
import { buildWorld } from './fleet/build';
import type { AdminKey } from './fleet/build';
import { addInstances } from './fleet/instances';
import { addSystemEvent, parseSystemEvent } from './fleet/system-events';
import { parseInstances } from './fleet/schema';
import type { Fleet } from './fleet/schema';
import { Journal } from './journal';
import type { RoleCredentials } from './ram/access-keys';
import { Scheduler } from './scheduler/scheduler';
import type { Account } from './world/account';
import type { Instance } from './world/instance';
import type { SystemEvent } from './world/system-event';
import { LONGEST_SPAN_MS, VirtualClock } from './world/clock';
import { Random } from './world/random';
import { Waker } from './waker';
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
  readonly durations: Durations;
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
  /** What goes on in real time: subscribers that answer, functions that run. */
  readonly activity = new Activity();
  readonly waker = new Waker();
  /** Subscribers, timers and functions outlive every world. */
  readonly eventsOut: EventsOut;
  readonly scheduler: Scheduler;
  readonly functions: FunctionCompute;
  world: World;
  journal: Journal;
  deliveries = new Deliveries();
  private fleet: Fleet;

  constructor(options: EngineOptions) {
    this.options = options;
    this.fleet = options.fleet;
    this.journal = this.newJournal();
    this.world = this.newWorld(options.start ?? options.wall());
    const ports = {
      world: () => this.world,
      deliveries: () => this.deliveries,
      activity: this.activity,
      random: new Random(options.seed),
    };
    this.functions = new FunctionCompute({
      ...ports,
      account: (id) => this.account(id),
      issueCredentials: (...session) => this.issueRoleCredentials(...session),
    });
    const invokeLater = this.functions.enqueueByName.bind(this.functions);
    this.eventsOut = new EventsOut(ports, invokeLater);
    this.scheduler = new Scheduler(ports, invokeLater);
    this.enter(this.world);
  }

  /**
   * Starts again with the same fleet: no faults, an empty journal, no temporary credentials, nothing delivered. Who
   * subscribed, timers and functions stay.
   *
   * @param start virtual time, epoch milliseconds; by default that of the first start
   */
  reset(start?: number): void {
    const world = this.newWorld(start ?? this.options.start ?? this.options.wall());
    this.faults.clear();
    this.journal = this.newJournal();
    this.deliveries = new Deliveries();
    this.functions.reset();
    this.enter(world);
  }

  /** Replaces every resource and identity by those of another fleet; time, faults and journal go on. */
  loadFleet(fleet: Fleet): void {
    const previous = this.fleet;
    this.fleet = fleet;
    try {
      this.enter(this.newWorld(this.world.clock.now()));
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
   * Has a system event happen.
   *
   * @param event as in a fleet
   * @param accountId the fleet's own by default
   * @throws EmulatorInputError
   */
  raiseEvent(event: unknown, accountId?: string): SystemEvent {
    this.world.clock.settle();
    return addSystemEvent(this.world, this.account(accountId), parseSystemEvent(event, 'event'), 'event');
  }

  /**
   * Credentials of a role without a call of AssumeRole, as Function Compute gives them to a function.
   *
   * @param seconds of validity by the virtual clock, up to 100 years
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
    if (!(seconds >= 1 && seconds * 1000 <= LONGEST_SPAN_MS)) {
      throw new EmulatorInputError([`seconds: ${seconds} given, expected 1 to ${LONGEST_SPAN_MS / 1000}`]);
    }
    return this.world.issueRoleCredentials(account, role, sessionName, seconds);
  }

  private newJournal(): Journal {
    return new Journal(this.options.journalCapacity, (call, answer) => {
      this.eventsOut.publishCall({ ...call, answer });
    });
  }

  private enter(world: World): void {
    this.world = world;
    this.eventsOut.attach(world);
    this.scheduler.attach();
    this.waker.attach(world.clock);
  }

  private newWorld(start: number): World {
    const { frozen, rate, wall, seed, adminKey, durations } = this.options;
    const clock = new VirtualClock({ start, frozen, rate, wall });
    return buildWorld(this.fleet, { clock, seed, adminKey, durations });
  }
}
