import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };
const VPC = 'vpc-bp10default0network0';
const DEFAULT_GROUP = 'sg-bp10default0secgroup';

const FLEET = {
  regions: ['cn-hangzhou'],
  quotas: { securityGroupsPerRegion: 9, securityGroupsPerNetworkInterface: 3 },
  roles: [{ name: 'stranger', policies: [] }],
  vSwitches: [{ id: 'vsw-shop', vpc: 'vpc-shop', zone: 'h', cidr: '192.168.1.0/24' }],
  securityGroups: [
    {
      id: 'sg-web',
      name: 'web',
      description: 'Web servers',
      tags: { env: 'prod' },
      resourceGroup: 'rg-shop',
    },
    {
      id: 'sg-app',
      name: 'app',
      rules: [
        { from: 'sg-web', protocol: 'tcp', ports: 8080 },
        { from: '10.0.0.0/8', protocol: 'tcp', ports: 22, description: 'office' },
        { to: '10.0.0.0/8', policy: 'drop', priority: 5 },
      ],
    },
    { id: 'sg-big', type: 'enterprise', name: 'big' },
    { id: 'sg-ack', serviceManaged: 1034 },
    { id: 'sg-kept', deletionProtection: true },
    { id: 'sg-shop', vpc: 'vpc-shop' },
  ],
  instances: [
    { id: 'i-web', securityGroups: ['sg-web'] },
    { id: 'i-two', securityGroups: ['sg-web', 'sg-app'], privateIp: '10.0.0.17' },
    { id: 'i-off', status: 'Stopping' },
    { id: 'i-lock', locks: ['security'] },
  ],
  networkInterfaces: [{ id: 'eni-free', securityGroups: ['sg-web'] }],
  accounts: [
    {
      account: '2234567890123456',
      regions: ['cn-hangzhou'],
      securityGroups: [{ id: 'sg-theirs', rules: [{ from: '1234567890123456/sg-web', protocol: 'icmp' }] }],
    },
  ],
};

interface Groups {
  readonly SecurityGroups: { readonly SecurityGroup: readonly { readonly SecurityGroupId: string }[] };
  readonly NextToken?: string;
  readonly TotalCount?: number;
}

interface Attribute {
  readonly InnerAccessPolicy: string;
  readonly SecurityGroupName: string;
  readonly Description: string;
  readonly NextToken: string;
  readonly Permissions: { readonly Permission: readonly Record<string, string>[] };
}

