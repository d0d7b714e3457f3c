import type { SystemEventInput } from '../system-events';
import { SIMULATED_REASON } from '../../world/system-event';
import { child, nonEmpty, said, time } from './wire';
import type { Wire } from './wire';

/** An event of DescribeInstanceHistoryEvents; its instance has to be in the fleet too. */
export function systemEventOf(wire: Wire): SystemEventInput {
  return said<SystemEventInput>({
    id: wire['EventId'],
    instance: wire['InstanceId'],
    code: child(wire, 'EventType', 'Name'),
    state: child(wire, 'EventCycleStatus', 'Name'),
    publishedAt: time(wire['EventPublishTime']),
    notBefore: time(wire['NotBefore']),
    finishedAt: time(wire['EventFinishTime']),
    reason: nonEmpty(wire['Reason']),
    simulated: wire['Reason'] === SIMULATED_REASON,
    extendedAttribute: {
      diskId: nonEmpty(child(wire, 'ExtendedAttribute', 'DiskId')),
      device: nonEmpty(child(wire, 'ExtendedAttribute', 'Device')),
    },
  });
}
