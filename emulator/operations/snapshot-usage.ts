import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { jsonList, text } from '../api/parameters';
import type { Body } from '../wire/render';
import type { Region } from '../world/region';
import { chainsOf, sizeOfChain } from '../world/snapshot-chain';
import type { SnapshotChain } from '../world/snapshot-chain';
import { emptyPage, numberedPageOf, numberedPageParameters, pageOf, pageParameters } from './page-parameters';
import { ECS } from './products';
import { refusal, snapshotArns } from './snapshot-parameters';

function everySnapshot(call: RegionalCall): string[] {
  return snapshotArns(call, []);
}

function linkView(region: Region, chain: SnapshotChain): Body {
  const [oldest] = chain.snapshots;
  const disk = region.disks.get(chain.diskId);
  const instance = region.instances.get(disk?.instanceId ?? '');
  return {
    SnapshotLinkId: chain.id,
    RegionId: region.id,
    Category: chain.category,
    SourceDiskId: chain.diskId,
    SourceDiskName: disk?.name ?? '',
    SourceDiskSize: disk?.sizeGiB ?? oldest.sourceDiskSizeGiB,
    SourceDiskType: oldest.sourceDiskType,
    InstanceId: instance?.id ?? '',
    InstanceName: instance?.name ?? '',
    InstantAccess: false,
    TotalCount: chain.snapshots.length,
    TotalSize: sizeOfChain(chain),
  };
}

/** TotalCount does not hold when pages are read by token. https://help.aliyun.com/document_detail/55837.html */
const describeSnapshotLinks = regionalOperation({
  product: ECS,
  name: 'DescribeSnapshotLinks',
  access: 'read',
  unknownRegion: refusal(400, 'InvalidRegionId', 'The specified regionId is invalid.'),
  parameters: {
    InstanceId: text(),
    DiskIds: jsonList(100, refusal(400, 'InvalidDiskIds', 'The specified diskIds is invalid.')),
    SnapshotLinkIds: jsonList(
      100,
      refusal(400, 'InvalidSnapshotLinkIds', 'The specified snapshotLinkIds is invalid.'),
    ),
    ...pageParameters({ defaultSize: 10, smallest: 10, largest: 100 }),
  },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DescribeSnapshotLinks', resources: everySnapshot },
  whenDenied: (values) => ({ SnapshotLinks: { SnapshotLink: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    const { region } = call;
    const { DiskIds, InstanceId, SnapshotLinkIds } = values;
    const instance = InstanceId === undefined ? undefined : region.instances.get(InstanceId);
    if (InstanceId !== undefined && instance === undefined) {
      throw refusal(400, 'InvalidInstanceId.NotFound', 'The specified instanceId is not exists.')();
    }
    const matches = chainsOf(region).filter(
      ({ diskId, id }) =>
        (instance?.diskIds.includes(diskId) ?? true) &&
        (DiskIds?.includes(diskId) ?? true) &&
        (SnapshotLinkIds?.includes(id) ?? true),
    );
    const { items, paging } = pageOf(call, matches, values);
    const isByToken = values.MaxResults !== undefined || values.NextToken !== undefined;
    return {
      SnapshotLinks: { SnapshotLink: items.map((chain) => linkView(region, chain)) },
      ...paging,
      ...(isByToken && { TotalCount: 0 }),
    };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describesnapshotsusage */
const describeSnapshotsUsage = regionalOperation({
  product: ECS,
  name: 'DescribeSnapshotsUsage',
  access: 'read',
  parameters: {},
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DescribeSnapshotsUsage', resources: everySnapshot },
  whenDenied: () => ({ SnapshotCount: 0, SnapshotSize: 0 }),
  handle: ({ region }) => ({
    SnapshotCount: region.snapshots.size,
    SnapshotSize: chainsOf(region).reduce((sum, chain) => sum + sizeOfChain(chain), 0),
  }),
});

/** Storage plans are bought in the console, so that there never are any. */
const describeSnapshotPackage = regionalOperation({
  product: ECS,
  name: 'DescribeSnapshotPackage',
  access: 'read',
  parameters: numberedPageParameters({ defaultSize: 10, largest: 100 }),
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DescribeSnapshotPackage', resources: everySnapshot },
  whenDenied: (values) => ({
    SnapshotPackages: { SnapshotPackage: [] },
    ...numberedPageOf([], values).paging,
  }),
  handle: (_, values) => ({
    SnapshotPackages: { SnapshotPackage: [] },
    ...numberedPageOf([], values).paging,
  }),
});

export const SNAPSHOT_USAGE_OPERATIONS: readonly Operation[] = [
  describeSnapshotLinks,
  describeSnapshotsUsage,
  describeSnapshotPackage,
];
