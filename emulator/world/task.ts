import type { Resource } from './inventory';
import type { Region } from './region';
import type { World } from './world';

export const TASK_STATUSES = ['Pending', 'Processing', 'Finished', 'Failed', 'Cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** A long-running piece of work that an operation answered with. Instants are virtual epoch milliseconds. */
export interface Task extends Resource {
  readonly regionId: string;
  /** Name of the operation that began it. */
  readonly action: string;
  status: TaskStatus;
  readonly supportsCancel: boolean;
  readonly createdAt: number;
  finishedAt: number | undefined;
}

/** Begins a task and has it finished after `durationMs`; `finish` then says how it ended. */
export function startTask(
  world: World,
  region: Region,
  action: string,
  durationMs: number,
  finish: () => 'Finished' | 'Failed' = () => 'Finished',
): Task {
  const task: Task = {
    id: world.resourceId('t', region),
    sequence: world.nextSequence(),
    regionId: region.id,
    action,
    status: 'Processing',
    supportsCancel: false,
    createdAt: world.clock.now(),
    finishedAt: undefined,
  };
  region.tasks.add(task);
  world.clock.after(durationMs, () => {
    task.status = finish();
    task.finishedAt = world.clock.now();
  });
  return task;
}
