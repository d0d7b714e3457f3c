import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';
import { announcedStates, disksOf, interfacesOf, regionOf } from '../world-view';

const REGION = { RegionId: 'cn-hangzhou' };
const LINUX = 'aliyun_3_x64_20G_alibase_20250117.vhd';
const WINDOWS = 'win2022_21H2_x64_dtc_en-us_40G_alibase_20250817.vhd';
const GROUP = 'sg-bp10default0secgroup';
const V_SWITCH = 'vsw-bp10default0zone0h00';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const WANTED: Params = {
  ...REGION,
  ImageId: LINUX,
  InstanceType: 'ecs.g7.large',
  SecurityGroupId: GROUP,
  VSwitchId: V_SWITCH,
};

const FLEET = {
  outOfStock: [{ zone: 'cn-hangzhou-h', type: 'ecs.c7.large' }],
  quotas: { vCpusPerRegion: 40 },
  keyPairs: [{ name: 'deploy' }],
  roles: [
    { name: 'app', trust: ['ecs.aliyuncs.com'] },
    { name: 'human', trust: ['acs:ram::1234567890123456:root'] },
  ],
  users: [
    {
      name: 'linux-only',
      accessKeyId: 'LTAIlinux',
      accessKeySecret: 'secret',
      policies: [
        {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ecs:RunInstances',
              Resource: [
                'acs:ecs:*:*:instance/*',
                'acs:ecs:*:*:securitygroup/*',
                'acs:vpc:*:*:vswitch/*',
                `acs:ecs:*:*:image/${LINUX}`,
              ],
            },
          ],
        },
      ],
    },
  ],
  launchTemplates: [
    {
      id: 'lt-web',
      name: 'web',
      parameters: {
        ImageId: LINUX,
        InstanceType: 'ecs.g7.large',
        InstanceName: 'from-template',
        SystemDisk: { Category: 'cloud_essd', Size: 60, DiskName: 'root-disk' },
        DataDisk: [{ Size: 100 }, { Size: 200 }],
        SecurityGroupIds: [GROUP],
        VSwitchId: V_SWITCH,
        NetworkType: 'vpc',
        Tag: [{ Key: 'made-by', Value: 'template' }],
      },
    },
  ],
  images: [
    {
      id: 'm-whole',
      disks: [
        { device: '/dev/xvda', sizeGiB: 50 },
        { device: '/dev/xvdb', sizeGiB: 80 },
      ],
    },
    { id: 'm-family-1', family: 'app', createdAt: '2025-01-01T00:00:00Z' },
    { id: 'm-family-2', family: 'app', createdAt: '2025-02-01T00:00:00Z' },
    { id: 'm-retired', status: 'Deprecated' },
  ],
  instances: [{ id: 'i-old' }],
};

