import { configSchema } from '../../../functions/instance-schedule/config';
import { namedPrices } from '../../../functions/instance-schedule/prices';
import { Rules } from '../../../functions/instance-schedule/rules';
import type { Saving } from '../../../functions/instance-schedule/savings';
import { hoursOff, savingsOf } from '../../../functions/instance-schedule/savings';
import { savingsTables } from '../../../functions/instance-schedule/savings-tables';
import { compileSchedule } from '../../../functions/instance-schedule/schedule/schedule';
import type { Instance } from '../../../shared/model/instance';
import { tagNames } from '../../../shared/model/tags';

const TAGS = tagNames('autopilot');
const OFFICE = { timezone: 'Asia/Shanghai', windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }] };
const CONFIG = configSchema.parse({
  schedules: { office: OFFICE, keep: { ...OFFICE, stoppedMode: 'KeepCharging' } },
});
const CALENDARS = {
  work: { holidays: { '2026-11-25': 'Anniversary' }, workdays: {}, withoutData: 'weekdays' },
} as const;
/** Friday evening in Shanghai. */
const NOW = new Date('2026-11-20T12:00:00Z');
const PRICES = namedPrices({ pricePerHour: { 'ecs.g7.large': 0.5 } });
const WEEK = 7 * 24 * 3_600_000;
/** Ten of twenty-four hours on five of seven days. */
const OFF_A_WEEK = 168 - 50;

function instance(over: Partial<Instance> = {}): Instance {
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
    publicIps: [],
    localDisks: false,
    spot: false,
    ...over,
    tags: { 'autopilot:schedule': 'office', ...over.tags },
  };
}

function savings(...instances: Instance[]): Saving[] {
  const rules = new Rules(CONFIG, CALENDARS, TAGS, NOW);
  return savingsOf(
    instances.map((one) => ({ instance: one })),
    rules,
    PRICES,
    TAGS,
    NOW,
  );
}

const STOPPED = { status: 'Stopped', stoppedMode: 'StopCharging' };
const OUR_STOP = { 'autopilot:last': 'done:stopped@2026-11-20T09:00Z/2026-11-20T09:30Z' };

describe('hours that a schedule keeps instances off', () => {
  const from = NOW.getTime();

  test('within a week', () => {
    expect(hoursOff(compileSchedule('office', OFFICE), from, from + WEEK)).toBe(OFF_A_WEEK);
  });

  test('a holiday of the calendar adds its day', () => {
    const schedule = compileSchedule(
      'office',
      { ...OFFICE, calendar: 'work', skipHolidays: true },
      CALENDARS,
    );
    expect(hoursOff(schedule, from, from + WEEK)).toBe(OFF_A_WEEK + 10);
  });

  test('a week with a change to daylight saving time has an hour less', () => {
    const nights = { timezone: 'Europe/Berlin', windows: [{ days: 'daily', start: '06:00', stop: '22:00' }] };
    const monday = Date.parse('2026-03-23T00:00:00+01:00');
    const hours = hoursOff(compileSchedule('day', nights), monday, monday + WEEK - 3_600_000);
    expect(hours).toBe(7 * 8 - 1);
  });

  test('nothing for a schedule that is always on, everything between two windows', () => {
    const always = { timezone: 'UTC', windows: [{ days: 'daily', start: '00:00', stop: '24:00' }] };
    expect(hoursOff(compileSchedule('always', always), from, from + WEEK)).toBe(0);
    expect(hoursOff(compileSchedule('office', OFFICE), from, from + 24 * 3_600_000)).toBe(24);
  });
});

