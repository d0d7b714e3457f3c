import { Command, CommanderError } from 'commander';
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
  let code: number = EXIT.done;
  const exit = (chosen: ExitCode): void => {
    code = chosen;
  };
  const program = programFor(terminal, exit);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, args.includes('--json'), terminal);
  }
}

function programFor(terminal: Terminal, exit: (code: ExitCode) => void): Command {
  const program = new Command('autopilot')
    .description(
      'Safe automation for Alibaba Cloud ECS. Nothing is changed unless the configuration says so.',
    )
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 usage or configuration error, 3 findings, 4 nothing selected.

Examples:
  autopilot plan instance-schedule --region cn-hangzhou
  autopilot schedule explain office-hours --from 2026-11-23T00:00:00+08:00
  autopilot emulator --fleet demo`,
    );
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
  // Commander has said already what was wrong; asking for help is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof AutopilotError) {
    terminal.err(errorText(error, json));
    return error instanceof ConfigError || error instanceof EventError ? EXIT.usage : EXIT.failed;
  }
  terminal.err(`error: ${messageOf(error)}\n`);
  return EXIT.failed;
}
