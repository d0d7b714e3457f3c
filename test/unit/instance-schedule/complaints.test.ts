import type { CalendarData } from '../../../shared/model/calendar';
import { compileSchedule } from '../../../functions/instance-schedule/schedule/schedule';
import { edgesBetween, transitionsBetween } from '../../../functions/instance-schedule/schedule/timeline';
import { configWith, follow, instanceLike, shanghai, Story } from './story';

/** What users of other schedulers complain of, each with the behaviour that they ask for. */

const ACT = { atFirstSight: 'act' };

function windows(...list: object[]): object {
  return { ...ACT, windows: list };
}

describe('windows', () => {
  test('“I added a stop at 20:00 and now the stop at 18:00 is gone”', () => {
    const story = new Story(windows({ days: 'mon-fri', start: '09:00', stop: '18:00' }, { stop: '20:00' }));
    follow(story, ['2026-11-20 17:55', 'record'], ['2026-11-20 18:00', 'stop']);
    story.become('Running', '2026-11-20 18:30');
    follow(story, ['2026-11-20 19:00', 'manual_change'], ['2026-11-20 20:00', 'stop']);
  });

  test('“it only starts on weekdays, yet it is stopped on Saturday at midnight”', () => {
    follow(
      new Story(windows({ days: 'mon-fri', start: '09:00' })),
      ['2026-11-20 10:00', 'record'],
      ['2026-11-21 00:00', 'already_running'],
      ['2026-11-22 12:00', 'already_running'],
      ['2026-11-23 09:00', 'record'],
    );
  });

  test('“stop it every evening; I start it by hand when I need it”', () => {
    const story = new Story(windows({ days: 'mon-fri', stop: '19:00' }));
    follow(story, ['2026-11-19 19:00', 'stop'], ['2026-11-20 09:00', 'already_stopped']);
    story.become('Running', '2026-11-20 10:00');
    follow(story, ['2026-11-20 10:05', 'manual_change'], ['2026-11-20 19:00', 'stop']);
  });

  test.each([
    ['one that ends at 24:00', [{ start: '00:00', stop: '24:00' }]],
    [
      'two that touch',
      [
        { start: '00:00', stop: '12:00' },
        { start: '12:00', stop: '24:00' },
      ],
    ],
  ])('“it is stopped for a minute every midnight”: not with %s', (_, list) => {
    const story = new Story(windows(...list));
    const codes = ['2026-11-19 23:59', '2026-11-20 00:00', '2026-11-20 00:01', '2026-11-20 12:00'].map(
      (time) => story.tick(time),
    );
    expect(codes).not.toContain('stop');
    expect(story.instance.status).toBe('Running');
  });

  test('“a stop at 23:59 is never seen, because it looks every five minutes”', () => {
    const story = new Story(windows({ days: 'fri', stop: '23:59' }));
    follow(story, ['2026-11-20 23:55', 'stop']);
    story.become('Running', '2026-11-20 23:56');
    follow(story, ['2026-11-20 23:57', 'manual_change'], ['2026-11-21 00:00', 'stop']);
  });

  test('“my window goes past midnight”: it belongs to the day on which it began', () => {
    follow(
      new Story(windows({ days: 'fri', start: '20:00', stop: '06:00' }), instanceLike({ status: 'Stopped' })),
      ['2026-11-20 05:00', 'record'],
      ['2026-11-20 20:00', 'start'],
      ['2026-11-21 05:59', 'already_running'],
      ['2026-11-21 06:00', 'stop'],
      ['2026-11-21 21:00', 'already_stopped'],
    );
  });

  test('“the last night of the month needs a second window on the first”', () => {
    follow(
      new Story(
        windows({ monthDays: 'L', start: '22:00', stop: '04:00' }),
        instanceLike({ status: 'Stopped' }),
      ),
      ['2026-11-30 22:00', 'start'],
      ['2026-12-01 03:59', 'already_running'],
      ['2026-12-01 04:00', 'stop'],
      ['2026-12-01 22:00', 'already_stopped'],
    );
  });

  test('“a window from 09:00 to 09:00 is accepted and never runs”', () => {
    expect(() => configWith({ windows: [{ start: '09:00', stop: '09:00' }] })).toThrow(/has no length/);
  });

  test('“on at weekends only”', () => {
    const story = new Story(windows({ days: 'sat-sun', start: '00:00', stop: '24:00' }));
    follow(
      story,
      ['2026-11-20 23:00', 'stop'],
      ['2026-11-21 00:00', 'start'],
      ['2026-11-22 00:00', 'already_running'],
      ['2026-11-23 00:00', 'stop'],
    );
  });

  test('“one office in Shanghai, one in Berlin, one schedule”', () => {
    const story = new Story(
      windows(
        { days: 'mon-fri', start: '09:00', stop: '13:00' },
        { days: 'mon-fri', start: '09:00', stop: '17:00', timezone: 'Europe/Berlin' },
      ),
    );
    follow(
      story,
      ['2026-11-20 12:00', 'record'],
      ['2026-11-20 13:00', 'stop'],
      ['2026-11-20 16:00', 'start'],
      ['2026-11-21 00:00', 'stop'],
    );
  });
});

