import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  quotas: { launchTemplatesPerRegion: 3 },
  launchTemplates: [
    {
      id: 'lt-web',
      name: 'web',
      description: 'first',
      tags: { team: 'shop' },
      createdAt: '2025-01-02T03:04:05Z',
      parameters: {
        ImageId: 'aliyun_3_x64_20G_alibase_20250117.vhd',
        InstanceType: 'ecs.g7.large',
        SystemDisk: { Category: 'cloud_essd', Size: 60 },
        DataDisk: [{ Size: 100 }, { Size: 200, DeleteWithInstance: false }],
        SecurityGroupIds: ['sg-web'],
        Tag: [{ Key: 'made-by', Value: 'template' }],
      },
    },
    { name: 'empty', resourceGroup: 'rg-old' },
  ],
  users: [{ name: 'nobody', accessKeyId: 'LTAInobody', accessKeySecret: 'secret' }],
};

interface Templates {
  readonly LaunchTemplateSets: { readonly LaunchTemplateSet: readonly Readonly<Record<string, unknown>>[] };
  readonly TotalCount: number;
}

interface Versions {
  readonly LaunchTemplateVersionSets: {
    readonly LaunchTemplateVersionSet: readonly Readonly<Record<string, unknown>>[];
  };
  readonly TotalCount: number;
}

