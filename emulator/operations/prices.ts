import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, integer, record, records, text, withDefault } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError, missingParameter, unsupportedValue } from '../errors';
import type { Body } from '../wire/render';
import { DISK_CATEGORIES, MOST_DATA_DISKS, PERFORMANCE_LEVELS } from '../world/disk';
import type { CloudDiskCategory, PerformanceLevel } from '../world/disk';
import { mostProvisionedIops, sizeRange } from '../world/disk-limits';
import { imageSizeGiB } from '../world/image';
import { INTERNET_CHARGE_TYPES, NETWORK_TYPES, SPOT_STRATEGIES } from '../world/instance';
import { instanceTypeOf } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import {
  PER_GB_OF_TRAFFIC,
  PRICE_UNITS,
  bandwidthPricePerHour,
  diskPricePerHour,
  discountOf,
  instancePricePerHour,
  priceOf,
  provisionedPricePerHour,
  spotPricePerHour,
} from '../world/prices';
import type { Price, PricePeriod, PriceUnit } from '../world/prices';
import { zonesOf } from '../world/regions';
import { unknownInstanceType } from './errors';
import { ECS } from './products';

/** Resources that the emulator has prices of, and those that it lacks. */
const PRICED = ['instance', 'disk', 'diskperformance', 'bandwidth'] as const;
const UNPRICED = ['ddh', 'ElasticityAssurance', 'CapacityReservation'] as const;

/** Longest period in each unit. */
const MOST_PERIODS: Readonly<Record<PriceUnit, number>> = { Hour: 1, Week: 4, Month: 9, Year: 5 };

/** GiB of a system disk that no size was given for. */
const SMALLEST_SYSTEM_DISK = 20;

function unsupported(parameter: string): () => ApiError {
  return () =>
    new ApiError(
      400,
      `Invalid${parameter.replace('.', '')}.ValueNotSupported`,
      `The specified parameter ${parameter} is not valid.`,
    );
}

function invalidDiskSize(): ApiError {
  return new ApiError(
    400,
    'InvalidDataDiskSize.ValueNotSupported',
    'The specified parameter "DataDisk.Size" is not valid.',
  );
}

const DISK = {
  Category: choice(DISK_CATEGORIES, unsupported('DataDisk.Category')),
  PerformanceLevel: choice(
    PERFORMANCE_LEVELS,
    () =>
      new ApiError(
        400,
        'InvalidPerformanceLevel.Malformed',
        'The specified parameter DataDisk.n.PerformanceLevel is not valid.',
      ),
  ),
  Size: integer(1, 65_536, invalidDiskSize),
} as const;

const PARAMETERS = {
  ResourceType: withDefault(choice([...PRICED, ...UNPRICED], unsupported('ResourceType')), 'instance'),
  InstanceType: text(),
  InstanceNetworkType: choice(NETWORK_TYPES),
  IoOptimized: choice(['none', 'optimized']),
  ImageId: text(),
  Platform: choice(
    ['Windows', 'Linux'],
    () => new ApiError(400, 'InvalidParameter.Platform', 'The specified parameter Platform is invalid.'),
  ),
  SystemDisk: record({ ...DISK, Category: choice(DISK_CATEGORIES, unsupported('SystemDisk.Category')) }),
  DataDisk: records({ ...DISK, ProvisionedIops: integer(0, 50_000) }, MOST_DATA_DISKS),
  InternetChargeType: withDefault(
    choice(INTERNET_CHARGE_TYPES, unsupported('InternetChargeType')),
    'PayByTraffic',
  ),
  InternetMaxBandwidthOut: withDefault(integer(0, 100, unsupported('InternetMaxBandwidthOut')), 0),
  Amount: withDefault(
    integer(
      1,
      1000,
      () => new ApiError(403, 'InvalidAmount.Malformed', 'The specified parameter Amount is not valid.'),
    ),
    1,
  ),
  PriceUnit: withDefault(choice(PRICE_UNITS, unsupported('PriceUnit')), 'Hour'),
  Period: withDefault(integer(1, 9, invalidPeriod), 1),
  SpotStrategy: withDefault(choice(SPOT_STRATEGIES), 'NoSpot'),
  SpotDuration: choice(['0', '1']),
  ZoneId: text(),
} as const;

