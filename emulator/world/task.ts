import type { Resource } from './inventory';
import type { Region } from './region';
import type { World } from './world';

export type TaskStatus = 'Processing' | 'Finished' | 'Failed';

/** What a task is about. */
export interface TaskSubject {
  /** Name of the parameter that names it: `InstanceId`. */
  readonly name: string;
  readonly id: string;
}

/** A long-running piece of work that an operation answered with. Instants are virtual epoch milliseconds. */
export interface Task extends Resource {
  readonly regionId: string;
  /** Name of the operation that began it, or of what it does: `ArchiveSnapshot`. */
  readonly action: string;
  readonly subject: TaskSubject;
  status: TaskStatus;
  readonly createdAt: number;
  readonly dueAt: number;
  finishedAt: number | undefined;
}

interface TaskRequest {
  readonly action: string;
  readonly subject: TaskSubject;
  readonly durationMs: number;
  /** Carried out when the time has come; says how the task ended. */
  readonly finish?: () => 'Finished' | 'Failed';
}

/** Begins a task, which ends by itself. */
export function startTask(
  world: World,
  region: Region,
  { action, subject, durationMs, finish = () => 'Finished' }: TaskRequest,
): Task {
  const createdAt = world.clock.now();
  const task: Task = {
    id: world.resourceId('t', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    action,
    subject,
    status: 'Processing',
    createdAt,
    dueAt: createdAt + durationMs,
    finishedAt: undefined,
  };
  region.tasks.begin(task, createdAt);
  world.clock.after(durationMs, () => {
    task.status = finish();
    task.finishedAt = world.clock.now();
  });
  return task;
}

/** In percent. */
export function taskProgress(task: Task, now: number): number {
  if (task.status !== 'Processing') return 100;
  return Math.min(99, Math.floor((100 * (now - task.createdAt)) / (task.dueAt - task.createdAt)));
}