describe('changes of clocks', () => {
  const edges = (timezone: string, start: string, stop: string, day: string): string[] => {
    const schedule = compileSchedule('a', { timezone, windows: [{ start, stop }] });
    const from = Date.parse(`${day}T00:00Z`) - 12 * 3_600_000;
    return edgesBetween(schedule, from, from + 40 * 3_600_000)
      .map(({ at, to }) => `${new Date(at).toISOString().slice(0, 16)} ${to}`)
      .filter((edge) => edge.startsWith(day));
  };

  test('“in the hour that comes twice it runs, stops and runs again”', () => {
    expect(edges('America/New_York', '01:30', '02:30', '2026-11-01')).toEqual([
      '2026-11-01T05:30 running',
      '2026-11-01T07:30 stopped',
    ]);
  });

  test('“in the night of the missing hour my window is lost”', () => {
    expect(edges('America/New_York', '01:00', '02:30', '2026-03-08')).toEqual([
      '2026-03-08T06:00 running',
      '2026-03-08T07:00 stopped',
    ]);
  });

  test('“the day that has no midnight starts an hour late”: at its first minute', () => {
    expect(edges('America/Santiago', '00:00', '08:00', '2026-09-06')).toEqual([
      '2026-09-06T04:00 running',
      '2026-09-06T11:00 stopped',
    ]);
  });
});

describe('holidays', () => {
  const china: CalendarData = {
    holidays: { '2026-01-01': 'New Year’s Day', '2026-10-01': 'National Day' },
    workdays: { '2026-10-10': 'National Day, made up for' },
    withoutData: 'weekdays',
  };
  const story = (schedule: object): Story =>
    new Story({ ...ACT, calendar: 'china', ...schedule }, instanceLike(), {}, { china });

  test('“what was left running before the holiday runs through it”: starts are held back, stops are not', () => {
    const held = story({ skipHolidays: true });
    follow(
      held,
      ['2026-09-30 10:00', 'record'],
      ['2026-09-30 19:00', 'stop'],
      ['2026-10-01 10:00', 'already_stopped'],
    );
    held.become('Running', '2026-10-01 11:00');
    follow(held, ['2026-10-01 12:00', 'manual_change'], ['2026-10-01 19:00', 'stop']);
  });

  test('“my 07:00 start on New Year’s Day is judged by the day that it is in UTC”', () => {
    const early = story({
      skipHolidays: true,
      windows: [{ days: 'daily', start: '07:00', stop: '19:00' }],
    });
    early.become('Stopped');
    follow(early, ['2026-01-01 07:00', 'record'], ['2026-01-02 07:00', 'start']);
  });

  test('“nobody told the scheduler that we work this Saturday”', () => {
    const workdays = story({ windows: [{ days: 'workdays', start: '09:00', stop: '19:00' }] });
    workdays.become('Stopped');
    follow(workdays, ['2026-10-10 09:00', 'start'], ['2026-10-11 09:00', 'stop']);
  });
});

