import type { Table } from '../../shared/core/report';
import type { Instance, ObservedInstance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';
import type { Wishes } from './instance-tags';
import { readInstanceTags } from './instance-tags';
import type { Rule, Rules } from './rules';
import { localText } from './schedule/describe';
import type { WantedState } from './schedule/timeline';
import { edgesAfter, wantedAt } from './schedule/timeline';

/** What is going to be wanted from an instant in epoch milliseconds on. */
export interface Upcoming {
  readonly at: number;
  readonly to: WantedState;
}

/** Transitions that are shown of each instance. */
const PLACES = ['first', 'second', 'third'] as const;

/**
 * The next three transitions of an instance: those of its schedule, after what its own tags hold or force, and the ends
 * of the runs that they limit. Fewer when nothing more is to come.
 */
export function upcomingOf(instance: Instance, wishes: Wishes, { schedule }: Rule, now: Date): Upcoming[] {
  const { holdUntil = 0, force, stopAfter } = wishes;
  if (force !== undefined && force.until === undefined) return [];
  const from = Math.max(now.getTime(), holdUntil, force?.until ?? 0);
  const isOverridden = from > now.getTime();
  const scheduled: Upcoming[] = schedule === undefined ? [] : edgesAfter(schedule, from, PLACES.length);
  const resumed: Upcoming[] =
    schedule !== undefined && isOverridden ? [{ at: from, to: wantedAt(schedule, from).state }] : [];
  const upcoming = [...resumed, ...scheduled];
  const runs = stopAfter === undefined ? upcoming : withEnds(upcoming, instance, stopAfter, from);
  return runs.slice(0, PLACES.length);
}

/** Adds the end of the present run and of those that begin, where nothing stops them before. */
function withEnds(
  upcoming: readonly Upcoming[],
  instance: Instance,
  stopAfter: number,
  from: number,
): Upcoming[] {
  const startedAt = instance.status === 'Running' ? instance.startedAt?.getTime() : undefined;
  const present = startedAt === undefined ? Infinity : startedAt + stopAfter;
  const ends = [present, ...upcoming.filter(({ to }) => to === 'running').map(({ at }) => at + stopAfter)];
  const stops = ends
    .filter((at) => at > from && at < Infinity)
    .map((at): Upcoming => ({ at, to: 'stopped' }));
  return [...upcoming, ...stops]
    .sort((left, right) => left.at - right.at)
    .filter(({ to }, index, all) => index === 0 || to !== 'stopped' || all[index - 1]?.to !== 'stopped');
}

const PARTICULAR = 'Instances with hold, force or stop-after tags of their own stand by themselves.';

interface Row {
  readonly of: string;
  instances: number;
  readonly upcoming: readonly Upcoming[];
  readonly rule: Rule;
}

/**
 * The next transitions of every instance for a report: once for each schedule, and for each instance whose own tags
 * make a difference. None when nothing is looked after.
 */
export function upcomingTable(
  observed: readonly ObservedInstance[],
  rules: Rules,
  tags: TagNames,
  now: Date,
): Table[] {
  const byRule = new Map<Rule, Row>();
  const own: Row[] = [];
  for (const { instance } of observed) {
    const rule = rules.of(instance);
    if (!('behaviour' in rule) || instance.tags[tags.ignore] !== undefined) continue;
    const { wishes, problems } = readInstanceTags(instance.tags, tags, rule.zone);
    if (problems.length > 0) continue;
    const isSubject =
      rule.schedule !== undefined || wishes.stopAfter !== undefined || wishes.force !== undefined;
    if (!isSubject) continue;
    if (isParticular(wishes, now)) {
      own.push({ of: instance.id, instances: 1, upcoming: upcomingOf(instance, wishes, rule, now), rule });
    } else {
      const row = byRule.get(rule) ?? {
        of: rule.name,
        instances: 0,
        upcoming: upcomingOf(instance, {}, rule, now),
        rule,
      };
      row.instances += 1;
      byRule.set(rule, row);
    }
  }
  const rows = [...byRule.values(), ...own];
  return rows.length === 0 ? [] : [tableOf(rows, own.length > 0 ? [PARTICULAR] : [])];
}

/** Whether the tags of an instance change when its transitions are. */
function isParticular({ holdUntil = 0, force, stopAfter }: Wishes, now: Date): boolean {
  const forcedUntil = force === undefined ? 0 : (force.until ?? Infinity);
  return stopAfter !== undefined || Math.max(holdUntil, forcedUntil) > now.getTime();
}

/** Cells named `firstAt` and so on are for programs: no column shows them. */
function tableOf(rows: readonly Row[], notes: readonly string[]): Table {
  return {
    title: 'Next transitions',
    columns: [
      { name: 'of', title: 'schedule or instance' },
      { name: 'instances', title: 'instances' },
      { name: 'first', title: 'next' },
      { name: 'second', title: 'then' },
      { name: 'third', title: 'then' },
      { name: 'timezone', title: 'time zone' },
    ],
    rows: rows.map(({ of, instances, upcoming, rule }) => ({
      of,
      instances,
      ...Object.fromEntries(upcoming.flatMap((one, index) => cellsOf(PLACES[index] ?? '', one, rule))),
      timezone: rule.zone.name,
    })),
    notes,
  };
}

function cellsOf(place: string, { at, to }: Upcoming, { zone }: Rule): [string, string][] {
  const verb = to === 'running' ? 'start' : 'stop';
  return [
    [place, `${verb} ${localText(zone, at)}`],
    [`${place}At`, new Date(at).toISOString()],
  ];
}
