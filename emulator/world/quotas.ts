/** Limits that the cloud raises on request, and that a fleet may set. */
export interface Quotas {
  /** vCPUs of all pay-as-you-go instances. Those of a real account depend on its history; here it is no limit. */
  readonly vCpusPerRegion: number;
  readonly keyPairsPerRegion: number;
  readonly launchTemplatesPerRegion: number;
  readonly imagesPerRegion: number;
  readonly manualSnapshotsPerDisk: number;
  readonly automaticSnapshotsPerDisk: number;
  /** Snapshots that can be in creation at once of a disk of the ESSD series; of others it is one. */
  readonly concurrentSnapshotsPerEssd: number;
  readonly concurrentArchivesPerDisk: number;
  readonly disksPerSnapshotGroup: number;
  readonly tebibytesPerSnapshotGroup: number;
  readonly autoSnapshotPoliciesPerRegion: number;
  readonly autoSnapshotPoliciesPerDisk: number;
  readonly securityGroupsPerRegion: number;
  readonly securityGroupsPerNetworkInterface: number;
  readonly rulesPerSecurityGroup: number;
  /** Over all groups of an interface, both directions. */
  readonly rulesPerNetworkInterface: number;
  readonly prefixListsPerRegion: number;
  readonly portRangeListsPerRegion: number;
  /** Secondary ones; each instance has its primary one anyway. */
  readonly networkInterfacesPerRegion: number;
  readonly commandsPerRegion: number;
}

/** https://help.aliyun.com/document_detail/25412.html */
export const DEFAULT_QUOTAS: Quotas = {
  vCpusPerRegion: Number.MAX_SAFE_INTEGER,
  keyPairsPerRegion: 500,
  launchTemplatesPerRegion: 30,
  imagesPerRegion: 100,
  manualSnapshotsPerDisk: 256,
  automaticSnapshotsPerDisk: 1000,
  concurrentSnapshotsPerEssd: 10,
  concurrentArchivesPerDisk: 10,
  disksPerSnapshotGroup: 128,
  tebibytesPerSnapshotGroup: 256,
  autoSnapshotPoliciesPerRegion: 100,
  autoSnapshotPoliciesPerDisk: 10,
  securityGroupsPerRegion: 100,
  securityGroupsPerNetworkInterface: 5,
  rulesPerSecurityGroup: 200,
  rulesPerNetworkInterface: 1000,
  prefixListsPerRegion: 100,
  portRangeListsPerRegion: 100,
  networkInterfacesPerRegion: 100,
  commandsPerRegion: 500,
};
