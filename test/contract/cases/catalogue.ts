import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  outOfStock: [{ zone: 'cn-hangzhou-h', type: 'ecs.c7.large' }],
  users: [{ name: 'nobody', accessKeyId: 'LTAInobody', accessKeySecret: 'secret' }],
};

interface TypePage {
  readonly InstanceTypes: {
    readonly InstanceType: readonly (Readonly<Record<string, unknown>> & {
      readonly InstanceTypeId: string;
    })[];
  };
  readonly NextToken: string;
}

interface ZonePage {
  readonly Zones: {
    readonly Zone: readonly {
      readonly ZoneId: string;
      readonly LocalName: string;
      readonly AvailableInstanceTypes?: { readonly InstanceTypes: readonly string[] };
    }[];
  };
}

interface Priced {
  readonly PriceInfo: {
    readonly Price: {
      readonly OriginalPrice: number;
      readonly DiscountPrice: number;
      readonly TradePrice: number;
      readonly DetailInfos: {
        readonly DetailInfo: readonly { readonly Resource: string; readonly TradePrice: number }[];
      };
    };
    readonly Rules: { readonly Rule: readonly unknown[] };
  };
}

describeContract('catalogue', FAMILIES.catalogue, FLEET, (api) => {
  async function types(params: Record<string, unknown>): Promise<string[]> {
    const { InstanceTypes } = await api.call<TypePage>('DescribeInstanceTypes', params);
    return InstanceTypes.InstanceType.map(({ InstanceTypeId }) => InstanceTypeId);
  }

  async function price(params: Record<string, unknown>): Promise<Priced['PriceInfo']> {
    return (await api.call<Priced>('DescribePrice', { ...REGION, ...params })).PriceInfo;
  }

  describe('DescribeInstanceTypes', () => {
    test('describes a type', async () => {
      const { InstanceTypes } = await api.call<TypePage>('DescribeInstanceTypes', {
        InstanceTypes: ['ecs.g7.xlarge'],
      });
      expect(InstanceTypes.InstanceType).toEqual([
        expect.objectContaining({
          InstanceTypeId: 'ecs.g7.xlarge',
          InstanceTypeFamily: 'ecs.g7',
          CpuCoreCount: 4,
          MemorySize: 16,
          CpuArchitecture: 'X86',
          EniQuantity: 4,
          GPUAmount: 0,
        }),
      ]);
    });

    test('reads every type once, in pages of at most 100', async () => {
      const seen: string[] = [];
      let NextToken: string | undefined;
      do {
        const page: TypePage = await api.call<TypePage>('DescribeInstanceTypes', {
          MaxResults: 1600,
          ...(NextToken !== undefined && { NextToken }),
        });
        expect(page.InstanceTypes.InstanceType.length).toBeLessThanOrEqual(100);
        seen.push(...page.InstanceTypes.InstanceType.map(({ InstanceTypeId }) => InstanceTypeId));
        ({ NextToken } = page);
      } while (NextToken !== '');
      expect(seen.length).toBeGreaterThan(100);
      expect(new Set(seen).size).toBe(seen.length);
    });

    test.each([
      [
        'vCPUs',
        { InstanceTypeFamily: 'ecs.c7', MinimumCpuCoreCount: 4, MaximumCpuCoreCount: 8 },
        ['ecs.c7.xlarge', 'ecs.c7.2xlarge'],
      ],
      ['memory', { InstanceTypeFamilies: ['ecs.t6'], MaximumMemorySize: 1.5 }, ['ecs.t6-c2m1.large']],
      ['credits', { MinimumInitialCredit: 1, MinimumCpuCoreCount: 4 }, ['ecs.t6-c1m4.xlarge']],
      ['the GPU', { GPUSpec: 'nvidia', MinimumCpuCoreCount: 8 }, ['ecs.gn6i-c8g1.2xlarge']],
      [
        'local disks',
        { LocalStorageCategory: 'local_ssd_pro', MinimumLocalStorageCapacity: 1000 },
        ['ecs.i2.2xlarge'],
      ],
      [
        'the architecture',
        { CpuArchitecture: 'ARM', InstanceTypes: ['ecs.c8y.large', 'ecs.c7.large'] },
        ['ecs.c8y.large'],
      ],
      [
        'the processor',
        { PhysicalProcessorModels: ['EPYC'], InstanceTypes: ['ecs.g8a.large', 'ecs.g8i.large'] },
        ['ecs.g8a.large'],
      ],
      ['nothing there is', { InstanceTypeFamily: 'ecs.none' }, []],
    ])('filters by %s', async (_case, params, expected) => {
      expect(await types(params)).toEqual(expected);
    });

    test('refuses what it does not know', async () => {
      expect(await api.refusal('DescribeInstanceTypes', { MinimumCpuCoreCount: 'many' })).toBe(
        'InvalidParameter',
      );
      expect(await api.refusal('DescribeInstanceTypes', { NextToken: 'x' })).toBe(
        'InvalidParameter.NextToken',
      );
    });

    test('shows nothing without permission', async () => {
      const nobody = api.as({ accessKeyId: 'LTAInobody', accessKeySecret: 'secret' });
      expect(await nobody.call('DescribeInstanceTypes')).toMatchObject({
        InstanceTypes: { InstanceType: [] },
      });
    });
  });

  describe('DescribeZones', () => {
    test('lists the zones of a region with what can be had there', async () => {
      const { Zones } = await api.call<ZonePage>('DescribeZones', REGION);
      const offered = new Map(
        Zones.Zone.map(({ ZoneId, AvailableInstanceTypes }) => [
          ZoneId,
          AvailableInstanceTypes?.InstanceTypes,
        ]),
      );
      expect(offered.get('cn-hangzhou-i')).toContain('ecs.c7.large');
      expect(offered.get('cn-hangzhou-h')).not.toContain('ecs.c7.large');
      expect(offered.get('cn-hangzhou-h')).toContain('ecs.c7.xlarge');
    });

    test('names them in the language that is asked for, and says no more without Verbose', async () => {
      const { Zones } = await api.call<ZonePage>('DescribeZones', {
        RegionId: 'ap-southeast-1',
        AcceptLanguage: 'en-US',
        Verbose: false,
      });
      expect(Zones.Zone[0]).toEqual({
        ZoneId: 'ap-southeast-1a',
        LocalName: 'Singapore Zone A',
        ZoneType: 'AvailabilityZone',
      });
    });

    test.each([
      [{ RegionId: 'cn-atlantis' }, 'InvalidRegionId.NotFound'],
      [{ ...REGION, InstanceChargeType: 'Free' }, 'InvalidInstanceChargeType.NotFound'],
      [{ ...REGION, SpotStrategy: 'Cheap' }, 'InvalidSpotStrategy'],
      [{ ...REGION, SpotStrategy: 'SpotAsPriceGo', InstanceChargeType: 'PrePaid' }, 'InvalidSpotStrategy'],
      [{ ...REGION, AcceptLanguage: 'tlh' }, 'InvalidAcceptLanguage.NotFound'],
    ])('%j is refused with %s', async (params, code) => {
      expect(await api.refusal('DescribeZones', params)).toBe(code);
    });
  });

  describe('DescribePrice', () => {
    test('adds up what an instance is made of', async () => {
      const { Price, Rules } = await price({
        InstanceType: 'ecs.g7.large',
        SystemDisk: { Category: 'cloud_essd', Size: 40 },
        DataDisk: [{ Category: 'cloud_auto', Size: 100 }],
        InternetChargeType: 'PayByBandwidth',
        InternetMaxBandwidthOut: 5,
      });
      const details = Price.DetailInfos.DetailInfo;
      expect(details.map(({ Resource }) => Resource)).toEqual([
        'instance',
        'systemDisk',
        'dataDisk',
        'bandwidth',
      ]);
      expect(Price.TradePrice).toBeCloseTo(
        details.reduce((sum, each) => sum + each.TradePrice, 0),
        2,
      );
      expect(Rules.Rule).toEqual([]);
    });

    test('is cheaper by the year, and dearer for more', async () => {
      const year = await price({ InstanceType: 'ecs.g7.large', PriceUnit: 'Year' });
      const month = await price({ InstanceType: 'ecs.g7.large', PriceUnit: 'Month' });
      expect(year.Price.DiscountPrice).toBeCloseTo(0.15 * year.Price.OriginalPrice, 1);
      expect(year.Price.TradePrice).toBeLessThan(12 * month.Price.TradePrice);
      expect(year.Rules.Rule).toHaveLength(1);
      const ten = await price({ InstanceType: 'ecs.g7.large', PriceUnit: 'Month', Amount: 10 });
      expect(ten.Price.TradePrice).toBeCloseTo(10 * month.Price.TradePrice, 1);
    });

    test('follows image, billing and kind of disk', async () => {
      const trade = async (params: Record<string, unknown>): Promise<number> =>
        (await price(params)).Price.TradePrice;
      const instance = { InstanceType: 'ecs.g7.large' };
      expect(await trade({ ...instance, Platform: 'Windows' })).toBeGreaterThan(await trade(instance));
      expect(await trade({ ...instance, SpotStrategy: 'SpotAsPriceGo' })).toBeLessThan(await trade(instance));
      const disk = (PerformanceLevel: string): Record<string, unknown> => ({
        ResourceType: 'disk',
        DataDisk: [{ Category: 'cloud_essd', Size: 500, PerformanceLevel }],
      });
      expect(await trade(disk('PL2'))).toBeGreaterThan(await trade(disk('PL1')));
      const iops = {
        ResourceType: 'diskperformance',
        DataDisk: [{ Category: 'cloud_auto', ProvisionedIops: 1000 }],
      };
      expect(await trade(iops)).toBeGreaterThan(0);
      expect(await trade({ ResourceType: 'bandwidth' })).toBeGreaterThan(0);
    });

    test.each<[Record<string, unknown>, string]>([
      [{}, 'MissingParameter.InstanceType'],
      [{ InstanceType: 'ecs.none.large' }, 'InvalidInstanceType.ValueNotSupported'],
      [{ ResourceType: 'ddh' }, 'UnsupportedParameter'],
      [{ ResourceType: 'air' }, 'InvalidResourceType.ValueNotSupported'],
      [{ ResourceType: 'disk' }, 'InvalidDiskCategory.Missing'],
      [
        { ResourceType: 'disk', DataDisk: [{ Category: 'cloud_essd' }] },
        'InvalidDataDiskSize.ValueNotSupported',
      ],
      [
        { ResourceType: 'disk', PriceUnit: 'Month', DataDisk: [{ Category: 'cloud_essd', Size: 40 }] },
        'InvalidPriceUnit.ValueNotSupported',
      ],
      [{ InstanceType: 'ecs.g7.large', PriceUnit: 'Year', Period: 6 }, 'InvalidPeriod'],
      [{ InstanceType: 'ecs.g7.large', Amount: 1001 }, 'InvalidAmount.Malformed'],
      [{ InstanceType: 'ecs.g7.large', ZoneId: 'cn-hangzhou-z' }, 'Invalid.ZoneId'],
      [{ InstanceType: 'ecs.g7.large', ImageId: 'm-none' }, 'InvalidImageId.NotFound'],
      [
        {
          InstanceType: 'ecs.g7.large',
          ImageId: 'win2022_21H2_x64_dtc_en-us_40G_alibase_20250817.vhd',
          SystemDisk: { Size: 30 },
        },
        'InvalidSystemDiskSize.LessThanImageSize',
      ],
    ])('%j is refused with %s', async (params, code) => {
      expect(await api.refusal('DescribePrice', { ...REGION, ...params })).toBe(code);
    });
  });
});
