import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  regions: ['cn-hangzhou', 'ap-southeast-1'],
  quotas: { rulesPerSecurityGroup: 30, rulesPerNetworkInterface: 32 },
  roles: [
    {
      name: 'tightener',
      policies: [
        {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ecs:RevokeSecurityGroup',
              Resource: 'acs:ecs:*:*:securitygroup/sg-web',
            },
          ],
        },
      ],
    },
  ],
  vSwitches: [{ id: 'vsw-shop', vpc: 'vpc-shop', zone: 'h', cidr: '192.168.1.0/24' }],
  prefixLists: [
    { id: 'pl-office', maxEntries: 5, entries: ['10.0.0.0/8'] },
    { id: 'pl-six', entries: ['2001:db8::/32'] },
  ],
  portLists: [{ id: 'prl-web', maxEntries: 4, entries: ['80/80', '443/443'] }],
  securityGroups: [
    { id: 'sg-web' },
    {
      id: 'sg-old',
      rules: [
        { id: 'sgr-ssh', from: '0.0.0.0/0', protocol: 'tcp', ports: 22, priority: 110 },
        { id: 'sgr-web', from: 'pl-office', protocol: 'tcp', ports: 'prl-web' },
        { id: 'sgr-out', to: '10.0.0.0/8', protocol: 'udp', ports: 53 },
        { id: 'sgr-any', from: '192.0.2.1', protocol: 'tcp', ports: '8000/8080' },
      ],
    },
    {
      id: 'sg-full',
      rules: Array.from({ length: 4 }, (_, index) => ({
        from: '10.0.0.0/8',
        protocol: 'tcp',
        ports: 1 + index,
      })),
    },
    { id: 'sg-big', type: 'enterprise' },
    { id: 'sg-ack', serviceManaged: true },
    { id: 'sg-shop', vpc: 'vpc-shop' },
    { id: 'sg-classic', vpc: '' },
  ],
  instances: [{ id: 'i-web', securityGroups: ['sg-web', 'sg-full'] }],
  accounts: [
    { account: '2234567890123456', regions: ['cn-hangzhou'], securityGroups: [{ id: 'sg-theirs' }] },
  ],
};

type Rule = Readonly<Record<string, string>>;

const SSH = { IpProtocol: 'tcp', PortRange: '22/22', SourceCidrIp: '192.0.2.0/24' };

/** How rules are modified is in a test of its own. */
const ADDED_AND_REVOKED = FAMILIES.securityGroupRules.filter(({ name }) => !name.startsWith('Modify'));

