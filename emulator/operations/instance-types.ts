import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, decimal, integer, list, text } from '../api/parameters';
import type { Parameter } from '../api/parameters';
import { performanceOf } from '../world/instance-performance';
import { INSTANCE_TYPES } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import type { Resource } from '../world/inventory';
import { tokenPageOf, tokenPageParameters } from './page-parameters';
import { ECS } from './products';

/** Fields that a query may ask a least value of, as `Minimum<Field>`. */
const WITH_MINIMUM = [
  ...['BaselineCredit', 'CpuCoreCount', 'CpuSpeedFrequency', 'CpuTurboFrequency', 'DiskQuantity'],
  ...['EniIpv6AddressQuantity', 'EniPrivateIpAddressQuantity', 'EniQuantity', 'EriQuantity', 'GPUAmount'],
  ...['InitialCredit', 'InstanceBandwidthRx', 'InstanceBandwidthTx', 'InstancePpsRx', 'InstancePpsTx'],
  ...['LocalStorageAmount', 'LocalStorageCapacity', 'MemorySize', 'PrimaryEniQueueNumber'],
  ...['QueuePairNumber', 'SecondaryEniQueueNumber'],
] as const;

/** And a greatest value, as `Maximum<Field>`. */
const WITH_MAXIMUM = [
  ...['CpuCoreCount', 'CpuSpeedFrequency', 'CpuTurboFrequency', 'GPUAmount', 'MemorySize'],
] as const;

/** Fields that are counted in fractions. */
const DECIMALS = ['CpuSpeedFrequency', 'CpuTurboFrequency', 'MemorySize'];

function bounds(prefix: string, fields: readonly string[]): Record<string, Parameter<number | undefined>> {
  const most = Number.MAX_SAFE_INTEGER;
  return Object.fromEntries(
    fields.map((field) => [
      prefix + field,
      DECIMALS.includes(field) ? decimal(0, most) : integer(prefix === 'Maximum' ? 1 : 0, most),
    ]),
  );
}

const CATEGORIES: readonly (readonly [RegExp, string])[] = [
  [/^ecs\.(?:t|e)/, 'Shared'],
  [/^ecs\.gn/, 'Compute-optimized with GPU'],
  [/^ecs\.i/, 'Local SSDs'],
  [/^ecs\.c/, 'Compute-optimized'],
  [/^ecs\.r/, 'Memory-optimized'],
];

function categoryOf(family: string): string {
  return CATEGORIES.find(([pattern]) => pattern.test(family))?.[1] ?? 'General-purpose';
}

function levelOf(family: string): string {
  if (/^ecs\.t\d/.test(family)) return 'CreditEntryLevel';
  return family === 'ecs.e' ? 'EntryLevel' : 'EnterpriseLevel';
}

function processorView(type: InstanceType): Record<string, unknown> {
  const { processor } = performanceOf(type);
  const threads = type.cpu > 1 && processor.architecture === 'X86' ? 2 : 1;
  return {
    CpuArchitecture: processor.architecture,
    CpuCoreCount: type.cpu,
    CpuOptions: {
      Core: type.cpu / threads,
      CoreFactor: 1,
      HyperThreadingAdjustable: threads > 1,
      NestedVirtualizationSupport: 'unsupported',
      SupportedTopologyTypes: { SupportedTopologyType: [] },
      ThreadsPerCore: threads,
    },
    CpuSpeedFrequency: processor.frequency,
    CpuTurboFrequency: processor.turbo,
    PhysicalProcessorModel: processor.model,
  };
}

function networkView(type: InstanceType): Record<string, unknown> {
  const performance = performanceOf(type);
  const { interfaces, addressesPerInterface, queuesPerInterface } = performance;
  return {
    EniQuantity: interfaces,
    EniTotalQuantity: interfaces,
    EniTrunkSupported: false,
    EniPrivateIpAddressQuantity: addressesPerInterface,
    EniIpv6AddressQuantity: addressesPerInterface,
    EnhancedNetwork: {
      ExpressSupport: false,
      RssSupport: false,
      SriovSupport: false,
      VfQueueNumberPerEni: 0,
    },
    EriQuantity: 0,
    QueuePairNumber: 0,
    InstanceBandwidthRx: performance.bandwidthKbps,
    InstanceBandwidthTx: performance.bandwidthKbps,
    InstancePpsRx: performance.packetsPerSecond,
    InstancePpsTx: performance.packetsPerSecond,
    JumboFrameSupport: /\.[cgr][89]/.test(type.family),
    MaximumQueueNumberPerEni: queuesPerInterface,
    NetworkCardQuantity: 1,
    NetworkCards: { NetworkCardInfo: [{ NetworkCardIndex: 0 }] },
    NetworkEncryptionSupport: false,
    NetworkInfo: { BandwidthWeighting: { WeightingInfos: { WeightingInfo: [] } } },
    PrimaryEniQueueNumber: queuesPerInterface,
    SecondaryEniQueueNumber: queuesPerInterface,
    TotalEniQueueQuantity: interfaces * queuesPerInterface,
  };
}

function storageView({ localStorage, gpu, family }: InstanceType, disks: number): Record<string, unknown> {
  return {
    DiskQuantity: disks,
    GPUAmount: gpu?.amount ?? 0,
    GPUMemorySize: gpu === undefined ? 0 : 16 * gpu.amount,
    GPUSpec: gpu?.spec ?? '',
    LocalStorageCategory: localStorage === undefined ? '' : 'local_ssd_pro',
    ...(localStorage && {
      LocalStorageAmount: localStorage.amount,
      LocalStorageCapacity: localStorage.capacityGiB,
    }),
    NvmeSupport: /\.[cgr][89]/.test(family) ? 'required' : 'unsupported',
  };
}

