import type { Command } from 'commander';
import type { CommonConfig } from '../../shared/runtime/config';
import { configPath, readConfigFile, settingsFrom } from '../config-file';
import { functionNamed } from '../functions';
import type { Terminal } from '../output';

interface PolicyOptions {
  readonly config?: string;
  readonly readOnly?: boolean;
}

/** Adds `policy`. */
export function addPolicyCommand(program: Command, terminal: Terminal): void {
  program
    .command('policy <function>')
    .description('print the RAM policy that a function needs with this configuration, and no more')
    .option('--config <file>', 'configuration (default: AUTOPILOT_CONFIG, else autopilot.yaml)')
    .option('--read-only', 'only what a dry run needs')
    .option('--json', 'the policy is JSON in any case')
    .addHelpText(
      'after',
      `
Where the configuration names accounts, this is the policy of their roles too; the caller also assumes them.

Examples:
  autopilot policy instance-schedule --read-only
  autopilot policy instance-schedule --config autopilot.yaml`,
    )
    .action((name: string, options: PolicyOptions) => {
      const { automation, schemas } = functionNamed(name);
      const { common, own } = settingsFrom(readConfigFile(configPath(options.config, terminal.env)), schemas);
      const { read, write } = automation.operations(own);
      const names = options.readOnly === true ? read : [...read, ...write];
      terminal.out(`${JSON.stringify(policyFor(names, common), null, 2)}\n`);
    });
}

/**
 * A policy document.
 * https://www.alibabacloud.com/help/en/ram/user-guide/policy-structure-and-syntax
 */
function policyFor(names: readonly string[], { accounts }: CommonConfig): object {
  const ecs = { Effect: 'Allow', Action: names.map((name) => `ecs:${name}`), Resource: '*' };
  const roles = accounts?.map(({ roleArn }) => roleArn) ?? [];
  const sts = { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles };
  return { Version: '1', Statement: roles.length === 0 ? [ecs] : [ecs, sts] };
}
