/** What the contract tests of network interfaces begin with. */
export const NETWORK_FLEET = {
  regions: ['cn-hangzhou'],
  quotas: { networkInterfacesPerRegion: 12 },
  roles: [{ name: 'stranger', policies: [] }],
  vSwitches: [
    { id: 'vsw-shop', vpc: 'vpc-shop', zone: 'h', cidr: '192.168.1.0/24', ipv6Cidr: '2001:db8:1::/64' },
    { id: 'vsw-tiny', vpc: 'vpc-shop', zone: 'h', cidr: '192.168.2.0/29' },
    { id: 'vsw-far', vpc: 'vpc-shop', zone: 'g', cidr: '192.168.3.0/24' },
  ],
  securityGroups: [
    { id: 'sg-shop', vpc: 'vpc-shop' },
    { id: 'sg-more', vpc: 'vpc-shop' },
    { id: 'sg-other' },
    { id: 'sg-ack', vpc: 'vpc-shop', serviceManaged: true },
  ],
  instances: [
    {
      id: 'i-web',
      vSwitch: 'vsw-shop',
      securityGroups: ['sg-shop'],
      privateIp: '192.168.1.10',
      ipv6: ['2001:db8:1::10'],
      eip: '198.18.0.9',
    },
    {
      id: 'i-off',
      vSwitch: 'vsw-shop',
      status: 'Stopped',
      securityGroups: ['sg-shop'],
      type: 'ecs.g7.xlarge',
    },
    { id: 'i-busy', vSwitch: 'vsw-shop', status: 'Stopping', securityGroups: ['sg-shop'] },
    { id: 'i-far', vSwitch: 'vsw-far', securityGroups: ['sg-shop'] },
    { id: 'i-default' },
  ],
  networkInterfaces: [
    {
      id: 'eni-free',
      name: 'spare',
      vSwitch: 'vsw-shop',
      securityGroups: ['sg-shop'],
      privateIp: '192.168.1.20',
      secondaryIps: ['192.168.1.21'],
      ipv6: ['2001:db8:1::20'],
      eip: '198.18.0.7',
      tags: { owner: 'shop' },
      resourceGroup: 'rg-shop',
    },
    { id: 'eni-used', instance: 'i-off', securityGroups: ['sg-shop'] },
    { id: 'eni-nat', vSwitch: 'vsw-shop', serviceManaged: 815, instance: 'i-nat', elsewhere: true },
    { id: 'eni-wide', vSwitch: 'vsw-shop', queueNumber: 64 },
    { id: 'eni-fast', vSwitch: 'vsw-shop', trafficMode: 'HighPerformance' as const },
  ],
};

export interface Interface extends Record<string, unknown> {
  readonly NetworkInterfaceId: string;
  readonly Status: string;
  readonly PrivateIpAddress: string;
}

export interface Page {
  readonly NetworkInterfaceSets: { readonly NetworkInterfaceSet: readonly Interface[] };
  readonly TotalCount: number;
  readonly NextToken: string;
}
