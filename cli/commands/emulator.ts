import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { demoFleet, EmulatorInputError, startEmulator } from '../../emulator';
import type { EmulatorOptions } from '../../emulator';
import { AutopilotError, ConfigError, messageOf } from '../../shared/core/errors';
import { unreadableText } from '../files';
import { instantOption, integerOption, numberOption } from '../options';
import type { Terminal } from '../output';

interface EmulatorFlags {
  readonly port: number;
  readonly fleet?: string;
  readonly now?: string;
  readonly rate: number;
  readonly frozen?: boolean;
  readonly seed: number;
  readonly latencyMs: number;
  readonly lenient?: boolean;
}

/** Adds `emulator`. */
export function addEmulatorCommand(program: Command, terminal: Terminal): void {
  program
    .command('emulator')
    .description(
      'Alibaba Cloud ECS on this machine: the real wire protocol on 127.0.0.1, until it is stopped',
    )
    .option('--port <port>', 'port to listen on; 0 takes a free one', integerOption(0, 65535), 0)
    .option('--fleet <file>', 'fleet file (YAML or JSON), saved DescribeInstances answers, or demo')
    .option(
      '--now <instant>',
      'virtual time at the start, ISO 8601 with a zone (default: now)',
      instantOption,
    )
    .option('--rate <factor>', 'virtual seconds per real second', numberOption(0.001, 1_000_000), 1)
    .option('--frozen', 'virtual time moves only through the control API')
    .option('--seed <number>', 'seed of everything that is left to chance', integerOption(0, 2 ** 31 - 1), 1)
    .option('--latency-ms <ms>', 'time added to every answer', integerOption(0, 60_000), 0)
    .option('--lenient', 'ignore parameters that are not implemented, as the cloud would, and record them')
    .option('--json', 'the first line is JSON in any case')
    .addHelpText(
      'after',
      `
The first line of output is JSON: endpoint, accessKeyId, accessKeySecret. Stop it with SIGTERM or Ctrl-C.

Example:
  autopilot emulator --fleet demo --port 8090 &
  export ECS_ENDPOINT=http://127.0.0.1:8090 ALICLOUD_ACCESS_KEY_ID=... ALICLOUD_ACCESS_KEY_SECRET=...
  autopilot plan instance-schedule`,
    )
    .action(async (flags: EmulatorFlags) => {
      const emulator = await start(flags);
      // Before the first line is out: whoever reads it may stop the emulator at once.
      const stopped = stopSignal();
      const { endpoint, accessKeyId, accessKeySecret, accountId } = emulator;
      terminal.out(`${JSON.stringify({ endpoint, accessKeyId, accessKeySecret, accountId })}\n`);
      await stopped;
      await emulator.close();
    });
}

async function start(flags: EmulatorFlags): ReturnType<typeof startEmulator> {
  const options: EmulatorOptions = {
    port: flags.port,
    rate: flags.rate,
    seed: flags.seed,
    latencyMs: flags.latencyMs,
    frozen: flags.frozen === true,
    lenient: flags.lenient === true,
    ...(flags.now === undefined ? {} : { now: flags.now }),
    ...(flags.fleet === undefined ? {} : { fleet: readFleet(flags.fleet, flags.seed) }),
  };
  try {
    return await startEmulator(options);
  } catch (error) {
    if (error instanceof EmulatorInputError) {
      const where = flags.fleet ?? 'emulator';
      throw new ConfigError(error.problems.map((what) => ({ code: 'fleet_invalid', where, what })));
    }
    throw new AutopilotError(
      {
        code: 'emulator_not_started',
        where: `--port ${flags.port}`,
        what: messageOf(error),
        next: 'Choose another port, or leave --port out for a free one',
      },
      { cause: error },
    );
  }
}

function readFleet(name: string, seed: number): unknown {
  if (name === 'demo') return demoFleet(seed);
  try {
    return parse(readFileSync(name, 'utf8')) as unknown;
  } catch (error) {
    throw new ConfigError(
      {
        code: 'fleet_unreadable',
        where: name,
        what: unreadableText(error),
        expected: 'a YAML or JSON file, or demo',
      },
      { cause: error },
    );
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
