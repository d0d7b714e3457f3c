import { printable } from '../../../shared/report/printable';

test.each([
  ['杭州 web-01 ü 😀', '杭州 web-01 ü 😀'],
  ['two\nlines\tand a tab', 'two lines and a tab'],
  ['\u001b[31mred', '\\u001b[31mred'],
  ['\r\u0000\u007f\u009b', '\\u000d\\u0000\\u007f\\u009b'],
  ['abc\u202edcba', 'abc\\u202edcba'],
  ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
