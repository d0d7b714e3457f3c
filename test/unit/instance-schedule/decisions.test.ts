import type { Instance } from '../../../shared/model/instance';
import { follow, instanceLike, Story, TAGS } from './story';

const ACT = { atFirstSight: 'act' };

describe('first sight', () => {
  test('what runs outside the window is recorded, and nothing is done before the next transition', () => {
    const story = new Story();
    follow(story, ['2026-11-20 20:00', 'first_sight']);
    expect(story.memory).toBe('first:stopped@2026-11-20T11:00Z/2026-11-20T12:00Z');
    expect(story.reason).toContain('although it is running');
    follow(
      story,
      ['2026-11-20 20:05', 'first_sight'],
      ['2026-11-22 12:00', 'first_sight'],
      ['2026-11-23 09:00', 'record'],
      ['2026-11-23 19:00', 'stop'],
    );
  });

  test('what is stopped inside the window is started at the next one only', () => {
    const story = new Story({}, instanceLike({ status: 'Stopped' }));
    follow(
      story,
      ['2026-11-20 10:00', 'first_sight'],
      ['2026-11-20 18:59', 'first_sight'],
      ['2026-11-20 19:00', 'record'],
      ['2026-11-23 09:00', 'start'],
    );
  });

  test('atFirstSight: act acts at once', () => {
    follow(new Story(ACT), ['2026-11-20 20:00', 'stop'], ['2026-11-20 20:05', 'already_stopped']);
  });

  test('a memory that was deleted, or overwritten by somebody, is first sight again', () => {
    const story = new Story(ACT);
    follow(story, ['2026-11-20 20:00', 'stop']);
    const careful = new Story({}, story.instance);
    careful.become('Running');
    careful.tag('last');
    follow(careful, ['2026-11-20 21:00', 'first_sight']);
    careful.tag('last', 'hello');
    follow(careful, ['2026-11-20 21:05', 'first_sight'], ['2026-11-20 21:10', 'first_sight']);
  });

  test('a memory that has missed transitions for more than a week is first sight again', () => {
    const story = new Story();
    story.tag('last', 'done:stopped@2026-11-02T11:00Z/2026-11-02T11:02Z');
    follow(story, ['2026-11-20 21:00', 'first_sight'], ['2026-11-23 09:00', 'record']);
    const acting = new Story(ACT);
    acting.tag('last', 'done:stopped@2026-11-02T11:00Z/2026-11-02T11:02Z');
    follow(acting, ['2026-11-20 21:00', 'stop']);
  });

  test('a memory from long ago that has missed no transition of its schedule holds', () => {
    const story = new Story({ windows: [{ monthDays: '2', start: '09:00', stop: '19:00' }] });
    story.tag('last', 'done:stopped@2026-11-02T11:00Z/2026-11-02T11:02Z');
    follow(story, ['2026-12-02 10:00', 'record']);
    expect(story.memory).toContain('seen:running@2026-12-02T01:00Z');
  });

  test('a hold of weeks explains what was missed', () => {
    const story = new Story();
    story.tag('last', 'done:stopped@2026-11-02T11:00Z/2026-11-02T11:02Z');
    story.tag('holdUntil', '2026-11-20 20:00');
    follow(story, ['2026-11-20 19:59', 'held'], ['2026-11-20 20:00', 'stop']);
  });

  test('enforce does not undo what was so before the instance was first seen', () => {
    follow(
      new Story({ enforce: true }),
      ['2026-11-20 20:00', 'first_sight'],
      ['2026-11-20 20:05', 'first_sight'],
      ['2026-11-23 09:00', 'record'],
      ['2026-11-23 19:00', 'stop'],
    );
  });
});

