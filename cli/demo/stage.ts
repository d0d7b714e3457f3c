import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from '../../emulator';
import { demoFleet, startEmulator } from '../../emulator';
import type { FcHost } from '../../emulator/fc';
import { createFcHost } from '../../emulator/fc';
import type { Report } from '../../shared/core/report';
import { compileConfig } from '../compile-config';
import { deployedFunction } from '../commands/invoke';
import { projectRoot } from '../project';

/** Virtual seconds per real second: a stop that takes half a minute is seen after half a second. */
const RATE = 60;

/** The emulator with the demonstration fleet, and a function on Function Compute beside it. */
export interface Stage {
  readonly emulator: Emulator;
  /** Moves the virtual clock to the instant and lets the timer fire. */
  fire(now: string, real: boolean): Promise<Report>;
  close(): Promise<void>;
}

/** @throws ConfigError when s.yaml or the demonstration's configuration is wrong */
export async function openStage(functionName: string, output: string, now: string): Promise<Stage> {
  const root = projectRoot();
  const deployed = await deployedFunction(functionName, join(root, 's.yaml'));
  mkdirSync(output, { recursive: true });
  const config = join(output, `${functionName}.json`);
  writeFileSync(config, compileConfig(join(root, 'cli/demo/autopilot.yaml'), functionName));
  const emulator = await startEmulator({ fleet: demoFleet(), now, rate: RATE });
  const hostFor = (dryRun: boolean): FcHost =>
    createFcHost({
      functions: [deployed],
      accountId: emulator.accountId,
      region: deployed.region,
      issueCredentials: (role) => emulator.issueRoleCredentials(role, functionName),
      extraEnvironment: {
        ECS_ENDPOINT: emulator.endpoint,
        AUTOPILOT_CONFIG: config,
        DRY_RUN: String(dryRun),
      },
    });
  const hosts = { dry: hostFor(true), real: hostFor(false) };
  return {
    emulator,
    async fire(instant, real) {
      if (new Date(instant) > emulator.now()) emulator.moveTo(new Date(instant));
      return reportOf(
        await (real ? hosts.real : hosts.dry).invoke(deployed.functionName, timerEvent(instant)),
      );
    },
    async close() {
      await Promise.all([hosts.dry.close(), hosts.real.close(), emulator.close()]);
    },
  };
}

/** A timer event as Function Compute delivers it, with the instant to decide for in its payload. */
function timerEvent(now: string): string {
  const triggerTime = new Date(now).toISOString();
  return JSON.stringify({ triggerTime, triggerName: 'every-5-minutes', payload: JSON.stringify({ now }) });
}

function reportOf(invocation: Awaited<ReturnType<FcHost['invoke']>>): Report {
  const payload = invocation.payload.toString();
  if (invocation.errorType === undefined) return JSON.parse(payload) as Report;
  throw new Error(`the function failed (${invocation.errorType}): ${payload}\n${invocation.logs}`);
}
