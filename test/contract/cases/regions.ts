import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

interface Answer {
  readonly Regions: { readonly Region: readonly Record<string, unknown>[] };
}

describeContract('regions', FAMILIES.regions, { regions: ['cn-hangzhou', 'ap-southeast-1'] }, (api) => {
  test('lists the regions of the account in a language', async () => {
    const english = await api.call<Answer>('DescribeRegions', { AcceptLanguage: 'en-US' });
    expect(english.Regions.Region).toEqual([
      {
        RegionId: 'cn-hangzhou',
        RegionEndpoint: 'ecs.cn-hangzhou.aliyuncs.com',
        LocalName: 'China (Hangzhou)',
        Status: 'available',
      },
      {
        RegionId: 'ap-southeast-1',
        RegionEndpoint: 'ecs.ap-southeast-1.aliyuncs.com',
        LocalName: 'Singapore',
        Status: 'available',
      },
    ]);
    const chinese = await api.call<Answer>('DescribeRegions');
    expect(chinese.Regions.Region[1]).toMatchObject({ LocalName: '新加坡' });
  });

  test.each([
    [{ AcceptLanguage: 'la' }, 'InvalidAcceptLanguage.NotFound'],
    [{ ResourceType: 'scu' }, 'UnsupportedParameter'],
    [{ ResourceType: 'moon' }, 'InvalidResourceType.NotFound'],
    [{ InstanceChargeType: 'Never' }, 'InvalidParameter'],
  ])('refuses %j', async (params, code) => {
    expect(await api.refusal('DescribeRegions', params)).toBe(code);
  });
});
