import { Gateway } from './api/gateway';
import { Registry } from './api/registry';
import { ControlApi } from './control/control-api';
import { stateOf } from './control/state';
import { raiseSystemEvent, systemEventsOf } from './control/system-events';
import type { SystemEventSummary } from './control/system-events';
import type { EmulatorState } from './control/state';
import { Engine } from './engine';
import { EmulatorInputError } from './errors';
import type {
  Delivery,
  DeliveryFaultInput,
  DeliveryFilter,
  Subscription,
  SubscriptionInput,
} from './events-out';
import type { FaultInput, FaultState } from './faults';
import type { AsyncInvocation, FunctionInput, RegisteredFunction } from './fc-api';
import { FunctionComputeSurface } from './fc-api/surface';
import type { AdminKey } from './fleet/build';
import { parseFleet } from './fleet/schema';
import type { FleetInput, FleetInstanceInput } from './fleet/schema';
import { changeStock } from './fleet/stock';
import type { SystemEventInput } from './fleet/system-events';
import type { JournalEntry, JournalFilter } from './journal';
import { OPERATIONS } from './operations';
import { OssSurface } from './oss/surface';
import { parseOptions } from './options';
import { play } from './play';
import { newAccessKeyId, randomSecret } from './ram/access-keys';
import type { RoleCredentials } from './ram/access-keys';
import type { Timer, TimerInput } from './scheduler/scheduler';
import { serve } from './wire/server';
import type { Instance } from './world/instance';
import { releaseInstance } from './world/release';
import type { Durations, World } from './world/world';

export { demoFleet } from './fleet/demo';
export { EmulatorInputError };
export type {
  AsyncInvocation,
  Delivery,
  DeliveryFaultInput,
  Durations,
  EmulatorState,
  FaultInput,
  FaultState,
  FleetInput,
  FleetInstanceInput,
  FunctionInput,
  Instance,
  JournalEntry,
  JournalFilter,
  RegisteredFunction,
  RoleCredentials,
  Subscription,
  SubscriptionInput,
  SystemEventInput,
  SystemEventSummary,
  Timer,
  TimerInput,
};

