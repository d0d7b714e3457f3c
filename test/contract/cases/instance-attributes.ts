import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const FLEET = {
  instances: [
    { id: 'i-web', name: 'web', eip: true, securityGroups: ['sg-web', 'sg-all'] },
    { id: 'i-off', name: 'off', status: 'Stopped' },
    { id: 'i-burst', type: 'ecs.t6-c1m2.large' },
    { id: 'i-month', chargeType: 'PrePaid' },
    { id: 'i-new', status: 'Starting' },
    { id: 'i-classic', network: 'classic', status: 'Stopped' },
    { id: 'i-locked', locks: ['security'] },
    { id: 'i-win', osType: 'windows' },
    { id: 'i-far', securityGroups: ['sg-far'], vpc: 'vpc-far', vSwitch: 'vsw-far' },
  ],
};

describeContract('instance attributes', FAMILIES.instanceAttributes, FLEET, (api) => {
  const read = (InstanceId: string): Promise<Record<string, unknown>> =>
    api.call('DescribeInstanceAttribute', { InstanceId });

  const modify = (params: Params): Promise<Record<string, unknown>> =>
    api.call('ModifyInstanceAttribute', params);

  test('reads one instance', async () => {
    expect(await read('i-web')).toMatchObject({
      InstanceId: 'i-web',
      Status: 'Running',
      Cpu: 2,
      Memory: 8192,
      StoppedMode: 'Not-applicable',
      SecurityGroupIds: { SecurityGroupId: ['sg-web', 'sg-all'] },
      EipAddress: { IpAddress: api.emulator.instance('i-web')?.elasticIp?.ipAddress },
    });
    expect(await api.refusal('DescribeInstanceAttribute', { InstanceId: 'i-none' })).toBe(
      'InvalidInstanceId.NotFound',
    );
  });

  test('changes texts and protection', async () => {
    await modify({
      InstanceId: 'i-web',
      InstanceName: '前端_1',
      Description: 'front end',
      HostName: 'front-1',
      DeletionProtection: true,
      EnableJumboFrame: true,
    });
    expect(await read('i-web')).toMatchObject({
      InstanceName: '前端_1',
      Description: 'front end',
      HostName: 'front-1',
      EnableJumboFrame: true,
      NetworkOptions: { EnableJumboFrame: true },
    });
    expect(api.emulator.instance('i-web')?.deletionProtection).toBe(true);
  });

  test('replaces the security groups of the instance and of its primary interface', async () => {
    await modify({ InstanceId: 'i-web', SecurityGroupIds: ['sg-all'] });
    const { networkInterfaceIds = [] } = api.emulator.instance('i-web') ?? {};
    const region = api.emulator.world.accounts.get(api.emulator.accountId)?.regions.get('cn-hangzhou');
    expect(region?.networkInterfaces.get(networkInterfaceIds[0] ?? '')?.securityGroupIds).toEqual(['sg-all']);
    expect(await read('i-web')).toMatchObject({ SecurityGroupIds: { SecurityGroupId: ['sg-all'] } });
  });

  test('changes the credit mode of a burstable instance', async () => {
    expect(await read('i-burst')).toMatchObject({ CreditSpecification: 'Standard' });
    await modify({ InstanceId: 'i-burst', CreditSpecification: 'Standard' });
    await modify({ InstanceId: 'i-burst', CreditSpecification: 'Unlimited' });
    expect(await read('i-burst')).toMatchObject({ CreditSpecification: 'Unlimited' });
    expect(api.emulator.world.announcements.recent().map(({ name, content }) => [name, content])).toEqual([
      [
        'Instance:PerformanceModeChange',
        { instanceId: 'i-burst', creditSpecification: 'Unlimited', operator: 'User' },
      ],
    ]);
  });

  test('takes user data while the instance is stopped', async () => {
    await modify({
      InstanceId: 'i-off',
      UserData: 'ZWNobyBvaw==',
      PrivateDnsNameOptions: { HostnameType: 'IpBased' },
    });
    expect(api.emulator.instance('i-off')?.settings).toMatchObject({
      userData: 'ZWNobyBvaw==',
      privateDns: { hostnameType: 'IpBased', ipRecord: false },
    });
  });

  test('an instance can be made recyclable', async () => {
    await modify({ InstanceId: 'i-web', Recyclable: true });
    const answer = await api.call('DescribeInstances', { RegionId: 'cn-hangzhou', InstanceIds: '["i-web"]' });
    expect(answer).toMatchObject({ Instances: { Instance: [{ Recyclable: true }] } });
  });

  test.each<[Params, string, number]>([
    [{ InstanceId: 'i-none', InstanceName: 'other' }, 'InvalidInstanceId.NotFound', 404],
    [{ InstanceId: 'i-web', InstanceName: '1' }, 'InvalidInstanceName.Malformed', 400],
    [{ InstanceId: 'i-web', Description: 'http://x' }, 'InvalidDescription.Malformed', 400],
    [{ InstanceId: 'i-web', HostName: '-x-' }, 'InvalidHostName.Malformed', 400],
    [{ InstanceId: 'i-win', HostName: 'front.one' }, 'InvalidHostName.Malformed', 400],
    [{ InstanceId: 'i-win', HostName: '12345' }, 'InvalidHostName.Malformed', 400],
    [{ InstanceId: 'i-win', HostName: 'x'.repeat(16) }, 'InvalidHostName.Malformed', 400],
    [{ InstanceId: 'i-win', Password: '/Str0ng.enough' }, 'InvalidPassword.Malformed', 400],
    [{ InstanceId: 'i-web', Password: 'tooweak1' }, 'InvalidPassword.Malformed', 400],
    [{ InstanceId: 'i-new', Password: 'Str0ng.enough' }, 'IncorrectInstanceStatus', 403],
    [{ InstanceId: 'i-web', UserData: 'eA==' }, 'IncorrectInstanceStatus', 403],
    [
      { InstanceId: 'i-off', UserData: 'x'.repeat(5_000) + 'x'.repeat(40_000) },
      'InvalidUserData.SizeExceeded',
      400,
    ],
    [{ InstanceId: 'i-classic', UserData: 'eA==' }, 'InvalidUserData.NotSupported', 400],
    [{ InstanceId: 'i-month', DeletionProtection: true }, 'ChargeTypeViolation', 400],
    [{ InstanceId: 'i-web', CreditSpecification: 'Unlimited' }, 'InvalidParameter.CreditSpecification', 400],
    [{ InstanceId: 'i-locked', InstanceName: 'other' }, 'InstanceLockedForSecurity', 403],
    [{ InstanceId: 'i-web', SecurityGroupIds: ['sg-none'] }, 'InvalidSecurityGroupId.NotFound', 404],
    [{ InstanceId: 'i-web', SecurityGroupIds: ['sg-all', 'sg-all'] }, 'InvalidParameter', 400],
    [{ InstanceId: 'i-web', SecurityGroupIds: ['sg-far'] }, 'InvalidParameter.NotMatch', 403],
    [{ InstanceId: 'i-web', NetworkInterfaceQueueNumber: 2 }, 'UnsupportedParameter', 400],
  ])('refuses %j', async (params, code, status) => {
    const error = await api.errorOf('ModifyInstanceAttribute', params);
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
