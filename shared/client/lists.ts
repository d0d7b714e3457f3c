import type { EcsOperation, EcsResponse } from './types';

/** Where a list is in the answer of an operation, and how its pages are asked for. */
export interface ListRule<Answer, Item> {
  /** `token`: by NextToken. `number`: by PageNumber, only where there is nothing else. `single`: one answer holds all. */
  readonly paging: 'token' | 'number' | 'single';
  /** Largest page the API allows, where it takes a size. */
  readonly pageSize?: number;
  /** Filters with which the service stops at 1,000 resources. */
  readonly cappedBy?: readonly string[];
  readonly items: (body: Answer) => readonly Item[] | undefined;
  readonly id: (item: Item) => string | undefined;
}

function rule<Operation extends EcsOperation>(): <Item>(
  of: ListRule<EcsResponse<Operation>, Item>,
) => ListRule<EcsResponse<Operation>, Item> {
  return (of) => of;
}

/** The lists that can be read page by page, by operation (https://help.aliyun.com/zh/ecs/developer-reference/). */
export const LISTS = {
  DescribeDisks: rule<'DescribeDisks'>()({
    paging: 'token',
    pageSize: 100,
    cappedBy: ['Tag', 'ResourceGroupId'],
    items: (body) => body.Disks?.Disk,
    id: (disk) => disk.DiskId,
  }),
  DescribeInstances: rule<'DescribeInstances'>()({
    paging: 'token',
    pageSize: 100,
    cappedBy: ['Tag', 'ResourceGroupId'],
    items: (body) => body.Instances?.Instance,
    id: (instance) => instance.InstanceId,
  }),
  DescribeInstanceStatus: rule<'DescribeInstanceStatus'>()({
    paging: 'number',
    pageSize: 50,
    items: (body) => body.InstanceStatuses?.InstanceStatus,
    id: (status) => status.InstanceId,
  }),
  DescribeRegions: rule<'DescribeRegions'>()({
    paging: 'single',
    items: (body) => body.Regions?.Region,
    id: (region) => region.RegionId,
  }),
  DescribeSnapshots: rule<'DescribeSnapshots'>()({
    paging: 'token',
    pageSize: 100,
    cappedBy: ['Tag', 'ResourceGroupId'],
    items: (body) => body.Snapshots?.Snapshot,
    id: (snapshot) => snapshot.SnapshotId,
  }),
  ListTagResources: rule<'ListTagResources'>()({
    paging: 'token',
    items: (body) => body.TagResources?.TagResource,
    id: (tag) => `${tag.ResourceId ?? ''} ${tag.TagKey ?? ''}`,
  }),
};

/** Operations whose answer is a list that can be read page by page. */
export type ListedOperation = keyof typeof LISTS;

/** One item of such a list. */
export type ListItem<Operation extends ListedOperation> = (typeof LISTS)[Operation]['items'] extends (
  body: never,
) => readonly (infer Item)[] | undefined
  ? Item
  : never;
