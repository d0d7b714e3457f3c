import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { clampedInteger, flag, integer, list, text, withDefault } from '../api/parameters';
import { pageByNumber, pageByToken } from '../world/paging';
import { stopIfDryRun } from './dry-run';
import { INSTANCE_FILTERS, selectInstances } from './instance-filters';
import { instanceView } from './instance-view';
import { ECS } from './products';
import { instanceArns } from './resources';

const LARGEST_PAGE_NUMBER = 1_000_000;

/** Pages by token unless PageNumber is all that is given. https://help.aliyun.com/document_detail/25506.html */
const describeInstances = regionalOperation({
  product: ECS,
  name: 'DescribeInstances',
  access: 'read',
  parameters: {
    ...INSTANCE_FILTERS,
    DryRun: flag(),
    MaxResults: clampedInteger(10, 100),
    NextToken: text(),
    PageNumber: integer(1, LARGEST_PAGE_NUMBER),
    PageSize: integer(1, 100),
  },
  refused: [
    ...OWNER_PARAMETERS,
    'AdditionalAttributes',
    'DeviceAvailable',
    'HpcClusterId',
    'HttpEndpoint',
    'HttpPutResponseHopLimit',
    'HttpTokens',
    'NeedSaleCycle',
    'RdmaIpAddresses',
  ],
  authorization: {
    action: 'ecs:DescribeInstances',
    resources: ({ account, region }, { InstanceIds }) => instanceArns(account, region.id, InstanceIds ?? []),
  },
  whenDenied: ({ PageNumber = 1, PageSize = 10 }) => ({
    Instances: { Instance: [] },
    TotalCount: 0,
    PageNumber,
    PageSize,
    NextToken: '',
  }),
  handle: ({ account, region }, values) => {
    stopIfDryRun(values.DryRun);
    const { MaxResults, NextToken, PageNumber, PageSize = 10 } = values;
    const size = MaxResults ?? PageSize;
    const matches = selectInstances(region.instances, values);
    const filters = Object.keys(INSTANCE_FILTERS).map((name) => values[name as keyof typeof values]);
    const isByNumber = PageNumber !== undefined && MaxResults === undefined && NextToken === undefined;
    const page = isByNumber
      ? pageByNumber(matches, size, PageNumber)
      : pageByToken(matches, size, NextToken, JSON.stringify([account.id, region.id, filters]));
    return {
      Instances: { Instance: page.items.map((instance) => instanceView(region, instance)) },
      TotalCount: matches.length,
      PageNumber: PageNumber ?? 1,
      PageSize: size,
      NextToken: page.nextToken,
    };
  },
});

/** https://help.aliyun.com/document_detail/2679688.html */
const describeInstanceStatus = regionalOperation({
  product: ECS,
  name: 'DescribeInstanceStatus',
  access: 'read',
  parameters: {
    InstanceId: list(100),
    ZoneId: text(),
    PageNumber: withDefault(integer(1, LARGEST_PAGE_NUMBER), 1),
    PageSize: withDefault(integer(1, 50), 10),
  },
  refused: [...OWNER_PARAMETERS, 'ClusterId'],
  authorization: {
    action: 'ecs:DescribeInstanceStatus',
    resources: ({ account, region }, { InstanceId }) => instanceArns(account, region.id, InstanceId),
  },
  whenDenied: ({ PageNumber, PageSize }) => ({
    InstanceStatuses: { InstanceStatus: [] },
    TotalCount: 0,
    PageNumber,
    PageSize,
  }),
  handle: ({ region }, { InstanceId, ZoneId, PageNumber, PageSize }) => {
    const { instances } = region;
    const candidates = InstanceId.length > 0 ? instances.pick(InstanceId) : instances.all();
    const matches = ZoneId === undefined ? candidates : candidates.filter(({ zoneId }) => zoneId === ZoneId);
    const page = pageByNumber(matches, PageSize, PageNumber);
    return {
      InstanceStatuses: {
        InstanceStatus: page.items.map(({ id, status }) => ({ InstanceId: id, Status: status })),
      },
      TotalCount: matches.length,
      PageNumber,
      PageSize,
    };
  },
});

export const INSTANCE_OPERATIONS: readonly Operation[] = [describeInstances, describeInstanceStatus];
