// What schedules cost: one tick over a large fleet, a year of transitions, the look at years to come.
import { createRequire } from 'node:module';
import { bundleModule } from './_modules.mjs';
import { printTable, printTitle } from './_table.mjs';

const INSTANCES = 100_000;
const SCHEDULES = 200;
const NOW = new Date('2026-11-20T12:00:00Z');
const YEAR = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
const MINUTE = 60_000;

/** Instances that a baseline is tried on; its time is multiplied to the whole fleet. */
const SAMPLE = 1_000;

const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Singapore', 'America/Santiago'];

const SOURCE = `
  export { chinaCalendar } from './cli/calendars/china';
  export { configSchema } from './functions/instance-schedule/config';
  export { plan } from './functions/instance-schedule/plan';
  export { examine } from './functions/instance-schedule/schedule/examine';
  export { compileSchedule } from './functions/instance-schedule/schedule/schedule';
  export { edgesBetween, wantedAt } from './functions/instance-schedule/schedule/timeline';
  export { decodeInstance } from './shared/model/instance';
  export { tagNames } from './shared/model/tags';
  export { DateTime } from 'luxon';
`;

/** Schedules as people write them, no two alike. */
function schedules() {
  const two = (number) => String(number).padStart(2, '0');
  return Object.fromEntries(
    Array.from({ length: SCHEDULES }, (_, index) => {
      const opens = {
        start: `${two(6 + (index % 5))}:${two(index % 60)}`,
        stop: `${two(17 + (index % 6))}:00`,
      };
      const windows = [
        [{ days: 'mon-fri', ...opens }],
        [{ days: 'workdays', ...opens }],
        [
          { days: 'mon-thu', ...opens },
          { days: 'fri', start: '20:00', stop: '06:00', stopDay: 'mon' },
        ],
        [
          { monthDays: '15W,L', ...opens },
          { days: 'mon#2', months: 'nov-feb', ...opens },
        ],
        [
          { days: 'mon-fri', start: opens.start },
          { days: 'daily', stop: opens.stop },
        ],
      ][index % 5];
      const schedule = { timezone: ZONES[index % ZONES.length], calendar: 'china', windows };
      return [`schedule-${index}`, schedule];
    }),
  );
}

/** A fleet that was looked after yesterday evening; a few instances are held, a few opted out. */
function fleet(names) {
  const particular = new Map([
    [0, { TagKey: 'autopilot:hold-until', TagValue: '2026-11-30 18:00' }],
    [1, { TagKey: 'autopilot:ignore', TagValue: '' }],
  ]);
  const last = { TagKey: 'autopilot:last', TagValue: 'done:stopped@2026-11-19T11:00Z/2026-11-19T11:02Z' };
  const wire = Array.from({ length: INSTANCES }, (_, index) => ({
    InstanceId: `i-bp1${String(index).padStart(17, '0')}`,
    InstanceName: `web-${index}`,
    RegionId: 'cn-hangzhou',
    ZoneId: 'cn-hangzhou-h',
    Status: index % 3 === 0 ? 'Stopped' : 'Running',
    InstanceType: 'ecs.g7.large',
    InstanceChargeType: 'PostPaid',
    StoppedMode: index % 3 === 0 ? 'StopCharging' : 'Not-applicable',
    Tags: {
      Tag: [
        { TagKey: 'autopilot:schedule', TagValue: names[index % names.length] },
        particular.get(index % 50) ?? last,
      ],
    },
  }));
  return JSON.parse(JSON.stringify(wire)).map((one) => ({ instance: code.decodeInstance(one) }));
}

/** Milliseconds of processor time of this process. */
function cpu(work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

function median(numbers) {
  return numbers.sort((left, right) => left - right)[Math.floor(numbers.length / 2)];
}

const ms = (number) => `${number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString('en')} ms`;
const row = (name, ours, baseline, limit) => [
  name,
  ms(ours),
  ms(baseline),
  `${(baseline / ours).toFixed(0)} x`,
  ms(limit),
];

const code = createRequire(import.meta.url)(bundleModule('schedules', SOURCE));
const CALENDARS = { china: { ...code.chinaCalendar(), withoutData: 'weekdays' } };

/** A year of one schedule, the first time with everything still to be worked out. */
function yearOfTransitions() {
  const text = schedules()['schedule-2'];
  const year = () => code.edgesBetween(code.compileSchedule('one', text, CALENDARS), ...YEAR).length;
  const cold = cpu(year);
  const warm = median(Array.from({ length: 15 }, () => cpu(year).ms));
  if (cold.result < 400) throw new Error(`${cold.result} transitions in a year, expected two a weekday`);
  const baseline = cpu(() => {
    let opened = 0;
    for (let at = YEAR[0]; at < YEAR[1]; at += MINUTE) {
      const local = code.DateTime.fromMillis(at, { zone: text.timezone });
      if (local.weekday < 5 && local.hour >= 8 && local.hour < 19) opened += 1;
    }
    return opened;
  });
  return [
    row('a year of transitions, first time', cold.ms, baseline.ms, 60),
    row('a year of transitions, again', warm, baseline.ms, 60),
  ];
}

function oneTick() {
  const config = code.configSchema.parse({ schedules: schedules() });
  const tags = code.tagNames('autopilot');
  const observed = fleet(Object.keys(config.schedules));
  const tick = (instances) => code.plan(instances, config, CALENDARS, tags, NOW);
  const first = cpu(() => tick(observed));
  const { actions, skips } = first.result;
  if (actions.length + skips.length !== INSTANCES) throw new Error('an instance was not decided about');
  const again = median(Array.from({ length: 5 }, () => cpu(() => tick(observed)).ms));
  const baseline = cpu(() => observed.slice(0, SAMPLE).map((one) => tick([one])));
  const scaled = (baseline.ms * INSTANCES) / SAMPLE;
  return [row('one tick, first time', first.ms, scaled, 200), row('one tick, again', again, scaled, 200)];
}

function yearsToCome() {
  const compiled = Object.entries(schedules()).map(([name, text]) =>
    code.compileSchedule(name, text, CALENDARS),
  );
  const ours = cpu(() => compiled.flatMap((schedule) => code.examine(schedule, 2026)));
  if (ours.result.length > 0) throw new Error(JSON.stringify(ours.result[0]));
  const [one] = compiled;
  const day = cpu(() => {
    for (let at = YEAR[0]; at < YEAR[0] + 1_000 * MINUTE; at += MINUTE) code.wantedAt(one, at);
  });
  const minutes = 28 * 365.25 * 24 * 60;
  return [row('28 years of 200 schedules', ours.ms, (day.ms / 1_000) * minutes * SCHEDULES, 10_000)];
}

printTitle(`CPU of schedules: ${INSTANCES.toLocaleString('en')} instances, ${SCHEDULES} schedules`);
printTable(
  ['', 'instance-schedule', 'baseline', 'ratio', 'limit'],
  [...yearOfTransitions(), ...oneTick(), ...yearsToCome()],
);
