import { setImmediate as nextTurn } from 'node:timers/promises';
import { automation } from '../../functions/instance-schedule';
import { schemas } from '../../functions/instance-schedule/config';
import type { FleetInput } from '../../emulator';
import { startEmulator } from '../../emulator';
import type { Emulator, EmulatorOptions } from '../../emulator';
import { fixedCredentials } from '../../shared/client';
import type { Clock } from '../../shared/core/clock';
import type { Outcome, Report, Result } from '../../shared/core/report';
import { readSettings } from '../../shared/runtime/config';
import type { Automation } from '../../shared/runtime/execute';
import { execute } from '../../shared/runtime/execute';

/** Friday evening in Shanghai: office hours are over. */
export const EVENING = '2026-11-20T20:00:00+08:00';
/** The Monday after. */
export const MONDAY = '2026-11-23T09:05:00+08:00';

export const OFFICE_HOURS = {
  timezone: 'Asia/Shanghai',
  atFirstSight: 'act',
  windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }],
};

export interface FireOptions {
  readonly now?: string;
  readonly dryRun?: boolean;
  /** What an event asks for. */
  readonly request?: object;
  readonly credentials?: { accessKeyId: string; accessKeySecret: string; securityToken?: string };
  /** Real milliseconds until the platform would end the run. */
  readonly timeoutMs?: number;
  /** Instead of the emulator's own address. */
  readonly endpoint?: string;
  /** Instead of instance-schedule. */
  readonly automation?: typeof automation;
}

/** instance-schedule against an emulator, in this process. Waiting moves the emulator's clock instead of ours. */
export interface Rehearsal {
  readonly emulator: Emulator;
  fire(options?: FireOptions): Promise<Report>;
  close(): Promise<void>;
}

/** @param platform what is different about the emulator, such as how long a stop takes */
export async function rehearse(
  fleet: FleetInput,
  config: object = {},
  platform: Pick<EmulatorOptions, 'durations'> = {},
): Promise<Rehearsal> {
  const emulator = await startEmulator({ fleet, now: EVENING, frozen: true, ...platform });
  const clock = clockThatAdvances(emulator);
  return {
    emulator,
    fire(options = {}) {
      const now = options.now ?? EVENING;
      if (new Date(now) > emulator.now()) emulator.moveTo(new Date(now));
      const chosen: Automation<never, never> | typeof automation = options.automation ?? automation;
      const settings = readSettings(
        {
          'instance-schedule': {
            dryRun: options.dryRun ?? false,
            schedules: { 'office-hours': OFFICE_HOURS },
          },
          ...config,
        },
        schemas,
      );
      return execute(chosen, settings, {
        trigger: { name: 'test', request: { now, ...options.request } },
        env: { ECS_ENDPOINT: options.endpoint ?? emulator.endpoint },
        credentials: fixedCredentials(options.credentials ?? emulator),
        homeRegion: 'cn-hangzhou',
        clock,
        runId: 'run-1',
        ...(options.timeoutMs === undefined
          ? {}
          : { endsAt: new Date(clock.now().getTime() + options.timeoutMs), marginMs: 0 }),
      });
    },
    close: () => emulator.close(),
  };
}

export function clockThatAdvances(emulator: Emulator): Clock {
  let skipped = 0;
  return {
    now: () => new Date(Date.now() + skipped),
    async sleep(milliseconds) {
      skipped += milliseconds;
      emulator.advance(milliseconds);
      await nextTurn();
    },
  };
}

/** Instances that follow office hours, unless told otherwise. */
export function scheduled(
  count: number,
  over: NonNullable<FleetInput['instances']>[number] = {},
): NonNullable<FleetInput['instances']>[number] {
  return {
    region: 'cn-hangzhou',
    count,
    ...over,
    tags: { 'autopilot:schedule': 'office-hours', ...over.tags },
  };
}

export function resultsOf(report: Report): Partial<Record<Result, number>> {
  return Object.fromEntries(Object.entries(report.counts).filter(([, count]) => count > 0));
}

export function outcomeOf(report: Report, id: string): Outcome | undefined {
  return report.outcomes.find((outcome) => outcome.target.id === id);
}

/** Statuses of all instances of a region, in order of id. */
export function statuses(emulator: Emulator): string[] {
  return emulator
    .state()
    .regions.flatMap(({ byStatus }) => Object.entries(byStatus))
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
}

/** How often an operation was carried out. */
export function callsOf(emulator: Emulator, operation: string): number {
  return emulator.journal({ operation }).length;
}
