import type { Table } from '../../../shared/core/report';
import { tableSection } from '../../../shared/report/html-table';
import { barsOf, shownTable } from '../../../shared/report/tables';
import { reportText } from '../../../shared/report/text';
import { reportWith } from './reports';

const TABLE: Table = {
  title: 'Hours by rule',
  columns: [
    { name: 'rule', title: 'rule' },
    { name: 'hours', title: 'hours', digits: 1 },
    { name: 'remark', title: 'remark' },
  ],
  rows: [
    { rule: 'nights', hours: 20 },
    { rule: 'office-hours', hours: 1234.56, remark: 'the most' },
    { rule: 'never', hours: 0 },
    { rule: 'unknown' },
  ],
  chart: 'hours',
  notes: ['A month is 730 hours.'],
};

test('numbers have the digits of their column and stand to the right', () => {
  const { head, rows, numeric } = shownTable(TABLE);
  expect(head).toEqual(['rule', 'hours', 'remark']);
  expect(rows).toEqual([
    ['nights', '20.0', ''],
    ['office-hours', '1,234.6', 'the most'],
    ['never', '0.0', ''],
    ['unknown', '', ''],
  ]);
  expect([...numeric]).toEqual([1]);
});

test('bars are sorted and leave out what has no length', () => {
  expect(barsOf(TABLE)).toEqual([
    { label: 'office-hours', value: 1234.56, text: '1,234.6' },
    { label: 'nights', value: 20, text: '20.0' },
  ]);
  expect(barsOf({ ...TABLE, chart: undefined })).toEqual([]);
});

test('a table in a terminal', () => {
  expect(reportText(reportWith([], { tables: [TABLE] }))).toContain(`Hours by rule
  rule            hours  remark
  nights           20.0
  office-hours  1,234.6  the most
  never             0.0
  unknown
  A month is 730 hours.
`);
});

test('long tables are cut in a terminal unless everything is asked for, and folded on the page', () => {
  const rows = Array.from({ length: 25 }, (_, index) => ({ rule: `rule-${index}`, hours: index }));
  const report = reportWith([], { tables: [{ ...TABLE, rows }] });
  expect(reportText(report)).toMatch(/rule-9 .*\n {2}and 15 more\n/);
  expect(reportText(report, { all: true })).toContain('rule-24');
  expect(tableSection({ ...TABLE, rows })).toContain('<summary>25 rows</summary>');
  expect(tableSection(TABLE)).not.toContain('<summary>');
});

test('the longest bar takes the whole width, the others their share of it', () => {
  const rows = [
    { rule: 'all', hours: 200 },
    { rule: 'a quarter', hours: 50 },
  ];
  const widths = [...tableSection({ ...TABLE, rows }).matchAll(/<rect [^>]*width="([\d.]+)%"/g)];
  expect(widths.map(([, width]) => width)).toEqual(['100.00', '25.00']);
});

test('who does not see the bars is told that the table has the same figures', () => {
  expect(tableSection(TABLE)).toMatch(
    /<svg [^>]*role="img" aria-label="Bars of the figures in the table below"/,
  );
  expect(tableSection({ ...TABLE, rows: [] })).not.toContain('<svg');
});

test('a long name is cut in the chart and whole in the table', () => {
  const rule = 'mon-fri 09:00-19:00; sat 10:00-14:00 Asia/Shanghai';
  const section = tableSection({ ...TABLE, rows: [{ rule, hours: 1 }] });
  expect(section).toContain(`<text x="0" y="14">${rule.slice(0, 35)}…`);
  expect(section).toContain(`<td>${rule}</td>`);
});
