import { EmulatorInputError, startEmulator } from '../../../emulator';
import type { Emulator, TimerInput } from '../../../emulator';
import { parseTimerSchedule } from '../../../emulator/scheduler/cron';

/** The next instants after one, ISO 8601 without milliseconds. */
function next(expression: string, after: string, count: number): string[] {
  let instant = Date.parse(after);
  const schedule = parseTimerSchedule(expression, instant);
  return Array.from({ length: count }, () => {
    instant = schedule.next(instant);
    return new Date(instant).toISOString().slice(0, 19);
  });
}

// Expressions of https://www.alibabacloud.com/help/en/functioncompute/fc/time-triggers
describe('when a timer fires', () => {
  test.each<[string, string, string[]]>([
    ['0 0 4 * * *', '2026-03-02T03:59:59Z', ['2026-03-02T04:00:00', '2026-03-03T04:00:00']],
    ['0 0 4 * * *', '2026-03-02T04:00:00Z', ['2026-03-03T04:00:00']],
    ['CRON_TZ=Asia/Shanghai 0 0 12 * * *', '2026-03-02T00:00:00Z', ['2026-03-02T04:00:00']],
    [
      'CRON_TZ=Asia/Shanghai 0 30 12 ? * MON-FRI',
      '2026-03-06T00:00:00Z',
      ['2026-03-06T04:30:00', '2026-03-09T04:30:00'],
    ],
    [
      '0 0/5 4-6 ? * MON-FRI',
      '2026-03-02T06:50:00Z',
      ['2026-03-02T06:55:00', '2026-03-03T04:00:00', '2026-03-03T04:05:00'],
    ],
    ['0 0 4 ? JAN,FEB,MAR,APR *', '2026-04-30T05:00:00Z', ['2027-01-01T04:00:00']],
    ['30 */15 * * * *', '2026-03-02T08:00:00Z', ['2026-03-02T08:00:30', '2026-03-02T08:15:30']],
    ['@every 15m', '2026-03-02T08:01:02Z', ['2026-03-02T08:16:02', '2026-03-02T08:31:02']],
    ['@every 1h30m', '2026-03-02T08:00:00Z', ['2026-03-02T09:30:00', '2026-03-02T11:00:00']],
    ['0 0 4 1-5,10/10 * ?', '2026-03-05T05:00:00Z', ['2026-03-10T04:00:00', '2026-03-20T04:00:00']],
    ['0 0 4 ? jan-mar SUN,2', '2026-03-02T00:00:00Z', ['2026-03-03T04:00:00', '2026-03-08T04:00:00']],
    [
      'CRON_TZ=Europe/Berlin 0 30 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:30:00', '2026-03-30T00:30:00'],
    ],
    [
      'CRON_TZ=Europe/Berlin 0 30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30:00', '2026-10-26T01:30:00'],
    ],
    [
      'CRON_TZ=Europe/Berlin 0 0 * * * *',
      '2026-10-24T23:30:00Z',
      ['2026-10-25T00:00:00', '2026-10-25T01:00:00'],
    ],
    // The night of 2026-03-29 has no half past two in Berlin.
    [
      'CRON_TZ=Europe/Berlin 0 0 1 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T00:00:00', '2026-03-29T23:00:00'],
    ],
  ])('%s after %s', (expression, after, expected) => {
    expect(next(expression, after, expected.length)).toEqual(expected);
  });

  test.each([
    ['0 4 * * *', 'has 5 fields instead of six'],
    ['*/5 * * * * *', 'has "*/5" as its second'],
    ['0 0 0 ? * 1/2', 'has "1/2" as its day of week'],
    ['0 60 * * * *', 'has "60" as its minute'],
    ['0 0 24 * * *', 'has "24" as its hour'],
    ['0 0 5-4 * * *', 'has "5-4" as its hour'],
    ['0 ? * * * *', 'has "?" as its minute'],
    ['0 0 0,? * * *', 'has "0,?" as its hour'],
    ['0 */0 * * * *', 'has "*/0" as its minute'],
    ['0 H * * * *', 'has "H" as its minute'],
    ['0 0 4 0 * *', 'has "0" as its day of month'],
    ['0 0 4 L * *', 'has "L" as its day of month'],
    ['0 0 4 15W * *', 'has "15W" as its day of month'],
    ['0 0 4 ?/2 * *', 'has "?/2" as its day of month'],
    ['0 0 4 * 13 *', 'has "13" as its month'],
    ['0 0 4 * MON *', 'has "MON" as its month'],
    ['0 0 4 ? ? *', 'has "?" as its month'],
    ['0 0 4 ? * 5L', 'has "5L" as its day of week'],
    ['0 0 4 ? * 7', 'has "7" as its day of week'],
    ['0 0 4 ? * 1#2', 'has "1#2" as its day of week'],
    ['0 0 4 ? * MONDAY', 'has "MONDAY" as its day of week'],
    ['0 0 0 30 2 *', 'cannot be read'],
    ['CRON_TZ=Asia/Nowhere 0 0 4 * * *', 'names the unknown time zone "Asia/Nowhere"'],
    ['@every 30s', 'is no interval of at least a minute'],
    ['@every 1d', 'is no interval of at least a minute'],
    ['@daily', 'has 1 fields instead of six'],
  ])('%s: %s', (expression, problem) => {
    expect(() => parseTimerSchedule(expression, 0)).toThrow(EmulatorInputError);
    expect(() => parseTimerSchedule(expression, 0)).toThrow(problem);
  });
});