const REFUSALS: Readonly<Record<string, readonly (readonly [Params, string])[]>> = {
  'type and image': [
    [{ InstanceType: '' }, 'MissingParameter.InstanceType'],
    [{ InstanceType: 'ecs.none.large' }, 'InvalidInstanceType.ValueNotSupported'],
    [{ InstanceType: 'ecs.c7.large' }, 'OperationDenied.NoStock'],
    [{ IoOptimized: 'none' }, 'InvalidIoOptimize.ValueNotSupported'],
    [{ ImageId: '' }, 'MissingParameter.ImageId'],
    [{ ImageId: 'm-none' }, 'InvalidImageId.NotFound'],
    [{ ImageId: 'm-retired' }, 'OperationDenied.ImageNotValid'],
    [{ ImageFamily: 'app' }, 'InvalidParameter.Conflict'],
    [{ InstanceType: 'ecs.c8y.large' }, 'ImageNotSupportInstanceType'],
  ],
  network: [
    [{ SecurityGroupId: '' }, 'MissingParameter.SecurityGroupId'],
    [{ SecurityGroupId: 'sg-none' }, 'InvalidSecurityGroupId.NotFound'],
    [{ SecurityGroupIds: [GROUP] }, 'InvalidParameter.Conflict'],
    [{ VSwitchId: '' }, 'MissingParameter.VSwitchId'],
    [{ VSwitchId: 'vsw-none' }, 'InvalidVSwitchId.NotFound'],
    [{ ZoneId: 'cn-hangzhou-z' }, 'InvalidZoneId.NotFound'],
    [{ ZoneId: 'cn-hangzhou-i' }, 'InvalidParameter.Mismatch'],
    [{ PrivateIpAddress: '192.168.0.1' }, 'InvalidPrivateIpAddress'],
    [{ PrivateIpAddress: 'here' }, 'InvalidPrivateIpAddress.Malformed'],
    [{ Ipv6Address: ['fd00::1'] }, 'InvalidIp.Address'],
    [{ Ipv6AddressCount: 1, Ipv6Address: ['fd00::1'] }, 'InvalidParameter.Conflict'],
    [
      { NetworkInterface: [{ InstanceType: 'Primary', VSwitchId: V_SWITCH }] },
      'InvalidParam.NetworkInterface',
    ],
    [{ NetworkInterface: [{ NetworkInterfaceId: 'eni-none' }] }, 'InvalidParam.NetworkInterface'],
  ],
  'number and names': [
    [{ Amount: 101 }, 'InvalidMaxAmount.Malformed'],
    [{ Amount: 1, MinAmount: 2 }, 'InvalidMinAmount.Malformed'],
    [{ Amount: 20 }, 'QuotaExceed.ElasticQuota'],
    [{ InstanceName: '1st' }, 'InvalidInstanceName.Malformed'],
    [{ InstanceName: 'x'.repeat(127), UniqueSuffix: true, Amount: 2 }, 'InvalidParams.InstanceNameExceed'],
    [{ HostName: 'no_host' }, 'InvalidHostName.Malformed'],
    [{ HostName: 'too-long-for-windows', ImageId: WINDOWS }, 'InvalidHostName.Malformed'],
    [{ HostNames: ['one', 'two'] }, 'InvalidParameter'],
    [{ Description: 'https://x' }, 'InvalidDescription.Malformed'],
  ],
  'logon and settings': [
    [{ Password: 'weak' }, 'InvalidPassword.Malformed'],
    [{ Password: '/Passw0rd!', ImageId: WINDOWS }, 'InvalidPassword.Malformed'],
    [{ Password: 'Passw0rd!', PasswordInherit: true }, 'InvalidPasswordParam.Mismatch'],
    [{ KeyPairName: 'none' }, 'InvalidKeyPairName.NotFound'],
    [{ RamRoleName: 'none' }, 'InvalidRamRole.NotFound'],
    [{ RamRoleName: 'human' }, 'InvalidRamRole.NotEcsRole'],
    [{ UserData: 'not base64!' }, 'InvalidUserData.Base64FormatInvalid'],
    [{ UserData: Buffer.alloc(32 * 1024 + 1).toString('base64') }, 'InvalidUserData.SizeExceeded'],
    [{ CreditSpecification: 'Standard' }, 'InvalidParameter.CreditSpecification'],
    [{ HttpTokens: 'always' }, 'InvalidHttpTokens.NotSupported'],
  ],
  disks: [
    [{ SystemDisk: { AutoSnapshotPolicyId: 'sp-none' } }, 'InvalidAutoSnapshotPolicyId.NotFound'],
    [{ SystemDisk: { Category: 'tape' } }, 'InvalidSystemDiskCategory.ValueNotSupported'],
    [
      { SystemDisk: { Size: 10, Category: 'cloud_essd', PerformanceLevel: 'PL0' } },
      'InvalidSystemDiskSize.LessThanImageSize',
    ],
    [
      { SystemDisk: { Size: 100, Category: 'cloud_essd', PerformanceLevel: 'PL2' } },
      'InvalidSystemDiskSize.ValueNotSupported',
    ],
    [{ SystemDisk: { Category: 'cloud_essd_entry' } }, 'InvalidDiskCategory.NotSupported'],
    [{ DataDisk: [{ DiskName: 'data' }] }, 'InvalidDataDiskSize.ValueNotSupported'],
    [{ DataDisk: [{ Size: 3000, Category: 'cloud' }] }, 'InvalidDataDiskSize.ValueNotSupported'],
    [{ DataDisk: [{ Size: 20, SnapshotId: 's-none' }] }, 'InvalidDataDiskSnapshotId.NotFound'],
    [{ DataDisk: [{ Size: 20, Device: '/dev/sda' }] }, 'InvalidDataDevice.Malformed'],
    [
      {
        DataDisk: [
          { Size: 20, Device: '/dev/xvdc' },
          { Size: 20, Device: '/dev/xvdc' },
        ],
      },
      'InvalidDevice.InUse',
    ],
    [{ DataDisk: [{ Size: 20, KMSKeyId: 'key-1' }] }, 'InvalidParameter.EncryptedIllegal'],
    [{ DataDisk: Array.from({ length: 17 }, () => ({ Size: 20 })) }, 'InstanceDiskNumber.LimitExceed'],
  ],
  billing: [
    [{ InternetMaxBandwidthOut: 101 }, 'InvalidInternetMaxBandwidthOut.Malformed'],
    [{ InternetMaxBandwidthIn: 11 }, 'InvalidInternetMaxBandwidthIn.Malformed'],
    [{ InstanceChargeType: 'Free' }, 'InvalidInstanceChargeType.NotFound'],
    [{ InstanceChargeType: 'PrePaid' }, 'MissingParamter'],
    [{ InstanceChargeType: 'PrePaid', Period: 10 }, 'InvalidPeriod'],
    [
      { InstanceChargeType: 'PrePaid', Period: 1, AutoRenew: true, AutoRenewPeriod: 5 },
      'InvalidAutoRenewPeriod.ValueNotSupported',
    ],
    [{ InstanceChargeType: 'PrePaid', Period: 1, SpotStrategy: 'SpotAsPriceGo' }, 'InvalidSpotPrepaid'],
    [{ InstanceChargeType: 'PrePaid', Period: 1, DeletionProtection: true }, 'ChargeTypeViolation'],
    [{ AutoPay: false }, 'UnsupportedParameter'],
    [{ SpotStrategy: 'SpotWithPriceLimit' }, 'InvalidSpotPriceLimit'],
    [
      { SpotStrategy: 'SpotWithPriceLimit', SpotPriceLimit: 0.001 },
      'InvalidSpotPriceLimit.LowerThanPublicPrice',
    ],
    [{ SpotDuration: 3 }, 'InvalidSpotDuration'],
    [{ AutoReleaseTime: 'tomorrow' }, 'InvalidAutoReleaseTime.Malformed'],
    [{ AutoReleaseTime: '2026-03-02T08:29:00Z' }, 'InvalidAutoReleaseTime.Malformed'],
    [{ AutoReleaseTime: '2029-03-02T08:01:00Z' }, 'InvalidAutoReleaseTime.Malformed'],
  ],
  'tags, templates and what is not there': [
    [{ Tag: [{ Key: 'aliyun', Value: '' }] }, 'InvalidTagKey.Malformed'],
    [{ LaunchTemplateId: 'lt-none' }, 'InvalidLaunchTemplate.NotFound'],
    [{ LaunchTemplateId: 'lt-web', LaunchTemplateVersion: 2 }, 'InvalidLaunchTemplateVersion.NotFound'],
    [{ DedicatedHostId: 'dh-1' }, 'UnsupportedParameter'],
  ],
};

