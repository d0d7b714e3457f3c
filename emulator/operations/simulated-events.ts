import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, flag, required, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import type { Instance } from '../world/instance';
import { isFinished } from '../world/system-event';
import { cancel, EVENT_DURATIONS, raise } from '../world/system-event-execution';
import { SPOT_INTERRUPTION, SYSTEM_EVENT_TYPES } from '../world/system-event-types';
import type { SystemEventType } from '../world/system-event-types';
import { instanceNotFound } from './lookup';
import { ECS } from './products';
import { instanceArns } from './resources';
import { checkNotPassed, eventNotFound } from './system-event-answers';
import { eventTime, idList, invalidEventParameter, missingEventParameter } from './system-event-parameters';

/** Simulated events of a region that are not over; the limit of the cloud is not published. */
const MOST_SIMULATED = 100;

/** The first name is the API's name of the notice to spot instances. */
const REAL_ONES = [
  `Instance:${SPOT_INTERRUPTION}`,
  'SystemMaintenance.Reboot',
  'SystemMaintenance.Redeploy',
  'SystemMaintenance.Stop',
  'InstanceFailure.Reboot',
  'SystemFailure.Reboot',
] as const;

const DRILLS = [
  'SystemMaintenance.Reboot',
  'SystemMaintenance.Redeploy',
  'SystemMaintenance.Stop',
  'InstanceFailure.Reboot',
  'SystemFailure.Reboot',
  'SystemFailure.Redeploy',
  'SystemFailure.Stop',
] as const;

const NAMES = [...new Set([...REAL_ONES, ...DRILLS])];

interface Drill {
  readonly EventType: string;
  readonly InstanceId: readonly string[];
  readonly NotBefore: number;
  readonly TriggerRealOps: boolean;
}

function typeOf({ EventType, TriggerRealOps }: Drill): SystemEventType {
  const known: readonly string[] = TriggerRealOps ? REAL_ONES : DRILLS;
  const type = SYSTEM_EVENT_TYPES.get(EventType.replace(/^Instance:/, ''));
  if (type === undefined || !known.includes(EventType)) {
    throw invalidEventParameter('EventType', `with TriggerRealOps ${TriggerRealOps} ${known.join(', ')}`)();
  }
  return type;
}

function instancesOf(region: RegionalCall['region'], { InstanceId, EventType }: Drill): Instance[] {
  const instances = [...new Set(InstanceId)].map((id) => region.instances.get(id));
  if (!instances.every((instance) => instance !== undefined)) throw instanceNotFound();
  if (EventType === REAL_ONES[0] && instances.some(({ spotStrategy }) => spotStrategy === 'NoSpot')) {
    throw invalidEventParameter('InstanceId.N', 'spot instances')();
  }
  return instances;
}

/** Failures have already happened; for real, maintenance that moves an instance is planned by the platform. */
function planOf(
  { name }: SystemEventType,
  { NotBefore, TriggerRealOps }: Drill,
  now: number,
): { readonly state: 'Scheduled' | 'Executing'; readonly notBefore: number } {
  if (name.includes('Failure.')) return { state: 'Executing', notBefore: NotBefore };
  const isPlannedByPlatform = TriggerRealOps && name === 'SystemMaintenance.Redeploy';
  return {
    state: 'Scheduled',
    notBefore: isPlannedByPlatform ? now + EVENT_DURATIONS.maintenanceNotice : NotBefore,
  };
}

/** https://help.aliyun.com/document_detail/88814.html */
const createSimulatedSystemEvents = regionalOperation({
  product: ECS,
  name: 'CreateSimulatedSystemEvents',
  access: 'write',
  parameters: {
    EventType: required(choice(NAMES, invalidEventParameter('EventType', NAMES.join(', ')))),
    InstanceId: required(idList('InstanceId')),
    NotBefore: required(eventTime('NotBefore')),
    TriggerRealOps: withDefault(flag(), false),
  },
  refused: OWNER_PARAMETERS,
  missing: missingEventParameter,
  authorization: {
    action: 'ecs:CreateSimulatedSystemEvents',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: ({ region, world }, drill) => {
    const type = typeOf(drill);
    const instances = instancesOf(region, drill);
    const now = world.clock.now();
    checkNotPassed(drill.NotBefore, now);
    const open = region.systemEvents.all().filter((event) => event.simulated && !isFinished(event));
    if (open.length + instances.length > MOST_SIMULATED) {
      throw new ApiError(
        403,
        'SimulatedEventLimitExceeded',
        `At most ${MOST_SIMULATED} simulated events can be open in a region.`,
      );
    }
    const events = instances.map(({ id }) =>
      raise(world, region, {
        type,
        resourceId: id,
        instanceId: id,
        ...planOf(type, drill, now),
        simulated: true,
        takesEffect: drill.TriggerRealOps,
      }),
    );
    return { EventIdSet: { EventId: events.map(({ id }) => id) } };
  },
});

/** https://help.aliyun.com/document_detail/88808.html */
const cancelSimulatedSystemEvents = regionalOperation({
  product: ECS,
  name: 'CancelSimulatedSystemEvents',
  access: 'write',
  parameters: { EventId: required(idList('EventId', 400)) },
  refused: OWNER_PARAMETERS,
  missing: missingEventParameter,
  authorization: {
    action: 'ecs:CancelSimulatedSystemEvents',
    resources: ({ account, region }) => instanceArns(account, region.id, []),
  },
  handle: ({ region, world }, { EventId }) => {
    const events = [...new Set(EventId)].map((id) => region.systemEvents.get(id));
    if (!events.every((event) => event !== undefined)) throw eventNotFound();
    if (events.some(({ simulated }) => !simulated)) {
      throw new ApiError(
        403,
        'CannotCancelSystemEvent.NotSimulated',
        'An event that is not simulated cannot be canceled.',
      );
    }
    if (events.some(isFinished)) {
      throw invalidEventParameter('EventId.N', 'ids of events in the Scheduled or Executing state')();
    }
    for (const event of events) cancel(world, region, event);
    return {};
  },
});

export const SIMULATED_EVENT_OPERATIONS: readonly Operation[] = [
  createSimulatedSystemEvents,
  cancelSimulatedSystemEvents,
];
