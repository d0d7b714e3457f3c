import { FAMILIES } from '../../../emulator/operations';
import type { Region } from '../../../emulator/world/region';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const TAG = { Key: 'team *', Value: '网' };

const FLEET = {
  instances: [
    { id: 'i-web', tags: { env: 'prod', app: 'web' } },
    { id: 'i-db', tags: { env: 'prod' } },
    { id: 'i-dev', tags: { env: 'dev' } },
    { name: 'many', count: 60, tags: { many: 'yes' } },
  ],
  users: [{ name: 'guest', accessKeyId: 'LTAI5tGuest0000000000', accessKeySecret: 'guest-secret' }],
};

interface TagResource {
  readonly ResourceType: string;
  readonly ResourceId: string;
  readonly TagKey: string;
  readonly TagValue: string;
}

interface TagPage {
  readonly TagResources: { readonly TagResource: readonly TagResource[] };
  readonly NextToken: string;
}

describeContract('tags', FAMILIES.tags, FLEET, (api) => {
  const region = (): Region => {
    const found = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    if (found === undefined) throw new Error('the fleet has no region cn-hangzhou');
    return found;
  };

  const list = (params: Params): Promise<TagPage> =>
    api.call<TagPage>('ListTagResources', { ...REGION, ResourceType: 'instance', ...params });

  const listed = async (params: Params): Promise<string[]> =>
    (await list(params)).TagResources.TagResource.map(({ ResourceId }) => ResourceId);

  /** An id of each type; what a fleet does not have from the start is made for it. */
  const idOf: Readonly<Record<string, () => string | undefined | Promise<string>>> = {
    instance: () => 'i-web',
    disk: () => region().disks.all()[0]?.id,
    image: () => region().images.all()[0]?.id,
    securitygroup: () => region().securityGroups.all()[0]?.id,
    eni: () => region().networkInterfaces.all()[0]?.id,
    snapshot: async () => {
      const DiskId = region().disks.all()[0]?.id;
      return (await api.call<{ SnapshotId: string }>('CreateSnapshot', { DiskId })).SnapshotId;
    },
    snapshotpolicy: async () => {
      const policy = {
        regionId: 'cn-hangzhou',
        timePoints: '["3"]',
        repeatWeekdays: '["1"]',
        retentionDays: 7,
      };
      return (await api.call<{ AutoSnapshotPolicyId: string }>('CreateAutoSnapshotPolicy', policy))
        .AutoSnapshotPolicyId;
    },
    keypair: async () => {
      const params = { ...REGION, KeyPairName: 'ops' };
      return (await api.call<{ KeyPairName: string }>('CreateKeyPair', params)).KeyPairName;
    },
    launchtemplate: async () => {
      const params = { ...REGION, LaunchTemplateName: 'web' };
      return (await api.call<{ LaunchTemplateId: string }>('CreateLaunchTemplate', params)).LaunchTemplateId;
    },
    command: async () => {
      const params = { ...REGION, Name: 'date', Type: 'RunShellScript', CommandContent: 'ZGF0ZQ==' };
      return (await api.call<{ CommandId: string }>('CreateCommand', params)).CommandId;
    },
    invocation: async () => {
      const params = { ...REGION, Type: 'RunShellScript', CommandContent: 'date', InstanceId: ['i-web'] };
      return (await api.call<{ InvokeId: string }>('RunCommand', params)).InvokeId;
    },
  };

  test.each(Object.keys(idOf))('sets, lists and removes tags of the type %s', async (ResourceType) => {
    const id = await idOf[ResourceType]?.();
    expect(id).toBeTruthy();
    const target = { ...REGION, ResourceType, ResourceId: [id] };
    await api.call('TagResources', { ...target, Tag: [TAG] });
    const found = { ...REGION, ResourceType, Tag: [TAG] };
    const page = await api.call<TagPage>('ListTagResources', found);
    expect(page.TagResources.TagResource).toContainEqual({
      ResourceType,
      ResourceId: id,
      TagKey: TAG.Key,
      TagValue: TAG.Value,
    });
    const { Resources } = await api.call<{ Resources: { Resource: unknown[] } }>(
      'DescribeResourceByTags',
      found,
    );
    expect(Resources.Resource).toEqual([{ ...REGION, ResourceType, ResourceId: id }]);
    await api.call('UntagResources', { ...target, TagKey: [TAG.Key] });
    expect((await api.call<TagPage>('ListTagResources', found)).TagResources.TagResource).toEqual([]);
  });

  test('what a resource is created with is a tag like any other', async () => {
    const params = {
      ...REGION,
      Name: 'date',
      Type: 'RunShellScript',
      CommandContent: 'ZGF0ZQ==',
      Tag: [TAG],
    };
    const { CommandId } = await api.call<{ CommandId: string }>('CreateCommand', params);
    expect(await listed({ ResourceType: 'command', Tag: [{ Key: TAG.Key }] })).toEqual([CommandId]);
  });

  test('finds by exact and by fuzzy tags', async () => {
    expect(await listed({ Tag: [{ Key: 'env', Value: 'prod' }, { Key: 'app' }] })).toEqual([
      'i-web',
      'i-web',
    ]);
    expect(await listed({ TagFilter: [{ TagKey: 'env', TagValues: ['d*'] }] })).toEqual(['i-dev']);
    expect(await listed({ TagFilter: [{ TagKey: 'ap*' }] })).toEqual(['i-web', 'i-web']);
    expect(await listed({ ResourceId: ['i-db', 'i-none'] })).toEqual(['i-db']);
  });

  test('pages by 50 resources', async () => {
    const query = { Tag: [{ Key: 'many' }] };
    const first = await list(query);
    expect(first.TagResources.TagResource).toHaveLength(50);
    const second = await list({ ...query, NextToken: first.NextToken });
    expect(second.TagResources.TagResource).toHaveLength(10);
    expect(second.NextToken).toBe('');
    expect(
      await api.refusal('ListTagResources', {
        ...REGION,
        ResourceType: 'instance',
        ResourceId: ['i-db'],
        NextToken: first.NextToken,
      }),
    ).toBe('InvalidParameter.NextToken');
  });

  test('All removes every tag of a resource', async () => {
    await api.call('UntagResources', {
      ...REGION,
      ResourceType: 'instance',
      ResourceId: ['i-web'],
      All: true,
    });
    expect(api.emulator.instance('i-web')?.tags.size).toBe(0);
  });

  test('counts resources by tag', async () => {
    const count = { Instance: 0, Disk: 0, Snapshot: 0, SnapshotPolicy: 0, Image: 0 };
    const { Tags, TotalCount } = await api.call<{ Tags: { Tag: unknown[] }; TotalCount: number }>(
      'DescribeTags',
      { ...REGION, Tag: [{ Key: 'env' }] },
    );
    expect(TotalCount).toBe(2);
    expect(Tags.Tag).toMatchObject([
      { TagKey: 'env', TagValue: 'prod', ResourceTypeCount: { ...count, Instance: 2 } },
      { TagKey: 'env', TagValue: 'dev', ResourceTypeCount: { ...count, Instance: 1 } },
    ]);
    expect(await api.call('DescribeTags', { ...REGION, ResourceType: 'disk' })).toMatchObject({
      TotalCount: 0,
    });
    expect(await api.call('DescribeTags', { ...REGION, ResourceId: 'i-web' })).toMatchObject({
      TotalCount: 2,
    });
    expect(
      await api.call('DescribeResourceByTags', { ...REGION, PageNumber: 2, PageSize: 60 }),
    ).toMatchObject({ TotalCount: 63, Resources: { Resource: { length: 3 } } });
  });

  test('who has no permission sees nothing and sets nothing', async () => {
    const guest = api.as({ accessKeyId: 'LTAI5tGuest0000000000', accessKeySecret: 'guest-secret' });
    const target = { ...REGION, ResourceType: 'instance', ResourceId: ['i-web'] };
    expect(await guest.call('ListTagResources', target)).toMatchObject({ TagResources: { TagResource: [] } });
    expect(await guest.call('DescribeTags', REGION)).toMatchObject({ TotalCount: 0 });
    await expect(guest.call('TagResources', { ...target, Tag: [TAG] })).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
  });

  const target = { ResourceType: 'instance', ResourceId: ['i-web'] };
  const keys = (count: number): { Key: string }[] =>
    Array.from({ length: count }, (_, index) => ({ Key: `k${index}` }));

  test.each<[string, Params, string, number]>([
    ['TagResources', target, 'MissingParameter.Tags', 404],
    ['TagResources', { ...target, Tag: keys(21) }, 'NumberExceed.Tags', 400],
    ['TagResources', { ...target, Tag: keys(19) }, 'OperationDenied.QuotaExceed', 400],
    ['TagResources', { ...target, Tag: [TAG], ResourceType: 'volume' }, 'UnsupportedParameter', 400],
    ['TagResources', { ...target, Tag: [TAG], ResourceType: 'zone' }, 'InvalidResourceType.NotFound', 404],
    ['TagResources', { ...target, Tag: [TAG], ResourceId: ['i-none'] }, 'InvalidResourceId.NotFound', 404],
    ['TagResources', { ...target, Tag: [{ Key: 'acs:x' }] }, 'InvalidTagKey.Malformed', 400],
    ['UntagResources', target, 'MissingParameter.TagKey', 400],
    ['ListTagResources', { ResourceType: 'instance' }, 'MissingParameter.Tags', 404],
    ['DescribeTags', { ResourceType: 'zone' }, 'InvalidResourceType.NotFound', 404],
    ['DescribeTags', { Category: 'user' }, 'UnsupportedParameter', 400],
    ['DescribeTags', { Tag: keys(21) }, 'InvalidTagCount', 400],
    ['DescribeResourceByTags', { PageSize: 101 }, 'InvalidParameter', 400],
  ])('%s %j is refused with %s', async (action, params, code, status) => {
    const error = await api.errorOf(action, { ...REGION, ...params });
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
