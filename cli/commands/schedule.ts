import type { Command } from 'commander';
import { calendarNote, describeWanted, localText } from '../../functions/instance-schedule/schedule/describe';
import { compileSchedule } from '../../functions/instance-schedule/schedule/schedule';
import type { Schedule } from '../../functions/instance-schedule/schedule/schedule';
import { transitionsBetween, wantedAt } from '../../functions/instance-schedule/schedule/timeline';
import { schemas } from '../../functions/instance-schedule/config';
import { ConfigError } from '../../shared/core/errors';
import { nearestName } from '../../shared/model/nearest-name';
import { configPath, readConfigFile, settingsFrom } from '../config-file';
import { instantOption } from '../options';
import type { Terminal } from '../output';

interface ExplainOptions {
  readonly config?: string;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** Adds `schedule explain`. */
export function addScheduleCommands(program: Command, terminal: Terminal): void {
  program
    .command('schedule')
    .description('look at schedules, offline')
    .addHelpText('after', '\nExample:\n  autopilot schedule explain office-hours')
    .command('explain <schedule>')
    .description(
      'the state of a schedule at an instant with the reason, and its transitions between two instants',
    )
    .option('--config <file>', 'configuration (default: AUTOPILOT_CONFIG, else autopilot.yaml)')
    .option('--at <instant>', 'instant of the state (default: now)', instantOption)
    .option(
      '--from <instant>',
      'beginning of the transitions (default: the instant of the state)',
      instantOption,
    )
    .option('--to <instant>', 'end of the transitions (default: a week later)', instantOption)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  autopilot schedule explain office-hours
  autopilot schedule explain office-hours --at 2026-11-21T12:00:00+08:00 --to 2026-12-31T00:00:00+08:00`,
    )
    .action((name: string, options: ExplainOptions) => {
      explain(scheduleNamed(name, options, terminal), options, terminal);
    });
}

function scheduleNamed(name: string, options: ExplainOptions, terminal: Terminal): Schedule {
  const file = readConfigFile(configPath(options.config, terminal.env));
  const { schedules } = settingsFrom(file, schemas).own;
  const found = schedules[name];
  if (found !== undefined) return compileSchedule(name, found);
  const nearest = nearestName(name, Object.keys(schedules));
  throw new ConfigError({
    code: 'unknown_schedule',
    where: file.place([schemas.name, 'schedules']),
    what: `there is no schedule ${JSON.stringify(name)}`,
    expected: Object.keys(schedules).join(', ') || 'a schedule in the configuration',
    ...(nearest === undefined ? {} : { next: `Did you mean ${nearest}?` }),
  });
}

function explain(schedule: Schedule, options: ExplainOptions, terminal: Terminal): void {
  const at = options.at === undefined ? new Date() : new Date(options.at);
  const from = options.from === undefined ? at : new Date(options.from);
  const to = options.to === undefined ? new Date(from.getTime() + WEEK_MS) : new Date(options.to);
  if (to < from) {
    throw new ConfigError({
      code: 'usage',
      where: '--to',
      what: `${to.toISOString()} is before the beginning, ${from.toISOString()}`,
      expected: 'an end after the beginning (--from, else --at, else now)',
    });
  }
  const wanted = wantedAt(schedule, at.getTime());
  const reason = describeWanted(schedule, wanted);
  const transitions = transitionsBetween(schedule, from.getTime(), to.getTime());
  if (options.json === true) {
    const result = {
      schedule: schedule.name,
      at,
      state: wanted.state,
      ...(wanted.since && { since: new Date(wanted.since.at) }),
      ...(wanted.until && { until: new Date(wanted.until.at) }),
      reason,
      from,
      to,
      transitions: transitions.map(({ at: instant, to: state, changes, window, held }) => ({
        at: new Date(instant),
        to: state,
        changes,
        window: window.label,
        heldByHoliday: held,
      })),
    };
    terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const zone = schedule.zone;
  const lines = transitions.map((transition) => {
    const verb = transition.to === 'running' ? 'start' : 'stop';
    const again = transition.changes ? '' : ', which it is already';
    return `  ${localText(zone, transition.at)}  ${verb.padEnd(5)}  ${transition.window.label}${again}${calendarNote(schedule, transition)}`;
  });
  terminal.out(
    [
      `${localText(zone, at.getTime())}: ${wanted.state}`,
      `  ${reason}`,
      '',
      `Transitions from ${localText(zone, from.getTime())} to ${localText(zone, to.getTime())} (${zone.name})`,
      ...(lines.length > 0 ? lines : ['  none']),
      '',
    ].join('\n'),
  );
}
