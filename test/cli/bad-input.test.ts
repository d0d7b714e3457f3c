import type { Emulator } from '../../emulator';
import { startEmulator } from '../../emulator';
import type { Ended, Files } from './command-line';
import { autopilot, environmentOf, problemsOf, temporaryFiles } from './command-line';

let files: Files;
let emulator: Emulator;

beforeAll(async () => {
  files = temporaryFiles();
  emulator = await startEmulator({ fleet: { regions: ['cn-hangzhou'] } });
});

afterAll(async () => {
  await emulator.close();
  files.remove();
});

/** Plans with a configuration and an event, and sees that nothing was called. */
async function plan(args: readonly string[]): Promise<Ended> {
  const ended = await autopilot(['plan', 'instance-schedule', ...args], environmentOf(emulator));
  expect(emulator.journal()).toEqual([]);
  expect({ code: ended.code, out: ended.out }).toEqual({ code: 2, out: '' });
  return ended;
}

const WINDOW = `instance-schedule:
  schedules:
    office-hours:
      timezone: Asia/Shanghai
      windows:
        - days: mon-fri
          start: '09:00'
          stop: '19:00'
`;

/** Billions of values in a few lines. */
const LAUGHS = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, index) => {
    const aliases = Array.from({ length: 10 }, () => `*a${index}`).join(', ');
    return `a${index + 1}: &a${index + 1} [${aliases}]`;
  }),
].join('\n');

describe('a wrong configuration: file, line, column and what was expected', () => {
  test.each<[string, string | Buffer, string, RegExp]>([
    [
      'unknown key',
      'tagprefix: x\n',
      ':1:1: ',
      /tagprefix.*expected one of tagPrefix,.*Did you mean tagPrefix\?/,
    ],
    ['unknown function', 'limits: {}\ninstance-shedule: {}\n', ':2:1: ', /Did you mean instance-schedule\?/],
    [
      'unknown key of a function',
      'instance-schedule:\n  dryrun: false\n',
      ':2:3: ',
      /instance-schedule.dryrun: unknown key "dryrun"; expected one of dryRun, .*Did you mean dryRun\?/,
    ],
    [
      'unknown key in a window',
      `${WINDOW}          end: '20:00'\n`,
      ':9:11: ',
      /windows\[0\]\.end: unknown key "end"; expected one of days, monthDays, months, start, stop/,
    ],
    [
      'unknown limit',
      'limits:\n  instance-schedule: { shares: 9 }\n',
      ':2:24: ',
      /shares.*Did you mean share\?/,
    ],
    ['prototype key', '__proto__:\n  dryRun: false\n', ':1:1: ', /the key "__proto__" cannot be used/],
    [
      'text for a switch',
      'instance-schedule:\n  dryRun: "no"\n',
      ':2:3: ',
      /dryRun: the value is a string; expected a boolean/,
    ],
    [
      'number for a time',
      WINDOW.replace("'09:00'", '9'),
      ':7:11: ',
      /start: the value is a number; expected a string/,
    ],
    [
      'share of nothing',
      'limits:\n  instance-schedule:\n    share: 0\n',
      ':3:5: ',
      /too small; expected at least 1/,
    ],
    [
      'more than all',
      'limits:\n  instance-schedule:\n    share: 101\n',
      ':3:5: ',
      /too big; expected at most 100/,
    ],
    [
      'part of an instance',
      'limits:\n  instance-schedule:\n    count: 1.5\n',
      ':3:5: ',
      /expected a whole number/,
    ],
    [
      'no windows',
      WINDOW.replace(/windows:[^]*/, 'windows: []\n'),
      ':5:7: ',
      /windows: .*expected at least 1/,
    ],
    [
      'unknown zone',
      WINDOW.replace('Shanghai', 'Shangai'),
      ':4:7: ',
      /timezone: "Asia\/Shangai" is no IANA time zone; expected a name such as/,
    ],
    [
      'impossible time',
      WINDOW.replace('19:00', '25:00'),
      ':8:11: ',
      /stop: "25:00" is no time of day; expected "00:00" to "24:00"/,
    ],
    [
      'impossible day',
      WINDOW.replace('mon-fri', 'mon-fry'),
      ':6:11: ',
      /days: "fry" is no weekday; expected mon, mon-fri/,
    ],
    ['no length', WINDOW.replace('19:00', '09:00'), ':8:11: ', /the window has no length/],
    [
      'missing key',
      WINDOW.replace('      timezone: Asia/Shanghai\n', ''),
      ':3:5: ',
      /timezone: it is missing; expected a string/,
    ],
    [
      'no region',
      'regions: [cn-hangzhou, Hangzhou]\n',
      ':1:24: ',
      /regions\[1\].*expected a region id such as cn-hangzhou/,
    ],
    ['no choice', 'endpoints: private\n', ':1:1: ', /endpoints: .*expected public or vpc/],
    ['a list', '- instance-schedule\n', ':1:1: ', /\(top level\): the value is an array; expected an object/],
    ['text', 'dryRun\n', ':1:1: ', /\(top level\): the value is a string/],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x01]), ':1:1: ', /\(top level\)|expected YAML/],
    ['broken YAML', 'instance-schedule:\n  schedules: {\n', ':3:1: ', /Flow map.*expected YAML/],
    ['tabs', 'instance-schedule:\n\tdryRun: false\n', ':2:1: ', /Tabs are not allowed/],
    ['a key twice', 'regions: [cn-hangzhou]\nregions: [cn-beijing]\n', ':2:1: ', /keys must be unique/],
    ['two documents', 'limits: {}\n---\nlimits: {}\n', ':2:1: ', /more than one document/],
    ['an unknown YAML tag', 'tagPrefix: !secret x\n', ':1:12: ', /Unresolved tag: !secret/],
    ['an alias loop', 'limits: &loop\n  instance-schedule: *loop\n', ':2:22: ', /\*loop contains itself/],
    ['an alias of nothing', 'limits: *nothing\n', ':1:9: ', /\*nothing names nothing/],
    ['aliases that multiply', LAUGHS, ': ', /Excessive alias count/],
  ])('%s', async (_, text, place, expected) => {
    const file = files.write('autopilot.yaml', text);
    const { err } = await plan(['--config', file]);
    expect(err.split('\n').length).toBe(2);
    expect(err).toContain(`error: ${file}${place}`);
    expect(err).toMatch(expected);
  });

  test('everything that is wrong is said at once, with a place each', async () => {
    const file = files.write(
      'autopilot.yaml',
      WINDOW.replace('Shanghai', 'Nowhere').replace('09:00', '99:00'),
    );
    const { problems } = problemsOf(await plan(['--config', file, '--json']));
    expect(problems.map(({ where }) => where)).toEqual([
      `${file}:4:7: instance-schedule.schedules.office-hours.timezone`,
      `${file}:7:11: instance-schedule.schedules.office-hours.windows[0].start`,
    ]);
  });

  test('no such file', async () => {
    const { err } = await plan(['--config', files.path('missing.yaml')]);
    expect(err).toContain(
      `error: ${files.path('missing.yaml')}: there is no such file. Name the configuration`,
    );
  });

  test('a folder', async () => {
    expect((await plan(['--config', files.path('.')])).err).toMatch(/it is a directory/);
  });
});