type Wanted = Values<typeof PARAMETERS>;
type WantedDisk = Wanted['DataDisk'][number];

/** One line of a price: what it is for, and what an hour of it costs. */
interface Item {
  readonly resource: string;
  readonly perHour: number;
}

function invalidPeriod(): ApiError {
  return new ApiError(400, 'InvalidPeriod', 'The specified period is not valid.');
}

function diskItem(
  resource: string,
  category: CloudDiskCategory,
  performanceLevel: PerformanceLevel | undefined,
  sizeGiB: number,
  provisionedIops = 0,
): Item {
  const level = category === 'cloud_essd' ? (performanceLevel ?? 'PL1') : undefined;
  const { low, high } = sizeRange({
    category,
    performanceLevel: level,
    type: resource === 'systemDisk' ? 'system' : 'data',
  });
  if (sizeGiB < low || sizeGiB > high) throw invalidDiskSize();
  if (provisionedIops > 0 && (category !== 'cloud_auto' || provisionedIops > mostProvisionedIops(sizeGiB))) {
    throw unsupported('DataDisk.ProvisionedIops')();
  }
  const perHour = diskPricePerHour({ category, performanceLevel: level, sizeGiB, provisionedIops });
  return { resource, perHour };
}

function dataDiskItem({ Category, PerformanceLevel, Size, ProvisionedIops }: WantedDisk): Item {
  if (Category === undefined) {
    throw new ApiError(
      404,
      'InvalidDiskCategory.Missing',
      'The DataDisk.1.Category parameter that is mandatory for processing the request is not provided.',
    );
  }
  if (Size === undefined) throw invalidDiskSize();
  return diskItem('dataDisk', Category, PerformanceLevel, Size, ProvisionedIops);
}

/** The system disk is charged once it is spoken of, or an image is. */
function systemDiskItems({ region }: RegionalCall, { SystemDisk, ImageId }: Wanted): Item[] {
  const image = ImageId === undefined ? undefined : region.images.get(ImageId);
  if (ImageId !== undefined && image === undefined) {
    throw new ApiError(404, 'InvalidImageId.NotFound', 'The specified ImageId does not exist.');
  }
  const isAsked = Object.values(SystemDisk).some((value) => value !== undefined);
  if (!isAsked && image === undefined) return [];
  const least = Math.max(SMALLEST_SYSTEM_DISK, image === undefined ? 0 : imageSizeGiB(image));
  const size = SystemDisk.Size ?? least;
  if (image !== undefined && size < imageSizeGiB(image)) {
    throw new ApiError(
      400,
      'InvalidSystemDiskSize.LessThanImageSize',
      'The specified parameter "SystemDisk.Size" is less than the image size.',
    );
  }
  const { Category = 'cloud_efficiency', PerformanceLevel } = SystemDisk;
  return [diskItem('systemDisk', Category, PerformanceLevel, size)];
}

function typeOf({ InstanceType: id, IoOptimized }: Wanted): InstanceType {
  if (id === undefined) throw missingParameter('InstanceType');
  const type = instanceTypeOf(id);
  if (type === undefined) throw unknownInstanceType();
  if (IoOptimized === 'none') {
    throw new ApiError(400, 'InvalidIoOptimizedValue.ValueNotSupported', 'IoOptimized value not supported.');
  }
  return type;
}

function instanceItems(call: RegionalCall, wanted: Wanted): Item[] {
  const type = typeOf(wanted);
  const image = call.region.images.get(wanted.ImageId ?? '');
  const isWindows = (image?.osType ?? wanted.Platform?.toLowerCase()) === 'windows';
  const osType = isWindows ? 'windows' : 'linux';
  const isSpot = wanted.SpotStrategy !== 'NoSpot' && wanted.PriceUnit === 'Hour';
  const perHour = isSpot ? spotPricePerHour(type, osType) : instancePricePerHour(type, osType);
  const isByBandwidth = wanted.InternetChargeType === 'PayByBandwidth';
  return [
    { resource: 'instance', perHour },
    ...systemDiskItems(call, wanted),
    ...wanted.DataDisk.map(dataDiskItem),
    ...(isByBandwidth
      ? [{ resource: 'bandwidth', perHour: bandwidthPricePerHour(wanted.InternetMaxBandwidthOut) }]
      : []),
  ];
}

