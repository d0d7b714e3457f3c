import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { findCredentials } from '../../shared/client/credentials';
import { systemClock } from '../../shared/core/clock';
import { ConfigError } from '../../shared/core/errors';
import { deliver } from '../../shared/runtime/deliver';
import type { Automation } from '../../shared/runtime/execute';
import { execute, timeLimit } from '../../shared/runtime/execute';
import type { Trigger } from '../../shared/runtime/trigger';
import { readTrigger } from '../../shared/runtime/trigger';
import type { ConfigFile } from '../config-file';
import { configPath, readConfigFile, settingsFrom } from '../config-file';
import { unreadableText } from '../files';
import { functionNamed } from '../functions';
import { instantOption, numberOption } from '../options';
import type { ExitCode, Terminal } from '../output';
import { finish } from '../output';

interface RunOptions {
  readonly config?: string;
  readonly event?: string;
  readonly now?: string;
  readonly region?: string[];
  readonly timeout?: number;
  readonly json?: boolean;
  readonly all?: boolean;
}

/** Region of calls that belong to no region, when nothing else is said. */
const DEFAULT_HOME_REGION = 'cn-hangzhou';

/** Adds `plan` and `apply`. */
export function addRunCommands(program: Command, terminal: Terminal, exit: (code: ExitCode) => void): void {
  describe(
    program.command('plan <function>'),
    'show what a function would do; changes nothing, needs read rights only',
  )
    .addHelpText(
      'after',
      `
Examples:
  autopilot plan instance-schedule --region cn-hangzhou
  autopilot plan instance-schedule --now 2026-11-23T20:00:00+08:00 --all
  autopilot plan instance-schedule --json | jq '.outcomes[] | select(.result == "planned")'`,
    )
    .action(async (name: string, options: RunOptions) => {
      exit(await runFunction(PLAN, name, options, terminal));
    });
  describe(program.command('apply <function>'), 'let a function do what its plan says')
    .addHelpText(
      'after',
      `
Changes something only if the configuration says "dryRun: false" for the function and DRY_RUN is unset or "false".

Examples:
  autopilot plan instance-schedule && autopilot apply instance-schedule
  autopilot apply instance-schedule --region cn-hangzhou --json`,
    )
    .action(async (name: string, options: RunOptions) => {
      exit(await runFunction(APPLY, name, options, terminal));
    });
}

function describe(command: Command, description: string): Command {
  return command
    .description(description)
    .option('--config <file>', 'configuration (default: AUTOPILOT_CONFIG, else autopilot.yaml)')
    .option('--event <file>', 'event as a trigger would deliver it; - reads standard input')
    .option(
      '--now <instant>',
      'decide for this instant, ISO 8601 with a zone; real runs only against ECS_ENDPOINT',
      instantOption,
    )
    .option('--region <region...>', 'work in these regions only; to be given after the function')
    .option(
      '--timeout <seconds>',
      'report after this long; what is not begun by then is left to the next run (default: no limit)',
      numberOption(0.1, 86_400),
    )
    .option('--all', 'list everything that is left alone, not only counts')
    .option('--json', 'print the report as JSON');
}

/** What is different between the commands. */
interface Mode {
  readonly drier: readonly string[];
  readonly needsRealConfiguration: boolean;
  /** Takes the report to the store and the people that the configuration names, as a function does. */
  readonly delivers: boolean;
}

const PLAN: Mode = {
  drier: ['the command plan never changes anything'],
  needsRealConfiguration: false,
  delivers: false,
};

const APPLY: Mode = { drier: [], needsRealConfiguration: true, delivers: true };

async function runFunction(
  mode: Mode,
  name: string,
  options: RunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { automation, schemas } = functionNamed(name);
  const file = readConfigFile(configPath(options.config, terminal.env));
  const settings = settingsFrom(file, schemas);
  if (mode.needsRealConfiguration && settings.own.dryRun) throw configuredDry(file, automation);
  const report = await execute(automation, settings, {
    trigger: await triggerOf(options),
    regions: options.region,
    drier: mode.drier,
    env: terminal.env,
    credentials: await findCredentials({ env: terminal.env }),
    homeRegion: options.region?.[0] ?? homeRegionOf(terminal.env),
    clock: systemClock,
    ...(options.timeout === undefined ? {} : timeLimit(systemClock.now(), options.timeout * 1000)),
  });
  if (mode.delivers) {
    await deliver(report, settings.common, terminal.env, (line) => {
      terminal.err(`${line}\n`);
    });
  }
  return finish(report, options, terminal);
}

function homeRegionOf(env: NodeJS.ProcessEnv): string {
  const named = env['ALICLOUD_REGION_ID'];
  return named === undefined || named === '' ? DEFAULT_HOME_REGION : named;
}

async function triggerOf({ event, now }: RunOptions): Promise<Trigger> {
  const trigger =
    event === undefined ? { name: 'command line', request: {} } : readTrigger(await readEvent(event));
  return now === undefined ? trigger : { ...trigger, request: { ...trigger.request, now } };
}

/** @throws ConfigError when the file cannot be read */
export async function readEvent(file: string): Promise<Buffer> {
  try {
    return await (file === '-' ? buffer(process.stdin) : readFile(file));
  } catch (error) {
    throw new ConfigError(
      {
        code: 'event_unreadable',
        where: file,
        what: unreadableText(error),
        next: 'Name a file with --event, or - for standard input',
      },
      { cause: error },
    );
  }
}

function configuredDry(file: ConfigFile, automation: Automation): ConfigError {
  return new ConfigError({
    code: 'dry_run_configured',
    where: file.place([automation.name, 'dryRun']),
    what: `${automation.name} is configured to change nothing`,
    expected: 'dryRun: false',
    next: `Look at the plan first (autopilot plan ${automation.name}), then change that line`,
  });
}
