import type { Command } from 'commander';
import type { Automation } from '../../shared/runtime/execute';
import { automationNamed } from '../functions';
import type { Terminal } from '../output';

/** Adds `policy`. */
export function addPolicyCommand(program: Command, terminal: Terminal): void {
  program
    .command('policy <function>')
    .description('print the RAM policy that a function needs, and no more')
    .option('--read-only', 'only what a dry run needs')
    .option('--json', 'the policy is JSON in any case')
    .addHelpText(
      'after',
      '\nExamples:\n  autopilot policy instance-schedule --read-only\n  autopilot policy instance-schedule',
    )
    .action((name: string, options: { readOnly?: boolean }) => {
      terminal.out(
        `${JSON.stringify(policyFor(automationNamed(name), options.readOnly === true), null, 2)}\n`,
      );
    });
}

/**
 * A policy document.
 * https://www.alibabacloud.com/help/en/ram/user-guide/policy-structure-and-syntax
 */
function policyFor({ operations }: Automation, readOnly: boolean): object {
  const statement = (names: readonly string[]): object => ({
    Effect: 'Allow',
    Action: names.map((name) => `ecs:${name}`),
    Resource: '*',
  });
  const statements = [statement(operations.read), ...(readOnly ? [] : [statement(operations.write)])];
  return { Version: '1', Statement: statements };
}
