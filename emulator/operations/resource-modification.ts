import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import {
  choice,
  decimal,
  flag,
  integer,
  required,
  supportedOnly,
  text,
  withDefault,
} from '../api/parameters';
import { ApiError, missingParameter } from '../errors';
import type { Instance } from '../world/instance';
import { INSTANCE_TYPES, instanceTypeOf, isUpgrade } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import type { Region } from '../world/region';
import { zonesOf } from '../world/regions';
import type { Body } from '../wire/render';
import { unknownInstanceType } from './errors';
import { instanceNotFound } from './lookup';
import { ECS } from './products';
import { instanceArns } from './resources';

const OPERATION_TYPES = ['Upgrade', 'Downgrade', 'RenewDowngrade', 'RenewModify'] as const;

interface Wanted {
  readonly OperationType: (typeof OPERATION_TYPES)[number];
  readonly Cores: number | undefined;
  readonly Memory: number | undefined;
}

/** Pay-as-you-go instances are always asked for as an upgrade, and may then become smaller too. */
function isDirection(instance: Instance, type: InstanceType, operation: Wanted['OperationType']): boolean {
  if (instance.chargeType === 'PostPaid' || operation === 'RenewModify') return true;
  return isUpgrade(instance.type, type) === (operation === 'Upgrade');
}

function targetTypes(instance: Instance, wanted: Wanted): InstanceType[] {
  return [...INSTANCE_TYPES.values()].filter(
    (type) =>
      type.id !== instance.type.id &&
      type.localStorage === undefined &&
      instance.type.localStorage === undefined &&
      (wanted.Cores === undefined || type.cpu === wanted.Cores) &&
      (wanted.Memory === undefined || type.memoryMiB === wanted.Memory * 1024) &&
      isDirection(instance, type, wanted.OperationType),
  );
}

function resource(value: string, hasStock: boolean): Body {
  return {
    Value: value,
    Status: hasStock ? 'Available' : 'SoldOut',
    StatusCategory: hasStock ? 'WithStock' : 'WithoutStock',
  };
}

function zoneOf(region: Region, instance: Instance, wanted: string | undefined): string {
  if (wanted === undefined) return instance.zoneId;
  if (zonesOf(region.info).includes(wanted)) return wanted;
  throw new ApiError(404, 'InvalidZoneId.NotFound', 'The specified ZoneId does not exist.');
}

function systemDisks(instanceType: string | undefined): Body[] {
  if (instanceType === undefined) throw missingParameter('InstanceType');
  if (instanceTypeOf(instanceType) === undefined) throw unknownInstanceType();
  return ['cloud_essd', 'cloud_auto', 'cloud_efficiency', 'cloud_ssd'].map((category) => ({
    ...resource(category, true),
    Min: 20,
    Max: 2048,
    Unit: 'GiB',
  }));
}

/** What an instance can be changed to, with the stock of its zone. https://help.aliyun.com/document_detail/66187.html */
const describeResourcesModification = regionalOperation({
  product: ECS,
  name: 'DescribeResourcesModification',
  access: 'read',
  parameters: {
    ResourceId: required(text()),
    DestinationResource: required(choice(['InstanceType', 'SystemDisk'])),
    OperationType: withDefault(choice(OPERATION_TYPES), 'Upgrade'),
    InstanceType: text(),
    Cores: integer(1, 1024),
    Memory: decimal(0.5, 100_000),
    ZoneId: text(),
    MigrateAcrossZone: supportedOnly(flag(), [false]),
  },
  refused: [...OWNER_PARAMETERS, 'Conditions'],
  authorization: {
    action: 'ecs:DescribeResourcesModification',
    resources: ({ account, region }, { ResourceId }) => instanceArns(account, region.id, [ResourceId]),
  },
  handle: ({ account, region }, wanted) => {
    const instance = region.instances.get(wanted.ResourceId);
    if (instance === undefined) throw instanceNotFound();
    const zoneId = zoneOf(region, instance, wanted.ZoneId);
    const supported =
      wanted.DestinationResource === 'SystemDisk'
        ? systemDisks(wanted.InstanceType)
        : targetTypes(instance, wanted).map(({ id }) => resource(id, account.hasStock(zoneId, id)));
    return {
      AvailableZones: {
        AvailableZone: [
          {
            RegionId: region.id,
            ZoneId: zoneId,
            Status: 'Available',
            StatusCategory: 'WithStock',
            AvailableResources: {
              AvailableResource: [
                {
                  Type: wanted.DestinationResource,
                  SupportedResources: { SupportedResource: supported },
                  ConditionSupportedResources: { ConditionSupportedResource: [] },
                },
              ],
            },
          },
        ],
      },
    };
  },
});

export const RESOURCE_MODIFICATION_OPERATIONS: readonly Operation[] = [describeResourcesModification];