describeContract('launch templates', FAMILIES.launchTemplates, FLEET, (api) => {
  async function names(params: Record<string, unknown> = {}): Promise<unknown[]> {
    const { LaunchTemplateSets } = await api.call<Templates>('DescribeLaunchTemplates', {
      ...REGION,
      ...params,
    });
    return LaunchTemplateSets.LaunchTemplateSet.map(({ LaunchTemplateName }) => LaunchTemplateName);
  }

  async function versions(params: Record<string, unknown>): Promise<Versions> {
    return api.call<Versions>('DescribeLaunchTemplateVersions', { ...REGION, ...params });
  }

  test('keeps what it is told, without asking whether it exists', async () => {
    const made = await api.call('CreateLaunchTemplate', {
      ...REGION,
      LaunchTemplateName: 'odd',
      VersionDescription: 'not to be used',
      TemplateTag: [{ Key: 'team', Value: 'ops' }],
      ImageId: 'm-none',
      InstanceType: 'ecs.none.large',
      SystemDisk: { Size: 1, Encrypted: 'perhaps' },
      NetworkInterface: [{ InstanceType: 'Primary', SecurityGroupIds: ['sg-1', 'sg-2'] }],
      SecurityGroupIds: ['sg-3'],
      Tag: [{ Key: 'k', Value: 'v' }],
      SpotPriceLimit: 0.5,
    });
    expect(made).toMatchObject({
      LaunchTemplateId: expect.stringMatching(/^lt-bp1/) as string,
      LaunchTemplateVersionNumber: 1,
    });
    const found = await versions({ LaunchTemplateId: made['LaunchTemplateId'] });
    expect(found.LaunchTemplateVersionSets.LaunchTemplateVersionSet).toEqual([
      {
        LaunchTemplateId: made['LaunchTemplateId'],
        LaunchTemplateName: 'odd',
        VersionNumber: 1,
        DefaultVersion: true,
        VersionDescription: 'not to be used',
        CreatedBy: api.emulator.accountId,
        CreateTime: '2026-03-02T08:00:00Z',
        ModifiedTime: '2026-03-02T08:00:00Z',
        LaunchTemplateData: {
          ImageId: 'm-none',
          InstanceType: 'ecs.none.large',
          SystemDisk: { Size: 1, Encrypted: 'perhaps' },
          DataDisks: { DataDisk: [] },
          NetworkInterfaces: {
            NetworkInterface: [
              { InstanceType: 'Primary', SecurityGroupIds: { SecurityGroupId: ['sg-1', 'sg-2'] } },
            ],
          },
          SecurityGroupIds: { SecurityGroupId: ['sg-3'] },
          Tags: { InstanceTag: [{ Key: 'k', Value: 'v' }] },
          ImageOptions: {},
          SpotPriceLimit: 0.5,
        },
      },
    ]);
  });

  test('describes templates', async () => {
    const { LaunchTemplateSets } = await api.call<Templates>('DescribeLaunchTemplates', {
      ...REGION,
      LaunchTemplateId: ['lt-web'],
    });
    expect(LaunchTemplateSets.LaunchTemplateSet).toEqual([
      {
        LaunchTemplateId: 'lt-web',
        LaunchTemplateName: 'web',
        DefaultVersionNumber: 1,
        LatestVersionNumber: 1,
        CreatedBy: api.emulator.accountId,
        CreateTime: '2025-01-02T03:04:05Z',
        ModifiedTime: '2025-01-02T03:04:05Z',
        ResourceGroupId: '',
        Tags: { Tag: [{ TagKey: 'team', TagValue: 'shop' }] },
      },
    ]);
  });

  test.each([
    ['all', {}, ['web', 'empty']],
    ['by name', { LaunchTemplateName: ['empty', 'none'] }, ['empty']],
    ['by tag', { TemplateTag: [{ Key: 'team' }] }, ['web']],
    ['by resource group', { TemplateResourceGroupId: 'rg-old' }, ['empty']],
    ['by page', { PageNumber: 2, PageSize: 1 }, ['empty']],
  ])('finds templates: %s', async (_case, params, expected) => {
    expect(await names(params)).toEqual(expected);
  });

  test.each([
    ['by number', { LaunchTemplateVersion: [1, 7] }, 1],
    ['of a range', { MinVersion: 1, MaxVersion: 3 }, 1],
    ['outside of it', { MinVersion: 2 }, 0],
    ['the default', { DefaultVersion: true }, 1],
    ['the others', { DefaultVersion: false }, 0],
  ])('finds versions: %s', async (_case, params, expected) => {
    expect((await versions({ LaunchTemplateName: 'web', ...params })).TotalCount).toBe(expected);
  });

  test('leaves the details out when they are not wanted', async () => {
    const found = await versions({ LaunchTemplateName: 'web', DetailFlag: false });
    expect(found.LaunchTemplateVersionSets.LaunchTemplateVersionSet[0]).not.toHaveProperty(
      'LaunchTemplateData',
    );
  });

  test('deletes a template with its versions', async () => {
    await api.call('DeleteLaunchTemplate', { ...REGION, LaunchTemplateName: 'web' });
    expect(await names()).toEqual(['empty']);
    expect(
      await api.refusal('DescribeLaunchTemplateVersions', { ...REGION, LaunchTemplateId: 'lt-web' }),
    ).toBe('InvalidLaunchTemplate.NotFound');
  });

  test('no more than the quota', async () => {
    await api.call('CreateLaunchTemplate', { ...REGION, LaunchTemplateName: 'third' });
    expect(await api.refusal('CreateLaunchTemplate', { ...REGION, LaunchTemplateName: 'fourth' })).toBe(
      'LaunchTemplateLimitExceed',
    );
  });

  test('shows nothing without permission', async () => {
    const nobody = api.as({ accessKeyId: 'LTAInobody', accessKeySecret: 'secret' });
    expect(await nobody.call('DescribeLaunchTemplates', REGION)).toMatchObject({ TotalCount: 0 });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['CreateLaunchTemplate', {}, 'MissingParameter.LaunchTemplateName'],
    ['CreateLaunchTemplate', { LaunchTemplateName: '1' }, 'InvalidLaunchTemplateName.Malformed'],
    ['CreateLaunchTemplate', { LaunchTemplateName: 'web' }, 'LaunchTemplateName.Duplicated'],
    [
      'CreateLaunchTemplate',
      { LaunchTemplateName: 'new', VersionDescription: 'http://x' },
      'InvalidDescription.Malformed',
    ],
    ['CreateLaunchTemplate', { LaunchTemplateName: 'new', Period: 'long' }, 'InvalidParameter'],
    ['CreateLaunchTemplate', { LaunchTemplateName: 'new', DeploymentSetId: 'ds-1' }, 'UnsupportedParameter'],
    ['DescribeLaunchTemplates', { PageSize: 51 }, 'InvalidParameter'],
    ['DescribeLaunchTemplateVersions', {}, 'MissingParameter.LaunchTemplateId'],
    ['DeleteLaunchTemplate', { LaunchTemplateId: 'lt-none' }, 'InvalidLaunchTemplate.NotFound'],
    [
      'DeleteLaunchTemplate',
      { LaunchTemplateId: 'lt-web', LaunchTemplateName: 'empty' },
      'InvalidLaunchTemplate.NotFound',
    ],
  ])('%s %j is refused with %s', async (action, params, code) => {
    expect(await api.refusal(action, { ...REGION, ...params })).toBe(code);
  });
});
