import { compileConfig } from '../../cli/compile-config';
import type { CommonConfig } from '../../shared/runtime/config';
import type { Ended, Files } from './command-line';
import { autopilot, problemsOf, temporaryFiles } from './command-line';

let files: Files;

beforeAll(() => {
  files = temporaryFiles();
});

afterAll(() => {
  files.remove();
});

/** A configuration with one schedule of one window, written as lines of YAML. */
function configuration(
  window: string,
  schedule: readonly string[] = [],
  head: readonly string[] = [],
): string {
  return files.write(
    'autopilot.yaml',
    [
      ...head,
      'instance-schedule:',
      '  schedules:',
      '    office:',
      '      timezone: Asia/Shanghai',
      ...schedule.map((line) => `      ${line}`),
      `      windows: [${window}]`,
      '',
    ].join('\n'),
  );
}

const CHINA = ['calendars:', '  china: { builtin: china }'];
const WORKDAYS = "{ days: workdays, start: '09:00', stop: '19:00' }";

/** Checks with a deployment that has nothing in it to find. */
function check(config: string, ...args: string[]): Promise<Ended> {
  return autopilot(['config', 'check', '--config', config, '--deployment', 's.yaml', ...args]);
}

describe('config check of schedules', () => {
  test.each<[string, string, RegExp]>([
    [
      'a day that few months have',
      "{ monthDays: 31W, start: '09:00', stop: '19:00' }",
      /"31W".*expected 1W to 28W/,
    ],
    [
      'no step',
      "{ monthDays: 1/0, start: '09:00', stop: '19:00' }",
      /"0" is no step; expected a whole number/,
    ],
    [
      'days that no such month has',
      "{ monthDays: 30-31, months: feb, start: '09:00', stop: '19:00' }",
      /windows\[0\]\.monthDays: no month of the window has the day 30-31/,
    ],
    [
      'no time',
      "{ days: mon, start: '09:00', stop: '25:00' }",
      /windows\[0\]\.stop: "25:00" is no time of day/,
    ],
    [
      'no zone',
      "{ days: mon, start: '09:00', stop: '19:00', timezone: Mars/Base }",
      /"Mars\/Base" is no IANA time zone/,
    ],
    ['no length', "{ days: mon, start: '09:00', stop: '09:00' }", /the window has no length/],
    ['no calendar', WORKDAYS, /windows\[0\]\.days: workdays, .* expected the key calendar/],
    [
      'never',
      "{ days: mon#5, monthDays: 1-7, start: '09:00', stop: '19:00' }",
      /:3:5: instance-schedule\.schedules\.office: the window .* opens on no day of/,
    ],
    [
      'a start and a stop at once',
      "{ start: '09:00' }, { stop: '09:00' }",
      /say the opposite at the same instant/,
    ],
  ])('%s: refused', async (_, window, message) => {
    const config = configuration(window);
    const { code, out, err } = await check(config);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`error: ${config}:`);
    expect(err).toMatch(message);
  });

  test('a calendar that there is not is refused by every command, at its line', async () => {
    const config = configuration(WORKDAYS, ['calendar: chine'], CHINA);
    const expected = {
      code: 'config_invalid',
      where: `${config}:7:7: instance-schedule.schedules.office.calendar`,
      what: '"chine" is no calendar',
      expected: 'one of calendars: china',
    };
    for (const args of [
      ['config', 'check'],
      ['plan', 'instance-schedule'],
      ['schedule', 'explain', 'office'],
    ]) {
      const ended = await autopilot([...args, '--config', config, '--json']);
      expect(ended.code).toBe(2);
      expect(problemsOf(ended).problems).toContainEqual(expected);
    }
  });

  test('a file that there is not, at its line', async () => {
    const config = configuration(WORKDAYS, ['calendar: own'], ['calendars:', '  own: { files: [own.ics] }']);
    const { code, err } = await check(config);
    expect(code).toBe(2);
    expect(err).toContain(`error: ${config}:2:18: calendars.own.files[0]: own.ics: there is no such file`);
  });

  test('what is odd is a warning, and no error', async () => {
    const config = configuration("{ start: '00:00', stop: '24:00' }");
    const people = await check(config);
    expect(people).toMatchObject({ code: 0, err: '' });
    expect(people.out).toMatch(/^warning: .*:3:5: instance-schedule\.schedules\.office: it is always on/);
    expect(people.out).toMatch(/no problems, 1 to look at\n$/);
    const programs = JSON.parse((await check(config, '--json')).out) as object;
    expect(programs).toMatchObject({ problems: [], warnings: [{ code: 'config_doubtful' }] });
  });
});