describe('manual changes', () => {
  test('are respected until the next transition', () => {
    const story = new Story(ACT);
    follow(story, ['2026-11-20 20:00', 'stop']);
    story.become('Running', '2026-11-20 20:30');
    follow(story, ['2026-11-20 21:00', 'manual_change'], ['2026-11-22 12:00', 'manual_change']);
    expect(story.severity).toBe('warning');
    follow(story, ['2026-11-23 09:00', 'record'], ['2026-11-23 19:00', 'stop']);
  });

  test('a stop inside the window holds until the next one', () => {
    const story = new Story(ACT);
    follow(story, ['2026-11-20 10:00', 'record']);
    story.become('Stopped');
    follow(
      story,
      ['2026-11-20 11:00', 'manual_change'],
      ['2026-11-20 19:00', 'record'],
      ['2026-11-23 09:00', 'start'],
    );
  });

  test('enforce undoes them at every run', () => {
    const story = new Story({ ...ACT, enforce: true });
    follow(story, ['2026-11-20 20:00', 'stop']);
    story.become('Running', '2026-11-20 20:30');
    follow(story, ['2026-11-20 20:35', 'stop'], ['2026-11-20 20:40', 'already_stopped']);
    story.become('Running', '2026-11-20 20:45');
    follow(story, ['2026-11-20 20:50', 'stop']);
  });

  test('a start after a stop whose end was never seen is respected as well', () => {
    const story = new Story(ACT, instanceLike({ startedAt: new Date('2026-11-20T01:00:00Z') }));
    expect(story.tickCutOff('2026-11-20 20:00')).toBe('stop');
    story.become('Running', '2026-11-20 20:04');
    follow(story, ['2026-11-20 20:05', 'manual_change'], ['2026-11-23 09:00', 'record']);
  });

  test('a stop that was not carried out is carried out by the next run', () => {
    const story = new Story(ACT, instanceLike({ startedAt: new Date('2026-11-20T01:00:00Z') }));
    expect(story.tickCutOff('2026-11-20 20:00')).toBe('stop');
    follow(story, ['2026-11-20 20:05', 'stop']);
    expect(story.memory).toBe('done:stopped@2026-11-20T11:00Z/2026-11-20T12:05Z;n=2');
  });

  test('a stop after a start whose end was never seen is respected as well', () => {
    const story = new Story(ACT, instanceLike({ status: 'Stopped' }));
    expect(story.tickCutOff('2026-11-20 09:00')).toBe('start');
    story.become('Running', '2026-11-20 09:00');
    story.become('Stopped');
    follow(story, ['2026-11-20 09:05', 'manual_change'], ['2026-11-20 19:00', 'record']);
  });

  test('a start that was not carried out is carried out by the next run', () => {
    const story = new Story(
      ACT,
      instanceLike({ status: 'Stopped', startedAt: new Date('2026-11-19T01:00:00Z') }),
    );
    expect(story.tickCutOff('2026-11-20 09:00')).toBe('start');
    follow(story, ['2026-11-20 09:05', 'start']);
  });

  test.each<[string, object, 'Running' | 'Stopped', string, string]>([
    [
      'an earlier stop',
      { windows: [{ days: 'mon-fri', start: '09:00', stop: '18:00' }] },
      'Running',
      'done:stopped@2026-11-20T11:00Z/2026-11-20T11:02Z',
      '2026-11-20 21:00',
    ],
    [
      'an earlier start',
      { leadMinutes: 30 },
      'Stopped',
      'done:running@2026-11-20T01:00Z/2026-11-20T01:02Z',
      '2026-11-20 11:00',
    ],
  ])('are not undone by %s in an edited schedule', (_, edited, status, memory, time) => {
    const story = new Story(edited, instanceLike({ status }));
    story.tag('last', memory);
    follow(story, [time, 'manual_change']);
  });

  test('are expected where a schedule only stops: nobody is warned of them', () => {
    const story = new Story({ ...ACT, windows: [{ stop: '19:00' }] });
    follow(story, ['2026-11-20 20:00', 'stop']);
    story.become('Running', '2026-11-21 08:00');
    follow(story, ['2026-11-21 08:05', 'manual_change']);
    expect(story.severity).toBe('info');
  });

  test('runs that were missed cost their time and nothing else', () => {
    const story = new Story(ACT);
    follow(
      story,
      ['2026-11-16 10:00', 'record'],
      ['2026-11-18 23:40', 'stop'],
      ['2026-11-19 09:50', 'start'],
    );
  });
});

