import fc from 'fast-check';
import { RetryBudget, backoffMs, isRead, isRepeatable, mayRetry } from '../../../shared/client/retry';
import type { ErrorClass } from '../../../shared/core/errors';

const CLASSES: ErrorClass[] = [
  'throttled',
  'transient',
  'conflict',
  'not_found',
  'forbidden',
  'invalid',
  'no_stock',
  'unknown',
];

const failure = (errorClass: ErrorClass, mayHaveHappened = false) => ({
  errorClass,
  code: 'Example',
  text: '',
  mayHaveHappened,
});

test.each([
  ['transient', 0, 100],
  ['transient', 3, 800],
  ['throttled', 0, 500],
  ['throttled', 3, 4_000],
  ['throttled', 10, 20_000],
] as const)('the longest pause after %s, retry %i, is %i ms', (errorClass, retry, longest) => {
  expect(backoffMs(errorClass, retry, 1)).toBe(longest);
  expect(backoffMs(errorClass, retry, 0)).toBe(0);
});

test('a pause is never longer than 20 s', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CLASSES),
      fc.nat(60),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (errorClass, retry, random) => {
        const pause = backoffMs(errorClass, retry, random);
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThanOrEqual(20_000);
      },
    ),
  );
});

test('only throttled and transient failures are retried, a conflict where it is asked for', () => {
  const retried = (retryConflict: boolean): ErrorClass[] =>
    CLASSES.filter((errorClass) => mayRetry(failure(errorClass), { repeatable: false, retryConflict }));
  expect(retried(false)).toEqual(['throttled', 'transient']);
  expect(retried(true)).toEqual(['throttled', 'transient', 'conflict']);
});

test('what may have happened is repeated only where repeating does no harm', () => {
  const lost = failure('transient', true);
  expect(mayRetry(lost, { repeatable: false, retryConflict: false })).toBe(false);
  expect(mayRetry(lost, { repeatable: true, retryConflict: false })).toBe(true);
});

test.each([
  ['DescribeInstances', {}, true],
  ['ListTagResources', {}, true],
  ['GetInstanceScreenshot', {}, true],
  ['AssumeRole', {}, true],
  ['UntagResources', {}, true],
  ['RevokeSecurityGroup', {}, true],
  ['DeleteSnapshot', {}, true],
  ['CreateSnapshot', {}, false],
  ['CreateSnapshot', { ClientToken: 'token' }, true],
  ['CreateSnapshot', { ClientToken: '' }, false],
  ['RebootInstance', {}, false],
  ['StartInstances', { BatchOptimization: 'SuccessFirst' }, true],
  ['StartInstances', {}, false],
  ['RebootInstances', { BatchOptimization: 'SuccessFirst' }, false],
])('%s with %j can be repeated: %s', (operation, params, repeatable) => {
  expect(isRepeatable(operation, params)).toBe(repeatable);
});

test('reads are told from changes', () => {
  expect(['DescribeDisks', 'ListTagResources', 'StopInstances', 'RunCommand'].map(isRead)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('the budget', () => {
  test('refuses what it cannot pay and takes nothing for it', () => {
    const budget = new RetryBudget(12);
    expect([budget.take(5), budget.take(10), budget.take(5), budget.take(5)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(budget.tokens).toBe(2);
  });

  test('never holds more than its capacity nor less than nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (steps) => {
        const budget = new RetryBudget(50);
        for (const step of steps) {
          if (step < 0) budget.take(-step);
          else budget.giveBack(step);
          expect(budget.tokens).toBeGreaterThanOrEqual(0);
          expect(budget.tokens).toBeLessThanOrEqual(50);
        }
      }),
    );
  });
});