describe('what an instance saves', () => {
  test('planned: its hours off at its price', () => {
    const [saving] = savings(instance());
    expect(saving).toMatchObject({
      rule: 'office',
      offPerWeek: OFF_A_WEEK,
      stoppedFor: undefined,
      remark: undefined,
    });
    expect(saving?.offPerMonth).toBeCloseTo((OFF_A_WEEK / 168) * 730);
    expect(saving?.moneyPerMonth).toBeCloseTo((OFF_A_WEEK / 168) * 730 * 0.5);
  });

  test('since this function stopped it', () => {
    const [saving] = savings(instance({ ...STOPPED, tags: OUR_STOP }));
    expect(saving).toMatchObject({ stoppedFor: 2.5, moneySinceStop: 1.25 });
  });

  test.each([
    ['it was stopped by hand', { ...STOPPED }],
    [
      'it was found stopped',
      { ...STOPPED, tags: { 'autopilot:last': 'seen:stopped@2026-11-20T09:00Z/2026-11-20T09:30Z' } },
    ],
    ['it was started since', { tags: OUR_STOP }],
  ])('nothing since a stop when %s', (_, over) => {
    expect(savings(instance(over))[0]).toMatchObject({ stoppedFor: undefined, moneySinceStop: undefined });
  });

  test.each<[string, Partial<Instance>, RegExp]>([
    [
      'a subscription',
      { chargeType: 'PrePaid' },
      /^still charged: subscription instances are paid for in advance$/,
    ],
    [
      'a public address',
      { publicIps: ['203.0.113.8'] },
      /^still charged: its public IP address could change/,
    ],
    [
      'a schedule with KeepCharging',
      { tags: { 'autopilot:schedule': 'keep' } },
      /stops it with KeepCharging$/,
    ],
  ])('%s: hours, but no money', (_, over, remark) => {
    const [saving] = savings(instance(over));
    expect(saving).toMatchObject({ offPerWeek: OFF_A_WEEK, moneyPerMonth: 0 });
    expect(saving?.remark).toMatch(remark);
  });

  test('a stop that the platform went on charging saved nothing so far, and may the next time', () => {
    const [saving] = savings(instance({ status: 'Stopped', stoppedMode: 'KeepCharging', tags: OUR_STOP }));
    expect(saving).toMatchObject({
      stoppedFor: 2.5,
      moneySinceStop: 0,
      remark: 'still charged: the platform reports StoppedMode KeepCharging',
    });
    expect(saving?.moneyPerMonth).toBeGreaterThan(0);
  });

  test('without a price: hours, and money is not known', () => {
    const [saving] = savings(instance({ type: 'ecs.c7.large', ...STOPPED, tags: OUR_STOP }));
    expect(saving).toMatchObject({
      moneyPerMonth: undefined,
      stoppedFor: 2.5,
      moneySinceStop: undefined,
      remark: 'no price of ecs.c7.large',
    });
  });

  test.each([
    ['opted out', { 'autopilot:ignore': '' }],
    ['protected', { 'autopilot:protected': '' }],
    ['of a scaling group', { 'acs:autoscaling:scalingGroupId': 'asg-bp1example' }],
    ['of an unknown schedule', { 'autopilot:schedule': 'offise' }],
  ])('what is %s is not counted', (_, tags) => {
    expect(savings(instance({ tags }))).toEqual([]);
  });

  test('without a schedule only a stop by its own tag counts', () => {
    const stopped = { ...instance(STOPPED), tags: { ...OUR_STOP, 'autopilot:stop-after': '8h' } };
    expect(savings(stopped)).toMatchObject([{ rule: '(none)', offPerWeek: 0, stoppedFor: 2.5 }]);
    expect(savings({ ...stopped, status: 'Running' })).toEqual([]);
  });
});

/** A number that is nearly this one. */
function closeTo(value: number): unknown {
  return expect.closeTo(value);
}

describe('the tables of a report', () => {
  const fleet = [
    instance(),
    instance({ id: 'i-2', ...STOPPED, tags: OUR_STOP }),
    instance({ id: 'i-3', tags: { 'autopilot:schedule': 'keep' } }),
    instance({ id: 'i-4', type: 'ecs.c7.large' }),
  ];

  test('by schedule: sums, a chart of the money, and what has no price', () => {
    const [table] = savingsTables(savings(...fleet), PRICES, 'CNY');
    const month = (OFF_A_WEEK / 168) * 730;
    expect(table?.chart).toBe('moneyPerMonth');
    expect(table?.rows).toEqual([
      {
        schedule: 'office',
        instances: 3,
        hoursPerWeek: OFF_A_WEEK,
        hoursPerMonth: closeTo(3 * month),
        moneyPerMonth: closeTo(month),
        hoursSinceStop: 2.5,
        moneySinceStop: 1.25,
      },
      {
        schedule: 'keep',
        instances: 1,
        hoursPerWeek: OFF_A_WEEK,
        hoursPerMonth: closeTo(month),
        moneyPerMonth: 0,
        hoursSinceStop: undefined,
        moneySinceStop: undefined,
      },
    ]);
    expect(table?.notes.join(' ')).toContain('1 of 4 instances count without money');
  });

  test('by instance: the most valuable first', () => {
    const [, table] = savingsTables(savings(...fleet), PRICES, 'CNY');
    expect(table?.rows.map(({ instance: id }) => id)).toEqual(['i-1', 'i-2', 'i-3', 'i-4']);
  });

  test('without any price there are hours only, and the chart shows them', () => {
    const [table] = savingsTables(savings(instance({ type: 'ecs.c7.large' })), PRICES, 'CNY');
    expect(table?.columns.map(({ name }) => name)).toEqual([
      'schedule',
      'instances',
      'hoursPerWeek',
      'hoursPerMonth',
    ]);
    expect(table?.chart).toBe('hoursPerMonth');
  });

  test('no tables where nothing is looked after', () => {
    expect(savingsTables([], PRICES, 'CNY')).toEqual([]);
  });
});
