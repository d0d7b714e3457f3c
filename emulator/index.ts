import { Gateway } from './api/gateway';
import { Registry } from './api/registry';
import { ControlApi } from './control/control-api';
import { stateOf } from './control/state';
import type { EmulatorState } from './control/state';
import { Engine } from './engine';
import { EmulatorInputError } from './errors';
import type { FaultInput, FaultState } from './faults';
import type { AdminKey } from './fleet/build';
import { parseFleet } from './fleet/schema';
import type { FleetInput, FleetInstanceInput } from './fleet/schema';
import type { JournalEntry, JournalFilter } from './journal';
import { OPERATIONS } from './operations';
import { newAccessKeyId, randomSecret } from './ram/access-keys';
import type { RoleCredentials } from './ram/access-keys';
import { serve } from './wire/server';
import type { Instance } from './world/instance';
import type { Durations, World } from './world/world';

export { demoFleet } from './fleet/demo';
export { EmulatorInputError };
export type {
  Durations,
  EmulatorState,
  FaultInput,
  FaultState,
  FleetInput,
  FleetInstanceInput,
  Instance,
  JournalEntry,
  JournalFilter,
  RoleCredentials,
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
  journal(filter?: JournalFilter): JournalEntry[];
  /** Moves the virtual clock forward by milliseconds. */
  advance(milliseconds: number): void;
  /** Moves the virtual clock forward to an instant. */
  moveTo(instant: Date): void;
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

function instantOf(now: Date | string | undefined): number | undefined {
  if (now === undefined) return undefined;
  const instant = now instanceof Date ? now.getTime() : Date.parse(now);
  if (Number.isNaN(instant)) {
    throw new EmulatorInputError([
      `now: "${String(now)}" is no time, expected ISO 8601 such as 2026-03-02T08:00:00Z`,
    ]);
  }
  return instant;
}

function engineOf(options: EmulatorOptions): Engine {
  const rate = options.rate ?? 1;
  if (!Number.isFinite(rate) || rate <= 0) {
    throw new EmulatorInputError([`rate: ${rate} given, expected virtual seconds per real second above 0`]);
  }
  return new Engine({
    fleet: parseFleet(options.fleet),
    adminKey: options.accessKey ?? { accessKeyId: newAccessKeyId(), accessKeySecret: randomSecret(30) },
    start: instantOf(options.now),
    frozen: options.frozen ?? false,
    rate,
    seed: options.seed ?? 1,
    durations: options.durations ?? {},
    journalCapacity: options.journalCapacity ?? 100_000,
    lenient: options.lenient ?? false,
    latencyMs: options.latencyMs ?? 0,
    wall: Date.now,
  });
}

/**
 * Starts an emulator on 127.0.0.1.
 *
 * @throws EmulatorInputError for a wrong option or fleet, with one line per mistake
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const engine = engineOf(options);
  const surfaces = [new ControlApi(engine), new Gateway(engine, new Registry(OPERATIONS))];
  const server = await serve(surfaces, options.port ?? 0);
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
      const regions = [...engine.account().regions.values()];
      return regions.some(({ instances }) => instances.remove(id));
    },
    journal: (filter) => engine.journal.entries(filter),
    advance: (milliseconds) => {
      engine.world.clock.advance(milliseconds);
    },
    moveTo: (instant) => {
      engine.world.clock.moveTo(instant.getTime());
    },
    setFaults: (faults) => {
      engine.faults.set(faults);
    },
    faults: () => engine.faults.state(),
    setStock: (zoneId, instanceType, available) => {
      engine.account().setStock(zoneId, instanceType, available);
    },
    loadFleet: (fleet) => {
      engine.loadFleet(parseFleet(fleet));
    },
    reset: (now) => {
      engine.reset(now?.getTime());
    },
    issueRoleCredentials: (roleName, sessionName, seconds = 3600, accountId) =>
      engine.issueRoleCredentials(roleName, sessionName, seconds, accountId),
    close: () => server.close(),
  };
}
