import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { list, required, second, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError, invalidParameter } from '../errors';
import { taskProgress } from '../world/task';
import type { Task, TaskStatus } from '../world/task';
import type { Body } from '../wire/render';
import { select } from './filters';
import type { FilterTests } from './filters';
import { minuteOf } from './instance-view';
import { numberedPageOf, numberedPageParameters } from './page-parameters';
import { ECS } from './products';

const MOST_IDS = 100;

/** The parameters of DescribeTasks that select tasks. All given ones have to hold. */
const FILTERS = {
  EndTime: second(),
  ResourceIds: list(MOST_IDS),
  StartTime: second(),
  TaskAction: text(),
  TaskIds: text(),
  TaskStatus: text(),
} as const;

type FilterValues = Values<typeof FILTERS>;

const STATUSES: readonly TaskStatus[] = ['Finished', 'Processing', 'Failed'];

const TESTS: FilterTests<Task, FilterValues> = {
  EndTime: (wanted) => (task) => task.createdAt <= wanted,
  ResourceIds: (wanted) => (task) => wanted.includes(task.subject.id),
  StartTime: (wanted) => (task) => task.createdAt >= wanted,
  TaskAction: (wanted) => (task) => task.action === wanted,
  TaskIds: (wanted) => {
    const ids = wanted.split(',').map((id) => id.trim());
    if (ids.length > MOST_IDS) throw invalidParameter('TaskIds', `at most ${MOST_IDS} ids`);
    return (task) => ids.includes(task.id);
  },
  TaskStatus: (wanted) => {
    // Other values do not take effect.
    const isEffective = STATUSES.some((status) => status === wanted);
    return ({ status }) => !isEffective || status === wanted;
  },
};

function timesView({ createdAt, finishedAt }: Task): Body {
  return {
    CreationTime: minuteOf(createdAt),
    FinishedTime: finishedAt === undefined ? '' : minuteOf(finishedAt),
  };
}

/** None of the tasks here can be cancelled: the cloud lets go of imports and exports of images only. */
function taskView(task: Task): Body {
  return {
    TaskId: task.id,
    TaskAction: task.action,
    TaskStatus: task.status,
    SupportCancel: 'false',
    ...timesView(task),
  };
}

const OWN_ERRORS = {
  unknownRegion: () =>
    new ApiError(400, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.'),
  missing: (name: string) =>
    new ApiError(
      400,
      'MissingParameter',
      `An input parameter "${name}" that is mandatory for processing the request is not supplied.`,
    ),
} as const;

/** Tasks are no resources of their own. */
function taskArns({ account, region }: RegionalCall): string[] {
  return [`acs:ecs:${region.id}:${account.id}:*`];
}

/** https://help.aliyun.com/document_detail/25622.html */
const describeTasks = regionalOperation({
  product: ECS,
  name: 'DescribeTasks',
  access: 'read',
  ...OWN_ERRORS,
  parameters: { ...FILTERS, ...numberedPageParameters({ defaultSize: 10, largest: 100 }) },
  refused: [...OWNER_PARAMETERS, 'TaskGroupId'],
  authorization: { action: 'ecs:DescribeTasks', resources: taskArns },
  whenDenied: ({ PageNumber, PageSize }) => ({ TaskSet: { Task: [] }, TotalCount: 0, PageNumber, PageSize }),
  handle: ({ region }, values) => {
    const { items, paging } = numberedPageOf(select(region.tasks.all(), TESTS, values), values);
    return {
      RegionId: region.id,
      TaskSet: { Task: items.map((task) => ({ ...taskView(task), ResourceId: task.subject.id })) },
      ...paging,
    };
  },
});

function operationView({ status, subject }: Task): Body {
  return {
    OperationStatus: status === 'Finished' ? 'Success' : status,
    ErrorCode: '',
    ErrorMsg: '',
    RelatedItemSet: { RelatedItem: [{ Name: subject.name, Value: subject.id }] },
  };
}

/** https://help.aliyun.com/document_detail/25623.html */
const describeTaskAttribute = regionalOperation({
  product: ECS,
  name: 'DescribeTaskAttribute',
  access: 'read',
  ...OWN_ERRORS,
  parameters: { TaskId: required(text()) },
  refused: OWNER_PARAMETERS.filter((name) => name !== 'OwnerAccount'),
  authorization: { action: 'ecs:DescribeTaskAttribute', resources: taskArns },
  handle: ({ region, world }, { TaskId }) => {
    const task = region.tasks.get(TaskId);
    if (task === undefined) {
      throw new ApiError(400, 'InvalidTaskId.NotFound', 'The specified "TaskId" is not found.');
    }
    return {
      RegionId: region.id,
      ...taskView(task),
      TaskProcess: `${taskProgress(task, world.clock.now())}%`,
      TotalCount: 1,
      SuccessCount: task.status === 'Finished' ? 1 : 0,
      FailedCount: task.status === 'Failed' ? 1 : 0,
      OperationProgressSet: { OperationProgress: [operationView(task)] },
    };
  },
});

export const TASK_OPERATIONS: readonly Operation[] = [describeTasks, describeTaskAttribute];
