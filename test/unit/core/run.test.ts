import { systemClock } from '../../../shared/core/clock';
import { deadlineAt } from '../../../shared/core/deadline';
import type { Plan } from '../../../shared/core/plan';
import type { ScopeReading } from '../../../shared/core/report';
import { verdictOf } from '../../../shared/core/report';
import type { RunContext } from '../../../shared/core/run';
import { run } from '../../../shared/core/run';
import { actionOn, skipOf, step } from '../../support/actions';
import { SmallCloud } from '../../support/small-cloud';

const stop = step('stop', 'disruptive', { expect: { status: 'Running' } });
const GUARD = {
  allowed: { safe: true, disruptive: true, destructive: false, irreversible: false },
  protectedBy: [],
  optOutBy: [],
};

function context(real: boolean): RunContext {
  return {
    function: 'test',
    runId: 'run-1',
    trigger: 'test',
    mode: { real, because: real ? [] : ['the test says so'] },
    now: new Date('2026-11-20T12:00:00Z'),
    clock: systemClock,
    deadline: deadlineAt(systemClock),
    metrics: () => ({ calls: 7 }),
  };
}

const READ: ScopeReading = { region: 'cn-hangzhou', resources: 3 };
const UNKNOWN: ScopeReading = { region: 'cn-beijing', resources: 0, unknown: 'the dry run was refused' };
const ODD: ScopeReading = { region: 'cn-hangzhou', resources: 499, unknown: 'an instance without Status' };
const UNREAD: ScopeReading = {
  region: 'cn-shanghai',
  resources: 0,
  problem: { code: 'x', what: 'unreachable' },
};

const PLAN: Plan = { actions: [actionOn('i-0', [stop]), actionOn('i-1', [stop])], skips: [skipOf('i-2')] };
const LIMIT = {
  setting: 'limits.test',
  from: 'disruptive' as const,
  scopeOf: () => 'all',
  count: 1,
  used: () => 0,
};

describe('a run', () => {
  test('accounts for everything: done, refused, skipped', async () => {
    const effects = new SmallCloud(['i-0', 'i-1', 'i-2']);
    const report = await run(context(true), () =>
      Promise.resolve({ scopes: [READ], plan: PLAN, guard: { ...GUARD, limits: [LIMIT] }, effects }),
    );
    expect(report.outcomes.map(({ target, result }) => [target.id, result])).toEqual([
      ['i-0', 'done'],
      ['i-1', 'refused'],
      ['i-2', 'skipped'],
    ]);
    expect(report).toMatchObject({
      verdict: 'complete',
      now: '2026-11-20T12:00:00.000Z',
      metrics: { calls: 7 },
    });
    expect(report.counts).toMatchObject({ done: 1, refused: 1, skipped: 1, failed: 0 });
  });

  test('a dry run is the same without acting: limits and refusals are shown', async () => {
    const effects = new SmallCloud(['i-0', 'i-1', 'i-2']);
    const report = await run(context(false), () =>
      Promise.resolve({ scopes: [READ], plan: PLAN, guard: { ...GUARD, limits: [LIMIT] }, effects }),
    );
    expect(report.outcomes.map(({ result }) => result)).toEqual(['planned', 'refused', 'skipped']);
    expect(effects.calls).toEqual([]);
  });
});

describe('the verdict', () => {
  const outcome = (result: 'done' | 'failed' | 'skipped' | 'deferred') => ({
    ...skipOf('i-0'),
    result,
  });

  test.each([
    ['nothing to do', [READ], [], 'complete'],
    ['all done', [READ], [outcome('done')], 'complete'],
    ['deferred work is not done', [READ], [outcome('deferred')], 'partial'],
    ['one of two failed', [READ], [outcome('done'), outcome('failed')], 'partial'],
    ['one failed, the others deferred', [READ], [outcome('failed'), outcome('deferred')], 'partial'],
    ['one item of many could not be read', [ODD], [outcome('done')], 'partial'],
    ['one region of two unread', [READ, UNREAD], [outcome('done')], 'partial'],
    ['everything that was tried failed', [READ], [outcome('failed'), outcome('skipped')], 'failed'],
    ['no region could be read', [UNREAD], [], 'failed'],
    ['an empty list that may be for want of rights', [UNKNOWN], [], 'failed'],
    ['one region of two in doubt', [READ, UNKNOWN], [], 'partial'],
  ] as const)('%s', (_, scopes, outcomes, verdict) => {
    expect(verdictOf(scopes, outcomes)).toBe(verdict);
  });
});