function diskItems({ DataDisk, PriceUnit }: Wanted): Item[] {
  if (PriceUnit !== 'Hour') throw unsupported('PriceUnit')();
  if (DataDisk.length === 0) {
    throw new ApiError(
      404,
      'InvalidDiskCategory.Missing',
      'The DataDisk.1.Category parameter that is mandatory for processing the request is not provided.',
    );
  }
  return DataDisk.map(dataDiskItem);
}

function performanceItems({ DataDisk }: Wanted): Item[] {
  const [disk] = DataDisk;
  if (disk?.Category !== 'cloud_auto') throw unsupported('DataDisk.Category')();
  if (disk.ProvisionedIops === undefined) throw missingParameter('DataDisk.1.ProvisionedIops');
  const perHour = provisionedPricePerHour({ provisionedIops: disk.ProvisionedIops });
  return [{ resource: 'diskperformance', perHour }];
}

function itemsOf(call: RegionalCall, wanted: Wanted): Item[] {
  switch (wanted.ResourceType) {
    case 'instance':
      return instanceItems(call, wanted);
    case 'disk':
      return diskItems(wanted);
    case 'diskperformance':
      return performanceItems(wanted);
    case 'bandwidth':
      // Only the price by traffic can be asked for, and that is of a GB and not of an hour.
      return [{ resource: 'bandwidth', perHour: PER_GB_OF_TRAFFIC }];
    default:
      throw unsupportedValue('ResourceType', wanted.ResourceType, 'DescribePrice');
  }
}

/** The rule of the discount for a long subscription. */
function ruleViews(period: PricePeriod): Body[] {
  const share = discountOf(period);
  if (share === 0) return [];
  return [
    { RuleId: 1000 + Math.round(100 * share), Description: `${Math.round(100 * share)}% off for its length` },
  ];
}

function amounts({ original, discount, trade }: Price): Body {
  return { OriginalPrice: original, DiscountPrice: discount, TradePrice: trade };
}

/** Prices are fictional and in CNY. https://help.aliyun.com/document_detail/107829.html */
const describePrice = regionalOperation({
  product: ECS,
  name: 'DescribePrice',
  access: 'read',
  parameters: PARAMETERS,
  refused: [
    ...OWNER_PARAMETERS,
    'AssuranceTimes',
    'Capacity',
    'DataDisk.StorageClusterId',
    'DedicatedHostType',
    'InstanceAmount',
    'InstanceCpuCoreCount',
    'InstanceTypeList',
    'Isp',
    'OfferingType',
    'RecurrenceRules',
    'SchedulerOptions',
    'Scope',
    'StartTime',
    'SystemDisk.StorageClusterId',
  ],
  authorization: { action: 'ecs:DescribePrice', resources: ({ account }) => [`acs:ecs:*:${account.id}:*`] },
  handle: (call, wanted) => {
    const { Amount, Period, PriceUnit, ZoneId } = wanted;
    if (ZoneId !== undefined && !zonesOf(call.region.info).includes(ZoneId)) {
      throw new ApiError(400, 'Invalid.ZoneId', 'The specified ZoneId is not valid.');
    }
    if (Period > MOST_PERIODS[PriceUnit]) throw invalidPeriod();
    const period: PricePeriod = { unit: PriceUnit, count: Period };
    const items = itemsOf(call, wanted);
    const total = priceOf(Amount * items.reduce((sum, { perHour }) => sum + perHour, 0), period);
    return {
      PriceInfo: {
        Price: {
          Currency: 'CNY',
          ...amounts(total),
          ReservedInstanceHourPrice: 0,
          DetailInfos: {
            DetailInfo: items.map(({ resource, perHour }) => ({
              Resource: resource,
              ...amounts(priceOf(Amount * perHour, period)),
              SubRules: { Rule: ruleViews(period) },
            })),
          },
        },
        RelatedPrice: {
          MarketplaceImagePrice: { Currency: 'CNY', OriginalPrice: 0, DiscountPrice: 0, TradePrice: 0 },
        },
        Rules: { Rule: ruleViews(period) },
      },
    };
  },
});

export const PRICE_OPERATIONS: readonly Operation[] = [describePrice];
