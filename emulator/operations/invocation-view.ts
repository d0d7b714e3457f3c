import { FAILURES, isTimed, overallRecordStatus, overallStatus, recordStatusOf } from '../world/invocation';
import type { Execution, Invocation, Target } from '../world/invocation';
import type { Body } from '../wire/render';
import { encoded } from './command-parameters';
import type { AnswerEncoding } from './command-parameters';
import { tagList } from './instance-view';
import { secondOf } from '../world/times';

/** One run on one instance, with the invocation that it belongs to. */
export interface ResultRow extends Execution {
  readonly invocation: Invocation;
}

function momentOf(instant: number | undefined): string {
  return instant === undefined ? '' : secondOf(instant);
}

function outcomeView(execution: Execution): Body {
  const { errorCode, exitCode } = execution;
  return {
    InstanceId: execution.instanceId,
    InvocationStatus: execution.status,
    ErrorCode: errorCode ?? '',
    ErrorInfo: errorCode === undefined ? '' : FAILURES[errorCode][1],
    ...(exitCode !== undefined && { ExitCode: exitCode }),
    Dropped: execution.dropped,
    Repeats: execution.repeats,
    StartTime: momentOf(execution.startedAt),
    StopTime: momentOf(execution.stoppedAt),
  };
}

function manner(invocation: Invocation): Body {
  const { launcher, containerId, containerName, terminationMode, username } = invocation;
  return {
    Launcher: launcher,
    ContainerId: containerId,
    ContainerName: containerName,
    TerminationMode: terminationMode,
    Username: username,
    Tags: { Tag: tagList(invocation.tags) },
  };
}

/** A row of DescribeInvocationResults. https://help.aliyun.com/document_detail/64845.html */
export function resultView({ invocation, ...execution }: ResultRow, encoding: AnswerEncoding): Body {
  return {
    ...outcomeView(execution),
    ...manner(invocation),
    CommandId: invocation.command.id,
    InvokeId: invocation.id,
    InvokeRecordStatus: recordStatusOf(execution),
    FinishedTime: momentOf(execution.finishedAt),
    Output: encoded(Buffer.from(execution.output), encoding),
  };
}

function targetView(target: Target, encoding: AnswerEncoding | undefined): Body {
  const { current } = target;
  return {
    ...outcomeView(current),
    InstanceInvokeStatus: recordStatusOf(current),
    Timed: isTimed(target),
    CreationTime: secondOf(current.createdAt),
    FinishTime: momentOf(current.finishedAt),
    UpdateTime: secondOf(current.updatedAt),
    Output: encoding === undefined ? '' : encoded(Buffer.from(current.output), encoding),
  };
}

export interface InvocationViewOptions {
  readonly encoding: AnswerEncoding;
  readonly includeOutput: boolean;
  /** The instance that was asked for, if one was. */
  readonly instanceId: string | undefined;
}

/** A row of DescribeInvocations. https://help.aliyun.com/document_detail/64840.html */
export function invocationView(
  invocation: Invocation,
  { encoding, includeOutput, instanceId }: InvocationViewOptions,
): Body {
  const { command, targets } = invocation;
  const shown = targets.filter(
    ({ current }) => instanceId === undefined || current.instanceId === instanceId,
  );
  return {
    ...manner(invocation),
    InvokeId: invocation.id,
    InvocationStatus: overallStatus(invocation),
    InvokeStatus: overallRecordStatus(invocation),
    InvokeInstances: {
      InvokeInstance: shown.map((target) => targetView(target, includeOutput ? encoding : undefined)),
    },
    CommandId: command.id,
    CommandName: command.name,
    CommandDescription: command.description,
    CommandType: command.type,
    CommandContent: encoded(command.content, encoding),
    RepeatMode: invocation.repeatMode,
    Frequency: invocation.frequency,
    Timed: targets.some(isTimed),
    Timeout: invocation.timeoutSeconds,
    Parameters: JSON.stringify(invocation.parameters),
    WorkingDir: invocation.workingDir,
    CreationTime: secondOf(invocation.createdAt),
  };
}
