import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { AutopilotError, ConfigError, EventError, messageOf } from '../shared/core/errors';
import { addConfigCommands } from './commands/config';
import { addDemoCommand } from './commands/demo';
import { addEmulatorCommand } from './commands/emulator';
import { addInvokeCommand } from './commands/invoke';
import { addPolicyCommand } from './commands/policy';
import { addRunCommands } from './commands/run';
import { addScheduleCommands } from './commands/schedule';
import type { ExitCode, Terminal } from './output';
import { errorText, EXIT } from './output';

/** Runs one command line. Never throws: every way to end has an exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const json = args.includes('--json');
  let code: number = EXIT.done;
  const exit = (chosen: ExitCode): void => {
    code = chosen;
  };
  try {
    await programFor(terminal, json, exit).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, json, terminal);
  }
}

function programFor(terminal: Terminal, json: boolean, exit: (code: ExitCode) => void): Command {
  const program = new Command('autopilot')
    .description(
      'Safe automation for Alibaba Cloud ECS. Nothing is changed unless the configuration says so.',
    )
    .version(version)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      // Programs get a wrong command line as JSON, from `explain`.
      ...(json ? { outputError: () => undefined } : {}),
    })
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 usage or configuration error, 3 findings, 4 nothing selected.
With --json results are JSON on standard output and errors are JSON on standard error.

Examples:
  autopilot plan instance-schedule --region cn-hangzhou
  autopilot schedule explain office-hours --from 2026-11-23T00:00:00+08:00
  autopilot emulator --fleet demo`,
    );
  if (!json) program.showHelpAfterError('(--help shows what there is)');
  addRunCommands(program, terminal, exit);
  addInvokeCommand(program, terminal, exit);
  addScheduleCommands(program, terminal);
  addConfigCommands(program, terminal);
  addPolicyCommand(program, terminal);
  addEmulatorCommand(program, terminal);
  addDemoCommand(program, terminal, exit);
  return program;
}

function explain(error: unknown, json: boolean, terminal: Terminal): number {
  if (error instanceof CommanderError) return explainUsage(error, json, terminal);
  if (error instanceof AutopilotError) {
    terminal.err(errorText(error, json));
    return error instanceof ConfigError || error instanceof EventError ? EXIT.usage : EXIT.failed;
  }
  terminal.err(errorText(new AutopilotError({ code: 'unexpected_error', what: messageOf(error) }), json));
  return EXIT.failed;
}

/** Commander has told people already what was wrong, and asking for help is no error. */
function explainUsage(error: CommanderError, json: boolean, terminal: Terminal): number {
  if (error.exitCode === 0) return EXIT.done;
  if (json) {
    const [what = '', hint = 'The option --help shows what there is'] = error.message
      .replace(/^error: /, '')
      .split('\n');
    terminal.err(errorText(new ConfigError({ code: 'usage', what, next: hint }), json));
  }
  return EXIT.usage;
}
