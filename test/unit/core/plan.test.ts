import type { Subject, Verdict } from '../../../shared/core/plan';
import { decideEach, riskOf } from '../../../shared/core/plan';
import { actionOn, instanceNamed, step } from '../../support/actions';

function subject(id: string, rule = 'office-hours'): Subject<string> {
  return { target: instanceNamed(id), rule, value: id };
}

const skip = (code: string): Verdict => ({ skip: { code, reason: code, severity: 'info' } });
const act: Verdict = { act: { code: 'stop', reason: 'stop', steps: [step('stop')] } };

describe('deciding', () => {
  test('gives every pair exactly one outcome', () => {
    const plan = decideEach([subject('i-1'), subject('i-2'), subject('i-1', 'other')], ({ value }) =>
      value === 'i-1' ? act : skip('already_stopped'),
    );
    expect(plan.actions.map(({ target, rule }) => [target.id, rule])).toEqual([
      ['i-1', 'office-hours'],
      ['i-1', 'other'],
    ]);
    expect(plan.skips.map(({ target, code }) => [target.id, code])).toEqual([['i-2', 'already_stopped']]);
  });

  test('a decision that throws is an error on its resource and on no other', () => {
    const plan = decideEach([subject('i-1'), subject('i-2')], ({ value }) => {
      if (value === 'i-1') throw new Error('bad tag');
      return act;
    });
    expect(plan.skips).toEqual([
      expect.objectContaining({
        code: 'decision_failed',
        severity: 'error',
        reason: 'deciding failed: bad tag',
      }),
    ]);
    expect(plan.actions).toHaveLength(1);
  });

  test('the same pair twice with the same decision is one outcome', () => {
    expect(decideEach([subject('i-1'), subject('i-1')], () => act).actions).toHaveLength(1);
  });

  test('the same pair twice with different decisions is left alone', () => {
    let calls = 0;
    const plan = decideEach([subject('i-1'), subject('i-1')], () =>
      calls++ === 0 ? act : skip('opted_out'),
    );
    expect(plan.actions).toEqual([]);
    expect(plan.skips).toEqual([
      expect.objectContaining({ code: 'contradictory_decisions', severity: 'error' }),
    ]);
  });

  test('the same id in another region or account is another resource', () => {
    const elsewhere = { ...subject('i-1'), target: instanceNamed('i-1', { region: 'cn-shanghai' }) };
    const other = { ...subject('i-1'), target: instanceNamed('i-1', { account: 'prod' }) };
    expect(decideEach([subject('i-1'), elsewhere, other], () => act).actions).toHaveLength(3);
  });
});

test('the risk of an action is that of its most dangerous step', () => {
  expect(riskOf(actionOn('i-1', [step('tag', 'safe'), step('delete', 'destructive'), step('stop')]))).toBe(
    'destructive',
  );
});
