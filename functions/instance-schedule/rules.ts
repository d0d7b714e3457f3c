import type { CalendarData } from '../../shared/model/calendar';
import type { Instance } from '../../shared/model/instance';
import { nearestName } from '../../shared/model/nearest-name';
import type { TagNames } from '../../shared/model/tags';
import type { Behaviour, Config } from './config';
import { describeWanted } from './schedule/describe';
import { firstYearFor, idleWindows } from './schedule/examine';
import { ExpressionError } from './schedule/fields';
import { isInline, parseInline } from './schedule/inline';
import type { Schedule, ScheduleText } from './schedule/schedule';
import { compileSchedule, ScheduleError } from './schedule/schedule';
import type { Wanted } from './schedule/timeline';
import { wantedAt } from './schedule/timeline';
import type { Zone } from './schedule/zone';
import { lastMidnight, zoneNamed } from './schedule/zone';
import type { Goal } from './wanted';

/** Rule of an instance that follows no schedule; no schedule can be called this. */
export const NO_RULE = '(none)';

/** Long enough for a leap day. */
const YEARS_LOOKED_AT = 4;

/** How long transitions may be missed until what was handled before them says nothing any more. */
const LONG_MS = 7 * 24 * 60 * 60 * 1000;

/** What instances of one schedule have in common in one run. */
export interface Rule {
  /** Name of the schedule, or the text of one that is written in a tag. */
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly zone: Zone;
  /** When the local day began. */
  readonly midnight: Date;
  /** What the schedule wants; undefined where there is none. */
  readonly goal: Goal | undefined;
  readonly schedule: Schedule | undefined;
  /** The latest transition that is longer ago than a run may be late for. */
  longPast(): Date | undefined;
}

/** A tag that names no schedule and is none. */
export interface NoRule {
  readonly code: 'unknown_schedule' | 'invalid_schedule';
  readonly reason: string;
}

/** The rules of a run: each is worked out once, whatever the number of instances that follow it. */
export class Rules {
  private readonly known = new Map<string, Rule | NoRule>();
  private readonly withoutSchedule: Rule;

  constructor(
    private readonly config: Config,
    private readonly calendars: Readonly<Record<string, CalendarData>>,
    private readonly tags: TagNames,
    private readonly now: Date,
  ) {
    const zone = zoneNamed(config.inline.timezone ?? 'UTC');
    this.withoutSchedule = {
      name: NO_RULE,
      behaviour: config.inline,
      zone,
      midnight: lastMidnight(zone, now),
      goal: undefined,
      schedule: undefined,
      longPast: () => undefined,
    };
  }

  /** The rule of an instance; without a schedule tag, the one that only knows the instance's own tags. */
  of(instance: Instance): Rule | NoRule {
    const value = instance.tags[this.tags.schedule]?.trim();
    if (value === undefined) return this.withoutSchedule;
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const rule = this.ruleFor(value);
    this.known.set(value, rule);
    return rule;
  }

  private ruleFor(value: string): Rule | NoRule {
    const configured = Object.hasOwn(this.config.schedules, value) ? this.config.schedules[value] : undefined;
    if (configured !== undefined) return this.compiled(value, configured, configured);
    if (isInline(value)) return this.inlineRule(value);
    return { code: 'unknown_schedule', reason: this.unknown(value) };
  }

  private inlineRule(value: string): Rule | NoRule {
    const { inline } = this.config;
    const tag = `tag ${this.tags.schedule}`;
    if (!inline.enabled) {
      return {
        code: 'invalid_schedule',
        reason: `${tag} holds a schedule of its own, which inline.enabled: false does not allow`,
      };
    }
    try {
      const rule = this.compiled(value, parseInline(value, inline), inline);
      return 'behaviour' in rule ? (this.neverOpening(rule) ?? rule) : rule;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { code: 'invalid_schedule', reason: `${tag}: ${error.message}` };
    }
  }

  /** Schedules in tags are not looked at before they are followed, so this much is done here. */
  private neverOpening({ schedule }: Rule): NoRule | undefined {
    if (schedule === undefined) return undefined;
    const [idle] = idleWindows(schedule, firstYearFor(schedule, this.now), YEARS_LOOKED_AT);
    return idle && { code: 'invalid_schedule', reason: `tag ${this.tags.schedule}: ${idle.message}` };
  }

  private compiled(name: string, text: ScheduleText, behaviour: Behaviour): Rule | NoRule {
    try {
      const schedule = compileSchedule(name, text, this.calendars);
      const wanted = wantedAt(schedule, this.now.getTime());
      const midnight = lastMidnight(schedule.zone, this.now);
      const goal: Goal = {
        state: wanted.state,
        transition: sinceOf(wanted, midnight),
        reason: describeWanted(schedule, wanted),
        forced: false,
      };
      let longPast: Date | undefined;
      return {
        name,
        behaviour,
        zone: schedule.zone,
        midnight,
        goal,
        schedule,
        longPast: () => (longPast ??= transitionAt(schedule, new Date(this.now.getTime() - LONG_MS))),
      };
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      return {
        code: 'invalid_schedule',
        reason: `tag ${this.tags.schedule}: ${error.problems.map(({ message }) => message).join('; ')}`,
      };
    }
  }

  private unknown(value: string): string {
    const tag = `tag ${this.tags.schedule}`;
    if (/\s/.test(value)) {
      return `${tag}: ${JSON.stringify(value)} is no name; expected one, or a schedule with times such as "mon-fri 09:00-17:00 Asia/Shanghai"`;
    }
    const names = Object.keys(this.config.schedules);
    const nearest = nearestName(value, names);
    const hint =
      nearest === undefined
        ? `the configuration has ${names.join(', ') || 'none'}`
        : `did you mean ${nearest}?`;
    return `${tag} names ${JSON.stringify(value)}, which is not a schedule; ${hint}`;
  }
}

function transitionAt(schedule: Schedule, at: Date): Date {
  return sinceOf(wantedAt(schedule, at.getTime()), lastMidnight(schedule.zone, at));
}

/** A schedule without transitions counts each local midnight as one. */
function sinceOf({ since }: Wanted, midnight: Date): Date {
  return since === undefined ? midnight : new Date(since.at);
}
