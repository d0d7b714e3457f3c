import { Rules } from '../../../functions/instance-schedule/rules';
import { upcomingTable } from '../../../functions/instance-schedule/upcoming';
import type { Table } from '../../../shared/core/report';
import type { Tags } from '../../../shared/model/tags';
import { configWith, instanceLike, shanghai, TAGS } from './story';

/** A Friday. */
const NOW = shanghai('2026-11-20 12:00');

type Given = readonly [id: string, tags: Tags, more?: Parameters<typeof instanceLike>[0]];

function tables(...given: Given[]): Table[] {
  const observed = given.map(([id, tags, more]) => ({ instance: instanceLike({ id, tags, ...more }) }));
  return upcomingTable(observed, new Rules(configWith(), {}, TAGS, NOW), TAGS, NOW);
}

/** The rows as people read them. */
function lines(...given: Given[]): string[] {
  return tables(...given).flatMap(({ columns, rows }) =>
    rows.map((row) => columns.map(({ name }) => String(row[name] ?? '-')).join(' | ')),
  );
}

const office = { [TAGS.schedule]: 'office-hours' };

test('the next three transitions, once for all instances of a schedule', () => {
  expect(lines(['i-1', office], ['i-2', office], ['i-3', {}])).toEqual([
    'office-hours | 2 | stop Fri 2026-11-20 19:00 | start Mon 2026-11-23 09:00 | stop Mon 2026-11-23 19:00 | Asia/Shanghai',
  ]);
});

test('programs find the instants beside the texts', () => {
  expect(tables(['i-1', office])[0]?.rows[0]).toMatchObject({
    firstAt: '2026-11-20T11:00:00.000Z',
    secondAt: '2026-11-23T01:00:00.000Z',
    thirdAt: '2026-11-23T11:00:00.000Z',
  });
});

test('a schedule that is written in a tag has a row of its own', () => {
  expect(lines(['i-1', { [TAGS.schedule]: 'sat 10:00-14:00 Asia/Tokyo' }])).toEqual([
    'sat 10:00-14:00 Asia/Tokyo | 1 | start Sat 2026-11-21 10:00 | stop Sat 2026-11-21 14:00 | start Sat 2026-11-28 10:00 | Asia/Tokyo',
  ]);
});

test.each<[string, Tags, object, string]>([
  [
    'a hold: what is wanted at its end comes first',
    { ...office, [TAGS.holdUntil]: '2026-11-21 12:00' },
    {},
    'i-1 | 1 | stop Sat 2026-11-21 12:00 | start Mon 2026-11-23 09:00 | stop Mon 2026-11-23 19:00 | Asia/Shanghai',
  ],
  [
    'a force: its end is the way back to the schedule',
    { ...office, [TAGS.force]: 'stopped until 2026-11-23 10:00' },
    {},
    'i-1 | 1 | start Mon 2026-11-23 10:00 | stop Mon 2026-11-23 19:00 | start Tue 2026-11-24 09:00 | Asia/Shanghai',
  ],
  [
    'a force without an end: nothing is to come',
    { ...office, [TAGS.force]: 'running' },
    {},
    'i-1 | 1 | - | - | - | Asia/Shanghai',
  ],
  [
    'a limited run: it ends before the schedule does',
    { ...office, [TAGS.stopAfter]: '4h' },
    { status: 'Running', startedAt: shanghai('2026-11-20 09:00') },
    'i-1 | 1 | stop Fri 2026-11-20 13:00 | start Mon 2026-11-23 09:00 | stop Mon 2026-11-23 13:00 | Asia/Shanghai',
  ],
  [
    'a limited run without a schedule',
    { [TAGS.stopAfter]: '4h' },
    { status: 'Running', startedAt: shanghai('2026-11-20 09:00') },
    'i-1 | 1 | stop Fri 2026-11-20 05:00 | - | - | UTC',
  ],
])('tags of an instance: %s', (_, tags, more, expected) => {
  const [row, ...others] = lines(['i-1', tags, more]);
  expect(others).toEqual([]);
  expect(row).toBe(expected);
});

test('a hold that is over makes no difference', () => {
  const over = { ...office, [TAGS.holdUntil]: '2026-11-19' };
  expect(lines(['i-1', office], ['i-2', over])).toEqual([expect.stringMatching(/^office-hours \| 2 \|/)]);
});

test('what is left alone has no transitions', () => {
  expect(
    tables(
      ['i-ignored', { ...office, [TAGS.ignore]: '' }],
      ['i-unknown', { [TAGS.schedule]: 'ofice' }],
      ['i-malformed', { ...office, [TAGS.holdUntil]: 'soon' }],
      ['i-held-only', { [TAGS.holdUntil]: '2099-01-01' }],
    ),
  ).toEqual([]);
});