describe('retainRunning', () => {
  const RETAIN = { retainRunning: true };

  test('what ran before the window opened is not stopped when it ends, day after day', () => {
    follow(
      new Story(RETAIN),
      ['2026-11-19 20:00', 'first_sight'],
      ['2026-11-20 09:00', 'record'],
      ['2026-11-20 19:00', 'retain'],
      ['2026-11-20 19:05', 'kept'],
      ['2026-11-23 09:00', 'record'],
      ['2026-11-23 19:00', 'retain'],
    );
  });

  test('what it started itself is stopped, and so is what somebody else stopped meanwhile', () => {
    const story = new Story({ ...RETAIN, ...ACT }, instanceLike({ status: 'Stopped' }));
    follow(story, ['2026-11-19 10:00', 'start'], ['2026-11-19 19:00', 'stop']);
    story.become('Running', '2026-11-20 08:00');
    follow(story, ['2026-11-20 09:00', 'record'], ['2026-11-20 19:00', 'retain']);
    story.become('Stopped');
    follow(
      story,
      ['2026-11-20 21:00', 'already_stopped'],
      ['2026-11-23 09:00', 'start'],
      ['2026-11-23 19:00', 'stop'],
    );
  });
});

describe('retainRunning and starts inside the window', () => {
  test.each(['first', 'seen'])(
    'what was %s running and was started after the window opened is stopped',
    (phase) => {
      const story = new Story(
        { retainRunning: true },
        instanceLike({ startedAt: new Date('2026-11-20T06:00:00Z') }),
      );
      story.tag('last', `${phase}:running@2026-11-20T01:00Z/2026-11-20T06:05Z`);
      follow(story, ['2026-11-20 19:00', 'stop']);
    },
  );
});

describe('retainStopped', () => {
  test.each([
    ['done', 'retain', ''],
    ['seen', 'retain', ''],
    ['intent', 'retain', '2026-11-20 09:00'],
    ['intent', 'start', ''],
    ['failed', 'start', ''],
    ['first', 'start', ''],
  ])(
    'stopped between the last run and the end of a window, remembered as %s: %s',
    (phase, code, startedAt) => {
      const story = new Story({ retainStopped: true });
      story.tag('last', `${phase}:running@2026-11-20T01:00Z/2026-11-20T01:00Z`);
      if (startedAt !== '') story.become('Running', startedAt);
      story.become('Stopped');
      follow(story, ['2026-11-20 19:00', 'record'], ['2026-11-23 09:00', code]);
    },
  );

  test('what somebody stopped inside the window stays stopped until somebody starts it', () => {
    const story = new Story({ ...ACT, retainStopped: true });
    follow(story, ['2026-11-19 10:00', 'record']);
    story.become('Stopped');
    follow(
      story,
      ['2026-11-19 11:00', 'retain'],
      ['2026-11-19 11:05', 'kept'],
      ['2026-11-19 19:00', 'record'],
      ['2026-11-20 09:00', 'retain'],
      ['2026-11-20 19:00', 'record'],
    );
    story.become('Running', '2026-11-20 22:00');
    follow(
      story,
      ['2026-11-20 22:05', 'kept'],
      ['2026-11-23 09:00', 'record'],
      ['2026-11-23 19:00', 'stop'],
      ['2026-11-24 09:00', 'start'],
    );
  });
});