describe('a wrong event: the trigger is named', () => {
  const timer = (payload: string): string =>
    JSON.stringify({ triggerTime: '2026-11-20T11:00:00Z', triggerName: 'every-5-minutes', payload });

  test.each([
    [
      'empty',
      '',
      'event_empty',
      /event: the event is empty; expected a timer event .* or a direct invocation/,
    ],
    ['not JSON', 'nightly\n', 'event_not_json', /event: not JSON: .*; expected a timer event/],
    ['a list', '[]', 'event_shape', /the event is the list/],
    ['of a direct invocation', '{"dryrun":true}', 'unknown_key', /direct invocation, dryrun: unknown key/],
    [
      'no region',
      '{"regions":["x y"]}',
      'event_shape',
      /direct invocation, regions: .*expected a list of at least one region/,
    ],
    ['of a timer', timer('{"now":"soon"}'), 'event_shape', /payload of timer every-5-minutes, now/],
    [
      'a timer whose payload is not JSON',
      timer('x'),
      'event_not_json',
      /payload of timer every-5-minutes: not JSON/,
    ],
  ])('%s', async (_, text, code, expected) => {
    const config = files.write('autopilot.yaml', WINDOW);
    const event = files.write('event.json', text);
    const people = await plan(['--config', config, '--event', event]);
    expect(people.err.split('\n').length).toBe(2);
    expect(people.err).toMatch(expected);
    const programs = problemsOf(await plan(['--config', config, '--event', event, '--json']));
    expect(programs.error).toBe(code);
  });

  test('no such file', async () => {
    const config = files.write('autopilot.yaml', WINDOW);
    const { err } = await plan(['--config', config, '--event', files.path('missing.json')]);
    expect(err).toMatch(
      /missing\.json: there is no such file. Name a file with --event, or - for standard input/,
    );
  });

  test('a region that the configuration does not name', async () => {
    const config = files.write('autopilot.yaml', `regions: [cn-hangzhou]\n${WINDOW}`);
    const event = files.write('event.json', '{"regions":["cn-beijing"]}');
    const { err } = await plan(['--config', config, '--event', event]);
    expect(err).toMatch(
      /event of direct invocation: it asks for cn-beijing; expected regions of the configuration/,
    );
  });
});
