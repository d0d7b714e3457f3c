import { reportText } from '../../../shared/report/text';
import { instanceNamed } from '../../support/actions';
import { HOSTILE, hostileReport, outcome, reportWith, skip } from './reports';

test('a report as people read it', () => {
  const refused = 'outside its window; not done: the limit is reached';
  const report = reportWith(
    [
      outcome(),
      outcome({ target: instanceNamed('i-bp2', { name: 'a-longer-name', account: 'dev' }) }),
      outcome({ target: instanceNamed('i-bp3'), result: 'refused', severity: 'warning', reason: refused }),
      skip({ target: instanceNamed('i-bp4') }),
      skip({ target: instanceNamed('i-bp5'), code: 'locked', severity: 'warning', reason: 'it is locked' }),
    ],
    { notes: ['All enabled regions.'] },
  );
  expect(reportText(report)).toBe(`instance-schedule: 2 done, 1 refused by a limit or a guard, 2 left alone
  real run
  decided for 2026-11-20T12:00:00.000Z; run run-1, by timer every-5-minutes
  All enabled regions.

Regions
  cn-hangzhou  8 read

Actions (3)
  done: stop (2)
    outside its window
      cn-hangzhou      i-bp1example  web-01
      dev cn-hangzhou  i-bp2         a-longer-name
  refused by a limit or a guard: stop (1)
    outside its window; not done: the limit is reached
      cn-hangzhou  i-bp3

Left alone (2)
      1  already_stopped
      1  locked

Needs attention (1)
  warning i-bp5 in cn-hangzhou, office-hours: locked: it is locked
`);
});

test('the rest of a long list is counted, and all that is left alone can be listed', () => {
  const many = Array.from({ length: 5 }, (_, index) => outcome({ target: instanceNamed(`i-${index}`) }));
  expect(reportText(reportWith(many), { listed: 2 })).toMatch(/i-0\n.*i-1\n +and 3 more\n$/);
  const left = reportText(reportWith([skip({ target: instanceNamed('i-9') })]), { all: true });
  expect(left).toContain(
    'Left alone (1)\n  i-9 in cn-hangzhou, office-hours: already_stopped: outside its window',
  );
});

test.each([
  [[], 'no resource is selected'],
  [[{ region: 'a', resources: 0, problem: { code: 'x', what: 'refused' } }], 'nothing could be read'],
  [
    [
      { region: 'a', resources: 0, problem: { code: 'x', what: 'refused' } },
      { region: 'b', resources: 3 },
    ],
    'not everything could be seen',
  ],
  [[{ region: 'a', resources: 0, unknown: 'the list is empty' }], 'not everything could be seen'],
])('without outcomes the headline says what was seen: %j', (scopes, headline) => {
  expect(reportText(reportWith([], { scopes }))).toContain(`instance-schedule: ${headline}\n`);
});

test('what was not read, and what is not known, stands beside its region', () => {
  const text = reportText(
    reportWith([], {
      scopes: [
        { region: 'cn-hangzhou', resources: 0, problem: { code: 'x', what: 'refused', next: 'Ask' } },
        { region: 'cn-beijing', resources: 0, unknown: 'the list is empty' },
      ],
    }),
  );
  expect(text).toMatch(
    /cn-hangzhou +NOT READ: refused\. Ask\n {2}cn-beijing +0 read +UNKNOWN: the list is empty/,
  );
});

test.each(HOSTILE)('a terminal obeys nothing in %j', (text) => {
  const printed = reportText(hostileReport(text), { all: true });
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
  const lines = reportText(hostileReport('harmless'), { all: true }).split('\n').length;
  expect(printed.split('\n').length).toBe(lines);
});
