import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { required, text } from '../api/parameters';
import { ApiError } from '../errors';
import { isCloudDisk } from '../world/disk';
import { unfinishedEventsOf } from '../world/system-event';
import type { SystemEvent } from '../world/system-event';
import { execute, reschedule } from '../world/system-event-execution';
import { incorrectInstanceStatus } from './errors';
import { instanceNotFound } from './lookup';
import { ECS } from './products';
import { redeployInstance } from './redeploy';
import { instanceArns } from './resources';
import { eventTime, invalidEventParameter, missingEventParameter } from './system-event-parameters';

function refusal(code: string, message: string): ApiError {
  return new ApiError(403, code, message);
}

function noInquiringEvent(): ApiError {
  return new ApiError(
    404,
    'InvalidEventId.NoInquiringEventFound',
    'The specified EventId is not the id of an event in the Inquiring state.',
  );
}

/** ARN of the instance that an event is about. */
function eventArns({ account, region }: RegionalCall, id: string): string[] {
  const instanceId = region.systemEvents.get(id)?.instanceId;
  return instanceArns(account, region.id, instanceId === undefined ? [] : [instanceId]);
}

/** A local disk can be worked on while it is attached. */
function checkDisk({ region }: RegionalCall, { type, extendedAttribute }: SystemEvent): void {
  if (!type.effect.startsWith('repairDisk')) return;
  const disk = region.disks.get(extendedAttribute.diskId ?? '');
  if (disk === undefined) return;
  if (isCloudDisk(disk.category)) {
    throw refusal(
      'OperationFail.DiskCategoryNotSupported',
      'The operation is not supported by the category of the disk.',
    );
  }
  if (disk.status !== 'In_use') {
    throw refusal(
      'OperationFail.DiskStatusNotSupported',
      'The operation is not supported in the current status of the disk.',
    );
  }
}

function checkInstance({ region }: RegionalCall, event: SystemEvent): void {
  const status = region.instances.get(event.instanceId)?.status;
  if (status === 'Running' || status === 'Stopped') return;
  throw event.type.effect.startsWith('repairDisk')
    ? refusal(
        'OperationFail.InstanceStatusNotSupported',
        'The operation is not supported in the current status of the instance.',
      )
    : incorrectInstanceStatus();
}

/** `Choice` is open to invited users alone. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-acceptinquiredsystemevent */
const acceptInquiredSystemEvent = regionalOperation({
  product: ECS,
  name: 'AcceptInquiredSystemEvent',
  access: 'write',
  parameters: { EventId: required(text()) },
  refused: [...OWNER_PARAMETERS, 'Choice'],
  missing: (name) => new ApiError(400, 'MissingParameter', missingEventParameter(name).message),
  authorization: {
    action: 'ecs:AcceptInquiredSystemEvent',
    resources: (call, { EventId }) => eventArns(call, EventId),
  },
  handle: (call, { EventId }) => {
    const { region, world } = call;
    const event = region.systemEvents.get(EventId);
    if (event?.state !== 'Inquiring') throw noInquiringEvent();
    const others = unfinishedEventsOf(region, event.resourceId);
    if (others.some(({ state }) => state === 'Executing')) {
      throw refusal(
        'OperationConflict',
        'The operation conflicts with another event that is being executed.',
      );
    }
    checkInstance(call, event);
    checkDisk(call, event);
    execute(world, region, event);
    return {};
  },
});

export function eventNotFound(): ApiError {
  return refusal('InvalidEventId.NotFound', 'The specified EventId does not exist.');
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifysystemeventattribute */
const modifySystemEventAttribute = regionalOperation({
  product: ECS,
  name: 'ModifySystemEventAttribute',
  access: 'write',
  parameters: {
    EventId: required(text()),
    InstanceId: required(text()),
    NotBefore: required(eventTime('NotBefore')),
  },
  refused: OWNER_PARAMETERS,
  missing: missingEventParameter,
  authorization: {
    action: 'ecs:ModifySystemEventAttribute',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, [InstanceId]),
  },
  handle: ({ region, world }, { EventId, InstanceId, NotBefore }) => {
    if (region.instances.get(InstanceId) === undefined) throw instanceNotFound();
    const event = region.systemEvents.get(EventId);
    if (event?.instanceId !== InstanceId) throw eventNotFound();
    if (event.state !== 'Scheduled') {
      throw refusal('IncorrectEventStatus', 'The event is not in the Scheduled state.');
    }
    checkNotPassed(NotBefore, world.clock.now());
    if (NotBefore > (event.initialNotBefore ?? Infinity)) {
      throw invalidEventParameter('NotBefore', 'no time after the one that was planned at first')();
    }
    reschedule(world, region, event, NotBefore);
    return {};
  },
});

/** @throws ApiError InvalidNotBefore.Passed */
export function checkNotPassed(notBefore: number, now: number): void {
  // Requests tell whole seconds.
  if (notBefore < Math.floor(now / 1000) * 1000) {
    throw refusal('InvalidNotBefore.Passed', 'The specified NotBefore is earlier than the current time.');
  }
}

export const SYSTEM_EVENT_ANSWERS: readonly Operation[] = [
  acceptInquiredSystemEvent,
  modifySystemEventAttribute,
  redeployInstance,
];
