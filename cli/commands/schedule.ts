import type { Command } from 'commander';
import type { Config } from '../../functions/instance-schedule/config';
import { schemas } from '../../functions/instance-schedule/config';
import {
  bracketed,
  calendarNote,
  describeWanted,
  localText,
} from '../../functions/instance-schedule/schedule/describe';
import type { Remark } from '../../functions/instance-schedule/schedule/examine';
import { examine, firstYearFor } from '../../functions/instance-schedule/schedule/examine';
import { ExpressionError } from '../../functions/instance-schedule/schedule/fields';
import { parseInline } from '../../functions/instance-schedule/schedule/inline';
import type { Schedule } from '../../functions/instance-schedule/schedule/schedule';
import { compileSchedule, ScheduleError } from '../../functions/instance-schedule/schedule/schedule';
import type { HeldStart, Transition, Wanted } from '../../functions/instance-schedule/schedule/timeline';
import {
  heldStartsBetween,
  transitionsBetween,
  wantedAt,
} from '../../functions/instance-schedule/schedule/timeline';
import { localDay } from '../../functions/instance-schedule/schedule/zone';
import { ConfigError } from '../../shared/core/errors';
import type { CalendarData } from '../../shared/model/calendar';
import { civilOf } from '../../shared/model/civil';
import { nearestName } from '../../shared/model/nearest-name';
import { pathText, wordingOf } from '../../shared/runtime/problems';
import type { ConfigFile } from '../config-file';
import { configPath, readConfigFile, settingsFrom } from '../config-file';
import { instantOption } from '../options';
import type { Terminal } from '../output';

type Calendars = Readonly<Record<string, CalendarData>>;

