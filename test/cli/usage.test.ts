import { version } from '../../package.json';
import { autopilot, problemsOf } from './command-line';

const COMMANDS = [
  ['plan'],
  ['apply'],
  ['invoke'],
  ['schedule'],
  ['schedule', 'explain'],
  ['config'],
  ['config', 'check'],
  ['config', 'schema'],
  ['policy'],
  ['emulator'],
  ['demo'],
];

describe('help', () => {
  test.each([[[]], ...COMMANDS.map((command) => [command])])('%j --help has an example', async (command) => {
    const { code, out, err } = await autopilot([...command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`Examples?:\n  .*autopilot ${command.join(' ')}`));
  });

  test('every command is named, and so are the exit codes', async () => {
    const { out } = await autopilot(['--help']);
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command[0] ?? ''}\\b`, 'm'));
    expect(out).toContain('0 done, 1 failed, 2 usage or configuration error, 3 findings, 4 nothing selected');
  });

  test.each(COMMANDS)('%s %s takes --json', async (...command) => {
    const { out } = await autopilot([...command, '--help']);
    expect(out.includes('--json') || out.includes('Commands:')).toBe(true);
  });

  test('--version is that of the package', async () => {
    expect(await autopilot(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('a wrong command line', () => {
  const WRONG: [string, string[], RegExp][] = [
    ['an unknown command', ['bogus'], /unknown command 'bogus'/],
    ['a misspelt command', ['plna', 'instance-schedule'], /unknown command 'plna'.*plan/s],
    ['a missing argument', ['plan'], /missing required argument 'function'/],
    ['a surplus argument', ['plan', 'instance-schedule', 'more'], /too many arguments/],
    ['a misspelt option', ['plan', 'instance-schedule', '--regoin', 'x'], /--regoin.*--region/s],
    ['a missing option', ['invoke', 'instance-schedule'], /--event <file>.*not specified/],
    ['a misspelt function', ['plan', 'instance-schedul'], /Did you mean instance-schedule\?/],
    [
      'an instant in words',
      ['plan', 'instance-schedule', '--now', 'yesterday'],
      /"yesterday" is not an inst/,
    ],
    ['no zone', ['plan', 'instance-schedule', '--now', '2026-11-23T20:00:00'], /ISO 8601 with a zone/],
    ['a day', ['schedule', 'explain', 'office-hours', '--at', '2026-11-23'], /ISO 8601 with a zone/],
    ['a far year', ['schedule', 'explain', 'office-hours', '--to', '9999-01-01T00:00:00Z'], /to 2200/],
    ['no time', ['plan', 'instance-schedule', '--timeout', '0'], /a number from 0.1 to 86400/],
    ['no number', ['plan', 'instance-schedule', '--timeout', ''], /a number from 0.1 to 86400/],
    ['no port', ['emulator', '--port', '65536'], /a whole number from 0 to 65535/],
    ['no rate', ['emulator', '--rate', 'fast'], /a number from 0.001/],
    [
      'no fleet',
      ['emulator', '--fleet', '/nonexistent.yaml'],
      /\/nonexistent.yaml.*a YAML or JSON file, or demo/,
    ],
    [
      'an end before the beginning',
      ['schedule', 'explain', 'office-hours', '--to', '2020-01-01T00:00:00Z'],
      /--to/,
    ],
  ];

  test.each(WRONG)('%s: said to people', async (_, args, text) => {
    const { code, out, err } = await autopilot(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: /);
    expect(err).toMatch(text);
  });

  test.each(WRONG)('%s: said to programs', async (_, args, text) => {
    const ended = await autopilot([...args, '--json']);
    expect({ code: ended.code, out: ended.out }).toEqual({ code: 2, out: '' });
    const { error, problems } = problemsOf(ended);
    expect(error).toBe(problems[0]?.code);
    expect(Object.values(problems[0] ?? {}).join(' ')).toMatch(text);
  });

  test('an option without its value', async () => {
    const { code, err } = await autopilot(['plan', 'instance-schedule', '--config']);
    expect(code).toBe(2);
    expect(err).toMatch(/--config <file>.*missing/);
  });

  test('no command at all shows the help', async () => {
    const { code, err } = await autopilot([]);
    expect(code).toBe(2);
    expect(err).toContain('Usage: autopilot');
  });
});