interface Made {
  readonly InstanceIdSets: { readonly InstanceIdSet: readonly string[] };
  readonly TradePrice: number;
  readonly OrderId?: string;
}

describeContract('launch', FAMILIES.launch, FLEET, (api) => {
  async function run(params: Params = {}): Promise<string[]> {
    const { InstanceIdSets } = await api.call<Made>('RunInstances', { ...WANTED, ...params });
    return [...InstanceIdSets.InstanceIdSet];
  }

  async function runOne(params: Params = {}): Promise<string> {
    const [id = ''] = await run(params);
    return id;
  }

  describe('RunInstances', () => {
    test('makes instances that come up by themselves', async () => {
      const ids = await run({ Amount: 3, InternetMaxBandwidthOut: 5, Tag: [{ Key: 'team', Value: 'shop' }] });
      expect(new Set(ids).size).toBe(3);
      const [id = ''] = ids;
      const instance = api.emulator.instance(id);
      expect(instance).toMatchObject({
        name: id,
        hostName: `iZ${id.slice(2)}Z`,
        status: 'Pending',
        zoneId: 'cn-hangzhou-h',
        vSwitchId: V_SWITCH,
        imageId: LINUX,
        internetBandwidthOutMbps: 5,
        securityGroupIds: [GROUP],
      });
      expect(instance?.publicIpAddresses).toHaveLength(1);
      api.emulator.advance(2 * MINUTE);
      expect(ids.map((each) => api.emulator.instance(each)?.status)).toEqual([
        'Running',
        'Running',
        'Running',
      ]);
      expect(announcedStates(api.emulator, id)).toEqual(['Pending', 'Starting', 'Running']);
    });

    test('brings disks and an interface, with the tags of the instance', async () => {
      const id = await runOne({
        SystemDisk: { Category: 'cloud_essd', PerformanceLevel: 'PL1', Size: 50, DiskName: 'root-disk' },
        DataDisk: [
          { Size: 100, Category: 'cloud_auto', ProvisionedIops: 500, BurstingEnabled: true },
          { Size: 30, Category: 'cloud_ssd', DeleteWithInstance: false, Encrypted: true, KMSKeyId: 'key-1' },
        ],
        Tag: [{ Key: 'team', Value: 'shop' }],
      });
      expect(disksOf(api.emulator, id)).toMatchObject([
        {
          type: 'system',
          category: 'cloud_essd',
          performanceLevel: 'PL1',
          sizeGiB: 50,
          name: 'root-disk',
          device: '/dev/xvda',
          imageId: LINUX,
        },
        {
          type: 'data',
          category: 'cloud_auto',
          sizeGiB: 100,
          provisionedIops: 500,
          device: '/dev/xvdb',
          deleteWithInstance: true,
        },
        {
          type: 'data',
          category: 'cloud_ssd',
          sizeGiB: 30,
          device: '/dev/xvdc',
          deleteWithInstance: false,
          encrypted: true,
          kmsKeyId: 'key-1',
        },
      ]);
      expect(disksOf(api.emulator, id).every(({ tags }) => tags.get('team') === 'shop')).toBe(true);
      expect(interfacesOf(api.emulator, id)).toMatchObject([
        {
          type: 'Primary',
          vSwitchId: V_SWITCH,
          privateIpAddresses: api.emulator.instance(id)?.privateIpAddresses,
        },
      ]);
    });

    test('takes the disks of an image over, and changes those that are named', async () => {
      const id = await runOne({
        ImageId: 'm-whole',
        DataDisk: [
          { Device: '/dev/xvdb', Size: 90, Category: 'cloud_essd' },
          { Size: 20, Category: 'cloud_essd' },
        ],
      });
      expect(disksOf(api.emulator, id).map(({ device, sizeGiB }) => [device, sizeGiB])).toEqual([
        ['/dev/xvda', 50],
        ['/dev/xvdb', 90],
        ['/dev/xvdc', 20],
      ]);
    });

    test('takes the newest image of a family', async () => {
      const id = await runOne({ ImageId: '', ImageFamily: 'app' });
      expect(api.emulator.instance(id)?.imageId).toBe('m-family-2');
    });

    test.each<[string, Params, string[], string[]]>([
      [
        'numbers them in order',
        { InstanceName: 'node-[6,4]-app', HostName: 'host-[,3]' },
        ['node-0006-app', 'node-0007-app'],
        ['host-000', 'host-001'],
      ],
      [
        'takes six digits when those given do not do',
        { InstanceName: 'node[99,1]', HostName: 'host[]' },
        ['node000099', 'node000100'],
        ['host000000', 'host000001'],
      ],
      [
        'appends a suffix',
        { InstanceName: 'node', HostName: 'host', UniqueSuffix: true },
        ['node001', 'node002'],
        ['host001', 'host002'],
      ],
      [
        'appends no second number',
        { InstanceName: 'node[1,2]', HostName: 'host[1,2]x', UniqueSuffix: true },
        ['node01', 'node02'],
        ['host01x001', 'host02x002'],
      ],
      [
        'takes a host name for each',
        { InstanceName: 'same', HostNames: ['one', 'two'] },
        ['same', 'same'],
        ['one', 'two'],
      ],
    ])('names instances: %s', async (_case, params, names, hosts) => {
      const ids = await run({ Amount: 2, ...params });
      const instances = ids.map((id) => api.emulator.instance(id));
      expect(instances.map((instance) => instance?.name)).toEqual(names);
      expect(instances.map((instance) => instance?.hostName)).toEqual(hosts);
    });

    test('puts the id into a host name', async () => {
      const id = await runOne({ HostName: 'k8s-${instance_id}' });
      expect(api.emulator.instance(id)?.hostName).toBe(`k8s-${id}`);
    });

    test('gives consecutive addresses from a given one on', async () => {
      const cidr = regionOf(api.emulator).vSwitches.get(V_SWITCH)?.cidrBlock ?? '';
      const start = `${cidr.split('.').slice(0, 2).join('.')}.7.254`;
      const ids = await run({ Amount: 3, PrivateIpAddress: start });
      const prefix = start.slice(0, -'7.254'.length);
      expect(ids.map((id) => api.emulator.instance(id)?.privateIpAddresses)).toEqual([
        [`${prefix}7.254`],
        [`${prefix}7.255`],
        [`${prefix}8.0`],
      ]);
      expect(await api.refusal('RunInstances', { ...WANTED, PrivateIpAddress: start })).toBe(
        'InvalidPrivateIpAddress.Duplicated',
      );
    });

    test('attaches further interfaces, and IPv6 addresses to the first', async () => {
      const id = await runOne({
        NetworkInterface: [
          { InstanceType: 'Primary', VSwitchId: V_SWITCH, SecurityGroupIds: [GROUP], Ipv6AddressCount: 2 },
          { NetworkInterfaceName: 'second', SecondaryPrivateIpAddressCount: 2, DeleteOnRelease: false },
        ],
        SecurityGroupId: '',
        VSwitchId: '',
      });
      api.emulator.advance(MINUTE);
      const [primary, secondary] = interfacesOf(api.emulator, id);
      expect(primary?.ipv6Addresses).toHaveLength(2);
      expect(secondary).toMatchObject({
        type: 'Secondary',
        name: 'second',
        status: 'InUse',
        securityGroupIds: [GROUP],
        deleteOnRelease: false,
      });
      expect(secondary?.privateIpAddresses).toHaveLength(3);
    });

    test('attaches an interface that is there already, to one instance', async () => {
      const { NetworkInterfaceId } = await api.call<{ NetworkInterfaceId: string }>(
        'CreateNetworkInterface',
        {
          ...REGION,
          VSwitchId: V_SWITCH,
          SecurityGroupId: GROUP,
        },
      );
      const NetworkInterface = [{ NetworkInterfaceId }];
      expect(await api.refusal('RunInstances', { ...WANTED, Amount: 2, NetworkInterface })).toBe(
        'InvalidParam.Amount',
      );
      const id = await runOne({ NetworkInterface });
      expect(interfacesOf(api.emulator, id).map((each) => each.id)).toContain(NetworkInterfaceId);
    });

    test('keeps what can be set on an instance', async () => {
      const id = await runOne({
        InstanceType: 'ecs.t6-c1m1.large',
        CreditSpecification: 'Unlimited',
        UserData: 'ZWNobyBoZWxsbw==',
        HttpTokens: 'required',
        RamRoleName: 'app',
        KeyPairName: 'deploy',
        DeletionProtection: true,
        Description: 'of the shop',
        ResourceGroupId: 'rg-shop',
        InternetMaxBandwidthOut: 20,
        InternetMaxBandwidthIn: 15,
        HibernationOptions: { Configured: true },
        NetworkOptions: { EnableJumboFrame: true },
        PrivateDnsNameOptions: { HostnameType: 'IpBased' },
        ImageOptions: { LoginAsNonRoot: true },
      });
      expect(api.emulator.instance(id)).toMatchObject({
        keyPairName: 'deploy',
        deletionProtection: true,
        description: 'of the shop',
        resourceGroupId: 'rg-shop',
        internetBandwidthInMbps: 15,
        settings: {
          credit: 'Unlimited',
          userData: 'ZWNobyBoZWxsbw==',
          metadata: { tokens: 'required' },
          ramRoleName: 'app',
          hibernation: true,
          jumboFrame: true,
          loginAsNonRoot: true,
          privateDns: { hostnameType: 'IpBased' },
        },
      });
    });

    test('makes spot instances', async () => {
      const id = await runOne({
        SpotStrategy: 'SpotWithPriceLimit',
        SpotPriceLimit: 1.5,
        SpotDuration: 0,
        SpotInterruptionBehavior: 'Stop',
      });
      expect(api.emulator.instance(id)).toMatchObject({
        spotStrategy: 'SpotWithPriceLimit',
        spotPriceLimit: 1.5,
        settings: { spotInterruptionBehavior: 'Stop', spotDurationHours: 0 },
      });
    });

    test('orders subscriptions, and renews those that are to be', async () => {
      const { InstanceIdSets, OrderId, TradePrice } = await api.call<Made>('RunInstances', {
        ...WANTED,
        InstanceChargeType: 'PrePaid',
        Period: 1,
        PeriodUnit: 'Week',
        AutoRenew: true,
        AutoRenewPeriod: 2,
      });
      expect(OrderId).toMatch(/^\d+$/);
      expect(TradePrice).toBeGreaterThan(0);
      const [id = ''] = InstanceIdSets.InstanceIdSet;
      const start = Date.parse('2026-03-02T08:00:00Z');
      expect(api.emulator.instance(id)?.expiresAt).toBe(start + 7 * DAY);
      api.emulator.advance(8 * DAY);
      expect(api.emulator.instance(id)?.expiresAt).toBe(start + 21 * DAY);
    });

    test('releases instances when their time has come', async () => {
      const id = await runOne({ AutoReleaseTime: '2026-03-02T08:45:30Z' });
      expect(api.emulator.instance(id)?.autoReleaseAt).toBe(Date.parse('2026-03-02T08:45:00Z'));
      api.emulator.advance(46 * MINUTE);
      expect(api.emulator.instance(id)).toBeUndefined();
      expect(disksOf(api.emulator, id)).toEqual([]);
      expect(announcedStates(api.emulator, id)).toEqual(['Pending', 'Starting', 'Running', 'Deleted']);
    });

    test('completes a request with a launch template, and lets the request decide', async () => {
      const fromTemplate = { ...REGION, LaunchTemplateId: 'lt-web' };
      const { InstanceIdSets } = await api.call<Made>('RunInstances', fromTemplate);
      const [id = ''] = InstanceIdSets.InstanceIdSet;
      expect(api.emulator.instance(id)?.name).toBe('from-template');
      expect(disksOf(api.emulator, id).map(({ sizeGiB, name }) => [sizeGiB, name])).toEqual([
        [60, 'root-disk'],
        [100, ''],
        [200, ''],
      ]);
      const changed = await api.call<Made>('RunInstances', {
        ...REGION,
        LaunchTemplateName: 'web',
        LaunchTemplateVersion: 1,
        InstanceName: 'mine',
        SystemDisk: { Size: 70 },
        DataDisk: [{ Size: 300 }],
        SecurityGroupId: GROUP,
      });
      const [other = ''] = changed.InstanceIdSets.InstanceIdSet;
      expect(api.emulator.instance(other)).toMatchObject({ name: 'mine' });
      expect(api.emulator.instance(other)?.tags.get('made-by')).toBe('template');
      expect(disksOf(api.emulator, other).map(({ sizeGiB, name }) => [sizeGiB, name])).toEqual([
        [70, 'root-disk'],
        [300, ''],
      ]);
    });

    test('is carried out once for a ClientToken', async () => {
      const first = await run({ ClientToken: 'token-1' });
      expect(await run({ ClientToken: 'token-1' })).toEqual(first);
      expect(regionOf(api.emulator).instances.size).toBe(FLEET.instances.length + 1);
      expect(await api.refusal('RunInstances', { ...WANTED, ClientToken: 'token-1', Amount: 2 })).toBe(
        'IdempotentParameterMismatch',
      );
    });

    test('makes nothing in a dry run', async () => {
      expect(await api.refusal('RunInstances', { ...WANTED, DryRun: true })).toBe('DryRunOperation');
      expect(regionOf(api.emulator).instances.size).toBe(FLEET.instances.length);
    });

    test('needs permission for everything it uses', async () => {
      const user = api.as({ accessKeyId: 'LTAIlinux', accessKeySecret: 'secret' });
      await expect(user.call('RunInstances', { ...WANTED, DryRun: true })).rejects.toMatchObject({
        code: 'DryRunOperation',
      });
      await expect(user.call('RunInstances', { ...WANTED, ImageId: WINDOWS })).rejects.toMatchObject({
        code: 'Forbidden.RAM',
      });
      await expect(
        user.call('RunInstances', { ...REGION, LaunchTemplateId: 'lt-web', ImageId: WINDOWS }),
      ).rejects.toMatchObject({ code: 'Forbidden.RAM' });
    });

    test.each(Object.entries(REFUSALS))('refuses what does not fit: %s', async (_subject, cases) => {
      const answered: [Params, string][] = [];
      for (const [params] of cases) {
        answered.push([params, await api.refusal('RunInstances', { ...WANTED, ...params })]);
      }
      expect(answered).toEqual(cases);
      expect(regionOf(api.emulator).instances.size).toBe(FLEET.instances.length);
    });
  });

  describe('CreateInstance', () => {
    test('makes one instance, which stays stopped and without a public address', async () => {
      const { InstanceId: id } = await api.call<{ InstanceId: string }>('CreateInstance', {
        ...WANTED,
        InternetMaxBandwidthOut: 5,
        InstanceName: 'single',
        SystemDisk: { Size: 80 },
        DataDisk: [{ Size: 20 }],
      });
      expect(api.emulator.instance(id)).toMatchObject({
        name: 'single',
        status: 'Pending',
        publicIpAddresses: [],
      });
      expect(disksOf(api.emulator, id).map(({ sizeGiB }) => sizeGiB)).toEqual([80, 20]);
      api.emulator.advance(MINUTE);
      expect(announcedStates(api.emulator, id)).toEqual(['Pending', 'Stopped']);
    });

    test.each<[Params, string]>([
      [{ InstanceType: '' }, 'MissingParameter.InstanceType'],
      [{ ImageId: 'm-none' }, 'InvalidImageId.NotFound'],
      [{ DryRun: true }, 'DryRunOperation'],
      [{ VlanId: '10' }, 'UnsupportedParameter'],
    ])('%j is refused with %s', async (params, code) => {
      expect(await api.refusal('CreateInstance', { ...WANTED, ...params })).toBe(code);
    });
  });
});
