import { evaluate } from '../../../emulator/ram/policy';
import type { Policy } from '../../../emulator/ram/policy';

function policy(...Statement: Policy['Statement']): Policy {
  return { Version: '1', Statement };
}

describe('a policy', () => {
  const arn = 'acs:ecs:cn-hangzhou:123:instance/i-1';

  test.each<[string, Policy[], string, string]>([
    ['nothing', [], 'ecs:StopInstance', 'implicitDeny'],
    [
      'the action',
      [policy({ Effect: 'Allow', Action: 'ecs:StopInstance', Resource: '*' })],
      'ecs:StopInstance',
      'allow',
    ],
    [
      'a pattern',
      [policy({ Effect: 'Allow', Action: ['ecs:St*'], Resource: [arn] })],
      'ecs:StopInstance',
      'allow',
    ],
    [
      'another case',
      [policy({ Effect: 'Allow', Action: 'ECS:stopinstance', Resource: '*' })],
      'ecs:StopInstance',
      'allow',
    ],
    [
      'one character',
      [policy({ Effect: 'Allow', Action: '*', Resource: `${arn.slice(0, -1)}?` })],
      'x',
      'allow',
    ],
    [
      'another resource',
      [policy({ Effect: 'Allow', Action: '*', Resource: `${arn}0` })],
      'x',
      'implicitDeny',
    ],
    [
      'a Deny, in another policy',
      [
        policy({ Effect: 'Allow', Action: '*', Resource: '*' }),
        policy({ Effect: 'Deny', Action: 'ecs:Stop*', Resource: 'acs:ecs:*:*:instance/i-1' }),
      ],
      'ecs:StopInstance',
      'explicitDeny',
    ],
  ])('that allows %s', (_case, policies, action, decision) => {
    expect(evaluate(policies, action, arn)).toBe(decision);
  });
});
