import * as fc from 'fast-check';
import { parseSchedule } from '../../../emulator/world/command-schedule';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const TIMEOUT_S = 60;

function runs(text: string, count: number): string[] {
  const schedule = parseSchedule(text, NOW, TIMEOUT_S);
  const found: string[] = [];
  for (let at = schedule?.next(NOW); at !== undefined && found.length < count; at = schedule?.next(at)) {
    found.push(new Date(at).toISOString().slice(0, 19));
  }
  return found;
}

test.each([
  ['rate(5m)', ['2026-03-02T08:05:00', '2026-03-02T08:10:00']],
  ['rate(61s)', ['2026-03-02T08:01:01', '2026-03-02T08:02:02']],
  ['rate(7d)', ['2026-03-09T08:00:00', '2026-03-16T08:00:00']],
  ['at(2026-06-06 13:15:30)', ['2026-06-06T13:15:30']],
  ['at(2026-06-06 13:15:30 Asia/Shanghai)', ['2026-06-06T05:15:30']],
  ['at(2026-06-06 13:15:30 GMT-7:00)', ['2026-06-06T20:15:30']],
  ['0 15 10 ? * *', ['2026-03-03T02:15:00', '2026-03-04T02:15:00']],
  ['0 15 10 ? * * UTC', ['2026-03-02T10:15:00', '2026-03-03T10:15:00']],
  ['0 0/30 10-11 * * ? GMT+8:00', ['2026-03-03T02:00:00', '2026-03-03T02:30:00']],
  ['0 0 12 ? * 1 UTC', ['2026-03-02T12:00:00', '2026-03-09T12:00:00']],
  ['0 0 12 ? * SUN UTC', ['2026-03-08T12:00:00', '2026-03-15T12:00:00']],
  ['0 0 12 ? * L UTC', ['2026-03-08T12:00:00', '2026-03-15T12:00:00']],
  ['0 0 12 ? * 6L UTC', ['2026-03-28T12:00:00', '2026-04-25T12:00:00']],
  ['0 0 12 ? * 4#2 UTC', ['2026-03-12T12:00:00', '2026-04-09T12:00:00']],
  ['0 0 12 L * ? UTC', ['2026-03-31T12:00:00', '2026-04-30T12:00:00']],
  ['0 0 12 1 JAN ? 2027,2030 UTC', ['2027-01-01T12:00:00', '2030-01-01T12:00:00']],
  ['0 0 12 1 1 ? 2027-2028 UTC', ['2027-01-01T12:00:00', '2028-01-01T12:00:00']],
  ['0 0 12 1 1 ? 2026/2 UTC', ['2028-01-01T12:00:00', '2030-01-01T12:00:00']],
])('%s runs at', (text, expected) => {
  expect(runs(text, 2)).toEqual(expected);
});

test('daylight saving moves the runs of a zone that has it', () => {
  expect(runs('0 0 12 7,9 3 ? 2026 America/Los_Angeles', 2)).toEqual([
    '2026-03-07T20:00:00',
    '2026-03-09T19:00:00',
  ]);
});

test.each([
  ['', 'nothing'],
  ['rate(59s)', 'too short'],
  ['rate(60s)', 'no longer than the timeout'],
  ['rate(8d)', 'too long'],
  ['rate(5w)', 'an unknown unit'],
  ['at(2026-03-02 08:00:00)', 'not in the future'],
  ['at(2026-13-01 00:00:00)', 'no date'],
  ['at(2026-06-06 13:15:30 GMT+08:00)', 'an offset with a leading zero'],
  ['at(2026-06-06 13:15:30 CST)', 'an abbreviation'],
  ['0 15 10 ? *', 'five fields'],
  ['0 15 10 ? * * 2026 UTC more', 'too many fields'],
  ['0 15 10 ? * * Nowhere/City', 'an unknown time zone'],
  ['61 15 10 ? * *', 'a second out of range'],
  ['0 15 008 ? * *', 'a second leading zero'],
  ['0 15 10 ? * 0', 'a week that begins with 0'],
  ['0 H 10 ? * *', 'a hash'],
  ['0 0 12 31 12 5', 'two kinds of days'],
  ['0 0 0 30 2 ?', 'a day that no month has'],
  ['0 0 12 1 1 ? 2020', 'a year that is over'],
  ['0 0 12 1 1 ? 2026-', 'half a range of years'],
  ['0 0 12 1 1 ? 2026/0', 'a step of zero'],
  ['*/30 * * * * ?', 'more often than the timeout'],
])('%s is no schedule: %s', (text) => {
  expect(parseSchedule(text, NOW, TIMEOUT_S)).toBeUndefined();
});

test('a shorter timeout allows more, down to ten seconds', () => {
  expect(parseSchedule('*/30 * * * * ?', NOW, 20)).toBeDefined();
  expect(parseSchedule('*/5 * * * * ?', NOW, 1)).toBeUndefined();
});

test.each([
  ['0 15 10 ? * *', false],
  ['0 15 10 ? * * UTC', true],
  ['0 15 10 ? * * 2027', true],
  ['rate(5m)', true],
  ['at(2026-06-06 13:15:30)', true],
])('%s needs a recent agent: %s', (text, expected) => {
  expect(parseSchedule(text, NOW, TIMEOUT_S)?.isRecentFeature).toBe(expected);
});

test('the next run is after the instant, and none is left out', () => {
  const expressions = fc.constantFrom('rate(90s)', '0 */7 * * * ? UTC', '0 0 3 ? * MON-FRI', 'rate(5h)');
  const later = fc.integer({ min: 0, max: 400 * 24 * 3_600_000 });
  fc.assert(
    fc.property(expressions, later, later, (text, first, second) => {
      const schedule = parseSchedule(text, NOW, TIMEOUT_S);
      const [early = 0, late = 0] = [NOW + first, NOW + second].sort((left, right) => left - right);
      const next = schedule?.next(early) ?? 0;
      expect(next).toBeGreaterThan(early);
      if (late < next) expect(schedule?.next(late)).toBe(next);
      else expect(schedule?.next(late)).toBeGreaterThan(next);
    }),
    { numRuns: 200 },
  );
});