export interface EmulatorOptions {
  /** 0 or left out for any free port. */
  readonly port?: number;
  /** Virtual time at the start: a Date or ISO 8601. By default the machine's time. */
  readonly now?: Date | string;
  /** The virtual clock moves only by `advance` and `moveTo`. */
  readonly frozen?: boolean;
  /** Virtual seconds per real second, default 1. */
  readonly rate?: number;
  /** A fleet as documented in README.md, or saved answers of DescribeInstances. Default: an account without instances. */
  readonly fleet?: unknown;
  /** Key of the administrator; random by default. */
  readonly accessKey?: AdminKey;
  /** Real milliseconds added to every answer. */
  readonly latencyMs?: number;
  /** Parameters that are not implemented are ignored and recorded instead of refused. */
  readonly lenient?: boolean;
  /** For everything that is left to chance: ids, addresses, jitter. Default 1. */
  readonly seed?: number;
  /** Virtual milliseconds that transitions take. */
  readonly durations?: Partial<Durations>;
  /** Calls that the journal keeps, default 100,000. */
  readonly journalCapacity?: number;
}

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:<port>`, for every region and product. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly accountId: string;
  /** The emulated world itself, for tests that look behind the API. */
  readonly world: World;
  state(): EmulatorState;
  /** Virtual time. */
  now(): Date;
  /** An instance of the fleet's own account, live. */
  instance(id: string): Instance | undefined;
  addInstances(instances: readonly FleetInstanceInput[]): Instance[];
  /** Releases an instance of the fleet's own account, whatever its state; false when there is none. */
  removeInstance(id: string): boolean;
  /** Has a system event happen to an instance or a disk of the fleet's own account. */
  raiseEvent(event: SystemEventInput): SystemEventSummary;
  /** The system events of the fleet's own account. */
  systemEvents(): SystemEventSummary[];
  journal(filter?: JournalFilter): JournalEntry[];
  /** Moves the virtual clock forward by milliseconds. */
  advance(milliseconds: number): void;
  /** Moves the virtual clock forward to an instant. */
  moveTo(instant: Date): void;
  /**
   * Moves the virtual clock forward to an instant, or by milliseconds, from due time to due time, and waits at each
   * until subscribers have answered and functions have ended.
   */
  play(until: Date | number): Promise<void>;
  /**
   * Delivers events from now on, announcements of the platform or write calls.
   *
   * @throws EmulatorInputError
   */
  subscribe(subscription: SubscriptionInput): Subscription;
  /** The last deliveries, oldest first. */
  deliveries(filter?: DeliveryFilter): Delivery[];
  /**
   * Fires a timer as a timer trigger of Function Compute.
   *
   * @throws EmulatorInputError
   */
  addTimer(timer: TimerInput): Timer;
  /**
   * Makes a function known, for InvokeFunction and as the target of subscriptions and timers.
   *
   * @throws EmulatorInputError
   */
  registerFunction(input: FunctionInput): RegisteredFunction;
  /** The last asynchronous invocations, oldest first. */
  invocations(): readonly AsyncInvocation[];
  /** Replaces the faults in force. */
  setFaults(faults: readonly FaultInput[]): void;
  faults(): FaultState[];
  setStock(zoneId: string, instanceType: string, available: boolean): void;
  loadFleet(fleet: unknown): void;
  /** Starts again with the same fleet, without faults, journal and temporary credentials. */
  reset(now?: Date): void;
  /**
   * Temporary credentials of a role, as Function Compute gives them to a function.
   *
   * @param seconds of validity by the virtual clock, default 3600
   */
  issueRoleCredentials(
    roleName: string,
    sessionName: string,
    seconds?: number,
    accountId?: string,
  ): RoleCredentials;
  close(): Promise<void>;
}

function engineOf({
  now,
  accessKey,
  fleet,
  ...options
}: Omit<ReturnType<typeof parseOptions>, 'port'>): Engine {
  return new Engine({
    ...options,
    fleet: parseFleet(fleet),
    adminKey: accessKey ?? { accessKeyId: newAccessKeyId(), accessKeySecret: randomSecret(30) },
    start: now?.getTime(),
    wall: Date.now,
  });
}

/**
 * Starts an emulator on 127.0.0.1.
 *
 * @throws EmulatorInputError for a wrong option or fleet, with one line per mistake
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port, ...rest } = parseOptions(options);
  const engine = engineOf(rest);
  const gateway = new Gateway(engine, new Registry(OPERATIONS));
  const surfaces = [
    new ControlApi(engine),
    new FunctionComputeSurface(engine),
    new OssSurface(engine),
    gateway,
  ];
  const server = await serve(surfaces, port);
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    ...engine.options.adminKey,
    accountId: engine.account().id,
    get world() {
      return engine.world;
    },
    state: () => stateOf(engine),
    now: () => new Date(engine.world.clock.now()),
    instance(id) {
      engine.world.clock.settle();
      return engine.account().findInstance(id);
    },
    addInstances: (instances) => engine.addInstances(instances),
    removeInstance(id) {
      const region = [...engine.account().regions.values()].find(({ instances }) => instances.get(id));
      const instance = region?.instances.get(id);
      if (region === undefined || instance === undefined) return false;
      releaseInstance(engine.world, region, instance);
      return true;
    },
    raiseEvent: (event) => raiseSystemEvent(engine, event),
    systemEvents: () => systemEventsOf(engine),
    journal: (filter) => engine.journal.entries(filter),
    advance: (milliseconds) => {
      engine.world.clock.advance(milliseconds);
    },
    moveTo: (instant) => {
      engine.world.clock.moveTo(instant.getTime());
    },
    play: (until) => {
      const { clock } = engine.world;
      const instant = until instanceof Date ? until.getTime() : clock.now() + until;
      return play(engine, instant);
    },
    subscribe: (subscription) => engine.eventsOut.subscribe(subscription),
    deliveries: (filter) => engine.deliveries.entries(filter),
    addTimer: (timer) => engine.scheduler.add(timer),
    registerFunction: (input) => engine.functions.register(input),
    invocations: () => engine.functions.invocations(),
    setFaults: (faults) => {
      engine.faults.set(faults);
    },
    faults: () => engine.faults.state(),
    setStock: (zoneId, instanceType, available) => {
      changeStock(engine.account(), { zone: zoneId, type: instanceType }, available, 'stock');
    },
    loadFleet: (fleet) => {
      engine.loadFleet(parseFleet(fleet));
    },
    reset: (now) => {
      engine.reset(now?.getTime());
    },
    issueRoleCredentials: (roleName, sessionName, seconds = 3600, accountId) =>
      engine.issueRoleCredentials(roleName, sessionName, seconds, accountId),
    close: async () => {
      engine.waker.stop();
      await engine.functions.close();
      await server.close();
    },
  };
}
