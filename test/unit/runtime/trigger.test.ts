import { EventError } from '../../../shared/core/errors';
import { readTrigger } from '../../../shared/runtime/trigger';

const timer = (payload?: string): string =>
  JSON.stringify({
    triggerTime: '2026-11-20T11:00:00Z',
    triggerName: 'every-5-minutes',
    ...(payload === undefined ? {} : { payload }),
  });

function problemOf(event: string): { where?: string | undefined; code: string; text: string } {
  try {
    readTrigger(Buffer.from(event));
  } catch (error) {
    if (error instanceof EventError) return { ...error.problems[0], code: error.code, text: error.message };
    throw error;
  }
  throw new Error('the event was read');
}

describe('events', () => {
  test('a timer event', () => {
    expect(readTrigger(Buffer.from(timer('{"dryRun":true}')))).toEqual({
      name: 'timer every-5-minutes',
      request: { dryRun: true },
    });
  });

  test.each([timer(), timer(''), timer('  ')])('a timer without a payload asks for nothing', (event) => {
    expect(readTrigger(event).request).toEqual({});
  });

  test('a direct invocation', () => {
    expect(readTrigger('{"regions":["cn-hangzhou"],"now":"2026-11-20T20:00:00+08:00"}')).toEqual({
      name: 'direct invocation',
      request: { regions: ['cn-hangzhou'], now: '2026-11-20T20:00:00+08:00' },
    });
  });

  test.each([
    ['empty', '', 'event_empty', /empty.*timer event/],
    ['white space', ' \n', 'event_empty', /empty/],
    ['not JSON', 'awesome-fc', 'event_not_json', /not JSON.*timer event/],
    ['cut off', '{"triggerTime":', 'event_not_json', /not JSON/],
    ['null', 'null', 'event_shape', /null/],
    ['a list', '[]', 'event_shape', /the list \[\]/],
    ['a number', '7', 'event_shape', /the event is 7/],
    ['a timer without a name', '{"triggerTime":"x"}', 'event_shape', /timer event, triggerName/],
    [
      'a timer whose payload is not JSON',
      timer('nightly'),
      'event_not_json',
      /payload of timer every-5-minutes/,
    ],
    [
      'a timer whose payload asks for what is not known',
      timer('{"dryrun":true}'),
      'unknown_key',
      /payload of timer every-5-minutes.*dryrun/,
    ],
    [
      'a timer whose payload has a wrong type',
      timer('{"dryRun":"no"}'),
      'event_shape',
      /payload of timer every-5-minutes, dryRun/,
    ],
    ['an event of another product', '{"events":[]}', 'unknown_key', /direct invocation/],
    ['a day that does not exist', '{"now":"2026-02-30T10:00:00Z"}', 'event_shape', /now.*ISO 8601/],
    ['an instant without a zone', '{"now":"2026-11-20T20:00:00"}', 'event_shape', /now/],
  ])('%s is an error that names the trigger', (_, event, code, text) => {
    const problem = problemOf(event);
    expect(problem.code).toBe(code);
    expect(problem.text).toMatch(text);
  });

  test('prototype keys do no harm', () => {
    expect(problemOf('{"__proto__":{"dryRun":false}}').code).toBe('unknown_key');
  });
});
