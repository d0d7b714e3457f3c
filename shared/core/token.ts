import { createHash } from 'node:crypto';
import type { Resource, Scalar } from './plan';
import { resourceKey } from './plan';

/** Everything that makes two requests the same logical request. */
export interface TokenParts {
  readonly function: string;
  readonly policy: string;
  readonly target: Resource;
  /** The instant the effect is due, not the instant of the run. */
  readonly due: Date;
  /** Counts failed results that were observed, from 0: a lost answer is not a new attempt. */
  readonly attempt: number;
  readonly parameters: Readonly<Record<string, Scalar>>;
}

/**
 * The `ClientToken` of a request: the same for every repetition and every parallel run, another one for
 * another effect. 64 ASCII characters, the most that ECS takes.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/how-to-ensure-idempotence
 */
export function clientToken(parts: TokenParts): string {
  const parameters = Object.entries(parts.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = [
    parts.function,
    parts.policy,
    resourceKey(parts.target),
    parts.due.toISOString(),
    parts.attempt,
    parameters,
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
