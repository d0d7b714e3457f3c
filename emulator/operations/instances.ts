import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { flag, list, text } from '../api/parameters';
import { stopIfDryRun } from './dry-run';
import { INSTANCE_FILTERS, selectInstances } from './instance-filters';
import { instanceView } from './instance-view';
import { emptyPage, numberedPageOf, numberedPageParameters, pageOf, pageParameters } from './page-parameters';
import { ECS } from './products';
import { instanceArns } from './resources';

/** https://help.aliyun.com/document_detail/25506.html */
const describeInstances = regionalOperation({
  product: ECS,
  name: 'DescribeInstances',
  access: 'read',
  parameters: {
    ...INSTANCE_FILTERS,
    ...pageParameters({ defaultSize: 10, smallest: 10, largest: 100 }),
    AdditionalAttributes: list(10),
    DryRun: flag(),
  },
  refused: [
    ...OWNER_PARAMETERS,
    'DeviceAvailable',
    'HpcClusterId',
    'HttpPutResponseHopLimit',
    'NeedSaleCycle',
    'RdmaIpAddresses',
  ],
  authorization: {
    action: 'ecs:DescribeInstances',
    resources: ({ account, region }, { InstanceIds }) => instanceArns(account, region.id, InstanceIds ?? []),
  },
  whenDenied: (values) => ({ Instances: { Instance: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    stopIfDryRun(values.DryRun);
    const { region } = call;
    const { items, paging } = pageOf(call, selectInstances(region.instances, values), values);
    return {
      Instances: { Instance: items.map((each) => instanceView(region, each, values.AdditionalAttributes)) },
      ...paging,
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
    ...numberedPageParameters({ defaultSize: 10, largest: 50 }),
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
  handle: ({ region: { instances } }, { InstanceId, ZoneId, ...page }) => {
    const candidates = InstanceId.length > 0 ? instances.pick(InstanceId) : instances.all();
    const matches = ZoneId === undefined ? candidates : candidates.filter(({ zoneId }) => zoneId === ZoneId);
    const { items, paging } = numberedPageOf(matches, page);
    return {
      InstanceStatuses: {
        InstanceStatus: items.map(({ id, status }) => ({ InstanceId: id, Status: status })),
      },
      ...paging,
    };
  },
});

export const INSTANCE_OPERATIONS: readonly Operation[] = [describeInstances, describeInstanceStatus];
