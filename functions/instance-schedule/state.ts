import type { Severity, State } from '../../shared/core/plan';
import type { Instance } from '../../shared/model/instance';
import type { TagNames } from '../../shared/model/tags';

/** Set by Auto Scaling on the instances it makes: it would replace what is stopped under it. */
export const SCALING_GROUP_TAG = 'acs:autoscaling:scalingGroupId';

/** Why an instance must not be stopped now. */
export interface Obstacle {
  readonly code: string;
  readonly reason: string;
  readonly severity: Severity;
}

/**
 * What a decision depends on; read again before acting and compared.
 *
 * @param obstacleToStop looked for only where there is something to be stopped
 */
export function stateOf(instance: Instance, tags: TagNames, obstacleToStop?: Obstacle): State {
  return {
    obstacleToStop: obstacleToStop?.reason,
    status: instance.status,
    schedule: instance.tags[tags.schedule]?.trim(),
    holdUntil: instance.tags[tags.holdUntil],
    force: instance.tags[tags.force],
    stopAfter: instance.tags[tags.stopAfter],
    optedOut: instance.tags[tags.ignore] !== undefined,
    protected: instance.tags[tags.protected] !== undefined,
    locks: instance.locks.join(',') || undefined,
    scalingGroup: instance.tags[SCALING_GROUP_TAG],
    type: instance.type,
    chargeType: instance.chargeType,
    network: instance.network,
    publicIp: instance.publicIps.length > 0,
  };
}

/** What people should know about a stopped instance that was to be stopped in a mode and was not. */
export function stillCharged({ stoppedMode }: Instance, wanted: string): string | undefined {
  return wanted === 'StopCharging' && stoppedMode !== 'StopCharging'
    ? `stopped but still charged: the platform reports StoppedMode ${stoppedMode}`
    : undefined;
}