interface ExplainOptions {
  readonly config?: string;
  readonly inline?: string;
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
    .command('explain [schedule]')
    .description(
      'the state of a schedule at an instant with the reason, and its transitions between two instants',
    )
    .option('--inline <text>', 'a schedule as it would be written in a tag, instead of the name of one')
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
  autopilot schedule explain --inline 'mon-fri 09:00-19:00 Asia/Shanghai'
  autopilot schedule explain office-hours --at 2026-11-21T12:00:00+08:00 --to 2026-12-31T00:00:00+08:00`,
    )
    .action((name: string | undefined, options: ExplainOptions) => {
      explain(chosenSchedule(name, options, terminal), options, terminal);
    });
}

function chosenSchedule(name: string | undefined, options: ExplainOptions, terminal: Terminal): Schedule {
  const { inline } = options;
  if ((name === undefined) === (inline === undefined)) {
    throw new ConfigError({
      code: 'usage',
      where: 'schedule explain',
      what: name === undefined ? 'no schedule is named' : 'a name and --inline cannot both be followed',
      expected: 'the name of a schedule, or --inline with the text of one',
    });
  }
  const file = readConfigFile(configPath(options.config, terminal.env));
  const { own, common } = settingsFrom(file, schemas);
  return name === undefined
    ? inlineSchedule(inline ?? '', own.inline, common.calendars)
    : scheduleNamed(name, own.schedules, common.calendars, file);
}

function scheduleNamed(
  name: string,
  schedules: Config['schedules'],
  calendars: Calendars,
  file: ConfigFile,
): Schedule {
  const found = Object.hasOwn(schedules, name) ? schedules[name] : undefined;
  if (found !== undefined) return compileSchedule(name, found, calendars);
  const nearest = nearestName(name, Object.keys(schedules));
  throw new ConfigError({
    code: 'unknown_schedule',
    where: file.place([schemas.name, 'schedules']),
    what: `there is no schedule ${JSON.stringify(name)}`,
    expected: Object.keys(schedules).join(', ') || 'a schedule in the configuration',
    ...(nearest === undefined ? {} : { next: `Did you mean ${nearest}?` }),
  });
}

function inlineSchedule(text: string, defaults: Config['inline'], calendars: Calendars): Schedule {
  try {
    return compileSchedule(text, parseInline(text, defaults), calendars);
  } catch (error) {
    if (error instanceof ExpressionError) {
      throw new ConfigError({ code: 'invalid_schedule', where: '--inline', ...wordingOf(error.message) });
    }
    if (!(error instanceof ScheduleError)) throw error;
    throw new ConfigError(
      error.problems.map(({ path, message }) => ({
        code: 'invalid_schedule',
        where: `--inline, ${pathText(path)}`,
        ...wordingOf(message),
      })),
    );
  }
}

/** What is told of a schedule. Instants are epoch milliseconds. */
interface Explained {
  readonly schedule: Schedule;
  readonly at: number;
  readonly wanted: Wanted;
  readonly from: number;
  readonly to: number;
  readonly transitions: readonly Transition[];
  readonly held: readonly HeldStart[];
  /** Years of the instants shown that its calendar has no data for. */
  readonly unknownYears: readonly number[];
  readonly remarks: readonly Remark[];
}

function explain(schedule: Schedule, options: ExplainOptions, terminal: Terminal): void {
  const at = options.at === undefined ? Date.now() : Date.parse(options.at);
  const from = options.from === undefined ? at : Date.parse(options.from);
  const to = options.to === undefined ? from + WEEK_MS : Date.parse(options.to);
  if (to < from) {
    throw new ConfigError({
      code: 'usage',
      where: '--to',
      what: `${new Date(to).toISOString()} is before the beginning, ${new Date(from).toISOString()}`,
      expected: 'an end after the beginning (--from, else --at, else now)',
    });
  }
  const explained: Explained = {
    schedule,
    at,
    wanted: wantedAt(schedule, at),
    from,
    to,
    transitions: transitionsBetween(schedule, from, to),
    held: heldStartsBetween(schedule, from, to),
    unknownYears: unknownYears(schedule, at, from, to),
    remarks: examine(schedule, firstYearFor(schedule, new Date(at))),
  };
  terminal.out(
    options.json === true ? `${JSON.stringify(forPrograms(explained), null, 2)}\n` : forPeople(explained),
  );
}

function unknownYears({ calendar, zone }: Schedule, at: number, from: number, to: number): number[] {
  const yearOf = (instant: number): number => civilOf(localDay(zone, instant)).year;
  const [first, last] = [yearOf(from), yearOf(to)];
  const shown = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const years = new Set([yearOf(at), ...shown].sort((left, right) => left - right));
  return [...years].filter((year) => !calendar.covers(year));
}

/** What to know before believing the rest. */
function cautions({ schedule, unknownYears: years, remarks }: Explained): string[] {
  const missing = `calendar ${schedule.calendar.name} has no data for ${years.join(', ')}: holidays and make-up workdays are not known then`;
  return [
    ...(years.length > 0 ? [missing] : []),
    ...remarks.map(({ message, severity }) => `${severity}: ${message}`),
  ];
}

function forPrograms(explained: Explained): object {
  const { schedule, at, wanted, from, to, transitions, held } = explained;
  const { since, until, state } = wanted;
  const where = (edge: HeldStart): object => ({
    window: edge.window.label,
    ...noted(schedule, edge),
  });
  return {
    schedule: schedule.name,
    timezone: schedule.zone.name,
    calendar: schedule.calendar.name,
    at: new Date(at),
    state,
    ...(since && { since: new Date(since.at) }),
    ...(until && { until: new Date(until.at) }),
    reason: describeWanted(schedule, wanted),
    from: new Date(from),
    to: new Date(to),
    transitions: transitions.map((edge) => ({
      at: new Date(edge.at),
      to: edge.to,
      changes: edge.changes,
      ...where(edge),
      heldByHoliday: edge.held,
    })),
    heldStarts: held.map((edge) => ({ at: new Date(edge.at), ...where(edge) })),
    yearsWithoutData: explained.unknownYears,
    remarks: explained.remarks,
  };
}

function noted(schedule: Schedule, edge: HeldStart): { readonly note?: string } {
  const note = calendarNote(schedule, edge);
  return note === undefined ? {} : { note };
}

function forPeople(explained: Explained): string {
  const { schedule, at, wanted, from, to, transitions, held } = explained;
  const { zone } = schedule;
  const line = (edge: HeldStart, verb: string, remark: string): readonly [number, string] => [
    edge.at,
    `  ${localText(zone, edge.at)}  ${verb.padEnd(5)}  ${edge.window.label}${remark}${bracketed(schedule, edge)}`,
  ];
  const lines = [
    ...transitions.map((edge) =>
      line(edge, edge.to === 'running' ? 'start' : 'stop', edge.changes ? '' : ', which it is already'),
    ),
    ...held.map((edge) => line(edge, '-', ', held back from starting')),
  ].sort(([left], [right]) => left - right);
  return [
    `${localText(zone, at)}: ${wanted.state}`,
    `  ${describeWanted(schedule, wanted)}`,
    '',
    `Transitions from ${localText(zone, from)} to ${localText(zone, to)} (${zone.name})`,
    ...(lines.length > 0 ? lines.map(([, text]) => text) : ['  none']),
    ...cautions(explained).flatMap((caution) => ['', caution]),
    '',
  ].join('\n');
}
