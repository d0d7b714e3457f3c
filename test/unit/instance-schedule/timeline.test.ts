import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import type { Schedule, ScheduleText } from '../../../functions/instance-schedule/schedule/schedule';
import { compileSchedule } from '../../../functions/instance-schedule/schedule/schedule';
import * as timeline from '../../../functions/instance-schedule/schedule/timeline';
import { instantOf, zoneNamed } from '../../../functions/instance-schedule/schedule/zone';

/** The timeline in dates, without the windows that the edges come from. */
function wantedAt(
  which: Schedule,
  at: Date,
): { state: string; since?: Date | undefined; until?: Date | undefined } {
  const { state, since, until } = timeline.wantedAt(which, at.getTime());
  return {
    state,
    ...(since && { since: new Date(since.at) }),
    ...(until && { until: new Date(until.at) }),
  };
}

function transitionsBetween(which: Schedule, from: Date, to: Date): { at: Date; to: string }[] {
  return timeline
    .transitionsBetween(which, from.getTime(), to.getTime())
    .map((transition) => ({ at: new Date(transition.at), to: transition.to }));
}

const schedule = (timezone: string, ...windows: ScheduleText['windows'][number][]) =>
  compileSchedule('test', { timezone, windows });

const OFFICE = schedule('Asia/Shanghai', { days: 'mon-fri', start: '09:00', stop: '19:00' });
const NIGHT = schedule('Asia/Shanghai', { days: 'fri', start: '22:00', stop: '06:00' });

function local(zone: string, text: string): Date {
  return new Date(Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds);
}
const shanghai = (text: string): Date => local('Asia/Shanghai', text);

describe('the wanted state', () => {
  // 2026-11-20 is a Friday.
  test.each([
    ['start is inclusive', OFFICE, '2026-11-20T09:00', 'running'],
    ['just before the start', OFFICE, '2026-11-20T08:59:59.999', 'stopped'],
    ['just before the stop', OFFICE, '2026-11-20T18:59:59.999', 'running'],
    ['stop is exclusive', OFFICE, '2026-11-20T19:00', 'stopped'],
    ['weekend', OFFICE, '2026-11-21T12:00', 'stopped'],
    ['over night, on the evening it opens', NIGHT, '2026-11-20T23:00', 'running'],
    ['over night, on the morning after: the window belongs to Friday', NIGHT, '2026-11-21T05:59', 'running'],
    ['over night, ended', NIGHT, '2026-11-21T06:00', 'stopped'],
    ['over night, not on Friday morning', NIGHT, '2026-11-20T05:00', 'stopped'],
  ])('%s', (_, which, at, state) => {
    expect(wantedAt(which, shanghai(at)).state).toBe(state);
  });

  test('comes with the transition that brought it and the one that ends it', () => {
    expect(wantedAt(OFFICE, shanghai('2026-11-21T12:00'))).toEqual({
      state: 'stopped',
      since: shanghai('2026-11-20T19:00'),
      until: shanghai('2026-11-23T09:00'),
    });
    expect(wantedAt(NIGHT, shanghai('2026-11-21T01:00'))).toEqual({
      state: 'running',
      since: shanghai('2026-11-20T22:00'),
      until: shanghai('2026-11-21T06:00'),
    });
  });

  test('touching windows never blip', () => {
    const touching = schedule(
      'Asia/Shanghai',
      { days: 'daily', start: '08:00', stop: '24:00' },
      { days: 'daily', start: '00:00', stop: '02:00' },
    );
    const all = transitionsBetween(touching, shanghai('2026-11-20T03:00'), shanghai('2026-11-22T03:00'));
    expect(all).toEqual([
      { at: shanghai('2026-11-20T08:00'), to: 'running' },
      { at: shanghai('2026-11-21T02:00'), to: 'stopped' },
      { at: shanghai('2026-11-21T08:00'), to: 'running' },
      { at: shanghai('2026-11-22T02:00'), to: 'stopped' },
    ]);
  });

  test('a schedule that is always on has no transitions', () => {
    const always = schedule('Asia/Shanghai', { days: 'daily', start: '00:00', stop: '24:00' });
    expect(wantedAt(always, shanghai('2026-11-20T12:00'))).toEqual({ state: 'running' });
    expect(transitionsBetween(always, shanghai('2026-11-01T00:00'), shanghai('2026-12-01T00:00'))).toEqual(
      [],
    );
  });

  test('overlapping windows are one', () => {
    const overlapping = schedule(
      'Asia/Shanghai',
      { days: 'fri', start: '09:00', stop: '15:00' },
      { days: 'fri', start: '12:00', stop: '19:00' },
    );
    expect(wantedAt(overlapping, shanghai('2026-11-20T13:00'))).toMatchObject({
      since: shanghai('2026-11-20T09:00'),
      until: shanghai('2026-11-20T19:00'),
    });
  });
});