describe('hold', () => {
  test('nothing is done until it ends; then the schedule goes on', () => {
    const story = new Story(ACT);
    story.tag('holdUntil', '2026-11-21 08:00');
    follow(story, ['2026-11-20 20:00', 'held'], ['2026-11-21 07:59', 'held'], ['2026-11-21 08:00', 'stop']);
    expect(story.memory).toContain('done:stopped@2026-11-21T00:00Z/');
  });

  test('its end is a transition: a manual change before it does not outlive it', () => {
    const story = new Story(ACT);
    follow(story, ['2026-11-20 20:00', 'stop']);
    story.become('Running', '2026-11-20 20:30');
    story.tag('holdUntil', '2026-11-20 22:00');
    follow(story, ['2026-11-20 21:00', 'held'], ['2026-11-20 22:00', 'stop']);
    story.become('Running', '2026-11-20 22:30');
    follow(story, ['2026-11-20 23:00', 'manual_change']);
  });

  test('a start after its end is a manual change, whenever the tag was written', () => {
    const story = new Story(ACT);
    follow(story, ['2026-11-20 20:00', 'stop']);
    story.become('Running', '2026-11-20 21:30');
    story.tag('holdUntil', '2026-11-20 21:00');
    follow(story, ['2026-11-20 22:00', 'manual_change']);
  });

  test('a hold that is over leaves a state that is as wanted alone', () => {
    const story = new Story(ACT, instanceLike({ status: 'Stopped' }));
    story.tag('holdUntil', '2026-11-20 21:00');
    follow(
      story,
      ['2026-11-20 20:00', 'held'],
      ['2026-11-20 21:00', 'record'],
      ['2026-11-20 21:05', 'already_stopped'],
    );
  });

  test.each(['tomorrow', '2026-13-01', '2026-11-31 10:00', '2026-11-20 25:00', '', '20.11.2026'])(
    'a hold until %j cannot be read: held, and an error',
    (value) => {
      const story = new Story(ACT);
      story.tag('holdUntil', value);
      follow(story, ['2026-11-20 20:00', 'held'], ['2026-11-25 20:00', 'held']);
      expect(story.severity).toBe('error');
      expect(story.reason).toContain(TAGS.holdUntil);
    },
  );

  test.each<['force' | 'stopAfter' | 'order', string]>([
    ['force', 'maybe'],
    ['force', 'running until whenever'],
    ['stopAfter', '8'],
    ['stopAfter', '0h'],
    ['order', 'first'],
  ])('a tag %s %j that cannot be read: left alone, and an error', (name, value) => {
    const story = new Story(ACT);
    story.tag(name, value);
    follow(story, ['2026-11-20 20:00', 'invalid_tag']);
    expect(story.severity).toBe('error');
  });

  test('opting out needs no readable tags', () => {
    const story = new Story(ACT);
    story.tag('holdUntil', 'tomorrow');
    story.tag('ignore', '');
    follow(story, ['2026-11-20 20:00', 'opted_out']);
    expect(story.severity).toBe('info');
  });
});

