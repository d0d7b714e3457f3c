import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { choice, flag, text, withDefault } from '../api/parameters';
import type { Values } from '../api/parameters';
import { invalidParameter, missingParameter } from '../errors';
import {
  REPEAT_MODES,
  isTimed,
  overallRecordStatus,
  overallStatus,
  recordStatusOf,
} from '../world/invocation';
import type { Execution, Invocation } from '../world/invocation';
import { ANSWER_ENCODING, ASSISTANT_PAGES, COMMAND_TYPE } from './command-parameters';
import { select } from './filters';
import type { FilterTests } from './filters';
import { invocationView, resultView } from './invocation-view';
import type { ResultRow } from './invocation-view';
import { emptyPage, pageOf } from './page-parameters';
import { ECS } from './products';
import { instanceArns } from './resources';
import { TAG_FILTER, taggedWith } from './tag-parameters';

/** Words of the newer enumeration that the filters took over; the others mean the older one. */
const NEWER_STATUSES: readonly string[] = ['Success', 'Pending', 'Scheduled'];

const RECORD_STATUSES = [
  'Running',
  'Finished',
  'Success',
  'Failed',
  'PartialFailed',
  'Stopped',
  'Stopping',
] as const;

const INVOCATION_FILTERS = {
  InvokeId: text(),
  CommandId: text(),
  InstanceId: text(),
  CommandName: text(),
  CommandType: COMMAND_TYPE,
  InvokeStatus: choice([...RECORD_STATUSES, 'Pending', 'Scheduled']),
  RepeatMode: choice(REPEAT_MODES),
  Timed: flag(),
  ResourceGroupId: text(),
  Tag: TAG_FILTER,
} as const;

type InvocationFilters = Values<typeof INVOCATION_FILTERS>;

const INVOCATION_TESTS: FilterTests<Invocation, InvocationFilters> = {
  InvokeId: (wanted) => (invocation) => invocation.id === wanted,
  CommandId: (wanted) => (invocation) => invocation.command.id === wanted,
  InstanceId:
    (wanted) =>
    ({ targets }) =>
      targets.some(({ current }) => current.instanceId === wanted),
  CommandName: (wanted) => (invocation) => invocation.command.name === wanted,
  CommandType: (wanted) => (invocation) => invocation.command.type === wanted,
  InvokeStatus: (wanted) => (invocation) =>
    (NEWER_STATUSES.includes(wanted) ? overallStatus(invocation) : overallRecordStatus(invocation)) ===
    wanted,
  RepeatMode: (wanted) => (invocation) => invocation.repeatMode === wanted,
  Timed:
    (wanted) =>
    ({ targets }) =>
      targets.some(isTimed) === wanted,
  ResourceGroupId: (wanted) => (invocation) => invocation.resourceGroupId === wanted,
  Tag: taggedWith,
};

/** With an instance some filters are documented to have no effect. */
function effective(values: InvocationFilters): InvocationFilters {
  if (values.InstanceId === undefined) return values;
  const InvokeStatus = values.InvokeStatus === 'PartialFailed' ? undefined : values.InvokeStatus;
  return { ...values, InvokeStatus, CommandName: undefined, RepeatMode: undefined };
}

function recorded({ world, region }: RegionalCall): readonly Invocation[] {
  region.cloudAssistant.prune(world.clock.now());
  return region.cloudAssistant.invocations.all();
}

function readArns({ account, region }: RegionalCall, instanceId: string | undefined): string[] {
  return instanceArns(account, region.id, instanceId === undefined ? [] : [instanceId]);
}