describe('what the build compiles', () => {
  const DECEMBER = new Date('2026-12-01T00:00:00Z');

  test('calendars are days, from last year on; a year without data is warned of', () => {
    const warnings: string[] = [];
    const config = configuration(WORKDAYS, ['calendar: china'], CHINA);
    const text = compileConfig(config, 'instance-schedule', DECEMBER, (line) => void warnings.push(line));
    const { settings } = JSON.parse(text) as { settings: { common: CommonConfig } };
    const { china } = settings.common.calendars;
    expect(china).toMatchObject({ years: { first: 2025, last: 2026 }, withoutData: 'weekdays' });
    expect(china?.workdays['2026-10-10']).toBe('make-up workday for National Day 国庆节');
    expect(Object.keys(china?.holidays ?? {})[0]).toBe('2025-01-01');
    expect(warnings).toEqual([
      expect.stringMatching(/^warning: .*:7:7: .*office\.calendar: Calendar china has no data for 2027/),
    ]);
  });

  test('a schedule that nobody can mean is refused', () => {
    const config = configuration("{ start: '09:00' }, { stop: '09:00' }");
    expect(() => compileConfig(config, 'instance-schedule', DECEMBER)).toThrow(/say the opposite/);
  });
});

describe('schedule explain', () => {
  const explain = (config: string, ...args: string[]): Promise<Ended> =>
    autopilot(['schedule', 'explain', ...args, '--config', config]);

  test('says when what it shows is in years that the calendar knows nothing of', async () => {
    const config = configuration(WORKDAYS, ['calendar: china'], CHINA);
    const known = await explain(config, 'office', '--at', '2026-11-20T12:00:00+08:00');
    expect(known.out).not.toContain('has no data');
    const unknown = ['--at', '2026-12-30T12:00:00+08:00', '--to', '2028-01-01T00:00:00+08:00'];
    const { out } = await explain(config, 'office', ...unknown);
    expect(out).toContain('calendar china has no data for 2027, 2028: holidays');
    const { out: json } = await explain(config, 'office', ...unknown, '--json');
    expect(JSON.parse(json)).toMatchObject({ yearsWithoutData: [2027, 2028], remarks: [] });
  });

  test('says what is odd about a schedule that would be in a tag', async () => {
    const { code, out } = await explain(
      configuration(WORKDAYS, ['calendar: china'], CHINA),
      '--inline',
      'mon#5 1-7 09:00-19:00 UTC',
      '--at',
      '2026-11-20T12:00:00+08:00',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/error: the window "mon#5 1-7 09:00-19:00 UTC" opens on no day of 2026 to 2053/);
  });
  const OVER_HOLIDAYS = ['--at', '2026-09-30T12:00:00+08:00', '--to', '2026-10-01T20:00:00+08:00'];

  test('shows what holidays hold back, and the notes of the calendar', async () => {
    const config = configuration(WORKDAYS, ['calendar: china'], CHINA);
    const { code, out } = await explain(config, 'office', ...OVER_HOLIDAYS);
    expect(code).toBe(0);
    expect(out.split('\n').slice(4)).toEqual([
      '  Wed 2026-09-30 19:00  stop   workdays 09:00-19:00',
      '  Thu 2026-10-01 09:00  -      workdays 09:00-19:00, held back from starting [china: National Day 国庆节]',
      '  Thu 2026-10-01 19:00  stop   workdays 09:00-19:00, which it is already [china: National Day 国庆节]',
      '',
    ]);
    const { out: json } = await explain(config, 'office', ...OVER_HOLIDAYS, '--json');
    expect(JSON.parse(json)).toMatchObject({
      calendar: 'china',
      timezone: 'Asia/Shanghai',
      transitions: [{ heldByHoliday: false }, { heldByHoliday: true, note: 'National Day 国庆节' }],
      heldStarts: [
        { at: '2026-10-01T01:00:00.000Z', window: 'workdays 09:00-19:00', note: 'National Day 国庆节' },
      ],
    });
  });

  test('a schedule as it would be written in a tag', async () => {
    const config = configuration(WORKDAYS, ['calendar: china'], CHINA);
    const { code, out } = await explain(
      config,
      '--inline',
      'mon-fri 09:00-19:00 Asia/Tokyo',
      '--at',
      '2026-11-20T12:00:00+09:00',
    );
    expect(code).toBe(0);
    expect(out).toContain('  Fri 2026-11-20 19:00  stop   mon-fri 09:00-19:00 Asia/Tokyo\n');
  });

  test.each<[string, string[], RegExp]>([
    [
      'a text that is no schedule',
      ['--inline', 'mon-fry 09:00-19:00 UTC'],
      /--inline, windows\[0\]\.days: "fry" is no/,
    ],
    [
      'a text without a zone',
      ['--inline', 'mon-fri 09:00-19:00'],
      /--inline: it names no time zone; expected/,
    ],
    ['no schedule', [], /no schedule is named; expected the name of a schedule, or --inline/],
    [
      'two schedules',
      ['office', '--inline', 'daily 09:00- UTC'],
      /a name and --inline cannot both be followed/,
    ],
  ])('%s', async (_, args, message) => {
    const ended = await explain(configuration("{ days: mon, start: '09:00', stop: '19:00' }"), ...args);
    expect({ code: ended.code, out: ended.out }).toEqual({ code: 2, out: '' });
    expect(ended.err).toMatch(message);
  });
});
