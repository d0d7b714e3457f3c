import { automation as instanceSchedule } from '../functions/instance-schedule';
import { schemas as instanceScheduleSchemas } from '../functions/instance-schedule/config';
import { ConfigError } from '../shared/core/errors';
import { nearestName } from '../shared/model/nearest-name';
import type { ConfigSchemas } from '../shared/runtime/config';
import type { Automation } from '../shared/runtime/execute';
import type { FunctionConfig } from '../shared/runtime/settings';

/** A function, and what its configuration has to look like. */
export interface FunctionEntry {
  readonly automation: Automation;
  readonly schemas: ConfigSchemas<FunctionConfig, unknown>;
}

/** Every function that can be planned, applied and deployed. */
const FUNCTIONS: readonly FunctionEntry[] = [
  { automation: instanceSchedule, schemas: instanceScheduleSchemas },
];

/** What a whole autopilot.yaml is checked against. */
export const allSchemas = FUNCTIONS.map(({ schemas }) => schemas);

/** @throws ConfigError naming the functions that exist */
export function functionNamed(name: string): FunctionEntry {
  const found = FUNCTIONS.find(({ automation }) => automation.name === name);
  if (found !== undefined) return found;
  const names = FUNCTIONS.map(({ automation }) => automation.name);
  const nearest = nearestName(name, names);
  throw new ConfigError({
    code: 'unknown_function',
    what: `there is no function ${JSON.stringify(name)}`,
    expected: names.join(', '),
    ...(nearest === undefined ? {} : { next: `Did you mean ${nearest}?` }),
  });
}