/** Without `Timed` the list has all, although `false` is its documented default. */
const describeInvocations = regionalOperation({
  product: ECS,
  name: 'DescribeInvocations',
  access: 'read',
  parameters: {
    ...INVOCATION_FILTERS,
    ...ASSISTANT_PAGES,
    ContentEncoding: ANSWER_ENCODING,
    IncludeOutput: withDefault(flag(), false),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeInvocations',
    resources: (call, { InstanceId }) => readArns(call, InstanceId),
  },
  whenDenied: (values) => ({ Invocations: { Invocation: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    const { ContentEncoding: encoding, IncludeOutput: includeOutput, InstanceId: instanceId } = values;
    if (includeOutput && values.InvokeId === undefined && instanceId === undefined) {
      throw missingParameter('InvokeId');
    }
    const matches = select(recorded(call), INVOCATION_TESTS, effective(values));
    const { items, paging } = pageOf(call, matches, values);
    const options = { encoding, includeOutput, instanceId };
    return {
      Invocations: { Invocation: items.map((invocation) => invocationView(invocation, options)) },
      ...paging,
    };
  },
});

const RESULT_FILTERS = {
  InvokeId: text(),
  CommandId: text(),
  InstanceId: text(),
  InvokeRecordStatus: choice(RECORD_STATUSES),
  ResourceGroupId: text(),
  Tag: TAG_FILTER,
} as const;

const RESULT_TESTS: FilterTests<ResultRow, Values<typeof RESULT_FILTERS>> = {
  InvokeId: (wanted) => (row) => row.invocation.id === wanted,
  CommandId: (wanted) => (row) => row.invocation.command.id === wanted,
  InstanceId: (wanted) => (row) => row.instanceId === wanted,
  InvokeRecordStatus: (wanted) => (row) =>
    (NEWER_STATUSES.includes(wanted) ? row.status : recordStatusOf(row)) === wanted,
  ResourceGroupId: (wanted) => (row) => row.invocation.resourceGroupId === wanted,
  Tag: (wanted) => {
    const test = taggedWith(wanted);
    return ({ invocation }) => test(invocation);
  },
};

function rowsOf(
  invocation: Invocation,
  executionsOf: (target: Invocation['targets'][number]) => readonly Execution[],
): readonly ResultRow[] {
  return invocation.targets.flatMap(executionsOf).map((execution) => ({ ...execution, invocation }));
}

/** The runs of one invocation that repeats, oldest first. */
function history(invocations: readonly Invocation[], invokeId: string | undefined): readonly ResultRow[] {
  if (invokeId === undefined) throw missingParameter('InvokeId');
  const invocation = invocations.find(({ id }) => id === invokeId);
  if (invocation === undefined) return [];
  if (invocation.repeatMode !== 'Period' && invocation.repeatMode !== 'EveryReboot') {
    throw invalidParameter('InvokeId', 'an invocation whose RepeatMode is Period or EveryReboot');
  }
  const rows = rowsOf(invocation, ({ past }) => past);
  return [...rows].sort((left, right) => left.sequence - right.sequence);
}

/** https://help.aliyun.com/document_detail/64845.html */
const describeInvocationResults = regionalOperation({
  product: ECS,
  name: 'DescribeInvocationResults',
  access: 'read',
  parameters: {
    ...RESULT_FILTERS,
    ...ASSISTANT_PAGES,
    ContentEncoding: ANSWER_ENCODING,
    IncludeHistory: withDefault(flag(), false),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeInvocationResults',
    resources: (call, { InstanceId }) => readArns(call, InstanceId),
  },
  whenDenied: (values) => ({
    Invocation: { InvocationResults: { InvocationResult: [] }, ...emptyPage(values) },
  }),
  handle: (call, values) => {
    const invocations = recorded(call);
    const candidates = values.IncludeHistory
      ? history(invocations, values.InvokeId)
      : invocations.flatMap((invocation) => rowsOf(invocation, ({ current }) => [current]));
    const { items, paging } = pageOf(call, select(candidates, RESULT_TESTS, values), values);
    const results = items.map((row) => resultView(row, values.ContentEncoding));
    return { Invocation: { InvocationResults: { InvocationResult: results }, ...paging } };
  },
});

export const INVOCATION_OPERATIONS: readonly Operation[] = [describeInvocations, describeInvocationResults];
