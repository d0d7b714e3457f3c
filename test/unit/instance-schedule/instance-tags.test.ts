import { readInstanceTags } from '../../../functions/instance-schedule/instance-tags';
import { zoneNamed } from '../../../functions/instance-schedule/schedule/zone';
import { shanghai, TAGS } from './story';

const SHANGHAI = zoneNamed('Asia/Shanghai');
const HOUR = 3_600_000;

function read(tags: Record<string, string>): ReturnType<typeof readInstanceTags> {
  return readInstanceTags(tags, TAGS, SHANGHAI);
}

function problemsWith(tags: Record<string, string>): string[] {
  return read(tags).problems.map(({ tag, message }) => `${tag}: ${message}`);
}

test.each<[string, Date]>([
  ['2026-11-25T18:00+08:00', shanghai('2026-11-25 18:00')],
  ['2026-11-25T10:00Z', shanghai('2026-11-25 18:00')],
  ['2026-11-25T10:00:30Z', shanghai('2026-11-25 18:00')],
  ['2026-11-25 05:30-04:30', shanghai('2026-11-25 18:00')],
  ['2026-11-25 18:00', shanghai('2026-11-25 18:00')],
  [' 2026-11-25T18:00 ', shanghai('2026-11-25 18:00')],
  ['2026-11-25 24:00', shanghai('2026-11-26 00:00')],
  ['2026-11-25', shanghai('2026-11-26 00:00')],
])('hold-until %j: without an offset on the wall clock, a date alone to its end', (text, expected) => {
  expect(read({ [TAGS.holdUntil]: text })).toEqual({
    wishes: { holdUntil: expected.getTime() },
    problems: [],
  });
});

test('a time that a change of clocks skips is the first valid minute after it', () => {
  const berlin = readInstanceTags({ [TAGS.holdUntil]: '2026-03-29 02:30' }, TAGS, zoneNamed('Europe/Berlin'));
  expect(berlin.wishes.holdUntil).toBe(Date.parse('2026-03-29T01:00Z'));
});

test.each<[string, object]>([
  ['running', { state: 'running' }],
  ['on', { state: 'running' }],
  ['OFF', { state: 'stopped' }],
  ['stopped until 2026-11-25 18:00', { state: 'stopped', until: shanghai('2026-11-25 18:00').getTime() }],
  ['on until 2026-11-25', { state: 'running', until: shanghai('2026-11-26 00:00').getTime() }],
])('force %j', (text, force) => {
  expect(read({ [TAGS.force]: text })).toEqual({ wishes: { force }, problems: [] });
});

test.each<[string, number]>([
  ['8h', 8 * HOUR],
  ['90m', 1.5 * HOUR],
  ['1h 30m', 1.5 * HOUR],
  ['1h30m', 1.5 * HOUR],
  ['0.5h', HOUR / 2],
  ['8784h', 366 * 24 * HOUR],
])('stop-after %j', (text, stopAfter) => {
  expect(read({ [TAGS.stopAfter]: text })).toEqual({ wishes: { stopAfter }, problems: [] });
});

test.each<[string, number]>([
  ['1', 1],
  ['-20', -20],
  [' 0 ', 0],
])('order %j', (text, order) => {
  expect(read({ [TAGS.order]: text })).toEqual({ wishes: { order }, problems: [] });
});

test.each<[keyof typeof TAGS, string, RegExp]>([
  ['holdUntil', 'tomorrow', /"tomorrow" is no time; expected 2026-11-25, /],
  ['holdUntil', '2026-02-29', /is no time/],
  ['holdUntil', '2026-11-25 24:01', /is no time/],
  ['holdUntil', '2026-11-25 10:60', /is no time/],
  ['force', 'yes', /forces nothing; expected running, stopped, or one of them "until" a time/],
  ['force', 'running till 2026-11-25', /forces nothing/],
  ['force', 'running until soon', /"soon" is no time/],
  ['stopAfter', '8', /no duration; expected 8h, 90m or 1h 30m, at most a year/],
  ['stopAfter', '', /no duration/],
  ['stopAfter', '8785h', /at most a year/],
  ['order', '1.5', /no order; expected a whole number/],
  ['order', '', /no order/],
])('%s %j is a problem that says what was expected', (name, text, expected) => {
  const [problem, ...others] = problemsWith({ [TAGS[name]]: text });
  expect(problem).toMatch(expected);
  expect(problem).toContain(TAGS[name]);
  expect(others).toEqual([]);
});

test('one tag that cannot be read does not hide the others, nor their problems', () => {
  const { wishes, problems } = read({ [TAGS.holdUntil]: 'x', [TAGS.order]: '2', [TAGS.force]: 'y' });
  expect(wishes).toEqual({ order: 2 });
  expect(problems.map(({ tag }) => tag)).toEqual([TAGS.holdUntil, TAGS.force]);
});

test('without tags nothing is wished for', () => {
  expect(read({})).toEqual({ wishes: {}, problems: [] });
});

test.each(['+99:00', '+14:01', '-12:01', '+08:60', '-23:59'])(
  'no wall clock shows an offset of %s',
  (offset) => {
    const { wishes, problems } = read({ [TAGS.holdUntil]: `2026-11-25 18:00${offset}` });
    expect(wishes).toEqual({});
    expect(problems).toMatchObject([
      { tag: TAGS.holdUntil, message: expect.stringContaining('is no time') as string },
    ]);
  },
);

test.each([
  ['+14:00', '2026-11-25T04:00Z'],
  ['-12:00', '2026-11-26T06:00Z'],
])('the furthest offsets are %s', (offset, instant) => {
  expect(read({ [TAGS.holdUntil]: `2026-11-25 18:00${offset}` }).wishes).toEqual({
    holdUntil: Date.parse(instant),
  });
});
