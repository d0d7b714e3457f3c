import { parsePattern } from '../../../emulator/events-out/pattern';

// https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-patterns
const EVENT = {
  source: 'acs.ecs',
  type: 'ecs:Instance:StateChange',
  count: 4,
  empty: '',
  nothing: null,
  tags: ['blue', 'green'],
  data: { state: 'Stopped', resourceId: 'i-a' },
};

test.each<[Record<string, unknown>, boolean]>([
  [{}, true],
  [{ source: ['acs.ecs'] }, true],
  [{ source: ['acs.oss', 'acs.ecs'] }, true],
  [{ source: ['ACS.ECS'] }, false],
  [{ source: ['acs.ecs'], type: ['other'] }, false],
  [{ type: [{ prefix: 'ecs:Instance:' }] }, true],
  [{ type: [{ prefix: 'ecs:Disk:' }, { suffix: ':StateChange' }] }, true],
  [{ type: [{ suffix: 'Change2' }] }, false],
  [{ type: [{ contains: 'Instance' }] }, true],
  [{ data: { state: ['Stopped'] } }, true],
  [{ data: { state: [{ 'anything-but': 'Stopped' }] } }, false],
  [{ data: { state: [{ 'anything-but': ['Running', 'Starting'] }] } }, true],
  [{ data: { state: [{ 'anything-but': { prefix: 'St' } }] } }, false],
  [{ data: { missing: [{ 'anything-but': 'x' }] } }, false],
  [{ data: { state: [{ exists: true }] } }, true],
  [{ data: { state: [{ exists: false }] } }, false],
  [{ other: { state: [{ exists: false }] } }, true],
  [{ count: [4] }, true],
  [{ count: ['4'] }, false],
  [{ count: [{ prefix: '4' }] }, false],
  [{ empty: [''] }, true],
  [{ nothing: [null] }, true],
  [{ missing: [null] }, false],
  [{ tags: ['green'] }, true],
  [{ tags: [{ prefix: 're' }] }, false],
  [{ source: { of: ['x'] } }, false],
])('%j: %s', (pattern, matches) => {
  expect(parsePattern(pattern)(EVENT)).toBe(matches);
});

test.each([
  [[], 'pattern: expected an object'],
  [{ source: 'acs.ecs' }, 'pattern.source: expected a list of values and operators'],
  [{ source: [] }, 'pattern.source: expected a list of values and operators'],
  [{ source: [['x']] }, 'pattern.source[0]: expected a value or an operator'],
  [{ source: [{}] }, 'pattern.source[0]: expected one operator'],
  [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'pattern.source[0]: expected one operator'],
  [{ source: [{ prefix: 1 }] }, 'pattern.source[0].prefix: expected a text'],
  [{ source: [{ exists: 'yes' }] }, 'pattern.source[0].exists: expected true or false'],
  [{ source: [{ 'anything-but': [] }] }, 'pattern.source[0].anything-but: expected a value'],
  [{ data: { ip: [{ cidr: '10.0.0.0/24' }] } }, 'does not implement "cidr"'],
])('%j is none: %s', (pattern, problem) => {
  expect(() => parsePattern(pattern)).toThrow(problem);
});