describe('daylight saving', () => {
  test('an edge in a skipped hour moves to the first valid minute', () => {
    const berlin = schedule('Europe/Berlin', { days: 'sun', start: '02:30', stop: '05:00' });
    expect(wantedAt(berlin, local('Europe/Berlin', '2026-03-29T04:00')).since).toEqual(
      new Date('2026-03-29T01:00:00Z'),
    );
  });

  test('a repeated hour starts once, at its first occurrence', () => {
    const berlin = schedule('Europe/Berlin', { days: 'sun', start: '02:30', stop: '05:00' });
    expect(
      transitionsBetween(berlin, new Date('2026-10-24T12:00:00Z'), new Date('2026-10-25T12:00:00Z')),
    ).toEqual([
      { at: new Date('2026-10-25T00:30:00Z'), to: 'running' },
      { at: new Date('2026-10-25T04:00:00Z'), to: 'stopped' },
    ]);
  });

  test('a window inside the repeated hour does not flap', () => {
    const berlin = schedule('Europe/Berlin', { days: 'sun', start: '02:10', stop: '02:50' });
    expect(
      transitionsBetween(berlin, new Date('2026-10-24T12:00:00Z'), new Date('2026-10-25T12:00:00Z')),
    ).toHaveLength(2);
  });

  test('a window inside the skipped hour does not exist that day', () => {
    const berlin = schedule('Europe/Berlin', { days: 'sun', start: '02:10', stop: '02:50' });
    expect(
      transitionsBetween(berlin, new Date('2026-03-28T12:00:00Z'), new Date('2026-03-29T12:00:00Z')),
    ).toEqual([]);
  });

  test('a day without midnight starts at its first minute', () => {
    // Chile moved its clocks from 24:00 to 01:00 on the night to 2026-09-06.
    const santiago = schedule('America/Santiago', { days: 'sun', start: '00:00', stop: '08:00' });
    expect(wantedAt(santiago, new Date('2026-09-06T05:00:00Z')).since).toEqual(
      new Date('2026-09-06T04:00:00Z'),
    );
  });
});

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/St_Johns',
];

/** The declared rule, by an independent implementation of the zones. */
function expectedInstant(zone: string, day: number, minutes: number): number {
  const wall = Temporal.PlainDateTime.from('1970-01-01T00:00').add({ days: day, minutes });
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wall)) return earlier.epochMilliseconds;
  const afterGap = earlier.getTimeZoneTransition('next');
  return afterGap?.epochMilliseconds ?? NaN;
}

test('instants agree with an independent implementation of time zones', () => {
  const fromDay = Math.floor(Date.UTC(2024, 0, 1) / 86_400_000);
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: fromDay, max: fromDay + 5 * 366 }),
      fc.integer({ min: 0, max: 2879 }),
      (zone, day, minutes) => {
        expect(instantOf(zoneNamed(zone), day, minutes)).toBe(expectedInstant(zone, day, minutes));
      },
    ),
    { numRuns: 1000 },
  );
});

test('transitions equal the state, hour by hour', () => {
  const hour = 3_600_000;
  const windows = fc.array(
    fc
      .record({
        days: fc.constantFrom('mon', 'mon-fri', 'fri-mon', 'daily', 'sun'),
        start: fc.integer({ min: 0, max: 23 }),
        length: fc.integer({ min: 1, max: 23 }),
      })
      .map(({ days, start, length }) => ({
        days,
        start: `${String(start).padStart(2, '0')}:00`,
        stop: `${String((start + length) % 24).padStart(2, '0')}:00`,
      })),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'Africa/Cairo'), windows, (zone, texts) => {
      const tested = schedule(zone, ...texts);
      const from = Date.UTC(2026, 2, 25);
      const to = from + 8 * 24 * hour;
      let state = wantedAt(tested, new Date(from)).state;
      const transitions = transitionsBetween(tested, new Date(from), new Date(to));
      for (let at = from; at <= to; at += hour) {
        for (const transition of transitions.filter(
          (one) => one.at.getTime() > at - hour && one.at.getTime() <= at,
        )) {
          expect(transition.to).not.toBe(state);
          state = transition.to;
        }
        expect(wantedAt(tested, new Date(at)).state).toBe(state);
      }
    }),
    { numRuns: 8 },
  );
});

describe('a lead', () => {
  const led = (window: ScheduleText['windows'][number]): Schedule =>
    compileSchedule('test', { timezone: 'Europe/Berlin', leadMinutes: 60, windows: [window] });
  const berlin = (text: string): Date => local('Europe/Berlin', text);

  // Clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 back to 02:00 on 2026-10-25.
  test.each([
    ['where an hour is skipped', '03:30', '2026-03-29', '2026-03-29T00:30:00Z'],
    ['up to the first minute after the gap', '02:30', '2026-03-29', '2026-03-29T00:00:00Z'],
    ['where an hour is repeated', '03:30', '2026-10-25', '2026-10-25T01:30:00Z'],
  ])('is in minutes that pass, %s', (_, start, day, begin) => {
    const schedule = led({ start, stop: '12:00' });
    expect(transitionsBetween(schedule, berlin(`${day}T00:00`), berlin(`${day}T23:00`))[0]).toEqual({
      at: new Date(begin),
      to: 'running',
    });
  });

  test('over the end of the window before leaves it open', () => {
    const schedule = compileSchedule('test', {
      timezone: 'Asia/Shanghai',
      leadMinutes: 60,
      windows: [
        { start: '09:00', stop: '12:00' },
        { start: '12:30', stop: '19:00' },
      ],
    });
    const all = transitionsBetween(schedule, shanghai('2026-11-20T00:00'), shanghai('2026-11-21T00:00'));
    expect(all).toEqual([
      { at: shanghai('2026-11-20T08:00'), to: 'running' },
      { at: shanghai('2026-11-20T19:00'), to: 'stopped' },
    ]);
  });

  test('counts for starts that holidays hold back', () => {
    const calendar = { holidays: { '2026-10-25': 'closed' }, workdays: {}, withoutData: 'weekdays' } as const;
    const schedule = compileSchedule(
      'test',
      {
        timezone: 'Europe/Berlin',
        leadMinutes: 60,
        calendar: 'own',
        skipHolidays: true,
        windows: [{ start: '03:30', stop: '12:00' }],
      },
      { own: calendar },
    );
    const [held] = timeline.heldStartsBetween(
      schedule,
      berlin('2026-10-25T00:00').getTime(),
      berlin('2026-10-25T23:00').getTime(),
    );
    expect(held?.at).toBe(Date.parse('2026-10-25T01:30:00Z'));
  });
});
