import { countResults, RESULTS } from '../../../shared/core/report';
import type { Outcome, Report } from '../../../shared/core/report';
import { instanceNamed } from '../../support/actions';

/** What people put into names when they want to know how careful a report is. */
export const HOSTILE = [
  '<script>document.title = "executed"</script>',
  '<img src=x onerror="document.title=1">',
  '"><svg/onload=document.title=1>',
  "' onmouseover='document.title=1",
  '</style><script>document.title = 1</script>',
  '</title><script>document.title = 1</script>',
  'javascript:document.title=1',
  '&lt;script&gt;',
  '<!-- --!><script>document.title=1</script>',
  '\u001b[2J\u001b]0;title\u0007',
  'safe\u202eevil\u2028\u0000',
  'first line\r\nsecond line',
];

export function outcome(over: Partial<Outcome> = {}): Outcome {
  return {
    target: instanceNamed('i-bp1example', { name: 'web-01' }),
    rule: 'office-hours',
    result: 'done',
    severity: 'info',
    code: 'stop',
    reason: 'outside its window',
    action: ['remember', 'stop', 'remember'],
    ...over,
  };
}

export function skip(over: Partial<Outcome> = {}): Outcome {
  return outcome({ result: 'skipped', code: 'already_stopped', action: undefined, ...over });
}

export function reportWith(outcomes: readonly Outcome[], over: Partial<Report> = {}): Report {
  return {
    function: 'instance-schedule',
    runId: 'run-1',
    trigger: 'timer every-5-minutes',
    now: '2026-11-20T12:00:00.000Z',
    startedAt: '2026-11-20T12:00:01.000Z',
    finishedAt: '2026-11-20T12:00:09.000Z',
    mode: { real: true, because: [] },
    scopes: [{ region: 'cn-hangzhou', resources: 8 }],
    notes: [],
    tables: [],
    outcomes,
    counts: countResults(outcomes),
    verdict: 'complete',
    ...over,
  };
}

/** Every text of a report is the given one. */
export function hostileReport(text: string): Report {
  const target = instanceNamed(text, { name: text, region: text, account: text });
  const common = { target, rule: text, code: text, reason: text };
  const outcomes = [
    ...RESULTS.map((result) =>
      outcome({ ...common, result, severity: 'error', action: [text], requestIds: [text] }),
    ),
    skip({ ...common, severity: 'warning' }),
  ];
  return reportWith(outcomes, {
    function: text,
    runId: text,
    trigger: text,
    now: text,
    mode: { real: false, because: [text] },
    notes: [text],
    tables: [
      {
        title: text,
        columns: [
          { name: 'rule', title: text },
          { name: 'hours', title: text },
        ],
        rows: [{ rule: text, hours: 1 }],
        chart: 'hours',
        notes: [text],
      },
    ],
    scopes: [
      {
        account: text,
        region: text,
        resources: 1,
        problem: { code: text, what: text, where: text, next: text },
      },
      { account: text, region: text, resources: 1, unknown: text },
    ],
  });
}
