import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  regions: ['cn-hangzhou'],
  prefixLists: [{ id: 'pl-office', maxEntries: 5, entries: ['10.0.0.0/8'] }],
  portLists: [{ id: 'prl-web', maxEntries: 4, entries: ['80/80', '443/443'] }],
  securityGroups: [
    {
      id: 'sg-old',
      rules: [
        { id: 'sgr-ssh', from: '0.0.0.0/0', protocol: 'tcp', ports: 22, priority: 110 },
        { id: 'sgr-web', from: 'pl-office', protocol: 'tcp', ports: 'prl-web' },
        { id: 'sgr-out', to: '10.0.0.0/8', protocol: 'udp', ports: 53 },
        { id: 'sgr-any', from: '192.0.2.1', protocol: 'tcp', ports: '8000/8080' },
      ],
    },
  ],
};

type Rule = Readonly<Record<string, string>>;

const MODIFIED = FAMILIES.securityGroupRules.filter(({ name }) => name.startsWith('Modify'));

describeContract('security group rule changes', MODIFIED, FLEET, (api) => {
  const rulesOf = async (SecurityGroupId: string): Promise<readonly Rule[]> => {
    const answer = await api.call<{ Permissions: { Permission: readonly Rule[] } }>(
      'DescribeSecurityGroupAttribute',
      { ...REGION, SecurityGroupId },
    );
    return answer.Permissions.Permission;
  };

  test('modifies a rule and leaves it its id and what is not mentioned', async () => {
    const change = { ...REGION, SecurityGroupId: 'sg-old' };
    await api.call('ModifySecurityGroupRule', {
      ...change,
      SecurityGroupRuleId: 'sgr-ssh',
      SourceCidrIp: '192.0.2.0/24',
    });
    await api.call('ModifySecurityGroupRule', {
      ...change,
      SecurityGroupRuleId: 'sgr-any',
      Priority: '3',
      Policy: 'Drop',
    });
    await api.call('ModifySecurityGroupEgressRule', {
      ...change,
      SecurityGroupRuleId: 'sgr-out',
      IpProtocol: 'tcp',
      Description: 'names',
    });
    expect(await rulesOf('sg-old')).toMatchObject([
      { SecurityGroupRuleId: 'sgr-ssh', SourceCidrIp: '192.0.2.0/24', PortRange: '22/22', Priority: '110' },
      { SecurityGroupRuleId: 'sgr-web' },
      { SecurityGroupRuleId: 'sgr-out', IpProtocol: 'TCP', DestCidrIp: '10.0.0.0/8', Description: 'names' },
      { SecurityGroupRuleId: 'sgr-any', Priority: '3', Policy: 'Drop', PortRange: '8000/8080' },
    ]);
  });

  test.each<[string, Params, string]>([
    ['sgr-none', { Priority: '2' }, 'InvalidSecurityGroupRuleId.NotFound'],
    ['sgr-out', { Priority: '2' }, 'InvalidSecurityGroupRuleId.NotFound'],
    ['sgr-ssh', {}, 'InvalidParam.InvalidModifyRuleRequest'],
    ['sgr-ssh', { SourcePrefixListId: 'pl-office' }, 'InvalidOperation.ModifySgRuleEntityType'],
    ['sgr-ssh', { Ipv6SourceCidrIp: '2001:db8::/32' }, 'InvalidOperation.ModifySgRuleEntityType'],
    ['sgr-web', { PortRange: '80/80' }, 'InvalidOperation.ModifyPortRangeType'],
    ['sgr-ssh', { PortRangeListId: 'prl-web' }, 'InvalidOperation.ModifyPortRangeType'],
    ['sgr-ssh', { NicType: 'internet' }, 'InvalidOperation.ModifyNicType'],
    ['sgr-ssh', { IpProtocol: 'icmp' }, 'InvalidParam.ProtocolAndPortRangeMismatch'],
    ['sgr-ssh', { SourceCidrIp: '192.0.2.1/32', PortRange: '8000/8080' }, 'InvalidOperation.RuleDuplicate'],
  ])('refuses to modify %s with %j', async (SecurityGroupRuleId, change, code) => {
    const request = { ...REGION, SecurityGroupId: 'sg-old', SecurityGroupRuleId, ...change };
    expect(await api.refusal('ModifySecurityGroupRule', request)).toBe(code);
  });

  test('describes a rule that is named by what it says: the old form', async () => {
    const rule = { ...REGION, SecurityGroupId: 'sg-old', IpProtocol: 'udp', DestCidrIp: '10.0.0.0/8' };
    await api.call('ModifySecurityGroupEgressRule', { ...rule, PortRange: '53/53', Description: 'names' });
    expect((await rulesOf('sg-old'))[2]).toMatchObject({
      SecurityGroupRuleId: 'sgr-out',
      Description: 'names',
    });
    expect(await api.refusal('ModifySecurityGroupEgressRule', { ...rule, PortRange: '54/54' })).toBe(
      'SecurityGroupRule.NotFound',
    );
  });
});
