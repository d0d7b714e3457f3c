import { schemas } from '../../../functions/instance-schedule/config';
import { configProblems, readSettings, sectionsFor } from '../../../shared/runtime/config';
import { describeProblem } from '../../../shared/core/errors';

const window = { days: 'mon-fri', start: '09:00', stop: '19:00' };
const office = { timezone: 'Asia/Shanghai', windows: [window] };
const withSchedule = (schedule: object): object => ({
  'instance-schedule': { schedules: { office: schedule } },
});
const withWindow = (change: object): object =>
  withSchedule({ ...office, windows: [{ ...window, ...change }] });

const role = (name: string, id: string): object => ({ name, roleArn: `acs:ram::${id}:role/autopilot` });

describe('configuration', () => {
  test('defaults are safe', () => {
    const { own, limits, common } = readSettings({}, schemas);
    expect(own).toMatchObject({ dryRun: true, schedules: {}, verifySeconds: 120 });
    expect(own.inline).toMatchObject({
      stoppedMode: 'StopCharging',
      publicIpMayChange: false,
      enforce: false,
      atFirstSight: 'record',
    });
    expect(limits).toEqual({ share: 50, allow: ['disruptive'] });
    expect(common.tagPrefix).toBe('autopilot');
  });

  test('a schedule stops economically but keeps public addresses by default', () => {
    const { own } = readSettings(withSchedule(office), schemas);
    expect(own.schedules['office']).toMatchObject({ stoppedMode: 'StopCharging', publicIpMayChange: false });
  });

  test.each<[string, unknown, string, RegExp]>([
    ['unknown top-level key', { regoins: [] }, 'regoins', /unknown key.*regions/],
    [
      'unknown key of a window',
      withWindow({ stopp: '1' }),
      'instance-schedule.schedules.office.windows[0].stopp',
      /unknown key/,
    ],
    [
      'wrong type',
      { 'instance-schedule': { dryRun: 'no' } },
      'instance-schedule.dryRun',
      /expected a boolean/,
    ],
    [
      'unknown zone',
      withSchedule({ ...office, timezone: 'Asia/Shanghia' }),
      'instance-schedule.schedules.office.timezone',
      /IANA/,
    ],
    [
      'impossible time',
      withWindow({ start: '25:00' }),
      'instance-schedule.schedules.office.windows[0].start',
      /00:00/,
    ],
    [
      '24:00 as a start',
      withWindow({ start: '24:00' }),
      'instance-schedule.schedules.office.windows[0].start',
      /23:59/,
    ],
    [
      'minute 60',
      withWindow({ stop: '10:60' }),
      'instance-schedule.schedules.office.windows[0].stop',
      /HH|00:00/,
    ],
    [
      'a time with a newline',
      withWindow({ stop: '10:00\n' }),
      'instance-schedule.schedules.office.windows[0].stop',
      /00:00/,
    ],
    [
      'a time that YAML read as a number',
      withWindow({ start: 540 }),
      'instance-schedule.schedules.office.windows[0].start',
      /expected a string/,
    ],
    [
      'zero length',
      withWindow({ stop: '09:00' }),
      'instance-schedule.schedules.office.windows[0].stop',
      /no length/,
    ],
    [
      'unknown day',
      withWindow({ days: 'mon-fry' }),
      'instance-schedule.schedules.office.windows[0].days',
      /weekday/,
    ],
    [
      'no windows',
      withSchedule({ ...office, windows: [] }),
      'instance-schedule.schedules.office.windows',
      /./,
    ],
    [
      'missing zone',
      withSchedule({ windows: [window] }),
      'instance-schedule.schedules.office.timezone',
      /missing/,
    ],
    [
      'unknown stop mode',
      withSchedule({ ...office, stoppedMode: 'Hibernate' }),
      'instance-schedule.schedules.office.stoppedMode',
      /StopCharging/,
    ],
    [
      'share above 100',
      { limits: { 'instance-schedule': { share: 101 } } },
      'limits.instance-schedule.share',
      /100/,
    ],
    ['a region that is none', { regions: ['cn hangzhou.evil.example'] }, 'regions[0]', /region id/],
    [
      'a role that is none',
      { accounts: [{ name: 'prod', roleArn: 'role' }] },
      'accounts[0].roleArn',
      /acs:ram/,
    ],
    [
      'a schedule name with blanks around it',
      { 'instance-schedule': { schedules: { ' office ': office } } },
      'instance-schedule.schedules. office ',
      /beginning with a letter/,
    ],
    [
      'a schedule called like nothing',
      { 'instance-schedule': { schedules: { '(none)': office } } },
      'instance-schedule.schedules.(none)',
      /beginning with a letter/,
    ],
    [
      'a key of the language',
      JSON.parse('{"instance-schedule":{"schedules":{"__proto__":{"timezone":"nowhere"}}}}'),
      'instance-schedule.schedules.__proto__',
      /cannot be used/,
    ],
    ['two accounts with one name', { accounts: [role('a', '1'), role('a', '2')] }, 'accounts', /same name/],
    ['one account twice', { accounts: [role('a', '1'), role('b', '1')] }, 'accounts', /same account/],
    ['not a mapping', 'text', '(top level)', /expected an object/],
  ])('%s is refused at its place', (_, value, where, says) => {
    const problems = configProblems(value, [schemas]);
    expect(problems.map((problem) => problem.where)).toContain(where);
    expect(problems.map(describeProblem).join('\n')).toMatch(says);
  });

  test('everything that is wrong is said at once', () => {
    const value = {
      regoins: 1,
      'instance-schedule': { dryRun: 1, schedules: { office: { ...office, timezone: 'x' } } },
    };
    expect(configProblems(value, [schemas])).toHaveLength(3);
  });

  test('a function is given its own sections only', () => {
    const whole = {
      tagPrefix: 'ops',
      'instance-schedule': { dryRun: false },
      other: {},
      limits: { other: {}, 'instance-schedule': {} },
    };
    expect(sectionsFor(whole, 'instance-schedule')).toEqual({
      tagPrefix: 'ops',
      'instance-schedule': { dryRun: false },
      limits: { 'instance-schedule': {} },
    });
  });
});