describe('overrides', () => {
  test('“the whole fleet was stopped the minute I switched the scheduler on”', () => {
    follow(new Story(), ['2026-11-21 12:00', 'first_sight'], ['2026-11-21 12:05', 'first_sight']);
  });

  test('“I start it in an incident and it is stopped again, tick after tick”', () => {
    const story = new Story(ACT);
    follow(story, ['2026-11-20 20:00', 'stop']);
    story.become('Running', '2026-11-20 20:01');
    const ticks = Array.from({ length: 60 }, (_, minute) =>
      story.tick(`2026-11-20 21:${String(minute).padStart(2, '0')}`),
    );
    expect(new Set(ticks)).toEqual(new Set(['manual_change']));
  });

  test('“pause one machine until Wednesday without editing its schedule”', () => {
    const story = new Story(ACT);
    story.tag('holdUntil', '2026-11-25 18:00');
    follow(story, ['2026-11-20 20:00', 'held'], ['2026-11-24 20:00', 'held'], ['2026-11-25 19:00', 'stop']);
  });

  test('“a typing mistake in the pause means that it is not paused”', () => {
    const story = new Story(ACT);
    story.tag('holdUntil', '25/11/2026');
    follow(story, ['2026-11-20 20:00', 'held']);
    expect(story.severity).toBe('error');
  });

  test('“keep off what I stopped”', () => {
    const story = new Story({ ...ACT, retainStopped: true });
    follow(story, ['2026-11-19 10:00', 'record']);
    story.become('Stopped');
    follow(
      story,
      ['2026-11-19 11:00', 'retain'],
      ['2026-11-20 09:00', 'retain'],
      ['2026-11-23 09:00', 'retain'],
    );
  });

  test('“forced off, and something else starts it all the same”', () => {
    const story = new Story({ ...ACT, enforce: true });
    story.tag('force', 'stopped');
    follow(
      story,
      ['2026-11-20 08:00', 'stop'],
      ['2026-11-20 09:00', 'record'],
      ['2026-11-20 12:00', 'already_stopped'],
    );
  });

  test('“retained machines that the scheduler started itself are never stopped”', () => {
    const story = new Story({ ...ACT, retainRunning: true }, instanceLike({ status: 'Stopped' }));
    follow(story, ['2026-11-20 09:00', 'start'], ['2026-11-20 19:00', 'stop']);
  });

  test('“it was down for an hour and my machines stayed on all night”', () => {
    follow(new Story(ACT), ['2026-11-20 18:50', 'record'], ['2026-11-20 20:10', 'stop']);
  });

  test('“a start that was accepted and then failed is never tried again”', () => {
    const story = new Story(ACT, instanceLike({ status: 'Stopped' }));
    expect(story.tickCutOff('2026-11-20 09:00')).toBe('start');
    story.become('Starting');
    follow(story, ['2026-11-20 09:01', 'in_transition']);
    story.become('Stopped');
    follow(story, ['2026-11-20 09:05', 'start']);
  });
});

test('“one bad step in a schedule hangs the run”: refused when the configuration is read', () => {
  expect(() => configWith({ windows: [{ monthDays: '1/0', start: '09:00', stop: '10:00' }] })).toThrow();
});

test('“a step of 14 days is read as one of 4”', () => {
  const schedule = compileSchedule('a', {
    timezone: 'Asia/Shanghai',
    windows: [{ monthDays: '5/14', start: '09:00', stop: '10:00' }],
  });
  const month = transitionsBetween(
    schedule,
    shanghai('2026-11-01 00:00').getTime(),
    shanghai('2026-12-01 00:00').getTime(),
  );
  expect(month.filter(({ to }) => to === 'running').map(({ at }) => new Date(at))).toEqual([
    shanghai('2026-11-05 09:00'),
    shanghai('2026-11-19 09:00'),
  ]);
});
