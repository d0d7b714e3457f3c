import type { Config } from '../../../functions/instance-schedule/config';
import { configSchema } from '../../../functions/instance-schedule/config';
import { CODE } from '../../../functions/instance-schedule/memory';
import type { Facts } from '../../../functions/instance-schedule/plan';
import { plan } from '../../../functions/instance-schedule/plan';
import type { Action, Plan, Skip, Step } from '../../../shared/core/plan';
import type { CalendarData } from '../../../shared/model/calendar';
import type { Instance } from '../../../shared/model/instance';
import type { Tags } from '../../../shared/model/tags';
import { tagNames } from '../../../shared/model/tags';

export const TAGS = tagNames('autopilot');

/** Monday to Friday, 09:00 to 19:00 in Shanghai. */
export const OFFICE_HOURS = {
  timezone: 'Asia/Shanghai',
  windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }],
};

/** A running pay-as-you-go instance that follows `office-hours`. */
export function instanceLike(over: Partial<Instance> = {}): Instance {
  return {
    id: 'i-1',
    name: 'web',
    region: 'cn-hangzhou',
    zone: 'cn-hangzhou-h',
    status: 'Running',
    type: 'ecs.g7.large',
    chargeType: 'PostPaid',
    network: 'vpc',
    stoppedMode: 'Not-applicable',
    locks: [],
    tags: { 'autopilot:schedule': 'office-hours' },
    publicIps: [],
    localDisks: false,
    spot: false,
    ...over,
  };
}

/** An instant on the wall clock of Shanghai: `2026-11-20 20:00`, a Friday. */
export function shanghai(time: string): Date {
  return new Date(`${time.replace(' ', 'T')}:00+08:00`);
}

/** A configuration whose only schedule is `office-hours`, with what is different about it. */
export function configWith(schedule: object = {}, common: object = {}): Config {
  return configSchema.parse({ ...common, schedules: { 'office-hours': { ...OFFICE_HOURS, ...schedule } } });
}

/**
 * One instance over time: what is decided is carried out at once, successfully unless told otherwise. Times are on the
 * wall clock of Shanghai.
 */
export class Story {
  private readonly config: Config;
  /** What was decided last. */
  decision: Action | Skip | undefined;

  constructor(
    schedule: object = {},
    public instance: Instance = instanceLike(),
    common: object = {},
    private readonly calendars: Readonly<Record<string, CalendarData>> = {},
  ) {
    this.config = configWith(schedule, common);
  }

  /** Decides and carries out; the code of what was decided, with the steps where there are any but notes. */
  tick(time: string, facts: Facts = {}): string {
    const now = shanghai(time);
    const { actions, skips } = this.plan(now, facts);
    const [action] = actions;
    this.decision = action ?? skips[0];
    for (const step of action?.steps ?? []) this.carryOut(step, now);
    return this.decision?.code ?? 'nothing';
  }

  /** Decides, and carries out the intent and then the steps up to one that is refused. */
  tickRefused(time: string, kind: string, code: string): string {
    const now = shanghai(time);
    const [action] = this.plan(now).actions;
    this.decision = action;
    const refused = action?.steps.findIndex((step) => step.kind === kind) ?? -1;
    if (action === undefined || refused < 0) throw new Error(`nothing of kind ${kind} was decided`);
    for (const step of action.steps.slice(0, refused)) this.carryOut(step, now);
    if (action.onFailure !== undefined) this.carryOut(action.onFailure, now, code);
    return action.code;
  }

  /** Decides and carries out nothing but the intent, as a run that ends there. */
  tickCutOff(time: string): string {
    const now = shanghai(time);
    const [action] = this.plan(now).actions;
    const [intent] = action?.steps ?? [];
    if (action === undefined || intent === undefined) throw new Error('nothing was decided');
    this.carryOut(intent, now);
    return action.code;
  }

  /** Somebody, or the platform, changes the status. */
  become(status: 'Running' | 'Stopped' | 'Stopping' | 'Starting', time?: string): void {
    this.instance = {
      ...this.instance,
      status,
      ...(time === undefined ? {} : { startedAt: shanghai(time) }),
    };
  }

  /** Sets or removes one of the project's tags. */
  tag(name: keyof typeof TAGS, value?: string): void {
    const others = Object.entries(this.instance.tags).filter(([key]) => key !== TAGS[name]);
    const own = value === undefined ? [] : [[TAGS[name], value]];
    this.instance = { ...this.instance, tags: Object.fromEntries([...others, ...own]) as Tags };
  }

  get memory(): string | undefined {
    return this.instance.tags[TAGS.last];
  }

  get reason(): string {
    return this.decision?.reason ?? '';
  }

  get severity(): string | undefined {
    return this.decision !== undefined && 'severity' in this.decision ? this.decision.severity : undefined;
  }

  private plan(now: Date, facts: Facts = {}): Plan {
    return plan([{ instance: this.instance }], this.config, this.calendars, TAGS, now, facts);
  }

  private carryOut({ kind, parameters }: Step, now: Date, code = ''): void {
    if (kind === 'remember') this.tag('last', String(parameters['value']).replace(CODE, code));
    else if (kind === 'resize')
      this.instance = { ...this.instance, type: String(parameters['instanceType']) };
    else if (kind === 'start') this.instance = { ...this.instance, status: 'Running', startedAt: now };
    else this.instance = { ...this.instance, status: 'Stopped' };
  }
}

/** Ticks one after the other and compares what is decided at each. */
export function follow(story: Story, ...ticks: (readonly [time: string, code: string])[]): void {
  expect(ticks.map(([time]) => [time, story.tick(time)])).toEqual(ticks);
}
