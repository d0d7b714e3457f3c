import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextCredentials } from '../client';
import { systemClock } from '../core/clock';
import { AutopilotError, ConfigError, messageOf } from '../core/errors';
import type { Report } from '../core/report';
import { isBlind } from '../core/report';
import { deliver } from './deliver';
import type { Automation } from './execute';
import { execute, timeLimit } from './execute';
import type { FcContext } from './fc-context';
import { logReport } from './log';
import type { FunctionConfig, Settings } from './settings';
import { readCompiledSettings } from './settings';
import { readTrigger } from './trigger';

/** Nothing could be done: thrown, so that the platform retries or tells a failure destination, where configured. */
class RunFailedError extends AutopilotError {
  override readonly name = 'RunFailedError';

  constructor(readonly report: Report) {
    super({
      code: 'run_failed',
      where: `${report.function}, run ${report.runId}`,
      what: failureText(report),
      next: 'The report in the log says what was tried',
    });
  }
}

function failureText({ scopes, counts }: Report): string {
  if (!scopes.every(isBlind)) return `all ${counts.failed} actions that were tried failed`;
  const reasons = scopes.map(
    ({ region, problem, unknown }) => `${region}: ${problem?.what ?? unknown ?? ''}`,
  );
  return `nothing could be read: ${reasons.join('; ')}`;
}

/** Share of what is left of the timeout that deliveries may take; the rest is for the answer. */
const DELIVERY_SHARE = 0.8;

export type Handler = (event: Buffer, context: FcContext) => Promise<Report>;

/**
 * Makes the handler that Function Compute calls.
 *
 * The handler throws for a bad configuration, an event it cannot read, and when nothing at all could be done, so
 * that the platform's asynchronous retry and failure destination see it; everything else is in the report.
 */
export function createHandler<C extends FunctionConfig, L>(automation: Automation<C, L>): Handler {
  return async (event, context) => {
    const limit = timeLimit(systemClock.now(), context.function.timeout * 1000);
    const settings = compiledSettings(automation);
    const report = await execute(automation, settings, {
      trigger: readTrigger(event),
      env: process.env,
      credentials: contextCredentials(context),
      homeRegion: context.region,
      clock: systemClock,
      ...limit,
      runId: context.requestId,
    });
    logReport(report, writeLine);
    const timeLeftMs = limit.endsAt.getTime() - systemClock.now().getTime();
    await deliver(report, settings.common, process.env, writeLine, timeLeftMs * DELIVERY_SHARE);
    if (report.verdict === 'failed') throw new RunFailedError(report);
    return report;
  };
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * The configuration that the build compiled into the bundle, or the one that `AUTOPILOT_CONFIG` names.
 *
 * @throws ConfigError naming the file
 */
function compiledSettings<C extends FunctionConfig, L>(automation: Automation<C, L>): Settings<C, L> {
  const file = process.env['AUTOPILOT_CONFIG'] ?? join(__dirname, 'autopilot.json');
  try {
    return readCompiledSettings(readFileSync(file, 'utf8'), automation.name);
  } catch (error) {
    const problem =
      error instanceof ConfigError
        ? error.problems[0]
        : { code: 'config_unreadable', what: messageOf(error), next: 'Run npm run build' };
    throw new ConfigError({ code: 'config_unreadable', what: '', ...problem, where: file }, { cause: error });
  }
}
