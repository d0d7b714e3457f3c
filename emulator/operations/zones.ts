import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, flag, withDefault } from '../api/parameters';
import { ApiError } from '../errors';
import type { Body } from '../wire/render';
import { DISK_CATEGORIES } from '../world/disk';
import { CHARGE_TYPES, SPOT_STRATEGIES } from '../world/instance';
import { INSTANCE_TYPES } from '../world/instance-types';
import type { Region } from '../world/region';
import { zonesOf } from '../world/regions';
import { ECS } from './products';
import { LANGUAGE } from './regions';

function invalidSpotStrategy(): ApiError {
  return new ApiError(400, 'InvalidSpotStrategy', 'The specified SpotStrategy is not valid.');
}

function unknownChargeType(): ApiError {
  return new ApiError(
    404,
    'InvalidInstanceChargeType.NotFound',
    'The InstanceChargeType does not exist in our records',
  );
}

/** `华东1（杭州） 可用区H` */
function zoneName({ info }: Region, zoneId: string, isChinese: boolean): string {
  const letter = zoneId.slice(-1).toUpperCase();
  return isChinese ? `${info.nameZh} 可用区${letter}` : `${info.nameEn} Zone ${letter}`;
}

function generationOf(family: string): string {
  return `ecs-${/\d/.exec(family)?.[0] ?? '1'}`;
}

/** What can be had in a zone: every type that is not sold out there. */
function offerView({ account }: Region, zoneId: string): Body {
  const types = [...INSTANCE_TYPES.values()].filter(({ id }) => account.hasStock(zoneId, id));
  const ids = types.map(({ id }) => id);
  const families = [...new Set(types.map(({ family }) => family))];
  return {
    AvailableInstanceTypes: { InstanceTypes: ids },
    AvailableResources: {
      ResourcesInfo: [
        {
          IoOptimized: true,
          DataDiskCategories: { supportedDataDiskCategory: DISK_CATEGORIES },
          SystemDiskCategories: { supportedSystemDiskCategory: DISK_CATEGORIES },
          InstanceGenerations: { supportedInstanceGeneration: [...new Set(families.map(generationOf))] },
          InstanceTypeFamilies: { supportedInstanceTypeFamily: families },
          InstanceTypes: { supportedInstanceType: ids },
          NetworkTypes: { supportedNetworkCategory: ['vpc'] },
        },
      ],
    },
    AvailableDedicatedHostTypes: { DedicatedHostType: [] },
    DedicatedHostGenerations: { DedicatedHostGeneration: [] },
    AvailableDiskCategories: { DiskCategories: DISK_CATEGORIES },
    AvailableResourceCreation: { ResourceTypes: ['VSwitch', 'IoOptimized', 'Instance', 'Disk'] },
    AvailableVolumeCategories: { VolumeCategories: [] },
  };
}

/** Every zone sells by every billing method. https://help.aliyun.com/document_detail/25610.html */
const describeZones = regionalOperation({
  product: ECS,
  name: 'DescribeZones',
  access: 'read',
  parameters: {
    AcceptLanguage: LANGUAGE,
    InstanceChargeType: withDefault(choice(CHARGE_TYPES, unknownChargeType), 'PostPaid'),
    SpotStrategy: withDefault(choice(SPOT_STRATEGIES, invalidSpotStrategy), 'NoSpot'),
    Verbose: withDefault(flag(), true),
  },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DescribeZones', resources: ({ account }) => [`acs:ecs:*:${account.id}:*`] },
  whenDenied: () => ({ Zones: { Zone: [] } }),
  handle: ({ region }, { AcceptLanguage, InstanceChargeType, SpotStrategy, Verbose }) => {
    if (SpotStrategy !== 'NoSpot' && InstanceChargeType === 'PrePaid') throw invalidSpotStrategy();
    return {
      Zones: {
        Zone: zonesOf(region.info).map((ZoneId) => ({
          ZoneId,
          LocalName: zoneName(region, ZoneId, AcceptLanguage.startsWith('zh')),
          ZoneType: 'AvailabilityZone',
          ...(Verbose && offerView(region, ZoneId)),
        })),
      },
    };
  },
});

export const ZONE_OPERATIONS: readonly Operation[] = [describeZones];
