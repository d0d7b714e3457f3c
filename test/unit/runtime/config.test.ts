import { schemas } from '../../../functions/instance-schedule/config';
import { describeProblem } from '../../../shared/core/errors';
import { configProblems, readSettings, sectionsFor } from '../../../shared/runtime/config';
import { allowedRisks } from '../../../shared/runtime/settings';
import { pathText } from '../../../shared/runtime/problems';

function problems(value: unknown): string[] {
  return configProblems(value, [schemas]).map(describeProblem);
}

describe('a configuration', () => {
  test.each([undefined, null, {}])('%j is all defaults, and dry', (value) => {
    expect(problems(value)).toEqual([]);
    const settings = readSettings(value, schemas);
    expect(settings).toMatchObject({
      common: { tagPrefix: 'autopilot', endpoints: 'public' },
      own: { dryRun: true, schedules: {}, verifySeconds: 120 },
      limits: { share: 50 },
    });
  });

  test('keys of functions that are not asked for are errors', () => {
    expect(problems({ 'auto-snapshot': {} })[0]).toMatch(/unknown key "auto-snapshot".*instance-schedule/);
  });

  test.each<[string, object, RegExp]>([
    ['an address', { notify: [{ type: 'webhook', urlFrom: 'https://hooks.example.com/SECRET' }] }, /urlFrom/],
    ['a key', { notify: [{ type: 'webhook', urlFrom: 'HOOK', secretFrom: 'my-SECRET' }] }, /secretFrom/],
    ['a role', { accounts: [{ name: 'dev', roleArn: 'SECRET' }] }, /roleArn.*expected a role ARN such as/],
  ])('%s in the place of a name is not repeated in the error', (_, value, text) => {
    const [problem = ''] = problems(value);
    expect(problem).toMatch(text);
    expect(problem).not.toContain('SECRET');
  });

  test.each<[string, object, string]>([
    [
      'a key of a receiver',
      { notify: [{ type: 'webhook', urlFrom: 'HOOK', url: 'x' }] },
      'notify[0].url: unknown key "url"; expected one of type, urlFrom, secretFrom, when',
    ],
    [
      'a key of an account',
      { accounts: [{ name: 'a', roleArn: 'acs:ram::1:role/a', role: 'a' }] },
      'accounts[0].role: unknown key "role"; expected one of name, roleArn, externalId',
    ],
    [
      'a kind of receiver',
      { notify: [{ type: 'pager', urlFrom: 'HOOK' }] },
      'notify[0].type: the value is not one of those known; expected webhook',
    ],
    [
      'an occasion',
      { notify: [{ type: 'webhook', urlFrom: 'HOOK', when: 'never' }] },
      'notify[0].when: the value is not one of those known; expected always or changes or problems',
    ],
    ['no regions', { regions: [] }, 'regions: the value is too small; expected at least 1 in the list'],
    [
      'no folder',
      { store: { folder: '' } },
      'store.folder: the value is too small; expected at least 1 characters',
    ],
    [
      'a long wait',
      { 'instance-schedule': { verifySeconds: 601 } },
      'instance-schedule.verifySeconds: the value is too big; expected at most 600',
    ],
    [
      'no prefix',
      { tagPrefix: 'Auto Pilot' },
      'tagPrefix: the value is not understood; expected 1 to 32 lower-case letters, digits and hyphens, a letter first',
    ],
  ])('%s is said with what was expected', (_, value, text) => {
    expect(problems(value).map((problem) => problem.replace(/\. Did you mean .*/, ''))).toEqual([text]);
  });
});

test('a function gets the common keys and its own', () => {
  const whole = {
    regions: ['cn-hangzhou'],
    limits: { 'instance-schedule': { share: 1 }, 'auto-snapshot': { share: 2 } },
    'instance-schedule': { dryRun: false },
    'auto-snapshot': { dryRun: false },
  };
  expect(sectionsFor(whole, 'instance-schedule')).toEqual({
    regions: ['cn-hangzhou'],
    limits: { 'instance-schedule': { share: 1 } },
    'instance-schedule': { dryRun: false },
  });
  expect(sectionsFor(undefined, 'instance-schedule')).toEqual({});
});

test('nothing irreversible is ever among the allowed risks', () => {
  expect(allowedRisks(['disruptive', 'destructive', 'irreversible'])).toEqual({
    safe: true,
    disruptive: true,
    destructive: true,
    irreversible: false,
  });
});

test.each([
  [[], '(top level)'],
  [['a', 0, 'b'], 'a[0].b'],
])('a path as people write it: %j', (path, text) => {
  expect(pathText(path)).toBe(text);
});