describe('force', () => {
  test('on until an instant: started and kept so, then the schedule goes on', () => {
    const story = new Story({}, instanceLike({ status: 'Stopped' }));
    story.tag('force', 'running until 2026-11-20 23:00');
    follow(story, ['2026-11-20 20:00', 'start'], ['2026-11-20 22:59', 'already_running']);
    follow(story, ['2026-11-20 23:00', 'stop'], ['2026-11-20 23:05', 'already_stopped']);
  });

  test('off until an instant inside a window', () => {
    const story = new Story(ACT);
    story.tag('force', 'off until 2026-11-20 15:00');
    follow(story, ['2026-11-20 10:00', 'stop'], ['2026-11-20 15:00', 'start'], ['2026-11-20 19:00', 'stop']);
  });

  test('without an end: whatever the schedule says, and manual changes are undone', () => {
    const story = new Story(ACT);
    story.tag('force', 'stopped');
    follow(story, ['2026-11-20 10:00', 'stop'], ['2026-11-23 10:00', 'record']);
    story.become('Running', '2026-11-23 11:00');
    follow(story, ['2026-11-23 11:05', 'stop']);
    story.tag('force');
    follow(story, ['2026-11-23 11:10', 'start'], ['2026-11-23 11:15', 'already_running']);
  });

  test('on an instance without a schedule, in the zone of inline schedules', () => {
    const story = new Story(
      {},
      instanceLike({ tags: { 'autopilot:force': 'stopped until 2026-11-20 21:00' } }),
      { inline: { timezone: 'Asia/Shanghai' } },
    );
    follow(story, ['2026-11-20 20:00', 'stop'], ['2026-11-20 21:00', 'may_run']);
    story.become('Running', '2026-11-20 21:30');
    follow(story, ['2026-11-20 22:00', 'may_run']);
  });

  test('retainStopped and retainRunning do not stand against it', () => {
    const story = new Story({ retainRunning: true, retainStopped: true, ...ACT });
    follow(story, ['2026-11-20 09:00', 'record']);
    story.tag('force', 'stopped');
    follow(story, ['2026-11-20 20:00', 'stop']);
  });
});

describe('stop-after', () => {
  test('inside a window: stopped after its time, and stays so until the schedule goes on', () => {
    const story = new Story(ACT, instanceLike({ status: 'Stopped' }));
    story.tag('stopAfter', '2h');
    follow(
      story,
      ['2026-11-20 09:00', 'start'],
      ['2026-11-20 10:55', 'already_running'],
      ['2026-11-20 11:00', 'stop'],
      ['2026-11-20 12:00', 'already_stopped'],
      ['2026-11-20 19:00', 'record'],
      ['2026-11-23 09:00', 'start'],
      ['2026-11-23 11:00', 'stop'],
    );
  });

  test('a manual start gets its time too, inside and outside the window', () => {
    const story = new Story(ACT);
    story.tag('stopAfter', '90m');
    story.instance = instanceLike({ tags: story.instance.tags, startedAt: new Date('2026-11-20T04:00:00Z') });
    follow(story, ['2026-11-20 13:29', 'record'], ['2026-11-20 13:30', 'stop']);
    story.become('Running', '2026-11-20 16:00');
    follow(
      story,
      ['2026-11-20 17:00', 'record'],
      ['2026-11-20 17:30', 'stop'],
      ['2026-11-20 20:00', 'record'],
    );
    story.become('Running', '2026-11-20 21:00');
    follow(story, ['2026-11-20 22:00', 'manual_change'], ['2026-11-20 22:30', 'stop']);
  });

  test('without a schedule: started by hand, stopped after its time', () => {
    const story = new Story(
      {},
      instanceLike({ status: 'Stopped', tags: { 'autopilot:stop-after': '1h 30m' } }),
    );
    follow(story, ['2026-11-20 08:00', 'may_run']);
    story.become('Running', '2026-11-20 10:00');
    follow(story, ['2026-11-20 11:29', 'may_run'], ['2026-11-20 11:30', 'stop']);
    expect(story.reason).toContain('lets it run for 1 h 30 min only');
    follow(story, ['2026-11-20 11:35', 'already_stopped']);
    story.become('Running', '2026-11-20 15:00');
    follow(story, ['2026-11-20 16:00', 'may_run'], ['2026-11-20 16:30', 'stop']);
  });

  test('counts from where the schedule went on to want it running', () => {
    const story = new Story(ACT, instanceLike({ startedAt: new Date('2026-11-19T12:00:00Z') }));
    story.tag('stopAfter', '4h');
    story.tag('holdUntil', '2026-11-20 10:00');
    follow(
      story,
      ['2026-11-20 09:30', 'held'],
      ['2026-11-20 10:00', 'record'],
      ['2026-11-20 13:59', 'already_running'],
      ['2026-11-20 14:00', 'stop'],
    );
  });

  test('ends what retainRunning would keep', () => {
    const story = new Story({ ...ACT, retainRunning: true }, instanceLike());
    story.tag('stopAfter', '12h');
    story.become('Running', '2026-11-20 08:00');
    follow(
      story,
      ['2026-11-20 09:00', 'record'],
      ['2026-11-20 19:00', 'retain'],
      ['2026-11-20 20:00', 'stop'],
    );
  });

  test('is not guessed where it is not known when the instance was started', () => {
    const story = new Story(ACT);
    story.tag('stopAfter', '1h');
    follow(story, ['2026-11-20 18:00', 'record'], ['2026-11-20 18:30', 'already_running']);
  });
});

