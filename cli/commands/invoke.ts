import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { FcHost, Invocation } from '../../emulator/fc';
import { createFcHost } from '../../emulator/fc';
import { ConfigError } from '../../shared/core/errors';
import { compileConfig } from '../compile-config';
import { checkDeployment } from '../deployment/check';
import type { DeployedFunction } from '../deployment/read';
import type { ExitCode, Terminal } from '../output';
import { EXIT } from '../output';
import { projectRoot } from '../project';
import { roleCredentials } from '../role-credentials';
import { readEvent } from './run';

interface InvokeFlags {
  readonly event: string;
  readonly deployment?: string;
  readonly json?: boolean;
}

/** Adds `invoke`. */
export function addInvokeCommand(program: Command, terminal: Terminal, exit: (code: ExitCode) => void): void {
  program
    .command('invoke <function>')
    .description('run a built function the way Function Compute does, with the settings of s.yaml')
    .requiredOption('--event <file>', 'event to deliver; - reads standard input')
    .option('--deployment <file>', 'Serverless Devs file (default: s.yaml of this project)')
    .option('--json', 'print the invocation as JSON')
    .addHelpText(
      'after',
      `
The function runs in a process of its own with the environment, role, memory and timeout of s.yaml, so DRY_RUN of
s.yaml applies. ECS_ENDPOINT and DRY_RUN of this terminal are passed on (but nothing makes a run less dry than
s.yaml), and the configuration that AUTOPILOT_CONFIG names takes the place of the built one.
The credentials are those of the function's role: it has to trust your account, too. An emulator issues them.

Example:
  autopilot invoke instance-schedule --event functions/instance-schedule/events/timer.json`,
    )
    .action(async (name: string, flags: InvokeFlags) => {
      const event = await readEvent(flags.event);
      const deployed = await deployedFunction(name, flags.deployment ?? join(projectRoot(), 's.yaml'));
      exit(report(await invokeOnce(deployed, event, terminal.env), flags, terminal));
    });
}

/** @throws ConfigError for an s.yaml that is wrong, or without the function */
export async function deployedFunction(name: string, file: string): Promise<DeployedFunction> {
  const { problems, functions } = await checkDeployment(file);
  const found = functions.find(({ resource, functionName }) => resource === name || functionName === name);
  if (found !== undefined && problems.length === 0) return found;
  if (problems.length > 0) throw new ConfigError(problems);
  throw new ConfigError({
    code: 'not_deployed',
    where: file,
    what: `there is no resource ${JSON.stringify(name)}`,
    expected: functions.map(({ resource }) => resource).join(', '),
  });
}

async function invokeOnce(
  deployed: DeployedFunction,
  event: Buffer,
  env: NodeJS.ProcessEnv,
): Promise<Invocation> {
  const directory = mkdtempSync(join(tmpdir(), 'autopilot-invoke-'));
  try {
    const extraEnvironment = { ...configuration(deployed, env, directory), ...passedOn(env) };
    const { credentials, accountId } = await roleCredentials(deployed.role ?? '', deployed.region, env);
    const host: FcHost = createFcHost({
      functions: [deployed],
      accountId,
      region: deployed.region,
      issueCredentials: () => credentials,
      extraEnvironment,
    });
    try {
      return await host.invoke(deployed.functionName, event);
    } finally {
      await host.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * The configuration of this terminal, compiled as the build would have done. A function's code lies in a folder that
 * is named like it.
 *
 * @throws ConfigError with file, line and column of what is wrong
 */
function configuration(
  { code }: DeployedFunction,
  env: NodeJS.ProcessEnv,
  directory: string,
): Record<string, string> {
  const named = env['AUTOPILOT_CONFIG'];
  if (named === undefined) return {};
  const compiled = join(directory, 'autopilot.json');
  writeFileSync(compiled, compileConfig(named, basename(code)));
  return { AUTOPILOT_CONFIG: compiled };
}

/** A terminal can point a function at an emulator, and make it drier; not realer. */
function passedOn(env: NodeJS.ProcessEnv): Record<string, string> {
  const passed: Record<string, string> = {};
  if (env['ECS_ENDPOINT'] !== undefined) passed['ECS_ENDPOINT'] = env['ECS_ENDPOINT'];
  if (env['DRY_RUN'] !== undefined && env['DRY_RUN'] !== 'false') passed['DRY_RUN'] = env['DRY_RUN'];
  return passed;
}

function report(invocation: Invocation, flags: InvokeFlags, terminal: Terminal): ExitCode {
  const { payload, errorType, logs, durationMs, memoryUsedMb, requestId } = invocation;
  if (flags.json === true) {
    terminal.out(`${JSON.stringify({ ...invocation, payload: payload.toString() }, null, 2)}\n`);
  } else {
    terminal.out(logs.endsWith('\n') || logs === '' ? logs : `${logs}\n`);
    const outcome = errorType === undefined ? 'succeeded' : `failed: ${errorType}\n${payload.toString()}`;
    terminal.out(`${requestId} ${outcome} (${Math.round(durationMs)} ms, ${Math.round(memoryUsedMb)} MB)\n`);
  }
  return errorType === undefined ? EXIT.done : EXIT.failed;
}