/** What AuthorizeSecurityGroup refuses, and how. */
const NO_RULES: [Params, string][] = [
  [{ ...SSH, IpProtocol: 'sctp' }, 'InvalidIpProtocol.ValueNotSupported'],
  [{ ...SSH, IpProtocol: '6' }, 'InvalidIpProtocol.ValueNotSupported'],
  [{ PortRange: '22/22', SourceCidrIp: '10.0.0.1' }, 'InvalidIpProtocol.ValueNotSupported'],
  [{ ...SSH, PortRange: '22' }, 'InvalidParam.PortRange'],
  [{ ...SSH, PortRange: '0/22' }, 'InvalidParam.PortRange'],
  [{ ...SSH, PortRange: '23/22' }, 'InvalidParam.PortRange'],
  [{ ...SSH, PortRange: '1/65536' }, 'InvalidParam.PortRange'],
  [{ ...SSH, PortRange: '-1/-1' }, 'OperationDenied'],
  [{ ...SSH, IpProtocol: 'icmp' }, 'OperationDenied'],
  [{ IpProtocol: 'tcp', SourceCidrIp: '10.0.0.0/8' }, 'InvalidPortRange.Malformed'],
  [{ ...SSH, SourcePortRange: 'x' }, 'InvalidSourcePortRange.Malformed'],
  [{ ...SSH, SourceCidrIp: '10.0.0.0/33' }, 'InvalidParam.SourceCidrIp'],
  [{ ...SSH, SourceCidrIp: '10.0.0' }, 'InvalidParam.SourceCidrIp'],
  [{ ...SSH, SourceCidrIp: '2001:db8::/32' }, 'InvalidParam.SourceCidrIp'],
  [{ ...SSH, DestCidrIp: 'everywhere' }, 'InvalidParam.DestCidrIp'],
  [
    { IpProtocol: 'tcp', PortRange: '22/22', Ipv6SourceCidrIp: '10.0.0.0/8' },
    'InvalidParam.Ipv6SourceCidrIp',
  ],
  [{ ...SSH, Ipv6DestCidrIp: '2001:db8::/129' }, 'InvalidParam.Ipv6DestCidrIp'],
  [{ ...SSH, Ipv6SourceCidrIp: '2001:db8::/32' }, 'InvalidParam.SourceIp'],
  [{ ...SSH, DestCidrIp: '10.0.0.0/8', Ipv6DestCidrIp: '2001:db8::/32' }, 'InvalidParam.DestIp'],
  [{ ...SSH, Ipv6DestCidrIp: '2001:db8::/32' }, 'InvalidParameter.Conflict'],
  [{ ...SSH, DestCidrIp: '192.0.2.0/24' }, 'InvalidParamter.Conflict'],
  [
    { IpProtocol: 'icmp', PortRange: '-1/-1', Ipv6SourceCidrIp: '2001:db8::/32' },
    'InvalidParam.Ipv4ProtocolConflictWithIpv6Address',
  ],
  [
    { IpProtocol: 'icmpv6', PortRange: '-1/-1', SourceCidrIp: '10.0.0.0/8' },
    'InvalidParam.Ipv6ProtocolConflictWithIpv4Address',
  ],
  [{ ...SSH, Policy: 'allow' }, 'InvalidPolicy.Malformed'],
  [{ ...SSH, Priority: 'high' }, 'InvalidPriority.Malformed'],
  [{ ...SSH, Priority: '101' }, 'InvalidPriority.ValueNotSupported'],
  [{ ...SSH, NicType: 'internet' }, 'InvalidNicType.ValueNotSupported'],
  [{ ...SSH, Description: 'x'.repeat(513) }, 'InvalidSecurityGroupDiscription.Malformed'],
  [{ IpProtocol: 'tcp', PortRange: '22/22' }, 'MissingParameter.Source'],
  [{ IpProtocol: 'tcp', PortRange: '22/22', SourceGroupId: 'sg-none' }, 'InvalidSourceGroupId.NotFound'],
  [{ IpProtocol: 'tcp', PortRange: '22/22', SourceGroupId: 'sg-web' }, 'InvalidParamter.Conflict'],
  [{ IpProtocol: 'tcp', PortRange: '22/22', SourceGroupId: 'sg-shop' }, 'InvalidSourceGroupId.Mismatch'],
  [{ IpProtocol: 'tcp', PortRange: '22/22', SourceGroupId: 'sg-classic' }, 'InvalidNetworkType.Mismatch'],
  [
    { IpProtocol: 'tcp', PortRange: '22/22', SourceGroupId: 'sg-big' },
    'InvalidGroupAuthParameter.OperationDenied',
  ],
  [{ IpProtocol: 'tcp', PortRange: '22/22', SourcePrefixListId: 'pl-none' }, 'InvalidPrefixListId.NotFound'],
  [
    { IpProtocol: 'icmp', PortRange: '-1/-1', SourcePrefixListId: 'pl-six' },
    'InvalidParam.PrefixListAddressFamilyMismatch',
  ],
  [
    { IpProtocol: 'tcp', PortRangeListId: 'prl-none', SourceCidrIp: '10.0.0.0/8' },
    'InvalidPortRangeListId.NotFound',
  ],
  [
    { IpProtocol: 'all', PortRangeListId: 'prl-web', SourceCidrIp: '10.0.0.0/8' },
    'InvalidParam.ProtocolNotSupportPortRangeList',
  ],
];

