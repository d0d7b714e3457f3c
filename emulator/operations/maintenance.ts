import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, flag, integer, list, records, required, text, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import { MAINTENANCE_ACTIONS } from '../world/instance-settings';
import type { MaintenanceWindow } from '../world/instance-settings';
import type { Instance } from '../world/instance';
import { pageByNumber } from '../world/paging';
import type { Body } from '../wire/render';
import { instanceNotFound } from './lookup';
import { ECS } from './products';
import { instanceArns } from './resources';

const LARGEST_PAGE_NUMBER = 1_000_000;

const MOST_INSTANCES = 100;

function invalidWindow(): ApiError {
  return new ApiError(
    403,
    'InvalidParameter',
    'The specified MaintenanceWindow is not valid: expected whole hours HH:00:00 from 1 to 23 hours apart.',
  );
}

const hour = text({ pattern: /^(?:[01]\d|2[0-3]):00:00$/, refusal: invalidWindow });

function hoursOf(time: string): number {
  return Number(time.slice(0, 2));
}

/** A window may go over midnight. */
function windowOf(given: {
  readonly StartTime: string | undefined;
  readonly EndTime: string | undefined;
}): MaintenanceWindow {
  const { StartTime: start, EndTime: end } = given;
  if (start === undefined || end === undefined || hoursOf(start) === hoursOf(end)) throw invalidWindow();
  return { start, end };
}

function instancesOf({ region }: RegionalCall, ids: readonly string[]): readonly Instance[] {
  if (ids.some((id) => region.instances.get(id) === undefined)) throw instanceNotFound();
  return region.instances.pick(ids);
}

/** Window times are of UTC+8. https://help.aliyun.com/document_detail/159399.html */
const modifyInstanceMaintenanceAttributes = regionalOperation({
  product: ECS,
  name: 'ModifyInstanceMaintenanceAttributes',
  access: 'write',
  parameters: {
    InstanceId: required(list(MOST_INSTANCES)),
    MaintenanceWindow: records({ StartTime: hour, EndTime: hour }, 1),
    ActionOnMaintenance: choice(MAINTENANCE_ACTIONS),
    NotifyOnMaintenance: flag(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifyInstanceMaintenanceAttributes',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  handle: (call, { InstanceId, MaintenanceWindow, ActionOnMaintenance, NotifyOnMaintenance }) => {
    const windows = MaintenanceWindow.map(windowOf);
    for (const instance of instancesOf(call, InstanceId)) {
      const { maintenance } = instance.settings;
      instance.settings = {
        ...instance.settings,
        maintenance: {
          action: ActionOnMaintenance ?? maintenance.action,
          notify: NotifyOnMaintenance ?? maintenance.notify,
          windows: windows.length > 0 ? windows : maintenance.windows,
        },
      };
    }
    return {};
  },
});

function maintenanceView({ id, settings: { maintenance } }: Instance): Body {
  return {
    InstanceId: id,
    NotifyOnMaintenance: maintenance.notify,
    MaintenanceWindows: {
      MaintenanceWindow: maintenance.windows.map(({ start, end }) => ({ StartTime: start, EndTime: end })),
    },
    ActionOnMaintenance: {
      Value: maintenance.action,
      DefaultValue: 'AutoRecover',
      SupportedValues: { SupportedValue: [...MAINTENANCE_ACTIONS] },
    },
  };
}

/** https://help.aliyun.com/document_detail/159398.html */
const describeInstanceMaintenanceAttributes = regionalOperation({
  product: ECS,
  name: 'DescribeInstanceMaintenanceAttributes',
  access: 'read',
  parameters: {
    InstanceId: list(
      MOST_INSTANCES,
      () => new ApiError(403, 'InstanceIdLimitExceeded', 'At most 100 instance ids can be given.'),
    ),
    PageNumber: withDefault(integer(1, LARGEST_PAGE_NUMBER), 1),
    PageSize: withDefault(integer(1, 100), 10),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeInstanceMaintenanceAttributes',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  whenDenied: ({ PageNumber, PageSize }) => ({
    MaintenanceAttributes: { MaintenanceAttribute: [] },
    TotalCount: 0,
    PageNumber,
    PageSize,
  }),
  handle: (call, { InstanceId, PageNumber, PageSize }) => {
    const matches = InstanceId.length > 0 ? instancesOf(call, InstanceId) : call.region.instances.all();
    return {
      MaintenanceAttributes: {
        MaintenanceAttribute: pageByNumber(matches, PageSize, PageNumber).items.map(maintenanceView),
      },
      TotalCount: matches.length,
      PageNumber,
      PageSize,
    };
  },
});

export const MAINTENANCE_OPERATIONS: readonly Operation[] = [
  modifyInstanceMaintenanceAttributes,
  describeInstanceMaintenanceAttributes,
];
