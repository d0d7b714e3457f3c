import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  regions: ['cn-hangzhou'],
  quotas: { prefixListsPerRegion: 13 },
  roles: [{ name: 'stranger', policies: [] }],
  prefixLists: [
    {
      id: 'pl-office',
      name: 'office',
      maxEntries: 3,
      entries: [{ value: '10.0.0.0/8', description: 'all of it' }, '192.0.2.1'],
      tags: { env: 'prod' },
      resourceGroup: 'rg-shop',
    },
    { id: 'pl-six', addressFamily: 'IPv6' as const },
    ...Array.from({ length: 9 }, (_, index) => ({ id: `pl-${index}` })),
  ],
  securityGroups: [
    { id: 'sg-a', rules: [{ from: 'pl-office', protocol: 'tcp', ports: 22 }] },
    { id: 'sg-b', rules: [{ to: 'pl-office', protocol: 'tcp', ports: 22 }] },
  ],
};

interface Lists {
  readonly PrefixLists: { readonly PrefixList: readonly { readonly PrefixListId: string }[] };
  readonly NextToken: string;
}

describeContract('prefix lists', FAMILIES.prefixLists, FLEET, (api) => {
  const find = async (params: Params): Promise<Lists> =>
    api.call<Lists>('DescribePrefixLists', { ...REGION, ...params });

  const entriesOf = async (PrefixListId: string): Promise<unknown> => {
    const answer = await api.call<{ Entries: { Entry: unknown } }>('DescribePrefixListAttributes', {
      ...REGION,
      PrefixListId,
    });
    return answer.Entries.Entry;
  };

  test('shows a list and its entries', async () => {
    const { PrefixLists } = await find({ PrefixListId: ['pl-office'] });
    expect(PrefixLists.PrefixList).toEqual([
      {
        PrefixListId: 'pl-office',
        PrefixListName: 'office',
        AddressFamily: 'IPv4',
        MaxEntries: 3,
        Description: '',
        CreationTime: '2026-03-02T08:00Z',
        AssociationCount: 2,
        ResourceGroupId: 'rg-shop',
        Tags: { Tag: [{ TagKey: 'env', TagValue: 'prod' }] },
      },
    ]);
    expect(await entriesOf('pl-office')).toEqual([
      { Cidr: '10.0.0.0/8', Description: 'all of it' },
      { Cidr: '192.0.2.1/32', Description: '' },
    ]);
  });

  test.each<[string, Params, readonly string[]]>([
    ['a name', { PrefixListName: 'office' }, ['pl-office']],
    ['the address family', { AddressFamily: 'IPv6' }, ['pl-six']],
    ['a tag', { Tag: [{ Key: 'env' }] }, ['pl-office']],
    ['a resource group', { ResourceGroupId: 'rg-shop' }, ['pl-office']],
    ['all of them at once', { PrefixListName: 'office', AddressFamily: 'IPv6' }, []],
  ])('filters by %s', async (_case, params, ids) => {
    const { PrefixLists } = await find(params);
    expect(PrefixLists.PrefixList.map(({ PrefixListId }) => PrefixListId)).toEqual(ids);
  });

  test('pages by token', async () => {
    const first = await find({});
    expect(first.PrefixLists.PrefixList).toHaveLength(10);
    const second = await find({ NextToken: first.NextToken });
    expect(second).toMatchObject({ PrefixLists: { PrefixList: [{ PrefixListId: 'pl-8' }] }, NextToken: '' });
    expect(await api.refusal('DescribePrefixLists', { ...REGION, AddressFamily: 'IPX' })).toBe(
      'InvalidParameter.AddressFamily',
    );
  });

  test('is empty for who may not look', async () => {
    const stranger = api.as(api.emulator.issueRoleCredentials('stranger', 'session'));
    expect(await stranger.call('DescribePrefixLists', REGION)).toMatchObject({
      PrefixLists: { PrefixList: [] },
    });
  });

  test('lists the groups that refer to a list', async () => {
    const read = { ...REGION, PrefixListId: 'pl-office' };
    const answer = await api.call('DescribePrefixListAssociations', read);
    expect(answer['PrefixListAssociations']).toEqual({
      PrefixListAssociation: [
        { ResourceId: 'sg-a', ResourceType: 'securitygroup' },
        { ResourceId: 'sg-b', ResourceType: 'securitygroup' },
      ],
    });
    const first = await api.call<{ NextToken: string }>('DescribePrefixListAssociations', {
      ...read,
      MaxResults: 1,
    });
    expect(
      await api.call('DescribePrefixListAssociations', {
        ...read,
        MaxResults: 1,
        NextToken: first.NextToken,
      }),
    ).toMatchObject({ PrefixListAssociations: { PrefixListAssociation: [{ ResourceId: 'sg-b' }] } });
  });

  test('makes a list once for a token, with its entries in one way of writing', async () => {
    const wanted = {
      ...REGION,
      PrefixListName: 'partners',
      AddressFamily: 'IPv6',
      MaxEntries: 2,
      Description: 'Those who call us',
      Entry: [
        { Cidr: '2001:0DB8:0000:0000:0000:0000:0000:0000/32', Description: 'first' },
        { Cidr: '2001:db8:1::5' },
      ],
      Tag: [{ Key: 'env', Value: 'dev' }],
      ClientToken: 'token-1',
    };
    const { PrefixListId } = await api.call<{ PrefixListId: string }>('CreatePrefixList', wanted);
    expect(await api.call('CreatePrefixList', wanted)).toMatchObject({ PrefixListId });
    expect(await entriesOf(PrefixListId)).toEqual([
      { Cidr: '2001:db8::/32', Description: 'first' },
      { Cidr: '2001:db8:1::5/128', Description: '' },
    ]);
    await api.call('CreatePrefixList', { ...wanted, ClientToken: 'token-2' });
    expect(await api.refusal('CreatePrefixList', { ...wanted, ClientToken: 'token-3' })).toBe(
      'LimitExceed.PrefixListPerRegion',
    );
  });

  test.each<[Params, string]>([
    [{ PrefixListName: 'com.aliyun.mine' }, 'InvalidParameter.PrefixListName'],
    [{ AddressFamily: 'ipv4' }, 'InvalidParameter.AddressFamily'],
    [{ MaxEntries: 201 }, 'InvalidParameter'],
    [{ Description: 'x' }, 'InvalidDescription.Malformed'],
    [{ Entry: [{ Cidr: '10.0.0.1/8' }] }, 'InvalidParameter.CidrMalformed'],
    [{ Entry: [{ Cidr: '2001:db8::/32' }] }, 'InvalidParameter.CidrMalformed'],
    [{ Entry: [{ Cidr: '10.0.0.0/8', Description: 'x' }] }, 'InvalidDescription.Malformed'],
    [{ Entry: [{ Cidr: '10.0.0.1' }, { Cidr: '10.0.0.1/32' }] }, 'InvalidParameter.CidrDuplicated'],
    [{ Entry: [{ Cidr: '10.0.0.1' }, { Cidr: '10.0.0.2' }] }, 'LimitExceed.MaxEntries'],
    [
      { MaxEntries: 200, Entry: Array.from({ length: 201 }, (_, index) => ({ Cidr: `10.0.0.${index}` })) },
      'LimitExceed.Entry',
    ],
  ])('refuses to make %j', async (params, code) => {
    const wanted = { ...REGION, PrefixListName: 'new', AddressFamily: 'IPv4', MaxEntries: 1, ...params };
    expect(await api.refusal('CreatePrefixList', wanted)).toBe(code);
  });

  test('adds, describes and removes entries', async () => {
    await api.call('ModifyPrefixList', {
      ...REGION,
      PrefixListId: 'pl-office',
      PrefixListName: 'offices',
      AddEntry: [{ Cidr: '10.0.0.0/8', Description: 'renamed' }, { Cidr: '172.16.0.0/12' }],
      RemoveEntry: [{ Cidr: '192.0.2.1' }],
    });
    expect(await entriesOf('pl-office')).toEqual([
      { Cidr: '10.0.0.0/8', Description: 'renamed' },
      { Cidr: '172.16.0.0/12', Description: '' },
    ]);
    expect(await find({ PrefixListName: 'offices' })).toMatchObject({ PrefixLists: { PrefixList: [{}] } });
  });

  test.each<[Params, string]>([
    [{ PrefixListId: 'pl-none' }, 'InvalidPrefixListId.NotFound'],
    [
      { AddEntry: [{ Cidr: '10.0.0.0/8' }], RemoveEntry: [{ Cidr: '10.0.0.0/8' }] },
      'InvalidParameter.CidrDuplicated',
    ],
    [{ AddEntry: [{ Cidr: '1.0.0.0/8' }, { Cidr: '2.0.0.0/8' }] }, 'LimitExceed.MaxEntries'],
    [{ RemoveEntry: [{ Cidr: 'all' }] }, 'InvalidParameter.CidrMalformed'],
  ])('refuses to modify with %j', async (params, code) => {
    const before = await entriesOf('pl-office');
    expect(await api.refusal('ModifyPrefixList', { ...REGION, PrefixListId: 'pl-office', ...params })).toBe(
      code,
    );
    expect(await entriesOf('pl-office')).toEqual(before);
  });

  test('deletes a list that nobody refers to', async () => {
    await api.call('DeletePrefixList', { ...REGION, PrefixListId: 'pl-six' });
    for (const action of [
      'DeletePrefixList',
      'DescribePrefixListAttributes',
      'DescribePrefixListAssociations',
    ]) {
      expect(await api.refusal(action, { ...REGION, PrefixListId: 'pl-six' })).toBe(
        'InvalidPrefixListId.NotFound',
      );
    }
    expect(await api.refusal('DeletePrefixList', { ...REGION, PrefixListId: 'pl-office' })).toBe(
      'NotAllowed.AssociationExist',
    );
  });
});