describeContract('security groups', FAMILIES.securityGroups, FLEET, (api) => {
  const find = async (params: Params): Promise<Groups> =>
    api.call<Groups>('DescribeSecurityGroups', { ...REGION, ...params });

  const idsOf = ({ SecurityGroups }: Groups): string[] =>
    SecurityGroups.SecurityGroup.map(({ SecurityGroupId }) => SecurityGroupId);

  const read = async (SecurityGroupId: string, params: Params = {}): Promise<Attribute> =>
    api.call<Attribute>('DescribeSecurityGroupAttribute', { ...REGION, SecurityGroupId, ...params });

  test('shows a group as it was made, and how full it is when asked', async () => {
    const page = await find({ SecurityGroupIds: '["sg-web"]', IsQueryEcsCount: true });
    expect(page.SecurityGroups.SecurityGroup).toEqual([
      {
        SecurityGroupId: 'sg-web',
        SecurityGroupName: 'web',
        Description: 'Web servers',
        VpcId: VPC,
        SecurityGroupType: 'normal',
        CreationTime: '2026-03-02T08:00:00Z',
        ResourceGroupId: 'rg-shop',
        ServiceManaged: false,
        RuleCount: 0,
        GroupToGroupRuleCount: 0,
        EcsCount: 2,
        AvailableInstanceAmount: 5997,
        Tags: { Tag: [{ TagKey: 'env', TagValue: 'prod' }] },
      },
    ]);
    expect((await find({})).SecurityGroups.SecurityGroup[0]).not.toHaveProperty('EcsCount');
  });

  test.each<[string, Params, readonly string[]]>([
    ['one id', { SecurityGroupId: 'sg-app' }, ['sg-app']],
    ['a name', { SecurityGroupName: 'we' }, []],
    ['a part of a name', { SecurityGroupName: 'we', FuzzyQuery: true }, ['sg-web']],
    ['the VPC', { VpcId: 'vpc-shop' }, ['sg-shop']],
    ['the type', { SecurityGroupType: 'enterprise' }, ['sg-big']],
    ['who looks after it', { ServiceManaged: true }, ['sg-ack']],
    ['the network', { NetworkType: 'classic' }, []],
    ['a resource group', { ResourceGroupId: 'rg-shop' }, ['sg-web']],
    ['a tag', { Tag: [{ Key: 'env', Value: 'prod' }] }, ['sg-web']],
  ])('filters by %s', async (_case, params, ids) => {
    expect(idsOf(await find(params))).toEqual(ids);
  });

  test('pages by token without a total, and by number with one', async () => {
    const first = await find({ MaxResults: 4 });
    expect(first).not.toHaveProperty('TotalCount');
    const second = await find({ MaxResults: 4, NextToken: first.NextToken ?? '' });
    expect(second.NextToken).toBe('');
    const byNumber = await find({ PageNumber: 2, PageSize: 4 });
    expect(byNumber.TotalCount).toBe(7);
    expect(idsOf(byNumber)).toEqual(idsOf(second));
    expect(await api.refusal('DescribeSecurityGroups', { ...REGION, MaxResults: 101 })).toBe(
      'InvalidParameter',
    );
  });

  test('is empty for who may not look, and says so only to a dry run', async () => {
    const stranger = api.as(api.emulator.issueRoleCredentials('stranger', 'session'));
    expect(await stranger.call('DescribeSecurityGroups', REGION)).toMatchObject({ TotalCount: 0 });
    expect(await api.refusal('DescribeSecurityGroups', { ...REGION, DryRun: true })).toBe('DryRunOperation');
    await expect(
      stranger.call('DescribeSecurityGroupAttribute', { ...REGION, SecurityGroupId: 'sg-web' }),
    ).rejects.toMatchObject({ code: 'Forbidden.RAM' });
  });

  test('has the rules of a default group, and those of a fleet', async () => {
    const { Permissions } = await read(DEFAULT_GROUP);
    expect(
      Permissions.Permission.map((rule) => [rule['IpProtocol'], rule['PortRange'], rule['Priority']]),
    ).toEqual([
      ['ICMP', '-1/-1', '100'],
      ['TCP', '22/22', '100'],
      ['TCP', '3389/3389', '100'],
    ]);
    const app = await read('sg-app', { Attribute: 'snapshotPolicyIds', MaxResults: 10 });
    expect(app.Permissions.Permission).toMatchObject([
      { Direction: 'ingress', SourceGroupId: 'sg-web', SourceGroupName: 'web', PortRange: '8080/8080' },
      { Direction: 'ingress', SourceCidrIp: '10.0.0.0/8', Description: 'office', Policy: 'Accept' },
      { Direction: 'egress', DestCidrIp: '10.0.0.0/8', IpProtocol: 'ALL', Policy: 'Drop', Priority: '5' },
    ]);
    expect((await read('sg-app', { Direction: 'egress' })).Permissions.Permission).toHaveLength(1);
    expect((await read('sg-app', { NicType: 'internet' })).Permissions.Permission).toHaveLength(3);
  });

  test.each<[Params, string]>([
    [{ SecurityGroupId: 'sg-none' }, 'InvalidSecurityGroupId.NotFound'],
    [{ SecurityGroupId: 'sg-web', NicType: 'air' }, 'InvalidNicType.ValueNotSupported'],
    [{ SecurityGroupId: 'sg-web', MaxResults: 9 }, 'InvalidParameter'],
    [{ SecurityGroupId: 'sg-web', MaxResults: 1001 }, 'InvalidParameter'],
    [{ SecurityGroupId: 'sg-web', Direction: 'in' }, 'InvalidParameter'],
    [{}, 'MissingParameter.SecurityGroupId'],
  ])('refuses to read %j', async (params, code) => {
    expect(await api.refusal('DescribeSecurityGroupAttribute', { ...REGION, ...params })).toBe(code);
  });

  test('makes a group once for a token', async () => {
    const wanted = {
      ...REGION,
      VpcId: VPC,
      SecurityGroupName: 'new',
      Description: 'A new one',
      SecurityGroupType: 'enterprise',
      Tag: [{ Key: 'env', Value: 'dev' }],
      ClientToken: 'token-1',
    };
    const { SecurityGroupId } = await api.call<{ SecurityGroupId: string }>('CreateSecurityGroup', wanted);
    expect(await api.call('CreateSecurityGroup', wanted)).toMatchObject({ SecurityGroupId });
    expect(await api.refusal('CreateSecurityGroup', { ...wanted, SecurityGroupName: 'other' })).toBe(
      'IdempotentParameterMismatch',
    );
    expect(await read(SecurityGroupId)).toMatchObject({
      SecurityGroupName: 'new',
      InnerAccessPolicy: 'Drop',
      Permissions: { Permission: [] },
    });
    await api.call('CreateSecurityGroup', { ...REGION, VpcId: 'vpc-shop' });
    expect(await api.refusal('CreateSecurityGroup', { ...REGION, VpcId: VPC })).toBe(
      'QuotaExceed.SecurityGroup',
    );
  });

  test.each<[Params, string, number]>([
    [{}, 'InvalidVpcId.NotFound', 403],
    [{ VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound', 404],
    [{ VpcId: VPC, SecurityGroupName: '1' }, 'InvalidSecurityGroupName.Malformed', 400],
    [{ VpcId: VPC, Description: 'http://x' }, 'InvalidSecurityGroupDiscription.Malformed', 400],
    [{ VpcId: VPC, SecurityGroupType: 'basic' }, 'InvalidParams.GroupType', 400],
    [{ VpcId: VPC, Tag: [{ Key: 'acs:a', Value: '' }] }, 'InvalidTagKey.Malformed', 400],
  ])('refuses to make %j', async (params, code, status) => {
    const error = await api.errorOf('CreateSecurityGroup', { ...REGION, ...params });
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });

  test('deletes a group that nobody uses', async () => {
    await api.call('DeleteSecurityGroup', { ...REGION, SecurityGroupId: 'sg-shop' });
    expect(await api.refusal('DeleteSecurityGroup', { ...REGION, SecurityGroupId: 'sg-shop' })).toBe(
      'InvalidSecurityGroupId.NotFound',
    );
  });

  test.each([
    ['sg-web', 'DependencyViolation', 'There is still instance(s) in the specified security group'],
    ['sg-ack', 'InvalidOperation.ResourceManagedByCloudProduct', 'managed by a cloud product'],
    ['sg-kept', 'InvalidOperation.DeletionProtection', 'protected from deletion'],
  ])('refuses to delete %s', async (SecurityGroupId, code, message) => {
    const error = await api.errorOf('DeleteSecurityGroup', { ...REGION, SecurityGroupId });
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  test('knows which groups refer to a group, in every account', async () => {
    const answer = await api.call('DescribeSecurityGroupReferences', {
      ...REGION,
      SecurityGroupId: ['sg-web', 'sg-app'],
    });
    expect(answer['SecurityGroupReferences']).toEqual({
      SecurityGroupReference: [
        {
          SecurityGroupId: 'sg-web',
          ReferencingSecurityGroups: {
            ReferencingSecurityGroup: [
              { AliUid: '1234567890123456', SecurityGroupId: 'sg-app' },
              { AliUid: '2234567890123456', SecurityGroupId: 'sg-theirs' },
            ],
          },
        },
        { SecurityGroupId: 'sg-app', ReferencingSecurityGroups: { ReferencingSecurityGroup: [] } },
      ],
    });
    expect(
      await api.refusal('DescribeSecurityGroupReferences', { ...REGION, SecurityGroupId: ['sg-none'] }),
    ).toBe('InvalidSecurityGroupId.NotFound');
    await api.call('LeaveSecurityGroup', { InstanceId: 'i-two', SecurityGroupId: 'sg-web' });
    await api.call('JoinSecurityGroup', { InstanceId: 'i-web', SecurityGroupId: 'sg-app' });
    await api.call('LeaveSecurityGroup', { InstanceId: 'i-web', SecurityGroupId: 'sg-web' });
    const eni = { ...REGION, NetworkInterfaceId: 'eni-free' };
    await api.call('JoinSecurityGroup', { ...eni, SecurityGroupId: 'sg-app' });
    await api.call('LeaveSecurityGroup', { ...eni, SecurityGroupId: 'sg-web' });
    const error = await api.errorOf('DeleteSecurityGroup', { ...REGION, SecurityGroupId: 'sg-web' });
    expect(error.message).toContain('has been authorized in another one');
  });

  test('renames a group and changes its policy', async () => {
    const group = { ...REGION, SecurityGroupId: 'sg-web' };
    await api.call('ModifySecurityGroupAttribute', { ...group, SecurityGroupName: 'www' });
    await api.call('ModifySecurityGroupPolicy', { ...group, InnerAccessPolicy: 'drop' });
    expect(await read('sg-web')).toMatchObject({
      SecurityGroupName: 'www',
      Description: 'Web servers',
      InnerAccessPolicy: 'Drop',
    });
  });

  test.each<[string, Params, string]>([
    ['ModifySecurityGroupAttribute', { SecurityGroupId: 'sg-none' }, 'InvalidSecurityGroupId.NotFound'],
    [
      'ModifySecurityGroupAttribute',
      { SecurityGroupId: 'sg-ack', SecurityGroupName: 'mine' },
      'InvalidOperation.ResourceManagedByCloudProduct',
    ],
    [
      'ModifySecurityGroupPolicy',
      { SecurityGroupId: 'sg-big', InnerAccessPolicy: 'Accept' },
      'InvalidGroupParameter.OperationDenied',
    ],
    [
      'ModifySecurityGroupPolicy',
      { SecurityGroupId: 'sg-web', InnerAccessPolicy: 'Allow' },
      'InvalidPolicy.Malformed',
    ],
  ])('%s refuses %j', async (action, params, code) => {
    expect(await api.refusal(action, { ...REGION, ...params })).toBe(code);
  });

  test('an instance and its primary interface join and leave together', async () => {
    await api.call('JoinSecurityGroup', { InstanceId: 'i-web', SecurityGroupId: 'sg-app' });
    const { Instances } = await api.call<{
      Instances: { Instance: { SecurityGroupIds: unknown; NetworkInterfaces: unknown }[] };
    }>('DescribeInstances', { ...REGION, InstanceIds: '["i-web"]' });
    expect(Instances.Instance[0]?.SecurityGroupIds).toEqual({ SecurityGroupId: ['sg-web', 'sg-app'] });
    const interfaces = await api.call('DescribeNetworkInterfaces', { ...REGION, InstanceId: 'i-web' });
    expect(interfaces['NetworkInterfaceSets']).toMatchObject({
      NetworkInterfaceSet: [{ SecurityGroupIds: { SecurityGroupId: ['sg-web', 'sg-app'] } }],
    });
  });

  test.each<[string, Params, string]>([
    [
      'JoinSecurityGroup',
      { InstanceId: 'i-web', SecurityGroupId: 'sg-web' },
      'InvalidInstanceId.AlreadyExists',
    ],
    ['JoinSecurityGroup', { InstanceId: 'i-web', SecurityGroupId: 'sg-shop' }, 'InvalidInstanceId.Mismatch'],
    ['JoinSecurityGroup', { InstanceId: 'i-web', SecurityGroupId: 'sg-big' }, 'InvalidParameter.Conflict'],
    [
      'JoinSecurityGroup',
      { InstanceId: 'i-web', SecurityGroupId: 'sg-none' },
      'InvalidSecurityGroupId.NotFound',
    ],
    [
      'JoinSecurityGroup',
      { InstanceId: 'i-web', SecurityGroupId: 'sg-ack' },
      'InvalidOperation.ResourceManagedByCloudProduct',
    ],
    ['JoinSecurityGroup', { InstanceId: 'i-off', SecurityGroupId: 'sg-web' }, 'IncorrectInstanceStatus'],
    ['JoinSecurityGroup', { InstanceId: 'i-lock', SecurityGroupId: 'sg-web' }, 'InstanceLockedForSecurity'],
    ['JoinSecurityGroup', { InstanceId: 'i-none', SecurityGroupId: 'sg-web' }, 'InvalidInstanceId.NotFound'],
    ['JoinSecurityGroup', { SecurityGroupId: 'sg-web' }, 'MissingParameter.InstanceId'],
    [
      'JoinSecurityGroup',
      { NetworkInterfaceId: 'eni-free', SecurityGroupId: 'sg-web' },
      'MissingParameter.RegionId',
    ],
    [
      'JoinSecurityGroup',
      { InstanceId: 'i-web', NetworkInterfaceId: 'eni-free', SecurityGroupId: 'sg-app' },
      'InvalidParam.EniIdAndInstanceId.Conflict',
    ],
    [
      'JoinSecurityGroup',
      { ...REGION, NetworkInterfaceId: 'eni-x', SecurityGroupId: 'sg-web' },
      'InvalidEniId.NotFound',
    ],
    ['LeaveSecurityGroup', { InstanceId: 'i-web', SecurityGroupId: 'sg-web' }, 'InstanceLastSecurityGroup'],
    [
      'LeaveSecurityGroup',
      { InstanceId: 'i-web', SecurityGroupId: 'sg-app' },
      'InvalidSecurityGroupAssociation.NotFound',
    ],
    [
      'LeaveSecurityGroup',
      { ...REGION, NetworkInterfaceId: 'eni-free', SecurityGroupId: 'sg-web' },
      'InvalidOperation.AtLeastInOneGroup',
    ],
  ])('%s refuses %j', async (action, params, code) => {
    expect(await api.refusal(action, params)).toBe(code);
  });

  test('an instance is in no more groups than the quota says', async () => {
    const instance = { InstanceId: 'i-two' };
    await api.call('JoinSecurityGroup', { ...instance, SecurityGroupId: 'sg-kept' });
    expect(await api.refusal('JoinSecurityGroup', { ...instance, SecurityGroupId: DEFAULT_GROUP })).toBe(
      'InstanceSecurityGroupLimitExceeded',
    );
  });
});
