import type { Command } from './command';
import type { Schedule } from './command-schedule';
import type { Resource } from './inventory';

export const REPEAT_MODES = ['Once', 'Period', 'NextRebootOnly', 'EveryReboot'] as const;
export type RepeatMode = (typeof REPEAT_MODES)[number];

/** How far a command has come on one instance. https://help.aliyun.com/document_detail/64845.html */
export type InvocationStatus =
  | 'Pending'
  | 'Scheduled'
  | 'Running'
  | 'Stopping'
  | 'Success'
  | 'Failed'
  | 'Invalid'
  | 'Aborted'
  | 'Timeout'
  | 'Error'
  | 'Cancelled'
  | 'Terminated';

/** Why a command could not be sent or run, with the status it ends in and the text that goes with it. */
export const FAILURES = {
  InstanceNotExists: ['Aborted', 'the specified instance does not exists'],
  InstanceReleased: ['Aborted', 'the specified instance has been released'],
  InstanceNotRunning: ['Aborted', 'the instance is not running when create task'],
  CommandNotApplicable: ['Invalid', 'the command is not applicable'],
  AccountNotExists: ['Invalid', 'the specified account does not exists'],
  DirectoryNotExists: ['Invalid', 'the specified directory does not exists'],
  BadCronExpression: ['Invalid', 'the cron job expression is invalid'],
  ClientNotRunning: ['Aborted', 'the aliyun service is not running on the instance'],
  ClientNotResponse: ['Aborted', 'the aliyun service in the instance does not response'],
  ClientIsUpgrading: ['Aborted', 'the aliyun service in the instance is upgrading now'],
  ClientNeedUpgrade: ['Aborted', 'the aliyun service in the instance need upgrade'],
  DeliveryTimeout: ['Aborted', 'the command delivery has been timeout'],
  ExecutionTimeout: ['Timeout', 'the command execution has been timeout'],
  ExecutionException: ['Error', 'the command execution got an exception'],
  ExecutionInterrupted: ['Error', 'the command execution has been interrupted'],
  ExitCodeNonzero: ['Failed', 'the command execution exit code is not zero.'],
} as const satisfies Readonly<Record<string, readonly [InvocationStatus, string]>>;
export type FailureCode = keyof typeof FAILURES;

/** One run of a command on one instance, or the wait for it. Instants are virtual epoch milliseconds. */
export interface Execution extends Resource {
  readonly instanceId: string;
  status: InvocationStatus;
  errorCode: FailureCode | undefined;
  exitCode: number | undefined;
  output: string;
  /** Bytes of the output that were cut off. */
  dropped: number;
  readonly createdAt: number;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** When it was asked to stop. */
  stoppedAt: number | undefined;
  updatedAt: number;
  /** How often the command has run on the instance. */
  repeats: number;
}

/** What an invocation does on one instance. */
export interface Target {
  readonly invocation: Invocation;
  /** Between two runs it shows the last one. */
  readonly current: Execution;
  /** The runs of a command that runs repeatedly, oldest first. */
  past: Execution[];
  /** Calls off whatever happens to it next. */
  callOff: () => void;
}

/** A command sent to instances. */
export interface Invocation extends Resource {
  /** As it was when it was sent; a deleted or changed command leaves it as it is. */
  readonly command: Readonly<Command>;
  readonly repeatMode: RepeatMode;
  /** Empty without a schedule. */
  readonly frequency: string;
  readonly schedule: Schedule | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly workingDir: string;
  readonly username: string;
  readonly launcher: string;
  readonly containerId: string;
  readonly containerName: string;
  readonly terminationMode: string;
  readonly resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  targets: readonly Target[];
}

/** The words that the older of the two enumerations has, for one instance and for all. */
export type RecordStatus = 'Running' | 'Finished' | 'Failed' | 'PartialFailed' | 'Stopped' | 'Stopping';

const RECORD_STATUS: Readonly<Record<InvocationStatus, Exclude<RecordStatus, 'PartialFailed'>>> = {
  Pending: 'Running',
  Scheduled: 'Running',
  Running: 'Running',
  Stopping: 'Stopping',
  // An exit code says nothing against having run to the end.
  Success: 'Finished',
  Failed: 'Finished',
  Invalid: 'Failed',
  Aborted: 'Failed',
  Timeout: 'Failed',
  Error: 'Failed',
  Cancelled: 'Stopped',
  Terminated: 'Stopped',
};

/** `InvokeRecordStatus` and `InstanceInvokeStatus`. */
export function recordStatusOf({ status }: Execution): RecordStatus {
  return RECORD_STATUS[status];
}

const UNFINISHED = ['Pending', 'Scheduled', 'Running', 'Stopping'] as const;

export function isOver({ status }: Execution): boolean {
  return !UNFINISHED.some((each) => each === status);
}

/** Whether a target will run by itself some time. */
export function isTimed({ invocation, current }: Target): boolean {
  return invocation.repeatMode !== 'Once' && !isOver(current);
}

/** `InvokeStatus`, the older word for what the instances have in common. */
export function overallRecordStatus({ targets }: Invocation): RecordStatus {
  const all = new Set(targets.map(({ current }) => recordStatusOf(current)));
  for (const status of ['Running', 'Stopping'] as const) {
    if (all.has(status)) return status;
  }
  if (all.size > 1) return all.has('Failed') ? 'PartialFailed' : 'Finished';
  const [only = 'Finished'] = all;
  return only;
}

/** `InvocationStatus` of a whole invocation. https://help.aliyun.com/document_detail/64840.html */
export type OverallStatus =
  | (typeof UNFINISHED)[number]
  | Extract<InvocationStatus, 'Success' | 'Failed'>
  | Extract<RecordStatus, 'Stopped' | 'PartialFailed'>;

export function overallStatus({ targets }: Invocation): OverallStatus {
  for (const status of UNFINISHED) {
    if (targets.some(({ current }) => current.status === status)) return status;
  }
  const succeeded = targets.filter(({ current }) => current.status === 'Success').length;
  const stopped = targets.filter(({ current }) => recordStatusOf(current) === 'Stopped').length;
  if (stopped === targets.length) return 'Stopped';
  if (succeeded + stopped === targets.length) return 'Success';
  return succeeded === 0 ? 'Failed' : 'PartialFailed';
}
