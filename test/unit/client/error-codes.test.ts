import { classifyCode } from '../../../shared/client/error-codes';
import documented from './fixtures/error-codes.json';

const rows = Object.entries(documented.classes).flatMap(([errorClass, codes]) =>
  codes.map((code) => [code, errorClass] as const),
);

test('no documented code is unknown', () => {
  expect(rows.length).toBeGreaterThan(300);
  expect(Object.keys(documented.classes)).not.toContain('unknown');
});

test.each(rows)('%s is %s, whatever the status', (code, errorClass) => {
  expect(classifyCode(code)).toBe(errorClass);
  expect(classifyCode(code, 500)).toBe(errorClass);
});

test.each([
  ['Throttling.SomethingNew', 400, 'throttled'],
  ['Product.Throttling.Api', 400, 'throttled'],
  ['InvalidSomethingNew.Malformed', 400, 'invalid'],
  ['Forbidden.SomethingNew', 403, 'forbidden'],
  ['SomethingNew', 429, 'throttled'],
  ['SomethingNew', 502, 'transient'],
  ['SomethingNew', 403, 'unknown'],
  ['SomethingNew', undefined, 'unknown'],
])('%s with status %s, which nobody has documented, is %s', (code, status, errorClass) => {
  expect(classifyCode(code, status)).toBe(errorClass);
});
