import type { Action, Resource, Risk, Skip, Step } from '../../shared/core/plan';

export function instanceNamed(id: string, over: Partial<Resource> = {}): Resource {
  return { type: 'instance', id, region: 'cn-hangzhou', ...over };
}

export function step(kind: string, risk: Risk = 'disruptive', over: Partial<Step> = {}): Step {
  return { kind, risk, parameters: {}, ...over };
}

export function actionOn(
  id: string,
  steps: readonly [Step, ...Step[]] = [step('stop')],
  over: Partial<Action> = {},
): Action {
  return {
    target: instanceNamed(id),
    rule: 'office-hours',
    code: 'stop',
    reason: 'outside its window',
    steps,
    ...over,
  };
}

export function skipOf(id: string): Skip {
  return {
    target: instanceNamed(id),
    rule: 'office-hours',
    code: 'already_stopped',
    reason: 'nothing to do',
    severity: 'info',
  };
}
