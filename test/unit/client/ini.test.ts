import { parseIni } from '../../../shared/client/ini';

test('sections, comments, quotes and spaces', () => {
  const sections = parseIni(
    [
      'before = any section',
      '[ first ]',
      '# comment = no',
      ' ; comment = no',
      'name = a value ',
      '[second]',
      'name="quoted # = "',
      'no field',
      'empty =',
    ].join('\r\n'),
  );
  expect([...sections.keys()]).toEqual(['first', 'second']);
  expect(Object.fromEntries(sections.get('first') ?? [])).toEqual({ name: 'a value' });
  expect(Object.fromEntries(sections.get('second') ?? [])).toEqual({ name: 'quoted # = ', empty: '' });
});

test('a section that comes twice is the later one, and a name like a built-in property is only a name', () => {
  const sections = parseIni('[a]\nx=1\n[a]\n__proto__=2\n');
  expect([...(sections.get('a') ?? [])]).toEqual([['__proto__', '2']]);
});