describe('snapshots', () => {
  const obstacle = {
    code: 'snapshot_in_progress',
    reason: 'snapshot s-1 of its disk d-1 is in progress',
    severity: 'warning' as const,
  };
  const facts = { obstaclesToStop: new Map([['/cn-hangzhou/instance/i-1', obstacle]]) };

  test('nothing is stopped while one of its disks is in progress; the next run takes it up', () => {
    const story = new Story(ACT);
    expect(story.tick('2026-11-20 20:00', facts)).toBe('snapshot_in_progress');
    expect(story.reason).toMatch(/wants it stopped .*; snapshot s-1 of its disk d-1 is in progress/);
    expect(story.memory).toBeUndefined();
    expect(story.tick('2026-11-20 20:05')).toBe('stop');
  });

  test('nothing is switched off while one is in progress', () => {
    const story = new Story({ ...ACT, forceAfterMinutes: 30 });
    story.tickCutOff('2026-11-20 20:00');
    story.become('Stopping');
    expect(story.tick('2026-11-20 20:00')).toBe('stopping');
    expect(story.tick('2026-11-20 20:29')).toBe('in_transition');
    expect(story.tick('2026-11-20 20:30', facts)).toBe('snapshot_in_progress');
    expect(story.tick('2026-11-20 20:35')).toBe('force_stop');
    expect(story.tick('2026-11-20 20:40')).toBe('confirm');
  });

  test('they do not keep anything from being started', () => {
    const story = new Story(ACT, instanceLike({ status: 'Stopped' }));
    expect(story.tick('2026-11-20 10:00', facts)).toBe('start');
  });
});

describe('a stop that does not come to an end', () => {
  const stopping = (behaviour: object): Story => {
    const story = new Story({ ...ACT, ...behaviour });
    story.tickCutOff('2026-11-20 20:00');
    story.become('Stopping');
    return story;
  };

  test('is never forced unless the schedule says so', () => {
    follow(stopping({}), ['2026-11-20 23:00', 'in_transition']);
  });

  test('that somebody else began is not forced', () => {
    const story = new Story({ ...ACT, forceAfterMinutes: 5 });
    follow(story, ['2026-11-20 10:00', 'record']);
    story.become('Stopping');
    follow(story, ['2026-11-20 12:00', 'in_transition']);
  });

  test('is forced in the mode in which it was begun', () => {
    const story = stopping({ forceAfterMinutes: 30 });
    follow(
      story,
      ['2026-11-20 20:05', 'stopping'],
      ['2026-11-20 20:34', 'in_transition'],
      ['2026-11-20 20:35', 'force_stop'],
    );
    expect(story.decision).toMatchObject({
      steps: [{ kind: 'forceStop', risk: 'disruptive', parameters: { stoppedMode: 'StopCharging' } }],
    });
  });

  test('counts from where it was seen, not from an intent whose call may not have been made', () => {
    const story = new Story({ ...ACT, forceAfterMinutes: 30 });
    story.tickCutOff('2026-11-20 19:00');
    story.become('Stopping');
    follow(story, ['2026-11-20 19:45', 'stopping'], ['2026-11-20 20:14', 'in_transition']);
    expect(story.memory).toBe('intent:stopped@2026-11-20T11:00Z/2026-11-20T11:00Z;since=2026-11-20T11:45Z');
    follow(story, ['2026-11-20 20:15', 'force_stop']);
  });

  test('is not forced when the instance is wanted running by then', () => {
    const nextWindow = stopping({ forceAfterMinutes: 30 });
    follow(nextWindow, ['2026-11-23 08:00', 'stopping'], ['2026-11-23 09:00', 'in_transition']);
    const forced = stopping({ forceAfterMinutes: 30 });
    forced.tag('force', 'running');
    follow(forced, ['2026-11-20 20:05', 'in_transition'], ['2026-11-20 21:00', 'in_transition']);
  });

  test('is not forced when somebody started the instance in between', () => {
    const story = stopping({ forceAfterMinutes: 30 });
    follow(story, ['2026-11-20 20:05', 'stopping']);
    story.become('Running', '2026-11-20 20:10');
    story.become('Stopping');
    follow(story, ['2026-11-20 20:50', 'in_transition']);
  });

  test('is not forced while the instance is held', () => {
    const story = stopping({ forceAfterMinutes: 30 });
    follow(story, ['2026-11-20 20:05', 'stopping']);
    story.tag('holdUntil', '2026-11-21');
    follow(story, ['2026-11-20 23:00', 'held']);
  });
});

