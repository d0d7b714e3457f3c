import fc from 'fast-check';
import { wildcard } from '../../../emulator/wildcard';

test.each([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['a', 'a', true],
  ['a', 'A', false],
  ['a*', 'abc', true],
  ['*c', 'abc', true],
  ['a*c', 'abcbc', true],
  ['a*c', 'abcb', false],
  ['*b*', 'abc', true],
  ['a?c', 'abc', false],
  ['a?c', 'a?c', true],
  ['.', 'a', false],
  ['a*', 'a\nb', true],
])('%j matches %j: %s', (pattern, text, expected) => {
  expect(wildcard(pattern).test(text)).toBe(expected);
});

test('a question mark and both cases, where they are asked for', () => {
  expect(wildcard('a?c', { single: true }).test('abc')).toBe(true);
  expect(wildcard('a?c', { single: true }).test('ac')).toBe(false);
  expect(wildcard('ECS:st*', { ignoreCase: true }).test('ecs:StopInstance')).toBe(true);
});

test('a hostile pattern is decided at once', () => {
  const pattern = wildcard(`${'*a'.repeat(60)}b`);
  expect(pattern.test('a'.repeat(5_000))).toBe(false);
});

test('it says what the regular expression says', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', 'é'), maxLength: 8 });
  fc.assert(
    fc.property(few, few, (pattern, text) => {
      const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
      const expression = new RegExp(`^${source}$`, 's');
      expect(wildcard(pattern, { single: true }).test(text)).toBe(expression.test(text));
    }),
    { numRuns: 2_000 },
  );
});
