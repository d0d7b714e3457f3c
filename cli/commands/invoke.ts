import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { FcHost, Invocation } from '../../emulator/fc';
import { createFcHost } from '../../emulator/fc';
import { ConfigError } from '../../shared/core/errors';
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
s.yaml applies. ECS_ENDPOINT, AUTOPILOT_CONFIG and DRY_RUN=true of this terminal are passed on.

Example:
  autopilot invoke instance-schedule --event functions/instance-schedule/events/timer.json`,
    )
    .action(async (name: string, flags: InvokeFlags) => {
      const event = readEvent(flags.event);
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
  const { credentials, accountId } = await roleCredentials(deployed.role ?? '', deployed.region, env);
  const host: FcHost = createFcHost({
    functions: [deployed],
    accountId,
    region: deployed.region,
    issueCredentials: () => credentials,
    extraEnvironment: passedOn(env),
  });
  try {
    return await host.invoke(deployed.functionName, event);
  } finally {
    await host.close();
  }
}

/** A terminal can point a function at an emulator or another configuration, and make it drier; not realer. */
function passedOn(env: NodeJS.ProcessEnv): Record<string, string> {
  const passed: Record<string, string> = {};
  if (env['ECS_ENDPOINT'] !== undefined) passed['ECS_ENDPOINT'] = env['ECS_ENDPOINT'];
  if (env['AUTOPILOT_CONFIG'] !== undefined) passed['AUTOPILOT_CONFIG'] = resolve(env['AUTOPILOT_CONFIG']);
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