describe('sold out', () => {
  const FALLBACK = { ...ACT, fallbackTypes: ['ecs.g6.large', 'ecs.g5.large'] };
  const NO_STOCK = 'OperationDenied.NoStock';
  const stopped = (over: Partial<Instance> = {}): Instance => instanceLike({ status: 'Stopped', ...over });

  const typesAsked = (story: Story): unknown[] =>
    story.decision !== undefined && 'steps' in story.decision
      ? story.decision.steps.map(({ kind, parameters }) => parameters['instanceType'] ?? kind)
      : [];

  test('the refusal is noted on the instance, and its own type tried again by the next run', () => {
    const story = new Story(ACT, stopped());
    expect(story.tickRefused('2026-11-20 09:00', 'start', NO_STOCK)).toBe('start');
    expect(story.memory).toBe(
      'failed:running@2026-11-20T01:00Z/2026-11-20T01:00Z;err=OperationDenied.NoStock',
    );
    follow(story, ['2026-11-20 09:05', 'start']);
    expect(typesAsked(story)).toEqual(['remember', 'start', 'remember']);
    expect(story.instance.type).toBe('ecs.g7.large');
  });

  test('then the types that are allowed, one after the other, and around', () => {
    const story = new Story(FALLBACK, stopped());
    const asked = [
      ['2026-11-20 09:00', 'start'],
      ['2026-11-20 09:05', 'resize'],
      ['2026-11-20 09:10', 'start'],
      ['2026-11-20 09:15', 'start'],
      ['2026-11-20 09:20', 'start'],
    ].map(([time = '', kind = '']) => {
      story.tickRefused(time, kind, NO_STOCK);
      return typesAsked(story).filter((step) => step !== 'remember');
    });
    expect(asked).toEqual([
      ['start'],
      ['ecs.g6.large', 'start'],
      ['ecs.g5.large', 'start'],
      ['ecs.g7.large', 'start'],
      ['ecs.g6.large', 'start'],
    ]);
    expect(story.memory).toContain(';n=5;type=ecs.g7.large;err=OperationDenied.NoStock');
  });

  test('a type that does not go with the instance does not keep the next one from its turn', () => {
    const story = new Story(FALLBACK, stopped());
    story.tickRefused('2026-11-20 09:00', 'start', NO_STOCK);
    story.tickRefused('2026-11-20 09:05', 'resize', 'InvalidInstanceType.ValueNotSupported');
    follow(story, ['2026-11-20 09:10', 'start']);
    expect(story.instance.type).toBe('ecs.g5.large');
  });

  test('back to its own type at the next start, which is remembered over the stop', () => {
    const story = new Story(FALLBACK, stopped());
    story.tickRefused('2026-11-20 09:00', 'start', NO_STOCK);
    follow(story, ['2026-11-20 09:05', 'start']);
    expect(story.instance).toMatchObject({ type: 'ecs.g6.large', status: 'Running' });
    expect(story.reason).toContain('as ecs.g6.large, because ecs.g7.large is sold out');
    follow(story, ['2026-11-20 09:10', 'already_running'], ['2026-11-20 19:00', 'stop']);
    expect(story.memory).toContain(';type=ecs.g7.large');
    follow(story, ['2026-11-23 09:00', 'start']);
    expect(story.instance.type).toBe('ecs.g7.large');
    expect(story.reason).toContain('its own type ecs.g7.large is tried again');
    expect(story.memory).not.toContain('type=');
  });

  test('where its own type is still sold out, the one that worked is taken again', () => {
    const story = new Story(FALLBACK, stopped({ type: 'ecs.g6.large' }));
    story.tag('last', 'done:stopped@2026-11-19T11:00Z/2026-11-19T11:00Z;type=ecs.g7.large');
    story.tickRefused('2026-11-20 09:00', 'resize', NO_STOCK);
    follow(story, ['2026-11-20 09:05', 'start']);
    expect(typesAsked(story)).toEqual(['remember', 'start', 'remember']);
    expect(story.memory).toContain(';type=ecs.g7.large');
  });

  test('its own type is not forgotten where retainRunning keeps it', () => {
    const story = new Story({ ...FALLBACK, retainRunning: true }, instanceLike({ type: 'ecs.g6.large' }));
    story.tag('last', 'seen:running@2026-11-20T01:00Z/2026-11-20T01:00Z;type=ecs.g7.large');
    follow(story, ['2026-11-20 19:00', 'retain']);
    expect(story.memory).toContain(';type=ecs.g7.large');
  });

  test.each<[string, object, string]>([
    ['another type than those that are allowed', FALLBACK, 'ecs.g8i.4xlarge'],
    ['any other type where none are allowed', ACT, 'ecs.g6.large'],
  ])('a person chose %s: it stays, and the own type is forgotten', (_, schedule, type) => {
    const story = new Story(schedule, stopped({ type }));
    story.tag('last', 'done:stopped@2026-11-19T11:00Z/2026-11-19T11:00Z;type=ecs.g7.large');
    follow(story, ['2026-11-20 09:00', 'start']);
    expect(story.instance.type).toBe(type);
    expect(story.memory).not.toContain('type=');
  });

  test('another failure is no reason for another type', () => {
    const story = new Story(FALLBACK, stopped());
    story.tickRefused('2026-11-20 09:00', 'start', 'InsufficientBalance');
    follow(story, ['2026-11-20 09:05', 'start']);
    expect(story.instance.type).toBe('ecs.g7.large');
  });

  test.each<[string, Partial<Instance>]>([
    ['a subscription', { chargeType: 'PrePaid' }],
    ['an instance with local disks', { localDisks: true }],
  ])('the type of %s is never changed', (_, over) => {
    const story = new Story(FALLBACK, stopped(over));
    story.tickRefused('2026-11-20 09:00', 'start', NO_STOCK);
    follow(story, ['2026-11-20 09:05', 'start']);
    expect(story.instance.type).toBe('ecs.g7.large');
  });

  test('what a failed start left is no failure any more when the window has ended', () => {
    const story = new Story(ACT, stopped());
    story.tickRefused('2026-11-20 09:00', 'start', NO_STOCK);
    follow(story, ['2026-11-20 19:00', 'record']);
    expect(story.memory).toBe('seen:stopped@2026-11-20T11:00Z/2026-11-20T11:00Z');
  });
});
