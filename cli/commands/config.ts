import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { toJSONSchema } from 'zod';
import type { Problem } from '../../shared/core/errors';
import { ConfigError, describeProblem } from '../../shared/core/errors';
import { configSchemaOf } from '../../shared/runtime/config';
import { configPath, examine, readConfigFile, settingsFrom } from '../config-file';
import { checkDeployment } from '../deployment/check';
import { allSchemas } from '../functions';
import type { Terminal } from '../output';

const DEFAULT_DEPLOYMENT = 's.yaml';

/** Adds `config check` and `config schema`. */
export function addConfigCommands(program: Command, terminal: Terminal): void {
  const config = program
    .command('config')
    .description('check autopilot.yaml and s.yaml')
    .addHelpText('after', '\nExample:\n  autopilot config check');
  config
    .command('check')
    .description('check the configuration and the deployment; every problem with file, line and column')
    .option('--config <file>', 'configuration (default: AUTOPILOT_CONFIG, else autopilot.yaml)')
    .option('--deployment <file>', `Serverless Devs file (default: ${DEFAULT_DEPLOYMENT}, if there is one)`)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  autopilot config check --config autopilot.yaml --deployment s.yaml')
    .action(async (options: { config?: string; deployment?: string; json?: boolean }) => {
      const file = configPath(options.config, terminal.env);
      const deployment =
        options.deployment ?? (existsSync(DEFAULT_DEPLOYMENT) ? DEFAULT_DEPLOYMENT : undefined);
      const { errors, warnings } = checkConfig(file, new Date());
      const problems = [
        ...errors,
        ...(deployment === undefined ? [] : (await checkDeployment(deployment)).problems),
      ];
      if (problems.length > 0) throw new ConfigError(problems);
      const files = [file, ...(deployment === undefined ? [] : [deployment])];
      if (options.json === true) {
        terminal.out(`${JSON.stringify({ files, problems, warnings })}\n`);
        return;
      }
      const count = warnings.length === 0 ? '' : `, ${warnings.length} to look at`;
      const lines = warnings.map((warning) => `warning: ${describeProblem(warning)}\n`);
      terminal.out(`${lines.join('')}${files.join(' and ')}: no problems${count}\n`);
    });
  config
    .command('schema')
    .description('print the JSON Schema of autopilot.yaml, for editors')
    .option('--json', 'the schema is JSON in any case')
    .addHelpText('after', '\nExample:\n  autopilot config schema > autopilot.schema.json')
    .action(() => {
      terminal.out(`${JSON.stringify(toJSONSchema(configSchemaOf(allSchemas), { io: 'input' }), null, 2)}\n`);
    });
}

interface Checked {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The form of a configuration first, then what each function makes of it. */
function checkConfig(file: string, now: Date): Checked {
  try {
    const read = readConfigFile(file);
    const checked = allSchemas.map((schemas) =>
      examine(read, schemas, settingsFrom(read, schemas, now), now),
    );
    return {
      errors: checked.flatMap(({ errors }) => errors),
      warnings: checked.flatMap(({ warnings }) => warnings),
    };
  } catch (error) {
    if (error instanceof ConfigError) return { errors: error.problems, warnings: [] };
    throw error;
  }
}
