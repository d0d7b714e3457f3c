import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  regions: ['cn-hangzhou'],
  quotas: { portRangeListsPerRegion: 3 },
  roles: [{ name: 'stranger', policies: [] }],
  portLists: [
    {
      id: 'prl-web',
      name: 'web',
      maxEntries: 3,
      entries: ['80', { value: '443/443', description: 'encrypted' }],
      tags: { env: 'prod' },
      resourceGroup: 'rg-shop',
    },
    { id: 'prl-idle' },
  ],
  securityGroups: [{ id: 'sg-a', rules: [{ from: '10.0.0.0/8', protocol: 'tcp', ports: 'prl-web' }] }],
};

interface Lists {
  readonly PortRangeLists: readonly { readonly PortRangeListId: string }[];
  readonly NextToken: string;
}

describeContract('port lists', FAMILIES.portLists, FLEET, (api) => {
  const find = async (params: Params): Promise<Lists> =>
    api.call<Lists>('DescribePortRangeLists', { ...REGION, ...params });

  const entriesOf = async (PortRangeListId: string): Promise<unknown> => {
    const answer = await api.call('DescribePortRangeListEntries', { ...REGION, PortRangeListId });
    return answer['Entries'];
  };

  test('shows a list, its entries and who refers to it', async () => {
    expect((await find({ PortRangeListId: ['prl-web'] })).PortRangeLists).toEqual([
      {
        PortRangeListId: 'prl-web',
        PortRangeListName: 'web',
        MaxEntries: 3,
        Description: '',
        CreationTime: '2026-03-02T08:00Z',
        AssociationCount: 1,
        ResourceGroupId: 'rg-shop',
        Tags: [{ TagKey: 'env', TagValue: 'prod' }],
      },
    ]);
    expect(await entriesOf('prl-web')).toEqual([
      { PortRange: '80/80', Description: '' },
      { PortRange: '443/443', Description: 'encrypted' },
    ]);
    const answer = await api.call('DescribePortRangeListAssociations', {
      ...REGION,
      PortRangeListId: 'prl-web',
    });
    expect(answer['PortRangeListAssociations']).toEqual([
      { ResourceId: 'sg-a', ResourceType: 'SecurityGroup' },
    ]);
  });

  test.each<[string, Params, readonly string[]]>([
    ['a name', { PortRangeListName: 'web' }, ['prl-web']],
    ['a tag', { Tag: [{ Key: 'env', Value: 'prod' }] }, ['prl-web']],
    ['a resource group', { ResourceGroupId: 'rg-none' }, []],
  ])('filters by %s', async (_case, params, ids) => {
    expect((await find(params)).PortRangeLists.map(({ PortRangeListId }) => PortRangeListId)).toEqual(ids);
  });

  test('pages by token, and is empty for who may not look', async () => {
    const first = await find({ MaxResults: 1 });
    expect(await find({ MaxResults: 1, NextToken: first.NextToken })).toMatchObject({
      PortRangeLists: [{ PortRangeListId: 'prl-idle' }],
      NextToken: '',
    });
    expect(await api.refusal('DescribePortRangeLists', { ...REGION, NextToken: 'x' })).toBe(
      'InvalidParameter.NextToken',
    );
    const stranger = api.as(api.emulator.issueRoleCredentials('stranger', 'session'));
    expect(await stranger.call('DescribePortRangeLists', REGION)).toMatchObject({ PortRangeLists: [] });
  });

  test('makes a list once for a token, as often as the quota allows', async () => {
    const wanted = {
      ...REGION,
      PortRangeListName: 'mail',
      MaxEntries: 2000,
      Entry: [{ PortRange: '25/25', Description: 'smtp' }],
      ClientToken: 'token-1',
    };
    const { PortRangeListId } = await api.call<{ PortRangeListId: string }>('CreatePortRangeList', wanted);
    expect(await api.call('CreatePortRangeList', wanted)).toMatchObject({ PortRangeListId });
    expect(await entriesOf(PortRangeListId)).toEqual([{ PortRange: '25/25', Description: 'smtp' }]);
    expect(await api.refusal('CreatePortRangeList', { ...wanted, ClientToken: 'token-2' })).toBe(
      'InvalidOperation.MaxCountExceed',
    );
  });

  test.each<[Params, string]>([
    [{ PortRangeListName: 'http://list' }, 'InvalidParameter.PortRangeListName'],
    [{ MaxEntries: 2001 }, 'InvalidOperation.MaxEntriesCountExceed'],
    [{ Entry: [{ PortRange: '80' }] }, 'InvalidParameter.PortRange'],
    [{ Entry: [{ PortRange: '-1/-1' }] }, 'InvalidParameter.PortRange'],
    [{ Entry: [{ PortRange: '1/2' }, { PortRange: '1/2' }] }, 'InvalidParameter.PortRangeDuplicated'],
    [{ Entry: [{ PortRange: '1/2' }, { PortRange: '1/3' }] }, 'LimitExceed.MaxEntries'],
  ])('refuses to make %j', async (params, code) => {
    const wanted = { ...REGION, PortRangeListName: 'new', MaxEntries: 1, ...params };
    expect(await api.refusal('CreatePortRangeList', wanted)).toBe(code);
  });

  test('adds, describes and removes entries', async () => {
    const change = { ...REGION, PortRangeListId: 'prl-web' };
    await api.call('ModifyPortRangeList', {
      ...change,
      PortRangeListName: 'www',
      Description: 'Of the web',
      AddEntry: [{ PortRange: '80/80', Description: 'plain' }, { PortRange: '8080/8090' }],
      RemoveEntry: [{ PortRange: '443/443' }],
      ClientToken: 'once',
    });
    expect(await entriesOf('prl-web')).toEqual([
      { PortRange: '80/80', Description: 'plain' },
      { PortRange: '8080/8090', Description: '' },
    ]);
    expect(
      await api.refusal('ModifyPortRangeList', {
        ...change,
        AddEntry: [{ PortRange: '1/1' }, { PortRange: '2/2' }],
      }),
    ).toBe('LimitExceed.MaxEntries');
  });

  test('deletes a list that nobody refers to', async () => {
    await api.call('DeletePortRangeList', { ...REGION, PortRangeListId: 'prl-idle' });
    const actions = [
      'DeletePortRangeList',
      'DescribePortRangeListEntries',
      'DescribePortRangeListAssociations',
    ];
    for (const action of actions) {
      expect(await api.refusal(action, { ...REGION, PortRangeListId: 'prl-idle' })).toBe(
        'InvalidPortRangeListId.NotFound',
      );
    }
    expect(await api.refusal('DeletePortRangeList', { ...REGION, PortRangeListId: 'prl-web' })).toBe(
      'InvalidPortRangeListId.AssociationExist',
    );
  });
});