describe('a timer', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z' });
  });
  afterEach(() => emulator.close());

  test('hands over the documented payload at its time', () => {
    const fired: unknown[] = [];
    const timer = emulator.addTimer({
      name: 'tick',
      cron: '0 0/15 * * * *',
      payload: '{"a":1}',
      deliver: (event) => void fired.push([emulator.now().toISOString(), event]),
    });
    expect(timer.nextAt).toBe('2026-03-02T08:15:00.000Z');
    emulator.advance(30 * 60_000);
    expect(fired).toEqual([
      [
        '2026-03-02T08:15:00.000Z',
        { triggerTime: '2026-03-02T08:15:00Z', triggerName: 'tick', payload: '{"a":1}' },
      ],
      [
        '2026-03-02T08:30:00.000Z',
        { triggerTime: '2026-03-02T08:30:00Z', triggerName: 'tick', payload: '{"a":1}' },
      ],
    ]);
    expect(timer.nextAt).toBe('2026-03-02T08:45:00.000Z');
    timer.cancel();
    emulator.advance(3_600_000);
    expect(fired).toHaveLength(2);
  });

  test('goes on in the world after a reset', () => {
    let fired = 0;
    emulator.addTimer({ name: 'tick', cron: '@every 10m', deliver: () => (fired += 1) });
    emulator.advance(25 * 60_000);
    emulator.reset(new Date('2026-05-01T00:00:00Z'));
    emulator.advance(10 * 60_000);
    expect(fired).toBe(3);
  });

  test('may be lost or come twice', () => {
    let fired = 0;
    emulator.addTimer({
      name: 'tick',
      cron: '@every 10m',
      faults: [
        { effect: 'lose', nth: 1 },
        { effect: 'duplicate', nth: 3 },
      ],
      deliver: () => (fired += 1),
    });
    emulator.advance(40 * 60_000);
    expect(fired).toBe(4);
    expect(emulator.deliveries({ subscriber: 'tick' })).toHaveLength(5);
  });

  test('at the same instant as a transition sees the order in which they were set', () => {
    const seen: string[] = [];
    emulator.addTimer({ name: 'first', cron: '@every 10m', deliver: () => seen.push('timer') });
    emulator.world.clock.after(10 * 60_000, () => seen.push('later'));
    emulator.world.clock.after(9 * 60_000, () => seen.push('earlier'));
    emulator.advance(10 * 60_000);
    expect(seen).toEqual(['earlier', 'timer', 'later']);
  });

  test.each<[Partial<TimerInput>, string]>([
    [{ cron: 'never' }, 'cron: "never" has 1 fields'],
    [{ name: '' }, 'timer.name'],
    [{ url: 'http://example.com' }, 'timer.url'],
    [{ payload: 'x'.repeat(131_073) }, 'timer.payload'],
  ])('that is wrong says so: %#', (change, problem) => {
    const timer = { name: 'tick', cron: '@every 10m', deliver: () => undefined, ...change };
    expect(() => emulator.addTimer(timer)).toThrow(problem);
  });

  test('has a name of its own', () => {
    emulator.addTimer({ name: 'tick', cron: '@every 10m', deliver: () => undefined });
    expect(() => emulator.addTimer({ name: 'tick', cron: '@every 5m', deliver: () => undefined })).toThrow(
      'there is a timer "tick" already',
    );
  });
});
