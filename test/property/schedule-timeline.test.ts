import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import type { ScheduleText, WindowText } from '../../functions/instance-schedule/schedule/schedule';
import { compileSchedule } from '../../functions/instance-schedule/schedule/schedule';
import {
  edgesBetween,
  transitionsBetween,
  wantedAt,
} from '../../functions/instance-schedule/schedule/timeline';
import { instantOf, zoneNamed } from '../../functions/instance-schedule/schedule/zone';
import { IANAZone } from 'luxon';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** With and without daylight saving, with days that have no midnight, with offsets of half an hour. */
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'UTC',
] as const;

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 45, 59))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);

const days = fc.oneof(
  fc.constant('daily'),
  fc.tuple(fc.constantFrom(...WEEKDAYS), fc.constantFrom(...WEEKDAYS)).map(([from, to]) => `${from}-${to}`),
  fc.constantFrom(...WEEKDAYS),
);

const twoSided: fc.Arbitrary<WindowText> = fc
  .record({ days, start: time, stop: time })
  .filter(({ start, stop }) => start !== stop);

const oneSided: fc.Arbitrary<WindowText> = fc.oneof(
  fc.record({ days, start: time }),
  fc.record({ days, stop: time }),
);

const schedule = (window: fc.Arbitrary<WindowText>): fc.Arbitrary<ScheduleText> =>
  fc.record({
    timezone: fc.constantFrom(...ZONES),
    windows: fc.array(window, { minLength: 1, maxLength: 3 }),
  });

/** Around the changes of daylight saving in both hemispheres, and an ordinary week. */
const start = fc
  .constantFrom(
    '2026-03-06',
    '2026-03-27',
    '2026-04-03',
    '2026-04-23',
    '2026-09-04',
    '2026-10-23',
    '2026-10-30',
    '2026-06-12',
  )
  .map((date) => Date.parse(`${date}T00:00:00Z`));

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The instant of a local time, by another library: the earlier of two, the first valid minute for a missing one. */
function instantByTemporal(zone: string, date: Temporal.PlainDate, minutes: number): number {
  const day = date.add({ days: Math.floor(minutes / 1440) });
  const local = day.toPlainDateTime({ hour: Math.floor((minutes % 1440) / 60), minute: minutes % 60 });
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const isMissing = !earlier.toPlainDateTime().equals(local);
  if (!isMissing) return earlier.epochMilliseconds;
  const change = earlier.getTimeZoneTransition('next');
  return change?.epochMilliseconds ?? earlier.epochMilliseconds;
}

/** When two-sided windows want an instance to run in the days from an instant on, by another library. */
function wantedByTemporal(
  { timezone, windows }: ScheduleText,
  from: number,
  days: number,
): [number, number][] {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone).toPlainDate();
  const dates = Array.from({ length: days + 5 }, (_, index) => first.add({ days: index - 3 }));
  return windows.flatMap((window) =>
    dates
      .filter((date) => opensOn(String(window.days), date.dayOfWeek % 7))
      .map((date): [number, number] => {
        const [start, stop] = [minutesOf(window.start ?? ''), minutesOf(window.stop ?? '')];
        return [
          instantByTemporal(timezone, date, start),
          instantByTemporal(timezone, date, stop > start ? stop : stop + 1440),
        ];
      }),
  );
}

function opensOn(expression: string, weekday: number): boolean {
  if (expression === 'daily') return true;
  const [from = '', to = from] = expression.split('-');
  const [first, last] = [from, to].map((name) => WEEKDAYS.findIndex((each) => each === name)) as [
    number,
    number,
  ];
  return first <= last ? weekday >= first && weekday <= last : weekday >= first || weekday <= last;
}

test('two-sided windows: the state of every quarter of an hour is that of an independent implementation', () => {
  fc.assert(
    fc.property(schedule(twoSided), start, (text, from) => {
      const compiled = compileSchedule('any', text);
      const intervals = wantedByTemporal(text, from, 3);
      for (let at = from; at < from + 3 * DAY; at += 15 * MINUTE) {
        const isWanted = intervals.some(([begin, end]) => begin <= at && at < end);
        const isRunning = wantedAt(compiled, at).state === 'running';
        if (isRunning !== isWanted) expect([new Date(at), isRunning]).toEqual([new Date(at), isWanted]);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('the transitions between two instants are the state minute by minute', () => {
  fc.assert(
    fc.property(schedule(fc.oneof(twoSided, oneSided)), start, (text, from) => {
      const compiled = compileSchedule('any', text);
      const to = from + 2 * DAY;
      const transitions = transitionsBetween(compiled, from, to);
      let { state } = wantedAt(compiled, from);
      let next = 0;
      for (let at = from; at <= to; at += MINUTE) {
        while (next < transitions.length && (transitions[next]?.at ?? Infinity) <= at) {
          expect(transitions[next]?.changes).toBe(transitions[next]?.to !== state);
          state = transitions[next]?.to ?? state;
          next += 1;
        }
        if (at % (7 * MINUTE) === 0) expect(wantedAt(compiled, at).state).toBe(state);
      }
      expect(next).toBe(transitions.length);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('edges are in order, one for each instant, and the same however the range is cut', () => {
  fc.assert(
    fc.property(
      schedule(fc.oneof(twoSided, oneSided)),
      start,
      fc.integer({ min: 1, max: 9 * 1440 }),
      (text, from, minutes) => {
        const compiled = compileSchedule('any', text);
        const [middle, to] = [from + minutes * MINUTE, from + 10 * DAY];
        const whole = edgesBetween(compiled, from, to).map(({ at, to: state }) => [at, state]);
        const parts = [...edgesBetween(compiled, from, middle), ...edgesBetween(compiled, middle, to)];
        expect(parts.map(({ at, to: state }) => [at, state])).toEqual(whole);
        const instants = whole.map(([at]) => Number(at));
        expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
      },
    ),
    { numRuns: 200 },
  );
});

test('local times are those of an independent implementation, also where they are missing or occur twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: -20_000, max: 30_000 }),
      fc.integer({ min: 0, max: 2880 }),
      (name, day, minutes) => {
        const date = Temporal.PlainDate.from('1970-01-01').add({ days: day });
        expect(new Date(instantOf(zoneNamed(name), day, minutes))).toEqual(
          new Date(instantByTemporal(name, date, minutes)),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('remembered offsets are those of the zone data', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) }),
      (name, instant) => {
        expect(zoneNamed(name).offset(instant)).toBe(IANAZone.create(name).offset(instant));
      },
    ),
    { numRuns: 5000 },
  );
});