describeContract('security group rules', ADDED_AND_REVOKED, FLEET, (api) => {
  const rulesOf = async (SecurityGroupId: string): Promise<readonly Rule[]> => {
    const answer = await api.call<{ Permissions: { Permission: readonly Rule[] } }>(
      'DescribeSecurityGroupAttribute',
      { ...REGION, SecurityGroupId },
    );
    return answer.Permissions.Permission;
  };

  const allow = async (rules: readonly Params[], SecurityGroupId = 'sg-web'): Promise<unknown> =>
    api.call('AuthorizeSecurityGroup', { ...REGION, SecurityGroupId, Permissions: rules });

  const refusalToAllow = async (rule: Params, SecurityGroupId = 'sg-web'): Promise<string> =>
    api.refusal('AuthorizeSecurityGroup', { ...REGION, SecurityGroupId, Permissions: [rule] });

  test('adds rules in the way they are shown', async () => {
    await allow([
      { ...SSH, Policy: 'accept', Priority: '7', Description: 'admins' },
      { IpProtocol: 'ICMPV6', PortRange: '-1/-1', Ipv6SourceCidrIp: '2001:DB8::/32', Policy: 'DROP' },
      { IpProtocol: 'all', PortRange: '-1/-1', SourceGroupId: 'sg-old' },
      {
        IpProtocol: 'Udp',
        PortRange: '53/53',
        SourceGroupId: 'sg-theirs',
        SourceGroupOwnerId: '2234567890123456',
      },
      { IpProtocol: 'tcp', PortRangeListId: 'prl-web', SourcePrefixListId: 'pl-office' },
      { ...SSH, PortRange: '1/2', SourcePortRange: '7000/8000', DestCidrIp: '10.1.0.0/16' },
    ]);
    const rules = await rulesOf('sg-web');
    expect(rules[0]).toEqual({
      SecurityGroupRuleId: expect.stringMatching(/^sgr-bp1/) as unknown,
      Direction: 'ingress',
      IpProtocol: 'TCP',
      PortRange: '22/22',
      PortRangeListId: '',
      PortRangeListName: '',
      SourcePortRange: '',
      SourceCidrIp: '192.0.2.0/24',
      Ipv6SourceCidrIp: '',
      SourceGroupId: '',
      SourceGroupName: '',
      SourceGroupOwnerAccount: '',
      SourcePrefixListId: '',
      SourcePrefixListName: '',
      DestCidrIp: '',
      Ipv6DestCidrIp: '',
      DestGroupId: '',
      DestGroupName: '',
      DestGroupOwnerAccount: '',
      DestPrefixListId: '',
      DestPrefixListName: '',
      Policy: 'Accept',
      Priority: '7',
      NicType: 'intranet',
      Description: 'admins',
      CreateTime: '2026-03-02T08:00:00Z',
    });
    expect(rules.slice(1)).toMatchObject([
      { IpProtocol: 'ICMPv6', Ipv6SourceCidrIp: '2001:DB8::/32', Policy: 'Drop', Priority: '1' },
      { IpProtocol: 'ALL', SourceGroupId: 'sg-old', SourceGroupName: 'sg-old', SourceGroupOwnerAccount: '' },
      { SourceGroupId: 'sg-theirs', SourceGroupOwnerAccount: '2234567890123456' },
      {
        PortRange: '',
        PortRangeListId: 'prl-web',
        PortRangeListName: 'prl-web',
        SourcePrefixListId: 'pl-office',
      },
      { SourcePortRange: '7000/8000', DestCidrIp: '10.1.0.0/16' },
    ]);
  });

  test('takes a rule in parameters of its own, addresses before groups before lists', async () => {
    await api.call('AuthorizeSecurityGroup', {
      ...REGION,
      SecurityGroupId: 'sg-web',
      ...SSH,
      SourceGroupId: 'sg-none',
      SourcePrefixListId: 'pl-none',
      ClientToken: 'once',
    });
    await api.call('AuthorizeSecurityGroupEgress', {
      ...REGION,
      SecurityGroupId: 'sg-web',
      IpProtocol: 'gre',
      PortRange: '-1/-1',
      DestGroupId: 'sg-old',
      DestPrefixListId: 'pl-none',
    });
    expect(await rulesOf('sg-web')).toMatchObject([
      { Direction: 'ingress', SourceCidrIp: '192.0.2.0/24', SourceGroupId: '', SourcePrefixListId: '' },
      {
        Direction: 'egress',
        IpProtocol: 'GRE',
        DestGroupId: 'sg-old',
        DestGroupName: 'sg-old',
        SourceGroupId: '',
      },
    ]);
  });

  test('a rule that is there already is no error and is not added', async () => {
    await allow([SSH]);
    await allow([
      { ...SSH, IpProtocol: 'TCP', SourceCidrIp: '192.0.2.77/24', Priority: '9', Description: 'again' },
    ]);
    expect(await rulesOf('sg-web')).toMatchObject([{ Priority: '1', Description: '' }]);
    await allow([{ ...SSH, Policy: 'drop' }]);
    expect(await rulesOf('sg-web')).toHaveLength(2);
  });

  test('refuses to add what is not a rule', async () => {
    const seen: [Params, string][] = [];
    for (const [rule] of NO_RULES) seen.push([rule, await refusalToAllow(rule)]);
    expect(seen).toEqual(NO_RULES);
    expect(await rulesOf('sg-web')).toEqual([]);
  });

  test('protocols have numbers where the region says so', async () => {
    const group = await api.call<{ SecurityGroupId: string }>('CreateSecurityGroup', {
      RegionId: 'ap-southeast-1',
      VpcId: 'vpc-t4n0default0network0',
    });
    const { SecurityGroupId } = group;
    await api.call('AuthorizeSecurityGroup', {
      RegionId: 'ap-southeast-1',
      SecurityGroupId,
      Permissions: [
        { ...SSH, IpProtocol: '6' },
        { IpProtocol: '50', PortRange: '-1/-1', SourceCidrIp: '192.0.2.0/24' },
      ],
    });
    const answer = await api.call('DescribeSecurityGroupAttribute', {
      RegionId: 'ap-southeast-1',
      SecurityGroupId,
    });
    expect(answer['Permissions']).toMatchObject({
      Permission: [{ IpProtocol: 'TCP' }, { IpProtocol: '50' }],
    });
  });

  test('groups of other kinds have rules of their own', async () => {
    expect(await refusalToAllow({ ...SSH, SourceCidrIp: '192.0.2.0/24' }, 'sg-ack')).toBe(
      'InvalidOperation.ResourceManagedByCloudProduct',
    );
    expect(await refusalToAllow(SSH, 'sg-none')).toBe('InvalidSecurityGroupId.NotFound');
    const fromGroup = { IpProtocol: 'tcp', PortRange: '22/22', SourceGroupId: 'sg-web' };
    expect(await refusalToAllow(fromGroup, 'sg-big')).toBe('InvalidGroupParameter.OperationDenied');
    await allow([{ ...SSH, Policy: 'drop' }], 'sg-big');
    expect(
      await refusalToAllow(
        { IpProtocol: 'tcp', PortRange: '22/22', SourcePrefixListId: 'pl-office' },
        'sg-classic',
      ),
    ).toBe('NotSupported.ClassicNetworkPrefixList');
    await allow([SSH], 'sg-classic');
    expect(await rulesOf('sg-classic')).toMatchObject([{ NicType: 'internet' }]);
  });

  test('egress rules say where to', async () => {
    const egress = async (rule: Params): Promise<string> =>
      api.refusal('AuthorizeSecurityGroupEgress', {
        ...REGION,
        SecurityGroupId: 'sg-web',
        Permissions: [rule],
      });
    const https = { IpProtocol: 'tcp', PortRange: '443/443' };
    expect(await egress({ ...https, SourceCidrIp: '10.0.0.0/8' })).toBe('MissingParameter.Dest');
    expect(await egress({ ...https, DestGroupId: 'sg-web' })).toBe('InvalidSecurityGroup.IsSame');
    expect(await egress({ ...https, DestGroupId: 'sg-none' })).toBe('InvalidDestGroupId.NotFound');
    expect(await egress({ ...https, DestGroupId: 'sg-shop' })).toBe('InvalidDestGroupId.Mismatch');
  });

  test('Permissions stand alone and each once', async () => {
    const request = { ...REGION, SecurityGroupId: 'sg-web' };
    expect(await api.refusal('AuthorizeSecurityGroup', { ...request, ...SSH, Permissions: [SSH] })).toBe(
      'InvalidParam.Permissions',
    );
    expect(
      await api.refusal('AuthorizeSecurityGroup', {
        ...request,
        Permissions: [SSH, { ...SSH, Priority: '2' }],
      }),
    ).toBe('InvalidParam.DuplicatePermissions');
  });

  test('lists count in full, for the group and for its interfaces', async () => {
    const ports = (count: number, from: number): Params[] =>
      Array.from({ length: count }, (_, index) => ({ ...SSH, PortRange: `${from + index}/${from + index}` }));
    await allow([
      { IpProtocol: 'tcp', PortRangeListId: 'prl-web', SourcePrefixListId: 'pl-office' },
      ...ports(8, 1),
    ]);
    expect(await refusalToAllow({ ...SSH, PortRange: '99/99' })).toBe('AuthorizationLimitExceed');
    const many = { ...REGION, SecurityGroupId: 'sg-old', Permissions: ports(8, 1) };
    expect(await api.refusal('AuthorizeSecurityGroup', many)).toBe('AuthorizationLimitExceed');
    expect(await rulesOf('sg-old')).toHaveLength(4);
    await allow(ports(7, 1), 'sg-old');
  });

  test('no more than 20 rules name a group', async () => {
    const fromGroup = (from: number): Params => ({
      IpProtocol: 'tcp',
      PortRange: `${from}/${from}`,
      SourceGroupId: 'sg-old',
    });
    await allow(Array.from({ length: 20 }, (_, index) => fromGroup(1 + index)));
    expect(await refusalToAllow(fromGroup(99))).toBe('AuthorizedGroupRule.LimitExceed');
  });

  test('revokes by id, all or none', async () => {
    const revoke = { ...REGION, SecurityGroupId: 'sg-old' };
    expect(
      await api.refusal('RevokeSecurityGroup', { ...revoke, SecurityGroupRuleId: ['sgr-ssh', 'sgr-none'] }),
    ).toBe('InvalidParam.SecurityGroupRuleId');
    expect(await api.refusal('RevokeSecurityGroup', { ...revoke, SecurityGroupRuleId: ['sgr-out'] })).toBe(
      'InvalidParam.SecurityGroupRuleId',
    );
    expect(
      await api.refusal('RevokeSecurityGroupEgress', { ...revoke, SecurityGroupRuleId: ['sgr-ssh'] }),
    ).toBe('InvalidSecurityGroupRule.RuleNotExist');
    expect(
      await api.refusal('RevokeSecurityGroup', { ...revoke, SecurityGroupRuleId: ['sgr-ssh', 'sgr-ssh'] }),
    ).toBe('InvalidParam.SecurityGroupRuleIdRepeated');
    expect(
      await api.refusal('RevokeSecurityGroup', {
        ...revoke,
        SecurityGroupRuleId: ['sgr-ssh'],
        Permissions: [SSH],
      }),
    ).toBe('InvalidParam.Permissions');
    expect(await rulesOf('sg-old')).toHaveLength(4);
    await api.call('RevokeSecurityGroup', { ...revoke, SecurityGroupRuleId: ['sgr-ssh', 'sgr-web'] });
    await api.call('RevokeSecurityGroupEgress', { ...revoke, SecurityGroupRuleId: ['sgr-out'] });
    expect(await rulesOf('sg-old')).toMatchObject([{ SecurityGroupRuleId: 'sgr-any' }]);
  });

  test('revokes by description, whatever the priority, and nothing without a word', async () => {
    const revoke = { ...REGION, SecurityGroupId: 'sg-old' };
    const ssh = { IpProtocol: 'tcp', PortRange: '22/22', SourceCidrIp: '0.0.0.0/0' };
    await api.call('RevokeSecurityGroup', { ...revoke, Permissions: [{ ...ssh, Policy: 'drop' }] });
    expect(await rulesOf('sg-old')).toHaveLength(4);
    await api.call('RevokeSecurityGroup', { ...revoke, Permissions: [ssh] });
    await api.call('RevokeSecurityGroupEgress', {
      ...revoke,
      IpProtocol: 'UDP',
      PortRange: '53/53',
      DestCidrIp: '10.0.0.0/8',
    });
    expect((await rulesOf('sg-old')).map((rule) => rule['SecurityGroupRuleId'])).toEqual([
      'sgr-web',
      'sgr-any',
    ]);
  });

  test('may be allowed to revoke and not to add', async () => {
    const tightener = api.as(api.emulator.issueRoleCredentials('tightener', 'session'));
    const rule = { ...REGION, SecurityGroupId: 'sg-web', ...SSH };
    await expect(tightener.call('AuthorizeSecurityGroup', rule)).rejects.toMatchObject({
      code: 'Forbidden.RAM',
    });
    await tightener.call('RevokeSecurityGroup', rule);
    await expect(
      tightener.call('RevokeSecurityGroup', { ...rule, SecurityGroupId: 'sg-old' }),
    ).rejects.toMatchObject({ code: 'Forbidden.RAM' });
  });
});