function instanceTypeView(type: InstanceType): Record<string, unknown> {
  const { baseline, disks } = performanceOf(type);
  return {
    InstanceTypeId: type.id,
    InstanceTypeFamily: type.family,
    InstanceFamilyLevel: levelOf(type.family),
    InstanceCategory: categoryOf(type.family),
    MemorySize: type.memoryMiB / 1024,
    ...(baseline !== undefined && { BaselineCredit: baseline, InitialCredit: 30 * type.cpu }),
    ...processorView(type),
    ...networkView(type),
    ...storageView(type, disks),
    Attributes: { Attribute: [] },
    Clock: { PtpSupport: 'unsupported' },
    SecurityOptions: { SecureBootSupport: 'unsupported' },
    SupportedBootModes: { SupportedBootMode: ['BIOS', 'UEFI'] },
  };
}

/** A type as it is answered, with its place in the list for paging. */
interface Entry extends Resource {
  readonly view: Readonly<Record<string, unknown>>;
}

const CATALOGUE: readonly Entry[] = [...INSTANCE_TYPES.values()].map((type, index) => ({
  id: type.id,
  sequence: index + 1,
  view: instanceTypeView(type),
}));

type Comparison = (actual: unknown, wanted: string) => boolean;

const isEqual: Comparison = (actual, wanted) => actual === wanted;

const contains: Comparison = (actual, wanted) =>
  typeof actual === 'string' && actual.toLowerCase().includes(wanted.toLowerCase());

/** Filters by text: one value, a list that any of may hold, the field, and how the two are compared. */
const TEXT_FILTERS: readonly (readonly [string | undefined, string, string, Comparison])[] = [
  [undefined, 'InstanceTypes', 'InstanceTypeId', isEqual],
  ['InstanceTypeFamily', 'InstanceTypeFamilies', 'InstanceTypeFamily', isEqual],
  ['InstanceCategory', 'InstanceCategories', 'InstanceCategory', isEqual],
  ['CpuArchitecture', 'CpuArchitectures', 'CpuArchitecture', isEqual],
  ['LocalStorageCategory', 'LocalStorageCategories', 'LocalStorageCategory', isEqual],
  ['GPUSpec', 'GpuSpecs', 'GPUSpec', contains],
  ['PhysicalProcessorModel', 'PhysicalProcessorModels', 'PhysicalProcessorModel', contains],
  ['InstanceFamilyLevel', '', 'InstanceFamilyLevel', isEqual],
  ['NvmeSupport', '', 'NvmeSupport', isEqual],
];

function passesTexts(view: Entry['view'], values: Readonly<Record<string, unknown>>): boolean {
  return TEXT_FILTERS.every(([one, many, field, matches]) => {
    const any = (values[many] ?? []) as readonly string[];
    const single = one === undefined ? undefined : (values[one] as string | undefined);
    return (
      (single === undefined || matches(view[field], single)) &&
      (any.length === 0 || any.some((wanted) => matches(view[field], wanted)))
    );
  });
}

function passesBounds(view: Entry['view'], values: Readonly<Record<string, unknown>>): boolean {
  const valueOf = (field: string): number => Number(view[field] ?? 0);
  const least = (field: string): number => (values[`Minimum${field}`] as number | undefined) ?? -Infinity;
  const most = (field: string): number => (values[`Maximum${field}`] as number | undefined) ?? Infinity;
  return (
    WITH_MINIMUM.every((field) => valueOf(field) >= least(field)) &&
    WITH_MAXIMUM.every((field) => valueOf(field) <= most(field))
  );
}

/** https://help.aliyun.com/document_detail/25620.html */
const describeInstanceTypes = globalOperation({
  product: ECS,
  name: 'DescribeInstanceTypes',
  access: 'read',
  parameters: {
    InstanceTypes: list(10),
    InstanceTypeFamily: text(),
    InstanceTypeFamilies: list(10),
    InstanceFamilyLevel: choice(['EntryLevel', 'EnterpriseLevel', 'CreditEntryLevel']),
    InstanceCategory: text(),
    InstanceCategories: list(10),
    CpuArchitecture: choice(['X86', 'ARM']),
    CpuArchitectures: list(2),
    PhysicalProcessorModel: text(),
    PhysicalProcessorModels: list(10),
    GPUSpec: text(),
    GpuSpecs: list(10),
    LocalStorageCategory: text(),
    LocalStorageCategories: list(2),
    NvmeSupport: choice(['required', 'unsupported']),
    ...bounds('Minimum', WITH_MINIMUM),
    ...bounds('Maximum', WITH_MAXIMUM),
    ...tokenPageParameters({ defaultSize: 100, largest: 100 }),
  },
  refused: [...OWNER_PARAMETERS, 'AdditionalAttributes'],
  authorization: {
    action: 'ecs:DescribeInstanceTypes',
    resources: ({ account }) => [`acs:ecs:*:${account.id}:*`],
  },
  whenDenied: () => ({ InstanceTypes: { InstanceType: [] }, NextToken: '' }),
  handle: (call, values) => {
    const matches = CATALOGUE.filter(({ view }) => passesTexts(view, values) && passesBounds(view, values));
    const { items, paging } = tokenPageOf(call, matches, values);
    return { InstanceTypes: { InstanceType: items.map(({ view }) => view) }, ...paging };
  },
});

export const INSTANCE_TYPE_OPERATIONS: readonly Operation[] = [describeInstanceTypes];
