import type { Memory } from '../../../functions/instance-schedule/memory';
import { decodeMemory } from '../../../functions/instance-schedule/memory';
import { Rules } from '../../../functions/instance-schedule/rules';
import type { Goal } from '../../../functions/instance-schedule/wanted';
import { goalOf } from '../../../functions/instance-schedule/wanted';
import { readInstanceTags } from '../../../functions/instance-schedule/instance-tags';
import type { Instance } from '../../../shared/model/instance';
import { configWith, instanceLike, shanghai, TAGS } from './story';

interface Given {
  readonly at: string;
  readonly status?: string;
  readonly startedAt?: string;
  readonly memory?: string;
}

/** What is wanted of an instance of office hours with these tags. */
function goal(
  tags: Record<string, string>,
  { at, status = 'Running', startedAt, memory }: Given,
): Goal | undefined {
  const now = shanghai(at);
  const instance: Instance = instanceLike({
    status,
    tags: { 'autopilot:schedule': 'office-hours', ...tags },
    ...(startedAt === undefined ? {} : { startedAt: shanghai(startedAt) }),
  });
  const rule = new Rules(configWith(), {}, TAGS, now).of(instance);
  if (!('behaviour' in rule)) throw new Error(rule.reason);
  const remembered: Memory | undefined = decodeMemory(memory);
  return goalOf(instance, readInstanceTags(instance.tags, TAGS, rule.zone).wishes, rule, remembered, now);
}

function summaryOf(wanted: Goal | undefined): unknown[] {
  return [wanted?.state, wanted?.transition, wanted?.forced];
}

describe('what is wanted, and the transition that brought it', () => {
  test.each<[string, Record<string, string>, Given, [string, string, boolean]]>([
    ['inside a window', {}, { at: '2026-11-20 10:00' }, ['running', '2026-11-20 09:00', false]],
    ['outside', {}, { at: '2026-11-21 10:00' }, ['stopped', '2026-11-20 19:00', false]],
    [
      'a force counts more than the schedule',
      { [TAGS.force]: 'running' },
      { at: '2026-11-21 10:00' },
      ['running', '2026-11-20 19:00', true],
    ],
    [
      'a force that is over leads back to the schedule, at its end',
      { [TAGS.force]: 'running until 2026-11-21 08:00' },
      { at: '2026-11-21 08:00' },
      ['stopped', '2026-11-21 08:00', false],
    ],
    [
      'a force that ended before the last transition says nothing any more',
      { [TAGS.force]: 'stopped until 2026-11-19 08:00' },
      { at: '2026-11-20 10:00' },
      ['running', '2026-11-20 09:00', false],
    ],
    [
      'the later of a hold and a force that are over',
      { [TAGS.force]: 'on until 2026-11-21 08:00', [TAGS.holdUntil]: '2026-11-21 09:30' },
      { at: '2026-11-21 10:00' },
      ['stopped', '2026-11-21 09:30', false],
    ],
    [
      'the end of a run that has lasted long enough',
      { [TAGS.stopAfter]: '3h' },
      { at: '2026-11-20 12:30', startedAt: '2026-11-20 09:10' },
      ['stopped', '2026-11-20 12:10', true],
    ],
    [
      'a force counts more than the end of a run',
      { [TAGS.stopAfter]: '3h', [TAGS.force]: 'on' },
      { at: '2026-11-20 12:30', startedAt: '2026-11-20 09:10' },
      ['running', '2026-11-20 09:00', true],
    ],
    [
      'what was stopped at the end of its run stays so until the schedule goes on',
      { [TAGS.stopAfter]: '3h' },
      {
        at: '2026-11-20 13:00',
        status: 'Stopped',
        startedAt: '2026-11-20 09:10',
        memory: 'done:stopped@2026-11-20T04:10Z/2026-11-20T04:10Z',
      },
      ['stopped', '2026-11-20 12:10', true],
    ],
    [
      'what somebody else stopped is the schedule’s business',
      { [TAGS.stopAfter]: '3h' },
      {
        at: '2026-11-20 13:00',
        status: 'Stopped',
        startedAt: '2026-11-20 09:10',
        memory: 'seen:running@2026-11-20T01:00Z/2026-11-20T01:00Z',
      },
      ['running', '2026-11-20 09:00', false],
    ],
  ])('%s', (_, tags, given, [state, transition, forced]) => {
    expect(summaryOf(goal(tags, given))).toEqual([state, shanghai(transition), forced]);
  });
});

test('reasons name the tag’s wish and the wall clock of the schedule', () => {
  expect(goal({ [TAGS.force]: 'off until 2026-11-25 18:00' }, { at: '2026-11-20 10:00' })?.reason).toBe(
    'its own tag forces it stopped until Wed 2026-11-25 18:00',
  );
  expect(
    goal({ [TAGS.stopAfter]: '90m' }, { at: '2026-11-20 12:00', startedAt: '2026-11-20 10:00' })?.reason,
  ).toBe('its own tag lets it run for 1 h 30 min only, until Fri 2026-11-20 11:30');
});
