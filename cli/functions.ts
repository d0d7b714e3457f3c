import { automation as instanceSchedule } from '../functions/instance-schedule';
import { ConfigError } from '../shared/core/errors';
import { nearestName } from '../shared/model/nearest-name';
import type { Automation } from '../shared/runtime/execute';

/** Every function that can be planned, applied and deployed. */
export const automations: readonly Automation[] = [instanceSchedule];

/** @throws ConfigError naming the functions that exist */
export function automationNamed(name: string): Automation {
  const found = automations.find((automation) => automation.name === name);
  if (found !== undefined) return found;
  const names = automations.map((automation) => automation.name);
  const nearest = nearestName(name, names);
  throw new ConfigError({
    code: 'unknown_function',
    what: `there is no function ${JSON.stringify(name)}`,
    expected: names.join(', '),
    ...(nearest === undefined ? {} : { next: `Did you mean ${nearest}?` }),
  });
}
