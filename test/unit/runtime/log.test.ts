import type { Report } from '../../../shared/core/report';
import { logReport } from '../../../shared/runtime/log';
import { HOSTILE, hostileReport, outcome, reportWith, skip } from '../report/reports';

function linesOf(report: Report): string[] {
  const lines: string[] = [];
  logReport(report, (line) => lines.push(line));
  return lines;
}

function recordsOf(report: Report): Record<string, unknown>[] {
  return linesOf(report).map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('one line for a scope that was not read, for each outcome that matters, and for the run', () => {
  const problem = { code: 'Forbidden.RAM', what: 'refused' };
  const records = recordsOf(
    reportWith([outcome(), skip(), skip({ severity: 'warning', code: 'locked' })], {
      scopes: [
        { region: 'cn-hangzhou', resources: 3 },
        { region: 'cn-beijing', resources: 0, problem },
        { region: 'cn-shanghai', resources: 0, unknown: 'the list is empty' },
      ],
      verdict: 'partial',
    }),
  );
  expect(records).toEqual([
    expect.objectContaining({ event: 'scope', level: 'error', region: 'cn-beijing', problem }),
    expect.objectContaining({ event: 'scope', level: 'error', region: 'cn-shanghai' }),
    expect.objectContaining({ event: 'outcome', level: 'info', resource: 'i-bp1example', result: 'done' }),
    expect.objectContaining({ event: 'outcome', level: 'warn', code: 'locked', result: 'skipped' }),
    expect.objectContaining({ event: 'run', level: 'error', verdict: 'partial' }),
  ]);
  for (const record of records)
    expect(record).toMatchObject({ function: 'instance-schedule', runId: 'run-1' });
});

test.each(HOSTILE)('%j neither breaks a line nor its JSON', (text) => {
  const lines = linesOf(hostileReport(text));
  for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'run', runId: text });
});

test.each([
  ['a long reason', reportWith([outcome({ reason: 'r'.repeat(100_000) })])],
  ['many notes', reportWith([], { notes: Array.from({ length: 2_000 }, (_, index) => `note ${index}`) })],
  [
    'both, everywhere',
    reportWith(
      [
        outcome({
          reason: '杭'.repeat(50_000),
          requestIds: Array.from({ length: 500 }, () => 'R'.repeat(500)),
        }),
      ],
      {
        notes: Array.from({ length: 100 }, () => 'n'.repeat(5_000)),
        mode: { real: false, because: Array.from({ length: 50 }, () => 'b'.repeat(5_000)) },
        trigger: 't'.repeat(50_000),
      },
    ),
  ],
])('a line is never too long for the platform, stays JSON and says that it was cut: %s', (_, report) => {
  for (const line of linesOf(report)) expect(Buffer.byteLength(line)).toBeLessThan(32 * 1024);
  const records = recordsOf(report);
  expect(JSON.stringify(records)).toMatch(/\(cut: \d+ (characters|items)\)/);
  expect(records.at(-1)).toMatchObject({ event: 'run', runId: 'run-1', counts: report.counts });
});
